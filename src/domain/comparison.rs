//! Which earlier period a period is set beside.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use super::Period;

/// How an earlier period stands to the one that a report is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Comparison {
    /// The one right before: the week, month or year before, or as many days or whole months; of a day the same weekday a
    /// week before, as a library's days are not alike.
    Before,
    /// The same a year earlier: the same ISO week, month or dates; of a day the same weekday 52 weeks before.
    YearEarlier,
}

impl Comparison {
    /// Both, in the order in which a report shows them.
    pub const ALL: [Self; 2] = [Self::Before, Self::YearEarlier];

    /// The earlier period. There is none a year earlier for an ISO week 53 where that year has none, for what would
    /// be the period before, or for a range so long that it would meet itself.
    #[must_use]
    pub fn of(self, period: Period) -> Option<Period> {
        match self {
            Self::Before => before(period),
            Self::YearEarlier => {
                let earlier = year_earlier(period)?;
                let is_another = before(period).is_none_or(|before| before.last() != earlier.last());
                (is_another && earlier.last() < period.first()).then_some(earlier)
            }
        }
    }
}

/// The weeks after which a day has the same weekday and nearly the same date.
const WEEKS: u64 = 52;

fn weeks_before(day: NaiveDate, weeks: u64) -> Option<NaiveDate> {
    day.checked_sub_days(Days::new(7 * weeks))
}

fn before(period: Period) -> Option<Period> {
    let last = period.first().pred_opt()?;
    Some(match period {
        Period::Day(day) => Period::Day(weeks_before(day, 1)?),
        Period::Range { first, last } if first == last => {
            let day = weeks_before(first, 1)?;
            Period::Range { first: day, last: day }
        }
        Period::Week(_) => Period::Week(last.iso_week()),
        Period::Month { .. } => Period::Month { first: last.with_day(1)? },
        Period::Year(year) => Period::Year(year - 1),
        Period::Range { .. } => {
            let first = match whole_months(period) {
                Some(months) => period.first().checked_sub_months(months)?,
                None => last.checked_sub_signed(period.last() - period.first())?,
            };
            Period::Range { first, last }
        }
    })
}

fn year_earlier(period: Period) -> Option<Period> {
    // A 29 February has no like: the 28th stands for it.
    let earlier = |day: NaiveDate| day.checked_sub_months(Months::new(12));
    Some(match period {
        Period::Day(day) => Period::Day(weeks_before(day, WEEKS)?),
        Period::Range { first, last } if first == last => {
            let day = weeks_before(first, WEEKS)?;
            Period::Range { first: day, last: day }
        }
        Period::Week(week) => {
            Period::Week(NaiveDate::from_isoywd_opt(week.year() - 1, week.week(), Weekday::Mon)?.iso_week())
        }
        Period::Month { first } => Period::Month { first: earlier(first)? },
        Period::Year(_) => return None,
        Period::Range { first, last } if whole_months(period).is_some() => {
            Period::Range { first: earlier(first)?, last: earlier(last + Days::new(1))?.pred_opt()? }
        }
        Period::Range { first, last } => Period::Range { first: earlier(first)?, last: earlier(last)? },
    })
}

/// How many months a range is long that begins and ends with one, such as a quarter.
fn whole_months(period: Period) -> Option<Months> {
    let (first, next) = (period.first(), period.last() + Days::new(1));
    let months =
        (next.year() - first.year()) * 12 + i32::try_from(next.month()).ok()? - i32::try_from(first.month()).ok()?;
    (first.day() == 1 && next.day() == 1).then_some(Months::new(months.unsigned_abs()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The period before and the same a year earlier, as they are written.
    fn earlier(text: &str) -> [Option<String>; 2] {
        let period = Period::parse(text, NaiveDate::MIN).expect("a period");
        Comparison::ALL.map(|comparison| comparison.of(period).map(|period| period.to_string()))
    }

    fn both(before: &str, year_earlier: &str) -> [Option<String>; 2] {
        [Some(before.to_owned()), Some(year_earlier.to_owned())]
    }

    fn only(before: &str) -> [Option<String>; 2] {
        [Some(before.to_owned()), None]
    }

    #[test]
    fn days_go_by_their_weekday() {
        assert_eq!(earlier("2026-11-22"), both("2026-11-15", "2025-11-23"));
        assert_eq!(earlier("2026-01-01"), both("2025-12-25", "2025-01-02"));
        assert_eq!(earlier("2024-02-29"), both("2024-02-22", "2023-03-02"));
        assert_eq!(earlier("2024-03-01"), both("2024-02-23", "2023-03-03"));
        assert_eq!(earlier("2025-02-28"), both("2025-02-21", "2024-03-01"));
        for text in ["2026-11-22", "2026-01-01", "2024-02-29"] {
            let day = Period::parse(text, NaiveDate::MIN).expect("a day");
            for comparison in Comparison::ALL {
                let earlier = comparison.of(day).expect("an earlier day");
                assert_eq!(earlier.first().weekday(), day.first().weekday(), "{text}");
            }
        }
    }

    #[test]
    fn weeks_go_by_their_number() {
        assert_eq!(earlier("2026-W47"), both("2026-W46", "2025-W47"));
        assert_eq!(earlier("2026-W01"), both("2025-W52", "2025-W01"));
        assert_eq!(earlier("2027-W01"), both("2026-W53", "2026-W01"));
        assert_eq!(earlier("2026-W53"), only("2026-W52"));
        assert_eq!(earlier("2020-W53"), only("2020-W52"));
    }

    #[test]
    fn months_and_years_go_by_the_calendar() {
        assert_eq!(earlier("2026-11"), both("2026-10", "2025-11"));
        assert_eq!(earlier("2026-01"), both("2025-12", "2025-01"));
        assert_eq!(earlier("2024-02"), both("2024-01", "2023-02"));
        assert_eq!(earlier("2026"), only("2025"));
    }

    #[test]
    fn ranges_keep_their_length_or_their_months() {
        assert_eq!(earlier("2026-11-01..2026-11-15"), both("2026-10-17..2026-10-31", "2025-11-01..2025-11-15"));
        assert_eq!(earlier("2024-02-29..2024-03-04"), both("2024-02-24..2024-02-28", "2023-02-28..2023-03-04"));
        assert_eq!(earlier("2024-02-10..2024-02-28"), both("2024-01-22..2024-02-09", "2023-02-10..2023-02-28"));
        assert_eq!(earlier("2025-02-10..2025-02-28"), both("2025-01-22..2025-02-09", "2024-02-10..2024-02-28"));
        assert_eq!(earlier("2026-11-22..2026-11-22"), both("2026-11-15..2026-11-15", "2025-11-23..2025-11-23"));
        assert_eq!(earlier("2026-07-01..2026-09-30"), both("2026-04-01..2026-06-30", "2025-07-01..2025-09-30"));
        assert_eq!(earlier("2025-12-01..2026-02-28"), both("2025-09-01..2025-11-30", "2024-12-01..2025-02-28"));
        assert_eq!(earlier("2025-01-01..2025-02-28"), both("2024-11-01..2024-12-31", "2024-01-01..2024-02-29"));
        assert_eq!(earlier("2025-07-01..2026-06-30"), only("2024-07-01..2025-06-30"));
        assert_eq!(earlier("2025-01-15..2026-01-14"), only("2024-01-16..2025-01-14"));
        assert_eq!(earlier("2025-01-15..2026-01-15"), only("2024-01-15..2025-01-14"));
    }
}
