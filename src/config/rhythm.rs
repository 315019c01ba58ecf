//! How often the exports of a library come.

use chrono::{Datelike, Days, NaiveDate};

/// How often exports come, and how long nobody misses one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rhythm {
    /// How often they come.
    pub every: Every,
    /// How many days late they may be.
    pub grace_days: u16,
}

/// What an export tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Every {
    /// A day: it comes in the night after.
    Day,
    /// A week, from Monday to Sunday.
    Week,
    /// A month.
    Month,
}

impl Every {
    /// Every one, with its name in the configuration.
    pub const ALL: [(&str, Self); 3] = [("daily", Self::Day), ("weekly", Self::Week), ("monthly", Self::Month)];
}

impl Rhythm {
    /// The last day of which an export should have come when `date` is over; `None` before the calendar begins.
    #[must_use]
    pub fn expected(self, date: NaiveDate) -> Option<NaiveDate> {
        let day = date.checked_sub_days(Days::new(self.grace_days.into()))?;
        let next = day.succ_opt()?;
        let begun = match self.every {
            Every::Day => 0,
            Every::Week => next.weekday().num_days_from_monday(),
            Every::Month => next.day0(),
        };
        day.checked_sub_days(Days::new(begun.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_misses_what_need_not_have_come() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        // 29 November 2026 is a Sunday.
        for (every, grace_days, date, expected) in [
            (Every::Day, 0, "2026-11-30", "2026-11-30"),
            (Every::Day, 2, "2026-11-30", "2026-11-28"),
            (Every::Week, 0, "2026-11-28", "2026-11-22"),
            (Every::Week, 0, "2026-11-29", "2026-11-29"),
            (Every::Week, 1, "2026-11-29", "2026-11-22"),
            (Every::Month, 0, "2026-11-29", "2026-10-31"),
            (Every::Month, 0, "2026-11-30", "2026-11-30"),
            (Every::Month, 5, "2026-12-04", "2026-10-31"),
            (Every::Month, 5, "2026-12-05", "2026-11-30"),
        ] {
            let rhythm = Rhythm { every, grace_days };
            assert_eq!(rhythm.expected(day(date)), Some(day(expected)), "{rhythm:?} {date}");
        }
    }
}
