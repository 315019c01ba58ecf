//! The golden cases: each folder under `tests/cases` is one run of the program and all that it must leave behind.
//!
//! A folder holds `args` (one a line), `input/`, and what is expected: `status`, `stdout`, `stderr` and `expected/`
//! with every output file. A PDF is expected as the text that `pdftotext -layout` finds in it, a workbook as its cells.
//! `UPDATE_CASES=1` writes the expectations anew, and fails: that was no test.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::forms::workbook_text;
use crate::program::{files, run};

const NOW: &str = "2026-11-24T08:00:00+01:00";

/// What a case leaves behind, or should: texts by name.
type Traces = BTreeMap<String, Vec<u8>>;

#[test]
fn golden_cases() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut cases: Vec<PathBuf> =
        fs::read_dir(&root).expect("tests/cases").map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    let can_read_pdf = Command::new("pdftotext").arg("-v").output().is_ok();
    if !can_read_pdf {
        eprintln!("NOTICE: pdftotext (Debian's poppler-utils) is not installed: the PDFs of the cases are NOT checked");
        assert!(std::env::var_os("CI").is_none(), "in CI every case must be checked whole");
    }
    let is_update = std::env::var_os("UPDATE_CASES").is_some();
    let mut differences = Vec::new();
    for case in &cases {
        let actual = traces_of_run(case, can_read_pdf);
        if is_update {
            write_expectations(case, &actual);
            continue;
        }
        let mut expected = expectations(case);
        if !can_read_pdf {
            expected.retain(|name, _| !name.ends_with(".pdf.txt"));
        }
        differences.extend(compare(case, &expected, &actual));
    }
    assert!(!is_update, "the expectations of {} cases were written anew: this was no test", cases.len());
    assert!(cases.len() >= 150, "only {} cases were found", cases.len());
    assert!(differences.is_empty(), "{} differences:\n{}", differences.len(), differences.join("\n"));
}

fn traces_of_run(case: &Path, can_read_pdf: bool) -> Traces {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("out");
    let args = args(case, &out);
    let done = run(case, &args, &[("TZ", "America/New_York"), ("LANG", "tr_TR.UTF-8"), ("COLUMNS", "100")]);
    let hidden = |text: String| text.replace(&out.display().to_string(), "OUT").into_bytes();
    let mut traces = Traces::from([
        ("status".to_owned(), format!("{}\n", done.status).into_bytes()),
        ("stdout".to_owned(), hidden(done.stdout)),
        ("stderr".to_owned(), hidden(done.stderr)),
    ]);
    for (name, bytes) in files(&out) {
        if name.ends_with(".xlsx") {
            traces.insert(format!("expected/{name}.txt"), workbook_text(&bytes));
        } else if !name.ends_with(".pdf") {
            traces.insert(format!("expected/{name}"), bytes);
        } else if can_read_pdf {
            traces.insert(format!("expected/{name}.txt"), pdf_text(&out.join(&name)));
        }
    }
    traces
}

/// The arguments of a case; of a report also where it goes and when it was made, if the case leaves that open.
pub(crate) fn args(case: &Path, out: &Path) -> Vec<String> {
    let text = fs::read_to_string(case.join("args")).unwrap_or_else(|_| panic!("{} has no args", case.display()));
    let mut args: Vec<String> = text.lines().map(str::to_owned).collect();
    if args[0] == "report" {
        if !args.iter().any(|arg| arg == "--out") {
            args.extend(["--out".to_owned(), out.display().to_string()]);
        }
        if !args.iter().any(|arg| arg == "--now") {
            args.extend(["--now".to_owned(), NOW.to_owned()]);
        }
    }
    args
}

fn pdf_text(path: &Path) -> Vec<u8> {
    let output = Command::new("pdftotext").args(["-layout", "-enc", "UTF-8"]).arg(path).arg("-").output();
    let output = output.expect("pdftotext runs");
    assert!(output.status.success(), "pdftotext refuses {}", path.display());
    output.stdout
}

fn expectations(case: &Path) -> Traces {
    let mut traces: Traces =
        files(&case.join("expected")).into_iter().map(|(name, bytes)| (format!("expected/{name}"), bytes)).collect();
    for name in ["status", "stdout", "stderr"] {
        traces.insert(name.to_owned(), fs::read(case.join(name)).unwrap_or_default());
    }
    traces
}

fn write_expectations(case: &Path, traces: &Traces) {
    let _ = fs::remove_dir_all(case.join("expected"));
    for (name, bytes) in traces {
        let path = case.join(name);
        fs::create_dir_all(path.parent().unwrap()).expect("a folder for the expectations");
        fs::write(path, bytes).expect("a written expectation");
    }
}

fn compare(case: &Path, expected: &Traces, actual: &Traces) -> Vec<String> {
    let case = case.file_name().unwrap().to_string_lossy();
    let names: std::collections::BTreeSet<&String> = expected.keys().chain(actual.keys()).collect();
    let mut differences = Vec::new();
    for name in names {
        let difference = match (expected.get(name), actual.get(name)) {
            (Some(expected), Some(actual)) if expected == actual => continue,
            (Some(expected), Some(actual)) => first_difference(expected, actual),
            (Some(_), None) => "is missing".to_owned(),
            (None, _) => "was not expected".to_owned(),
        };
        differences.push(format!("{case}: {name}: {difference}"));
    }
    differences
}

fn first_difference(expected: &[u8], actual: &[u8]) -> String {
    let (mut expected, mut actual) = (expected.split(|byte| *byte == b'\n'), actual.split(|byte| *byte == b'\n'));
    for line in 1.. {
        let (wanted, found) = (expected.next(), actual.next());
        if wanted != found {
            let shown = |line: Option<&[u8]>| line.map(|line| String::from_utf8_lossy(line).into_owned());
            return format!("line {line}\n  expected {:?}\n     found {:?}", shown(wanted), shown(found));
        }
    }
    unreachable!("texts that differ differ in some line")
}
