//! How wide columns are: by what is in them.

use crate::render::lines;
use crate::report::document::{Column, Document, Value};
use crate::report::row::RowView;

/// No column is wider, in characters.
const WIDEST: usize = 60;
/// The arrow of a filter beside a header, in characters.
const ARROW: usize = 3;
/// What stands between the text of a cell and its edges, in characters.
const MARGIN: usize = 2;
/// A day with its weekday, in characters.
const DAY: usize = 14;

/// The widths of the columns of the lines; with `totals` also that of what each row is.
pub(super) fn of_lines(document: &Document, totals: bool) -> Vec<f32> {
    let mut longest: Vec<usize> = document.columns.iter().map(|column| column.header.chars().count() + ARROW).collect();
    let Ok(()) = lines::each(document, totals, |row, _| {
        widen(&mut longest, &document.columns, row);
        Ok::<_, std::convert::Infallible>(())
    });
    let mut widths: Vec<f32> = longest.into_iter().map(width).collect();
    widths.extend(totals.then_some(26.0));
    widths
}

/// Makes columns as wide as the cells of a row.
pub(super) fn widen(longest: &mut Vec<usize>, columns: &[Column], row: &RowView<'_>) {
    longest.resize(longest.len().max(columns.len()), 0);
    for (longest, cell) in longest.iter_mut().zip(row.cells()) {
        *longest = (*longest).max(length(cell));
    }
}

/// A length as the width of a column.
pub(super) fn width(length: usize) -> f32 {
    f32::from(u16::try_from(length.min(WIDEST) + MARGIN).unwrap_or(u16::MAX))
}

fn length(cell: Value<'_>) -> usize {
    match cell {
        Value::Empty => 0,
        Value::Text(text) => text.chars().take(WIDEST).count(),
        Value::Said(said) => said.page.chars().count().max(said.file.chars().count()),
        Value::Count(count) => grouped(count.to_string().len()),
        // A sign, the cents and their comma.
        Value::Money(money) => grouped(money.decimal().abs().trunc().to_string().len()) + 4,
        Value::Percent(_) => 8,
        Value::Day(_) => DAY,
    }
}

/// So many digits with a mark between thousands.
fn grouped(digits: usize) -> usize {
    digits + digits.saturating_sub(1) / 3
}
