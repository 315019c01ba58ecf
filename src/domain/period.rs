//! The days that a report is about.

use std::fmt;

use chrono::{Datelike, Days, IsoWeek, NaiveDate, Weekday};

use super::moment::Moment;
use super::period_words::{self, Relative, day_before};

/// A run of civil days, both ends inclusive, as it was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Period {
    /// One day: `2026-11-22`.
    Day(NaiveDate),
    /// An ISO week, Monday to Sunday: `2026-W47`.
    Week(IsoWeek),
    /// A calendar month: `2026-11`.
    Month {
        /// The first day of the month.
        first: NaiveDate,
    },
    /// A calendar year: `2026`.
    Year(i32),
    /// Any other run of days: `2026-11-01..2026-11-15`.
    Range {
        /// The first day.
        first: NaiveDate,
        /// The last day, not before the first.
        last: NaiveDate,
    },
}

/// Why a text is not a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PeriodError {
    /// Not of any of the forms.
    Form,
    /// Of a form, but there is no such day, week, month or year.
    NoSuch(String),
    /// The last day comes before the first.
    Backwards,
}

impl fmt::Display for PeriodError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form => f.write_str(
                "not a period; write a day `2026-11-22` or `22/11/2026`, a week `2026-W47`, a month `2026-11` or \
                 `november 2026`, a year `2026`, a range `2026-11-01..2026-11-15`, or `yesterday`, `last-week`, `last-month`",
            ),
            Self::NoSuch(what) => f.write_str(what),
            Self::Backwards => f.write_str("the period runs backwards; write the earlier day first"),
        }
    }
}

impl std::error::Error for PeriodError {}

impl Period {
    /// Reads a period in one of its written forms; `today` is what the relative forms count from.
    ///
    /// # Errors
    /// When the text is of no known form, names a day, week, month or year that doesn't exist, or runs backwards.
    pub fn parse(text: &str, today: NaiveDate) -> Result<Self, PeriodError> {
        let text = &*period_words::plain(text);
        match period_words::relative(text) {
            Some(Relative::Yesterday) => return Ok(Self::Day(day_before(today))),
            Some(Relative::LastWeek) => return Ok(Self::Week(day_before(monday(today.iso_week())).iso_week())),
            Some(Relative::LastMonth) => {
                return Ok(Self::Month { first: first_of_month(day_before(first_of_month(today))) });
            }
            None => {}
        }
        if let Some((first, last)) = text.split_once("..") {
            let (first, last) = (parse_day(first.trim_end())?, parse_day(last.trim_start())?);
            if last < first {
                return Err(PeriodError::Backwards);
            }
            return Ok(Self::Range { first, last });
        }
        if period_words::day(text).is_some() {
            return parse_day(text).map(Self::Day);
        }
        if let Some((year, month)) = period_words::month(text) {
            return parse_month(year, month);
        }
        let parts: Vec<&str> = text.split('-').collect();
        match parts[..] {
            [_, _, _] => parse_day(text).map(Self::Day),
            [year, week] if week.starts_with('w') => {
                let (year, week) = (year_number(year)?, number(&week[1..], 2)?);
                NaiveDate::from_isoywd_opt(year, week, Weekday::Mon)
                    .map(|monday| Self::Week(monday.iso_week()))
                    .ok_or_else(|| PeriodError::NoSuch(format!("{year} has ISO weeks W01 to W{}", weeks_of(year))))
            }
            [year, month] => parse_month(year, number(month, 2)?),
            [year] => year_number(year).map(Self::Year),
            _ => Err(PeriodError::Form),
        }
    }

    /// The first day of the period.
    #[must_use]
    pub fn first(self) -> NaiveDate {
        match self {
            Self::Day(day) => day,
            Self::Week(week) => monday(week),
            Self::Month { first } | Self::Range { first, .. } => first,
            Self::Year(year) => NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(NaiveDate::MIN),
        }
    }

    /// The last day of the period, which belongs to it.
    #[must_use]
    pub fn last(self) -> NaiveDate {
        match self {
            Self::Day(day) => day,
            Self::Week(week) => monday(week) + Days::new(6),
            Self::Month { first } => first_of_month(first + Days::new(31)) - Days::new(1),
            Self::Year(year) => NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or(NaiveDate::MAX),
            Self::Range { last, .. } => last,
        }
    }

    /// The days of the period, in order.
    pub fn days(self) -> impl Iterator<Item = NaiveDate> + Clone {
        let last = self.last();
        self.first().iter_days().take_while(move |day| *day <= last)
    }

    /// Whether a civil day lies in the period.
    #[must_use]
    pub fn contains(self, day: NaiveDate) -> bool {
        self.first() <= day && day <= self.last()
    }

    /// The period as file names bear it: `2026-11-01_2026-11-15` for a range, else as it is written.
    #[must_use]
    pub fn file_part(self) -> String {
        self.to_string().replace("..", "_")
    }
}

impl fmt::Display for Period {
    /// Writes the canonical form, which [`Period::parse`] reads back.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => write!(f, "{day}"),
            Self::Week(week) => write!(f, "{:04}-W{:02}", week.year(), week.week()),
            Self::Month { first } => write!(f, "{:04}-{:02}", first.year(), first.month()),
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Range { first, last } => write!(f, "{first}..{last}"),
        }
    }
}

