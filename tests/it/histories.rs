//! Whole histories of an archive: each folder under `tests/histories` tells what happens night after night, and its
//! `expected` all that the program says and does to the disk.
//!
//! `UPDATE_CASES=1` writes the expectations anew, and fails: that was no test. The steps of a history, one a line:
//! `add FILE`, `run DAY ARG...`, `verify ARG...`, `report ARG...`, `show FILE` (a CSV, or a PDF's text from the line
//! that holds a word on), `move FILE TO`, `remove FILE`, `flip FILE` (its middle byte), `replace FILE OLD NEW`,
//! `sql FILE STATEMENT`, `ask FILE QUERY` (one column of a register), `same FILE FILE` (whether their bytes are the same).

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::program::{files, run};

#[test]
fn histories() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/histories");
    let mut histories: Vec<PathBuf> =
        fs::read_dir(&root).expect("tests/histories").map(|entry| entry.unwrap().path()).collect();
    histories.sort();
    let can_read_pdf = Command::new("pdftotext").arg("-v").output().is_ok();
    if !can_read_pdf {
        eprintln!("NOTICE: pdftotext (Debian's poppler-utils) is not installed: some histories are NOT checked");
        assert!(std::env::var_os("CI").is_none(), "in CI every history must be checked");
    }
    let is_update = std::env::var_os("UPDATE_CASES").is_some();
    let mut differences = Vec::new();
    for history in &histories {
        let steps = fs::read_to_string(history.join("history")).expect("a history");
        if !can_read_pdf && steps.contains(".pdf ") {
            continue;
        }
        let told = tell(history, &steps);
        if is_update {
            fs::write(history.join("expected"), &told).expect("a written expectation");
            continue;
        }
        let expected = fs::read_to_string(history.join("expected")).unwrap_or_default();
        if let Some((line, (expected, found))) = expected
            .lines()
            .map(Some)
            .chain(std::iter::repeat(None))
            .zip(told.lines().map(Some).chain([None]))
            .enumerate()
            .find(|(_, (a, b))| a != b)
        {
            differences.push(format!(
                "{}: line {}\n  expected {expected:?}\n     found {found:?}",
                history.display(),
                line + 1
            ));
        } else if expected.len() != told.len() {
            differences.push(format!("{}: it ends early", history.display()));
        }
    }
    assert!(!is_update, "the expectations of {} histories were written anew: this was no test", histories.len());
    assert!(histories.len() >= 20, "only {} histories were found", histories.len());
    assert!(differences.is_empty(), "{} differences:\n{}", differences.len(), differences.join("\n"));
}

/// Takes the steps of a history that add exports and run, and leaves all that comes of it in a folder.
pub(crate) fn replay(name: &str, place: &Path) {
    let history = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/histories").join(name);
    let steps = fs::read_to_string(history.join("history")).expect("a history");
    fs::create_dir_all(place).expect("a folder for the history");
    fs::copy(history.join("kasverslag.toml"), place.join("kasverslag.toml")).expect("a configuration");
    for step in steps.lines().filter(|step| step.starts_with("add ") || step.starts_with("run ")) {
        take(&history, place, step);
    }
}

fn tell(history: &Path, steps: &str) -> String {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let place = folder.path();
    fs::copy(history.join("kasverslag.toml"), place.join("kasverslag.toml")).expect("a configuration");
    let mut told = String::new();
    let mut tree = files(place);
    for step in steps.lines().filter(|line| !line.is_empty()) {
        told += &format!("> {step}\n");
        told += &take(history, place, step);
        let now = files(place);
        told += &changes(&tree, &now);
        tree = now;
    }
    told
}

