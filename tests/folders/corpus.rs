//! The corpus of bad files: beside each stands what `kasverslag check` says of it, with its exit status.
//!
//! `tests/corpus/make.py` writes the files, but for those in `found`, which fuzzing found.

use std::fs;

use libtest_mimic::{Failed, Trial};

use crate::data;
use crate::expectation::{Traces, demand};
use crate::program::{Run, args, files, run};

const EXPECTED: &str = ".expected";

/// A test for each file.
pub(crate) fn trials() -> Vec<Trial> {
    let all = files(&data("corpus")).into_keys();
    let names: Vec<String> = all.filter(|name| !name.ends_with(EXPECTED) && name.contains('/')).collect();
    assert!(names.len() >= 150, "there are only {} files in tests/corpus", names.len());
    names.into_iter().map(|name| Trial::test(format!("corpus::{name}"), move || check(&name))).collect()
}

fn check(name: &str) -> Result<(), Failed> {
    let root = data("corpus");
    let Run { status, stdout, stderr } = run(&root, &args(&["check", name]), &[]);
    assert!(!stderr.contains("panicked"), "{stderr}");
    assert_eq!(stdout, "");
    assert!(matches!(status, 0 | 1), "status {status}: no bad file is a fault of the program\n{stderr}");
    assert!(status == 0 || stderr.contains("\n  --> "), "no place is told\n{stderr}");
    let beside = format!("{name}{EXPECTED}");
    let kept = fs::read(root.join(&beside)).ok();
    let expected = kept.into_iter().map(|bytes| (beside.clone(), bytes)).collect();
    demand(&root, &expected, &Traces::from([(beside, format!("status {status}\n{stderr}").into_bytes())]))
}
