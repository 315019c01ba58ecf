//! Whole histories of an archive: each folder under `tests/histories` tells what happens night after night, and its
//! `expected` all that the program says and does to the disk.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use libtest_mimic::Trial;

use crate::expectation::{Traces, demand};
use crate::golden::keep_private;
use crate::program::files;
use crate::steps::take;

/// A test for each history. Those that show a PDF can't be tried where none can be read.
pub(crate) fn trials(can_read_pdf: bool) -> Vec<Trial> {
    let histories = crate::folders("histories", 20).into_iter();
    let trial = |(name, history): (String, std::path::PathBuf)| {
        let steps = fs::read_to_string(history.join("history")).unwrap_or_else(|error| panic!("{name}: {error}"));
        let is_out_of_reach = !can_read_pdf && steps.contains(".pdf ");
        let check = move || {
            let kept = fs::read(history.join("expected")).ok();
            let expected = kept.into_iter().map(|bytes| ("expected".to_owned(), bytes)).collect();
            let found = Traces::from([("expected".to_owned(), tell(&history, &steps).into_bytes())]);
            demand(&history, &expected, &found)
        };
        Trial::test(format!("histories::{name}"), check).with_ignored_flag(is_out_of_reach)
    };
    histories.map(trial).collect()
}

fn tell(history: &Path, steps: &str) -> String {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let place = folder.path();
    fs::copy(history.join("kasverslag.toml"), place.join("kasverslag.toml")).expect("a configuration");
    keep_private(&place.join("kasverslag.toml"));
    let mut told = String::new();
    let shows_shelf = steps.lines().any(|step| step == "shelf");
    let mut tree = files(place);
    for step in steps.lines().filter(|line| !line.is_empty()) {
        told += &format!("> {step}\n");
        told += &take(history, place, step);
        let mut now = files(place);
        if !shows_shelf {
            now.retain(|name, _| !is_on_shelf(name));
        }
        told += &changes(&tree, &now);
        tree = now;
    }
    told
}

/// Whether a file is one of those that follow from the register and lie beside the reports. Most histories are about
/// others; `verify` in them looks at these all the same.
fn is_on_shelf(name: &str) -> bool {
    name.contains("/actueel/")
        || ["/keten.csv", "/register.jsonl.gz", "/SHA256SUMS", "/datapackage.json", "/index.html"]
            .iter()
            .any(|end| name.ends_with(end))
}

/// What a step did to the disk. That `run.json` is there is told; what is in it has its own test.
fn changes(before: &BTreeMap<String, Vec<u8>>, now: &BTreeMap<String, Vec<u8>>) -> String {
    let mut told = String::new();
    for (name, bytes) in now {
        match before.get(name) {
            None => told += &format!("+ {name}\n"),
            Some(old) if old != bytes => told += &format!("~ {name}\n"),
            Some(_) => {}
        }
    }
    for name in before.keys().filter(|name| !now.contains_key(*name)) {
        told += &format!("- {name}\n");
    }
    told
}
