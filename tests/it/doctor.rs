//! What would stop a night is found before it: by `doctor`, and by a dry run.

use std::fs;
use std::path::Path;

use crate::program::{Run, args, copy, run_as_typed};

/// A library of the samples with a configuration of its own.
fn library() -> tempfile::TempDir {
    let place = tempfile::tempdir().expect("a folder");
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data");
    copy(&samples.join("parquet"), &place.path().join("exports"));
    let done = run_as_typed(place.path(), &args(&["init", "exports"]), &[]);
    assert_eq!(done.status, 0, "{}", done.stderr);
    place
}

fn ask(place: &Path, parts: &[&str]) -> Run {
    run_as_typed(place, &args(parts), &[])
}

/// The answer to a question.
fn answer(told: &str, question: &str) -> String {
    let line = told.lines().find(|line| line.starts_with(&format!("* {question} ?")));
    let line = line.unwrap_or_else(|| panic!("nobody asks whether {question}: {told}"));
    line.split(" ? ").nth(1).and_then(|answer| answer.split(' ').next()).expect("an answer").to_owned()
}

#[test]
fn a_library_where_all_is_well_has_no_no_and_stays_as_it_is() {
    let place = library();
    let before = crate::program::files(place.path());
    let done = ask(place.path(), &["doctor"]);
    assert_eq!((done.status, done.stderr.as_str()), (0, ""));
    let answers = done.stdout.lines().filter_map(|line| line.split(" ? ").nth(1));
    assert!(answers.clone().count() > 10 && !answers.clone().any(|answer| answer.starts_with("no")), "{}", done.stdout);
    assert_eq!(answer(&done.stdout, "I355: exports are found"), "yes");
    assert_eq!(crate::program::files(place.path()), before);
    let told: serde_json::Value =
        serde_json::from_str(&ask(place.path(), &["doctor", "--format", "json"]).stdout).expect("JSON");
    assert_eq!(told.as_array().map(Vec::len), Some(done.stdout.lines().count()));
    assert_eq!(told[1]["answer"], "yes");
}

#[test]
fn what_would_stop_a_night_is_found_before_it() {
    let place = library();
    let path = place.path().join("kasverslag.toml");
    let text = fs::read_to_string(&path).expect("a configuration");
    let dry = ["run", "--dry-run", "--date", "2026-08-02"];
    assert_eq!(ask(place.path(), &dry).status, 0);
    // Something else has the name of the folder that reports go to.
    fs::write(place.path().join("taken"), "a file").expect("a file");
    fs::write(&path, text.replace("# out = \"reports\"\n", "out = \"taken\"\n")).expect("a configuration");
    let done = ask(place.path(), &["doctor"]);
    assert_eq!(done.status, 1, "{}", done.stdout);
    assert_eq!(answer(&done.stdout, "reports can be written"), "no");
    let (dry, real) = (ask(place.path(), &dry), ask(place.path(), &["run", "--date", "2026-08-02"]));
    assert_eq!((dry.status, real.status), (3, 3), "{} {}", dry.stderr, real.stderr);
    assert!(dry.stderr.contains("taken"), "{}", dry.stderr);
    // Nothing is there yet for a library whose exports are still to come.
    fs::write(&path, text.replace("exports/*", "elders/*")).expect("a configuration");
    let done = ask(place.path(), &["doctor"]);
    assert_eq!((done.status, answer(&done.stdout, "I355: exports are found").as_str()), (0, "no"));
    // A key that is gone.
    fs::write(&path, text.replace("# pseudonym_key_file", "pseudonym_key_file")).expect("a configuration");
    let done = ask(place.path(), &["doctor"]);
    assert_eq!((done.status, answer(&done.stdout, "the key file is there").as_str()), (1, "no"));
}

#[test]
fn every_question_is_asked_in_every_language() {
    let place = library();
    let told = |language: &str| ask(place.path(), &["doctor", "--messages", language]).stdout;
    let english = told("en");
    for language in ["nl", "fr", "de"] {
        let text = told(language);
        assert_eq!(text.lines().count(), english.lines().count());
        for (line, english) in text.lines().zip(english.lines()) {
            assert_ne!(line, english, "{language}");
            let answer = |line: &str| line.split(" ? ").nth(1).expect("an answer").split(' ').next().map(str::to_owned);
            let meant = match answer(english).as_deref() {
                Some("yes") => ["ja", "oui", "ja"],
                Some("no") => ["nee", "non", "nein"],
                _ => ["?"; 3],
            };
            assert!(meant.contains(&answer(line).expect("an answer").as_str()), "{line}");
        }
    }
    assert!(told("nl").contains("* kan het archief geschreven worden ? ja "), "{}", told("nl"));
}
