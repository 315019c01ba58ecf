//! No customer's id in anything but the list of refused records, which holds them as they stand in the export; and the
//! keys of pseudonyms.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use crate::program::{args, files, run, uncoded};

const HEADER: &str =
    "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag;Klant;Omschrijving\n";
/// Whoever finds this has found a customer.
const PLANTED: &str = "7316KLANT";
const RUN: [&str; 7] =
    ["run", "--config", "kasverslag.toml", "--date", "2026-11-01", "--now", "2026-11-02T05:00:00+01:00"];

fn line(id: u32, amount: &str, customer: &str) -> String {
    format!("{id};01-11-2026;01-11-2026;K001;I355;3550;2110;{amount};{customer};Te laat\n")
}

fn config(more: &str) -> String {
    format!(
        "[run]\nout = \"reports\"\nexports = \"exports/*.csv\"\nperiods = [\"day\"]\n\
         reports = [\"financieel-overzicht-be\", \"financiele-details\"]\n[[library]]\ninstitution = \"I355\"\n{more}"
    )
}

/// Writes a configuration that nobody but its owner may read.
fn write_private(place: &Path, text: String) {
    let path = place.join("kasverslag.toml");
    fs::write(&path, text).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
}

/// Demands that no file of a folder and no text has the planted id, but for lists of refused records. PDFs are looked
/// into, as far as there is `pdftotext`.
fn demand_silence(folder: &Path, told: &str, what: &str) {
    assert!(!told.contains(PLANTED), "{what} tells: {told}");
    for (name, bytes) in files(folder) {
        assert!(!name.contains(PLANTED), "{what}: {name}");
        if name.contains("rejects/") || name.contains("archive/") {
            continue;
        }
        let text = if name.ends_with(".pdf") {
            let text = Command::new("pdftotext").arg(folder.join(&name)).arg("-").output();
            text.map(|output| output.stdout).unwrap_or_default()
        } else {
            bytes
        };
        assert!(!String::from_utf8_lossy(&text).contains(PLANTED), "{what}: {name}");
    }
}

#[test]
fn customers_are_told_nowhere() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    fs::create_dir(place.join("exports")).unwrap();
    write_private(place, config("pseudonym_key = \"a key for the tests only\"\n"));
    let good = HEADER.to_owned() + &line(1, "1,00", PLANTED) + &line(2, "2,00", &format!("{PLANTED}2"));
    let endless = PLANTED.repeat(8_000);
    let bad = HEADER.to_owned()
        + &line(3, "x", PLANTED)
        + &line(4, "1,00", &endless)
        + &line(5, "1,00", &format!("{PLANTED}\u{1}"))
        + &line(6, "1,00", &format!("{PLANTED};too many"))
        + &line(7, "1,00", &format!("{PLANTED}\"x"))
        + &line(8, "1,00", PLANTED)
        + &line(8, "3,00", PLANTED);
    let changed = HEADER.to_owned() + &line(1, "1,50", PLANTED);
    fs::write(place.join("exports/a_2026-11-01.csv"), &good).unwrap();
    fs::write(place.join("exports/b_2026-11-01.csv"), &changed).unwrap();
    let log = [("KASVERSLAG_LOG", "trace")];
    let report = |name: &str, more: &[&str]| {
        let fixed =
            ["report", name, "--input", "exports", "--period", "2026-11", "--institution", "I355", "--out", "out"];
        args(&[&fixed[..], &["--now", "2026-12-01T08:00:00+01:00"], more].concat())
    };
    let both = "financieel-overzicht-be,financiele-details,dagoverzicht";
    let config = ["--config", "kasverslag.toml"];
    let tellings = [
        ("report", report(both, &config)),
        ("report without key", report(both, &[])),
        ("table", report(both, &["--format", "table"])),
        ("run", args(&RUN)),
        ("run as JSON", args(&[&RUN[..], &["--log-format", "json"]].concat())),
        ("verify", args(&["verify", "reports", "--config", "kasverslag.toml"])),
        ("check", args(&["check", "exports"])),
    ];
    for (what, arguments) in &tellings {
        let done = run(place, arguments, &log);
        assert_eq!(done.status, 0, "{what}: {}", done.stderr);
        demand_silence(place.join("out").as_path(), &(done.stdout + &done.stderr), what);
        demand_silence(place.join("reports").as_path(), "", what);
    }
    fs::write(place.join("exports/c_2026-11-01.csv"), &bad).unwrap();
    for (what, arguments) in &tellings {
        let done = run(place, arguments, &log);
        assert_eq!(done.status, i32::from(*what != "verify"), "{what}: {}", done.stderr);
        demand_silence(place.join("out").as_path(), &(done.stdout + &done.stderr), what);
        demand_silence(place.join("reports").as_path(), "", what);
    }
    let rejects = fs::read_to_string(place.join("out/rejects/c_2026-11-01.csv.rejects.csv")).unwrap();
    assert!(rejects.contains(PLANTED), "the raw record is there by contract");
    let shown = run(place, &report("financiele-details", &["--show-customers", "--allow-rejected", "9"]), &[]);
    assert_eq!(shown.status, 0, "{}", shown.stderr);
    let csv: BTreeMap<String, Vec<u8>> = files(&place.join("out"));
    let shown = String::from_utf8_lossy(&csv["financiele-details_I355_2026-11.csv"]);
    assert!(shown.contains(PLANTED), "with --show-customers they are told, so the search above finds what is there");
}

