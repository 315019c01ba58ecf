//! The days that exports tell about: not received is not the same as nothing happened.

use chrono::{Days, NaiveDate};

use crate::domain::Period;

/// Days that exports cover, as runs that neither overlap nor touch, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    runs: Vec<(NaiveDate, NaiveDate)>,
}

impl Coverage {
    /// The days of runs, both ends inclusive.
    #[must_use]
    pub fn of(runs: impl IntoIterator<Item = (NaiveDate, NaiveDate)>) -> Self {
        let mut all: Vec<(NaiveDate, NaiveDate)> = runs.into_iter().collect();
        all.sort_unstable();
        let mut runs: Vec<(NaiveDate, NaiveDate)> = Vec::new();
        for (first, last) in all {
            match runs.last_mut() {
                Some(run) if first <= run.1 + Days::new(1) => run.1 = run.1.max(last),
                _ => runs.push((first, last)),
            }
        }
        Self { runs }
    }

    /// Whether an export tells about the day.
    #[must_use]
    pub fn has(&self, day: NaiveDate) -> bool {
        let after = self.runs.partition_point(|(first, _)| *first <= day);
        after.checked_sub(1).is_some_and(|index| day <= self.runs[index].1)
    }

    /// Whether exports tell about every day of a period.
    #[must_use]
    pub fn has_all(&self, period: Period) -> bool {
        let after = self.runs.partition_point(|(first, _)| *first <= period.first());
        after.checked_sub(1).is_some_and(|index| period.last() <= self.runs[index].1)
    }

    /// The first day; `None` when there is none.
    #[must_use]
    pub fn first(&self) -> Option<NaiveDate> {
        self.runs.first().map(|(first, _)| *first)
    }

    /// The last day; `None` when there is none.
    #[must_use]
    pub fn last(&self) -> Option<NaiveDate> {
        self.runs.last().map(|(_, last)| *last)
    }
}

/// The run of days in a file's name: two days written `2026-11-01` or `20261101`, the earlier first.
///
/// With `one_day` a single day is a run of itself: whoever sets it knows that the name tells the day that the export
/// covers, not the day on which it was made.
#[must_use]
pub fn days_in_name(name: &str, one_day: bool) -> Option<(NaiveDate, NaiveDate)> {
    let mut days = Vec::new();
    let digits: Vec<char> = name.chars().collect();
    let mut at = 0;
    while at < digits.len() {
        let starts = at == 0 || !digits[at - 1].is_ascii_digit();
        let found = [10, 8].into_iter().find_map(|length| {
            let text: String = digits.get(at..at + length)?.iter().collect();
            let ends = digits.get(at + length).is_none_or(|next| !next.is_ascii_digit());
            let form = if length == 10 { "%Y-%m-%d" } else { "%Y%m%d" };
            let is_form = text.chars().all(|c| c.is_ascii_digit() || (length == 10 && c == '-'));
            let day = NaiveDate::parse_from_str(&text, form).ok().filter(|_| starts && ends && is_form)?;
            Some((day, length))
        });
        match found {
            Some((day, length)) => {
                days.push(day);
                at += length;
            }
            None => at += 1,
        }
    }
    match days[..] {
        [first, last] if first <= last => Some((first, last)),
        [day] if one_day => Some((day, day)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn runs_that_touch_are_one() {
        let run = |first: &str, last: &str| (day(first), day(last));
        let coverage = Coverage::of([
            run("2026-11-05", "2026-11-06"),
            run("2026-11-01", "2026-11-02"),
            run("2026-11-03", "2026-11-03"),
        ]);
        assert_eq!(coverage.runs, [run("2026-11-01", "2026-11-03"), run("2026-11-05", "2026-11-06")]);
        assert!(coverage.has(day("2026-11-02")) && coverage.has(day("2026-11-06")));
        assert!(
            !coverage.has(day("2026-11-04")) && !coverage.has(day("2026-11-07")) && !coverage.has(day("2026-10-31"))
        );
        let has_all = |first, last| coverage.has_all(Period::Range { first: day(first), last: day(last) });
        assert!(has_all("2026-11-01", "2026-11-03") && has_all("2026-11-06", "2026-11-06"));
        assert!(!has_all("2026-11-03", "2026-11-05") && !has_all("2026-10-31", "2026-11-01"));
        assert!(!has_all("2026-11-04", "2026-11-04") && !Coverage::default().has_all(Period::Year(2026)));
    }

    #[test]
    fn reads_days_in_names() {
        let run = |first: &str, last: &str| Some((day(first), day(last)));
        assert_eq!(days_in_name("I355_2026-11-01_2026-11-15.csv", false), run("2026-11-01", "2026-11-15"));
        assert_eq!(days_in_name("x20261101-20261115.csv.gz", false), run("2026-11-01", "2026-11-15"));
        assert_eq!(days_in_name("2026-11-15_2026-11-01.csv", false), None);
        assert_eq!(days_in_name("2026-11-15.csv", false), None);
        assert_eq!(days_in_name("2026-11-15.csv", true), run("2026-11-15", "2026-11-15"));
        assert_eq!(days_in_name("120261101.csv", true), None);
        assert_eq!(days_in_name("2026-11- 1.csv", true), None);
        assert_eq!(days_in_name("2026-02-30.csv", true), None);
    }
}
