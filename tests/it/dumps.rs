//! Folders of expected texts, a file each, that tests make again and compare.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::program::files;

/// Demands that texts are those of a folder, by the names of its files, and that nothing else was found to differ.
/// `UPDATE_CASES=1` writes the folder anew, and fails: that was no test.
pub(crate) fn compare(folder: &str, found: &BTreeMap<String, String>, mut differences: Vec<String>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder);
    if std::env::var_os("UPDATE_CASES").is_some() {
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        for (name, dump) in found {
            fs::write(folder.join(name), dump).unwrap();
        }
        panic!("{} texts were written anew: this was no test\n{}", found.len(), differences.join("\n"));
    }
    let expected = files(&folder);
    let names: BTreeSet<&String> = expected.keys().chain(found.keys()).collect();
    for name in names {
        let wanted = expected.get(name).map_or("", |bytes| std::str::from_utf8(bytes).unwrap());
        let dump = found.get(name).map_or("", String::as_str);
        let mut lines = wanted.lines().zip(dump.lines()).zip(1..);
        if let Some(((wanted, found), line)) = lines.find(|((wanted, found), _)| wanted != found) {
            differences.push(format!("{name}: line {line}\n  expected {wanted}\n     found {found}"));
        } else if wanted != dump {
            differences.push(format!("{name}: {} bytes were expected, {} found", wanted.len(), dump.len()));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
