//! The report as a workbook: the lines of the CSV with real numbers and dates, and a sheet that tells where they come
//! from.

mod book;
pub mod form;
mod style;

use std::io::Cursor;

use calamine::{DataRef, Reader, Xlsx};
use chrono::Utc;

use super::form::RenderError;
use super::lines::{self, Sums};
use super::number::one_line;
use crate::report::document::{Column, Document, Table, Value};
use crate::report::finding_words::in_words;
use crate::report::row::{RowKind, RowView};
use crate::report::template::{Format, ROW_TYPE};
pub use book::CREATOR;
use book::{Book, Setup};

/// The sheet with the lines; where there are more than one holds, `Regels 2` and so on follow.
const LINES: &str = "Regels";
/// The sheet that tells what the lines are and where they come from.
const REPORT: &str = "Verslag";
/// The last row of a sheet.
const LAST_ROW: u32 = 1_048_576;
/// How long a text in a cell may be, in UTF-16 units.
const LONGEST_TEXT: usize = 32_767;
/// Of a number with more digits a spreadsheet loses the last: it is written as text.
const DIGITS: usize = 15;

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
    let made = document.title.made.with_timezone(&Utc).format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let mut pages = Pages { book: Book::new(&one_line(&document.title.title), &made)?, row: 0, cells: String::new() };
    let mut headers: Vec<&str> = document.columns.iter().map(|column| column.header.as_str()).collect();
    headers.extend(totals.then_some(ROW_TYPE));
    let mut widths: Vec<f32> = document.columns.iter().map(width).collect();
    widths.extend(totals.then_some(26.0));
    let mut sheets = 1;
    let setup = |number: usize| {
        let name = if number == 1 { LINES.to_owned() } else { format!("{LINES} {number}") };
        Setup { name, widths: widths.clone(), has_header: true }
    };
    pages.start_lines(&setup(sheets), &headers)?;
    lines::each(document, totals, |row, row_type| {
        if pages.row == last_row {
            pages.book.end_sheet(Some(book::range(headers.len(), pages.row)))?;
            sheets += 1;
            pages.start_lines(&setup(sheets), &headers)?;
        }
        pages.line(document, row, totals.then_some(row_type))
    })?;
    pages.book.end_sheet(Some(book::range(headers.len(), pages.row)))?;
    pages.report(document)?;
    Ok(pages.book.finish()?)
}

/// The width of a column of lines in characters: a millimetre of paper holds half of one, the arrow of a filter three.
fn width(column: &Column) -> f32 {
    let header = u16::try_from(column.header.chars().count()).unwrap_or(u16::MAX);
    (column.width / 2.0).max(f32::from(header) + 3.0)
}

/// The sheets, filled row by row.
struct Pages {
    book: Book,
    /// The row that was written last.
    row: u32,
    /// The cells of the next row.
    cells: String,
}

impl Pages {
    fn start_lines(&mut self, setup: &Setup, headers: &[&str]) -> Result<(), RenderError> {
        self.book.sheet(setup)?;
        self.row = 0;
        self.headers(headers)
    }

    fn headers(&mut self, headers: &[&str]) -> Result<(), RenderError> {
        for (column, header) in headers.iter().enumerate() {
            self.text(column, header, header, style::HEADER)?;
        }
        self.end_row()
    }

    fn end_row(&mut self) -> Result<(), RenderError> {
        self.row += 1;
        self.book.row(self.row, &self.cells)?;
        self.cells.clear();
        Ok(())
    }

    fn line(&mut self, document: &Document, row: &RowView<'_>, row_type: Option<&str>) -> Result<(), RenderError> {
        let is_bold = row.kind != RowKind::Detail;
        for (index, (column, cell)) in document.columns.iter().zip(row.cells()).enumerate() {
            self.cell(index, cell, (&column.header, column.format), is_bold, false)?;
        }
        if let Some(row_type) = row_type {
            self.text(document.columns.len(), row_type, ROW_TYPE, style::of(Format::Text, is_bold))?;
        }
        self.end_row()
    }

    fn cell(
        &mut self,
        column: usize,
        cell: Value<'_>,
        (header, format): (&str, Format),
        is_bold: bool,
        as_page: bool,
    ) -> Result<(), RenderError> {
        let text = match cell {
            Value::Empty => return Ok(()),
            Value::Text(text) => text,
            Value::Said(said) => {
                if as_page {
                    &said.page
                } else {
                    &said.file
                }
            }
            Value::Count(count) => return self.number(column, &count.to_string(), style::of(Format::Count, is_bold)),
            Value::Money(money) => return self.number(column, &money.to_string(), style::of(Format::Amount, is_bold)),
            Value::Percent(percent) => {
                return self.number(column, &percent.to_string(), style::of(Format::Percent, is_bold));
            }
            Value::Day(day) => {
                let format = if format == Format::Weekday { format } else { Format::Date };
                return self.number(column, &style::date(day).to_string(), style::of(format, is_bold));
            }
        };
        let is_formula_like = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
        let style = if is_formula_like { style::FORMULA_LIKE } else { style::of(Format::Text, is_bold) };
        self.text(column, text, header, style)
    }

