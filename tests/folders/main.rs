//! A test for each folder or file of data: `golden::NAME` for `tests/cases/NAME`, `histories::NAME` for
//! `tests/histories/NAME`, `corpus::FILE` for `tests/corpus/FILE`. `tests/README.md` tells how to add and accept them.

// A test may stop at the first surprise.
#![allow(clippy::unwrap_used, clippy::format_collect, clippy::cast_possible_truncation)]
#![allow(clippy::case_sensitive_file_extension_comparisons)]

mod corpus;
mod expectation;
mod golden;
mod histories;

#[path = "../it/pages_as_text.rs"]
mod pages_as_text;
#[expect(dead_code, reason = "the tests of code use the rest")]
#[path = "../it/program.rs"]
mod program;
#[path = "../it/steps.rs"]
mod steps;
#[path = "../it/workbook_text.rs"]
mod workbook_text;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use libtest_mimic::{Arguments, Trial};

/// Options of a test program that have a value.
const WITH_VALUE: [&str; 6] = ["--test-threads", "--skip", "--color", "--format", "--logfile", "-Z"];

fn main() -> ExitCode {
    let (arguments, filters) = arguments(std::env::args());
    let can_read_pdf = Command::new("pdftotext").arg("-v").output().is_ok();
    if !can_read_pdf {
        eprintln!("NOTICE: pdftotext (Debian's poppler-utils) is not installed: what is in PDFs is NOT checked");
        assert!(std::env::var_os("CI").is_none(), "in CI every case must be checked whole");
    }
    let mut trials = golden::trials(can_read_pdf);
    trials.extend(histories::trials(can_read_pdf));
    trials.extend(corpus::trials());
    if !filters.is_empty() {
        let is_named = |trial: &Trial, filter: &String| {
            if arguments.exact { trial.name() == filter } else { trial.name().contains(filter) }
        };
        trials.retain(|trial| filters.iter().any(|filter| is_named(trial, filter)));
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// The options, and apart from them the filters: of these `cargo test` takes several, libtest-mimic one.
fn arguments(given: impl Iterator<Item = String>) -> (Arguments, Vec<String>) {
    let (mut options, mut filters, mut is_value) = (Vec::new(), Vec::new(), true);
    for argument in given {
        if is_value || argument.starts_with('-') {
            is_value = !is_value && WITH_VALUE.contains(&argument.as_str());
            options.push(argument);
        } else {
            filters.push(argument);
        }
    }
    (Arguments::from_iter(options), filters)
}

/// A folder under `tests`.
fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

/// What is in a folder under `tests`: the paths in their order, each with its name.
fn folders(name: &str, at_least: usize) -> Vec<(String, PathBuf)> {
    let entries = std::fs::read_dir(data(name)).unwrap_or_else(|error| panic!("tests/{name}: {error}"));
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    found.sort();
    assert!(found.len() >= at_least, "only {} folders were found in tests/{name}", found.len());
    found.into_iter().map(|path| (path.file_name().unwrap().to_str().expect("UTF-8").to_owned(), path)).collect()
}
