//! Periods as the readers of a language write them.

use chrono::{Datelike, NaiveDate};

use super::words::Words;
use crate::domain::Period;

impl Words {
    /// A period: `november 2026 (01/11/2026 t.e.m. 30/11/2026)`.
    #[must_use]
    pub fn period(&self, period: Period) -> String {
        let short = self.short_period(period);
        self.days_of(period).map_or_else(|| short.clone(), |days| format!("{short} ({days})"))
    }

    /// The days that the name of a period stands for; `None` where the period is named by its days.
    #[must_use]
    pub fn days_of(&self, period: Period) -> Option<String> {
        match period {
            Period::Day(_) | Period::Range { .. } => None,
            Period::Week(_) | Period::Month { .. } | Period::Year(_) => Some(self.span(period)),
        }
    }

    /// A period in a few words: `november 2026`.
    #[must_use]
    pub fn short_period(&self, period: Period) -> String {
        match period {
            Period::Day(date) => self.weekday(date),
            Period::Week(week) => format!("{} {} {} {}", self.title.week, week.week(), self.title.of, week.year()),
            Period::Month { first } => self.month(first),
            Period::Year(year) => year.to_string(),
            Period::Range { .. } => self.span(period),
        }
    }

    /// The month that a day lies in: `november 2026`.
    #[must_use]
    pub fn month(&self, day: NaiveDate) -> String {
        format!("{} {}", self.months[day.month0() as usize], day.year())
    }

    fn span(&self, period: Period) -> String {
        format!("{} {} {}", self.day(period.first()), self.title.to, self.day(period.last()))
    }
}
