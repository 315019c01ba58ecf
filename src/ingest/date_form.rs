//! The ways in which exports write a day.

use chrono::{Datelike, LocalResult, NaiveDate, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;

use crate::domain::Moment;

/// How one kind of export writes its days and times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateStyle {
    /// The accepted forms of a day, none of which may be taken for another.
    pub forms: Vec<DateForm>,
    /// Where times without an offset are told; `None` for Belgium.
    pub zone: Option<Tz>,
}

impl Default for DateStyle {
    fn default() -> Self {
        let forms = ["dd-mm-yyyy", "dd/mm/yyyy", "yyyy-mm-dd"].into_iter().filter_map(DateForm::of_pattern).collect();
        Self { forms, zone: None }
    }
}

impl DateStyle {
    /// A day that a cell holds as a whole number, as the form writes it that is digits alone: `yyyymmdd`, `ddmmyyyy`, whose
    /// noughts in front a number has lost. `None` where no such form is accepted, or more than one.
    #[must_use]
    pub fn digits(&self, number: f64) -> Option<String> {
        let mut forms = self.forms.iter().filter(|form| form.is_of_digits());
        let form = forms.next().filter(|_| forms.next().is_none() && number.fract() == 0.0)?;
        Some(format!("{number:0width$.0}", width = form.pattern.len()))
    }

    /// Whether a column of whole numbers may hold days.
    #[must_use]
    pub fn has_digits(&self) -> bool {
        self.digits(0.0).is_some()
    }
    /// The moment of a local time; `None` when its year is out of range.
    ///
    /// In other zones as in Belgium: a time that the clock change repeats is taken for its first pass, one that it skips
    /// for what the clock would have shown before the change.
    #[must_use]
    pub fn moment(&self, local: NaiveDateTime) -> Option<Moment> {
        let Some(zone) = self.zone else { return Moment::from_local(local) };
        let instant = match zone.from_local_datetime(&local) {
            LocalResult::Single(time) | LocalResult::Ambiguous(time, _) => time.with_timezone(&Utc),
            LocalResult::None => {
                let before = local - chrono::Duration::hours(3);
                let before = zone.from_local_datetime(&before).earliest()?;
                before.with_timezone(&Utc) + chrono::Duration::hours(3)
            }
        };
        Moment::from_instant(instant)
    }
}

/// A way to write a day, as the configuration says it: `dd-mm-yyyy`, `d/m/yyyy`, `yyyymmdd`, `dd-mmm-yy`.
///
/// A day or month that stands between marks may have one digit or two; without marks it has two. `mmm` is the name of
/// a month, whole or short, in Dutch, English, French or German. A year of two digits lies in this century.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateForm {
    pattern: String,
    parts: Vec<DatePart>,
}

/// A part of a written day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum DatePart {
    Day,
    Month,
    MonthName,
    Year,
    ShortYear,
    Mark(u8),
}

/// The names of the months, the short ones without the point that some write behind them.
const MONTHS: [&[&str]; 12] = [
    &["jan", "januari", "january", "janv", "janvier", "januar", "jän", "jänner"],
    &["feb", "februari", "february", "févr", "fév", "février", "februar"],
    &["mrt", "maa", "maart", "mar", "march", "mars", "mär", "märz", "mrz"],
    &["apr", "april", "avr", "avril"],
    &["mei", "may", "mai"],
    &["jun", "juni", "june", "juin"],
    &["jul", "juli", "july", "juil", "juillet"],
    &["aug", "augustus", "august", "aoû", "août"],
    &["sep", "sept", "september", "septembre"],
    &["okt", "oktober", "oct", "october", "octobre"],
    &["nov", "november", "novembre"],
    &["dec", "december", "déc", "décembre", "dez", "dezember"],
];

/// Whether a word in small letters is the name of a month.
#[must_use]
pub fn is_month(word: &str) -> bool {
    MONTHS.iter().any(|names| names.contains(&word))
}

