//! Tables in half the width of a page: without columns that follow from others, and names where they have room.

use super::columns::{Columns, blanks, figure_width, needed_widths, place_reaching};
use super::density::Density;
use super::first_page_table::without_noughts;
use super::parts::under_heading;
use super::sheet::{Sheet, Style};
use super::table::{About, TableWriter};
use crate::render::pdf::page::font::drawable;
use crate::report::document::{Cell, Column, Presence, Table, Value};
use crate::report::row::{Row, RowKind};
use crate::report::template::Format;

/// What a name has at least, in points.
const LEAST_NAME: f32 = 60.0;

/// Columns that have room beside each other, and which of those they were taken from they are.
pub(super) struct NarrowColumns {
    pub(super) columns: Vec<Column>,
    pub(super) places: Vec<usize>,
    widths: Vec<f32>,
}

/// Columns for the width of a column of parts: figures as wide as they are, the rest for the names, which stand first and
/// would be as wide as `names`. Of `dispensable` columns as many are left out, one after the other, as keep names from
/// being broken.
pub(super) fn narrow_columns(
    sheet: &mut Sheet<'_>,
    all: &[Column],
    rows: &[Row],
    names: &[f32],
    dispensable: &[usize],
    size: f32,
) -> NarrowColumns {
    let name = names.iter().copied().fold(0.0, f32::max) + 2.0 * blanks(all)[0];
    let mut places: Vec<usize> = (0..all.len()).collect();
    let mut dispensable = dispensable.iter();
    let words = sheet.document.words;
    loop {
        let columns: Vec<Column> = places.iter().map(|place| all[*place].clone()).collect();
        let rows: Vec<Row> = rows.iter().map(|row| with_places(row, &places)).collect();
        let views = || rows.iter().map(Row::view);
        let mut widths = needed_widths(&columns, views(), words, size);
        if let Some(first) = columns.get(1).filter(|column| column.format.is_right_aligned()) {
            // Its header reaches into the column of names, whose own is short.
            let style = Style::bold(size);
            let headers: f32 = columns[..2].iter().map(|column| style.width(&drawable(&column.label))).sum();
            let figures = figure_width(first, 1, views(), words, size);
            let room = sheet.width() - widths[2..].iter().sum::<f32>();
            if headers + 4.0 * blanks(&columns)[0] <= room {
                widths[1] = figures;
            }
        }
        let room = sheet.width() - widths[1..].iter().sum::<f32>();
        if room < name
            && let Some(gone) = dispensable.next()
        {
            places.retain(|place| place != gone);
            continue;
        }
        let least = widths[0].max(LEAST_NAME);
        if room < least {
            // It has no room in a column.
            sheet.smallest = 0.0;
        }
        widths[0] = room.max(least);
        return NarrowColumns { columns, places, widths };
    }
}

impl NarrowColumns {
    /// The columns from a left edge.
    pub(super) fn place(&self, left: f32, size: f32) -> Columns {
        place_reaching(&self.columns, &self.widths, left, size)
    }
}

/// A row with some of its cells.
pub(super) fn with_places(row: &Row, places: &[usize]) -> Row {
    Row { kind: row.kind, cells: places.iter().map(|place| row.cells[*place].clone()).collect() }
}

/// A table of few columns for half the width of a page: its columns, and its rows.
pub(super) fn narrow_table(sheet: &mut Sheet<'_>, table: &Table, size: f32) -> (NarrowColumns, Vec<Row>) {
    let (columns, rows) = without_noughts(table);
    let (columns, rows) = with_codes_in_names(columns, rows);
    // Where there are no expenses, what is left of what came in is what came in.
    let has_all = columns.iter().any(|column| column.presence == Presence::UnlessNought)
        || !table.columns.iter().any(|column| column.presence == Presence::UnlessNought);
    let is_kept = |place: &usize| has_all || !is_balance(&columns[*place]);
    let kept: Vec<usize> = (0..columns.len()).filter(is_kept).collect();
    let rows: Vec<Row> = rows.iter().map(|row| with_places(row, &kept)).collect();
    let columns: Vec<Column> = kept.iter().map(|place| columns[*place].clone()).collect();
    // The share of a line is seen, and so is what is left of what came in less what went out.
    let columns_that = |is_it: fn(&Column) -> bool| {
        let columns = &columns;
        (1..columns.len()).filter(move |place| is_it(&columns[*place]))
    };
    let balance = columns_that(is_balance).filter(|_| sheet.density == Density::Tightest);
    let dispensable: Vec<usize> = columns_that(is_share).chain(balance).collect();
    let names: Vec<f32> = rows
        .iter()
        .map(|row| {
            let style = if row.kind == RowKind::Detail { Style::regular(size) } else { Style::bold(size) };
            style.width(&drawable(text_of(&row.cells[0])))
        })
        .collect();
    let narrow = narrow_columns(sheet, &columns, &rows, &names, &dispensable, size);
    let rows = rows.iter().map(|row| with_places(row, &narrow.places)).collect();
    (narrow, rows)
}

fn is_share(column: &Column) -> bool {
    column.presence == Presence::Derived && column.format == Format::Share
}

fn is_balance(column: &Column) -> bool {
    column.presence == Presence::Derived && column.format == Format::Amount
}

/// A recap of many lines in a column, which goes on in the next.
pub(super) fn recap_in_column(sheet: &mut Sheet<'_>, table: &Table, size: f32, heading_size: f32) {
    let (narrow, rows) = narrow_table(sheet, table, size);
    let writer = TableWriter::new(narrow.place(sheet.geometry.left, size), About::Others).closer();
    under_heading(sheet, table, &rows, writer, heading_size, 0);
}

/// The same with the code in front of its name, in the same column.
fn with_codes_in_names(mut columns: Vec<Column>, mut rows: Vec<Row>) -> (Vec<Column>, Vec<Row>) {
    let has_both = columns.len() > 2 && columns[..2].iter().all(|column| column.format == Format::Text);
    if has_both {
        columns.remove(1);
        for row in &mut rows {
            let name = row.cells.remove(1);
            let text = format!("{} {}", text_of(&row.cells[0]), text_of(&name));
            row.cells[0] = Cell::text(text.trim());
        }
    }
    (columns, rows)
}

fn text_of(cell: &Cell) -> &str {
    match cell.value() {
        Value::Text(text) => text,
        Value::Said(said) => &said.page,
        _ => "",
    }
}
