//! Reports out of the archive beside earlier periods: as those stood then, and only when every day of them is known.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;
use kasverslag::archive::history::HistoryView;
use kasverslag::commands::arguments::USUAL_FORM;
use kasverslag::domain::{CodeTables, Institution, Period};
use kasverslag::render::form::FileFormat;
use kasverslag::report::ReportSpec;
use kasverslag::report::catalog::built_in;
use kasverslag::report::document::{Cell, Document};
use kasverslag::report::language::Language;
use kasverslag::report::listing::Customers;
use kasverslag::report::selection::Selection;
use kasverslag::report::template::Template;
use kasverslag::reporting::archived::{ArchiveQuery, AsOf, Resolved, open, resolve};
use kasverslag::reporting::customer_keys::CustomerKeys;
use kasverslag::reporting::job::{Outputs, ReportJob, WantedForm};
use kasverslag::reporting::make::make;
use kasverslag::reporting::source::LineSource;

use crate::pages_as_text::pages_as_text;
use crate::program::{args, files, run};

const REPORT: &str = "financieel-overzicht-be";
const CONFIG: &str = "[run]\nout = \"reports\"\nexports = \"exports/*.csv\"\nmode = \"snapshot\"\n\
                      periods = [\"day\", \"week\", \"month\", \"year\"]\n[[library]]\ninstitution = \"I355\"\nfirst_day = \"2026-10-01\"\n";
const HEADER: &str = "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag\n";

fn add(place: &Path, name: &str, lines: &[(u32, &str, &str, &str)]) {
    let mut text = HEADER.to_owned();
    for (id, day, daybook, amount) in lines {
        text += &format!("{id};{day};{day};{daybook};I355;3550;2110;{amount}\n");
    }
    fs::create_dir_all(place.join("exports")).unwrap();
    fs::write(place.join("exports").join(name), text).unwrap();
}

/// The night after a day.
fn night(place: &Path, day: &str) {
    let next = day.parse::<NaiveDate>().unwrap().succ_opt().unwrap();
    let now = format!("{next}T03:00:00+01:00");
    let done = run(place, &args(&["run", "--config", "kasverslag.toml", "--date", day, "--now", &now]), &[]);
    // Gaps in the exports are told.
    assert!(done.status <= 1, "{}", done.stderr);
}

/// The report of a period as the archive gives it.
fn document(place: &Path, period: &str, as_of: Option<&str>) -> Document {
    let template = Template::parse(built_in(REPORT).unwrap()).unwrap();
    let institution = Institution::parse("I355").unwrap();
    let period = Period::parse(period, NaiveDate::MIN).unwrap();
    let selection = Selection::of_library(&template, &CodeTables::default(), institution, period, false);
    let made = "2027-01-01T08:00:00+01:00".parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    let spec = ReportSpec {
        grouping: template.groupings[0].clone(),
        template: Arc::new(template),
        selection,
        tables: Arc::default(),
        language: Language::Dutch,
        presentation: Arc::default(),
        made: made.with_timezone(&chrono_tz::Europe::Brussels),
        lines_page: None,
        issue: None,
    };
    let form = WantedForm { dialect: None, totals: false, level: None };
    let outputs = Outputs { files: [FileFormat::Pdf].into(), on_terminal: false };
    let job = ReportJob {
        spec,
        customers: Customers::Shown,
        closed: std::collections::BTreeSet::default(),
        feeds: Vec::new(),
        confirmed: std::collections::BTreeMap::new(),
        counts: kasverslag::reporting::shown_counts::ShownCounts::default(),
        not_taken_in: Vec::new(),
        outputs,
        form: USUAL_FORM,
    };
    let as_of = as_of.map_or(AsOf::Now, |text| AsOf::parse(text).unwrap());
    let query = ArchiveQuery { institution, first_day: None, as_of, language: None, form };
    let register = open(&place.join("reports"), institution).unwrap();
    let mut view = HistoryView::of(&register).unwrap();
    let Resolved { job, after, .. } =
        resolve(&register, &mut view, job, &query, &CustomerKeys::default(), None).unwrap();
    make(&job, LineSource::Archive { view: &mut view, after }).unwrap()
}

