//! The archive against the export files themselves, over generated worlds: whatever the nights on which they came in
//! and their order, a report from the archive is the report from all files at once.

use std::fs;
use std::process::Command;

use crate::oracle::{Generator, Query, Report, records, report_csv, to_csv, what_holds};
use crate::program::{args, files, run};

const CONFIG: &str = "[run]\nout = \"reports\"\nexports = \"exports/*.csv\"\nperiods = [\"year\"]\nformats = [\"csv\"]\n\
                      [[library]]\ninstitution = \"INSTITUTION\"\n";
const PERIOD: [&str; 4] = ["--period", "2020-01-01..2030-12-31", "--format", "csv"];

#[test]
fn reports_from_the_archive_are_those_of_the_files_in_any_order() {
    let mut rows = 0;
    for seed in 0..40 {
        let mut generator = Generator::new(seed);
        let exports = generator.clone().world();
        let mut exports = generator.files(&exports);
        for line in exports.iter_mut().flat_map(|(_, lines)| lines) {
            line.description += ".";
        }
        let institution = exports.iter().flat_map(|(_, lines)| lines).next().expect("a line").institution.clone();
        let folder = tempfile::tempdir().unwrap();
        let (place, input) = (folder.path(), folder.path().join("all"));
        fs::create_dir_all(place.join("exports")).unwrap();
        fs::create_dir_all(&input).unwrap();
        fs::write(place.join("kasverslag.toml"), CONFIG.replace("INSTITUTION", &institution)).unwrap();
        // Of some day all is known: without any there is no report.
        fs::write(place.join("exports/eerst_2020-01-01_2020-01-01.csv"), to_csv(&[])).unwrap();
        for (name, lines) in &exports {
            fs::write(input.join(name), to_csv(lines)).unwrap();
        }
        if seed % 2 == 1 {
            for index in (1..exports.len()).rev() {
                exports.swap(index, generator.below(index + 1));
            }
        }
        for (night, (name, _)) in exports.iter().enumerate() {
            fs::copy(input.join(name), place.join("exports").join(name)).unwrap();
            let now = format!("2031-01-{:02}T03:00:00+01:00", night + 1);
            let done = run(place, &args(&["run", "--config", "kasverslag.toml", "--now", &now]), &[]);
            assert!(done.status <= 1, "seed {seed}: {}", done.stderr);
        }
        let made = [&["--input", "all"], &["--archive", "reports"]].map(|source| {
            let out = tempfile::tempdir().unwrap();
            let reports = "financieel-overzicht-be,financieel-overzicht,financiele-details";
            let out_args =
                ["--out", &out.path().display().to_string(), "--institution", &institution, "--show-customers"];
            let command = [&["report", reports][..], source, &PERIOD, &out_args, &AFTERWARDS].concat();
            let done = run(place, &args(&command), &[]);
            assert_eq!(done.status, 0, "seed {seed}: {}", done.stderr);
            files(out.path())
        });
        for (name, csv) in &made[0] {
            // A code's description is the text that the lines at hand most often have: here without open items.
            let lines = |csv: &[u8]| {
                let mut rows = records(&String::from_utf8_lossy(csv), ';');
                rows.iter_mut().filter(|row| row.len() == 10).for_each(|row| row[4].clear());
                rows
            };
            let (files, archive) = (lines(csv), lines(&made[1][name]));
            let difference = files.iter().zip(&archive).find(|(a, b)| a != b);
            assert!(difference.is_none() && files.len() == archive.len(), "seed {seed}: {name}: {difference:?}");
        }
        rows += made[0].values().map(|csv| csv.iter().filter(|byte| **byte == b'\n').count() - 1).sum::<usize>();
        let verified = run(place, &args(&["verify", "reports"]), &[]);
        assert_eq!((verified.status, verified.stderr.as_str()), (0, ""), "seed {seed}");
    }
    assert!(rows > 500, "only {rows} rows were compared");
}

