//! The rows of drawers: days of `kasblad`, counts of `kastelling`.

use super::cells::{money_if, text};
use super::drawer::{Drawer, DrawerDay};
use crate::domain::{Cents, Money, verdict};
use crate::report::document::Cell;
use crate::witness::count::CashCount;

/// The rows of a count: notes and coins from the largest on, other money, then what they come to, what had to be there, and
/// the difference with its word.
pub(super) fn count_rows(drawer: &Drawer<'_>, count: &CashCount) -> Vec<Vec<Cell>> {
    let row = |what: &str, pieces: Option<u32>, cents: Option<Cents>| {
        let role = |role: &Option<String>| text(role.as_deref().unwrap_or_default());
        vec![
            text(count.drawer.to_string()),
            Cell::Day(count.day),
            text(count.time.format("%H:%M").to_string()),
            text(what),
            pieces.map_or(Cell::Empty, |pieces| Cell::Count(pieces.into())),
            money_if(cents),
            role(&count.counted_by),
            role(&count.second),
            role(&count.reason),
        ]
    };
    let of_pieces = |(value, pieces): (&Cents, &u32)| {
        let what = Money::from_cents(*value).to_string().replace('.', ",");
        row(&what, Some(*pieces), Some(value * Cents::from(*pieces)))
    };
    let mut rows: Vec<Vec<Cell>> = count.pieces.iter().rev().map(of_pieces).collect();
    let expected = drawer.expected_of(count);
    let difference = expected.map(|expected| count.counted() - expected);
    rows.extend((count.other != 0).then(|| row("andere", None, Some(count.other))));
    rows.push(row("geteld", None, Some(count.counted())));
    rows.push(row("verwacht", None, expected));
    rows.push(row(difference.map_or("verschil niet bekend", verdict), None, difference));
    rows.push(row("wisselgeld", None, count.float));
    rows.push(row("kasafdracht", None, count.handed_over));
    rows
}

/// The row of a drawer's day.
pub(super) fn cash_row(day: &DrawerDay) -> Vec<Cell> {
    let count = day.count.as_ref();
    let difference = count.and_then(super::drawer::DrawerCount::difference);
    let said = match (count, difference) {
        _ if day.sums.is_none() => "geen export",
        (None, _) => "niet ontvangen",
        (Some(_), None) => "beginsaldo niet bekend",
        (Some(_), Some(difference)) => verdict(difference),
    };
    vec![
        text(day.drawer.to_string()),
        Cell::Day(day.day),
        money_if(day.opening),
        money_if(day.sums.map(|sums| sums.received)),
        money_if(day.sums.map(|sums| sums.spent)),
        money_if(day.sums.map(|sums| sums.handed_over)),
        money_if(day.sums.map(|sums| sums.difference)),
        money_if(day.closing),
        Cell::Count(day.counts),
        money_if(count.map(|count| count.counted)),
        money_if(count.and_then(|count| count.expected)),
        money_if(difference),
        text(said),
        text(count.and_then(|count| count.reason.as_deref()).unwrap_or_default()),
    ]
}
