//! The corpus of bad files: beside each stands what `kasverslag check` says of it, with its exit status.
//!
//! `tests/corpus/make.py` writes the files, but for those in `found`, which fuzzing found. `UPDATE_CASES=1` writes the
//! expectations anew, and fails: that was no test.

use std::fs;
use std::path::Path;
use std::thread;

use crate::program::{Run, args, files, run};

const EXPECTED: &str = ".expected";

/// Every file of the corpus, by its path from there.
pub(crate) fn corpus() -> Vec<(String, Vec<u8>)> {
    let all = files(&root()).into_iter();
    all.filter(|(name, _)| !name.ends_with(EXPECTED) && name.contains('/')).collect()
}

fn root() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")
}

/// What is told of a file.
fn told(name: &str) -> String {
    let Run { status, stdout, stderr } = run(&root(), &args(&["check", name]), &[]);
    assert!(!stderr.contains("panicked"), "{name}: {stderr}");
    assert_eq!(stdout, "", "{name}");
    format!("status {status}\n{stderr}")
}

#[test]
fn every_bad_file_is_met_with_the_message_beside_it() {
    let corpus = corpus();
    assert!(corpus.len() >= 150, "there are only {} files", corpus.len());
    let is_update = std::env::var_os("UPDATE_CASES").is_some();
    let half = corpus.len() / 2;
    let differences: Vec<String> = thread::scope(|scope| {
        let parts = [&corpus[..half], &corpus[half..]].map(|part| {
            scope.spawn(move || {
                let mut differences = Vec::new();
                for (name, _) in part {
                    let (path, told) = (root().join(format!("{name}{EXPECTED}")), told(name));
                    if is_update {
                        fs::write(path, told).unwrap();
                    } else if fs::read_to_string(path).unwrap_or_default() != told {
                        differences.push(format!("{name}: {told}"));
                    }
                }
                differences
            })
        });
        parts.into_iter().flat_map(|part| part.join().unwrap()).collect()
    });
    assert!(!is_update, "what is told of {} files was written anew: this was no test", corpus.len());
    assert!(differences.is_empty(), "{} differences:\n{}", differences.len(), differences.join("\n"));
}

#[test]
fn no_bad_file_is_a_fault_of_the_program() {
    for (name, text) in files(&root()).into_iter().filter(|(name, _)| name.ends_with(EXPECTED)) {
        let text = String::from_utf8(text).unwrap();
        let status = text.lines().next().unwrap_or_default();
        assert!(matches!(status, "status 0" | "status 1"), "{name}: {status}");
        assert!(status == "status 0" || text.contains("\n  --> "), "{name} tells no place");
    }
}
