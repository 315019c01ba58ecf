//! Two configurations that make reports in one place, mostly by mistake, are told at the beginning of each night.

use std::fs;
use std::path::Path;

use crate::program::{Run, args, run};

const HEADER: &str = "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag\n";
const SHARED: &str = "another configuration makes reports in the same place";
const APART: &str = "with an archive of its own, makes reports in the same folder";

fn place() -> tempfile::TempDir {
    let place = tempfile::tempdir().expect("a folder");
    for library in ["I355", "I212"] {
        let folder = place.path().join(library);
        fs::create_dir(&folder).expect("a folder");
        let line = format!("1;01-09-2026;01-09-2026;K001;{library};3550;2110;1,00\n");
        fs::write(folder.join("2026-09-01.csv"), format!("{HEADER}{line}")).expect("written");
    }
    place
}

fn configure(place: &Path, name: &str, library: &str, more: &str) {
    let text = format!(
        "[run]\nout = \"reports\"\nexports = \"{{institution}}/*.csv\"\nperiods = [\"day\"]\nformats = [\"csv\"]\n\
         reports = [\"financieel-overzicht-be\"]\n{more}[[library]]\ninstitution = \"{library}\"\n"
    );
    fs::write(place.join(name), text).expect("written");
}

fn night(place: &Path, name: &str, more: &[&str]) -> Run {
    let typed = ["run", "--config", name, "--date", "2026-09-01", "--now", "2026-09-02T03:00:00+02:00"];
    run(place, &args(&[&typed[..], more].concat()), &[])
}

#[test]
fn two_configurations_on_one_archive_are_told_until_one_goes() {
    let place = place();
    let place = place.path();
    configure(place, "een.toml", "I355", "");
    configure(place, "twee.toml", "I212", "");
    let alone = night(place, "een.toml", &[]);
    assert!(alone.status == 0 && !alone.stderr.contains(SHARED), "{}", alone.stderr);
    assert!(!night(place, "een.toml", &[]).stderr.contains(SHARED), "it is no other than itself");
    let strict = night(place, "twee.toml", &["--strict"]);
    assert!(strict.status == 1 && strict.stderr.contains(SHARED), "{}", strict.stderr);
    assert!(!place.join("reports/I212").exists(), "it was refused before anything was done");
    for (name, other) in [("twee.toml", "een.toml"), ("een.toml", "twee.toml")] {
        let dry = night(place, name, &["--dry-run"]);
        let done = night(place, name, &[]);
        for told in [dry.stderr, done.stderr] {
            assert!(told.contains(SHARED) && told.contains(other) && told.contains("an `out` of its own"), "{told}");
        }
        assert_eq!(done.status, 0);
    }
    let told = run(place, &args(&["doctor", "--config", "twee.toml"]), &[]).stdout;
    assert!(told.contains("no other configuration makes reports there ? no"), "{told}");
    // One that was moved is no other, and one that makes its reports elsewhere by now stands in nobody's way.
    fs::rename(place.join("een.toml"), place.join("drie.toml")).expect("moved");
    assert!(!night(place, "drie.toml", &[]).stderr.contains(SHARED));
    configure(place, "drie.toml", "I355", "archive = \"elsewhere\"\n");
    let text = fs::read_to_string(place.join("drie.toml")).expect("read").replace("\"reports\"", "\"uit\"");
    fs::write(place.join("drie.toml"), text).expect("written");
    assert!(!night(place, "twee.toml", &[]).stderr.contains(SHARED));
}

#[test]
fn two_archives_beside_one_folder_of_reports_are_told() {
    let place = place();
    let place = place.path();
    configure(place, "een.toml", "I355", "archive = \"een\"\n");
    configure(place, "twee.toml", "I212", "archive = \"twee\"\n");
    assert!(!night(place, "een.toml", &[]).stderr.contains(APART));
    for (name, other) in [("twee.toml", "I355"), ("een.toml", "I212")] {
        let done = night(place, name, &[]);
        assert!(done.status == 0 && done.stderr.contains(APART) && done.stderr.contains(other), "{}", done.stderr);
    }
}