/// What holds depends on the files alone: in whatever order they come in, night after night, the archive says what an
/// oracle says of them, and where each file adds lines, what a report of all files at once says.
#[test]
fn what_holds_does_not_depend_on_the_order_of_arrival() {
    let (mut nights, mut put_aside, mut vanished, mut confirmed) = (0, 0, 0, 0);
    for seed in 0..crate::effort::cases(40) {
        let mut generator = Generator::new(seed);
        let are_snapshots = seed % 2 == 1;
        // Snapshots of kinds that take each other's lines away are refused: here all are of one kind.
        let exports = generator.arrivals(if are_snapshots { "dagboek" } else { "" });
        let Some(line) = exports.iter().flat_map(|(_, lines)| lines).next() else { continue };
        let config = CONFIG.replace("INSTITUTION", &line.institution);
        let config = if are_snapshots { config.replace("[run]", "[run]\nmode = \"snapshot\"") } else { config };
        let query = Query {
            institution: Some(line.institution.clone()),
            ..Query::new(Report::Details, "2020-01-01", "2030-12-31")
        };
        let expected = report_csv(&what_holds(&exports, are_snapshots), &query);
        let mut orders = Vec::new();
        permutations(exports.len(), &mut Vec::new(), &mut orders);
        for _ in 0..orders.len().min(3) {
            let order = orders.swap_remove(generator.below(orders.len()));
            let folder = tempfile::tempdir().unwrap();
            let place = folder.path();
            fs::create_dir_all(place.join("exports")).unwrap();
            fs::write(place.join("kasverslag.toml"), &config).unwrap();
            // Of some day all is known: without any there is no report.
            fs::write(place.join("exports/eerst_2020-01-01_2020-01-01.csv"), to_csv(&[])).unwrap();
            let arrived: Vec<&str> = order.iter().map(|index| exports[*index].0.as_str()).collect();
            let context = format!("seed {seed}, snapshots {are_snapshots}, {arrived:?}");
            for (night, index) in order.iter().enumerate() {
                let (name, lines) = &exports[*index];
                fs::write(place.join("exports").join(name), to_csv(lines)).unwrap();
                let now = format!("2031-01-{:02}T03:00:00+01:00", night + 1);
                let done = run(place, &args(&["run", "--config", "kasverslag.toml", "--now", &now]), &[]);
                assert!(done.status <= 1, "{context}: {}", done.stderr);
                let summary: serde_json::Value =
                    serde_json::from_slice(&fs::read(place.join("reports/run.json")).unwrap()).unwrap();
                let mut exports = summary["libraries"][0]["exports"].as_array().expect("exports").iter();
                let export = exports.find(|export| export["name"] == name.as_str()).unwrap_or(&serde_json::Value::Null);
                let count = |key: &str| export[key].as_u64().unwrap_or_else(|| panic!("{context}: {summary}"));
                nights += 1;
                put_aside += count("outdated");
                vanished += count("vanished");
                confirmed += count("overlap");
            }
            let source = ["--archive", "reports", "--institution", &line.institution, "--show-customers"];
            let made = report(place, &source, &context);
            assert!(made == expected, "{context}\nexpected\n{expected}\nmade\n{made}");
            if !are_snapshots {
                let source = ["--input", "exports", "--institution", &line.institution, "--show-customers"];
                assert!(report(place, &source, &context) == expected, "{context}: on demand");
            }
            let verified = run(place, &args(&["verify", "reports"]), &[]);
            assert_eq!((verified.status, verified.stderr.as_str()), (0, ""), "{context}");
        }
    }
    assert!(
        nights > 300 && put_aside > 100 && vanished > 30 && confirmed > 200,
        "{nights} {put_aside} {vanished} {confirmed}"
    );
}

/// A clock behind all days and nights: a line of a day to come tells nothing of which file is later.
const AFTERWARDS: [&str; 2] = ["--now", "2031-03-01T03:00:00+01:00"];

const PERIOD_OF_ALL: &str = "2020-01-01..2030-12-31";

fn report(place: &std::path::Path, source: &[&str], context: &str) -> String {
    let out = tempfile::tempdir().unwrap();
    let out_args = ["--out", &out.path().display().to_string()];
    let command = ["report", "financiele-details", "--period", PERIOD_OF_ALL, "--format", "csv"];
    let done = run(place, &args(&[&command[..], source, &out_args, &AFTERWARDS].concat()), &[]);
    assert_eq!(done.status, 0, "{context}: {}", done.stderr);
    String::from_utf8(files(out.path()).into_values().next().expect("a report")).expect("UTF-8")
}

fn permutations(count: usize, chosen: &mut Vec<usize>, all: &mut Vec<Vec<usize>>) {
    if chosen.len() == count {
        all.push(chosen.clone());
        return;
    }
    for next in 0..count {
        if !chosen.contains(&next) {
            chosen.push(next);
            permutations(count, chosen, all);
            chosen.pop();
        }
    }
}

#[test]
fn without_a_date_the_last_complete_day_is_yesterday() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("kasverslag.toml"), CONFIG.replace("INSTITUTION", "I355")).unwrap();
    let command = ["run", "--config", "kasverslag.toml", "--now", "2026-11-24T03:00:00+01:00"];
    let done = run(folder.path(), &args(&command), &[]);
    assert!(done.stderr.contains("1 library up to 2026-11-23"), "{}", done.stderr);
}

