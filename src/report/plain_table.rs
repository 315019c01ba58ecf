//! A table that is no report of daybook lines: headers, and rows of cells.

use super::document::Cell;

/// A table with a name.
#[derive(Debug)]
pub struct PlainTable {
    /// The name that its files begin with.
    pub id: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// What stands above the columns, in files too.
    pub columns: &'static [&'static str],
    /// The rows; each has a cell for each column.
    pub rows: Vec<Vec<Cell>>,
}