/// What was received in all, with its column, for each earlier period.
fn compared(document: &Document) -> Vec<(String, String)> {
    let table = &document.key_figures.as_ref().unwrap().table;
    let received = table.rows.iter().find(|row| row.cells[0] == Cell::text("Totaal kas en bank")).unwrap();
    let count = table.columns.len();
    let cells = table.columns.iter().zip(&received.cells).take(count - 2).skip(3).step_by(3);
    let money = |cell: &Cell| if let Cell::Money(money) = cell { money.to_string() } else { panic!("{cell:?}") };
    cells.map(|(column, cell)| (column.header.clone(), money(cell))).collect()
}

fn pairs(wanted: &[(&str, &str)]) -> Vec<(String, String)> {
    wanted.iter().map(|(header, amount)| ((*header).to_owned(), (*amount).to_owned())).collect()
}

/// A year and a half of exports with a hole: 30 November 2025 is missing until late.
/// Of the same last day, the later file is the one whose name comes later: days first come before years first.
fn prepared() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    fs::write(place.join("kasverslag.toml"), CONFIG).unwrap();
    add(place, "dagboek_2025-11-01_2025-11-29.csv", &[(1, "03-11-2025", "K001", "8,00")]);
    add(
        place,
        "dagboek_2025-12-01_2026-10-31.csv",
        &[(2, "01-10-2026", "B001", "5,00"), (3, "30-10-2026", "R001", "90,00")],
    );
    night(place, "2026-10-31");
    add(
        place,
        "dagboek_01-11-2026_30-11-2026.csv",
        &[(4, "03-11-2026", "K001", "2,00"), (5, "30-11-2026", "B990", "1,00")],
    );
    night(place, "2026-11-30");
    folder
}

#[test]
fn only_known_periods_are_compared() {
    let folder = prepared();
    let place = folder.path();
    let of = |period| compared(&document(place, period, None));
    assert_eq!(of("2026-11"), pairs(&[("oktober 2026", "5.00")]), "November 2025 lacks a day");
    assert_eq!(of("2026-10"), pairs(&[("september 2026", "0.00")]), "October 2025 is not there at all");
    assert_eq!(of("2025-12"), [], "November 2025 lacks a day");
    assert_eq!(of("2026-11-03"), pairs(&[("di 27/10/2026", "0.00"), ("di 04/11/2025", "0.00")]));
    assert_eq!(of("2026-11-30"), pairs(&[("ma 23/11/2026", "0.00"), ("ma 01/12/2025", "0.00")]));
    assert_eq!(of("2025-12-01"), pairs(&[("ma 24/11/2025", "0.00")]), "the same weekday");
    assert_eq!(of("2025-12-07"), [], "the Sunday before is not known");
    assert_eq!(of("2026-W45"), pairs(&[("week 44 van 2026", "0.00"), ("week 45 van 2025", "8.00")]));
    assert_eq!(of("2026-W48"), pairs(&[("week 47 van 2026", "0.00")]), "it ended on the missing day");
    assert_eq!(
        of("2026-11-01..2026-11-15"),
        pairs(&[("17/10/2026 t.e.m. 31/10/2026", "0.00"), ("01/11/2025 t.e.m. 15/11/2025", "8.00")])
    );
    let winter = "2026-02-01..2026-04-30";
    assert_eq!(of(winter), []);
    add(place, "dagboek_2025-11-30_2025-11-30.csv", &[]);
    night(place, "2026-12-01");
    assert_eq!(of("2026-11"), pairs(&[("oktober 2026", "5.00"), ("november 2025", "8.00")]));
    assert_eq!(of("2025-12"), pairs(&[("november 2025", "8.00")]));
    assert_eq!(of(winter), pairs(&[("01/11/2025 t.e.m. 31/01/2026", "8.00")]));
    let as_of = compared(&document(place, "2026-11", Some("1")));
    assert_eq!(as_of, pairs(&[("oktober 2026", "5.00")]), "nobody knew then");
}

