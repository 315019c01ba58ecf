//! The two commands of the README share one build: `cargo test --release` builds nothing anew that `cargo build --release`
//! has built. What only tests need must not ask for other features of what the program is built with: one feature of one
//! small crate once built polars a second time.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

/// All crates that are built, each with the features that it is built with: once, or twice where macros use it too.
fn built(kinds: &str) -> BTreeMap<String, BTreeSet<String>> {
    let done = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["tree", "--offline", "--locked", "--no-dedupe", "--prefix", "none", "--format", "{p}\t{f}", "--edges"])
        .arg(kinds)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")))
        .output()
        .expect("cargo");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let mut built: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in String::from_utf8(done.stdout).expect("UTF-8").lines() {
        let (crate_, features) = line.split_once('\t').expect("a crate and its features");
        built.entry(crate_.to_owned()).or_default().insert(features.to_owned());
    }
    built
}

/// What tests need built otherwise than the program does.
fn built_anew(program: &BTreeMap<String, BTreeSet<String>>, tests: &BTreeMap<String, BTreeSet<String>>) -> Vec<String> {
    let other = program.iter().filter(|(name, features)| tests.get(*name) != Some(*features));
    other.map(|(name, features)| format!("{name}: {features:?}, for tests {:?}", tests.get(name))).collect()
}

#[test]
fn tests_build_nothing_anew_that_the_program_is_built_with() {
    let (program, tests) = (built("normal,build"), built("normal,build,dev"));
    assert!(program.keys().any(|name| name.starts_with("polars-core ")), "polars is not among {program:?}");
    assert_eq!(built_anew(&program, &tests), Vec::<String>::new(), "a dev-dependency asks for other features");
    // A feature more is noticed.
    let mut planted = tests;
    let name = program.keys().next().expect("a crate");
    planted.get_mut(name).expect("tests are built with it too").insert("use_std".to_owned());
    assert_eq!(built_anew(&program, &planted).len(), 1);
}
