//! Rows that are no records, told as what they are rather than field by field.

use super::cell::{Cell, trimmed};
use super::defect::{Defect, Reason};
use super::header::Layout;
use crate::domain::Field;

/// What a row as a whole seems to be, when it can't be read as a record for these reasons.
#[must_use]
pub fn oddity(layout: &Layout, cells: &[Cell<'_>], faults: &[Defect]) -> Option<Reason> {
    let is_empty = |field: Field| layout.index(field).and_then(|index| cells.get(index)).is_none_or(Cell::is_empty);
    let filled = cells.iter().filter(|cell| !cell.is_empty()).count();
    let has_amount = layout.amounts().into_iter().any(|index| cells.get(index).is_some_and(|cell| !cell.is_empty()));
    let rest = [Field::Posted, Field::Settled, Field::Institution, Field::Branch, Field::BookingCode];
    if has_amount && is_empty(Field::Daybook) && (is_empty(Field::TransactionId) || rest.into_iter().all(is_empty)) {
        return Some(Reason::TotalRow);
    }
    if filled == 1 && layout.width() > 2 {
        return Some(Reason::LoneText);
    }
    // A record that is wrong everywhere has figures still; names of columns and types have none in front.
    let typed = [Field::Posted, Field::Institution, Field::Branch, Field::BookingCode, Field::Amount];
    let typed: Vec<Field> = typed.into_iter().filter(|field| layout.index(*field).is_some()).collect();
    let is_word = |field: &Field| {
        let cell = layout.index(*field).and_then(|index| cells.get(index));
        let is_word = matches!(cell, Some(Cell::Text(text)) if trimmed(text).starts_with(char::is_alphabetic));
        is_word && faults.iter().any(|fault| fault.column == layout.header(*field))
    };
    (typed.len() > 2 && typed.iter().all(is_word)).then_some(Reason::NoRecord)
}