#[test]
fn a_key_in_a_file_of_its_own_is_kept_strictly_and_may_be_destroyed() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    fs::create_dir(place.join("exports")).unwrap();
    let key = place.join("I355.key");
    let of_file = config("pseudonym_key_file = \"I355.key\"\n");
    fs::write(place.join("kasverslag.toml"), &of_file).unwrap();
    fs::write(place.join("exports/a_2026-11-01.csv"), HEADER.to_owned() + &line(1, "1,00", PLANTED)).unwrap();
    let set = |text: &str, mode: u32| {
        let _ = fs::remove_file(&key);
        fs::write(&key, text).unwrap();
        fs::set_permissions(&key, fs::Permissions::from_mode(mode)).unwrap();
    };
    let night = || run(place, &args(&RUN), &[]);
    for (text, mode, words) in [
        ("a key for the tests only", 0o640, "is open to others than its owner (mode 0640)"),
        ("a key for the tests only", 0o604, "is open to others than its owner (mode 0604)"),
        ("short", 0o600, "is shorter than 16 characters"),
        (&"long".repeat(2_000), 0o600, "is no regular file of at most 4096 bytes"),
    ] {
        set(text, mode);
        let done = night();
        assert!(done.status == 2 && done.stderr.contains(words), "{mode:o}: {}", done.stderr);
    }
    fs::remove_file(&key).unwrap();
    std::os::unix::fs::symlink("/dev/zero", &key).unwrap();
    assert!(night().stderr.contains("is no regular file"));
    set("  a key for the tests only\n", 0o600);
    let done = night();
    assert_eq!(done.status, 0, "{}", done.stderr);
    let verify = ["verify", "reports", "--config", "kasverslag.toml"];
    let verified = run(place, &args(&verify), &[]);
    assert_eq!((verified.status, verified.stderr.as_str()), (0, ""));
    // The same key in the configuration gives the same pseudonyms.
    write_private(place, config("pseudonym_key = \"a key for the tests only\"\n"));
    let verified = run(place, &args(&verify), &[]);
    assert_eq!((verified.status, verified.stderr.as_str()), (0, ""));
    write_private(place, config("pseudonym_key = \"b key for the tests only\"\n"));
    assert_eq!(run(place, &args(&verify), &[]).status, 1, "another key is noticed");
    write_private(place, config("pseudonym_key = \"a key for the tests only\"\npseudonym_key_file = \"x\"\n"));
    assert!(night().stderr.contains("has both pseudonym_key and pseudonym_key_file"));
    // Destroyed on purpose: what was issued stays whole, and what needs no key works on.
    fs::write(place.join("kasverslag.toml"), &of_file).unwrap();
    fs::remove_file(&key).unwrap();
    let before = files(&place.join("reports"));
    let verified = run(place, &args(&verify), &[]);
    assert_eq!((verified.status, verified.stderr.as_str()), (0, ""));
    let report = |name: &str| {
        let fixed = ["report", name, "--archive", "reports", "--institution", "I355", "--period", "2026-11-01"];
        run(place, &args(&[&fixed[..], &["--config", "kasverslag.toml", "--out", "out"]].concat()), &[])
    };
    assert_eq!(report("financieel-overzicht-be").status, 0);
    for done in [report("financiele-details"), night()] {
        assert!(done.status == 2 && done.stderr.contains("the pseudonym_key_file is not there"), "{}", done.stderr);
    }
    let mut after = files(&place.join("reports"));
    after.insert("run.json".to_owned(), before["run.json"].clone());
    assert!(before == after, "nothing of what was issued has changed");
}

#[test]
fn a_key_in_the_configuration_is_told_by_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    fs::write(place.join("a.csv"), HEADER.to_owned() + &line(1, "1,00", PLANTED)).unwrap();
    let report = ["report", "financieel-overzicht-be", "--input", "a.csv", "--period", "2026-11", "--format", "csv"];
    let commands: [&[&str]; 4] = [&report, &["check", "a.csv"], &["run"], &["verify", "."]];
    let named = |command: &[&str]| args(&[command, &["--config", "kasverslag.toml"]].concat());
    for key in [
        "pseudonym_key = \"SECRET",
        "pseudonym_key \"SECRET\"",
        "pseudonymkey = \"SECRET\"",
        "pseudonym_key = [\"SECRET\"]",
        "pseudonym_key = \"\"\"\nSECRET",
    ] {
        write_private(place, config(&key.replace("SECRET", "a secret for the tests only")));
        for command in commands {
            let done = run(place, &named(command), &[("KASVERSLAG_LOG", "trace")]);
            let told = done.stdout + &done.stderr;
            assert!(done.status == 2 && told.contains("kasverslag.toml"), "{key}: {told}");
            assert!(!told.contains("for the tests"), "{key}: {told}");
        }
    }
    // One that others may read is told, as is a file of its own.
    write_private(place, config("pseudonym_key = \"a secret for the tests only\"\n"));
    for (mode, is_told) in [(0o600, false), (0o640, false), (0o644, true), (0o660, true), (0o666, true)] {
        fs::set_permissions(place.join("kasverslag.toml"), fs::Permissions::from_mode(mode)).unwrap();
        let done = run(place, &named(&["check", "a.csv"]), &[]);
        let told = done.stderr.contains("a pseudonym_key stands in a configuration that others");
        assert_eq!((done.status, told), (0, is_told), "{mode:o}: {}", done.stderr);
        let strict = run(place, &named(&[&report[..], &["--strict"]].concat()), &[]);
        assert_eq!(uncoded(&strict.stderr).contains("error: a pseudonym_key"), is_told, "{mode:o}: {}", strict.stderr);
    }
}
