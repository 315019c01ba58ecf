//! Several reports of a period as one workbook: a sheet that leads to all of them, and two sheets of each.

use std::collections::BTreeSet;

use super::book::{Book, Freeze, Setup};
use super::cells::SheetRows;
use super::{LAST_ROW, SheetNames, lines_sheets, properties, report_sheet, style, verify_sheets};
use crate::render::error::RenderError;
use crate::render::number::one_line;
use crate::report::document::{Cell, Document, Headline};
use crate::report::template::Format;

/// The first sheet.
const OVERVIEW: &str = "Overzicht";
/// So many characters a sheet's name may have, less room for the number of a further sheet.
const LONGEST_NAME: usize = 27;

/// The workbook.
///
/// # Errors
/// When a text doesn't fit a cell; anything else is a fault of the program.
pub fn render(documents: &[&Document], totals: bool) -> Result<Vec<u8>, RenderError> {
    let Some(first) = documents.first() else { return Err("a workbook of no reports".to_owned().into()) };
    let names = names(documents);
    let mut book = Book::new(&properties(first), style::STYLES)?;
    overview(&mut book, first, documents, &names)?;
    for (document, names) in documents.iter().zip(&names) {
        report_sheet::write(&mut book, document, names)?;
        lines_sheets(&mut book, document, totals, LAST_ROW, names)?;
    }
    book.finish()
}

/// Checks a finished workbook by reading it again, report by report.
///
/// # Errors
/// What differs: a fault of the program.
pub fn verify(documents: &[&Document], bytes: &[u8]) -> Result<(), RenderError> {
    for (document, names) in documents.iter().zip(names(documents)) {
        let further = format!("{} ", names.lines);
        verify_sheets(document, bytes, |sheet| {
            let number = sheet.strip_prefix(&further).map(str::parse::<u32>);
            sheet == names.lines || matches!(number, Some(Ok(_)))
        })?;
    }
    Ok(())
}

/// What the sheets of each report are called.
fn names(documents: &[&Document]) -> Vec<SheetNames> {
    let mut taken = BTreeSet::new();
    let name = |(document, number): (&&Document, usize)| {
        let title = one_line(&document.title.title);
        // What a sheet's name must not hold.
        let title: String =
            title.chars().filter(|letter| !"[]:*?/\\'&<>\"".contains(*letter)).take(LONGEST_NAME).collect();
        let is_new = !title.trim().is_empty() && taken.insert(title.to_lowercase());
        let id: String =
            document.report.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '_' }).collect();
        SheetNames {
            report: format!("Verslag {number}"),
            lines: if is_new { title.trim().to_owned() } else { format!("Regels van verslag {number}") },
            table: format!("tbl_{id}_"),
            prefix: format!("r_{id}_"),
        }
    };
    documents.iter().zip(1..).map(name).collect()
}

/// The sheet that leads to all others, with what each report says first.
fn overview(
    book: &mut Book,
    first: &Document,
    documents: &[&Document],
    names: &[SheetNames],
) -> Result<(), RenderError> {
    let words = first.words;
    let (head, foot) = super::margins(first);
    let setup = Setup {
        name: OVERVIEW.to_owned(),
        widths: vec![32.0, 28.0, 22.0, 16.0, 16.0, 16.0, 12.0, 14.0],
        freeze: Freeze::Nothing,
        depth: 0,
        is_upright: false,
        head,
        foot,
    };
    let plain = style::of(Format::Text, false);
    let mut rows = SheetRows::start(book, &setup)?;
    rows.texts(&[&format!("{} · {}", first.title.library, first.title.period)], style::TITLE)?;
    rows.texts(&[&words.archive.unit], plain)?;
    rows.skip();
    let measures =
        [&words.measure.receipts, &words.measure.expenses, &words.measure.balance, &words.key_figures.bookings];
    let headers = [&words.archive.report, &words.html.lines, &words.title.number].into_iter().chain(measures);
    let headers: Vec<&str> = headers.map(String::as_str).collect();
    rows.headers(&headers, &[false, false, false, true, true, true, true])?;
    for (document, names) in documents.iter().zip(names) {
        rows.text(0, &one_line(&document.title.title), &words.archive.report, style::LINK)?;
        rows.text(1, &names.lines, &words.html.lines, style::LINK)?;
        let number = document.title.number.as_ref().unwrap_or(&words.title.on_demand);
        rows.text(2, number, &words.title.number, plain)?;
        let headlines = document.key_figures.iter().flat_map(|figures| &figures.headlines);
        let headlines: Vec<&Headline> = headlines.collect();
        for (column, measure) in (3..).zip(measures) {
            let Some(headline) = headlines.iter().find(|headline| headline.label == *measure) else { continue };
            let format = if matches!(headline.figure, Cell::Count(_)) { Format::Count } else { Format::Amount };
            rows.cell(column, headline.figure.value(), (measure, format), false, true)?;
        }
        rows.end_row()?;
        let row = rows.last();
        rows.book.link(row, 0, &names.report);
        rows.book.link(row, 1, &names.lines);
    }
    rows.end(None)
}
