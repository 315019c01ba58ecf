//! The days that the name of an export file tells.

use chrono::{Datelike, NaiveDate, NaiveTime, Weekday};

use super::export_name::ending;
use crate::domain::Period;

/// The days that the name of a file tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameDays {
    /// None.
    None,
    /// It seems to hold days, and nobody can be sure which: they run backwards, there are three, or there is no such day.
    Unclear,
    /// One day: that which the file is about, or that on which it was made. Only who names the files knows.
    One(NaiveDate),
    /// One day with a time behind it: when the file was made.
    Made(NaiveDate),
    /// The days from one to another: two days, a month or a week, or two of those.
    Run(NaiveDate, NaiveDate),
}

impl NameDays {
    /// Those of a file's name; what folders are called doesn't matter. Days are written `2026-11-02`, `20261102` or `02-11-2026`, months
    /// `2026-11`, weeks `2026-W45`; a time may stand right behind a day without hyphens.
    #[must_use]
    pub fn of(name: &str) -> Self {
        let file = name.rsplit('/').next().unwrap_or(name);
        let Some((periods, end)) = NameWords::of(file).periods() else { return Self::Unclear };
        match periods[..] {
            [] => Self::None,
            [Period::Day(day)] => match end {
                DaysEnd::Time => Self::Made(day),
                // `2026-10-21_31`: to the 31st, or the 31st copy?
                DaysEnd::Number(number) if number > day.day() => Self::Unclear,
                DaysEnd::Until => Self::Unclear,
                DaysEnd::Name | DaysEnd::Number(_) => Self::One(day),
            },
            [period] => Self::Run(period.first(), period.last()),
            [from, to] if from.first() <= to.first() && is_same_kind(from, to) => Self::Run(from.first(), to.last()),
            _ => Self::Unclear,
        }
    }

    /// The first and the last of them.
    #[must_use]
    pub fn span(self) -> Option<(NaiveDate, NaiveDate)> {
        match self {
            Self::None | Self::Unclear => None,
            Self::One(day) | Self::Made(day) => Some((day, day)),
            Self::Run(first, last) => Some((first, last)),
        }
    }

    /// Those that the file is about. A single day is one only where `one_day` says so: elsewhere it is the day on which the
    /// file was made.
    #[must_use]
    pub fn told(self, one_day: bool) -> Option<(NaiveDate, NaiveDate)> {
        self.span().filter(|_| matches!(self, Self::Run(..)) || (one_day && matches!(self, Self::One(_))))
    }
}

fn is_same_kind(a: Period, b: Period) -> bool {
    std::mem::discriminant(&a) == std::mem::discriminant(&b)
}

/// A part of a name.
#[derive(Clone, Copy, Debug)]
pub(super) enum NamePart<'a> {
    /// A period that it tells.
    Days,
    /// Digits, letters, or another character.
    Word(&'a str),
}

impl<'a> NamePart<'a> {
    /// What stands there, if no days.
    pub(super) fn text(&self) -> &'a str {
        match self {
            Self::Days => "",
            Self::Word(word) => word,
        }
    }
}

/// The parts of a name, those that tell days by themselves.
pub(super) fn parts_of(name: &str) -> Vec<NamePart<'_>> {
    let words = NameWords::of(name);
    let (mut parts, mut at) = (Vec::new(), 0);
    while at < words.words.len() {
        match words.found(at) {
            NameToken::Period(_, length) => {
                parts.push(NamePart::Days);
                at += length;
            }
            NameToken::Unclear | NameToken::Nothing => {
                parts.push(NamePart::Word(words.word(at)));
                at += 1;
            }
        }
    }
    parts
}

/// What stands behind the last days of a name.
enum DaysEnd {
    /// Nothing, or what says nothing about them.
    Name,
    /// A time.
    Time,
    /// A number of two digits that may be a day, and nothing more.
    Number(u32),
    /// Two points and a number: the days go on to one that isn't told whole.
    Until,
}

/// What begins at a place of a name.
pub(super) enum NameToken {
    /// A period, and how many words it takes.
    Period(Period, usize),
    /// What seems to tell days and can't be understood.
    Unclear,
    /// No days.
    Nothing,
}

