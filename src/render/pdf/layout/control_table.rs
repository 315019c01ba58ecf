//! A table of the control as pages show it: narrow, tight, and without columns in which nothing is to be read.

use super::columns::{Columns, place};
use super::parts::{heading, heading_height};
use super::sheet::Sheet;
use super::table::{About, TableWriter};
use crate::domain::Money;
use crate::render::pdf::page::font::{Face, drawable};
use crate::render::pdf::page::mm;
use crate::report::document::{Column, Table, Value};
use crate::report::row::{Row, RowKind};
use crate::report::template::Format;

/// The size of its texts, in points.
const SIZE: f32 = 7.0;
/// The size of its heading, in points.
const HEADING: f32 = 8.0;
/// The widths of figures, in millimetres; columns grow where theirs need more.
const COUNT: f32 = 9.0;
const AMOUNT: f32 = 14.0;
/// The narrowest that a column of texts gets, in millimetres.
const NARROWEST: f32 = 11.0;
/// The blanks at the edges of a column of texts, in millimetres.
const BLANKS: f32 = 2.2;

/// A table of the control.
pub(super) struct ControlTable {
    title: String,
    note: Option<String>,
    columns: Vec<Column>,
    rows: Vec<Row>,
    /// What stands under the names of rows.
    under: Vec<String>,
}

impl ControlTable {
    /// A table that fits a width in points. Fingerprints stand under what they are of; a column of noughts is left out.
    #[must_use]
    pub(super) fn new(table: &Table, width: f32) -> Self {
        let Table { title, note, columns, rows } = table;
        let is_shown = |place: usize| {
            let column = &columns[place];
            let is_nought = |row: &Row| match row.cells[place].value() {
                Value::Count(count) => count == 0,
                Value::Money(money) => money == Money::ZERO,
                Value::Empty => true,
                _ => false,
            };
            column.format != Format::Hash
                && !column.label.is_empty()
                && !(column.format.is_right_aligned() && rows.iter().all(is_nought))
        };
        // A column without a header says the same in all lines: it stands beside the title.
        let unnamed = columns.iter().position(|column| column.label.is_empty());
        let said = unnamed.and_then(|place| rows.first().map(|row| row.cells[place].value()));
        let title = match said {
            Some(Value::Text(said)) => format!("{title}: {said}"),
            _ => title.clone(),
        };
        let shown_places: Vec<usize> = (0..columns.len()).filter(|place| is_shown(*place)).collect();
        let hash = columns.iter().position(|column| column.format == Format::Hash);
        let under = hash.map_or_else(Vec::new, |place| {
            rows.iter()
                .map(
                    |row| {
                        if let Value::Text(text) = row.cells[place].value() { text.to_owned() } else { String::new() }
                    },
                )
                .collect()
        });
        let narrow = |column: &Column| Column {
            width: match column.format {
                Format::Count => COUNT,
                Format::Amount => AMOUNT,
                _ => column.width,
            },
            ..column.clone()
        };
        let mut columns: Vec<Column> = shown_places.iter().map(|place| narrow(&columns[*place])).collect();
        let row = |row: &Row| Row {
            kind: row.kind,
            cells: shown_places.iter().map(|place| row.cells[*place].clone()).collect(),
        };
        let rows: Vec<Row> = rows.iter().map(row).collect();
        fit(&mut columns, &rows, width);
        Self { title, note: note.clone(), rows, columns, under }
    }

    fn writer(&self, sheet: &Sheet<'_>, tail: f32) -> TableWriter {
        let rows = self.rows.iter().map(Row::view);
        let columns: Columns = place(&self.columns, rows, sheet.document.words, sheet.geometry.left, SIZE);
        TableWriter::new(columns, About::Others).tight(self.under.clone(), tail)
    }

    /// Its height with its heading, in points.
    #[must_use]
    pub(super) fn height(&self, sheet: &Sheet<'_>) -> f32 {
        let width: f32 = self.columns.iter().map(|column| mm(column.width)).sum();
        let table = self.writer(sheet, 0.0).height(sheet, self.rows.iter().map(Row::view));
        heading_height(&self.title, self.note.as_deref(), HEADING, width) + table
    }

    /// Draws it; `tail` must follow its last line on the page.
    pub(super) fn draw(&self, sheet: &mut Sheet<'_>, tail: f32) {
        let mut writer = self.writer(sheet, tail);
        let rows = || self.rows.iter().map(Row::view);
        let least = writer.least_height(sheet, rows());
        heading(sheet, &self.title, self.note.as_deref(), HEADING, least, 1);
        writer.begin(sheet);
        writer.rows(sheet, rows());
        writer.end(sheet);
    }
}

/// Makes columns as wide as the table may be: texts get what they need, the widest of them what is left.
fn fit(columns: &mut [Column], rows: &[Row], width: f32) {
    let width = width * 25.4 / 72.0;
    let figures: f32 = columns.iter().filter(|column| column.format != Format::Text).map(|column| column.width).sum();
    let needed = |place: usize| {
        let texts = rows.iter().filter_map(|row| match row.cells[place].value() {
            Value::Text(text) => Some((face(row), text)),
            Value::Said(said) => Some((face(row), &*said.page)),
            _ => None,
        });
        let texts = texts.chain([(Face::Bold, columns[place].label.as_str())]);
        let is_after_figures = place > 0 && columns[place - 1].format.is_right_aligned();
        let blanks = if is_after_figures { 2.0 * BLANKS } else { BLANKS };
        texts.map(|(face, text)| face.width(&drawable(text), SIZE) * 25.4 / 72.0 + blanks).fold(0.0, f32::max)
    };
    let mut wanted: Vec<(usize, f32)> = (0..columns.len())
        .filter(|place| columns[*place].format == Format::Text)
        .map(|place| (place, needed(place)))
        .collect();
    wanted.sort_by(|(_, a), (_, b)| a.total_cmp(b));
    let mut left = width - figures;
    while let Some((place, needed)) = (!wanted.is_empty()).then(|| wanted.remove(0)) {
        #[allow(clippy::cast_precision_loss)]
        let most = left - NARROWEST * wanted.len() as f32;
        columns[place].width = if wanted.is_empty() { left.max(NARROWEST) } else { needed.min(most).max(NARROWEST) };
        left -= columns[place].width;
    }
    let all: f32 = columns.iter().map(|column| column.width).sum();
    if all > width {
        columns.iter_mut().for_each(|column| column.width *= width / all);
    }
}

fn face(row: &Row) -> Face {
    if row.kind == RowKind::Detail { Face::Regular } else { Face::Bold }
}