#[test]
fn a_summary_counts_the_exports_that_were_known() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    let sound = CONFIG.replace("INSTITUTION", "I355").replace("year", "day");
    fs::write(place.join("kasverslag.toml"), sound).unwrap();
    fs::create_dir(place.join("exports")).unwrap();
    let header = "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag\n";
    for night in 1..=3 {
        let line = format!("{night};0{night}-11-2026;0{night}-11-2026;K001;I355;3550;2110;1,00\n");
        fs::write(place.join(format!("exports/{night}.csv")), format!("{header}{line}")).unwrap();
        let now = format!("2026-11-0{}T03:00:00+01:00", night + 1);
        let done = run(place, &args(&["run", "--config", "kasverslag.toml", "--now", &now]), &[]);
        assert_eq!(done.status, 0, "{}", done.stderr);
        let summary: serde_json::Value =
            serde_json::from_slice(&fs::read(place.join("reports/run.json")).unwrap()).unwrap();
        assert_eq!(summary["libraries"][0]["known_exports"], night - 1, "{summary}");
    }
}

#[test]
fn a_summary_tells_what_a_killed_run_had_left() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    fs::write(place.join("kasverslag.toml"), CONFIG.replace("INSTITUTION", "I355").replace("year", "day")).unwrap();
    fs::create_dir(place.join("exports")).unwrap();
    let export = "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag\n\
                  1;01-11-2026;01-11-2026;K001;I355;3550;2110;1,00\n";
    fs::write(place.join("exports/1.csv"), export).unwrap();
    let night = || {
        let done =
            run(place, &args(&["run", "--config", "kasverslag.toml", "--now", "2026-11-02T03:00:00+01:00"]), &[]);
        assert_eq!(done.status, 0, "{}", done.stderr);
        let summary: serde_json::Value =
            serde_json::from_slice(&fs::read(place.join("reports/run.json")).unwrap()).unwrap();
        (done, summary["libraries"][0].clone())
    };
    let (first, issued) = night();
    // As the run left it that died between the register and the move.
    let register = rusqlite::Connection::open(place.join("reports/archive/I355/register.sqlite")).unwrap();
    register.execute("UPDATE report SET published = 0", []).unwrap();
    drop(register);
    let name = "I355-2026-00001_financieel-overzicht-be_2026-11-01";
    let library = place.join("reports/I355");
    fs::rename(library.join("2026").join(name), library.join(format!(".staged-{name}"))).unwrap();
    fs::write(place.join("reports/archive/I355/lines/.2026-11.000002.parquet.part"), "").unwrap();
    let (second, summary) = night();
    assert_eq!(second.stdout, first.stdout, "the paths of what is published");
    assert!(!second.stderr.contains("nothing was changed"), "{}", second.stderr);
    let (completed, reports) = (&summary["completed"][0], &issued["issued"][0]);
    for key in ["number", "report", "period", "version", "paths"] {
        assert_eq!(completed[key], reports[key], "{key}");
    }
    assert_eq!((&summary["leftovers"], &summary["issued"]), (&1.into(), &serde_json::json!([])));
    let (third, unchanged) = night();
    assert_eq!((third.stdout.as_str(), unchanged), ("", summary), "run.json stays as it is");
}

#[test]
fn every_log_line_is_json_when_that_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    fs::write(place.join("kasverslag.toml"), CONFIG.replace("INSTITUTION", "I355")).unwrap();
    for (more, status) in [(&[][..], 1), (&["--quiet"], 1), (&["--library", "I999"], 2), (&["--date", "x"], 2)] {
        let output = Command::new(env!("CARGO_BIN_EXE_kasverslag"))
            .args(["run", "--config", "kasverslag.toml", "--log-format", "json"])
            .args(more)
            .current_dir(place)
            .env_clear()
            .output()
            .expect("the program starts");
        let stderr = String::from_utf8(output.stderr).expect("UTF-8");
        assert_eq!(output.status.code(), Some(status), "{stderr}");
        assert!(!stderr.is_empty());
        let mut told = Vec::new();
        for line in stderr.lines() {
            let line: serde_json::Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"));
            let (level, message) = (line["level"].as_str().unwrap(), line["fields"]["message"].as_str().unwrap());
            told.push((level.to_owned(), message.to_owned()));
        }
        let failed = ("ERROR".to_owned(), "failed".to_owned());
        assert_eq!(told.contains(&failed), status == 1, "{told:?}");
    }
}
