//! The rows of a sheet, cell by cell.

use super::book::{Book, Setup};
use super::cell_text;
use super::style::{self, StyleId};
use super::table::SheetTable;
use crate::render::error::RenderError;
use crate::report::document::{Document, Table, Value};
use crate::report::row::{RowKind, RowView};
use crate::report::template::{Format, ROW_TYPE};

/// How long a text in a cell may be, in UTF-16 units.
const LONGEST_TEXT: usize = 32_767;
/// Of a number with more digits a spreadsheet loses the last: it is written as text.
const DIGITS: usize = 15;

/// The rows of a sheet as it fills.
pub(super) struct SheetRows<'b> {
    pub(super) book: &'b mut Book,
    /// The row that was written last.
    row: u32,
    /// The cells of the next row.
    cells: String,
}

impl<'b> SheetRows<'b> {
    /// Starts a sheet.
    pub(super) fn start(book: &'b mut Book, setup: &Setup) -> Result<Self, RenderError> {
        let mut rows = Self { book, row: 0, cells: String::new() };
        rows.restart(setup)?;
        Ok(rows)
    }

    /// Starts another sheet.
    pub(super) fn restart(&mut self, setup: &Setup) -> Result<(), RenderError> {
        self.row = 0;
        self.book.sheet(setup)
    }

    /// Ends the sheet.
    pub(super) fn end(&mut self, table: Option<SheetTable>) -> Result<(), RenderError> {
        self.book.end_sheet(table)
    }

    /// The row that was written last.
    pub(super) fn last(&self) -> u32 {
        self.row
    }

    /// Leaves a row empty.
    pub(super) fn skip(&mut self) {
        self.row += 1;
    }

    /// Headers, those of numbers at the right as these are.
    pub(super) fn headers(&mut self, headers: &[&str], are_numbers: &[bool]) -> Result<(), RenderError> {
        for (column, (header, is_number)) in headers.iter().zip(are_numbers).enumerate() {
            self.text(column, header, header, if *is_number { style::NUMBER_HEADER } else { style::HEADER })?;
        }
        self.end_row()
    }

    pub(super) fn end_row(&mut self) -> Result<(), RenderError> {
        self.end_row_at(0)
    }

    /// Ends a row that lies so deep in the outline.
    fn end_row_at(&mut self, level: usize) -> Result<(), RenderError> {
        self.row += 1;
        self.book.row(self.row, level, &self.cells)?;
        self.cells.clear();
        Ok(())
    }

    /// A line of the report.
    pub(super) fn line(
        &mut self,
        document: &Document,
        row: &RowView<'_>,
        row_type: Option<&str>,
        level: usize,
    ) -> Result<(), RenderError> {
        let is_bold = row.kind != RowKind::Detail;
        for (index, (column, cell)) in document.columns.iter().zip(row.cells()).enumerate() {
            self.cell(index, cell, (&column.header, column.format), is_bold, false)?;
        }
        if let Some(row_type) = row_type {
            self.text(document.columns.len(), row_type, ROW_TYPE, style::of(Format::Text, is_bold))?;
        }
        self.end_row_at(level)
    }

    /// A value.
    pub(super) fn cell(
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

    pub(super) fn number(&mut self, column: usize, number: &str, style: StyleId) -> Result<(), RenderError> {
        if number.bytes().filter(u8::is_ascii_digit).count() > DIGITS {
            return self.text(column, number, number, style);
        }
        cell_text::number(&mut self.cells, column, self.row + 1, style, number);
        Ok(())
    }

    pub(super) fn text(&mut self, column: usize, text: &str, header: &str, style: StyleId) -> Result<(), RenderError> {
        // A UTF-16 unit takes a byte or more.
        let length = if text.len() > LONGEST_TEXT { text.encode_utf16().count() } else { 0 };
        if length > LONGEST_TEXT {
            return Err(RenderError::TooLong { column: header.to_owned(), length, most: LONGEST_TEXT });
        }
        cell_text::text(&mut self.cells, column, self.row + 1, style, text);
        Ok(())
    }

    /// A row of texts beside each other.
    pub(super) fn texts(&mut self, texts: &[&str], style: StyleId) -> Result<(), RenderError> {
        for (column, text) in texts.iter().enumerate() {
            self.text(column, text, texts[0], style)?;
        }
        self.end_row()
    }

    /// A short table with its heading, behind an empty row.
    pub(super) fn table(&mut self, table: &Table) -> Result<(), RenderError> {
        self.skip();
        self.texts(&[&table.title], style::of(Format::Text, true))?;
        if let Some(note) = &table.note {
            self.texts(&[note], style::of(Format::Text, false))?;
        }
        let headers: Vec<&str> = table.columns.iter().map(|column| column.label.as_str()).collect();
        let numbers: Vec<bool> = table.columns.iter().map(|column| column.format.is_right_aligned()).collect();
        self.headers(&headers, &numbers)?;
        for row in &table.rows {
            for (index, (column, cell)) in table.columns.iter().zip(&row.cells).enumerate() {
                self.cell(index, cell.value(), (&column.label, column.format), row.kind != RowKind::Detail, true)?;
            }
            self.end_row()?;
        }
        Ok(())
    }
}
