//! Pseudonyms: nobody who has reports and hashes finds a customer, whoever has the key gets the same ones again, and a key
//! that is gone is told.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::program::{Run, args, files, run};

const HEADER: &str =
    "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag;Klant;Omschrijving\n";
/// Customers' numbers that somebody who tries all short ones comes by.
const CUSTOMERS: [&str; 3] = ["1007", "1039", "1080"];
const KEY: &str = "reports-keys/I355.key";
const CSV: &str =
    "reports/I355/2026/I355-2026-00001_financiele-details_2026-11-01/financiele-details_I355_2026-11-01.csv";

fn day(place: &Path, day: u32) {
    let line = |(index, customer): (usize, &&str)| {
        let id = 10 * day as usize + index;
        format!("{id};0{day}-11-2026;0{day}-11-2026;K001;I355;3550;2110;1,00;{customer};Te laat\n")
    };
    let lines: String = CUSTOMERS.iter().chain(&CUSTOMERS[..1]).enumerate().map(line).collect();
    fs::create_dir_all(place.join("exports")).unwrap();
    fs::write(place.join(format!("exports/d_2026-11-0{day}_2026-11-0{day}.csv")), HEADER.to_owned() + &lines).unwrap();
}

fn configure(place: &Path, more: &str) {
    let text = format!(
        "[run]\nout = \"reports\"\nexports = \"exports/*.csv\"\nperiods = [\"day\"]\nreports = [\"financiele-details\"]\n\
         {more}[[library]]\ninstitution = \"I355\"\n"
    );
    fs::write(place.join("kasverslag.toml"), text).unwrap();
}

fn night(place: &Path, day: u32) -> Run {
    let (date, now) = (format!("2026-11-0{day}"), format!("2026-11-0{}T05:00:00+01:00", day + 1));
    run(place, &args(&["run", "--config", "kasverslag.toml", "--date", &date, "--now", &now]), &[])
}

fn on_demand(place: &Path, archive: &str, more: &[&str]) -> Run {
    let fixed = ["report", "financiele-details", "--archive", archive, "--institution", "I355"];
    let rest = ["--period", "2026-11-01", "--now", "2026-12-01T05:00:00+01:00", "--out", "out"];
    run(place, &args(&[&fixed[..], &rest, more].concat()), &[])
}

/// The cells of the column of customers, in the order of the lines.
fn customers(csv: &Path) -> Vec<String> {
    let text = fs::read_to_string(csv).unwrap();
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    let place = lines.next().unwrap().split(';').position(|name| name == "Klant").unwrap();
    lines.map(|line| line.split(';').nth(place).unwrap().to_owned()).collect()
}

fn pseudonym(key: &[u8], customer: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(customer.as_bytes());
    let letter = |byte: &u8| char::from(b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789"[usize::from(byte % 32)]);
    mac.finalize().into_bytes().iter().take(10).map(letter).collect()
}

/// Every hash that stands in some texts, as bytes and as it is written, the hash of each, and that of all together.
fn keys_of(texts: &[Vec<u8>]) -> BTreeSet<Vec<u8>> {
    let mut written = BTreeSet::new();
    for text in texts {
        let pieces = text.split(|byte| !byte.is_ascii_hexdigit()).filter(|piece| piece.len() >= 16);
        written.extend(pieces.map(|piece| String::from_utf8(piece.to_vec()).unwrap()));
    }
    let all: Vec<&str> = written.iter().map(String::as_str).collect();
    let mut keys = BTreeSet::from([Vec::new(), Sha256::digest(all.join("\n")).to_vec()]);
    for text in &written {
        let bytes = (0..text.len() - 1).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap());
        let bytes: Vec<u8> = bytes.collect();
        keys.extend([Sha256::digest(text).to_vec(), Sha256::digest(&bytes).to_vec(), bytes, text.clone().into_bytes()]);
    }
    keys
}

