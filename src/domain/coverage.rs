//! The days that exports tell about: not received is not the same as nothing happened.

use chrono::{Days, NaiveDate};

use super::Period;

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

    /// The days that both have.
    #[must_use]
    pub fn both(&self, other: &Self) -> Self {
        let (mut one, mut two) = (self.runs.iter().peekable(), other.runs.iter().peekable());
        let mut runs = Vec::new();
        while let (Some(a), Some(b)) = (one.peek(), two.peek()) {
            let (first, last) = (a.0.max(b.0), a.1.min(b.1));
            if first <= last {
                runs.push((first, last));
            }
            if a.1 <= b.1 {
                one.next()
            } else {
                two.next()
            };
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

    /// The runs of days, in order.
    #[must_use]
    pub fn runs(&self) -> &[(NaiveDate, NaiveDate)] {
        &self.runs
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
        let other = Coverage::of([run("2026-10-30", "2026-11-01"), run("2026-11-03", "2026-11-05")]);
        let both = [run("2026-11-01", "2026-11-01"), run("2026-11-03", "2026-11-03"), run("2026-11-05", "2026-11-05")];
        assert_eq!((coverage.both(&other).runs, other.both(&coverage).runs), (both.to_vec(), both.to_vec()));
        assert_eq!(coverage.both(&Coverage::default()), Coverage::default());
    }
}
