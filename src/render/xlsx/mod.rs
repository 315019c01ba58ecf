//! The report as a workbook: a sheet that tells what it says and where it comes from, and the lines of the CSV with real
//! numbers and dates, as a table of their own.

mod book;
mod cell_text;
mod cells;
pub mod form;
pub mod month_book;
mod report_sheet;
mod style;
mod table;
mod widths;

use std::io::Cursor;

use calamine::{DataRef, Reader, Xlsx};
use chrono::Utc;

use super::error::RenderError;
use super::lines::{self, FactSums};
use super::number::one_line;
use crate::report::document::Document;
use crate::report::row::RowKind;
use crate::report::template::{Field, ROW_TYPE};
pub use book::CREATOR;
use book::{Book, Freeze, Properties, Setup};
use cells::SheetRows;
use table::SheetTable;

/// The sheet with the lines; where there are more than one holds, `Regels 2` and so on follow.
const LINES: &str = "Regels";
/// The sheet that tells what the lines are and where they come from.
const REPORT: &str = "Verslag";
/// The table of the lines; on further sheets `tblRegels2` and so on.
const TABLE: &str = "tblRegels";
/// The last row of a sheet.
const LAST_ROW: u32 = 1_048_576;
/// So many levels of an outline a spreadsheet has.
const DEEPEST: usize = 7;

/// The report; with `totals` the total lines too, and what each row is.
///
/// # Errors
/// When a text doesn't fit a cell; anything else is a fault of the program.
pub fn render(document: &Document, totals: bool) -> Result<Vec<u8>, RenderError> {
    render_up_to(document, totals, LAST_ROW)
}

/// The same with sheets of so many rows, the header being one of them.
///
/// # Errors
/// As [`render`].
pub fn render_up_to(document: &Document, totals: bool, last_row: u32) -> Result<Vec<u8>, RenderError> {
    let mut book = Book::new(&properties(document), style::STYLES)?;
    report_sheet::write(&mut book, document, &SheetNames::alone())?;
    lines_sheets(&mut book, document, totals, last_row, &SheetNames::alone())?;
    book.finish()
}

/// What the sheets of a report are called.
pub(super) struct SheetNames {
    /// The sheet that tells what it says.
    pub(super) report: String,
    /// The sheet with its lines.
    pub(super) lines: String,
    /// The table of those.
    pub(super) table: String,
    /// What stands before the names of its figures.
    pub(super) prefix: String,
}

impl SheetNames {
    /// In a workbook of its own.
    fn alone() -> Self {
        let [report, lines, table] = [REPORT, LINES, TABLE].map(str::to_owned);
        Self { report, lines, table, prefix: String::new() }
    }
}

/// What the workbook says of itself.
fn properties(document: &Document) -> Properties {
    let title = &document.title;
    Properties {
        title: one_line(&title.title),
        subject: one_line(&format!("{} · {}", title.library, title.period)),
        keywords: title.number.clone().unwrap_or_default(),
        company: one_line(&title.library),
        language: document.words.tag.clone(),
        made: title.made.with_timezone(&Utc).format("%Y-%m-%dT%H:%M:%SZ").to_string(),
    }
}

/// What stands at the head and the foot of every printed sheet.
fn margins(document: &Document) -> (String, String) {
    let title = &document.title;
    // A sign that steers stands twice where it is meant itself; a head has room for some 250 characters.
    let plain = |text: &str| one_line(text).chars().take(80).collect::<String>().replace('&', "&&");
    let head = format!("&L{} · {}&R{}", plain(&title.title), plain(&title.period), plain(&title.library));
    let version = match (&title.number, title.version) {
        (Some(number), Some(version)) => format!("{number} · {} {version}", document.words.title.version),
        _ => document.words.title.on_demand.clone(),
    };
    (head, format!("&L{}&R&P / &N", plain(&version)))
}

