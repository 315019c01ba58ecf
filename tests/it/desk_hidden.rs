//! Money that the control desk may not hide: each way to lose sight of some is tried on a sound week, and must be told with its
//! amount, in the report that a cash officer looks at.

use std::fs;
use std::path::Path;

use crate::program::{Run, args, copy, files, run};

/// A change to the week: a file, what stands in it and what stands there instead; nothing stands for its end.
type Change = (&'static str, &'static str, &'static str);

const EXPORT: &str = "exports/dagboek_2026-10-05_2026-10-07.csv";
const COUNTS: &str = "telling/telling.csv";
const CONFIGURATION: &str = "kasverslag.toml";

fn desk(place: &Path, reports: &str) -> Run {
    let fixed =
        ["report", reports, "--config", "kasverslag.toml", "--input", "exports", "--period", "2026-10-05..2026-10-07"];
    let rest = ["--format", "csv,json", "--now", "2026-10-09T08:00:00+02:00", "--out", "out"];
    run(place, &args(&[&fixed[..], &rest].concat()), &[])
}

fn week(place: &Path, changes: &[Change]) {
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/desk-week/input"), place);
    for (file, old, new) in changes {
        let path = place.join(file);
        let text = fs::read_to_string(&path).unwrap_or_default();
        assert!(text.contains(old), "{file} lacks {old}");
        let text = if old.is_empty() { text + new } else { text.replacen(old, new, 1) };
        fs::write(path, text).expect("written");
    }
}

const ONLINE: Change = (CONFIGURATION, "kind = \"payconiq\"", "kind = \"online\"");
const FORMER: Change = (
    EXPORT,
    "",
    "91;05-10-2026 12:00;05-10-2026 12:00;B990;I355;3550;2110;4,00\n92;05-10-2026 12:00;05-10-2026 12:00;B990;I356;3560;2110;9,00\n",
);
const SLIPS: &str =
    "\n[[library.witness]]\nname = \"borderel\"\nkind = \"borderel\"\nfiles = \"borderel.csv\"\n\n[[library.channel]]";

#[test]
fn what_could_hide_money_is_told_with_its_amount() {
    let cases: [(&str, &[Change], &str, &str); 7] = [
        (
            "kasblad",
            &[(EXPORT, "", "93;05-10-2026 12:00;05-10-2026 12:00;K000;I355;3550;2110;3,00\n")],
            "no [[library.channel]] names",
            "K000: 3.00",
        ),
        ("afstemming", &[FORMER], "no [[library.channel]] names", "B990: 4.00"),
        (
            "kasblad,kastelling",
            &[(
                COUNTS,
                "K001;05/10/2026;18:05;50,00",
                "K001;05/10/2026;18:03;50,00;1;50,00;controleur;;\nK001;05/10/2026;18:05;50,00",
            )],
            "differs from what must be in it, and no reason is given",
            "K001 18:03, 2026-10-05: -30.00 (tekort)",
        ),
        (
            "kasblad,kastelling",
            &[(COUNTS, "", "K777;06/10/2026;18:00;50,00;1;50,00;controleur;;\n")],
            "that no [[library.channel]] names",
            "K777, 2026-10-06: 50.00",
        ),
        (
            "kastelling",
            &[(COUNTS, "", "K001;01/12/2026;18:00;50,00;1;50,00;controleur;;\n")],
            "still to come",
            "K001, 2026-12-01: 50.00",
        ),
        (
            "kasblad,kastelling,afstemming",
            &[(
                COUNTS,
                "K001;05/10/2026;18:05;5,00;2;10,00;;;",
                "K001;05/10/2026;18:05;5,00;2;10,00;;;\nK001;05/10/2026;18:05;wisselgeld;;75,00;;;\nK001;05/10/2026;18:05;afdracht;;5,00;;;",
            )],
            "a count tells that another sum was carried to the bank than was booked",
            "K001, 2026-10-05: -170.00",
        ),
        (
            "kasblad,afstemming",
            &[
                (CONFIGURATION, "\n[[library.channel]]", SLIPS),
                (
                    "borderel.csv",
                    "",
                    "Borderelnummer;Mededeling;Rekening;Zaknummer;Dagboek;Datum;Uur;Post;Aantal;Bedrag\n\
                     00998;***355/2600/99854***;BE68539007547034;;K001;2026-10-07;13:00;kasafdracht;;5,00\n\
                     00998;***355/2600/99854***;BE68539007547034;;K001;2026-10-07;13:00;5,00;1;5,00\n",
                ),
            ],
            "a deposit slip tells that another sum was carried to the bank than was booked",
            "K001, 2026-10-07: 5.00",
        ),
    ];
    for (reports, changes, what, of) in cases {
        for report in reports.split(',') {
            let folder = tempfile::tempdir().expect("a folder");
            week(folder.path(), &[]);
            let sound = desk(folder.path(), report);
            assert!(sound.status == 0 && !sound.stderr.contains(of), "{report}: {}", sound.stderr);
            let folder = tempfile::tempdir().expect("a folder");
            week(folder.path(), changes);
            let done = desk(folder.path(), report);
            assert_eq!(done.status, 0, "{report}: {}", done.stderr);
            assert!(done.stderr.contains(what) && done.stderr.contains(of), "{report}, {of}:\n{}", done.stderr);
            let json = files(&folder.path().join("out")).into_iter().find(|(name, _)| name.ends_with(".json"));
            let json: serde_json::Value = serde_json::from_slice(&json.expect("a report").1).expect("JSON");
            assert!(json["bridge"]["report"]["lines"].is_u64(), "{report} has no bridge");
        }
    }
}

#[test]
fn former_online_payments_of_the_library_go_with_its_online_channel() {
    let folder = tempfile::tempdir().expect("a folder");
    week(folder.path(), &[ONLINE, FORMER]);
    let done = desk(folder.path(), "afstemming");
    assert!(done.status == 0 && !done.stderr.contains("B990"), "{}", done.stderr);
    let written = files(&folder.path().join("out"));
    let of = |end: &str| written.iter().find(|(name, _)| name.ends_with(end)).expect("a report").1;
    let rows = String::from_utf8_lossy(of(".csv")).into_owned();
    assert!(rows.contains("payconiq;2026-10-05;2026-10-05;16,00;"), "12,00 and its own 4,00: {rows}");
    let json: serde_json::Value = serde_json::from_slice(of(".json")).expect("JSON");
    assert_eq!(json["bridge"]["minus"]["other_institutions"]["amount"], "9.00");
}

#[test]
fn a_count_that_was_taken_in_is_evidence() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path();
    let night = "[run]\nout = \"reports\"\nexports = \"exports/*.csv\"\nformats = [\"csv\", \"json\"]\n\n[[library]]";
    week(place, &[(CONFIGURATION, "[[library]]", night)]);
    let run_night = |hour: &str| {
        let now = format!("2026-10-09T{hour}:00:00+02:00");
        run(place, &args(&["run", "--config", "kasverslag.toml", "--date", "2026-10-07", "--now", &now]), &[])
    };
    assert_eq!(run_night("03").status, 0);
    let path = place.join(COUNTS);
    let text = fs::read_to_string(&path).expect("counts");
    // One more count is no other count.
    let more = text.clone() + "K001;07/10/2026;18:00;50,00;1;50,00;controleur;;\n";
    fs::write(&path, &more).expect("written");
    assert_eq!(run_night("04").status, 0);
    let edited = more.replacen("18:00;5,00;1;5,00;;;wisselgeldfout", "18:00;5,00;2;10,00;;;", 1);
    assert_ne!(edited, more);
    fs::write(&path, &edited).expect("written");
    for hour in ["05", "06"] {
        let done = run_night(hour);
        assert!(done.status == 1 && done.stderr.contains("one count is told in two ways"), "{}", done.stderr);
        assert!(!done.stdout.contains("kasblad"), "{}", done.stdout);
    }
    fs::write(&path, &more).expect("written");
    assert_eq!(run_night("07").status, 0);
}
