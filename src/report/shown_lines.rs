//! The lines of a report as they are shown, to be held against those of another version.

use super::cell::Cell;

/// The lines of a report as they are shown.
#[derive(Clone, Debug)]
pub struct ShownLines {
    /// The headers of its columns, as files have them.
    pub headers: Vec<String>,
    /// The lines, with a value for each column.
    pub rows: Vec<Vec<Cell>>,
}

impl ShownLines {
    /// The same lines under the headers of others: empty where they have no such column.
    #[must_use]
    pub fn under(&self, others: &[String]) -> Vec<Vec<Cell>> {
        let own = |header: &String| self.headers.iter().position(|own| own == header);
        let places: Vec<Option<usize>> = others.iter().map(own).collect();
        let cell = |row: &Vec<Cell>, place: Option<usize>| place.map_or(Cell::Empty, |place| row[place].clone());
        self.rows.iter().map(|row| places.iter().map(|place| cell(row, *place)).collect()).collect()
    }
}
