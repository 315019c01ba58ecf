//! The lines of a report as they are shown, to be held against those of another version.

use super::document::{Cell, Column, Document, Value};
use super::row::{RowKind, RowView};
use super::template::Field;

/// The lines of a report as they are shown. Pseudonyms of customers and the number of the report are no part of them: those
/// may be others in each version, whatever the lines are.
#[derive(Clone, Debug)]
pub struct ShownLines {
    /// The columns that pages show.
    pub columns: Vec<Column>,
    /// The lines, with a value for each column.
    pub rows: Vec<Vec<Cell>>,
}

impl ShownLines {
    /// The lines of a document.
    #[must_use]
    pub fn of(document: &Document) -> Self {
        let is_compared =
            |column: &Column| column.is_on_pages() && !matches!(column.field, Some(Field::Customer | Field::Voucher));
        let places: Vec<usize> =
            (0..document.columns.len()).filter(|place| is_compared(&document.columns[*place])).collect();
        let cells = |row: RowView<'_>| places.iter().map(|place| row.cell(*place).map_or(Cell::Empty, kept)).collect();
        let rows = document.blocks_in_order().into_iter().flat_map(|block| block.rows.iter());
        Self {
            columns: places.iter().map(|place| document.columns[*place].clone()).collect(),
            rows: rows.filter(|row| row.kind == RowKind::Detail).map(cells).collect(),
        }
    }

    /// The same lines under the columns of others: empty where they have no such column.
    #[must_use]
    pub fn under(&self, others: &[Column]) -> Vec<Vec<Cell>> {
        let own = |column: &Column| self.columns.iter().position(|own| own.header == column.header);
        let places: Vec<Option<usize>> = others.iter().map(own).collect();
        let cell = |row: &Vec<Cell>, place: Option<usize>| place.map_or(Cell::Empty, |place| row[place].clone());
        self.rows.iter().map(|row| places.iter().map(|place| cell(row, *place)).collect()).collect()
    }
}

fn kept(value: Value<'_>) -> Cell {
    match value {
        Value::Empty => Cell::Empty,
        Value::Text(text) => Cell::text(text),
        Value::Said(said) => Cell::Said(Box::new(said.clone())),
        Value::Count(count) => Cell::Count(count),
        Value::Money(money) => Cell::Money(money),
        Value::Percent(percent) => Cell::Percent(percent),
        Value::Day(day) => Cell::Day(day),
    }
}
