//! Recaps as the first page shows them: with the share of each line, and of very many lines the largest.

use super::context::Context;
use super::dimension::Dimension;
use super::document::{Cell, Column, FirstPageRecap, Presence, Table};
use super::row::{Row, RowKind};
use super::template::{Format, RecapTemplate};
use crate::domain::{Money, Percent};

/// How many columns a recap of receipts has: code, description, number, receipts, expenses, balance.
const OF_RECEIPTS: usize = 6;
/// The place of the receipts among them.
const RECEIPTS: usize = 3;
/// The widths of those columns with the share behind the receipts, in millimetres.
const WIDTHS: [f32; OF_RECEIPTS + 1] = [19.0, 54.0, 14.0, 22.0, 34.0, 20.0, 22.0];

/// What the first page shows of a recap; `None` where the template puts it elsewhere, or where too few of its lines bear
/// a code.
#[must_use]
pub(super) fn first_page_recap(
    context: &Context<'_>,
    template: &RecapTemplate,
    table: &Table,
    recap: usize,
) -> Option<FirstPageRecap> {
    let first_page = template.first_page?;
    let (facts, totals): (Vec<&Row>, Vec<&Row>) = table.rows.iter().partition(|row| row.kind == RowKind::Detail);
    if facts.len() < first_page.at_least {
        return Some(FirstPageRecap { recap, table: None, is_short: false });
    }
    let is_told = |row: &&&Row| !matches!(row.cells.first(), None | Some(Cell::Empty));
    if facts.iter().filter(is_told).count() < first_page.at_least {
        return None;
    }
    let is_of_receipts = table.columns.len() == OF_RECEIPTS && table.columns[RECEIPTS].format == Format::Amount;
    let is_short = is_of_receipts && facts.len() > first_page.at_most;
    let mut rows: Vec<Row> = facts.iter().map(|row| (*row).clone()).collect();
    if is_short {
        rows = shortened(context, template.by, rows, first_page.at_most);
    }
    let whole = totals.first().and_then(|total| money(total, RECEIPTS)).unwrap_or_default();
    // What was received in all stands above already.
    if !is_of_receipts {
        rows.extend(totals.into_iter().cloned());
    }
    let mut columns = table.columns.clone();
    let mut parts = rows.iter().filter_map(|row| money(row, RECEIPTS));
    // Of nothing, and where parts take away from others, no share says anything.
    let has_shares = whole > Money::ZERO && parts.all(|part| part >= Money::ZERO);
    if is_of_receipts && !has_shares {
        let widths = WIDTHS[..=RECEIPTS].iter().chain(&WIDTHS[RECEIPTS + 2..]);
        columns.iter_mut().zip(widths).for_each(|(column, width)| column.width = *width);
    }
    if is_of_receipts && has_shares {
        for row in &mut rows {
            let share = money(row, RECEIPTS)
                .filter(|part| *part != Money::ZERO)
                .and_then(|part| Percent::of(part, whole))
                .map_or(Cell::Empty, Cell::Percent);
            row.cells.insert(RECEIPTS + 1, share);
        }
        columns.insert(
            RECEIPTS + 1,
            Column::new(&context.words.first_page.share, 0.0, Format::Share).present(Presence::Derived),
        );
        columns.iter_mut().zip(WIDTHS).for_each(|(column, width)| column.width = width);
    }
    let table = Table { title: table.title.clone(), note: table.note.clone(), columns, rows };
    Some(FirstPageRecap { recap, table: Some(table), is_short })
}

fn money(row: &Row, index: usize) -> Option<Money> {
    match row.cells.get(index) {
        Some(Cell::Money(money)) => Some(*money),
        _ => None,
    }
}

/// The lines with the most receipts in their order, and what all others add up to.
fn shortened(context: &Context<'_>, by: Dimension, rows: Vec<Row>, most: usize) -> Vec<Row> {
    let mut places: Vec<usize> = (0..rows.len()).collect();
    places.sort_by_key(|place| (std::cmp::Reverse(money(&rows[*place], RECEIPTS)), *place));
    let kept: Vec<usize> = places.into_iter().take(most.saturating_sub(1)).collect();
    let (mut shown, mut others) = (Vec::new(), Vec::new());
    for (place, row) in rows.into_iter().enumerate() {
        if kept.contains(&place) { &mut shown } else { &mut others }.push(row);
    }
    let words = &context.words.first_page;
    let label = words.others.get(&by).unwrap_or(&words.other_lines);
    let label = label.replace("{count}", &context.words.count(others.len() as u64));
    let count = others.iter().filter_map(|row| if let Cell::Count(count) = row.cells[2] { Some(count) } else { None });
    let sum = |index: usize| Cell::Money(others.iter().filter_map(|row| money(row, index)).sum());
    let mut cells = vec![Cell::Empty, Cell::text(&label), Cell::Count(count.sum())];
    cells.extend((RECEIPTS..OF_RECEIPTS).map(sum));
    shown.push(Row::detail(cells));
    shown
}
