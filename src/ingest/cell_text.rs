//! Cells as texts of codes and ids.

use std::borrow::Cow;

use super::cell::{RawCell, trimmed};
use super::defect::Reason;
use super::header::Layout;
use crate::domain::LineField;

/// The text of a code. A number in a workbook has lost the zeros in front; they are put back up to `digits`, the
/// width that the code always has.
///
/// # Errors
/// When it holds something else.
pub fn code_text<'c>(cell: &'c RawCell<'_>, digits: usize) -> Result<Cow<'c, str>, Reason> {
    match cell {
        RawCell::Text(text) => Ok(Cow::Borrowed(trimmed(text))),
        RawCell::Number(number) => whole_number(*number)
            .map(|number| Cow::Owned(format!("{number:0digits$}")))
            .ok_or(Reason::CellType { expected: "a code" }),
        RawCell::Error(_) => Err(Reason::ErrorCell),
        RawCell::Day(_) | RawCell::DateTime(_) | RawCell::Instant(_) | RawCell::Time(_) | RawCell::Other(_) => {
            Err(Reason::CellType { expected: "a code" })
        }
    }
}

/// Binary numbers below this have all their digits: more than 15 of them a spreadsheet loses.
const EXACT: f64 = 1e15;

/// A binary number that is a whole one, not negative, and small enough to be exact.
fn whole_number(number: f64) -> Option<u64> {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    (number.fract() == 0.0 && (0.0..EXACT).contains(&number)).then_some(number as u64)
}

/// Turns the numbers in text columns of a workbook's or Parquet file's row into texts: an id typed as a number is an id
/// still, as long as the number has all its digits.
pub fn texts_of_numbers(cells: &mut [RawCell<'_>], layout: &Layout) {
    for field in LineField::TEXTS {
        if let Some(cell) = layout.index(field).and_then(|index| cells.get_mut(index))
            && let RawCell::Number(number) = cell
        {
            let is_id = !matches!(field, LineField::Description | LineField::Source | LineField::SettlementSource);
            let has_all_digits = number.fract() == 0.0 && number.abs() < EXACT;
            if has_all_digits || !is_id {
                *cell = RawCell::Text(Cow::Owned(number.to_string()));
            }
        }
    }
}