impl DateForm {
    /// The form that a pattern tells; `None` when it doesn't tell day, month and year, each one time.
    #[must_use]
    pub fn of_pattern(pattern: &str) -> Option<Self> {
        let mut parts = Vec::new();
        let mut rest = pattern.as_bytes();
        while let Some(first) = rest.first() {
            let length = rest.iter().take_while(|byte| *byte == first).count();
            parts.push(match (first, length) {
                (b'd', 1 | 2) => DatePart::Day,
                (b'm', 1 | 2) => DatePart::Month,
                (b'm', 3) => DatePart::MonthName,
                (b'y', 4) => DatePart::Year,
                (b'y', 2) => DatePart::ShortYear,
                (b'-' | b'/' | b'.' | b' ', 1) => DatePart::Mark(*first),
                _ => return None,
            });
            rest = &rest[length..];
        }
        let count = |wanted: [DatePart; 2]| parts.iter().filter(|part| wanted.contains(part)).count();
        let is_whole = count([DatePart::Day, DatePart::Day]) == 1
            && count([DatePart::Month, DatePart::MonthName]) == 1
            && count([DatePart::Year, DatePart::ShortYear]) == 1
            && !matches!(parts.first(), Some(DatePart::Mark(_)))
            && !matches!(parts.last(), Some(DatePart::Mark(_)));
        is_whole.then(|| Self { pattern: pattern.to_owned(), parts })
    }

    /// The form as the configuration and messages write it.
    #[must_use]
    pub fn pattern(&self) -> &str {
        &self.pattern
    }

    /// Whether it is digits alone, as many as its pattern has letters.
    fn is_of_digits(&self) -> bool {
        self.parts.iter().all(|part| !matches!(part, DatePart::Mark(_) | DatePart::MonthName))
            && self.pattern.len().is_multiple_of(2)
    }

    /// Whether a digit may be left out, or stand there, without the day being another.
    fn is_free(&self, index: usize) -> bool {
        let is_mark =
            |part: Option<&DatePart>| part.is_none_or(|part| matches!(part, DatePart::Mark(_) | DatePart::MonthName));
        is_mark(index.checked_sub(1).and_then(|before| self.parts.get(before))) && is_mark(self.parts.get(index + 1))
    }

    /// The day that a text starts with, and what stands behind it. `None` when it is of another form, `Some((None, …))`
    /// when no such day is.
    #[must_use]
    pub fn read<'t>(&self, text: &'t str) -> Option<(Option<NaiveDate>, &'t str)> {
        let (mut year, mut month, mut day) = (0, 0, 0);
        let mut rest = text;
        for (index, part) in self.parts.iter().enumerate() {
            match part {
                DatePart::Mark(mark) => rest = rest.strip_prefix(char::from(*mark))?,
                DatePart::Day => (day, rest) = digits(rest, if self.is_free(index) { 1 } else { 2 }, 2)?,
                DatePart::Month => (month, rest) = digits(rest, if self.is_free(index) { 1 } else { 2 }, 2)?,
                DatePart::Year => (year, rest) = digits(rest, 4, 4)?,
                DatePart::ShortYear => {
                    let (short, behind) = digits(rest, 2, 2)?;
                    (year, rest) = (2000 + short, behind);
                }
                DatePart::MonthName => (month, rest) = month_of_name(rest)?,
            }
        }
        // A digit that is left over belongs to a number of another form.
        if rest.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        Some((NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day), rest))
    }

    /// A day in this form, day and month with as few digits as may be or with two.
    fn write(&self, day: NaiveDate, is_short: bool) -> String {
        let mut text = String::new();
        for (index, part) in self.parts.iter().enumerate() {
            let width = if is_short && self.is_free(index) { 1 } else { 2 };
            text += &match part {
                DatePart::Day => format!("{:0width$}", day.day()),
                DatePart::Month => format!("{:0width$}", day.month()),
                DatePart::MonthName => MONTHS[day.month0() as usize][0].to_owned(),
                DatePart::Year => format!("{:04}", day.year()),
                DatePart::ShortYear => format!("{:02}", day.year() % 100),
                DatePart::Mark(mark) => char::from(*mark).to_string(),
            };
        }
        text
    }

    /// Whether a text of this form may be of the other one too, and mean another day.
    #[must_use]
    pub fn is_taken_for(&self, other: &Self) -> bool {
        let days = [(2009, 10, 11), (2011, 12, 10), (2003, 2, 1), (2012, 1, 3)];
        let days = days.into_iter().filter_map(|(year, month, day)| NaiveDate::from_ymd_opt(year, month, day));
        days.flat_map(|day| [true, false].map(|is_short| (day, self.write(day, is_short))))
            .any(|(day, text)| other.read(&text).is_some_and(|(read, rest)| rest.is_empty() && read != Some(day)))
    }
}

/// A number of so many digits, and what stands behind it.
fn digits(text: &str, least: usize, most: usize) -> Option<(u32, &str)> {
    let count = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
    if count < least {
        return None;
    }
    let (number, rest) = text.split_at(count);
    Some((number.parse().ok()?, rest))
}

