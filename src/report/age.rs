//! How old what is open is.

use chrono::NaiveDate;

/// How many days ago an open item was posted, in the classes in which it is watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Age {
    /// Up to 30 days.
    Month,
    /// 31 to 90 days.
    Quarter,
    /// 91 to 365 days.
    Year,
    /// More than a year.
    Older,
}

impl Age {
    /// All of them, youngest first.
    pub const ALL: [Self; 4] = [Self::Month, Self::Quarter, Self::Year, Self::Older];

    /// The age on a day of what was posted on another.
    #[must_use]
    pub fn on(day: NaiveDate, posted: NaiveDate) -> Self {
        match (day - posted).num_days() {
            ..=30 => Self::Month,
            31..=90 => Self::Quarter,
            91..=365 => Self::Year,
            _ => Self::Older,
        }
    }

    /// Its name in files for programs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Month => "0-30 dagen",
            Self::Quarter => "31-90 dagen",
            Self::Year => "91-365 dagen",
            Self::Older => "meer dan 365 dagen",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_begin_and_end_where_they_say() {
        let day: NaiveDate = "2026-11-30".parse().expect("a day");
        let age = |days: u64| Age::on(day, day - chrono::Days::new(days));
        assert_eq!(
            [0, 30, 31, 90, 91, 365, 366].map(age),
            [Age::Month, Age::Month, Age::Quarter, Age::Quarter, Age::Year, Age::Year, Age::Older]
        );
    }
}
