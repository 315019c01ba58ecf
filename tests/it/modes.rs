//! Who may read and change what is written: the mode of every file and folder, as configured and whatever the umask.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::environment::under;
use crate::program::{args, run};

const HEADER: &str = "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag\n";
const RUN: [&str; 7] =
    ["run", "--config", "kasverslag.toml", "--date", "2026-11-02", "--now", "2026-11-03T05:00:00+01:00"];
const REPORT: [&str; 12] = [
    "report",
    "financieel-overzicht-be",
    "--input",
    "exports",
    "--period",
    "2026-11",
    "--config",
    "kasverslag.toml",
    "--allow-rejected",
    "1",
    "--out",
    "out/deeper",
];

/// A place with a sound export and one that is refused.
fn place(modes: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("exports")).unwrap();
    let config = format!("[run]\nexports = \"exports/*.csv\"\n{modes}[[library]]\ninstitution = \"I355\"\n");
    fs::write(folder.path().join("kasverslag.toml"), config).unwrap();
    for (name, amount) in [("a_2026-11-01.csv", "1,00"), ("b_2026-11-02.csv", "x")] {
        let day = &name[9..12];
        let line = format!("{day};01-11-2026;02-11-2026;K001;I355;3550;2110;{amount}\n");
        fs::write(folder.path().join("exports").join(name), HEADER.to_owned() + &line).unwrap();
    }
    folder
}

/// The modes of a folder and of all in it, folders with a `/` behind their names.
fn modes(root: &Path, folder: &Path, found: &mut BTreeMap<String, u32>) {
    let mode = |path: &Path| fs::symlink_metadata(path).unwrap().permissions().mode() & 0o7777;
    found.insert(format!("{}/", folder.strip_prefix(root).unwrap().display()), mode(folder));
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            modes(root, &path, found);
        } else {
            found.insert(path.strip_prefix(root).unwrap().display().to_string(), mode(&path));
        }
    }
}

#[test]
fn all_that_is_written_has_the_mode_that_is_configured() {
    let set = |file: &str, folder: &str| format!("file_mode = \"{file}\"\nfolder_mode = \"{folder}\"\n");
    let cases = [
        ("0", String::new(), 0o640, 0o750),
        ("022", String::new(), 0o640, 0o750),
        ("077", String::new(), 0o600, 0o700),
        ("0", set("0644", "0755"), 0o644, 0o755),
        ("077", set("0644", "0755"), 0o644, 0o755),
        ("022", set("0660", "0770"), 0o660, 0o770),
        ("0", set("600", "700"), 0o600, 0o700),
        ("077", "file_mode = \"0664\"\n".to_owned(), 0o664, 0o700),
    ];
    for (umask, configured, file, folder) in cases {
        let what = format!("umask {umask}, {configured:?}");
        let place = place(&configured);
        let place = place.path();
        let umask = format!("umask {umask}");
        let (status, told) = under(place, &umask, &RUN, "");
        assert_eq!(status, 1, "{what}: {told}");
        let (status, told) = under(place, &umask, &REPORT, "");
        assert_eq!(status, 0, "{what}: {told}");
        let mut found = BTreeMap::new();
        for name in ["reports", "out"] {
            modes(place, &place.join(name), &mut found);
        }
        for (name, mode) in &found {
            let wanted = if name.ends_with('/') { folder } else { file };
            assert!(*mode == wanted, "{what}: {name} has {mode:04o}");
        }
        for end in ["register.sqlite", ".parquet", "lock", "run.json", ".pdf", "rejects.csv", "lines/", "rejects/"] {
            assert!(found.keys().any(|name| name.ends_with(end)), "{what}: no {end} in {:?}", found.keys());
        }
    }
}

#[test]
fn a_folder_that_gives_its_group_to_what_is_made_in_it_goes_on_doing_so() {
    let place = place("folder_mode = \"0770\"\n");
    let out = place.path().join("reports");
    fs::create_dir(&out).unwrap();
    fs::set_permissions(&out, fs::Permissions::from_mode(0o2775)).unwrap();
    assert_eq!(run(place.path(), &args(&RUN), &[]).status, 1);
    let mut found = BTreeMap::new();
    modes(place.path(), &out, &mut found);
    assert_eq!(found["reports/"], 0o2775, "what is there keeps its mode");
    assert_eq!((found["reports/I355/"], found["reports/archive/I355/lines/"]), (0o2770, 0o2770));
}

#[test]
fn modes_that_keep_the_owner_out_or_let_too_many_in_are_refused() {
    let cases = [
        ("file_mode", "rw-r-----", "is not three or four octal digits"),
        ("file_mode", "0680", "is not three or four octal digits"),
        ("file_mode", "64", "is not three or four octal digits"),
        ("file_mode", "00640", "is not three or four octal digits"),
        ("file_mode", "0440", "keeps the owner out"),
        ("file_mode", "0060", "keeps the owner out"),
        ("file_mode", "0750", "permits too much"),
        ("file_mode", "0666", "permits too much"),
        ("file_mode", "4640", "permits too much"),
        ("folder_mode", "0640", "keeps the owner out"),
        ("folder_mode", "0777", "permits too much"),
        ("folder_mode", "2750", "permits too much"),
        ("folder_mode", "", "is not three or four octal digits"),
    ];
    for (key, mode, words) in cases {
        let place = place(&format!("{key} = \"{mode}\"\n"));
        for arguments in [&RUN[..], &REPORT] {
            let done = run(place.path(), &args(arguments), &[]);
            let told = format!("]: [run] {key}: `{mode}` {words}");
            assert!(done.status == 2 && done.stderr.contains(&told), "{key} {mode}: {}", done.stderr);
            assert!(done.stderr.contains("such as \"0"), "{}", done.stderr);
        }
    }
}

#[test]
fn a_key_is_kept_strictly_whatever_the_mode_of_reports() {
    let place = place("file_mode = \"0664\"\nfolder_mode = \"0775\"\n");
    let config = fs::read_to_string(place.path().join("kasverslag.toml")).unwrap();
    fs::write(place.path().join("kasverslag.toml"), config + "pseudonym_key_file = \"I355.key\"\n").unwrap();
    let key = place.path().join("I355.key");
    fs::write(&key, "a key for the tests only").unwrap();
    for (mode, status) in [(0o640, 2), (0o664, 2), (0o600, 1), (0o400, 1)] {
        fs::set_permissions(&key, fs::Permissions::from_mode(mode)).unwrap();
        let done = run(place.path(), &args(&RUN), &[]);
        assert_eq!(done.status, status, "{mode:o}: {}", done.stderr);
    }
}