#[test]
fn earlier_periods_are_those_of_then() {
    let folder = prepared();
    let place = folder.path();
    // October and November change: a line vanishes, another comes.
    add(
        place,
        "dagboek_2026-10-01_2026-11-30.csv",
        &[(4, "03-11-2026", "K001", "2,00"), (6, "02-10-2026", "B001", "7,00")],
    );
    night(place, "2026-12-01");
    let of = |as_of| compared(&document(place, "2026-11", as_of));
    assert_eq!(of(Some("1")), pairs(&[("oktober 2026", "5.00")]));
    assert_eq!(of(Some("2")), pairs(&[("oktober 2026", "7.00")]));
    assert_eq!(of(Some("2026-12-01T03:30:00+01:00")), pairs(&[("oktober 2026", "5.00")]));
    assert_eq!(of(None), pairs(&[("oktober 2026", "7.00")]));
    let online = |as_of: &str| {
        let figures = document(place, "2026-11", Some(as_of)).key_figures.unwrap();
        figures.table.rows.into_iter().find(|row| row.cells[0] == Cell::text("Online")).map(|row| row.cells[2].clone())
    };
    assert!(matches!(online("1"), Some(Cell::Money(money)) if money.to_string() == "1.00"));
    assert_eq!(online("2"), None, "its only line has vanished, and no table knows an online daybook");
}

#[test]
fn reports_as_they_stood_have_the_bytes_that_were_issued_or_say_what_holds_in_their_place() {
    let folder = prepared();
    let place = folder.path();
    add(
        place,
        "dagboek_2026-10-01_2026-11-30.csv",
        &[(4, "03-11-2026", "K001", "2,00"), (6, "02-10-2026", "B001", "7,00")],
    );
    night(place, "2026-12-01");
    let issued: Vec<(String, Vec<u8>)> = files(&place.join("reports/I355"))
        .into_iter()
        .filter(|(name, _)| {
            name.ends_with(".pdf") && ["_2026-11", "_2026-W45", "_2026-11-03"].iter().any(|part| name.contains(part))
        })
        .collect();
    assert!(issued.len() > 30, "only {} reports were issued", issued.len());
    let mut replaced = 0;
    for (name, bytes) in issued {
        let stem = name.rsplit_once('/').unwrap().1.strip_suffix(".pdf").unwrap();
        let (stem, version) = stem.split_once("_v").unwrap_or((stem, "1"));
        let (report, period) = stem.split_once("_I355_").unwrap();
        let arguments = ["report", report, "--archive", "reports", "--institution", "I355", "--period", period];
        let arguments = args(&[&arguments[..], &["--as-of", version, "--out", "again"]].concat());
        let done = run(place, &arguments, &[]);
        assert_eq!(done.status, 0, "{name}: {}", done.stderr);
        let again = |end| place.join("again").join(format!("{stem}.{end}"));
        let csv = place.join("reports/I355").join(&name).with_extension("csv");
        assert!(fs::read(again("csv")).unwrap() == fs::read(csv).unwrap(), "{name}: other lines as of {version}");
        let is_replaced = done.stderr.contains("was replaced by version");
        replaced += usize::from(is_replaced);
        assert_eq!(fs::read(again("pdf")).unwrap() == bytes, !is_replaced, "{name}: as of version {version}");
        assert_eq!(pages_as_text(&again("pdf")).contains("VERVANGEN door versie"), is_replaced, "{name}");
    }
    assert!(replaced > 1, "only {replaced} were replaced");
}
