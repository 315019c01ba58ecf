//! Stornos that were dated back: those that came in after all of their day had been told.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::pairing::StornoKey;
use super::template::{Field, Template};
use crate::domain::{Coverage, Institution};

/// What came in together.
#[derive(Clone, Debug)]
pub struct Delivery<'a> {
    /// The feed that it is of: whose it is, where that is known, and its name.
    pub feed: (Option<Institution>, &'a str),
    /// The days that it tells all of.
    pub days: Coverage,
    /// The day on which it came in, where that is known.
    pub came_in: Option<NaiveDate>,
    /// The stornos that it has.
    pub stornos: Vec<StornoKey>,
}

/// Stornos that were dated back, with the day on which each came in, where that is known.
pub type BackDated = BTreeMap<StornoKey, Option<NaiveDate>>;

impl Template {
    /// Whether its stornos are told that were dated back. (Templates up to 0.1.0 have no column for the day on which those
    /// came in.)
    #[must_use]
    pub fn tells_back_dated(&self) -> bool {
        self.pairs && self.columns.iter().any(|column| column.field == Field::CameIn)
    }
}

/// Which stornos were dated back, of what came in one after the other: what came first with a delivery whose feed had told
/// all of their day before, or whose own days are all later.
#[must_use]
pub fn back_dated<'a>(deliveries: impl IntoIterator<Item = Delivery<'a>>) -> BackDated {
    let mut told: BTreeMap<(Option<Institution>, &str), Coverage> = BTreeMap::new();
    let (mut seen, mut found) = (BTreeSet::new(), BackDated::new());
    for Delivery { feed, days, came_in, stornos } in deliveries {
        let before = told.entry(feed).or_default();
        for storno in stornos.into_iter().filter(|storno| seen.insert(storno.clone())) {
            let is_before = |first| storno.settled() < first;
            if before.has(storno.settled()) || days.first().is_some_and(is_before) {
                found.insert(storno, came_in);
            }
        }
        *before = Coverage::of(before.runs().iter().chain(days.runs()).copied());
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::transactions::TransactionRow;
    use crate::domain::{CodeTables, Daybook, LineCore, Moment, Settlement, Transaction};

    fn day(number: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 7, number).expect("a day")
    }

    fn storno(id: &str, settled: u32) -> StornoKey {
        let daybook = Daybook::parse("K001").expect("a daybook");
        let settled = Moment::from_day(day(settled)).expect("a time");
        let example = Transaction::example();
        let core = LineCore { settlement: Some(Settlement { daybook, settled }), ..example.core };
        let row: TransactionRow = Transaction { core, ..example }.row(&CodeTables::default());
        StornoKey::of(id, &row).expect("it is settled")
    }

    fn delivery(feed: &str, days: (u32, u32), stornos: Vec<StornoKey>) -> Delivery<'_> {
        Delivery {
            feed: (None, feed),
            days: Coverage::of([(day(days.0), day(days.1))]),
            came_in: Some(day(days.1 + 1)),
            stornos,
        }
    }

    #[test]
    fn what_comes_after_its_day_was_told_was_dated_back() {
        let late = storno("2", 1);
        let found = back_dated([
            delivery("", (1, 1), vec![storno("1", 1)]),
            delivery("", (2, 2), Vec::new()),
            delivery("", (20, 20), vec![late.clone(), storno("3", 20)]),
            // The whole month has them all again, and one that nobody had told of.
            delivery("", (1, 20), vec![storno("1", 1), late.clone(), storno("4", 2), storno("5", 10)]),
        ]);
        let must = [(late, Some(day(21))), (storno("4", 2), Some(day(21)))];
        assert_eq!(found, BackDated::from(must));
    }

    #[test]
    fn each_feed_tells_of_its_own_days() {
        let found = back_dated([
            delivery("desk", (1, 5), Vec::new()),
            delivery("online", (1, 5), vec![storno("1", 3)]),
            delivery("online", (6, 6), vec![storno("2", 5)]),
        ]);
        assert_eq!(found, BackDated::from([(storno("2", 5), Some(day(7)))]));
        let nothing_known = Delivery { days: Coverage::default(), ..delivery("", (1, 1), vec![storno("1", 3)]) };
        assert!(back_dated([nothing_known]).is_empty());
    }
}
