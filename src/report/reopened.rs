//! Costs that were settled after a day, taken back and settled again, or left open once more: each was open once on that day,
//! though several lines of it come later.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use polars::prelude::*;

use super::as_it_stood::was_never_owed;
use super::key::OpenLast;
use super::line_id::{LineId, number_of};
use super::lines::GroupTotals;
use super::pairing::Cost;
use crate::domain::transactions::{TransactionRow, column};
use crate::domain::{BookingGroup, LineSum, Money, Transaction};

/// Which line it is, and the texts that it is told by.
#[derive(Clone, Copy, Debug)]
pub(super) struct LineTexts<'a> {
    pub(super) feed: &'a str,
    pub(super) id: &'a str,
    pub(super) customer: &'a str,
    pub(super) item: &'a str,
    pub(super) source: &'a str,
    pub(super) drawer: &'a str,
}

/// The columns that these texts stand in, beside the id.
pub(super) const TEXTS: [&str; 4] = [column::CUSTOMER, column::ITEM, column::SOURCE, column::DRAWER];

impl<'a> LineTexts<'a> {
    /// Those of a transaction.
    pub(super) fn of(transaction: &Transaction<'a>) -> Self {
        let Transaction { feed, id, customer, item, source, drawer, .. } = *transaction;
        Self { feed, id, customer, item, source, drawer }
    }
}

/// A line that counts as open on the day.
#[derive(Clone, Debug)]
pub(super) struct OpenLine {
    feed: Box<str>,
    id: Box<str>,
    source: Box<str>,
    drawer: Box<str>,
    /// As it stood.
    pub(super) row: TransactionRow,
    /// Whether it was settled since.
    pub(super) is_settled: bool,
}

/// What came later of costs that were posted by a day.
#[derive(Clone, Debug)]
pub(super) struct Reopened {
    day: NaiveDate,
    costs: BTreeMap<Cost, Vec<(CostOrder, Option<OpenLine>)>>,
}

/// Where a line stands among those of its cost: the day of settlement, then the id.
type CostOrder = (OpenLast<NaiveDate>, Option<u64>, Box<str>);

impl Reopened {
    /// Nothing yet, for what was open at the end of a day.
    pub(super) fn new(day: NaiveDate) -> Self {
        Self { day, costs: BTreeMap::new() }
    }

    /// Sees a line as it is; `open` is the same as it stood, where it counts as open. Without customer and item nobody knows
    /// its cost.
    pub(super) fn see(&mut self, row: &TransactionRow, open: Option<&TransactionRow>, texts: LineTexts<'_>) {
        let is_expense = row.booking_code.group() == BookingGroup::EXPENSES;
        let takes_back = row.posted <= self.day
            && row.settled.is_some_and(|settled| settled > self.day)
            && was_never_owed(is_expense, row.cents);
        if open.is_none() && !takes_back {
            return;
        }
        let Some(cost) = Cost::of(row, texts.customer, texts.item) else { return };
        let item = open.map(|row_then| OpenLine {
            feed: texts.feed.into(),
            id: texts.id.into(),
            source: texts.source.into(),
            drawer: if row.settled.is_some() { "" } else { texts.drawer }.into(),
            row: *row_then,
            is_settled: row.settled.is_some(),
        });
        let id = LineId::of(texts.id, number_of(texts.id));
        let place = (row.settled.map_or(OpenLast::Open, OpenLast::Settled), id.number(), texts.id.into());
        self.costs.entry(cost).or_default().push((place, item));
    }

    /// Takes over what another one saw.
    pub(super) fn merge(&mut self, other: Self) {
        for (cost, lines) in other.costs {
            self.costs.entry(cost).or_default().extend(lines);
        }
    }

    /// The lines that count no more: behind each that takes back, the next one of the same cost.
    pub(super) fn finish(self) -> Vec<OpenLine> {
        let mut again = Vec::new();
        for mut lines in self.costs.into_values() {
            lines.sort_by(|(one, _), (other, _)| one.cmp(other));
            let mut taken_back = 0_u64;
            for (_, item) in lines {
                match item {
                    None => taken_back += 1,
                    Some(item) if taken_back > 0 => {
                        taken_back -= 1;
                        again.push(item);
                    }
                    Some(_) => {}
                }
            }
        }
        again
    }
}

impl OpenLine {
    /// What tells it from all others.
    pub(super) fn key(&self) -> (String, String) {
        (self.feed.to_string(), self.id.to_string())
    }

    /// Its amount.
    pub(super) fn sum(&self) -> LineSum {
        LineSum { count: 1, cents: self.row.cents.into() }
    }

    /// Takes it out of the group that it is in, of those by these columns.
    pub(super) fn leave(&self, keys: &[&'static str], groups: &mut Vec<GroupTotals>) {
        let has = |key| keys.contains(&key);
        let row = &self.row;
        let is_in = |group: &GroupTotals| {
            group.daybook.is_none()
                && (!has(column::PLACE)
                    || (group.institution, group.branch, group.booking_code)
                        == (Some(row.institution), Some(row.branch), Some(row.booking_code)))
                && (!has(column::POSTED_DAY) || group.posted == Some(row.posted))
                && (!has(column::SOURCE) || group.source.as_deref() == Some(&*self.source))
                && (!has(column::DRAWER) || group.drawer.as_deref() == Some(&*self.drawer))
        };
        let Some(place) = groups.iter().position(is_in) else { return };
        let (totals, amount) = (&mut groups[place].totals, Money::from_cents(row.cents));
        totals.count -= 1;
        if row.booking_code.group() == BookingGroup::EXPENSES {
            totals.expenses = totals.expenses + amount;
        } else {
            totals.receipts = totals.receipts - amount;
        }
        if totals.count == 0 {
            groups.remove(place);
        }
    }
}

/// Rows without some lines.
///
/// # Errors
/// Never for transactions of the fixed schema; what polars says otherwise.
pub(super) fn without(rows: &DataFrame, items: &[OpenLine]) -> PolarsResult<DataFrame> {
    let keys: BTreeSet<(&str, &str)> = items.iter().map(|item| (&*item.feed, &*item.id)).collect();
    let texts = |name: &str| -> PolarsResult<&StringChunked> { rows.column(name)?.as_materialized_series().str() };
    let (feeds, ids) = (texts(column::FEED)?, texts(column::ID)?);
    let pairs = feeds.iter().zip(ids.iter());
    let stays: Vec<bool> =
        pairs.map(|(feed, id)| !keys.contains(&(feed.unwrap_or_default(), id.unwrap_or_default()))).collect();
    rows.filter_seq(&BooleanChunked::from_slice(PlSmallStr::EMPTY, &stays))
}
