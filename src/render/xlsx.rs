//! The report as a workbook: the lines of the CSV with real numbers and dates, and a sheet that tells where they come
//! from.

use std::io::Cursor;

use calamine::{DataRef, Reader, Xlsx};
use chrono::{Datelike, NaiveDate, Timelike, Utc};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format as Style, FormatAlign, FormatBorder, IgnoreError, Workbook, Worksheet,
    XlsxError,
};

use super::lines::{self, Sums};
use super::number::one_line;
use super::rendering::RenderError;
use crate::domain::Money;
use crate::report::document::{Cell, Column, Document, Row, RowKind, Table};
use crate::report::finding_words::in_words;
use crate::report::template::{Format, ROW_TYPE};

/// The sheet with the lines; where there are more than one holds, `Regels 2` and so on follow.
const LINES: &str = "Regels";
/// The sheet that tells what the lines are and where they come from.
const REPORT: &str = "Verslag";
/// How many rows a sheet holds under its header.
const ROWS: u32 = 1_048_575;
/// How long a text in a cell may be, in UTF-16 units.
const LONGEST_TEXT: usize = 32_767;
/// Of an amount with more digits a workbook would lose the last.
const DIGITS: usize = 15;

/// The report; with `totals` the total lines too, and what each row is.
///
/// # Errors
/// When a text doesn't fit a cell; anything else is a fault of the program.
pub fn render(document: &Document, totals: bool) -> Result<Vec<u8>, RenderError> {
    render_in_sheets(document, totals, ROWS)
}

fn render_in_sheets(document: &Document, totals: bool, rows: u32) -> Result<Vec<u8>, RenderError> {
    let styles = Styles::new();
    let mut headers: Vec<(&str, Format, f64)> = document.columns.iter().map(header).collect();
    headers.extend(totals.then_some((ROW_TYPE, Format::Text, 24.0)));
    let mut sheets: Vec<Sheet<'_>> = Vec::new();
    lines::each(document, totals, |row, row_type| {
        let sheet = match sheets.pop_if(|sheet| sheet.row <= rows) {
            Some(sheet) => sheet,
            None => Sheet::of_lines(&styles, &headers, sheets.len() + 1)?,
        };
        sheets.push(sheet.with_line(document, row, totals.then_some(row_type))?);
        Ok::<_, RenderError>(())
    })?;
    if sheets.is_empty() {
        sheets.push(Sheet::of_lines(&styles, &headers, 1)?);
    }
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(document)?);
    for sheet in sheets {
        workbook.push_worksheet(sheet.finished(headers.len())?);
    }
    workbook.push_worksheet(report_sheet(document, &styles)?);
    Ok(workbook.save_to_buffer()?)
}

/// The header, form and width of a column of lines; a millimetre of paper is half a character of a sheet.
fn header(column: &Column) -> (&str, Format, f64) {
    // The arrow of the filter takes the room of three characters.
    let least = column.header.chars().count() as f64 + 3.0;
    (&column.header, column.format, (f64::from(column.width) / 2.0).max(least))
}

fn properties(document: &Document) -> Result<DocProperties, XlsxError> {
    let made = document.title.made.with_timezone(&Utc);
    let made = date(made.date_naive())?.and_hms(made.hour() as u16, made.minute() as u8, f64::from(made.second()))?;
    Ok(DocProperties::new().set_title(one_line(&document.title.title)).set_creation_datetime(&made))
}

fn date(day: NaiveDate) -> Result<ExcelDateTime, XlsxError> {
    ExcelDateTime::from_ymd(day.year() as u16, day.month() as u8, day.day() as u8)
}

/// An amount as the number of a cell, which is binary; `None` where that would not read back to the same cent.
fn number(money: Money) -> Option<f64> {
    let text = money.to_string();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    text.parse().ok().filter(|_| digits <= DIGITS)
}

impl From<XlsxError> for RenderError {
    fn from(error: XlsxError) -> Self {
        Self::Fault(format!("the workbook: {error}"))
    }
}

/// How cells look, plain and bold.
struct Styles {
    header: Style,
    title: Style,
    plain: [Style; 5],
    bold: [Style; 5],
    formula_like: Style,
}