/// The customers that whoever has these keys finds among all numbers of four digits that begin with 10.
fn found(keys: &BTreeSet<Vec<u8>>, shown: &[String]) -> Vec<String> {
    let numbers: Vec<String> = (1000..1100).map(|number| number.to_string()).collect();
    let tries = keys.iter().flat_map(|key| numbers.iter().map(move |number| (pseudonym(key, number), number)));
    tries.filter(|(pseudonym, _)| shown.contains(pseudonym)).map(|(_, number)| number.clone()).collect()
}

#[test]
fn whoever_has_reports_and_hashes_finds_no_customer() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    configure(place, "formats = [\"pdf\", \"csv\", \"json\"]\n");
    day(place, 1);
    let done = night(place, 1);
    assert_eq!((done.status, done.stderr.contains("pseudonym")), (0, false), "{}", done.stderr);
    let shown = customers(&place.join(CSV));
    assert!(shown[0] == shown[3] && shown.iter().all(|shown| shown.len() == 10), "{shown:?}");
    assert_eq!(shown.iter().collect::<BTreeSet<_>>().len(), 3, "{shown:?}");
    // Everything that is handed on, the archive of an auditor too, and the exports' own hashes.
    let mut texts: Vec<Vec<u8>> = files(&place.join("reports")).into_values().collect();
    texts.extend([done.stdout.into_bytes(), done.stderr.into_bytes()]);
    let exports = files(&place.join("exports")).into_values();
    texts.extend(
        exports.map(|bytes| Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect::<String>().into()),
    );
    let keys = keys_of(&texts);
    assert!(keys.len() > 40, "there are hashes to try: {}", keys.len());
    assert_eq!(found(&keys, &shown), Vec::<String>::new());
    // The search is able to find: with the key it does.
    let key = keys_of(&[fs::read(place.join(KEY)).unwrap()]);
    assert_eq!(found(&key, &shown).into_iter().collect::<BTreeSet<_>>(), CUSTOMERS.map(str::to_owned).into());
    let text = fs::read_to_string(place.join(KEY)).unwrap();
    assert!(texts.iter().all(|bytes| !String::from_utf8_lossy(bytes).contains(text.trim())));
    // Out of files there is no key at all.
    let report = ["report", "financiele-details", "--input", "exports", "--period", "2026-11-01", "--out", "out"];
    assert_eq!(run(place, &args(&report), &[]).status, 0);
    let numbered = customers(&place.join("out/financiele-details_all_2026-11-01.csv"));
    assert_eq!(numbered, ["#1", "#2", "#3", "#1"]);
}

#[test]
fn copies_without_the_key_are_sound_and_find_no_customer() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    configure(place, "");
    day(place, 1);
    assert_eq!(night(place, 1).status, 0);
    let issued = fs::read(place.join(CSV)).unwrap();
    let again = on_demand(place, "reports", &[]);
    assert_eq!((again.status, again.stderr.as_str()), (0, ""));
    let made = place.join("out/financiele-details_I355_2026-11-01.csv");
    assert_eq!(fs::read(&made).unwrap(), issued, "with the key a report comes again with the same bytes");
    // As an auditor has it: archive and reports, and not what lies beside them.
    fs::create_dir(place.join("copy")).unwrap();
    crate::program::copy(&place.join("reports"), &place.join("copy/reports"));
    let verify = |path: &str| run(place, &args(&["verify", path]), &[]);
    for path in ["reports", "copy/reports"] {
        let done = verify(path);
        assert_eq!((done.status, done.stderr.as_str()), (0, ""), "{path}");
    }
    let done = on_demand(place, "copy/reports", &["--format", "csv,json"]);
    assert!(done.status == 0 && done.stderr.contains("customers are numbered"), "{}", done.stderr);
    assert_eq!(customers(&made), ["#1", "#2", "#3", "#1"]);
    let json = fs::read_to_string(made.with_extension("json")).unwrap();
    assert!(!json.contains("I355-2026-00001"), "it is not the report that was issued: {json}");
    // A pseudonym that stands for another customer is found without the key too.
    let path = place.join(CSV.replacen("reports", "copy/reports", 1));
    let shown = customers(&path);
    let text = String::from_utf8(issued).unwrap();
    for (old, new) in [(&shown[1], &shown[0]), (&shown[2], &String::new())] {
        fs::write(&path, text.replacen(old.as_str(), new, 1)).unwrap();
        let done = verify("copy/reports");
        assert!(done.status == 1 && done.stderr.contains("the lines of then give"), "{}", done.stderr);
    }
}

