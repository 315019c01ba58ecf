//! The lines of a report of stornos: each beside the line that it takes back; refunds, which take back none, apart.

use std::collections::HashMap;

use chrono::NaiveDate;
use polars::prelude::*;

use super::relation_sections::relation_sections;
use super::rows::{Customers, LineCells, in_order, kept_cell, sum_row};
use crate::domain::transaction::is_storno;
use crate::domain::transactions::{TransactionRow, column};
use crate::domain::{BookingCode, Money, Transactions};
use crate::report::back_dated::BackDated;
use crate::report::context::Context;
use crate::report::document::{Cell, Section};
use crate::report::field::Relation;
use crate::report::pairing::{Original, Pairs, StornoKey};
use crate::report::row::Row;
use crate::report::template::Field;

/// The sections of a report of stornos that have lines, and the line of all together.
///
/// # Errors
/// Never for transactions of the fixed schema; what polars says otherwise.
pub fn pair_sections(
    context: &Context<'_>,
    listed: &Transactions,
    (pairs, back_dated): (&Pairs, &BackDated),
    customers: &Customers,
) -> PolarsResult<(Vec<Section>, Row)> {
    let rows = listed.rows()?;
    let ids = rows.text(column::ID)?;
    let mut cells = LineCells::of(context, &rows, customers)?;
    let mut parts: HashMap<Relation, (Vec<Row>, Money)> = HashMap::new();
    let mut all = Money::ZERO;
    for place in in_order(listed)? {
        let place = place as usize;
        let row = rows.get(place);
        let id = ids.get(place).unwrap_or_default();
        let key = StornoKey::of(id, &row);
        let original = key.as_ref().and_then(|key| pairs.get(key));
        let late = key.as_ref().and_then(|key| back_dated.get(key)).copied();
        let relation = relation(&row, original, &context.tables.handed_over);
        let cells = cells.line(place, &row, |field| pair_cell(context, field, &row, relation, (original, late)));
        let (lines, sum) = parts.entry(relation).or_default();
        lines.push(Row::detail(cells));
        *sum = *sum + Money::from_cents(row.cents);
        all = all + Money::from_cents(row.cents);
    }
    let sections = relation_sections(context, parts);
    Ok((sections, sum_row(context, &context.received_label(), all)))
}

fn relation(row: &TransactionRow, original: Option<&Original>, handed_over: &[BookingCode]) -> Relation {
    let is_storno = row.daybook.is_some_and(|daybook| is_storno(daybook, row.booking_code, row.cents, handed_over));
    match original {
        Some(_) => Relation::Paired,
        None if is_storno => Relation::Unpaired,
        None => Relation::Refund,
    }
}

/// What only a report of stornos shows, and what a listing keeps in columns of its own.
#[expect(clippy::option_option, reason = "whether it is late, and since when, if anybody knows")]
fn pair_cell(
    context: &Context<'_>,
    field: Field,
    row: &TransactionRow,
    relation: Relation,
    (original, late): (Option<&Original>, Option<Option<NaiveDate>>),
) -> Option<Cell> {
    Some(match field {
        Field::Original => original.map_or(Cell::Empty, |original| Cell::text(&original.id)),
        Field::OriginalSettled => original.map_or(Cell::Empty, |original| Cell::Day(original.settled)),
        Field::DaysBetween => {
            let days = original.zip(row.settled).map(|(original, settled)| (settled - original.settled).num_days());
            days.and_then(|days| u64::try_from(days).ok()).map_or(Cell::Empty, Cell::Count)
        }
        Field::CameIn => late.flatten().map_or(Cell::Empty, Cell::Day),
        Field::Relation => context.said(|words| {
            let words = &words.relation;
            let is_before_posting = row.settled.is_some_and(|day| day < row.posted);
            let is_back_dated = relation != Relation::Refund && (is_before_posting || late.is_some());
            let word = match (relation, original) {
                (Relation::Refund, _) => &words.refund,
                _ if is_back_dated => &words.back_dated,
                (_, Some(original)) if Some(original.settled) == row.settled => &words.same_day,
                (_, Some(_)) => &words.other_day,
                (_, None) => &words.not_found,
            };
            word.clone()
        }),
        _ => return kept_cell(field, row),
    })
}
