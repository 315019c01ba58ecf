//! PDFs that former versions issued stay what they were.

use std::path::{Path, PathBuf};

use lopdf::Document;

use crate::pdf_edit::{attached, set_attached};
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
        assert!(done.stderr.starts_with("notice[KV") && done.stderr.lines().count() == 1, "{}", done.stderr);
        assert!(done.stderr.contains("not every byte of the file"), "{}", done.stderr);
    }
}

#[test]
fn what_was_changed_in_one_of_them_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let changed = folder.path().join("changed.pdf");
    let name = changed.display().to_string();
    for file in kept() {
        for (ending, old, new) in [(".csv", ",00", ",01"), ("manifest.json", "\"period\"", "\"Period\"")] {
            let mut document = Document::load(&file).expect("a report");
            let text = String::from_utf8(attached(&document, ending)).unwrap();
            let is_empty = ending == ".csv" && text.lines().count() == 1;
            assert!(is_empty || text.contains(old), "{text}");
            if !is_empty {
                set_attached(&mut document, ending, text.replacen(old, new, 1).into_bytes());
                document.save(&changed).unwrap();
                let done = run(Path::new("/"), &args(&["verify", &name]), &[]);
                assert_eq!(done.status, 1, "{ending} of {}", file.display());
            }
        }
    }
}
