//! What is known of the days that a report is about: not known is not nought.

use std::collections::BTreeSet;

use chrono::{DateTime, Days, NaiveDate};
use chrono_tz::Tz;

use super::{Coverage, Period};

/// The days from one to another, both ends inclusive.
pub type DayRun = (NaiveDate, NaiveDate);

/// The last day that is over by a clock. Nothing but the clock says when a day is over.
#[must_use]
pub fn last_day_over(now: DateTime<Tz>) -> NaiveDate {
    now.date_naive() - Days::new(1)
}

/// What is known of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayState {
    /// All that happened on it.
    Known,
    /// The library was closed on it, it is over, and no export tells of it.
    Closed,
    /// No export tells of it.
    NoExport,
    /// It is not over.
    NotOver,
}

impl DayState {
    /// What is known of a day by the exports that came in, by whether the library was closed on it, and by the last day
    /// that is over.
    #[must_use]
    pub fn of(day: NaiveDate, covered: &Coverage, is_closed: bool, last_over: NaiveDate) -> Self {
        if day > last_over {
            Self::NotOver
        } else if covered.has(day) {
            Self::Known
        } else if is_closed {
            Self::Closed
        } else {
            Self::NoExport
        }
    }

    /// Whether it is known what happened on such a day.
    #[must_use]
    pub fn is_known(self) -> bool {
        matches!(self, Self::Known | Self::Closed)
    }
}

/// Days of which is not known what happened, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnknownDays {
    /// Those that are over, and of which no export tells.
    pub no_export: Vec<DayRun>,
    /// Those that are not over.
    pub not_over: Option<DayRun>,
}

impl UnknownDays {
    /// Whether there are none.
    #[must_use]
    pub fn are_none(&self) -> bool {
        self.no_export.is_empty() && self.not_over.is_none()
    }

    /// All of them, as runs that do not touch.
    #[must_use]
    pub fn runs(&self) -> Vec<DayRun> {
        let all = self.no_export.iter().copied().chain(self.not_over);
        Coverage::of(all).runs().to_vec()
    }
}

/// What is known of days by the exports that came in, by when the library is closed, and by the clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownDays {
    covered: Coverage,
    closed: BTreeSet<NaiveDate>,
    last_over: NaiveDate,
}

impl KnownDays {
    /// What is known where exports cover these days, the library is closed on those, and this is the last day that is
    /// over.
    #[must_use]
    pub fn new(covered: Coverage, closed: BTreeSet<NaiveDate>, last_over: NaiveDate) -> Self {
        Self { covered, closed, last_over }
    }

    /// What is known of several libraries together: a day is known where it is known of each, and closed where each was
    /// closed. Nothing is known of none.
    #[must_use]
    pub fn together(each: &[Self]) -> Self {
        let is_closed = |known: &Self, day: NaiveDate| known.state(day) == DayState::Closed;
        let known = |of: &Self| {
            let closed = of.closed.iter().filter(|day| is_closed(of, **day)).map(|day| (*day, *day));
            Coverage::of(of.covered.runs().iter().copied().chain(closed))
        };
        let covered = each.iter().map(known).reduce(|one, other| one.both(&other)).unwrap_or_default();
        let closed = each.iter().map(|known| known.closed.clone()).reduce(|one, other| &one & &other);
        let closed = closed.unwrap_or_default();
        let is_closed_everywhere =
            |day: &NaiveDate| closed.contains(day) && each.iter().all(|known| is_closed(known, *day));
        let days = covered.runs().iter().flat_map(|(first, last)| first.iter_days().take_while(move |day| day <= last));
        let covered = Coverage::of(days.filter(|day| !is_closed_everywhere(day)).map(|day| (day, day)));
        let last_over = each.iter().map(|known| known.last_over).min().unwrap_or(NaiveDate::MIN);
        Self { covered, closed, last_over }
    }

    /// The days that exports tell about.
    #[must_use]
    pub fn covered(&self) -> &Coverage {
        &self.covered
    }

    /// What is known of a day.
    #[must_use]
    pub fn state(&self, day: NaiveDate) -> DayState {
        DayState::of(day, &self.covered, self.closed.contains(&day), self.last_over)
    }

    /// Whether all that happened in a period is known.
    #[must_use]
    pub fn has_all(&self, period: Period) -> bool {
        period.last() <= self.last_over
            && (self.covered.has_all(period) || period.days().all(|day| self.state(day).is_known()))
    }

    /// Whether anything of a period is known: an export tells of a day of it, or nothing of it is unknown. That a library
    /// was closed on some days says nothing of the others.
    #[must_use]
    pub fn has_any(&self, period: Period) -> bool {
        period.days().any(|day| self.state(day) == DayState::Known) || self.has_all(period)
    }

