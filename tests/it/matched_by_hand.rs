//! Matching by hand: what somebody says counts while its figures hold, can be withdrawn, and is never erased.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::program::{Run, args, copy, run};

const HEADER: &str = "Nummer;Tijdstip;Rol;Reden;Kanaal;Post;Dag;Afschrift;Bedrag;Trekt in\n";
/// The bank counted 5,00 less.
const RECOUNT: &str = "1;2026-10-01 09:15;financieel directeur;bankbiljet door de bank geweigerd;balie;afschrift;2026-08-11;150/1;-5,00;\n\
    1;;;;;verschil;;;5,00;\n";
/// More was booked than was paid; the bank keeps a commission.
const TERMINAL: &str = "2;2026-10-01 09:20;inningsambtenaar;verkeerd bedrag ingetikt;terminal;dag;2026-09-10;;1,90;\n\
    2;;;;;afschrift;2026-09-11;171/1;CARDS;\n2;;;;;afschrift;2026-09-11;171/2;BANCONTACT;\n2;;;;;verschil;;;0,16;\n";
const WITHDRAWN: &str = "3;2026-10-01 10:00;financieel directeur;toch een terugbetaling;;intrekking;;;;2\n";

fn world() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data");
    for part in ["balie", "zonnedorp", "codes"] {
        copy(&samples.join(part), &folder.path().join(part));
    }
    let text = fs::read_to_string(samples.join("balie.toml")).expect("a configuration");
    let witness = "[[library.witness]]\nname = \"afpuntingen\"\nkind = \"afpunting\"\nfiles = \"afpuntingen.csv\"\n\n";
    let text = text.replacen("[[library.channel]]", &format!("{witness}[[library.channel]]"), 1);
    fs::write(folder.path().join("balie.toml"), text).expect("a configuration");
    folder
}

fn desk(place: &Path, entries: &str) -> (Run, Vec<BTreeMap<String, String>>) {
    fs::write(place.join("afpuntingen.csv"), format!("{HEADER}{entries}")).expect("a file");
    let fixed = [
        "report",
        "afstemming",
        "--config",
        "balie.toml",
        "--input",
        "zonnedorp",
        "--period",
        "2026-08-01..2026-09-20",
    ];
    let rest = ["--now", "2026-10-01T11:00:00+02:00", "--format", "csv", "--csv-dialect", "rfc4180", "--out", "out"];
    let done = run(place, &args(&[&fixed[..], &rest].concat()), &[]);
    let path = done.stdout.trim();
    let rows = if path.is_empty() { Vec::new() } else { table(&place.join(path)) };
    (done, rows)
}

fn table(path: &Path) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_path(path).expect("a report").deserialize().map(|row| row.expect("a row")).collect()
}

fn terminal(rows: &[BTreeMap<String, String>]) -> &BTreeMap<String, String> {
    rows.iter().find(|row| row["Kanaal"] == "terminal" && row["Dag"] == "2026-09-10").expect("a row")
}

/// The entry of the terminal with the amounts that the bank has.
fn of_terminal(place: &Path) -> String {
    let statement = fs::read_to_string(place.join("balie/bank/2026-09-11.cod")).expect("a statement");
    let amounts: Vec<i64> = statement
        .lines()
        .filter(|line| line.starts_with("21"))
        .map(|line| line[32..47].parse::<i64>().expect("an amount") / 10)
        .collect();
    let euro = |cents: i64| format!("{},{:02}", cents / 100, cents % 100);
    TERMINAL.replace("CARDS", &euro(amounts[0])).replace("BANCONTACT", &euro(amounts[1]))
}

