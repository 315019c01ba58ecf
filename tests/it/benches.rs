//! The comparisons of `benches/` still run, at their smallest, and all that they compare agrees. Nothing is timed here.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

/// The parts of `docs/performance.md` that are measured: name and text; and what stands around them.
fn parts(text: &str) -> (BTreeMap<String, String>, Vec<String>) {
    let mut measured = BTreeMap::new();
    let mut around = Vec::new();
    let mut pieces = text.split("<!-- measured: ");
    around.extend(pieces.next().map(str::to_owned));
    for piece in pieces {
        let (name, rest) = piece.split_once(" -->\n").expect("the end of a mark");
        let (part, after) = rest.split_once(&format!("<!-- end of {name} -->\n")).expect("the end of a part");
        measured.insert(name.to_owned(), part.to_owned());
        around.push(after.to_owned());
    }
    (measured, around)
}

#[test]
fn the_comparisons_run_and_all_outputs_agree() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    if !root.join("target/yardstick/release/measure").exists() {
        eprintln!("NOTICE: benches/install.sh was not run: the comparisons of benches/ are NOT tried");
        assert!(std::env::var_os("CI").is_none(), "in CI the comparisons must be tried");
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let document = folder.path().join("performance.md");
    fs::copy(root.join("docs/performance.md"), &document).expect("docs/performance.md");
    let done = Command::new("python3")
        .arg(root.join("benches/compare.py"))
        .args(["--as-is", "--size", "1", "--runs", "1", "--program", env!("CARGO_BIN_EXE_kasverslag"), "--data"])
        .arg(folder.path().join("data"))
        .arg("--write")
        .arg(&document)
        .output()
        .expect("python3");
    let told = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{told}");
    for line in told.lines().filter(|line| line.contains("LEFT OUT")) {
        eprintln!("NOTICE: {line}");
    }

    let (committed, around) =
        parts(&fs::read_to_string(root.join("docs/performance.md")).expect("docs/performance.md"));
    let (measured, still_around) = parts(&fs::read_to_string(&document).expect("what was written"));
    assert_eq!(around, still_around, "what is not measured stays");
    assert_eq!(committed.keys().collect::<Vec<_>>(), measured.keys().collect::<Vec<_>>());
    for (name, part) in measured.iter().filter(|(name, _)| *name != "machine") {
        assert_ne!(&committed[name], part, "{name} was not measured anew");
    }
    let picture = fs::read_to_string(folder.path().join("growth.svg")).expect("a picture");
    assert!(picture.contains("</svg>") && root.join("docs/growth.svg").exists());
}