fn month_of_name(text: &str) -> Option<(u32, &str)> {
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    let name = text[..end].to_lowercase();
    let month = MONTHS.iter().position(|names| names.contains(&name.as_str()))?;
    let rest = &text[end..];
    let behind_point = rest.strip_prefix('.').filter(|behind| !behind.is_empty());
    Some((u32::try_from(month).ok()? + 1, behind_point.unwrap_or(rest)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(pattern: &str) -> DateForm {
        DateForm::of_pattern(pattern).expect(pattern)
    }

    fn read(pattern: &str, text: &str) -> Option<String> {
        let (day, rest) = form(pattern).read(text)?;
        Some(format!("{}{rest}", day.map_or("none".to_owned(), |day| day.to_string())))
    }

    #[test]
    fn a_whole_number_is_a_day_under_the_one_form_of_digits() {
        let style = |patterns: &[&str]| DateStyle { forms: patterns.iter().map(|one| form(one)).collect(), zone: None };
        assert_eq!(style(&["yyyymmdd"]).digits(20_261_102.0).as_deref(), Some("20261102"));
        assert_eq!(style(&["dd-mm-yyyy", "ddmmyyyy"]).digits(2_112_026.0).as_deref(), Some("02112026"));
        assert_eq!(style(&["yymmdd"]).digits(51_102.0).as_deref(), Some("051102"));
        assert_eq!(style(&["yyyymmdd"]).digits(20_261_102.5), None);
        assert_eq!(style(&["dd-mm-yyyy", "dmmmyy"]).digits(20_261_102.0), None);
        assert_eq!(style(&["yyyymmdd", "yymmdd"]).digits(20_261_102.0), None);
    }

    #[test]
    fn a_pattern_tells_day_month_and_year() {
        for pattern in ["dd-mm-yyyy", "d/m/yyyy", "yyyymmdd", "dd-mmm-yy", "d mmm yyyy", "yyyy.mm.dd", "dmmmyy"] {
            assert_eq!(form(pattern).pattern(), pattern);
        }
        for pattern in ["", "dd-mm", "dd-dd-mm-yyyy", "ddd-mm-yyyy", "dd_mm_yyyy", "DD-MM-YYYY", "-d-m-yyyy", "d-m-y"] {
            assert_eq!(DateForm::of_pattern(pattern), None, "{pattern}");
        }
    }

    #[test]
    fn days_are_read_as_their_pattern_says() {
        let day = |text| Some(format!("2026-07-01{text}"));
        assert_eq!(read("dd/mm/yyyy", "01/07/2026"), day(""));
        assert_eq!(read("dd/mm/yyyy", "1/07/2026 9:05"), day(" 9:05"));
        assert_eq!(read("dd/mm/yyyy", "1/7/2026"), day(""));
        assert_eq!(read("m/d/yy", "7/1/26"), day(""));
        assert_eq!(read("yyyymmdd", "20260701"), day(""));
        assert_eq!(read("dd-mmm-yy", "01-JUL-26"), day(""));
        assert_eq!(read("d mmm yyyy", "1 juil. 2026"), day(""));
        assert_eq!(read("d-mmm-yyyy", "1-juli-2026T10:00"), day("T10:00"));
        assert_eq!(read("dd-mm-yyyy", "31-02-2026"), Some("none".to_owned()));
        for (pattern, text) in [
            ("dd/mm/yyyy", "01-07-2026"),
            ("dd/mm/yyyy", "001/07/2026"),
            ("dd/mm/yyyy", "01/07/20261"),
            ("dd/mm/yyyy", "01/07/26"),
            ("dd/mm/yy", "01/07/2026"),
            ("yyyymmdd", "2026071"),
            ("yyyymmdd", "202607011"),
            ("dd-mmm-yy", "01-UIT-26"),
            ("dd/mm/yyyy", "é1/07/2026"),
        ] {
            assert_eq!(read(pattern, text), None, "{text} as {pattern}");
        }
    }

    #[test]
    fn forms_that_may_be_taken_for_each_other_are_known() {
        for (one, other) in [("dd/mm/yyyy", "mm/dd/yyyy"), ("d/m/yy", "yy/m/d"), ("dmmyyyy", "mmddyyyy")] {
            let Some(one) = DateForm::of_pattern(one) else { continue };
            let Some(other) = DateForm::of_pattern(other) else { continue };
            assert!(one.is_taken_for(&other) || other.is_taken_for(&one), "{one:?} {other:?}");
        }
        for (one, other) in [("dd/mm/yyyy", "dd-mm-yyyy"), ("dd-mm-yyyy", "yyyy-mm-dd"), ("dd/mm/yyyy", "dd/mm/yy")] {
            assert!(!form(one).is_taken_for(&form(other)) && !form(other).is_taken_for(&form(one)));
        }
    }
}