/// A name cut where digits, letters and others meet; each other character is a word of its own.
pub(super) struct NameWords<'a> {
    words: Vec<&'a str>,
}

impl<'a> NameWords<'a> {
    fn of(name: &'a str) -> Self {
        let kind = |c: char| if c.is_ascii_digit() { 0 } else { 1 + u8::from(c.is_alphabetic()) };
        let mut words = Vec::new();
        let mut rest = name;
        while let Some(first) = rest.chars().next() {
            let end = match kind(first) {
                1 => first.len_utf8(),
                first => rest.find(|c: char| kind(c) != first).unwrap_or(rest.len()),
            };
            let (word, behind) = rest.split_at(end);
            words.push(word);
            rest = behind;
        }
        Self { words }
    }

    /// The periods that the name tells, one behind the other, and what stands behind the last; `None` where it seems to
    /// tell what can't be understood.
    fn periods(&self) -> Option<(Vec<Period>, DaysEnd)> {
        let mut periods = Vec::new();
        let (mut at, mut end) = (0, DaysEnd::Name);
        while at < self.words.len() {
            match self.found(at) {
                NameToken::Period(period, length) => {
                    periods.push(period);
                    let has_time = self.word(at).len() > 8;
                    at += length;
                    end = if has_time { DaysEnd::Time } else { self.behind_days(at) };
                }
                NameToken::Unclear => return None,
                NameToken::Nothing if self.seems_to_be_days(at) => return None,
                // Behind days it is a time.
                NameToken::Nothing if periods.is_empty() && self.seems_to_be_a_short_day(at) => return None,
                NameToken::Nothing if periods.is_empty() && self.seems_to_be_a_compact_day(at) => return None,
                NameToken::Nothing => at += 1,
            }
        }
        Some((periods, end))
    }

    /// What stands behind days that end before a word.
    fn behind_days(&self, at: usize) -> DaysEnd {
        if self.word(at) == "." && self.word(at + 1) == "." && self.is_short(at + 2) {
            return DaysEnd::Until;
        }
        let is_behind_t = self.word(at).eq_ignore_ascii_case("t");
        let begin = if is_behind_t || self.is_mark(at) { at + 1 } else { at };
        let word = self.word(begin);
        let is_time = |form| is_number(word) && NaiveTime::parse_from_str(word, form).is_ok();
        let is_below = |at, limit| self.digits(at, 2).is_some_and(|number| number < limit);
        // Four digits behind a mark may be the code of a branch.
        let is_packed = (word.len() == 6 && is_time("%H%M%S")) || (is_behind_t && word.len() == 4 && is_time("%H%M"));
        let is_spaced = begin > at && is_below(begin, 24) && self.is_mark(begin + 1) && is_below(begin + 2, 60);
        if is_packed || is_spaced {
            return DaysEnd::Time;
        }
        let number = self.digits(begin, 2).filter(|_| begin > at && self.is_end(begin + 1));
        number.filter(|number| (1..=31).contains(number)).map_or(DaysEnd::Name, DaysEnd::Number)
    }

    /// Whether nothing but the ending of a file stands from a word on.
    fn is_end(&self, at: usize) -> bool {
        let rest = self.words.get(at..).unwrap_or_default().concat();
        ending(&rest) == rest.len()
    }