#[test]
fn a_key_that_is_gone_is_told_and_another_one_made() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    configure(place, "");
    day(place, 1);
    let tell = ["run", "--config", "kasverslag.toml", "--dry-run", "--date", "2026-11-01"];
    assert_eq!(run(place, &args(&[&tell[..], &["--now", "2026-11-02T05:00:00+01:00"]].concat()), &[]).status, 0);
    assert!(!place.join("reports-keys").exists(), "a dry run makes no key");
    assert_eq!(night(place, 1).status, 0);
    let mode = |path: &str| fs::metadata(place.join(path)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("reports-keys"), mode(KEY)), (0o700, 0o600));
    let first = fs::read(place.join(KEY)).unwrap();
    day(place, 2);
    assert_eq!(night(place, 2).status, 0);
    assert_eq!(fs::read(place.join(KEY)).unwrap(), first, "a key is made once");
    let csv = |number: u32, day: u32| {
        let of_first = CSV.replace("00001", &format!("0000{number}"));
        place.join(of_first.replace("2026-11-01", &format!("2026-11-0{day}")))
    };
    assert_eq!(customers(&csv(1, 1)), customers(&csv(2, 2)), "customers keep their pseudonyms");

    fs::rename(place.join(KEY), place.join("copy.key")).unwrap();
    day(place, 3);
    let done = night(place, 3);
    let words = "customers get other pseudonyms than in I355-2026-00002 and reports before it: the key of those is not where \
                 it was";
    assert!(done.status == 0 && done.stderr.contains(words), "{}", done.stderr);
    assert_ne!(fs::read(place.join(KEY)).unwrap(), first);
    assert_ne!(customers(&csv(3, 3)), customers(&csv(2, 2)));
    let done = night(place, 3);
    assert!(!done.stderr.contains("pseudonyms"), "it is told once: {}", done.stderr);
    // Every report is verified, by its key or without one.
    let verify = || run(place, &args(&["verify", "reports"]), &[]);
    assert_eq!((verify().status, verify().stderr.as_str()), (0, ""));
    assert!(on_demand(place, "reports", &[]).stderr.is_empty(), "the report is made, with the key of today");
    fs::rename(place.join("copy.key"), place.join(KEY)).unwrap();
    assert!(night(place, 3).stderr.contains("customers get other pseudonyms than in I355-2026-00003"));
    day(place, 4);
    assert_eq!(night(place, 4).status, 0);
    assert_eq!(customers(&csv(4, 4)), customers(&csv(1, 1)), "the key that was put back holds");
    assert_eq!((verify().status, verify().stderr.as_str()), (0, ""));

    fs::set_permissions(place.join(KEY), fs::Permissions::from_mode(0o644)).unwrap();
    let done = night(place, 4);
    assert!(done.status == 3 && done.stderr.contains("open to others than its owner"), "{}", done.stderr);
    fs::set_permissions(place.join(KEY), fs::Permissions::from_mode(0o600)).unwrap();
    // Keys may lie wherever the configuration says.
    configure(place, "keys = \"safe\"\n");
    fs::create_dir(place.join("safe")).unwrap();
    fs::rename(place.join(KEY), place.join("safe/I355.key")).unwrap();
    day(place, 5);
    let done = night(place, 5);
    assert!(done.status == 0 && !done.stderr.contains("pseudonyms"), "{}", done.stderr);
    assert_eq!(customers(&csv(5, 5)), customers(&csv(1, 1)));
    assert!(!place.join(KEY).exists());
}
