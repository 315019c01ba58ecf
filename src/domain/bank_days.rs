//! Bank working days: no Saturday, no Sunday, no day on which TARGET is closed.

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// Whether banks pay each other on a day: by the calendar of TARGET, the payment system of the European Central Bank, which
/// is closed on New Year, Good Friday, Easter Monday, 1 May, 25 and 26 December.
#[must_use]
pub fn is_bank_day(day: NaiveDate) -> bool {
    if matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
        return false;
    }
    let fixed = [(1, 1), (5, 1), (12, 25), (12, 26)];
    if fixed.contains(&(day.month(), day.day())) {
        return false;
    }
    // Good Friday, Easter Monday.
    let since_easter = easter(day.year()).map(|easter| (day - easter).num_days());
    !since_easter.is_some_and(|days| [-2, 1].contains(&days))
}

/// How many bank working days there are after a day, up to another, that one among them; 0 when it is not later.
#[must_use]
pub fn bank_days_between(from: NaiveDate, to: NaiveDate) -> u32 {
    let days = from.iter_days().skip(1).take_while(|day| *day <= to);
    u32::try_from(days.filter(|day| is_bank_day(*day)).count()).unwrap_or(u32::MAX)
}

/// The day that lies so many bank working days after another.
#[must_use]
pub fn bank_day_after(day: NaiveDate, days: u32) -> NaiveDate {
    let mut day = day;
    let mut left = days;
    while left > 0 {
        day = day + Days::new(1);
        left -= u32::from(is_bank_day(day));
    }
    day
}

/// Easter Sunday of a year in the Gregorian calendar: the Sunday after the first full moon of spring (the anonymous method
/// of 1876).
fn easter(year: i32) -> Option<NaiveDate> {
    let golden = year % 19;
    let (century, of_century) = (year / 100, year % 100);
    let moon = (19 * golden + century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - moon - of_century % 4) % 7;
    let correction = (golden + 11 * moon + 22 * weekday) / 451;
    let days = moon + weekday - 7 * correction + 114;
    NaiveDate::from_ymd_opt(year, u32::try_from(days / 31).ok()?, u32::try_from(days % 31 + 1).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn easter_is_where_calendars_have_it() {
        for (year, text) in [
            (2000, "2000-04-23"),
            (2008, "2008-03-23"),
            (2024, "2024-03-31"),
            (2025, "2025-04-20"),
            (2026, "2026-04-05"),
            (2027, "2027-03-28"),
            (2038, "2038-04-25"),
        ] {
            assert_eq!(easter(year), Some(day(text)), "{year}");
        }
    }

    #[test]
    fn banks_are_closed_on_weekends_and_holidays() {
        let closed = ["2026-01-01", "2026-04-03", "2026-04-06", "2026-05-01", "2026-12-25", "2026-10-03", "2026-10-04"];
        for text in closed {
            assert!(!is_bank_day(day(text)), "{text}");
        }
        // Money moves on Ascension, Whit Monday, 21 July and 11 November.
        for text in [
            "2026-05-14",
            "2026-05-25",
            "2026-07-21",
            "2026-11-11",
            "2026-01-02",
            "2026-04-02",
            "2026-04-07",
            "2026-10-05",
            "2026-11-02",
            "2026-12-24",
        ] {
            assert!(is_bank_day(day(text)), "{text}");
        }
    }

    #[test]
    fn days_are_counted_over_weekends_and_holidays() {
        assert_eq!(bank_days_between(day("2026-10-02"), day("2026-10-05")), 1);
        assert_eq!(bank_days_between(day("2026-12-24"), day("2026-12-28")), 1);
        assert_eq!(bank_days_between(day("2026-10-05"), day("2026-10-05")), 0);
        assert_eq!(bank_days_between(day("2026-10-06"), day("2026-10-05")), 0);
        assert_eq!(bank_day_after(day("2026-10-02"), 1), day("2026-10-05"));
        assert_eq!(bank_day_after(day("2026-04-02"), 2), day("2026-04-08"));
        for days in 0..40 {
            let from = day("2026-12-20");
            assert_eq!(bank_days_between(from, bank_day_after(from, days)), days);
        }
    }
}
