//! The earlier periods that a template sets side by side with the report's own.

use serde::Deserialize;

use crate::domain::{Comparison, Period};

/// Which earlier periods a report compares with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Compare {
    /// How many periods right before.
    pub before: u8,
    /// The same period of how many years before.
    pub years: u8,
}

impl Compare {
    /// The earlier periods, the earliest first.
    #[must_use]
    pub fn periods(self, period: Period) -> Vec<Period> {
        let steps = |comparison: Comparison, count: u8| {
            std::iter::successors(Some(period), move |period| comparison.of(*period)).skip(1).take(count.into())
        };
        let mut periods: Vec<Period> = if matches!(period, Period::Year(_)) {
            steps(Comparison::Before, self.before.max(self.years)).collect()
        } else {
            steps(Comparison::Before, self.before).chain(steps(Comparison::YearEarlier, self.years)).collect()
        };
        periods.sort_by_key(|period| (period.last(), period.first()));
        periods.dedup();
        periods
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_go_back_by_periods_and_years() {
        let periods = |text: &str, before, years| -> Vec<String> {
            let period = Period::parse(text, chrono::NaiveDate::MAX).expect("a period");
            Compare { before, years }.periods(period).iter().map(ToString::to_string).collect()
        };
        assert_eq!(periods("2026-11", 1, 2), ["2024-11", "2025-11", "2026-10"]);
        assert_eq!(periods("2026", 1, 2), ["2024", "2025"]);
        assert_eq!(periods("2026-11-22", 2, 0), ["2026-11-08", "2026-11-15"]);
        assert!(periods("2026-11", 0, 0).is_empty());
    }
}
