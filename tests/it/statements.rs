//! Statements of what was verified are reports that can be verified themselves, and tell of a single report too.

use std::fs;

use crate::program::{args, run};

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