/// The lines, on as many sheets as they need.
fn lines_sheets(
    book: &mut Book,
    document: &Document,
    totals: bool,
    last_row: u32,
    names: &SheetNames,
) -> Result<(), RenderError> {
    let mut headers: Vec<&str> = document.columns.iter().map(|column| column.header.as_str()).collect();
    headers.extend(totals.then_some(ROW_TYPE));
    let numbers: Vec<bool> =
        document.columns.iter().map(|column| column.format.is_right_aligned()).chain(totals.then_some(false)).collect();
    let widths = widths::of_lines(document, totals);
    let levels = if totals { levels(document) } else { Vec::new() };
    let (head, foot) = margins(document);
    let is_of_bookings = document.columns.first().is_some_and(|column| column.field == Some(Field::TransactionId));
    let setup = |number: usize| Setup {
        name: if number == 1 { names.lines.clone() } else { format!("{} {number}", names.lines) },
        widths: widths.clone(),
        freeze: if is_of_bookings { Freeze::HeaderAndFirstColumn } else { Freeze::Header },
        depth: if levels.is_empty() { 0 } else { (levels.len() + 1).min(DEEPEST) },
        is_upright: false,
        head: head.clone(),
        foot: foot.clone(),
    };
    let table = |number: usize, rows: u32| {
        let name = if number == 1 { names.table.clone() } else { format!("{}{number}", names.table) };
        SheetTable::over(&headers, rows, name)
    };
    let mut number = 1;
    let mut rows = SheetRows::start(book, &setup(number))?;
    rows.headers(&headers, &numbers)?;
    lines::each(document, totals, |row, row_type| {
        if rows.last() == last_row {
            let written = rows.last();
            rows.end(Some(table(number, written)))?;
            number += 1;
            rows.restart(&setup(number))?;
            rows.headers(&headers, &numbers)?;
        }
        let level = match row.kind {
            RowKind::Detail => levels.len() + 1,
            RowKind::Subtotal { dimension, .. } => {
                levels.iter().position(|level| *level == dimension).map_or(0, |at| at + 1)
            }
            RowKind::Total => 0,
        };
        rows.line(document, row, totals.then_some(row_type), if levels.is_empty() { 0 } else { level.min(DEEPEST) })
    })?;
    let written = rows.last();
    rows.end(Some(table(number, written)))
}

/// The dimensions that have total lines, outermost first.
fn levels(document: &Document) -> Vec<crate::report::dimension::Dimension> {
    let mut levels = Vec::new();
    for row in document.blocks_in_order().into_iter().flat_map(|block| block.rows.iter()) {
        if let RowKind::Subtotal { dimension, .. } = row.kind
            && !levels.contains(&dimension)
        {
            levels.push(dimension);
        }
    }
    // The first line that is summed up is that of the innermost.
    levels.reverse();
    levels
}

/// Checks a finished workbook against the document by reading it again: number of rows and sum of each column of
/// amounts.
///
/// # Errors
/// What differs: a fault of the program.
pub fn verify(document: &Document, bytes: &[u8]) -> Result<(), RenderError> {
    verify_sheets(document, bytes, |sheet| sheet != REPORT)
}

/// The same for the sheets that hold the lines of a report.
fn verify_sheets(document: &Document, bytes: &[u8], has_lines: impl Fn(&str) -> bool) -> Result<(), RenderError> {
    let failed = |error: calamine::XlsxError| format!("the workbook: {error}");
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(failed)?;
    let mut written = FactSums::none(document);
    for name in workbook.sheet_names().into_iter().filter(|name| has_lines(name)) {
        let mut cells = workbook.worksheet_cells_reader(&name).map_err(failed)?;
        let mut row: (u32, Vec<(usize, String)>) = (0, Vec::new());
        loop {
            let cell = cells.next_cell().map_err(failed)?;
            let (at, column) = cell.as_ref().map_or((u32::MAX, 0), calamine::Cell::get_position);
            if at != row.0 {
                add_row(document, &row.1, row.0 > 0, &mut written)?;
                row = (at, Vec::new());
            }
            let Some(cell) = cell else { break };
            let text = match cell.get_value() {
                DataRef::Float(number) => number.to_string(),
                DataRef::String(text) => text.clone(),
                DataRef::SharedString(text) => (*text).to_owned(),
                _ => continue,
            };
            row.1.push((column as usize, text));
        }
    }
    lines::agree(document, "workbook", &written)
}

/// Adds a row that was read back, unless it is the header or a total line.
fn add_row(
    document: &Document,
    cells: &[(usize, String)],
    is_line: bool,
    written: &mut FactSums,
) -> Result<(), RenderError> {
    let row_type = cells.iter().find(|(column, _)| *column == document.columns.len());
    if !is_line || row_type.is_some_and(|(_, text)| text != "detail") {
        return Ok(());
    }
    written.count();
    for (column, text) in cells.iter().filter(|(column, _)| lines::is_amount(document, *column)) {
        written.add(*column, text.parse().map_err(|_| format!("`{text}` is no amount"))?);
    }
    Ok(())
}
