//! `archive restore`: what is lost comes back byte for byte from what is left, or nothing is changed and it is said why.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::program::{Run, args, copy, files, run};

const HEADER: &str =
    "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag;Klant;Omschrijving\n";
const REGISTER: &str = "reports/archive/I355/register.sqlite";

fn begin(place: &Path) {
    fs::create_dir(place.join("exports")).unwrap();
    let text = "[run]\nout = \"reports\"\nexports = \"exports/*.csv\"\nperiods = [\"day\"]\nformats = [\"pdf\", \"csv\", \"xlsx\", \
                \"json\"]\nreports = [\"financieel-overzicht-be\", \"financiele-details\"]\n[[library]]\ninstitution = \"I355\"\n\
                pseudonym_key = \"a key for the tests only\"\n";
    fs::write(place.join("kasverslag.toml"), text).unwrap();
    fs::set_permissions(place.join("kasverslag.toml"), fs::Permissions::from_mode(0o600)).unwrap();
}

/// A night of a day, whose export also changes the first line: so there are new versions.
fn night(place: &Path, day: u32) -> Run {
    let line = |id: u32, day: u32, amount: u32| {
        format!("{id};0{day}-11-2026;0{day}-11-2026;K001;I355;3550;2110;{amount},00;100{id};Te laat\n")
    };
    let lines = HEADER.to_owned() + &line(1, 1, day) + &line(day + 10, day, 5);
    fs::write(place.join(format!("exports/d_2026-11-0{day}_2026-11-0{day}.csv")), lines).unwrap();
    again(place, day)
}

fn again(place: &Path, day: u32) -> Run {
    let (date, now) = (format!("2026-11-0{day}"), format!("2026-11-0{}T05:00:00+01:00", day + 1));
    run(place, &args(&["run", "--config", "kasverslag.toml", "--date", &date, "--now", &now]), &[])
}

fn restore(place: &Path, more: &[&str]) -> Run {
    run(place, &args(&[&["archive", "restore", "--config", "kasverslag.toml"][..], more].concat()), &[])
}

#[test]
fn lost_reports_are_made_again_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    begin(place);
    for day in 1..=3 {
        assert_eq!(night(place, day).status, 0);
    }
    let whole = files(&place.join("reports"));
    assert!(whole.keys().any(|name| name.ends_with("_v3.pdf")), "{:?}", whole.keys());
    let done = restore(place, &[]);
    assert_eq!((done.status, done.stdout.as_str(), done.stderr.as_str()), (0, "", ""), "nothing is missing");
    // All reports; then one file of one of them.
    fs::remove_dir_all(place.join("reports/I355")).unwrap();
    let would = restore(place, &["--dry-run"]);
    assert!(would.status == 0 && would.stdout.contains("would restore "), "{}{}", would.stdout, would.stderr);
    assert!(!place.join("reports/I355").exists());
    let done = restore(place, &[]);
    assert_eq!((done.status, done.stderr.as_str()), (0, ""));
    assert!(files(&place.join("reports")) == whole);
    let one = whole.keys().find(|name| name.ends_with("_v2.xlsx") && name.contains("I355-2026")).unwrap();
    fs::remove_file(place.join("reports").join(one)).unwrap();
    assert_eq!(restore(place, &[]).stdout, format!("restored reports/{one}\n"));
    assert!(files(&place.join("reports")) == whole);
    let verified = run(place, &args(&["verify", "reports", "--config", "kasverslag.toml"]), &[]);
    assert_eq!((verified.status, verified.stderr.as_str()), (0, ""));
    // What is there and altered is nobody's to replace.
    let csv = whole.keys().find(|name| name.ends_with("2026-11-02.csv") && name.contains("I355-2026")).unwrap();
    fs::write(place.join("reports").join(csv), "altered").unwrap();
    assert_eq!(restore(place, &[]).stdout, "");
    assert_eq!(fs::read_to_string(place.join("reports").join(csv)).unwrap(), "altered");
    // Without the key details can't be made again: nothing of them is written, all else is.
    fs::write(place.join("reports").join(csv), &whole[csv]).unwrap();
    let text = fs::read_to_string(place.join("kasverslag.toml")).unwrap();
    fs::write(place.join("kasverslag.toml"), text.replace("pseudonym_key = \"a key for the tests only\"\n", ""))
        .unwrap();
    fs::remove_dir_all(place.join("reports/I355/2026")).unwrap();
    let done = restore(place, &[]);
    assert!(
        done.status == 1 && done.stderr.contains("the key of its customers' pseudonyms can't be read"),
        "{}",
        done.stderr
    );
    let left = files(&place.join("reports/I355/2026"));
    assert!(left.keys().all(|name| name.contains("financieel-overzicht-be")) && !left.is_empty(), "{:?}", left.keys());
}

