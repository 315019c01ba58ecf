//! The control desk from outside: what is written tells of nobody, and the order in which witnesses come changes nothing.

use std::fs;
use std::path::Path;

use crate::program::{Run, args, copy, files, run};

fn week(place: &Path) {
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/desk-week/input"), place);
}

fn desk(place: &Path, inputs: &[&str]) -> Run {
    let fixed = ["report", "kasblad,afstemming,openstaande-ontvangsten,kastelling", "--config", "kasverslag.toml"];
    let rest =
        ["--period", "2026-10", "--format", "csv,json,table", "--now", "2026-11-09T08:00:00+01:00", "--out", "out"];
    run(place, &args(&[&fixed[..], &["--input"], inputs, &rest].concat()), &[])
}

#[test]
fn nothing_of_whom_the_bank_names_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path();
    week(place);
    let done = desk(place, &["exports"]);
    assert_eq!(done.status, 0, "{}", done.stderr);
    let written = files(&place.join("out")).into_values().map(|bytes| String::from_utf8(bytes).expect("UTF-8"));
    let all: String = written.chain([done.stdout, done.stderr]).collect();
    let planted = fs::read_to_string(place.join("bank/2026-10-06.cod")).expect("a statement");
    for word in ["PEETERS", "4769123412341234", "BE71096123456769", "BOETE"] {
        assert!(planted.contains(word), "{word} is not planted");
        assert!(!all.contains(word), "{word} is written");
    }
}

#[test]
fn the_names_and_the_order_of_witnesses_change_nothing() {
    let (one, other) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    week(one.path());
    week(other.path());
    let bank = other.path().join("bank");
    fs::rename(bank.join("2026-10-06.cod"), other.path().join("z.cod")).expect("a file");
    fs::rename(bank.join("2026-10-07.cod"), other.path().join("a.cod")).expect("a file");
    // The same statement a second time is one statement.
    fs::copy(other.path().join("z.cod"), other.path().join("again.cod")).expect("a file");
    assert_eq!(desk(one.path(), &["exports"]).status, 0);
    let done = desk(other.path(), &["z.cod", "exports", "again.cod", "a.cod"]);
    assert_eq!(done.status, 0, "{}", done.stderr);
    // JSON names the files that were read, lines do not.
    let lines = |place: &Path| {
        let mut files = files(&place.join("out"));
        files.retain(|name, _| name.ends_with(".csv"));
        files
    };
    let written = lines(one.path());
    assert_eq!(written.len(), 4);
    assert_eq!(written, lines(other.path()));
}

#[test]
fn a_witness_that_does_not_tie_out_is_not_received_and_stops_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path();
    week(place);
    let sound = desk(place, &["exports"]);
    assert_eq!(sound.status, 0, "{}", sound.stderr);
    let written = files(&place.join("out"));
    let statement = place.join("bank/2026-10-06.cod");
    let text = fs::read_to_string(&statement).expect("a statement").replacen("0000000000046500", "0000000000046510", 1);
    fs::write(&statement, text).expect("a changed statement");
    let done = desk(place, &["exports"]);
    assert_eq!(done.status, 1);
    assert!(
        done.stderr.contains("don't make the new balance") && done.stderr.contains("2026-10-06.cod, line"),
        "{}",
        done.stderr
    );
    let now = files(&place.join("out"));
    let csv = |report: &str| format!("{report}_I355_2026-10.csv");
    for report in ["kasblad", "kastelling"] {
        assert_eq!(written[&csv(report)], now[&csv(report)], "{report} needs no bank");
    }
    let matching = String::from_utf8(now[&csv("afstemming")].clone()).expect("UTF-8");
    assert!(matching.contains("niet ontvangen"), "{matching}");
}

#[test]
fn two_files_that_tell_of_one_count_must_agree() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path();
    week(place);
    let count = fs::read_to_string(place.join("telling/telling.csv")).expect("a count");
    fs::write(place.join("telling/copy.csv"), &count).expect("a copy");
    assert_eq!(desk(place, &["exports"]).status, 0);
    fs::write(place.join("telling/copy.csv"), count.replacen(";50,00;1;50,00;", ";50,00;2;100,00;", 1))
        .expect("another count");
    let done = desk(place, &["exports"]);
    assert!(done.status == 1 && done.stderr.contains("one count is told in two ways"), "{}", done.stderr);
}

#[test]
fn nothing_of_whom_the_bank_names_is_in_the_archive() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path();
    week(place);
    let configuration = place.join("kasverslag.toml");
    let night = "[run]\nout = \"reports\"\nexports = \"exports/*.csv\"\nformats = [\"csv\", \"json\"]\n\n";
    let text = fs::read_to_string(&configuration).expect("a configuration");
    fs::write(&configuration, format!("{night}{text}")).expect("a configuration");
    let night = ["run", "--config", "kasverslag.toml", "--date", "2026-10-07", "--now", "2026-10-09T03:00:00+02:00"];
    let done = run(place, &args(&[&night[..]].concat()), &[]);
    assert_eq!(done.status, 0, "{}", done.stderr);
    let written = files(&place.join("reports"));
    assert!(written.keys().any(|name| name.contains("afstemming")), "the desk was not in the night");
    let planted = fs::read_to_string(place.join("bank/2026-10-06.cod")).expect("a statement");
    for word in ["PEETERS", "4769123412341234", "BE71096123456769", "BOETE"] {
        assert!(planted.contains(word), "{word} is not planted");
        let has = |bytes: &[u8]| bytes.windows(word.len()).any(|window| window == word.as_bytes());
        for (name, bytes) in &written {
            assert!(!has(bytes), "{word} is in {name}");
        }
        assert!(!has(done.stdout.as_bytes()) && !has(done.stderr.as_bytes()), "{word} is told");
    }
}

#[test]
fn a_file_that_announces_another_and_is_alone_tells_of_no_later_day() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path();
    week(place);
    fs::remove_file(place.join("bank/2026-10-07.cod")).expect("removed");
    let path = place.join("bank/2026-10-06.cod");
    let whole = fs::read_to_string(&path).expect("a statement");
    let announcing = whole.trim_end().strip_suffix('2').expect("the last file").to_owned() + "1\n";
    fs::write(&path, &announcing).expect("written");
    let check = run(place, &args(&["check", "bank"]), &[]);
    assert_eq!((check.status, check.stderr.as_str()), (0, ""));
    assert_eq!(desk(place, &["exports"]).status, 0);
    let rows = fs::read_to_string(place.join("out/afstemming_I355_2026-10.csv")).expect("a report");
    assert!(rows.contains(";afgepunt;") && rows.contains(";niet ontvangen;"), "{rows}");
    assert!(!rows.contains("te laat"), "{rows}");
    // Behind one that says that it is the last, nothing may follow in the same file; the last of several must say so.
    for both in [whole.clone() + &announcing, announcing.clone() + &announcing] {
        fs::write(&path, both).expect("written");
        assert_eq!(run(place, &args(&["check", "bank"]), &[]).status, 1);
    }
}
