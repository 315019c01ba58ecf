//! PDFs that former versions issued stay what they were.

use std::fs;
use std::path::{Path, PathBuf};

use crate::program::{args, files, run};

/// All that are kept: pages with tags, without, and with a library's mark, and a whole archive.
fn kept() -> Vec<PathBuf> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let of = |folder: &str| {
        let folder = tests.join(folder);
        let names = files(&folder).into_keys().filter(|name| name.ends_with(".pdf"));
        names.map(|name| folder.join(name)).collect::<Vec<_>>()
    };
    let kept = [of("former"), of("archives/0.1.0")].concat();
    assert!(kept.len() >= 12, "only {} are kept", kept.len());
    kept
}

#[test]
fn reports_of_former_versions_are_sound_and_it_is_told_that_their_code_covers_less() {
    for file in kept() {
        let done = run(Path::new("/"), &args(&["verify", &file.display().to_string()]), &[]);
        assert_eq!(done.status, 0, "{}: {}", file.display(), done.stderr);
        assert!(done.stderr.starts_with("notice: ") && done.stderr.lines().count() == 1, "{}", done.stderr);
        assert!(done.stderr.contains("not every byte of the file"), "{}", done.stderr);
    }
}

#[test]
fn what_was_changed_in_one_of_them_is_found_wherever_a_byte_of_it_means_something() {
    let folder = tempfile::tempdir().unwrap();
    let changed = folder.path().join("changed.pdf");
    let sound = fs::read(&kept()[0]).unwrap();
    let name = changed.display().to_string();
    let mut missed = Vec::new();
    for at in (0..sound.len()).step_by(sound.len() / 50) {
        let mut bytes = sound.clone();
        bytes[at] ^= 1;
        fs::write(&changed, bytes).unwrap();
        if run(Path::new("/"), &args(&["verify", &name]), &[]).status == 0 {
            missed.push(at);
        }
    }
    assert!(missed.is_empty(), "changed and not found at bytes {missed:?}");
}