fn take(history: &Path, place: &Path, step: &str) -> String {
    let (name, rest) = step.split_once(' ').unwrap_or((step, ""));
    let words: Vec<&str> = rest.split(' ').filter(|word| !word.is_empty()).collect();
    let path = || place.join(words[0]);
    match name {
        "add" => {
            fs::create_dir_all(path().parent().unwrap()).unwrap();
            fs::copy(history.join(words[0]), path()).unwrap_or_else(|error| panic!("{step}: {error}"));
        }
        "run" => {
            let day: chrono::NaiveDate = words[0].parse().expect("a day");
            let now = format!("{}T03:00:00+01:00", day + chrono::Days::new(1));
            let mut args = vec!["run", "--config", "kasverslag.toml", "--date", words[0]];
            args.extend(&words[1..]);
            if !words.contains(&"--now") {
                args.extend(["--now", &now]);
            }
            return program(place, &args);
        }
        "verify" => return program(place, &[&["verify", "reports"][..], &words].concat()),
        "report" => {
            return program(place, &[&["report"][..], &words, &["--now", "2027-06-01T12:00:00+02:00"]].concat());
        }
        "show" => {
            if words.len() == 1 {
                return fs::read_to_string(path()).unwrap_or_else(|error| panic!("{step}: {error}")).replace('\r', "");
            }
            let output = Command::new("pdftotext").args(["-layout", "-enc", "UTF-8"]).arg(path()).arg("-").output();
            let text = String::from_utf8(output.expect("pdftotext runs").stdout).expect("UTF-8");
            let from =
                text.lines().position(|line| line.contains(words[1])).unwrap_or_else(|| panic!("{step}: {text}"));
            return text.lines().skip(from).filter(|line| !line.is_empty()).map(|line| format!("{line}\n")).collect();
        }
        "move" => fs::rename(path(), place.join(words[1])).unwrap_or_else(|error| panic!("{step}: {error}")),
        "remove" if path().is_dir() => fs::remove_dir_all(path()).unwrap(),
        "remove" => fs::remove_file(path()).unwrap_or_else(|error| panic!("{step}: {error}")),
        "flip" => {
            let mut bytes = fs::read(path()).unwrap();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            fs::write(path(), bytes).unwrap();
        }
        "replace" => {
            let text = fs::read_to_string(path()).unwrap();
            assert!(text.contains(words[1]), "{step}: nothing to replace");
            fs::write(path(), text.replacen(words[1], words[2], 1)).unwrap();
        }
        "same" => {
            let bytes = |name: &str| fs::read(place.join(name)).unwrap_or_else(|error| panic!("{step}: {error}"));
            return format!("{}\n", if bytes(words[0]) == bytes(words[1]) { "the same" } else { "different" });
        }
        "sql" => {
            let register = rusqlite::Connection::open(path()).expect("a register");
            let changed = register.execute(&words[1..].join(" "), []).unwrap_or_else(|error| panic!("{step}: {error}"));
            assert!(changed > 0, "{step}: nothing was changed");
        }
        "ask" => {
            let register = rusqlite::Connection::open(path()).expect("a register");
            let mut query = register.prepare(&words[1..].join(" ")).unwrap_or_else(|error| panic!("{step}: {error}"));
            let rows = query.query_map([], |row| row.get::<_, String>(0)).expect("an answer");
            return rows.map(|row| format!("{}\n", row.expect("a text"))).collect();
        }
        _ => panic!("there is no step `{name}`"),
    }
    String::new()
}

fn program(place: &Path, args: &[&str]) -> String {
    let args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
    let done = run(place, &args, &[("TZ", "America/New_York"), ("LANG", "tr_TR.UTF-8")]);
    let mut told = String::new();
    for text in [done.stdout, done.stderr] {
        told += &text.replace(&place.display().to_string(), "PLACE");
    }
    let holder = format!("process {}", std::process::id());
    format!("{}status {}\n", told.replace(&holder, "process N"), done.status)
}

/// What a step did to the disk. That `run.json` is there is told; what is in it has its own test.
fn changes(before: &BTreeMap<String, Vec<u8>>, now: &BTreeMap<String, Vec<u8>>) -> String {
    let mut told = String::new();
    for (name, bytes) in now {
        match before.get(name) {
            None => told += &format!("+ {name}\n"),
            Some(old) if old != bytes => told += &format!("~ {name}\n"),
            Some(_) => {}
        }
    }
    for name in before.keys().filter(|name| !now.contains_key(*name)) {
        told += &format!("- {name}\n");
    }
    told
}
