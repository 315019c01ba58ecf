//! Rows that are no records, told as what they are rather than field by field.

use super::cell::{RawCell, trimmed};
use super::defect::{Defect, Reason};
use super::header::Layout;
use crate::domain::LineField;

/// How totals are called, in small letters.
const TOTALS: [&str; 8] = ["totaal", "total", "subtot", "sub-tot", "sous-tot", "eindtot", "summe", "gesamt"];

/// Whether a cell is called a total.
#[must_use]
pub fn is_total(cell: &RawCell<'_>) -> bool {
    matches!(cell, RawCell::Text(text) if {
        let name = trimmed(text).to_lowercase();
        TOTALS.iter().any(|total| name.starts_with(total))
    })
}

/// What a row as a whole seems to be, when it can't be read as a record for these reasons.
#[must_use]
pub fn oddity(layout: &Layout, cells: &[RawCell<'_>], faults: &[Defect]) -> Option<Reason> {
    let is_empty =
        |field: LineField| layout.index(field).and_then(|index| cells.get(index)).is_none_or(RawCell::is_empty);
    let filled = cells.iter().filter(|cell| !cell.is_empty()).count();
    let has_amount = layout.amounts().into_iter().any(|index| cells.get(index).is_some_and(|cell| !cell.is_empty()));
    let rest =
        [LineField::Posted, LineField::Settled, LineField::Institution, LineField::Branch, LineField::BookingCode];
    // A record has the day on which it was posted, whatever else it lacks.
    if has_amount
        && is_empty(LineField::Daybook)
        && is_empty(LineField::Posted)
        && (is_empty(LineField::TransactionId) || rest.into_iter().all(is_empty))
    {
        return Some(Reason::TotalRow);
    }
    if has_amount && is_empty(LineField::TransactionId) && rest.into_iter().all(is_empty) {
        return Some(Reason::DaybookTotal);
    }
    if has_amount && layout.index(LineField::TransactionId).and_then(|index| cells.get(index)).is_some_and(is_total) {
        return Some(Reason::NamedTotal);
    }
    if filled == 1 && layout.width() > 2 {
        return Some(Reason::LoneText);
    }
    // A record that is wrong everywhere has figures still; names of columns and types have none in front.
    let typed =
        [LineField::Posted, LineField::Institution, LineField::Branch, LineField::BookingCode, LineField::Amount];
    let typed: Vec<LineField> = typed.into_iter().filter(|field| layout.index(*field).is_some()).collect();
    let is_word = |field: &LineField| {
        let cell = layout.index(*field).and_then(|index| cells.get(index));
        let is_word = matches!(cell, Some(RawCell::Text(text)) if trimmed(text).starts_with(char::is_alphabetic));
        is_word && faults.iter().any(|fault| fault.column == layout.header(*field))
    };
    (typed.len() > 2 && typed.iter().all(is_word)).then_some(Reason::NoRecord)
}
