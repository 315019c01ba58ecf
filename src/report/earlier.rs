//! The figures of earlier periods that a report is set beside.

use super::adder::Adder;
use super::figures::Figures;
use super::lines::GroupTotals;
use super::matcher::Matcher;
use super::pairing::days_of_originals;
use super::selection::Selection;
use super::template::Template;
use crate::domain::transactions::TransactionRow;
use crate::domain::{CodeTables, Comparison, Period};

/// The figures of an earlier period of which every day is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// The period.
    pub period: Period,
    /// What the same selection gives for it.
    pub figures: Figures,
    /// Its lines, by daybook, place and booking code.
    pub lines: Vec<GroupTotals>,
}

/// Adds up an earlier period, row by row.
#[derive(Clone, Debug)]
pub struct EarlierSum {
    matcher: Matcher,
    period: Period,
    adder: Adder,
}

/// The earlier periods that a report can be set beside, the one before first. None when it is also, or only, about the
/// days on which costs arose.
#[must_use]
pub fn periods(selection: &Selection) -> Vec<Period> {
    match (selection.period, selection.posted_in) {
        (Some(period), None) => {
            let mut periods: Vec<Period> = usual(period).collect();
            periods.extend(selection.compare.periods(period));
            let all = periods.clone();
            let mut index = 0;
            periods.retain(|period| {
                index += 1;
                !all[..index - 1].contains(period)
            });
            periods
        }
        _ => Vec::new(),
    }
}

/// The days whose lines a report of a period shows: its own, those of the earlier periods in its columns, those of the
/// originals of its stornos. The figures of page one beside which it is set are those of then, whatever comes later.
#[must_use]
pub fn shown_by(template: &Template, period: Period) -> Vec<Period> {
    let own = if template.pairs { days_of_originals(period) } else { period };
    std::iter::once(own).chain(template.compare.periods(period)).collect()
}

/// The periods that every report is set beside.
pub fn usual(period: Period) -> impl Iterator<Item = Period> {
    Comparison::ALL.iter().filter_map(move |comparison| comparison.of(period))
}

impl EarlierSum {
    /// Nothing yet of an earlier period.
    #[must_use]
    pub fn new(selection: &Selection, period: Period) -> Self {
        let selection = Selection { period: Some(period), ..selection.clone() };
        Self { matcher: Matcher::of(&selection), period, adder: Adder::default() }
    }

    /// The period.
    #[must_use]
    pub fn period(&self) -> Period {
        self.period
    }

    /// Adds a row, if it is selected.
    pub fn add(&mut self, row: &TransactionRow, source: &str) {
        let stood = self.matcher.as_it_stood(row);
        let row = stood.as_ref().unwrap_or(row);
        if self.matcher.matches(row, source) {
            self.adder.add(row, "");
        }
    }

    /// Takes over what another one added up.
    pub fn merge(&mut self, other: Self) {
        self.adder.merge(other.adder);
    }

    /// What the rows add up to.
    #[must_use]
    pub fn finish(self, tables: &CodeTables) -> Earlier {
        let Self { period, mut adder, .. } = self;
        let lines = adder.groups();
        Earlier { period, figures: adder.finish(tables).figures, lines }
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::domain::{BookingCode, Branch, Daybook, Institution};

    #[test]
    fn what_two_add_up_is_what_one_adds_up() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).expect("a day");
        let row = |number: u32| TransactionRow {
            settled: Some(day(number)),
            posted: day(number),
            daybook: Daybook::parse("K001"),
            manager: None,
            institution: Institution::parse("I355").expect("a library"),
            branch: Branch::parse("3550").expect("a branch"),
            booking_code: BookingCode::parse("2110").expect("a code"),
            cents: i64::from(number),
            cents_posted: None,
        };
        let period = Period::Range { first: day(1), last: day(20) };
        let empty = || EarlierSum::new(&Selection::everything(), period);
        let (mut one, mut other, mut all) = (empty(), empty(), empty());
        for number in 1..=25 {
            if number % 2 == 0 { &mut one } else { &mut other }.add(&row(number), "");
            all.add(&row(number), "");
        }
        one.merge(other);
        let (one, all) = (one.finish(&CodeTables::default()), all.finish(&CodeTables::default()));
        assert_eq!((all.figures.received().count, &one), (20, &all));
    }
}
