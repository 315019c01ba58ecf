//! What the program is built with is built once, whatever is built beside it: tests, the parts that are measured, the
//! fuzzer. None may ask for other features, settings or versions: one feature of one small crate once built polars a
//! second time.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

/// Crates of their own that are built with kasverslag.
const BESIDE: [&str; 2] = ["benches/parts", "fuzz"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All crates that are built, each with the features that it is built with: once, or twice where macros use it too.
fn built(kinds: &str) -> BTreeMap<String, BTreeSet<String>> {
    let done = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["tree", "--offline", "--locked", "--no-dedupe", "--prefix", "none", "--format", "{p}\t{f}", "--edges"])
        .arg(kinds)
        .current_dir(root())
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

fn read(name: &str) -> toml::Table {
    std::fs::read_to_string(root().join(name)).expect("a file of cargo's").parse().expect("TOML")
}

/// Names and versions of what is locked.
fn locked(name: &str) -> Vec<(String, String)> {
    let packages = read(name)["package"].as_array().expect("packages").clone();
    let text = |package: &toml::Value, key: &str| package[key].as_str().expect("a text").to_owned();
    packages.iter().map(|package| (text(package, "name"), text(package, "version"))).collect()
}

#[test]
fn crates_beside_are_locked_to_what_the_program_depends_on() {
    let mut wanted: Vec<String> =
        read("Cargo.toml")["dependencies"].as_table().expect("dependencies").keys().cloned().collect();
    wanted.sort();
    let all = locked("Cargo.lock");
    let names: BTreeSet<&String> = all.iter().map(|(name, _)| name).collect();
    for beside in BESIDE {
        let lock = read(&format!("{beside}/Cargo.lock"));
        let mut packages = lock["package"].as_array().expect("packages").iter();
        let crates = packages.find(|package| package["name"].as_str() == Some("kasverslag")).expect("kasverslag");
        let locked_for = crates["dependencies"].as_array().expect("dependencies").iter();
        let mut found: Vec<_> =
            locked_for.map(|one| one.as_str().expect("a name").split(' ').next().expect("a name")).collect();
        found.sort_unstable();
        assert_eq!(found, wanted, "{beside}/Cargo.lock is behind: run `cargo update --workspace` in {beside}");
        let other = locked(&format!("{beside}/Cargo.lock"));
        let other: Vec<_> = other.iter().filter(|one| names.contains(&one.0) && !all.contains(one)).collect();
        assert!(other.is_empty(), "{beside}/Cargo.lock has other versions: {other:?}");
    }
}

#[test]
fn crates_beside_are_built_with_the_same_settings() {
    let settings = |name: &str| {
        let mut release = read(name)["profile"]["release"].as_table().expect("a profile").clone();
        // The program itself may be built otherwise, such as with lines for whoever looks into a finding.
        release["package"].as_table_mut().expect("packages").remove("kasverslag");
        release
    };
    for beside in BESIDE {
        let name = format!("{beside}/Cargo.toml");
        assert_eq!(settings(&name), settings("Cargo.toml"), "{name} would build all dependencies anew");
    }
}

#[test]
fn files_of_the_tests_that_are_measured_name_only_crates_that_are_there_too() {
    let main = std::fs::read_to_string(root().join("benches/parts/src/main.rs")).expect("the parts");
    let shared: Vec<_> = main
        .lines()
        .filter_map(|line| line.strip_prefix("#[path = \"../../../")?.strip_suffix("\"]"))
        .map(|path| std::fs::read_to_string(root().join(path)).expect("a file of the tests"))
        .collect();
    assert!(!shared.is_empty(), "the parts share no file with the tests any more");
    let of = |manifest: &str, table: &str| -> BTreeSet<String> {
        read(manifest)[table].as_table().expect("crates").keys().map(|name| name.replace('-', "_")).collect()
    };
    let beside = of("benches/parts/Cargo.toml", "dependencies");
    let all: BTreeSet<String> =
        of("Cargo.toml", "dependencies").union(&of("Cargo.toml", "dev-dependencies")).cloned().collect();
    let words = |text: &str| -> BTreeSet<String> {
        let starts = text
            .split("::")
            .filter_map(|before| before.rsplit(|letter: char| !letter.is_alphanumeric() && letter != '_').next());
        starts.map(str::to_owned).collect()
    };
    let lacking = |text: &str| -> Vec<String> {
        words(text).into_iter().filter(|word| all.contains(word) && !beside.contains(word)).collect()
    };
    for text in &shared {
        assert_eq!(
            lacking(text),
            Vec::<String>::new(),
            "benches/parts/Cargo.toml lacks crates that the tests' files name"
        );
    }
    assert_eq!(lacking("let day = rusqlite::Connection;"), ["rusqlite"]);
}
