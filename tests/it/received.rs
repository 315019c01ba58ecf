//! What pages and mails say was received is what a report's own first page says, and they call it what it calls itself.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::program::{args, run};

const REPORTS: [&str; 13] = [
    "afboekingen",
    "boekingsvoorstel",
    "dagoverzicht",
    "financieel-overzicht",
    "financieel-overzicht-be",
    "financiele-details",
    "jaaroverzicht",
    "openstaand",
    "steekproef",
    "stornos",
    "tegoed",
    "vergelijking",
    "wijzigingen",
];

/// A night of a sample library with reports in a language, and the folder that it left.
fn night(language: &str, reports: &[&str]) -> tempfile::TempDir {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data");
    let folder = tempfile::tempdir().expect("a folder");
    let tables = |name: &str| sample.join("codes").join(name).display().to_string();
    let config = format!(
        "[run]\nout = \"out\"\nlang = \"{language}\"\nexports = \"{}\"\nreports = {reports:?}\nperiods = [\"month\", \"week\"]\n\
         formats = [\"json\"]\nfirst_day = \"2026-08-01\"\n[tables]\ninstitutions = \"{}\"\nbranches = \"{}\"\n\
         daybooks = \"{}\"\nbooking_codes = \"{}\"\n[[library]]\ninstitution = \"I355\"\n",
        sample.join("zonnedorp/*.csv").display(),
        tables("institutions.csv"),
        tables("branches.csv"),
        tables("daybooks.csv"),
        tables("booking-codes.csv"),
    );
    fs::write(folder.path().join("kasverslag.toml"), config).expect("a configuration");
    let night = ["run", "--config", "kasverslag.toml", "--date", "2026-09-30", "--now", "2026-10-01T06:00:00+02:00"];
    let night = run(folder.path(), &args(&night), &[]);
    assert!(night.status <= 1, "{}", night.stderr);
    folder
}

/// The rows of the reports on the page of a year: number and cells.
fn rows(page: &str) -> Vec<(String, Vec<String>)> {
    let plain = |cell: &str| {
        let text: String = cell.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect();
        text.replace("&#39;", "'").trim().to_owned()
    };
    let row = |row: &str| {
        let number = row.split_once('"').expect("a number").0.to_owned();
        let row = row.split_once("</tr>").expect("a row").0;
        (number, row.split("<td").skip(1).map(|cell| plain(cell.split_once('>').expect("a cell").1)).collect())
    };
    page.split("<tr id=\"").skip(1).map(row).collect()
}

fn in_words(amount: &str) -> String {
    let (whole, cents) = amount.split_once('.').expect("an amount");
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut groups: Vec<&str> = Vec::new();
    let mut rest = digits;
    while rest.len() > 3 {
        let (head, tail) = rest.split_at(rest.len() - 3);
        groups.insert(0, tail);
        rest = head;
    }
    groups.insert(0, rest);
    format!("{sign}{},{cents}", groups.join("."))
}

#[test]
fn pages_tell_of_every_report_what_its_first_page_tells() {
    for (language, receipts) in [("nl", "Ontvangsten"), ("fr", "Recettes")] {
        let folder = night(language, &REPORTS);
        let library = folder.path().join("out/I355");
        let page = fs::read_to_string(library.join("2026/index.html")).expect("the page of the year");
        let (mut with, mut without) = (0, 0);
        for (number, cells) in rows(&page) {
            let mut folders = fs::read_dir(library.join("2026")).expect("the year").flatten();
            let report = folders.find(|it| it.file_name().to_string_lossy().starts_with(&number)).expect("a report");
            let file = fs::read_dir(report.path()).expect("a report").flatten().next().expect("a file").path();
            let json: Value = serde_json::from_slice(&fs::read(&file).expect("a file")).expect("JSON");
            let headlines = json["key_figures"]["headlines"].as_array();
            let told = headlines.into_iter().flatten().find(|headline| headline["label"] == receipts);
            let told = told.and_then(|headline| headline["figure"].as_str());
            assert_eq!(cells[0], json["title"].as_str().expect("a title"), "{number}");
            if language == "nl" {
                assert_eq!(cells[4], told.map_or_else(|| "–".to_owned(), in_words), "{number}: {}", cells[0]);
            } else {
                assert_eq!(cells[4] == "–", told.is_none(), "{number}: {}", cells[0]);
            }
            *if told.is_some() { &mut with } else { &mut without } += 1;
        }
        assert!(with > 10 && without > 10, "{language}: {with} with receipts, {without} without");
    }
}
