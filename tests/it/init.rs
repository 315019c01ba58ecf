//! The first hour: from each folder of samples `init` makes a configuration with which a night is sound, unedited.

use std::fs;
use std::path::Path;

use crate::program::{Run, args, copy, files, run_as_typed};

const NOW: &str = "2026-11-30T08:00:00+01:00";

/// A sample folder beside a place for its configuration, as an administrator has them.
fn begun(sample: &str) -> (tempfile::TempDir, Run) {
    let place = tempfile::tempdir().expect("a folder");
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data");
    copy(&samples.join(sample), &place.path().join("exports"));
    let done = run_as_typed(place.path(), &args(&["init", "exports"]), &[]);
    (place, done)
}

/// Amounts by daybook, branch and code: the columns of an overview that no code table changes.
fn amounts(csv: &str) -> Vec<String> {
    let facts = |line: &str| {
        let cells: Vec<&str> = line.split(';').collect();
        [&cells[..4], &cells[5..8]].concat().join(";")
    };
    csv.lines().map(facts).collect()
}

#[test]
fn every_sample_folder_runs_unedited() {
    for (sample, date, status, libraries) in [
        ("zonnedorp", "2026-09-30", 0, 1),
        ("samenwerking", "2026-10-31", 0, 2),
        ("stad", "2026-10-31", 0, 1),
        ("parquet", "2026-08-31", 0, 1),
        ("nachten", "2026-09-22", 0, 2),
        // Files about odd days, and of no kind that a library sends: they come in, and most days are missing.
        ("ongewoon", "2026-11-29", 1, 1),
        // Each is refused, and says why.
        ("gebroken", "2026-02-28", 1, 1),
    ] {
        let (place, done) = begun(sample);
        assert_eq!(done.status, i32::from(sample == "gebroken"), "{sample}: {}", done.stderr);
        let run = ["run", "--config", "kasverslag.toml", "--date", date, "--now", NOW, "--log-format", "json"];
        let night = run_as_typed(place.path(), &args(&run), &[]);
        assert_eq!(night.status, status, "{sample}: {}", night.stderr);
        let summary = fs::read_to_string(place.path().join("reports/run.json")).expect("a summary");
        let summary: serde_json::Value = serde_json::from_str(&summary).expect("JSON");
        let told = summary["libraries"].as_array().expect("libraries");
        assert_eq!(told.len(), libraries, "{sample}");
        for library in told {
            assert_eq!(
                library["refused"].as_array().map(Vec::len),
                Some(usize::from(sample == "gebroken")),
                "{sample}"
            );
            assert_eq!(library["issued"].as_array().is_some_and(Vec::is_empty), sample == "gebroken", "{sample}");
        }
        let again = run_as_typed(place.path(), &args(&["init", "exports"]), &[]);
        assert_eq!(again.status, 2, "{sample}: nothing is written over");
    }
}

#[test]
fn figures_are_those_of_a_configuration_by_hand() {
    let by_hand = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data/kasverslag.toml");
    let by_hand = by_hand.display().to_string();
    for (sample, institution, period) in [
        ("zonnedorp", "I355", "2026-08"),
        ("samenwerking", "I210", "2026-10"),
        ("samenwerking", "I212", "2026-10"),
        ("stad", "I200", "2026-10"),
    ] {
        let (place, _) = begun(sample);
        for report in ["financieel-overzicht-be", "financieel-overzicht"] {
            let made = |config: &str, out: &str| {
                let parts = ["report", report, "--config", config, "--institution", institution, "--period", period];
                let more = ["--input", "exports", "--format", "csv", "--now", NOW, "--out", out];
                let done = run_as_typed(place.path(), &args(&[&parts[..], &more[..]].concat()), &[]);
                assert_eq!(done.status, 0, "{}", done.stderr);
                let made = files(&place.path().join(out)).into_values().next().expect("a CSV");
                amounts(&String::from_utf8(made).expect("UTF-8"))
            };
            let (found, wanted) = (made("kasverslag.toml", "found"), made(&by_hand, "wanted"));
            assert!(wanted.len() > 5, "{sample} {report}");
            assert_eq!(found, wanted, "{sample} {institution} {report}");
            for out in ["found", "wanted"] {
                fs::remove_dir_all(place.path().join(out)).expect("it is there");
            }
        }
    }
}

#[test]
fn the_schema_beside_a_configuration_is_the_one_that_is_printed() {
    let (place, _) = begun("parquet");
    let written = fs::read_to_string(place.path().join("kasverslag.schema.json")).expect("a schema");
    let printed = run_as_typed(place.path(), &args(&["config", "schema"]), &[]);
    assert_eq!(printed.stdout, written);
    let schema: serde_json::Value = serde_json::from_str(&written).expect("JSON");
    assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
    assert_eq!(schema["definitions"]["RawRun"]["additionalProperties"], false);
    let checked = run_as_typed(place.path(), &args(&["config", "check"]), &[]);
    assert_eq!((checked.status, checked.stdout.as_str()), (0, ""), "{}", checked.stderr);
}

#[test]
fn a_folder_that_is_called_oddly_has_its_exports() {
    let (place, _) = begun("zonnedorp");
    let odd = place.path().join("kas [prod] {1}");
    fs::create_dir(&odd).expect("a folder");
    for name in ["kasverslag.toml", "codes", "exports"] {
        fs::rename(place.path().join(name), odd.join(name)).expect("moved");
    }
    let run = ["run", "--config", "kasverslag.toml", "--date", "2026-07-01", "--now", NOW, "--dry-run", "--quiet"];
    let night = run_as_typed(&odd, &args(&run), &[]);
    assert_eq!((night.status, night.stderr.as_str()), (0, ""), "{}", night.stdout);
}
