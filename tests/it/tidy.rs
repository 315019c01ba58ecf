//! House rules that a machine can keep.

use std::fs;
use std::path::{Path, PathBuf};

use crate::program::files;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn sources() -> Vec<(String, String)> {
    let sources = files(&root().join("src"));
    sources.into_iter().map(|(name, bytes)| (name, String::from_utf8(bytes).expect("UTF-8"))).collect()
}

#[test]
fn source_files_stay_small() {
    for (name, text) in sources() {
        let lines = text.lines().count();
        assert!(lines <= 450, "src/{name} has {lines} lines");
    }
}

#[test]
fn every_file_says_in_its_first_line_what_it_is() {
    let mut heads = std::collections::BTreeMap::new();
    for (name, text) in sources().into_iter().filter(|(name, _)| name.ends_with(".rs")) {
        let head = text.lines().next().and_then(|line| line.strip_prefix("//! ")).unwrap_or_default().to_owned();
        assert!(!head.is_empty(), "src/{name} does not begin with what it is");
        if let Some(other) = heads.insert(head, name.clone()) {
            panic!("src/{name} says the same of itself as src/{other}");
        }
    }
}

#[test]
fn the_name_of_a_type_is_found_without_a_path() {
    let mut places = std::collections::BTreeMap::<String, String>::new();
    for (name, text) in sources().into_iter().filter(|(name, _)| name.ends_with(".rs")) {
        // Types of tests are nobody else's: they stand behind all others of a file.
        for line in text.lines().take_while(|line| *line != "#[cfg(test)]") {
            let line = line.strip_prefix("pub(super) ").or(line.strip_prefix("pub ")).unwrap_or(line);
            let kind = ["struct ", "enum ", "trait ", "type "].into_iter().find_map(|kind| line.strip_prefix(kind));
            let Some(rest) = kind else { continue };
            let found: String = rest.chars().take_while(|letter| letter.is_alphanumeric()).collect();
            if let Some(other) = places.insert(found.clone(), name.clone()) {
                panic!("`{found}` is a type of src/{name} and another one of src/{other}");
            }
        }
    }
    assert!(places.len() > 1_000, "{} types", places.len());
}

#[test]
fn nothing_is_left_to_do() {
    for (name, text) in sources() {
        for word in ["todo!", "dbg!", "FIXME", "XXX", "unimplemented!"] {
            assert!(!text.contains(word), "src/{name} holds `{word}`");
        }
    }
}

#[test]
fn every_template_is_built_in_and_every_test_file_is_run() {
    let catalog = fs::read_to_string(root().join("src/report/catalog.rs")).expect("the catalog");
    for name in files(&root().join("report_templates")).into_keys().filter(|name| !name.contains('/')) {
        assert!(catalog.contains(&name), "report_templates/{name} is not in the catalog");
    }
    let main = fs::read_to_string(root().join("tests/it/main.rs")).expect("tests/it/main.rs");
    for name in files(&root().join("tests/it")).into_keys().filter(|name| !name.contains('/') && name != "main.rs") {
        let module = name.trim_end_matches(".rs");
        assert!(main.contains(&format!("mod {module};")), "tests/it/{name} is not run");
    }
}

#[test]
fn samples_are_sound_where_they_should_be_and_small() {
    let samples = files(&root().join("sample_data"));
    let size: usize = samples.values().map(Vec::len).sum();
    assert!(size < 10 * 1024 * 1024, "the samples are {size} bytes");
    let folders: std::collections::BTreeSet<&str> =
        samples.keys().filter_map(|name| Some(name.rsplit_once('/')?.0)).filter(|folder| *folder != "codes").collect();
    for folder in folders {
        let args = crate::program::args(&["check", &format!("sample_data/{folder}")]);
        let done = crate::program::run(&root(), &args, &[]);
        assert_eq!(done.status, i32::from(folder == "gebroken"), "{folder}: {}", done.stderr);
    }
}

#[test]
fn the_page_of_promises_names_tests_that_exist() {
    let page = fs::read_to_string(root().join("docs/promises.md")).expect("the page");
    let tests = files(&root().join("tests/it")).into_values().map(|bytes| String::from_utf8(bytes).expect("UTF-8"));
    let all: Vec<String> = tests.chain(sources().into_iter().map(|(_, text)| text)).collect();
    let is_name = |word: &&str| {
        word.contains('_') && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    let named: Vec<&str> = page.split('`').skip(1).step_by(2).filter(is_name).collect();
    assert!(named.len() > 20, "the page names only {} tests", named.len());
    for name in named {
        let function = format!("fn {name}(");
        assert!(all.iter().any(|text| text.contains(&function)), "docs/promises.md names `{name}`, which is no test");
    }
}

#[test]
fn each_of_forty_accidents_is_held_by_a_test() {
    let page = fs::read_to_string(root().join("docs/promises.md")).expect("the page");
    for number in 1..=40 {
        let row = page.lines().find(|line| line.starts_with(&format!("| {number} | ")));
        let held = row.and_then(|row| row.split(" | ").nth(2)).unwrap_or_default();
        let names: Vec<&str> = held.split('`').skip(1).step_by(2).collect();
        assert!(!names.is_empty(), "nothing holds accident {number}");
        for folder in names.iter().filter(|name| !name.contains('_') && name.contains('-')) {
            assert!(root().join("tests/histories").join(folder).is_dir(), "{number}: there is no history `{folder}`");
        }
    }
}
