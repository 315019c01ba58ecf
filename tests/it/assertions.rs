//! The checks that ship in the program, each with faults planted for it to find: none lets a wrong report out.
//!
//! Key figures and charts have theirs in `key_figures`, the second count of what comes in beside `ingest::file_reading`.

use std::collections::BTreeSet;
use std::fs;
use std::sync::Arc;

use kasverslag::diagnostic::{ExitStatus, of_intake_error, of_render_error, of_report_error};
use kasverslag::domain::{BookingCode, Branch, CodeTables, Daybook, Institution, Money, Period};
use kasverslag::ingest::IntakeError;
use kasverslag::issuing::staged::prove_staged;
use kasverslag::publish::modes::Modes;
use kasverslag::publish::{OutputFile, Publication, outbox};
use kasverslag::render::csv::{self, Dialect};
use kasverslag::render::error::RenderError;
use kasverslag::render::form::{FileFormat, Form};
use kasverslag::render::manifest::Enclosure;
use kasverslag::render::pdf;
use kasverslag::render::pdf::level::Level;
use kasverslag::render::rendering::Rendering;
use kasverslag::render::{journal, json, xlsx};
use kasverslag::report::catalog::built_in;
use kasverslag::report::document::{Cell, Document};
use kasverslag::report::lines::{GroupTotals, keys};
use kasverslag::report::needs::Needs;
use kasverslag::report::row::{Row, Rows};
use kasverslag::report::selection::Selection;
use kasverslag::report::template::Template;
use kasverslag::report::{ReportError, cross_foot};

use crate::documents::{Lines, Wanted};
use crate::program::files;
use crate::properties::read_bytes;

const HEADER: &str = "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag\n";
const FIRST: &str = "1;02-11-2026;02-11-2026;K001;I355;3550;2110;1,00\n";
const SECOND: &str = "2;03-11-2026;03-11-2026;B001;I355;3551;5001;-0,40\n";
const THIRD: &str = "3;03-11-2026;03-11-2026;K001;I355;3550;1010;12,00\n";

fn lines(text: &str) -> Lines {
    read_bytes(format!("{HEADER}{text}").as_bytes(), "a.csv").unwrap()
}

fn document(text: &str, report: &str) -> Document {
    Wanted::new(&["report", report, "--period", "2026-11", "--institution", "I355"]).document(&lines(text), None)
}

fn sound() -> String {
    [FIRST, SECOND, THIRD].concat()
}

