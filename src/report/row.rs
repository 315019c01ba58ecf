//! The lines of tables: few kept as they are, or those of a listing in its compact columns.

use super::cell::{Cell, Value};
use super::dimension::Dimension;
use super::listing::ListingColumns;

/// The lines of a block.
#[derive(Clone, Debug)]
pub enum Rows {
    /// Few lines, kept as they are.
    Kept(Vec<Row>),
    /// Lines of a listing, of which there may be very many.
    ListingColumns(ListingColumns),
}

/// A line of a table as an output sees it.
#[derive(Clone, Copy, Debug)]
pub struct RowView<'a> {
    /// What it is.
    pub kind: RowKind,
    cells: RowCells<'a>,
    shown: Option<&'a ShownColumns>,
}

/// The columns that are shown of lines, where others say no more than what stands above them.
#[derive(Clone, Debug)]
pub struct ShownColumns {
    /// The places of the columns, in their order.
    pub places: Vec<usize>,
    /// A column, and the text that is not repeated in it.
    pub said: Option<(usize, String)>,
}

/// Where the values of a line are.
#[derive(Clone, Copy, Debug)]
enum RowCells<'a> {
    Kept(&'a [Cell]),
    /// In a line of a listing.
    ListingColumns(&'a ListingColumns, usize),
}

/// A line of a table.
#[derive(Clone, Debug)]
pub struct Row {
    /// What it is.
    pub kind: RowKind,
    /// A value for each column.
    pub cells: Vec<Cell>,
}

/// What a line of a table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowKind {
    /// A fact.
    Detail,
    /// The sum of the lines above with the same code.
    Subtotal {
        /// Of which code.
        dimension: Dimension,
        /// Whether it only repeats the line above, so that a page can do without it.
        repeats: bool,
    },
    /// The sum of a section or table.
    Total,
}

impl Row {
    /// A fact.
    #[must_use]
    pub fn detail(cells: Vec<Cell>) -> Self {
        Self { kind: RowKind::Detail, cells }
    }

    /// The line as an output sees it.
    #[must_use]
    pub fn view(&self) -> RowView<'_> {
        RowView { kind: self.kind, cells: RowCells::Kept(&self.cells), shown: None }
    }
}

impl<'a> RowView<'a> {
    /// A value for each column.
    pub fn cells(self) -> impl Iterator<Item = Value<'a>> {
        (0..self.width()).map(move |column| self.at(column))
    }

    /// The value of a column, if the line has it.
    #[must_use]
    pub fn cell(self, column: usize) -> Option<Value<'a>> {
        (column < self.width()).then(|| self.at(column))
    }

    /// The same with some of its columns.
    #[must_use]
    pub fn showing(self, shown: &'a ShownColumns) -> Self {
        Self { shown: Some(shown), ..self }
    }

    fn width(self) -> usize {
        if let Some(shown) = self.shown {
            return shown.places.len();
        }
        match self.cells {
            RowCells::Kept(cells) => cells.len(),
            RowCells::ListingColumns(listed, _) => listed.width(),
        }
    }

    fn at(self, column: usize) -> Value<'a> {
        let Some(shown) = self.shown else { return self.own(column) };
        let place = shown.places[column];
        let value = self.own(place);
        let is_said = |said: &str| match value {
            Value::Text(text) => text == said,
            Value::Said(text) => &*text.page == said,
            _ => false,
        };
        match &shown.said {
            Some((column, said)) if *column == place && is_said(said) => Value::Empty,
            _ => value,
        }
    }

    fn own(self, column: usize) -> Value<'a> {
        match self.cells {
            RowCells::Kept(cells) => cells[column].value(),
            RowCells::ListingColumns(listed, line) => listed.value(line, column),
        }
    }
}

impl Rows {
    /// The lines in their order.
    pub fn iter(&self) -> impl Iterator<Item = RowView<'_>> + Clone {
        let count = match self {
            Self::Kept(rows) => rows.len(),
            Self::ListingColumns(listed) => listed.count(),
        };
        (0..count).map(|index| match self {
            Self::Kept(rows) => rows[index].view(),
            Self::ListingColumns(listed) => {
                RowView { kind: RowKind::Detail, cells: RowCells::ListingColumns(listed, index), shown: None }
            }
        })
    }

    /// How many of the lines are facts.
    #[must_use]
    pub fn facts(&self) -> usize {
        match self {
            Self::Kept(rows) => rows.iter().filter(|row| row.kind == RowKind::Detail).count(),
            Self::ListingColumns(listed) => listed.count(),
        }
    }
}