#[test]
fn a_lost_register_comes_back_from_a_copy_that_fits_and_from_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    begin(place);
    assert_eq!(night(place, 1).status, 0);
    copy(&place.join("reports/archive"), &place.join("older"));
    assert_eq!(night(place, 2).status, 0);
    copy(&place.join("reports/archive"), &place.join("copy/archive"));
    let whole = files(&place.join("reports"));
    let lost: [(&str, &dyn Fn()); 4] = [
        ("missing", &|| fs::remove_file(place.join(REGISTER)).unwrap()),
        ("empty", &|| fs::write(place.join(REGISTER), "").unwrap()),
        ("older", &|| assert!(fs::copy(place.join("older/I355/register.sqlite"), place.join(REGISTER)).unwrap() > 0)),
        ("all of it", &|| fs::remove_dir_all(place.join("reports/archive")).unwrap()),
    ];
    for (what, lose) in lost {
        lose();
        let stopped = again(place, 2);
        assert!(stopped.status == 3 && stopped.stderr.contains("archive restore"), "{what}: {}", stopped.stderr);
        let before = files(&place.join("reports/archive/I355"));
        let alone = restore(place, &[]);
        assert!(alone.status == 3 && alone.stderr.contains("nothing was changed"), "{what}: {}", alone.stderr);
        let unfit = restore(place, &["--from", "older"]);
        assert!(unfit.status == 3 && unfit.stderr.contains("does not fit what is left"), "{what}: {}", unfit.stderr);
        let would = restore(place, &["--from", "copy", "--dry-run"]);
        assert!(would.status == 0 && would.stdout.contains("would restore"), "{what}: {}", would.stderr);
        assert!(files(&place.join("reports/archive/I355")) == before, "{what}: nothing was changed");
        let done = restore(place, &["--from", "copy"]);
        assert_eq!((done.status, done.stderr.as_str()), (0, ""), "{what}");
        let state = |mut all: std::collections::BTreeMap<String, Vec<u8>>| {
            // What a run has replaced already, and what it says of itself, is no part of it.
            let is_passing =
                |name: &String| name.contains("/.replaced/") || name.ends_with("/lock") || name == "run.json";
            all.retain(|name, _| !name.ends_with("before-restore") && !is_passing(name));
            all
        };
        let (now, meant) = (state(files(&place.join("reports"))), state(whole.clone()));
        assert!(now == meant, "{what}: {:?} {:?}", now.keys(), meant.keys());
        let _ = fs::remove_file(place.join("reports/archive/I355/register.sqlite.before-restore"));
    }
    // It goes on where it stopped, and no number is given twice.
    assert_eq!(night(place, 3).status, 0);
    let names: Vec<String> = files(&place.join("reports/I355/2026")).into_keys().collect();
    let mut numbers: Vec<&str> = names
        .iter()
        .filter_map(|name| name.split_once('_').filter(|_| name.ends_with(".csv")))
        .map(|(number, _)| number)
        .collect();
    let count = numbers.len();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), count);
    let verified = run(place, &args(&["verify", "reports", "--config", "kasverslag.toml"]), &[]);
    assert_eq!((verified.status, verified.stderr.as_str()), (0, ""));
}