#[test]
fn what_is_matched_by_hand_is_shown_with_role_reason_and_time() {
    let folder = world();
    let place = folder.path();
    let (done, rows) = desk(place, "");
    assert!(
        done.stderr.contains("balie, 2026-08-11: -5.00") && done.stderr.contains("terminal, 2026-09-10: -0.10"),
        "{}",
        done.stderr
    );
    assert_eq!(terminal(&rows)["Status"], "open");
    let entries = format!("{RECOUNT}{}", of_terminal(place));
    let (done, rows) = desk(place, &entries);
    assert_eq!((done.status, &*done.stderr.replace("K001", "")), (0, ""));
    let row = terminal(&rows);
    // The difference stays in sight; what the provider keeps is none.
    assert_eq!(
        ["Status", "Wise", "Aanbieder bruto", "Commissie", "Bank", "Verschil"].map(|column| &*row[column]),
        ["afgepunt", "1.90", "1.80", "0.06", "1.74", "-0.10"]
    );
    assert_eq!(row["Verklaring"], "met de hand, nr. 2: verkeerd bedrag ingetikt (inningsambtenaar, 01/10/2026 09:20)");
    let recount = rows.iter().find(|row| row["Bank"] == "-5.00").expect("a row");
    assert_eq!((&*recount["Status"], &*recount["Kanaal"], &*recount["Dag"]), ("afgepunt", "balie", ""));
    assert!(recount["Verklaring"].contains("bankbiljet door de bank geweigerd (financieel directeur"), "{recount:?}");
    // Withdrawn it is as if nobody had said it.
    let (done, rows) = desk(place, &format!("{entries}{WITHDRAWN}"));
    assert_eq!(terminal(&rows)["Status"], "open");
    assert!(done.stderr.contains("terminal, 2026-09-10: -0.10"), "{}", done.stderr);
}

#[test]
fn what_does_not_hold_links_nothing_and_is_told() {
    let folder = world();
    let place = folder.path();
    let sound = of_terminal(place).replacen("2;", "1;", 1).replace("\n2;", "\n1;");
    for (old, new) in [
        // Another sum was booked, another entry is meant, a part of what the bank links to the day is left out.
        ("dag;2026-09-10;;1,90;\n", "dag;2026-09-10;;2,00;\n1;;;;;verschil;;;EXPLAINED;\n"),
        ("171/1", "171/9"),
        ("2026-09-11;171/2", "2026-09-12;171/2"),
    ] {
        let text = match new.contains("EXPLAINED") {
            true => sound.replace("1;;;;;verschil;;;0,16;\n", "").replace(old, &new.replace("EXPLAINED", "0,26")),
            false => sound.replace(old, new),
        };
        let (done, rows) = desk(place, &text);
        assert_eq!(done.status, 0, "{}", done.stderr);
        assert!(done.stderr.contains("a match by hand does not hold"), "{old}: {}", done.stderr);
        assert_eq!(terminal(&rows)["Status"], "open", "{old}");
    }
}

#[test]
fn what_does_not_add_up_or_was_erased_is_refused_by_line() {
    let folder = world();
    let place = folder.path();
    let entries = format!("{RECOUNT}{}{WITHDRAWN}", of_terminal(place));
    let wrong = |old: &str, new: &str| entries.replace(old, new);
    for (text, what) in [
        (wrong("0,16", "0,15"), "what was booked is not what is at the bank and what is explained"),
        (entries.replace(RECOUNT, ""), "the number of an entry is not the next: one was erased, or stands there twice"),
        (wrong("inningsambtenaar", "Jan Peeters"), "a role is expected here, not a name"),
        (wrong("verkeerd bedrag ingetikt", ""), "a reason is expected here"),
        (wrong("2026-10-01 10:00", "2026-10-01 08:00"), "an entry is earlier than the one before it"),
        (wrong("intrekking;;;;2", "intrekking;;;;7"), "there is no such entry to withdraw before it"),
        (wrong("171/1", "171"), "the numbers of a statement and of an entry on it are expected here"),
        (wrong("2;;;;;verschil", "2;;;;;korting"), "one of dag, afschrift, verschil, intrekking is expected here"),
    ] {
        let (done, _) = desk(place, &text);
        assert_eq!(done.status, 1, "{what}");
        assert!(
            done.stderr.contains(what) && done.stderr.contains("afpuntingen.csv, line "),
            "{what}:\n{}",
            done.stderr
        );
        assert!(!done.stderr.contains("Peeters"), "{}", done.stderr);
        let checked = run(place, &args(&["check", "afpuntingen.csv"]), &[]);
        assert!(checked.status == 1 && checked.stderr.contains(what), "{what}:\n{}", checked.stderr);
    }
}