    /// What begins with a word, in the forms that are understood.
    pub(super) fn found(&self, at: usize) -> NameToken {
        let word = self.word(at);
        if matches!(word.len(), 8 | 12 | 14) && is_number(word) {
            return compact(word);
        }
        let day = |year, month: Option<u32>, day: Option<u32>, length| {
            let day = month.zip(day).and_then(|(month, day)| NaiveDate::from_ymd_opt(year, month, day));
            day.map_or(NameToken::Unclear, |day| NameToken::Period(Period::Day(day), length))
        };
        let Some(year) = self.year(at) else {
            return match (self.digits(at, 2), self.digits(at + 2, 2), self.year(at + 4)) {
                (Some(first), Some(month), Some(year)) if self.is_hyphen(at + 1) && self.is_hyphen(at + 3) => {
                    // `01-05-11-2026`: from the 1st to the 5th?
                    let is_until = at >= 2 && self.is_hyphen(at - 1) && self.is_short(at - 2);
                    if is_until { NameToken::Unclear } else { day(year, Some(month), Some(first), 5) }
                }
                _ => NameToken::Nothing,
            };
        };
        let week = if self.is_hyphen(at + 1) { at + 2 } else { at + 1 };
        if self.word(week).eq_ignore_ascii_case("w")
            && let Some(number) = self.digits(week + 1, 2)
        {
            let monday = NaiveDate::from_isoywd_opt(year, number, Weekday::Mon);
            return monday.map_or(NameToken::Unclear, |monday| {
                NameToken::Period(Period::Week(monday.iso_week()), week + 2 - at)
            });
        }
        let Some(month) = self.digits(at + 2, 2).filter(|_| self.is_hyphen(at + 1)) else { return NameToken::Nothing };
        if self.is_hyphen(at + 3) && self.is_short(at + 4) {
            return day(year, Some(month), self.digits(at + 4, 2), 5);
        }
        let first = NaiveDate::from_ymd_opt(year, month, 1);
        first.map_or(NameToken::Unclear, |first| NameToken::Period(Period::Month { first }, 3))
    }

    pub(super) fn word(&self, at: usize) -> &'a str {
        self.words.get(at).copied().unwrap_or_default()
    }

    /// A number of so many digits.
    pub(super) fn digits(&self, at: usize, digits: usize) -> Option<u32> {
        let word = self.word(at);
        word.parse().ok().filter(|_| word.len() == digits && is_number(word))
    }

    pub(super) fn year(&self, at: usize) -> Option<i32> {
        self.digits(at, 4).and_then(|year| i32::try_from(year).ok()).filter(|year| YEARS.contains(year))
    }

    /// Whether it is a number of one or two digits.
    pub(super) fn is_short(&self, at: usize) -> bool {
        self.digits(at, 1).or(self.digits(at, 2)).is_some()
    }

    pub(super) fn is_hyphen(&self, at: usize) -> bool {
        self.word(at) == "-"
    }

    pub(super) fn is_mark(&self, at: usize) -> bool {
        matches!(self.word(at), "-" | "_" | "." | " ")
    }
}

/// The years of which kasverslag knows the rules of summer time; other numbers are no years.
pub(super) const YEARS: std::ops::RangeInclusive<i32> = 1900..=2099;

pub(super) fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

