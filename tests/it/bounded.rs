//! What one input may cause is bounded: no panic on any text, few messages about many faults, no text that steers.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::Instant;

use crate::program::{Run, args, files, run};

const HEADER: &str =
    "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag;Klant;Omschrijving\n";

fn line(id: usize, day: &str, code: usize, amount: &str, text: &str) -> String {
    format!("{id};{day};{day};K001;I355;3550;{code:04};{amount};{id};{text}\n")
}

fn report(place: &Path, name: &str, formats: &str) -> Run {
    let now = ["--now", "2026-12-01T08:00:00+01:00"];
    let fixed = ["report", name, "--input", "in", "--period", "2026-11", "--out", "out", "--format", formats];
    run(place, &args(&[&fixed[..], &now].concat()), &[])
}

fn folder(exports: &[(&str, String)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("in")).unwrap();
    for (name, text) in exports {
        fs::write(folder.path().join("in").join(name), text).unwrap();
    }
    folder
}

/// Whether a text would do something to a terminal, or to the eye of its reader.
fn steers(text: &str) -> bool {
    let is_bidi =
        |c: char| matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().any(|c| (c.is_control() && c != '\n') || is_bidi(c))
}

#[test]
fn the_longest_text_is_shown_in_every_form() {
    let longest = "9".repeat(65_536);
    let text =
        HEADER.to_owned() + &line(1, "02-11-2026", 2110, "1,00", &longest) + &line(2, "02-11-2026", 2110, "2,00", "x");
    let folder = folder(&[("a.csv", text)]);
    for name in ["financiele-details", "financieel-overzicht-be"] {
        let done = report(folder.path(), name, "table,pdf,csv,json");
        assert_eq!(done.status, 0, "{name}: {}", &done.stderr);
        assert!(done.stdout.contains(",00") && done.stdout.lines().all(|line| line.len() < 1000), "{name}");
        let json = fs::read_to_string(folder.path().join(format!("out/{name}_all_2026-11.json"))).unwrap();
        assert!(json.contains(&longest), "files for programs have all of it");
    }
    let done = report(folder.path(), "financiele-details", "journal");
    assert_eq!(done.status, 0, "{}", done.stderr);
    // A cell of a workbook can't hold it.
    let done = report(folder.path(), "financiele-details", "xlsx");
    assert!(done.status == 1 && done.stderr.contains("too long for a workbook"), "{}", done.stderr);
}

#[test]
fn long_titles_of_groups_take_time_as_they_are_long() {
    let mut text = HEADER.to_owned();
    for code in 0..40 {
        text += &line(code, "02-11-2026", 2000 + code, "1,00", &"Vergoeding ".repeat(5_000));
    }
    let folder = folder(&[("a.csv", text)]);
    let started = Instant::now();
    let done = report(folder.path(), "financiele-details", "pdf");
    assert_eq!(done.status, 0, "{}", done.stderr);
    assert!(started.elapsed().as_secs() < 30, "{:?}", started.elapsed());
}

#[test]
fn no_name_and_no_text_steers_or_forges_a_message() {
    let name = "I355_\u{1b}[2J\u{1b}[31mALL WELL\nERROR kasverslag: failed\u{202e}\u{9b}.csv";
    let text = |amount: &str| {
        let planted = "\u{202e}txt\u{2066}\u{9b}31m";
        HEADER.to_owned() + &line(1, "02-11-2026", 2110, amount, planted) + &line(2, "02-11-2026", 2110, "1,00", "=x")
    };
    for amount in ["1,00", "x\u{202e}"] {
        let folder = folder(&[(name, text(amount))]);
        let place = folder.path();
        let config =
            "[run]\nout = \"reports\"\nexports = \"in/*\"\nperiods = [\"day\"]\n[[library]]\ninstitution = \"I355\"\n";
        fs::write(place.join("kasverslag.toml"), config).unwrap();
        let night = "run --config kasverslag.toml --date 2026-11-02 --now 2026-11-03T03:00:00+01:00";
        let json = night.to_owned() + " --log-format json";
        for done in [
            run(place, &args(&["check", "in"]), &[]),
            report(place, "financiele-details", "table,csv,json,xlsx,pdf"),
            run(place, &args(&night.split(' ').collect::<Vec<_>>()), &[("KASVERSLAG_LOG", "trace")]),
            run(place, &args(&json.split(' ').collect::<Vec<_>>()), &[("KASVERSLAG_LOG", "info")]),
        ] {
            let told = done.stdout + &done.stderr;
            assert!(!steers(&told), "{told:?}");
            assert!(!told.lines().any(|line| line.starts_with("ERROR kasverslag: failed")), "{told}");
        }
        for (name, bytes) in files(place).into_iter().filter(|(name, _)| !name.starts_with("in/")) {
            assert!(!steers(&name), "{name:?}");
            if [".csv", ".json"].iter().any(|end| name.ends_with(end)) && !name.contains("rejects") {
                let text = String::from_utf8(bytes).unwrap().replace("\r\n", "\n");
                assert!(!steers(&text), "{name:?}: {text:?}");
            }
        }
    }
}