/// What a report of other lines would be written as: a cent more, a line less, a line twice.
fn others() -> [(&'static str, String); 3] {
    let again = THIRD.replacen('3', "4", 1);
    [
        ("a cent more", sound().replace("12,00", "12,01")),
        ("a line less", [FIRST, THIRD].concat()),
        ("a line twice", sound() + &again),
    ]
}

/// What two ways to add up do not agree on.
pub fn told_by(error: ReportError) -> String {
    let ReportError::CrossFoot(what) = error else { panic!("{error:?}") };
    what
}

#[test]
fn groups_that_differ_from_the_second_sum_are_a_fault() {
    let template = Template::parse(built_in("financieel-overzicht-be").unwrap()).unwrap();
    let period = Period::parse("2026-11", chrono::NaiveDate::MIN).unwrap();
    let institution = Institution::parse("I355").unwrap();
    let selection = Selection::of_library(&template, &CodeTables::default(), institution, period, false);
    let tables = CodeTables::default();
    let gathered =
        |text: &str| lines(text).gathered(Needs::of_report(&template, &template.groupings[0], &selection), &tables);
    let (right, shown) = (gathered(&sound()), document(&sound(), "financieel-overzicht-be"));
    let groups = right.lines(&keys(&[])).to_vec();
    let prove = |groups: &[GroupTotals], shown: &Document| {
        cross_foot::prove(groups, &right.tally, shown, &template, &CodeTables::default()).map_err(told_by)
    };
    let proven = prove(&groups, &shown).expect("it adds up");
    let [received] = &proven.sections[..] else { panic!("{proven:?}") };
    assert_eq!((received.totals.count, received.totals.balance()), (3, Money::from_cents(1_260)));

    let spoil: [(&str, fn(&mut Vec<GroupTotals>)); 6] = [
        ("sums by daybook differ", |lines| lines.truncate(lines.len() - 1)),
        ("sums by daybook differ", |lines| lines[0].totals.count += 1),
        ("sums by daybook differ", |lines| lines[0].totals.receipts = Money::from_cents(7)),
        ("sums by daybook differ", |lines| lines[0].daybook = Some(Daybook::parse("G001").unwrap())),
        ("sums by branch differ", |lines| lines[0].branch = Some(Branch::parse("3559").unwrap())),
        ("sums by booking code differ", |lines| lines[0].booking_code = Some(BookingCode::parse("2199").unwrap())),
    ];
    for (what, spoil) in spoil {
        let mut groups = groups.clone();
        spoil(&mut groups);
        let told = prove(&groups, &shown).expect_err(what);
        assert!(told.contains(what), "{what}: {told}");
    }
    // What is told are the sums that differ.
    let mut moved = groups.clone();
    moved.iter_mut().filter(|line| line.daybook == Daybook::parse("B001")).for_each(|line| {
        line.daybook = Daybook::parse("G001");
    });
    let told = prove(&moved, &shown).expect_err("another daybook");
    let key = "sums by daybook differ at Some(Daybook(1001))";
    assert_eq!(told, format!("{key}: grouped nothing, tallied 1 adding up to -0.40"));
    let mut more = groups.clone();
    let of_bank = |line: &&mut GroupTotals| line.daybook == Daybook::parse("B001");
    more.iter_mut().find(of_bank).expect("a group").totals.count += 1;
    let told = prove(&more, &shown).expect_err("another sum");
    assert_eq!(told, format!("{key}: grouped 2 adding up to -0.40, tallied 1 adding up to -0.40"));
    for (name, other) in others() {
        let told = prove(&groups, &document(&other, "financieel-overzicht-be")).expect_err(name);
        assert!(told.contains("the lines of the report add up to"), "{name}: {told}");
        // The same of the second sum, when the groups are right.
        let told = cross_foot::prove(&groups, &gathered(&other).tally, &shown, &template, &CodeTables::default())
            .map_err(told_by)
            .expect_err(name);
        assert!(told.contains("differ"), "{name}: {told}");
    }
    let status = of_report_error(&ReportError::CrossFoot(String::new()))[0].status;
    let proof = IntakeError::Proof { file: "a.csv".to_owned(), what: String::new() };
    assert_eq!((status, of_intake_error(&proof)[0].status), (ExitStatus::Fault, ExitStatus::Fault));
}

#[test]
fn files_that_differ_from_the_report_are_a_fault() {
    let mut caught = 0;
    for report in ["financieel-overzicht-be", "financiele-details"] {
        let right = document(&sound(), report);
        let verdicts = |other: &Document| {
            let mut verdicts: Vec<Result<(), RenderError>> = Vec::new();
            for totals in [false, true] {
                for dialect in [Dialect::ExcelBe, Dialect::Rfc4180] {
                    verdicts.push(csv::verify(&right, &csv::render(other, dialect, totals), dialect, totals));
                }
                verdicts.push(json::verify(&right, &json::render(other, totals)));
                verdicts.push(xlsx::verify(&right, &xlsx::render(other, totals).unwrap()));
            }
            if report == "financiele-details" {
                let journal = journal::render(other).unwrap();
                verdicts.push(journal::verify(&right, &journal));
            }
            verdicts
        };
        assert!(verdicts(&right).iter().all(Result::is_ok));
        for (name, other) in others() {
            for (index, verdict) in verdicts(&document(&other, report)).into_iter().enumerate() {
                assert!(verdict.is_err(), "{report}: {name}: form {index} is taken for the report");
                caught += 1;
            }
        }
        let csv = csv::render(&right, Dialect::ExcelBe, false);
        let json = json::render(&right, false);
        let xlsx = xlsx::render(&right, false).unwrap();
        for cut in 1..=12 {
            let cut = |bytes: &[u8]| bytes[..bytes.len() * cut / 13].to_vec();
            assert!(csv::verify(&right, &cut(&csv), Dialect::ExcelBe, false).is_err());
            assert!(json::verify(&right, &cut(&json)).is_err() && xlsx::verify(&right, &cut(&xlsx)).is_err());
            caught += 3;
        }
    }
    assert_eq!(caught, 3 * (8 + 9) + 2 * 36);
}

/// A report in which something is wrong that one check must find.
fn with_rows(change: impl Fn(&mut Vec<Row>)) -> Document {
    let mut document = document(&sound(), "financieel-overzicht-be");
    let Rows::Kept(rows) = &mut document.sections[0].blocks[0].rows else { panic!("a summary keeps its lines") };
    change(rows);
    document
}

#[test]
fn pages_that_lack_a_line_are_a_fault() {
    let form = |document: &Document| Arc::new(csv::render(document, Dialect::ExcelBe, false));
    let written = |document: &Document, level: Level| {
        let bytes = form(document);
        let enclosure = Enclosure { bytes: &bytes, dialect: Dialect::ExcelBe, totals: false };
        pdf::render(document, enclosure, level, 2, &mut Vec::new())
    };
    // A line without cells leaves nothing on the page.
    let spoiled = with_rows(|rows| rows.insert(0, Row::detail(Vec::new())));
    for level in [Level::A3a, Level::A3b] {
        written(&document(&sound(), "financieel-overzicht-be"), level).expect("all lines are there");
        written(&document(&sound(), "financiele-details"), level).expect("all lines are there");
        let Err(RenderError::Fault(told)) = written(&spoiled, level) else { panic!("{level:?}: nothing was told") };
        assert_eq!(told, "the report has 4 lines, 3 were drawn");
    }
}

#[test]
fn a_fault_ends_with_70_and_publishes_nothing() {
    // An amount where a number should be: no file that is read back has it in its place.
    let spoiled = with_rows(|rows| rows[0].cells[5] = Cell::Money(Money::from_cents(1)));
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("report.csv"), "the report of before").unwrap();
    let before = files(place.path());
    let form = Form { dialect: Dialect::ExcelBe, totals: false, level: Level::A3a, page_bound: None };
    for format in [FileFormat::Pdf, FileFormat::Csv, FileFormat::Xlsx, FileFormat::Json] {
        let mut publication = Publication::new(place.path(), Modes::default());
        let sound = document(&sound(), "financieel-overzicht-be");
        let rendering = Rendering::new(&sound, form, &BTreeSet::from([format])).expect("a sound report");
        let name = format!("sound.{}", format.name());
        publication.stage(name.as_ref(), |out| rendering.write(format, 2, out)).unwrap().expect("a written report");
        let result = Rendering::new(&spoiled, form, &BTreeSet::from([format])).and_then(|rendering| {
            let name = format!("report.{}", format.name());
            publication.stage(name.as_ref(), |out| rendering.write(format, 2, out)).unwrap()
        });
        let error = result.expect_err("a fault");
        assert_eq!(of_render_error(&error).status, ExitStatus::Fault, "{format:?}: {error:?}");
        drop(publication);
        assert_eq!(files(place.path()), before, "{format:?}: something was published");
    }
}

#[test]
fn a_staged_file_that_reads_back_otherwise_is_a_fault() {
    let place = tempfile::tempdir().unwrap();
    let output = place.path();
    let files = [("a.pdf", "%PDF"), ("a.csv", "Dagboek\r\n")]
        .map(|(name, text)| OutputFile { name: name.into(), bytes: text.into() });
    let folder = "2026/I355-2026-00001";
    let stage = || outbox::stage_report(output, folder, &files, Modes::default()).unwrap();
    stage();
    prove_staged(output, folder, &files).expect("sound");
    let staged = output.join("2026/.staged-I355-2026-00001/a.csv");
    for bytes in [&b"Dagboek\r"[..], b"Dagboek\r\n\n", b"Dagboex\r\n", b"\0\0\0\0\0\0\0\0\0", b""] {
        fs::write(&staged, bytes).unwrap();
        let told = prove_staged(output, folder, &files).expect_err("other bytes");
        assert_eq!(told.status, ExitStatus::Fault, "{told}");
        assert!(told.what.contains("2026/I355-2026-00001/a.csv"), "{told}");
        stage();
    }
    fs::remove_file(&staged).unwrap();
    assert_eq!(prove_staged(output, folder, &files).expect_err("no file").status, ExitStatus::Environment);
}