/// A day in eight digits, with a time right behind it where there are twelve or fourteen.
fn compact(word: &str) -> NameToken {
    let (day, time) = word.split_at(8);
    let is_time = match time.len() {
        0 => true,
        4 => NaiveTime::parse_from_str(time, "%H%M").is_ok(),
        _ => NaiveTime::parse_from_str(time, "%H%M%S").is_ok(),
    };
    let read = |form| NaiveDate::parse_from_str(day, form).ok().filter(|day| YEARS.contains(&day.year()));
    if let Some(day) = read("%Y%m%d").filter(|_| is_time) {
        return NameToken::Period(Period::Day(day), 1);
    }
    // 20261131 and 02112026 are no numbers of customers.
    let begins_with_month =
        YEARS.contains(&day[..4].parse().unwrap_or(0)) && (1..=12).contains(&day[4..6].parse().unwrap_or(0));
    if time.is_empty() && (begins_with_month || read("%d%m%Y").is_some()) {
        NameToken::Unclear
    } else {
        NameToken::Nothing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn reads_days_in_names() {
        let run = |first: &str, last: &str| NameDays::Run(day(first), day(last));
        let one = |text: &str| NameDays::One(day(text));
        let rows = [
            ("I355_2026-11-01_2026-11-15.csv", run("2026-11-01", "2026-11-15")),
            ("2026-11-01-2026-11-15.csv", run("2026-11-01", "2026-11-15")),
            ("x20261101-20261115.csv.gz", run("2026-11-01", "2026-11-15")),
            ("dagboek_01-11-2026_30-11-2026.csv", run("2026-11-01", "2026-11-30")),
            ("dagboek_2026-11-01 (20261130).csv", run("2026-11-01", "2026-11-30")),
            ("dagboek_2026-11.csv", run("2026-11-01", "2026-11-30")),
            ("dagboek_2026-11 (2).csv", run("2026-11-01", "2026-11-30")),
            ("dagboek_2026-11_10.csv", run("2026-11-01", "2026-11-30")),
            ("2026-02-2026-03.csv", run("2026-02-01", "2026-03-31")),
            ("dagboek_2026-W45.csv", run("2026-11-02", "2026-11-08")),
            ("dagboek_2026w45.csv", run("2026-11-02", "2026-11-08")),
            ("2026-W53_2027-W01.csv", run("2026-12-28", "2027-01-10")),
            ("12_2026-11-15.csv", one("2026-11-15")),
            ("export_20261102_093000.csv", NameDays::Made(day("2026-11-02"))),
            ("export_20261102093000.csv", NameDays::Made(day("2026-11-02"))),
            ("20261102T0930.csv", NameDays::Made(day("2026-11-02"))),
            ("2026-11-02_09-30-15.csv", NameDays::Made(day("2026-11-02"))),
            ("05-03-2026.csv", one("2026-03-05")),
            ("2026-11-02_3550.csv", one("2026-11-02")),
            ("2026-11-02_1210.csv", one("2026-11-02")),
            ("2026-11-02_02.csv", one("2026-11-02")),
            ("2026-11-02_3.csv", one("2026-11-02")),
            ("2026-11-01..2026-11-05.csv", run("2026-11-01", "2026-11-05")),
            ("dagboek_000413.csv", NameDays::None),
            ("dagboek.csv", NameDays::None),
            ("export_9.csv", NameDays::None),
            ("dagboek_2026.csv", NameDays::None),
            ("dagboek_2026_2.csv", NameDays::None),
            ("seizoen 2025-2026.csv", NameDays::None),
            ("3550_kas_05.csv", NameDays::None),
            ("120261101.csv", NameDays::None),
            ("klant 12345678.csv", NameDays::None),
            ("maart.csv", NameDays::None),
            ("2026-11-02_09-10-15.csv", NameDays::Made(day("2026-11-02"))),
            ("adres 10.0.0.12.csv", NameDays::None),
            ("deel 1-2.csv", NameDays::None),
            ("versie 1.2.3.csv", NameDays::None),
        ];
        for (name, days) in rows {
            assert_eq!(NameDays::of(name), days, "{name}");
        }
        assert_eq!(NameDays::of("2026-11-15.csv").told(false), None);
        assert_eq!(NameDays::of("2026-11-15.csv").told(true), Some((day("2026-11-15"), day("2026-11-15"))));
        assert_eq!(NameDays::of("20261115T0930.csv").told(true), None);
    }

    #[test]
    fn what_seems_to_be_days_and_is_not_understood_is_unclear() {
        let names = [
            "dagboek_2026-12-01_2026-11-01_2026-11-30.csv",
            "dagboek_2026-11-30_2026-11-01.csv",
            "dagboek_2026-11-01_2026-11-31.csv",
            "dagboek_2026-11_20261201.csv",
            "2026-11-1.csv",
            "1-11-2026.csv",
            "30-31-2026.csv",
            "2026-13.csv",
            "2026-2.csv",
            "2026-W54.csv",
            "2026-W5.csv",
            "20261131.csv",
            "01112026.csv",
            "2026_11_02.csv",
            "2026.11.02.csv",
            "02.11.2026.csv",
            "2026_11.csv",
            "11-2026.csv",
            "november 2026.csv",
            "2 nov 2026.csv",
            "2026-mei.csv",
            "week 45 2026.csv",
            "W45-2026.csv",
            "export_5-10-26.csv",
            "export_05.10.26 (1).csv",
            "26-10-05.csv",
            "10_25_26.xlsx",
            "2026-Q3.csv",
            "export_202611.csv",
            "export_021126.csv",
            "261102.csv",
            "export_2026-11-01..05.csv",
            "export_01-05-11-2026.csv",
            "dagboek_2026-10-21_31.xlsx",
            "dagboek_2026-10-21-31.csv",
        ];
        for name in names {
            assert_eq!(NameDays::of(name), NameDays::Unclear, "{name}");
        }
    }
}