impl Styles {
    fn new() -> Self {
        let style = |form: &str| Style::new().set_num_format(form);
        // `@` is text: nobody's edit turns `0123` into a number or `=1+1` into a formula.
        let plain = ["@", "0", "#,##0.00", "dd/mm/yyyy", "ddd dd/mm/yyyy"].map(style);
        let bold = plain.clone().map(Style::set_bold);
        let formula_like = plain[0].clone().set_quote_prefix();
        Self {
            header: Style::new().set_bold().set_border_bottom(FormatBorder::Thin).set_align(FormatAlign::Top),
            title: Style::new().set_bold().set_font_size(14),
            plain,
            bold,
            formula_like,
        }
    }

    fn of(&self, format: Format, is_bold: bool) -> &Style {
        let index = match format {
            Format::Text => 0,
            Format::Count => 1,
            Format::Amount => 2,
            Format::Date => 3,
            Format::Weekday => 4,
        };
        if is_bold { &self.bold[index] } else { &self.plain[index] }
    }
}

/// A sheet that is filled from the top.
struct Sheet<'a> {
    sheet: Worksheet,
    styles: &'a Styles,
    row: u32,
}

impl<'a> Sheet<'a> {
    fn new(styles: &'a Styles, name: &str) -> Result<Self, RenderError> {
        let mut sheet = Worksheet::new();
        sheet.set_name(name)?;
        Ok(Self { sheet, styles, row: 0 })
    }

    /// A sheet for lines, with its header.
    fn of_lines(styles: &'a Styles, headers: &[(&str, Format, f64)], number: usize) -> Result<Self, RenderError> {
        let name = if number == 1 { LINES.to_owned() } else { format!("{LINES} {number}") };
        let mut sheet = Self::new(styles, &name)?;
        for ((header, format, width), index) in headers.iter().zip(0..) {
            sheet.sheet.set_column_width(index, *width)?;
            sheet.sheet.set_column_format(index, styles.of(*format, false))?;
            sheet.sheet.write_string_with_format(0, index, *header, &styles.header)?;
        }
        sheet.sheet.set_freeze_panes(1, 0)?;
        sheet.sheet.set_repeat_rows(0, 0)?;
        sheet.row = 1;
        Ok(sheet)
    }

    fn with_line(mut self, document: &Document, row: &Row, row_type: Option<&str>) -> Result<Self, RenderError> {
        let is_bold = row.kind != RowKind::Detail;
        let mut index = 0;
        for (column, cell) in document.columns.iter().zip(&row.cells) {
            self.cell(index, cell, &column.header, column.format, is_bold, false)?;
            index += 1;
        }
        if let Some(row_type) = row_type {
            self.text(index, row_type, ROW_TYPE, is_bold)?;
        }
        self.row += 1;
        Ok(self)
    }

    /// The sheet with a filter over its lines.
    fn finished(mut self, columns: usize) -> Result<Worksheet, RenderError> {
        let (last_row, last_column) = (self.row - 1, columns as u16 - 1);
        self.sheet.autofilter(0, 0, last_row, last_column)?;
        // Codes are texts on purpose.
        self.sheet.ignore_error_range(0, 0, last_row, last_column, IgnoreError::NumberStoredAsText)?;
        Ok(self.sheet)
    }

    fn cell(
        &mut self,
        index: u16,
        cell: &Cell,
        column: &str,
        format: Format,
        is_bold: bool,
        as_page: bool,
    ) -> Result<(), RenderError> {
        let style = |format| self.styles.of(format, is_bold);
        match cell {
            Cell::Empty => {}
            Cell::Said { page: text, .. } if as_page => self.text(index, text, column, is_bold)?,
            Cell::Text(text) | Cell::Said { file: text, .. } => self.text(index, text, column, is_bold)?,
            Cell::Count(count) if *count < 1 << f64::MANTISSA_DIGITS => {
                self.sheet.write_number_with_format(self.row, index, *count as f64, style(Format::Count))?;
            }
            Cell::Count(count) => self.text(index, &count.to_string(), column, is_bold)?,
            Cell::Money(money) => match number(*money) {
                Some(number) => {
                    self.sheet.write_number_with_format(self.row, index, number, style(Format::Amount))?;
                }
                None => self.text(index, &money.to_string(), column, is_bold)?,
            },
            Cell::Day(day) => {
                let format = if format == Format::Weekday { format } else { Format::Date };
                self.sheet.write_datetime_with_format(self.row, index, &date(*day)?, style(format))?;
            }
        }
        Ok(())
    }

