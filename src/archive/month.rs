//! Months: what lines are kept by, in a Parquet file for each.

use std::fmt;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};

use crate::domain::transactions;

/// Where a line is kept: with its month of settlement, or with the items that are still open.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(Arc<str>);

impl Month {
    /// Where a line with this day of settlement is kept.
    #[must_use]
    pub fn of(settled: Option<NaiveDate>) -> Self {
        Self(settled.map_or_else(|| "open".into(), |day| format!("{:04}-{:02}", day.year(), day.month()).into()))
    }

    /// As the register names it.
    #[must_use]
    pub fn from_register(text: String) -> Self {
        Self(text.into())
    }

    /// Whether it is this month's turn on a day, which it is every fifth day: whoever runs on weekdays alone meets each
    /// month from Monday to Friday, and whoever runs once a week in five. Items that are open never have one.
    #[must_use]
    pub fn has_turn(&self, day: NaiveDate) -> bool {
        let first = NaiveDate::parse_from_str(&format!("{}-01", self.0), "%Y-%m-%d").ok();
        first.is_some_and(|first| {
            (first.year() * 12 + first.month0().cast_signed() - day.num_days_from_ce()) % TURNS == 0
        })
    }

    /// `2026-11`, or `open`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A month as a number, in the order of months; that of items that are open comes last, as their name does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MonthNumber(u32);

impl MonthNumber {
    const OPEN: Self = Self(u32::MAX);

    /// That of a line with this day of settlement.
    #[inline]
    #[must_use]
    pub fn of(settled: Option<NaiveDate>) -> Self {
        settled.map_or(Self::OPEN, |day| Self(day.year().unsigned_abs() * 12 + day.month0()))
    }

    /// The month.
    #[must_use]
    pub fn month(self) -> Month {
        if self == Self::OPEN {
            return Month::of(None);
        }
        Month(format!("{:04}-{:02}", self.0 / 12, self.0 % 12 + 1).into())
    }

    /// The number.
    #[must_use]
    pub fn number(self) -> u32 {
        self.0
    }

    /// The month of a number.
    #[must_use]
    pub fn from_number(number: u32) -> Self {
        Self(number)
    }
}

/// After how many days a month has its turn again. It has no factor in common with seven, nor with two or three: so
/// every month comes up in whichever rhythm nights are run.
const TURNS: i32 = 5;

pub(super) const POSTED_AT: &str = "posted_at";
/// The columns that files of lines have and no export has.
pub const OWN_COLUMNS: &[&str] = &[BROUGHT_BY, DROPPED_BY, DROPPED_HOW];
pub(super) const BROUGHT_BY: &str = "brought_by";
pub(super) const DROPPED_BY: &str = "dropped_by";
pub(super) const DROPPED_HOW: &str = "dropped_how";
/// The texts beside the id.
pub(super) const TEXTS: [&str; 8] = {
    let [_, texts @ ..] = transactions::TEXTS;
    texts
};

/// What is wanted of the lines of a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// All of it.
    Lines,
    /// What sums are made of: the days alone, no times on them; no amounts at posting; of the texts the id and those of
    /// these columns.
    Figures(Vec<&'static str>),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn numbers_stand_in_the_order_of_names() {
        let days = ["1900-01-31", "2025-12-31", "2026-01-01", "2026-11-02", "2099-12-31"].map(|text| Some(day(text)));
        let days = days.into_iter().chain([None]);
        let numbers: Vec<MonthNumber> = days.clone().map(MonthNumber::of).collect();
        let names: Vec<Month> = days.map(Month::of).collect();
        assert!(numbers.is_sorted() && names.is_sorted());
        let again = numbers.iter().map(|number| MonthNumber::from_number(number.number()).month());
        assert!(again.eq(names));
    }

    #[test]
    fn every_month_has_its_turn_in_any_rhythm_of_nights() {
        let months: Vec<Month> = (2019..2025)
            .flat_map(|year| (1..=12).map(move |month| format!("{year}-{month:02}")))
            .map(Month::from_register)
            .collect();
        let weekday = |day: NaiveDate| day.weekday().number_from_monday();
        #[allow(clippy::type_complexity)]
        let rhythms: [(&str, u64, &dyn Fn(NaiveDate) -> bool); 7] = [
            ("every night", 5, &|_| true),
            ("weekdays", 11, &|day| weekday(day) <= 5),
            ("weekends", 21, &|day| weekday(day) > 5),
            ("once a week", 35, &|day| weekday(day) == 1),
            ("every second night", 10, &|day| day.num_days_from_ce() % 2 == 0),
            ("every third night", 15, &|day| day.num_days_from_ce() % 3 == 0),
            ("on the first of the month", 400, &|day| day.day() == 1),
        ];
        for (what, within, is_night) in rhythms {
            for start in day("2026-01-01").iter_days().take(10) {
                let nights: Vec<NaiveDate> = start
                    .iter_days()
                    .take(usize::try_from(within).expect("small"))
                    .filter(|day| is_night(*day))
                    .collect();
                let forgotten = months.iter().find(|month| !nights.iter().any(|night| month.has_turn(*night)));
                assert_eq!(forgotten, None, "{what} from {start}");
            }
        }
        assert!(day("2026-01-01").iter_days().take(5).all(|day| !Month::of(None).has_turn(day)));
    }
}
