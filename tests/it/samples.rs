//! Sample reports for those who judge PDFs: every report, every kind of period, and every awkward case.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::program::{case_args, files, run};
use crate::steps;

const REPORTS: &str = "financieel-overzicht-be,financieel-overzicht,financiele-details,dagoverzicht";
const SUMMARIES: &str = "financieel-overzicht-be,financieel-overzicht,dagoverzicht";
const ZONNEDORP: &str = "--input sample_data/zonnedorp --institution I355";
const SAMENWERKING: &str = "--input sample_data/samenwerking";
const STAD: &str = "--input sample_data/stad --institution I200";
const ODD: &str = "--input sample_data/ongewoon/bedrag sample_data/ongewoon/codes sample_data/ongewoon/datum \
    sample_data/ongewoon/jaarwissel sample_data/ongewoon/storno sample_data/ongewoon/tekst sample_data/ongewoon/vorm \
    sample_data/ongewoon/zomeruur";

/// Golden cases whose pages are unlike others.
const AWKWARD: [&str; 14] = [
    "csv-formula",
    "kinds-apart",
    "look-of-a-library",
    "look-usual",
    "pdf-long-descriptions",
    "pdf-many-pages",
    "pdf-missing-characters",
    "pdf-row-taller-than-a-page",
    "pdf-twelve-digits",
    "rejects-allowed",
    "template-by-path",
    "totals",
    "unknown-codes",
    "zero-sum-lines-stay",
];

/// Histories in which reports are issued anew.
const RESTATED: [&str; 2] = ["back-dated-into-a-closed-year", "snapshot-vanished-line"];

/// A report that was made, and the CSV beside it.
#[derive(Clone, Debug)]
pub(crate) struct Sample {
    /// What is told of it.
    pub name: String,
    /// The PDF.
    pub pdf: PathBuf,
    /// The CSV with the same lines.
    pub csv: PathBuf,
    /// Whether it is tagged: not so at level 3b.
    pub is_tagged: bool,
    /// Whether its pages write figures and days as its CSV's language does.
    pub is_dutch: bool,
}

/// All samples: made once, then kept for who wants to look at them.
pub(crate) fn samples() -> &'static [Sample] {
    static SAMPLES: OnceLock<Vec<Sample>> = OnceLock::new();
    SAMPLES.get_or_init(|| {
        let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("samples");
        let _ = fs::remove_dir_all(&place);
        fs::create_dir_all(&place).expect("a folder for the samples");
        let mut made = Vec::new();
        for (name, reports, how) in on_request() {
            made.extend(report(&place.join(name), reports, &how));
        }
        for name in AWKWARD {
            made.extend(case(&place.join(name), name));
        }
        for name in RESTATED {
            let out = place.join(name);
            replay(name, &out);
            made.extend(found(&out.join("reports")));
        }
        assert!(made.len() >= 60, "only {} samples were made", made.len());
        made
    })
}

/// What a person asks for: a name, the reports, and how.
fn on_request() -> Vec<(&'static str, &'static str, String)> {
    vec![
        ("day", REPORTS, format!("{ZONNEDORP} --period 2026-07-15")),
        ("week", REPORTS, format!("{ZONNEDORP} --period 2026-W30")),
        ("month", REPORTS, format!("{ZONNEDORP} --period 2026-07")),
        ("year", SUMMARIES, format!("{ZONNEDORP} --period 2026")),
        ("year-of-one-code", "financiele-details", format!("{ZONNEDORP} --period 2026 --booking-code 1*,5*")),
        ("quarter", SUMMARIES, format!("{ZONNEDORP} --period 2026-07-01..2026-09-30 --with-write-offs")),
        ("empty", REPORTS, format!("{ZONNEDORP} --period 2025-02")),
        ("closed-day", REPORTS, format!("{ZONNEDORP} --period 2026-07-20")),
        ("posted", "financiele-details", format!("{ZONNEDORP} --posted-in 2026-09-22..2026-09-24 --show-customers")),
        ("group", SUMMARIES, format!("{SAMENWERKING} --institution I210 --period 2026-10")),
        ("group-by-code", "financieel-overzicht", format!("{SAMENWERKING} --period 2026-10 --grouping booking-code")),
        ("city-day", REPORTS, format!("{STAD} --period 2026-10-14")),
        ("city-month", SUMMARIES, format!("{STAD} --period 2026-10 --with-write-offs")),
        ("odd", REPORTS, format!("{ODD} --period 2000-01-01..2040-12-31")),
        ("french", SUMMARIES, format!("{ZONNEDORP} --period 2026-08 --lang fr")),
        ("german", REPORTS, format!("{ZONNEDORP} --period 2026-07-15 --lang de")),
        ("english", REPORTS, format!("{STAD} --period 2026-10-04 --lang en")),
        ("long-3b", "financiele-details", format!("{STAD} --period 2026-10 --pdf-level 3b")),
        ("short-3b", SUMMARIES, format!("{STAD} --period 2026-10-14 --pdf-level 3b")),
    ]
}

fn report(out: &Path, reports: &str, how: &str) -> Vec<Sample> {
    let fixed = "--config sample_data/kasverslag.toml --now 2026-11-24T08:00:00+01:00 --out";
    let mut args = vec!["report", reports];
    args.extend(how.split_whitespace().chain(fixed.split_whitespace()));
    let mut args = crate::program::args(&args);
    args.push(out.display().to_string());
    let done = run(Path::new(env!("CARGO_MANIFEST_DIR")), &args, &[]);
    assert_eq!(done.status, 0, "{}: {}", args.join(" "), done.stderr);
    let made = found(out);
    assert_eq!(made.len(), reports.split(',').count(), "{}", args.join(" "));
    made
}

/// A golden case, but always as PDF and CSV.
fn case(out: &Path, name: &str) -> Vec<Sample> {
    let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(name);
    let mut args = case_args(&case, out);
    if let Some(at) = args.iter().position(|arg| arg == "--format") {
        args.drain(at..at + 2);
    }
    let done = run(&case, &args, &[]);
    assert_eq!(done.status, 0, "{name}: {}", done.stderr);
    let made = found(out);
    assert!(!made.is_empty(), "{name} makes no PDF");
    made
}

/// Takes the steps of a history that add exports and run, and leaves all that comes of it in a folder.
fn replay(name: &str, place: &Path) {
    let history = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/histories").join(name);
    let text = fs::read_to_string(history.join("history")).expect("a history");
    fs::create_dir_all(place).expect("a folder for the history");
    fs::copy(history.join("kasverslag.toml"), place.join("kasverslag.toml")).expect("a configuration");
    for step in text.lines().filter(|step| step.starts_with("add ") || step.starts_with("run ")) {
        steps::take(&history, place, step);
    }
}

/// Every PDF under a folder, with the CSV beside it. What is in force stands under `actueel` a second time.
fn found(folder: &Path) -> Vec<Sample> {
    let pdfs = files(folder)
        .into_keys()
        .filter(|name| name.ends_with(".pdf") && !name.contains("actueel/"))
        .map(|name| folder.join(name));
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("samples");
    pdfs.map(|pdf| Sample {
        name: pdf.strip_prefix(&place).expect("a sample lies with the samples").display().to_string(),
        is_dutch: !["french", "german", "english"].iter().any(|language| folder.ends_with(language)),
        is_tagged: !folder.ends_with("long-3b") && !folder.ends_with("short-3b"),
        csv: pdf.with_extension("csv"),
        pdf,
    })
    .collect()
}
