//! What exports tell of a library: its codes, its desks and its days.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::domain::transactions::column;
use crate::domain::{BookingCode, Branch, Daybook, Institution, Transaction};
use crate::ingest::gather::LineSink;

/// Every code that stands in exports, with what is said of it.
#[derive(Clone, Debug, Default)]
pub struct CodeSurvey {
    /// How many lines costs of each library have.
    pub institutions: BTreeMap<Institution, u64>,
    /// How many lines of each branch belong to which library.
    pub branches: BTreeMap<Branch, BTreeMap<Institution, u64>>,
    /// What is settled on each daybook.
    pub daybooks: BTreeMap<Daybook, DaybookUse>,
    /// How often each description stands with a booking code.
    pub booking_codes: BTreeMap<BookingCode, BTreeMap<String, u64>>,
    /// The first and the last day on which something was settled.
    pub days: Option<(NaiveDate, NaiveDate)>,
    /// How many lines there are.
    pub lines: u64,
}

/// What is settled on a daybook.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DaybookUse {
    /// How many lines.
    pub lines: u64,
    /// How many of them are costs of which library.
    pub costs: BTreeMap<Institution, u64>,
    /// How many were settled on the web (source `I`).
    pub online: u64,
}

/// The source under which the web settles (*Afboek bron*).
const WEB: &str = "I";

impl CodeSurvey {
    fn tell_day(&mut self, day: NaiveDate) {
        let (first, last) = self.days.unwrap_or((day, day));
        self.days = Some((first.min(day), last.max(day)));
    }
}

impl LineSink for CodeSurvey {
    fn texts(&self) -> Vec<&'static str> {
        vec![column::DESCRIPTION, column::SETTLEMENT_SOURCE]
    }

    fn take(&mut self, _line: u64, transaction: &Transaction<'_>) {
        self.lines += 1;
        *self.institutions.entry(transaction.institution).or_default() += 1;
        *self.branches.entry(transaction.branch).or_default().entry(transaction.institution).or_default() += 1;
        let descriptions = self.booking_codes.entry(transaction.booking_code).or_default();
        let description = transaction.description.trim();
        if !description.is_empty() {
            match descriptions.get_mut(description) {
                Some(times) => *times += 1,
                None => drop(descriptions.insert(description.to_owned(), 1)),
            }
        }
        if let Some(settlement) = transaction.settlement {
            let daybook = self.daybooks.entry(settlement.daybook).or_default();
            daybook.lines += 1;
            *daybook.costs.entry(transaction.institution).or_default() += 1;
            daybook.online += u64::from(transaction.settlement_source == WEB);
            self.tell_day(settlement.settled.day());
        }
    }

    fn merge(&mut self, other: Self) {
        self.lines += other.lines;
        add(&mut self.institutions, other.institutions);
        for (branch, institutions) in other.branches {
            add(self.branches.entry(branch).or_default(), institutions);
        }
        for (code, descriptions) in other.booking_codes {
            add(self.booking_codes.entry(code).or_default(), descriptions);
        }
        for (daybook, other) in other.daybooks {
            let own = self.daybooks.entry(daybook).or_default();
            own.lines += other.lines;
            own.online += other.online;
            add(&mut own.costs, other.costs);
        }
        for day in other.days.iter().flat_map(|(first, last)| [*first, *last]) {
            self.tell_day(day);
        }
    }
}

fn add<K: Ord>(counts: &mut BTreeMap<K, u64>, others: BTreeMap<K, u64>) {
    for (key, count) in others {
        *counts.entry(key).or_default() += count;
    }
}

/// The one that is there most often; of several that are, the first in their order.
#[must_use]
pub fn most_frequent<K: Ord>(counts: &BTreeMap<K, u64>) -> Option<&K> {
    counts.iter().rev().max_by_key(|(_, count)| **count).map(|(key, _)| key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{LineCore, Moment, Settlement};

    #[test]
    fn what_is_most_frequent_is_the_first_of_those() {
        assert_eq!(most_frequent(&BTreeMap::from([("a", 2), ("b", 3), ("c", 3)])), Some(&"b"));
        assert_eq!(most_frequent::<u8>(&BTreeMap::new()), None);
    }

    #[test]
    fn parts_come_to_the_same_as_the_whole() {
        let line = |day: &str, daybook: &str, source: &'static str| {
            let daybook = Daybook::parse(daybook).expect("a daybook");
            let settled = Moment::from_day(day.parse().expect("a day")).expect("in range");
            let settlement = Some(Settlement { daybook, settled });
            let example = Transaction::example();
            Transaction { settlement_source: source, core: LineCore { settlement, ..*example }, ..example }
        };
        let lines = [line("2026-09-02", "B003", "I"), line("2026-09-01", "K001", "B"), Transaction::example()];
        let (mut all, mut parts) = (CodeSurvey::default(), CodeSurvey::default());
        for line in &lines {
            all.take(2, line);
            let mut part = CodeSurvey::default();
            part.take(2, line);
            parts.merge(part);
        }
        assert_eq!(format!("{all:?}"), format!("{parts:?}"));
        assert_eq!(all.lines, 3);
        let day = |text: &str| text.parse().expect("a day");
        assert_eq!(all.days, Some((day("2026-09-01"), day("2026-09-02"))));
        assert_eq!(all.daybooks[&Daybook::parse("B003").expect("a daybook")].online, 1);
    }
}