#[test]
fn ten_thousand_changes_and_faults_take_few_lines() {
    let export = |amount: usize| {
        let mut text = HEADER.to_owned();
        for id in 0..10_000 {
            text += &line(id, "02-11-2026", 2110, &format!("{amount},00"), "Te laat");
        }
        text
    };
    let changed = folder(&[("a.csv", export(1)), ("b.csv", export(2)), ("c.csv", export(3))]);
    let done = report(changed.path(), "financieel-overzicht-be", "pdf,csv,json");
    assert_eq!(done.status, 0, "{}", done.stderr);
    assert!(done.stderr.contains("a transaction has changed; the later file holds (20000 times)\n"), "{}", done.stderr);
    assert!(done.stderr.contains("\n  and 19980 more\n") && done.stderr.lines().count() < 30, "{}", done.stderr);
    let json = fs::read_to_string(changed.path().join("out/financieel-overzicht-be_all_2026-11.json")).unwrap();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let findings = json["findings"].as_array().unwrap();
    assert!(findings.len() < 30, "{} findings", findings.len());
    assert!(findings.contains(&"en nog 19.980 bevindingen van die soort".into()), "{findings:?}");
    let pdf = fs::metadata(changed.path().join("out/financieel-overzicht-be_all_2026-11.pdf")).unwrap().len();
    assert!(pdf < 200_000, "the PDF has {pdf} bytes");

    let mut bad = export(1);
    for id in 10_000..15_000 {
        writeln!(bad, "{id};02-11-2026;02-11-2026;K001;I355;3550;2110;1.5;1;x").unwrap();
    }
    let refused = folder(&[("a.csv", bad)]);
    let done = report(refused.path(), "financieel-overzicht-be", "csv");
    assert!(done.status == 1 && done.stderr.contains("(5000 times)\n"), "{}", done.stderr);
    assert!(done.stderr.lines().count() < 30, "{}", done.stderr);
    let list = fs::read_to_string(refused.path().join("out/rejects/a.csv.rejects.csv")).unwrap();
    assert_eq!(list.lines().count(), 5_001, "the list has them all");
}

#[test]
fn a_night_of_changes_is_told_in_few_lines_and_a_small_summary() {
    let folder = folder(&[]);
    let place = folder.path();
    let config = "[run]\nout = \"reports\"\nexports = \"in/*.csv\"\nmode = \"snapshot\"\nfirst_day = \"2026-11-02\"\n\
                  [[library]]\ninstitution = \"I355\"\n";
    fs::write(place.join("kasverslag.toml"), config).unwrap();
    for night in 3..6 {
        let mut text = HEADER.to_owned();
        for id in 0..3_000 {
            text += &line(id, "02-11-2026", 2110, &format!("{night},00"), "Te laat");
        }
        fs::write(place.join(format!("in/n_2026-11-02_2026-11-0{night}.csv")), text).unwrap();
        let date = format!("2026-11-0{night}");
        let now = format!("2026-11-0{}T03:00:00+01:00", night + 1);
        let done = run(place, &args(&["run", "--config", "kasverslag.toml", "--date", &date, "--now", &now]), &[]);
        assert_eq!(done.status, 0, "{}", done.stderr);
        assert!(done.stderr.lines().count() < 60, "{}", done.stderr);
        let summary = fs::metadata(place.join("reports/run.json")).unwrap().len();
        assert!(summary < 50_000, "run.json has {summary} bytes");
    }
}

#[test]
fn many_faults_in_one_record_do_not_multiply_it() {
    let raw = "x".repeat(40_000);
    let bad = format!("{HEADER}1;31-31-2026;32-11-2026;KX;I35;355;21;1.5;{raw};x\n");
    let folder = folder(&[("a.csv", bad)]);
    assert_eq!(report(folder.path(), "financieel-overzicht-be", "csv").status, 1);
    let list = fs::read_to_string(folder.path().join("out/rejects/a.csv.rejects.csv")).unwrap();
    assert_eq!((list.lines().count() > 6, list.matches(&raw).count()), (true, 1), "the record stands there once");
}

#[test]
fn a_gap_of_years_makes_no_long_lists() {
    let folder = folder(&[]);
    let place = folder.path();
    let config =
        "[run]\nout = \"reports\"\nexports = \"in/*.csv\"\nperiods = [\"day\"]\n[[library]]\ninstitution = \"I355\"\n";
    fs::write(place.join("kasverslag.toml"), config).unwrap();
    let text = HEADER.to_owned() + &line(1, "02-11-2026", 2110, "1,00", "Te laat");
    fs::write(place.join("in/n_2026-11-02_2026-11-02.csv"), text).unwrap();
    let done = run(place, &args(&["run", "--config", "kasverslag.toml", "--now", "2036-03-01T05:15:00+01:00"]), &[]);
    assert!(done.status == 1 && done.stderr.contains("3406 days without an export"), "{}", done.stderr);
    assert!(done.stderr.len() < 2_000, "{}", done.stderr);
    let summary = fs::read_to_string(place.join("reports/run.json")).unwrap();
    let told: serde_json::Value = serde_json::from_str(&summary).unwrap();
    let library = &told["libraries"][0];
    assert_eq!((library["missing_days"].as_array().unwrap().len(), &library["missing_day_count"]), (100, &3406.into()));
    assert!(summary.len() < 10_000, "run.json has {} bytes", summary.len());
}