    fn number(&mut self, column: usize, number: &str, style: usize) -> Result<(), RenderError> {
        if number.bytes().filter(u8::is_ascii_digit).count() > DIGITS {
            return self.text(column, number, number, style);
        }
        book::number(&mut self.cells, column, self.row + 1, style, number);
        Ok(())
    }

    fn text(&mut self, column: usize, text: &str, header: &str, style: usize) -> Result<(), RenderError> {
        // A UTF-16 unit takes a byte or more.
        let length = if text.len() > LONGEST_TEXT { text.encode_utf16().count() } else { 0 };
        if length > LONGEST_TEXT {
            return Err(RenderError::TooLong { column: header.to_owned(), length, most: LONGEST_TEXT });
        }
        book::text(&mut self.cells, column, self.row + 1, style, text);
        Ok(())
    }

    /// A row of texts beside each other.
    fn texts(&mut self, texts: &[&str], style: usize) -> Result<(), RenderError> {
        for (column, text) in texts.iter().enumerate() {
            self.text(column, text, texts[0], style)?;
        }
        self.end_row()
    }

    /// A short table with its heading, behind an empty row.
    fn table(&mut self, table: &Table) -> Result<(), RenderError> {
        self.row += 1;
        self.texts(&[&table.title], style::of(Format::Text, true))?;
        if let Some(note) = &table.note {
            self.texts(&[note], style::of(Format::Text, false))?;
        }
        self.headers(&table.columns.iter().map(|column| column.label.as_str()).collect::<Vec<_>>())?;
        for row in &table.rows {
            for (index, (column, cell)) in table.columns.iter().zip(&row.cells).enumerate() {
                self.cell(index, cell.value(), (&column.label, column.format), row.kind != RowKind::Detail, true)?;
            }
            self.end_row()?;
        }
        Ok(())
    }

    /// What the lines are and where they come from, in the language of the pages.
    fn report(&mut self, document: &Document) -> Result<(), RenderError> {
        let (title, words) = (&document.title, document.words);
        let [plain, bold] = [false, true].map(|is_bold| style::of(Format::Text, is_bold));
        let widths = std::iter::once(32.0).chain([20.0; 8]).collect();
        self.book.sheet(&Setup { name: REPORT.to_owned(), widths, has_header: false })?;
        self.row = 0;
        self.texts(&[&title.title], style::TITLE)?;
        self.texts(&[&title.subtitle], plain)?;
        let mut facts =
            vec![(&words.title.library, title.library.clone()), (&words.title.period, title.period.clone())];
        facts.extend(title.selection.iter().map(|(label, value)| (label, value.clone())));
        facts.extend(title.number.iter().map(|number| (&words.title.number, number.clone())));
        match title.version {
            Some(version) => facts.push((&words.title.version, version.to_string())),
            None => facts.push((&words.title.version, words.title.on_demand.clone())),
        }
        facts.push((&words.title.made, words.moment(title.made)));
        for (label, fact) in facts {
            self.texts(&[label, &fact], plain)?;
        }
        for mark in document.marks_in_words() {
            self.texts(&[&mark], bold)?;
        }
        if document.is_empty() {
            self.texts(&[document.no_lines()], plain)?;
        }
        let figures = document.key_figures.as_ref().filter(|_| !document.is_empty());
        let not_received = figures.and_then(|figures| figures.not_received_table(words));
        let figures = figures.map(|figures| &figures.table).into_iter().chain(&not_received);
        for table in figures.chain(&document.recaps).chain(&document.revision).chain(&document.control) {
            self.table(table)?;
        }
        self.row += 1;
        self.texts(&[&words.control.findings], bold)?;
        let mut findings = lines::findings(document).peekable();
        if findings.peek().is_none() {
            self.texts(&[&words.control.no_findings], plain)?;
        }
        for finding in findings {
            self.texts(&[&one_line(&in_words(finding, words))], plain)?;
        }
        self.book.end_sheet(None)?;
        Ok(())
    }
}

/// Checks a finished workbook against the document by reading it again: number of rows and sum of each column of
/// amounts.
///
/// # Errors
/// What differs: a fault of the program.
pub fn verify(document: &Document, bytes: &[u8]) -> Result<(), String> {
    let failed = |error: calamine::XlsxError| format!("the workbook: {error}");
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(failed)?;
    let mut written = Sums::none(document);
    for name in workbook.sheet_names().into_iter().filter(|name| name != REPORT) {
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
fn add_row(document: &Document, cells: &[(usize, String)], is_line: bool, written: &mut Sums) -> Result<(), String> {
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