fn monday(week: IsoWeek) -> NaiveDate {
    NaiveDate::from_isoywd_opt(week.year(), week.week(), Weekday::Mon).unwrap_or(NaiveDate::MIN)
}

fn first_of_month(day: NaiveDate) -> NaiveDate {
    day - Days::new(u64::from(day.day0()))
}

/// How many ISO weeks a year has: 28 December always lies in its last one.
fn weeks_of(year: i32) -> u32 {
    NaiveDate::from_ymd_opt(year, 12, 28).map_or(52, |day| day.iso_week().week())
}

fn parse_month(year: &str, month: u32) -> Result<Period, PeriodError> {
    NaiveDate::from_ymd_opt(year_number(year)?, month, 1)
        .map(|first| Period::Month { first })
        .ok_or_else(|| PeriodError::NoSuch("a year has months 01 to 12".to_owned()))
}

fn parse_day(text: &str) -> Result<NaiveDate, PeriodError> {
    let (year, month, day) = if let Some(day) = period_words::day(text) {
        day
    } else {
        let [year, month, day] = text.split('-').collect::<Vec<_>>()[..] else {
            return Err(PeriodError::Form);
        };
        (year, number(month, 2)?, number(day, 2)?)
    };
    let year = year_number(year)?;
    NaiveDate::from_ymd_opt(year, month, day).ok_or_else(|| {
        PeriodError::NoSuch(format!(
            "there is no day {text} in the calendar; the day comes before the month, the year first or last"
        ))
    })
}

fn year_number(text: &str) -> Result<i32, PeriodError> {
    let year = i32::try_from(number(text, 4)?).map_err(|_| PeriodError::Form)?;
    if Moment::YEARS.contains(&year) {
        Ok(year)
    } else {
        let (first, last) = (Moment::YEARS.start(), Moment::YEARS.end());
        Err(PeriodError::NoSuch(format!("years run from {first} to {last}")))
    }
}

fn number(text: &str, digits: usize) -> Result<u32, PeriodError> {
    if text.len() != digits || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(PeriodError::Form);
    }
    text.parse().map_err(|_| PeriodError::Form)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn ends(text: &str) -> (String, String) {
        let period = Period::parse(text, day("2027-01-03")).expect("a period");
        (period.first().to_string(), period.last().to_string())
    }

    fn pair(first: &str, last: &str) -> (String, String) {
        (first.to_owned(), last.to_owned())
    }

    #[test]
    fn knows_its_first_and_last_day() {
        assert_eq!(ends("2026-11-22"), pair("2026-11-22", "2026-11-22"));
        assert_eq!(ends("2026-W53"), pair("2026-12-28", "2027-01-03"));
        assert_eq!(ends("2026-W01"), pair("2025-12-29", "2026-01-04"));
        assert_eq!(ends("2028-02"), pair("2028-02-01", "2028-02-29"));
        assert_eq!(ends("2026-12"), pair("2026-12-01", "2026-12-31"));
        assert_eq!(ends("2026"), pair("2026-01-01", "2026-12-31"));
        assert_eq!(ends("2026-11-01..2026-11-15"), pair("2026-11-01", "2026-11-15"));
        assert_eq!(ends("yesterday"), pair("2027-01-02", "2027-01-02"));
        assert_eq!(ends("last-week"), pair("2026-12-21", "2026-12-27"));
        assert_eq!(ends("last-month"), pair("2026-12-01", "2026-12-31"));
    }

    #[test]
    fn reads_what_people_write() {
        for (text, canonical) in [
            ("22/11/2026", "2026-11-22"),
            (" 1-7-2026 ", "2026-07-01"),
            ("1.7.2026", "2026-07-01"),
            ("22 November 2026", "2026-11-22"),
            ("November 2026", "2026-11"),
            ("août 2026", "2026-08"),
            ("11/2026", "2026-11"),
            ("2026-w47", "2026-W47"),
            ("01/11/2026..15/11/2026", "2026-11-01..2026-11-15"),
            ("1.11.2026 .. 2026-11-15", "2026-11-01..2026-11-15"),
            ("Gisteren", "2027-01-02"),
            ("vorige-week", "2026-W52"),
            ("vorige maand", "2026-12"),
        ] {
            let period = Period::parse(text, day("2027-01-03")).map(|period| period.to_string());
            assert_eq!(period.as_deref(), Ok(canonical), "{text}");
        }
    }

    #[test]
    fn writes_what_it_reads() {
        for text in ["2026-11-22", "2026-W47", "2026-11", "2026", "2026-11-01..2026-11-15"] {
            let period = Period::parse(text, day("2026-11-24")).expect("a period");
            assert_eq!(period.to_string(), text);
        }
    }

    #[test]
    fn refuses_what_does_not_exist() {
        let parse = |text: &str| Period::parse(text, day("2026-11-24"));
        for text in ["", "2026-1", "26-11-22", "2026-11-22..", "22/11/26", "tomorrow", "2026-11-2a", "+026", "nov 2026"]
        {
            assert_eq!(parse(text), Err(PeriodError::Form), "{text}");
        }
        for text in
            ["2026-W54", "2025-W53", "2026-W00", "2026-02-30", "2026-13", "0026", "30/02/2026", "13/2026", "0/1/2026"]
        {
            assert!(matches!(parse(text), Err(PeriodError::NoSuch(_))), "{text}");
        }
        assert_eq!(parse("2026-11-15..2026-11-01"), Err(PeriodError::Backwards));
    }
}
