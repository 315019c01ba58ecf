//! Statements of what was verified are reports that can be verified themselves, and tell of a single report too.

use std::fs;

use crate::program::{args, run};
use crate::world::World;

const EXPORT: &str = "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag\n\
    1;01-09-2026;01-09-2026;K001;I355;3550;2110;1,00\n";
const NOW: [&str; 2] = ["--now", "2026-11-24T08:00:00+01:00"];

#[test]
fn a_report_by_itself_is_told_of_and_the_statement_can_be_verified() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("export.csv"), EXPORT).unwrap();
    let call = |arguments: &[&str]| run(folder.path(), &args(&[arguments, &NOW].concat()), &[]);
    let made = call(&["report", "financieel-overzicht-be", "--input", "export.csv", "--period", "2026-09-01"]);
    assert_eq!(made.status, 0, "{}", made.stderr);
    let report = "financieel-overzicht-be_all_2026-09-01.pdf";
    for (what, sound) in [("as it was made", true), ("altered", false)] {
        let told = call(&["verify", report, "--statement", "pv.json", "--statement", "pv.pdf"]);
        assert_eq!(told.stdout, "./pv.json\n./pv.pdf\n", "{what}");
        assert_eq!(told.status, i32::from(!sound), "{what}: {}", told.stderr);
        let json: serde_json::Value =
            serde_json::from_slice(&fs::read(folder.path().join("pv.json")).unwrap()).unwrap();
        assert_eq!(json["sound"], sound, "{json}");
        assert_eq!(json["findings"].as_array().unwrap().is_empty(), sound, "{json}");
        let bytes = fs::read(folder.path().join(report)).unwrap();
        assert_eq!(json["report"]["bytes"], bytes.len());
        let of_statement = call(&["verify", "pv.pdf"]);
        assert_eq!((of_statement.status, &*of_statement.stderr), (0, ""), "{what}");
        let bytes = [&bytes[..bytes.len() - 20], b" ", &bytes[bytes.len() - 20..]].concat();
        fs::write(folder.path().join(report), bytes).unwrap();
    }
    let over_itself = call(&["verify", report, "--statement", report]);
    assert_eq!(over_itself.status, 2);
    assert!(over_itself.stderr.contains("among what it is about"), "{}", over_itself.stderr);
}

#[test]
fn heads_stand_on_a_line_of_their_own_in_every_language() {
    let world = World::of_five_days();
    let summary: serde_json::Value =
        serde_json::from_slice(&fs::read(world.path("reports/run.json")).unwrap()).unwrap();
    let heads: Vec<String> = summary["libraries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|library| library["chain"].as_str().unwrap().to_owned())
        .collect();
    assert!(heads.len() == 2 && heads.iter().all(|head| head.len() == 64), "{heads:?}");
    // The widest digits that a head can have, and those that are in it.
    let kept: String =
        heads.iter().zip(["I355", "I212"]).map(|(head, library)| format!("2026-09-05 {library} {head}\n")).collect();
    fs::write(world.path("heads.txt"), kept + &format!("2026-09-05 I355 {}\n", "d".repeat(64))).unwrap();
    let config = fs::read_to_string(world.path("kasverslag.toml")).unwrap();
    for language in ["nl", "fr", "de", "en"] {
        fs::write(
            world.path("kasverslag.toml"),
            config.replacen("[run]\n", &format!("[run]\nlang = \"{language}\"\n"), 1),
        )
        .unwrap();
        let done = world.run(&[
            "verify",
            "reports",
            "--config",
            "kasverslag.toml",
            "--heads",
            "heads.txt",
            "--statement",
            "pv.pdf",
        ]);
        assert_eq!(done.status, 1, "{}", done.stderr);
        let text = crate::pages_as_text::pages_as_text(&world.path("pv.pdf"));
        let pdf: Vec<&str> = text.lines().map(str::trim).collect();
        for head in heads.iter().cloned().chain(["d".repeat(64)]) {
            assert!(
                pdf.iter().filter(|line| line.contains(&head)).count() >= 1,
                "{language}: {head} is broken: {pdf:#?}"
            );
        }
        // Nowhere is a part of one alone on a line.
        let is_rest =
            |line: &&&str| !line.is_empty() && line.len() < 64 && heads.iter().any(|head| head.ends_with(**line));
        assert_eq!(pdf.iter().find(is_rest), None, "{language}");
    }
}
