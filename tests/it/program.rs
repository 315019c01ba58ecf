//! Runs the built program in a world of its own.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// When reports of golden cases are made, unless they say it themselves.
const NOW: &str = "2026-11-24T08:00:00+01:00";

/// What a run of the program left behind.
pub(crate) struct Run {
    /// Its exit status.
    pub status: i32,
    /// What it wrote to stdout.
    pub stdout: String,
    /// What it wrote to stderr.
    pub stderr: String,
}

/// Runs the program in a folder, with nothing of the environment but `variables`. A configuration that is not named is
/// not found: neither one that happens to lie in the folder nor one of the machine.
pub(crate) fn run(folder: &Path, args: &[String], variables: &[(&str, &str)]) -> Run {
    let has_configuration = |arg: &String| arg == "--config" || arg == "--no-config";
    let takes_one =
        args.first().is_some_and(|command| ["report", "check", "run", "verify", "pages"].contains(&&**command));
    if !takes_one || args.iter().any(has_configuration) {
        return run_as_typed(folder, args, variables);
    }
    run_as_typed(folder, &[args, &["--no-config".to_owned()]].concat(), variables)
}

/// Runs the program in a folder with just these arguments, and with nothing of the environment but `variables`.
pub(crate) fn run_as_typed(folder: &Path, args: &[String], variables: &[(&str, &str)]) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_kasverslag"))
        .args(args)
        .current_dir(folder)
        .env_clear()
        // Log lines tell how long something took, which is never the same.
        .env("KASVERSLAG_LOG", "off")
        .envs(variables.iter().copied())
        .output()
        .expect("the program starts");
    Run {
        status: output.status.code().expect("the program ends by itself"),
        stdout: String::from_utf8(output.stdout).expect("stdout is UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("stderr is UTF-8"),
    }
}

/// Every file under a folder, by its path from there.
pub(crate) fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(inner) = folders.pop() {
        for entry in fs::read_dir(&inner).into_iter().flatten() {
            let path = entry.expect("a folder entry").path();
            // The record of nights tells of the clock, which is never the same.
            if path.ends_with("archive/nights.jsonl") {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("inside").to_string_lossy().into_owned();
                found.insert(name, fs::read(&path).expect("a readable file"));
            }
        }
    }
    found
}

/// Copies a folder.
pub(crate) fn copy(from: &Path, to: &Path) {
    for (name, bytes) in files(from) {
        let path = to.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    // What tells of the clock is no trace, but part of what somebody copies.
    for nights in ["nights.jsonl", "archive/nights.jsonl", "reports/archive/nights.jsonl"] {
        if from.join(nights).is_file() {
            fs::copy(from.join(nights), to.join(nights)).unwrap();
        }
    }
}

/// Arguments from text parts.
pub(crate) fn args(parts: &[&str]) -> Vec<String> {
    parts.iter().map(|part| (*part).to_owned()).collect()
}

/// The arguments of a golden case; of a report also where it goes and when it was made, if the case leaves that open.
pub(crate) fn case_args(case: &Path, out: &Path) -> Vec<String> {
    let text = fs::read_to_string(case.join("args")).unwrap_or_else(|_| panic!("{} has no args", case.display()));
    let mut args: Vec<String> = text.lines().map(|line| line.replace("OUT", &out.display().to_string())).collect();
    if args[0] == "init" && !args.iter().any(|arg| arg == "--to") {
        args.extend(["--to".to_owned(), out.display().to_string()]);
    }
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

/// A text without the codes of its messages, for tests that are about the rest.
pub(crate) fn uncoded(text: &str) -> String {
    let mut parts = text.split("[KV");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |whole, part| whole + part.split_once(']').map_or(part, |(_, rest)| rest))
}

/// A program that `tests/checkers/install.sh` installs, if it is there; that `what` is then not done is told, and in CI is a
/// fault.
pub(crate) fn checker(name: &str, what: &str) -> Option<PathBuf> {
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/checkers").join(name);
    if program.exists() {
        return Some(program);
    }
    eprintln!("NOTICE: tests/checkers/install.sh was not run: {what}");
    assert!(std::env::var_os("CI").is_none(), "in CI the checkers must be there");
    None
}
