//! An archive that the released program made, of layout 1: it is refused with the way out, taken over, and worked on.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::program::{Run, args, copy, files, run};

/// A copy of the archive of 0.1.0, with its configuration and exports.
struct Old {
    folder: tempfile::TempDir,
}

impl Old {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/archives/0.1.0"), folder.path());
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, arguments: &[&str]) -> Run {
        run(self.folder.path(), &args(arguments), &[])
    }

    fn night(&self) -> Run {
        let now = "2026-09-08T03:00:00+02:00";
        self.run(&["run", "--config", "kasverslag.toml", "--date", "2026-09-07", "--now", now])
    }

    fn upgrade(&self, more: &[&str]) -> Run {
        self.run(&[&["archive", "upgrade", "--config", "kasverslag.toml"][..], more].concat())
    }

    fn sql(&self, statements: &str) {
        let register = rusqlite::Connection::open(self.path("reports/archive/I355/register.sqlite")).unwrap();
        register.execute_batch(statements).unwrap();
    }
}

const WAY_OUT: &str = "`kasverslag archive upgrade`";

#[test]
fn an_old_archive_is_refused_with_the_way_out_and_not_touched() {
    let old = Old::new();
    let before = files(&old.path("reports/archive"));
    let asked = ["--archive", "reports", "--institution", "I355", "--period", "2026-09-01", "--no-config"];
    let report = [&["report", "financieel-overzicht-be"][..], &asked].concat();
    for refused in [old.night(), old.run(&["verify", "reports"]), old.run(&report)] {
        assert!(refused.status == 2 && refused.stdout.is_empty(), "{} {}", refused.status, refused.stderr);
        assert!(refused.stderr.contains("its layout is 1") && refused.stderr.contains(WAY_OUT), "{}", refused.stderr);
    }
    let dry = old.upgrade(&["--dry-run"]);
    assert_eq!((dry.status, dry.stderr.as_str()), (0, ""));
    let would = |library: &str| format!("would upgrade reports/archive/{library}/register.sqlite from layout 1 to 2\n");
    assert_eq!(dry.stdout, would("I212") + &would("I355"));
    assert!(files(&old.path("reports/archive")) == before, "something was changed");
}

#[test]
fn an_old_archive_is_taken_over_and_goes_on() {
    let old = Old::new();
    let name = "reports/archive/I355/register.sqlite";
    fs::set_permissions(old.path(name), fs::Permissions::from_mode(0o600)).unwrap();
    let before = files(&old.path("reports"));
    let upgraded = old.upgrade(&[]);
    assert_eq!((upgraded.status, upgraded.stderr.as_str()), (0, ""));
    assert_eq!(upgraded.stdout.lines().count(), 2, "{}", upgraded.stdout);
    let after = files(&old.path("reports"));
    for (file, bytes) in &before {
        let is_register = file.ends_with("register.sqlite");
        let kept = if is_register { format!("{file}.layout1") } else { file.clone() };
        assert!(after.get(&kept) == Some(bytes), "{file} is not kept");
        assert!(is_register != (after.get(file) == Some(bytes)), "{file}");
    }
    let is_on_shelf = |name: &str| {
        ["/actueel/", "/keten.csv", "/register.jsonl.gz", "/SHA256SUMS", "/datapackage.json"]
            .iter()
            .any(|part| name.contains(part))
    };
    assert!(after.contains_key("I355/keten.csv"), "the chain does not lie beside the reports");
    assert_eq!(after.keys().filter(|name| !is_on_shelf(name)).count(), before.len() + 2, "nothing else is new");
    for register in [name.to_owned(), format!("{name}.layout1")] {
        assert_eq!(fs::metadata(old.path(&register)).unwrap().permissions().mode() & 0o777, 0o600, "{register}");
    }
    for silent in [old.upgrade(&[]), old.run(&["archive", "upgrade", "reports"]), old.run(&["verify", "reports"])] {
        assert_eq!((silent.status, silent.stdout.as_str(), silent.stderr.as_str()), (0, "", ""));
    }
    let export = fs::read_to_string(old.path("exports/I355_2026-08-31_2026-09-06.csv")).unwrap();
    let header = export.lines().next().unwrap();
    fs::write(old.path("exports/I355_2026-09-07_2026-09-07.csv"), format!("{header}\n")).unwrap();
    let night = old.night();
    assert!(night.stdout.contains("I355-2026-00011_financieel-overzicht-be_2026-09-07"), "{}", night.stderr);
    assert!(!night.stderr.contains("not kasverslag's"), "{}", night.stderr);
    let verified = old.run(&["verify", "reports"]);
    assert_eq!((verified.status, verified.stderr.as_str()), (0, ""));
}

#[test]
fn a_broken_chain_and_a_newer_layout_are_told_and_stay() {
    let rows = [
        ("UPDATE report SET rows = rows + 1 WHERE sequence = 2", "its record has been altered", 1),
        ("UPDATE export SET name = 'other.csv' WHERE intake = 1", "the exports that it was made from", 1),
        ("PRAGMA user_version = 9", "a newer kasverslag made it: its layout is 9", 1),
    ];
    for (change, told, status) in rows {
        let old = Old::new();
        old.sql(change);
        let before = files(&old.path("reports/archive/I355"));
        let refused = old.upgrade(&[]);
        assert_eq!(refused.status, status, "{change}: {}", refused.stderr);
        assert!(refused.stderr.contains(told), "{change}: {}", refused.stderr);
        assert!(files(&old.path("reports/archive/I355")) == before, "{change}: something was changed");
        assert!(refused.stdout.contains("I212") && !refused.stdout.contains("I355"), "the other goes on");
    }
}

#[test]
fn an_upgrade_needs_an_archive_that_no_run_works_on() {
    let old = Old::new();
    let nothing = old.run(&["archive", "upgrade", "exports"]);
    assert!(nothing.status == 2 && nothing.stderr.contains("there is no archive in"), "{}", nothing.stderr);
    let lock = fs::File::open(old.path("reports/archive/lock")).unwrap();
    lock.lock().unwrap();
    let held = old.upgrade(&[]);
    assert!(held.status == 3 && held.stderr.contains("another run is at work"), "{}", held.stderr);
}

#[test]
fn what_an_upgrade_left_that_died_is_no_hindrance_and_a_copy_that_fails_stops_it() {
    let old = Old::new();
    let folder = old.path("reports/archive/I355");
    let register = fs::read(folder.join("register.sqlite")).unwrap();
    fs::create_dir(folder.join("register.sqlite.layout1")).unwrap();
    let refused = old.upgrade(&[]);
    assert!(refused.status == 3 && refused.stderr.contains("register.sqlite.layout1"), "{}", refused.stderr);
    assert!(fs::read(folder.join("register.sqlite")).unwrap() == register, "without a copy nothing is upgraded");
    assert!(!folder.join(".register.sqlite.layout1.part").exists());
    fs::remove_dir(folder.join("register.sqlite.layout1")).unwrap();
    // As it died between the copy and the step, and another time while it copied.
    fs::write(folder.join("register.sqlite.layout1"), &register).unwrap();
    fs::write(folder.join(".register.sqlite.layout1.part"), &register[..100]).unwrap();
    let upgraded = old.upgrade(&[]);
    assert_eq!((upgraded.status, upgraded.stderr.as_str(), upgraded.stdout.lines().count()), (0, "", 1));
    assert!(fs::read(folder.join("register.sqlite.layout1")).unwrap() == register);
    assert!(!folder.join(".register.sqlite.layout1.part").exists());
    assert_eq!(old.run(&["verify", "reports"]).status, 0);
}