    /// The days of a period of which is not known what happened.
    #[must_use]
    pub fn unknown(&self, period: Period) -> UnknownDays {
        let mut unknown = UnknownDays::default();
        if self.has_all(period) {
            return unknown;
        }
        let over = period.days().take_while(|day| *day <= self.last_over);
        let no_export = over.filter(|day| self.state(*day) == DayState::NoExport).map(|day| (day, day));
        unknown.no_export = Coverage::of(no_export).runs().to_vec();
        if period.last() > self.last_over {
            unknown.not_over = Some((period.first().max(self.last_over + Days::new(1)), period.last()));
        }
        unknown
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;
    use chrono_tz::Europe::Brussels;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn run(first: &str, last: &str) -> DayRun {
        (day(first), day(last))
    }

    fn november() -> KnownDays {
        let covered = Coverage::of([run("2026-11-01", "2026-11-07"), run("2026-11-10", "2026-11-20")]);
        let closed = ["2026-11-08", "2026-11-11", "2026-11-22"].map(day).into();
        KnownDays::new(covered, closed, day("2026-11-24"))
    }

    #[test]
    fn a_day_is_over_when_it_is_in_brussels() {
        let last = |hour| last_day_over(Brussels.with_ymd_and_hms(2026, 11, 24, hour, 0, 0).single().expect("a time"));
        assert_eq!((last(0), last(23)), (day("2026-11-23"), day("2026-11-23")));
    }

    #[test]
    fn what_is_known_of_a_day() {
        let rows = [
            ("2026-11-07", DayState::Known),
            ("2026-11-08", DayState::Closed),
            ("2026-11-09", DayState::NoExport),
            ("2026-11-11", DayState::Known),
            // Closed, and over: no later export needs to say so.
            ("2026-11-22", DayState::Closed),
            ("2026-11-24", DayState::NoExport),
            ("2026-11-25", DayState::NotOver),
        ];
        for (text, state) in rows {
            assert_eq!(november().state(day(text)), state, "{text}");
        }
    }

    #[test]
    fn several_libraries_know_a_day_when_each_does() {
        let other = KnownDays::new(
            Coverage::of([run("2026-11-01", "2026-11-08"), run("2026-11-10", "2026-11-24")]),
            ["2026-11-09", "2026-11-11"].map(day).into(),
            day("2026-11-24"),
        );
        let both = KnownDays::together(&[november(), other.clone()]);
        assert_eq!(both, KnownDays::together(&[other, november()]));
        let rows = [
            ("2026-11-07", DayState::Known),
            // One was closed, the other has told of the day.
            ("2026-11-08", DayState::Known),
            // One was closed, and nothing is known of the other.
            ("2026-11-09", DayState::NoExport),
            ("2026-11-11", DayState::Known),
            ("2026-11-21", DayState::NoExport),
            ("2026-11-25", DayState::NotOver),
        ];
        for (text, state) in rows {
            assert_eq!(both.state(day(text)), state, "{text}");
        }
        let closed = KnownDays::together(&[november(), november()]);
        assert_eq!((closed.state(day("2026-11-08")), closed), (DayState::Closed, november()));
        let nothing = KnownDays::new(Coverage::default(), BTreeSet::new(), day("2026-11-24"));
        assert!(!KnownDays::together(&[november(), nothing]).has_any(Period::Year(2026)));
    }

    #[test]
    fn days_that_are_not_known_are_named() {
        let of = |text| Period::parse(text, NaiveDate::MIN).expect("a period");
        let unknown = november().unknown(of("2026-11"));
        let gone = [("2026-11-09", "2026-11-09"), ("2026-11-21", "2026-11-21"), ("2026-11-23", "2026-11-24")];
        assert_eq!(unknown.no_export, gone.map(|(first, last)| run(first, last)));
        assert_eq!(unknown.not_over, Some(run("2026-11-25", "2026-11-30")));
        let all = [gone[0], gone[1], ("2026-11-23", "2026-11-30")];
        assert_eq!(unknown.runs(), all.map(|(first, last)| run(first, last)));
        // A closed day is all that is known of the week of the 23rd: that is nothing, of the day itself it is all.
        let closed = KnownDays::new(november().covered, [day("2026-11-23")].into(), day("2026-11-29"));
        assert!(!closed.has_any(of("2026-11-23..2026-11-29")) && closed.has_any(of("2026-11-23")));
        assert!(november().unknown(of("2026-11-01..2026-11-08")).are_none());
        assert!(november().has_all(of("2026-11-01..2026-11-08")) && !november().has_all(of("2026-11")));
        assert!(november().has_any(of("2026-11")) && !november().has_any(of("2026-12")));
        // What an export that came in early says of later days is not believed.
        let early = KnownDays::new(Coverage::of([run("2026-11-01", "2026-11-30")]), BTreeSet::new(), day("2026-11-14"));
        assert_eq!(early.unknown(of("2026-11")).not_over, Some(run("2026-11-15", "2026-11-30")));
    }
}
