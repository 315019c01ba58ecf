//! Figures and texts of the control desk as cells, where what is missing is empty and never nought.

use crate::domain::{Cents, Money};
use crate::report::document::Cell;

pub(super) fn money(cents: Cents) -> Cell {
    Cell::Money(Money::from_cents(cents))
}

pub(super) fn money_if(cents: Option<Cents>) -> Cell {
    cents.map_or(Cell::Empty, money)
}

pub(super) fn text(text: impl AsRef<str>) -> Cell {
    if text.as_ref().is_empty() { Cell::Empty } else { Cell::Text(text.as_ref().into()) }
}
