//! Folders of expected texts, a file each, that tests make again and compare.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::program::files;

/// Demands that texts are those of a folder, by the names of its files, and that nothing else was found to differ.
/// `UPDATE_CASES=1` writes anew what differs, and fails if anything did: that was no test.
pub(crate) fn compare(folder: &str, found: &BTreeMap<String, String>, mut differences: Vec<String>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder);
    let expected = files(&folder);
    let is_update = std::env::var_os("UPDATE_CASES").is_some();
    let names: BTreeSet<&String> = expected.keys().chain(found.keys()).collect();
    for name in names {
        let dump = found.get(name);
        if expected.get(name).map(Vec::as_slice) == dump.map(String::as_bytes) {
            continue;
        }
        if is_update {
            match dump {
                Some(dump) => fs::write(folder.join(name), dump).unwrap(),
                None => fs::remove_file(folder.join(name)).unwrap(),
            }
            differences.push(format!("{name}: written anew"));
            continue;
        }
        let wanted = expected.get(name).map_or("", |bytes| std::str::from_utf8(bytes).unwrap());
        let dump = dump.map_or("", String::as_str);
        let mut lines = wanted.lines().zip(dump.lines()).zip(1..);
        if let Some(((wanted, found), line)) = lines.find(|((wanted, found), _)| wanted != found) {
            differences.push(format!("{name}: line {line}\n  expected {wanted}\n     found {found}"));
        } else {
            differences.push(format!("{name}: {} bytes were expected, {} found", wanted.len(), dump.len()));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
