//! Recaps behind the lines: as close as those of the first page, and in two columns where they are long and narrow.

use super::columns::{blanks, face_of, needed_widths, place};
use super::narrow::recap_in_column;
use super::parts::{heading, heading_height, titled};
use super::sheet::Sheet;
use super::table::{About, TableWriter};
use crate::render::pdf::page::font::drawable;
use crate::render::pdf::page::in_mm;
use crate::report::document::{Cell, Column, Table, Value};
use crate::report::row::{Row, RowKind};
use crate::report::template::Format;

/// The size of recaps and of their headings, in points: those of the first page.
pub(super) const SIZE: f32 = 7.8;
pub(super) const HEADING: f32 = 9.5;
/// Recaps of fewer lines stand in one column.
const LONG: usize = 12;
/// The room between two columns, in points.
const GUTTER: f32 = 17.0;

/// Draws a recap under its heading.
pub(super) fn recap(sheet: &mut Sheet<'_>, table: &Table) {
    if sheet.is_narrow() {
        recap_in_column(sheet, table, SIZE, HEADING);
    } else if !in_two_columns(sheet, table) {
        recap_table(sheet, table);
    }
}

/// Draws a recap in two columns, unless it is short, or too wide or too long for that.
fn in_two_columns(sheet: &mut Sheet<'_>, table: &Table) -> bool {
    if table.rows.len() < LONG {
        return false;
    }
    let width = (sheet.width() - GUTTER) / 2.0;
    let (mut columns, rows) = narrowed(table);
    if !fit(sheet, &mut columns, &rows, width) {
        return false;
    }
    let (left, right) = (sheet.geometry.left, sheet.geometry.right);
    let halves = rows.split_at(rows.len().div_ceil(2));
    let set = |sheet: &Sheet<'_>, rows: &[Row], left: f32| {
        let columns = place(&columns, rows.iter().map(Row::view), sheet.document.words, left, SIZE);
        TableWriter::new(columns, About::Others).close()
    };
    let writers = [set(sheet, halves.0, left), set(sheet, halves.1, right - width)];
    let height = |writer: &TableWriter, rows: &[Row]| writer.height(sheet, rows.iter().map(Row::view));
    let height = height(&writers[0], halves.0).max(height(&writers[1], halves.1));
    let above = heading_height(&table.title, table.note.as_deref(), HEADING, sheet.width());
    if above + height > sheet.geometry.bottom - sheet.geometry.top {
        return false;
    }
    heading(sheet, &table.title, table.note.as_deref(), HEADING, height, 0);
    let top = sheet.y;
    let mut bottom = top;
    for (mut writer, rows) in writers.into_iter().zip([halves.0, halves.1]) {
        sheet.y = top;
        writer.begin(sheet);
        writer.rows(sheet, rows.iter().map(Row::view));
        writer.end(sheet);
        bottom = bottom.max(sheet.y);
    }
    sheet.y = bottom;
    true
}

/// The table without the columns that are empty in all lines; what a total says in them stands in the first.
fn narrowed(table: &Table) -> (Vec<Column>, Vec<Row>) {
    let details = || table.rows.iter().filter(|row| row.kind == RowKind::Detail);
    let is_shown = |place: &usize| *place == 0 || details().any(|row| row.cells[*place] != Cell::Empty);
    let shown: Vec<usize> = (0..table.columns.len()).filter(is_shown).collect();
    let row = |row: &Row| {
        let mut cells: Vec<Cell> = shown.iter().map(|place| row.cells[*place].clone()).collect();
        let lost = (0..row.cells.len()).filter(|place| !shown.contains(place)).map(|place| &row.cells[place]);
        if let (Cell::Empty, Some(lost)) = (&cells[0], lost.into_iter().find(|cell| **cell != Cell::Empty)) {
            cells[0] = lost.clone();
        }
        Row { kind: row.kind, cells }
    };
    (shown.iter().map(|place| table.columns[*place].clone()).collect(), table.rows.iter().map(row).collect())
}

/// Makes columns as wide as their figures and texts, the first with what is left; tells whether nothing is broken.
fn fit(sheet: &Sheet<'_>, columns: &mut [Column], rows: &[Row], width: f32) -> bool {
    let mut needed = needed_widths(columns, rows.iter().map(Row::view), sheet.document.words, SIZE);
    let blanks = blanks(columns);
    for place in (0..columns.len()).filter(|place| columns[*place].format == Format::Text) {
        for row in rows {
            let text = match row.cells[place].value() {
                Value::Text(text) => text,
                Value::Said(said) => &*said.page,
                _ => continue,
            };
            needed[place] = needed[place].max(face_of(row.kind).width(&drawable(text), SIZE) + blanks[place]);
        }
    }
    let spare = width - needed.iter().sum::<f32>();
    if spare < 0.0 {
        return false;
    }
    needed[0] += spare;
    columns.iter_mut().zip(needed).for_each(|(column, width)| column.width = in_mm(width));
    true
}

/// The same with lines as close as those of the first page's tables.
fn recap_table(sheet: &mut Sheet<'_>, table: &Table) {
    titled(sheet, table, SIZE, HEADING, 0, TableWriter::close);
}
