//! When something happened, and on which civil day that was in Belgium.

use chrono::{DateTime, Datelike, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use chrono_tz::Europe::Brussels;

/// A point in time and its civil day in Europe/Brussels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    nanoseconds: i64,
    day: NaiveDate,
}

impl Moment {
    /// The years that a moment may lie in; others are taken for a slip of the pen.
    pub const YEARS: std::ops::RangeInclusive<i32> = 1900..=2199;

    /// A local time in Belgium.
    ///
    /// A time that the clock change repeats is taken for its first pass, one that it skips for the time that the
    /// clock would have shown before the change: the day is the same either way. `None` outside [`Moment::YEARS`].
    #[must_use]
    pub fn from_local(local: NaiveDateTime) -> Option<Self> {
        if !Self::YEARS.contains(&local.year()) {
            return None;
        }
        let instant = match Brussels.from_local_datetime(&local) {
            LocalResult::Single(time) | LocalResult::Ambiguous(time, _) => time.with_timezone(&Utc),
            LocalResult::None => (local - chrono::Duration::hours(1)).and_utc(),
        };
        Some(Self { nanoseconds: instant.timestamp_nanos_opt()?, day: local.date() })
    }

    /// The first moment of a civil day in Belgium; `None` outside [`Moment::YEARS`].
    #[must_use]
    pub fn from_day(day: NaiveDate) -> Option<Self> {
        Self::from_local(day.and_time(NaiveTime::MIN))
    }

    /// An instant with a known offset, converted to Belgian time; `None` outside [`Moment::YEARS`].
    #[must_use]
    pub fn from_instant(instant: DateTime<Utc>) -> Option<Self> {
        let day = instant.with_timezone(&Brussels).date_naive();
        if !Self::YEARS.contains(&day.year()) {
            return None;
        }
        Some(Self { nanoseconds: instant.timestamp_nanos_opt()?, day })
    }

    /// The civil day in Europe/Brussels: what periods are about.
    #[must_use]
    pub fn day(self) -> NaiveDate {
        self.day
    }

    /// Nanoseconds since the start of 1970 in UTC: what transactions are ordered by.
    #[must_use]
    pub fn nanoseconds(self) -> i64 {
        self.nanoseconds
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn local(text: &str) -> Moment {
        Moment::from_local(text.parse().expect("a local time")).expect("in range")
    }

    fn instant(text: &str) -> Moment {
        let time = DateTime::parse_from_rfc3339(text).expect("an instant");
        Moment::from_instant(time.with_timezone(&Utc)).expect("in range")
    }

    #[test]
    fn summer_time_ends_the_day_two_hours_before_utc_does() {
        assert_eq!(instant("2026-07-01T22:00:00Z").day().to_string(), "2026-07-02");
        assert_eq!(instant("2026-07-01T21:59:59.999999999Z").day().to_string(), "2026-07-01");
        assert_eq!(instant("2026-12-31T23:00:00Z").day().to_string(), "2027-01-01");
    }

    #[test]
    fn both_clock_changes_keep_their_day() {
        assert_eq!(local("2026-03-29T02:30:00").day().to_string(), "2026-03-29");
        assert_eq!(local("2026-10-25T02:30:00").day().to_string(), "2026-10-25");
        assert_eq!(local("2026-03-29T02:30:00"), instant_with_day("2026-03-29T01:30:00Z"));
        assert!(local("2026-10-25T02:30:00") < instant("2026-10-25T01:30:00Z"));
    }

    fn instant_with_day(text: &str) -> Moment {
        instant(text)
    }

    #[test]
    fn a_year_out_of_range_is_none() {
        assert_eq!(Moment::from_local("0026-11-22T00:00:00".parse().expect("a time")), None);
        assert_eq!(Moment::from_day(NaiveDate::from_ymd_opt(2200, 1, 1).expect("a day")), None);
    }
}
