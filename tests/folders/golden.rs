//! The golden cases: each folder under `tests/cases` is one run of the program and all that it must leave behind.
//!
//! A folder holds `args` (one a line), `input/`, and what is expected: `status`, `stdout`, `stderr` and `expected/`
//! with every output file; of slips and of mistakes also what is told in the other languages. A PDF is expected as the text
//! that `pdftotext -layout` finds on its pages above their foot, a workbook as its cells. Each report among the PDFs must be
//! what `verify` calls sound.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use kasverslag::inspect::{faults_of_any, manifest_of};
use libtest_mimic::{Failed, Trial};

use crate::expectation::{Traces, demand};
use crate::pages_as_text::pages_as_text;
use crate::program::{case_args, files, run};
use crate::workbook_text::workbook_text;

/// A test for each golden case.
pub(crate) fn trials(can_read_pdf: bool) -> Vec<Trial> {
    let cases = crate::folders("cases", 150).into_iter();
    cases.map(|(name, case)| Trial::test(format!("golden::{name}"), move || check(&case, can_read_pdf))).collect()
}

/// Beginnings of names of cases about what people do wrong: what they are told is expected in every language.
const TOLD_IN_ALL: [&str; 2] = ["slip-", "mistake-"];
/// The languages of messages beside English.
const LANGUAGES: [&str; 3] = ["nl", "fr", "de"];

/// The time of a case that names none, noon of 30 November 2026: what is told must not change with the days.
const NOON: (&str, &str) = ("SOURCE_DATE_EPOCH", "1796040000");

/// What is told of a case in a language, as a file beside the case.
fn told_in(language: &str) -> String {
    format!("stderr.{language}")
}

fn check(case: &Path, can_read_pdf: bool) -> Result<(), Failed> {
    let mut expected = expectations(case);
    if !can_read_pdf {
        expected.retain(|name, _| !name.ends_with(".pdf.txt"));
    }
    demand(case, &expected, &traces_of_run(case, can_read_pdf))
}

fn traces_of_run(case: &Path, can_read_pdf: bool) -> Traces {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("out");
    let args = case_args(case, &out);
    for place in ["kasverslag.toml", "input/kasverslag.toml"] {
        keep_private(&case.join(place));
    }
    let done = run(case, &args, &[NOON, ("TZ", "America/New_York"), ("LANG", "tr_TR.UTF-8"), ("COLUMNS", "100")]);
    let places = [(out.display().to_string(), "OUT"), (case.display().to_string(), "CASE")];
    let hidden = |text: String| places.iter().fold(text, |text, (place, word)| text.replace(place, word)).into_bytes();
    let mut traces = Traces::from([
        ("status".to_owned(), format!("{}\n", done.status).into_bytes()),
        ("stdout".to_owned(), hidden(done.stdout)),
        ("stderr".to_owned(), hidden(done.stderr)),
    ]);
    let name = case.file_name().unwrap_or_default().to_string_lossy();
    if TOLD_IN_ALL.iter().any(|start| name.starts_with(start)) {
        for language in LANGUAGES {
            let args = [&args[..], &["--messages".to_owned(), language.to_owned()]].concat();
            let told = run(case, &args, &[NOON, ("TZ", "America/New_York"), ("COLUMNS", "100")]);
            traces.insert(told_in(language), hidden(told.stderr));
        }
    }
    for (name, bytes) in files(&out) {
        // A report as it was made is sound, whatever its template and whatever texts are in it.
        if name.ends_with(".pdf") && manifest_of(&bytes).is_ok() {
            let faults = faults_of_any(&bytes);
            if !faults.is_empty() {
                traces.insert(format!("faults of {name}"), faults.join("\n").into_bytes());
            }
        }
        if name == "kasverslag.schema.json" {
            // `config schema` prints it; a test of its own demands that it is the same.
            continue;
        }
        if name.ends_with(".toml") {
            traces.insert(format!("expected/{name}"), hidden(String::from_utf8(bytes).expect("UTF-8")));
        } else if name.ends_with(".xlsx") {
            traces.insert(format!("expected/{name}.txt"), workbook_text(&bytes));
        } else if !name.ends_with(".pdf") {
            traces.insert(format!("expected/{name}"), bytes);
        } else if can_read_pdf {
            traces.insert(format!("expected/{name}.txt"), pages_as_text(&out.join(&name)).into_bytes());
        }
    }
    traces
}

/// Gives a configuration that a key stands in the mode that it should have: what is checked out has another.
pub(crate) fn keep_private(config: &Path) {
    if fs::read_to_string(config).is_ok_and(|text| text.contains("pseudonym_key = ")) {
        fs::set_permissions(config, fs::Permissions::from_mode(0o600)).expect("a mode");
    }
}

fn expectations(case: &Path) -> Traces {
    let mut traces: Traces =
        files(&case.join("expected")).into_iter().map(|(name, bytes)| (format!("expected/{name}"), bytes)).collect();
    for name in ["status", "stdout", "stderr"] {
        traces.insert(name.to_owned(), fs::read(case.join(name)).unwrap_or_default());
    }
    for name in LANGUAGES.map(told_in).into_iter().filter(|name| case.join(name).exists()) {
        traces.insert(name.clone(), fs::read(case.join(name)).unwrap_or_default());
    }
    traces
}
