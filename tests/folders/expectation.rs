//! What is found beside what is expected. With `UPDATE_CASES=1` expectations that differ are written anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use libtest_mimic::Failed;

/// Files by their paths from a folder.
pub(crate) type Traces = BTreeMap<String, Vec<u8>>;

/// Demands that what was found is what is expected. A test that writes its expectations anew fails too: it was none.
pub(crate) fn demand(folder: &Path, expected: &Traces, found: &Traces) -> Result<(), Failed> {
    let names: BTreeSet<&String> = expected.keys().chain(found.keys()).collect();
    let differing: Vec<&String> = names.into_iter().filter(|name| expected.get(*name) != found.get(*name)).collect();
    if std::env::var_os("UPDATE_CASES").is_some() {
        let names = differing.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(", ");
        for name in &differing {
            accept(&folder.join(name), found.get(*name));
        }
        // What is empty and was left out is written too, so that a new case is whole.
        for (name, bytes) in found.iter().filter(|(name, _)| !folder.join(name).exists()) {
            accept(&folder.join(name), Some(bytes));
        }
        return if differing.is_empty() { Ok(()) } else { Err(format!("written anew: {names}").into()) };
    }
    let told: Vec<String> = differing.iter().map(|name| difference(name, expected, found)).collect();
    if told.is_empty() { Ok(()) } else { Err(told.join("\n").into()) }
}

fn accept(path: &Path, bytes: Option<&Vec<u8>>) {
    match bytes {
        Some(bytes) => {
            fs::create_dir_all(path.parent().unwrap()).expect("a folder for the expectations");
            fs::write(path, bytes).expect("a written expectation");
        }
        None => fs::remove_file(path).expect("an expectation that is no longer met"),
    }
}

fn difference(name: &str, expected: &Traces, found: &Traces) -> String {
    match (expected.get(name), found.get(name)) {
        (Some(expected), Some(found)) => format!("{name}: {}", first_difference(expected, found)),
        (Some(_), None) => format!("{name}: is missing"),
        (None, _) => format!("{name}: was not expected"),
    }
}

fn first_difference(expected: &[u8], found: &[u8]) -> String {
    let (mut expected, mut found) = (expected.split(|byte| *byte == b'\n'), found.split(|byte| *byte == b'\n'));
    for line in 1.. {
        let (wanted, got) = (expected.next(), found.next());
        if wanted != got {
            let shown = |line: Option<&[u8]>| line.map(|line| String::from_utf8_lossy(line).into_owned());
            return format!("line {line}\n  expected {:?}\n     found {:?}", shown(wanted), shown(got));
        }
    }
    unreachable!("texts that differ differ in some line")
}