    fn text(&mut self, index: u16, text: &str, column: &str, is_bold: bool) -> Result<(), RenderError> {
        // A UTF-16 unit takes a byte or more.
        let length = if text.len() > LONGEST_TEXT { text.encode_utf16().count() } else { 0 };
        if length > LONGEST_TEXT {
            return Err(RenderError::TooLong { column: column.to_owned(), length, most: LONGEST_TEXT });
        }
        let is_formula_like = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
        let style = if is_formula_like { &self.styles.formula_like } else { self.styles.of(Format::Text, is_bold) };
        self.sheet.write_string_with_format(self.row, index, text, style)?;
        Ok(())
    }

    /// Texts beside each other, then the next row.
    fn texts(&mut self, texts: &[&str], is_bold: bool) -> Result<(), RenderError> {
        for (text, index) in texts.iter().zip(0..) {
            self.text(index, text, texts[0], is_bold)?;
        }
        self.row += 1;
        Ok(())
    }

    /// A short table with its heading, behind an empty row.
    fn table(&mut self, table: &Table) -> Result<(), RenderError> {
        self.row += 1;
        self.texts(&[&table.title], true)?;
        if let Some(note) = &table.note {
            self.texts(&[note], false)?;
        }
        for (column, index) in table.columns.iter().zip(0..) {
            self.sheet.write_string_with_format(self.row, index, &column.label, &self.styles.header)?;
        }
        self.row += 1;
        for row in &table.rows {
            for ((column, cell), index) in table.columns.iter().zip(&row.cells).zip(0..) {
                self.cell(index, cell, &column.label, column.format, row.kind != RowKind::Detail, true)?;
            }
            self.row += 1;
        }
        Ok(())
    }
}

/// What the lines are and where they come from, in the language of the pages.
fn report_sheet(document: &Document, styles: &Styles) -> Result<Worksheet, RenderError> {
    let (title, words) = (&document.title, document.words);
    let mut page = Sheet::new(styles, REPORT)?;
    page.sheet.set_column_width(0, 32)?;
    for index in 1..9 {
        page.sheet.set_column_width(index, 20)?;
    }
    page.sheet.write_string_with_format(0, 0, one_line(&title.title), &styles.title)?;
    page.row = 1;
    page.texts(&[&title.subtitle], false)?;
    page.row += 1;
    let mut facts = vec![(&words.title.library, title.library.clone()), (&words.title.period, title.period.clone())];
    facts.extend(title.selection.iter().map(|(label, value)| (label, value.clone())));
    facts.extend(title.number.iter().map(|number| (&words.title.number, number.clone())));
    facts.push((&words.title.version, title.version.to_string()));
    facts.push((&words.title.made, words.moment(title.made)));
    for (label, fact) in facts {
        page.texts(&[label, &fact], false)?;
    }
    if document.is_empty() {
        page.texts(&[&words.title.no_bookings], false)?;
    }
    if let Some(mark) = document.incomplete_mark() {
        page.row += 1;
        page.texts(&[&mark], true)?;
    }
    for table in document.recaps.iter().chain(&document.revision).chain(&document.control) {
        page.table(table)?;
    }
    page.row += 1;
    page.texts(&[&words.control.findings], true)?;
    let mut findings = lines::findings(document).peekable();
    if findings.peek().is_none() {
        page.texts(&[&words.control.no_findings], false)?;
    }
    for finding in findings {
        page.texts(&[&one_line(&in_words(finding, words))], false)?;
    }
    Ok(page.sheet)
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
                DataRef::Int(number) => number.to_string(),
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
