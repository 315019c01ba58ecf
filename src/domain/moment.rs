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
    /// The years that a moment may lie in; others are taken for a slip of the pen. Until the last of them the rules of
    /// summer time are known.
    pub const YEARS: std::ops::RangeInclusive<i32> = 1900..=2099;

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
    #[inline]
    #[must_use]
    pub fn day(self) -> NaiveDate {
        self.day
    }

    /// What Belgian clocks showed.
    #[must_use]
    pub fn time(self) -> NaiveTime {
        Brussels.timestamp_nanos(self.nanoseconds).time()
    }

    /// Nanoseconds since the start of 1970 in UTC: what transactions are ordered by.
    #[must_use]
    pub fn nanoseconds(self) -> i64 {
        self.nanoseconds
    }
}

/// A day on which Belgian clocks do not change, so that its times need no look at the rules of the zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SteadyDay {
    day: NaiveDate,
    /// The instant of its midnight, in nanoseconds since 1970.
    midnight: i64,
}

impl SteadyDay {
    const SECONDS: i64 = 24 * 60 * 60;

    /// The day; `None` when the clocks change on it, or its year is out of range.
    #[must_use]
    pub fn of(day: NaiveDate) -> Option<Self> {
        let midnight = Moment::from_day(day)?.nanoseconds();
        let next = Moment::from_day(day.succ_opt()?)?.nanoseconds();
        (next - midnight == Self::SECONDS * 1_000_000_000).then_some(Self { day, midnight })
    }

    /// The moment that lies `second` seconds behind its midnight; `None` when that is another day.
    #[inline]
    #[must_use]
    pub fn at(self, second: u32) -> Option<Moment> {
        let second = i64::from(second);
        let nanoseconds = self.midnight + second * 1_000_000_000;
        (second < Self::SECONDS).then_some(Moment { nanoseconds, day: self.day })
    }
}

/// Days that were met, so that the rules of the zone are looked at one time for each.
#[derive(Clone, Debug)]
pub struct SteadyDays {
    places: Vec<Option<(NaiveDate, SteadyDay)>>,
}

impl Default for SteadyDays {
    fn default() -> Self {
        Self { places: vec![None; Self::PLACES] }
    }
}

impl SteadyDays {
    /// How many days are remembered at a time: more than eleven years that follow each other.
    const PLACES: usize = 4096;

    fn steady(&mut self, day: NaiveDate) -> Option<SteadyDay> {
        let place = usize::try_from(day.num_days_from_ce()).ok()? % Self::PLACES;
        let known = self.places[place].filter(|(known, _)| *known == day).or_else(|| {
            self.places[place] = SteadyDay::of(day).map(|steady| (day, steady));
            self.places[place]
        });
        known.map(|(_, steady)| steady)
    }

    /// The first moment of a civil day; `None` outside [`Moment::YEARS`].
    pub fn start(&mut self, day: NaiveDate) -> Option<Moment> {
        self.steady(day).map_or_else(|| Moment::from_day(day), |steady| steady.at(0))
    }

    /// The moment at an instant, in nanoseconds since 1970, that lies on a civil day; `None` when it lies on another.
    pub fn moment(&mut self, nanoseconds: i64, day: NaiveDate) -> Option<Moment> {
        match self.steady(day) {
            Some(steady) => {
                let within = 0..SteadyDay::SECONDS * 1_000_000_000;
                within.contains(&(nanoseconds - steady.midnight)).then_some(Moment { nanoseconds, day })
            }
            None => Moment::from_instant(DateTime::from_timestamp_nanos(nanoseconds)).filter(|time| time.day() == day),
        }
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
    fn steady_days_say_the_same_as_the_zone() {
        let mut day = NaiveDate::from_ymd_opt(1975, 1, 1).expect("a day");
        let (mut changes, mut days) = (0, SteadyDays::default());
        while day.year() < 2040 {
            match SteadyDay::of(day) {
                None => changes += 1,
                Some(steady) => {
                    for second in [0, 1, 3 * 3600 + 7, 86_399] {
                        let time = NaiveTime::from_num_seconds_from_midnight_opt(second, 0).expect("a time");
                        let moment = Moment::from_local(day.and_time(time));
                        assert_eq!(steady.at(second), moment, "{day} {second}");
                        let nanoseconds = moment.expect("a moment").nanoseconds();
                        assert_eq!(days.moment(nanoseconds, day), moment);
                        assert_eq!(days.moment(nanoseconds, day.succ_opt().expect("a day")), None);
                        assert_eq!(days.start(day), Moment::from_day(day));
                    }
                    assert_eq!(steady.at(86_400), None);
                }
            }
            day = day.succ_opt().expect("a day");
        }
        // Twice a year since 1977.
        assert_eq!(changes, 126);
    }

    #[test]
    fn a_year_out_of_range_is_none() {
        assert_eq!(Moment::from_local("0026-11-22T00:00:00".parse().expect("a time")), None);
        assert_eq!(Moment::from_day(NaiveDate::from_ymd_opt(2100, 1, 1).expect("a day")), None);
    }
}
