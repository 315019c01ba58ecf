//! How many pages reports of the samples take: no more than a reader was promised.

use std::path::Path;

use lopdf::Document;

use crate::program::{files, run_as_typed};

/// A report, its library, its input among the samples, its period, and how many pages it may take.
const MOST: [(&str, &str, &str, &str, usize); 9] = [
    ("financieel-overzicht-be", "I355", "zonnedorp", "2026-07-15", 2),
    ("financieel-overzicht-be", "I355", "zonnedorp", "2026-07-20", 1),
    ("financieel-overzicht-be", "I355", "zonnedorp", "2026-07", 3),
    ("financieel-overzicht-be", "I355", "zonnedorp", "2026-09", 3),
    ("financieel-overzicht-be", "I200", "stad", "2026-10", 20),
    ("dagoverzicht", "I355", "zonnedorp", "2026-07", 2),
    ("dagoverzicht", "I355", "zonnedorp", "2026", 3),
    ("dagoverzicht", "I200", "stad", "2026-10", 6),
    ("financiele-details", "I355", "zonnedorp", "2026-07-15", 4),
];

#[test]
fn reports_of_the_samples_take_no_more_pages_than_they_did() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data");
    let mut told = Vec::new();
    for (report, library, input, period, most) in MOST {
        let out = tempfile::tempdir().unwrap();
        let args = [
            ["report", report].as_slice(),
            &["--config", &samples.join("kasverslag.toml").display().to_string()],
            &["--input", &samples.join(input).display().to_string()],
            &["--institution", library, "--period", period, "--format", "pdf"],
            &["--out", &out.path().display().to_string(), "--now", "2026-11-24T12:00:00+01:00"],
        ]
        .concat()
        .into_iter()
        .map(str::to_owned)
        .collect::<Vec<String>>();
        let run = run_as_typed(out.path(), &args, &[]);
        assert_eq!(run.status, 0, "{}", run.stderr);
        let written = files(out.path());
        let (_, pdf) = written.iter().find(|(name, _)| name.ends_with(".pdf")).expect("a PDF");
        let pages = Document::load_mem(pdf).unwrap().get_pages().len();
        if pages > most {
            told.push(format!("{report} of {library} of {period} takes {pages} pages, at most {most}"));
        }
    }
    assert!(told.is_empty(), "{}", told.join("\n"));
}
