//! The lines of a section as pages show them: by hierarchy, each code said once, in the heading of what it holds for.
//!
//! Files keep a row with all its codes for every line; this is the same for readers.

use super::document::{Cell, Column, Value};
use super::row::{Row, RowKind};
use super::template::{Field, Format};
use crate::domain::Money;

/// The lines of a section by hierarchy.
#[derive(Clone, Debug)]
pub struct Outline {
    /// What all its lines share, said once above them.
    pub shared: Option<String>,
    /// Its columns: first the names, then the figures.
    pub columns: Vec<Column>,
    /// Headings and lines in reading order.
    pub rows: Vec<OutlineRow>,
    /// The sums of all; none where the only heading says them.
    pub totals: Vec<OutlineRow>,
    /// Whether codes stand side by side, so that its lines are cells of what files have as rows.
    pub is_matrix: bool,
    /// Whether its columns need a page that lies.
    pub is_wide: bool,
}

/// What sets a line off from others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Emphasis {
    /// Nothing.
    #[default]
    Usual,
    /// It is of a day of the weekend.
    Weekend,
    /// It ends a week.
    WeekEnd,
}

/// A heading or a line of an outline.
#[derive(Clone, Debug)]
pub struct OutlineRow {
    /// How many headings it stands under.
    pub depth: usize,
    /// The code in front of its name.
    pub code: String,
    /// Its name and figures, a value for each column. A heading is a subtotal that stands above what it adds up.
    pub row: Row,
    /// What sets it off.
    pub emphasis: Emphasis,
}

impl OutlineRow {
    /// A row whose name stands first among its cells.
    #[must_use]
    pub(super) fn new(kind: RowKind, depth: usize, code: String, cells: Vec<Cell>) -> Self {
        Self { depth, code, row: Row { kind, cells }, emphasis: Emphasis::Usual }
    }

    /// Whether it is a heading.
    #[must_use]
    pub fn is_heading(&self) -> bool {
        matches!(self.row.kind, RowKind::Subtotal { .. })
    }

    /// The name without the code.
    #[must_use]
    pub fn name(&self) -> &str {
        match self.row.cells.first().map(Cell::value) {
            Some(Value::Text(text)) => text,
            _ => "",
        }
    }
}

impl Outline {
    /// All rows.
    pub fn all(&self) -> impl Iterator<Item = &OutlineRow> {
        self.rows.iter().chain(&self.totals)
    }

    /// The column of the balance, where receipts and expenses stand beside it: a page that must hold all may go without.
    #[must_use]
    pub fn dispensable_balance(&self) -> Option<usize> {
        let place = |field| self.columns.iter().position(|column| column.field == Some(field));
        let has_both = place(Field::Receipts).is_some() && place(Field::Expenses).is_some();
        let balance = place(Field::Balance).or_else(|| {
            let has_no_field = |column: &Column| column.field.is_none();
            self.columns.iter().rposition(has_no_field).filter(|place| *place > 0)
        });
        balance.filter(|_| has_both)
    }

    /// Leaves columns out in which nothing stands but nought, and the balance where nothing was paid out.
    pub(super) fn leave_noughts_out(&mut self) {
        let is_nought = |place: usize| {
            let mut cells = self.all().map(|row| row.row.cells[place].value());
            cells.all(|value| value == Value::Empty || value == Value::Money(Money::ZERO))
        };
        let place_of = |field| self.columns.iter().position(|column| column.field == Some(field));
        let (receipts, expenses) = (place_of(Field::Receipts), place_of(Field::Expenses));
        let Some((receipts, expenses)) = receipts.zip(expenses) else { return };
        let is_balance = |column: &Column| matches!(column.field, None | Some(Field::Balance));
        let balance = self.columns.iter().rposition(is_balance).filter(|place| *place > expenses);
        let mut gone = Vec::new();
        if is_nought(expenses + 1) {
            gone.extend([Some(expenses), balance].into_iter().flatten());
        } else if is_nought(receipts + 1) {
            gone.push(receipts);
        }
        for place in gone.into_iter().rev() {
            self.columns.remove(place);
            for row in self.rows.iter_mut().chain(&mut self.totals) {
                row.row.cells.remove(place + 1);
            }
        }
    }

    /// Puts the column of names in front, as wide as there is room.
    pub(super) fn set_names(&mut self, label: &str, room: f32) {
        /// As much as a name needs to be read, in millimetres.
        const LEAST: f32 = 26.0;
        let taken: f32 = self.columns.iter().map(|column| column.width).sum();
        self.columns.insert(0, Column::new(label, (room - taken).max(LEAST), Format::Text));
    }
}
