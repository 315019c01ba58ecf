//! What looks like days in the name of a file, in forms that nobody can be sure of.

use chrono::NaiveDate;

use super::name_days::{NameToken, NameWords, YEARS, is_number};

/// Words that stand for a month, whole or cut off, in the languages of Belgium and in English.
const MONTHS: &str = "jan januari january janvier januar feb februari february fevrier février februar mrt maart mar march \
                      mars märz apr april avril mei may mai jun juni june juin jul juli july juillet aug augustus august \
                      août sep sept september septembre okt oct oktober october octobre nov november novembre dec december \
                      décembre";

impl NameWords<'_> {
    /// Whether what begins with a word looks like a day, a week, a month or a quarter in a form that is not understood.
    pub(super) fn seems_to_be_days(&self, at: usize) -> bool {
        let is_month = |at| self.digits(at, 2).is_some_and(|month| (1..=12).contains(&month));
        let behind = |at| if self.is_mark(at) { at + 1 } else { at };
        if self.year(at).is_some() {
            let next = behind(at + 1);
            let is_third = self.is_mark(next + 1) && self.is_short(next + 2);
            return self.is_month_word(next)
                || self.week_or_quarter(next).is_some()
                || (self.is_mark(at + 1)
                    && self.is_short(next)
                    && (is_third || is_month(next) || self.is_hyphen(at + 1)));
        }
        let is_lone_year = |at| self.year(at).is_some() && matches!(self.found(at), NameToken::Nothing);
        if self.is_month_word(at) {
            return is_lone_year(behind(at + 1));
        }
        if let Some(end) = self.week_or_quarter(at) {
            return is_lone_year(behind(end));
        }
        let is_second = self.is_short(at) && self.is_mark(at + 1);
        is_second && (is_month(at) && is_lone_year(at + 2))
            || (is_second && self.is_short(at + 2) && self.is_mark(at + 3) && is_lone_year(at + 4))
    }

    /// Whether what begins with a word, and is no part of more numbers, looks like a day whose year has two digits: `5-10-26`, `26.10.05`.
    pub(super) fn seems_to_be_a_short_day(&self, at: usize) -> bool {
        let mark = self.word(at + 1);
        let is_alone = |mark: usize, number: usize| !(self.is_mark(mark) && is_number(self.word(number)));
        let is_begin = at < 2 || is_alone(at - 1, at - 2);
        let is_day = |day: usize, month: usize, year: usize| {
            let number = |at| self.digits(at, 1).or(self.digits(at, 2));
            let date = self.digits(year, 2).zip(number(month)).zip(number(day));
            date.is_some_and(|((year, month), day)| {
                let year = i32::try_from(2000 + year).unwrap_or_default();
                NaiveDate::from_ymd_opt(year, month, day).is_some()
            })
        };
        let of_orders = is_day(at, at + 2, at + 4) || is_day(at + 2, at, at + 4) || is_day(at + 4, at + 2, at);
        self.is_mark(at + 1) && self.word(at + 3) == mark && is_begin && is_alone(at + 5, at + 6) && of_orders
    }

    /// Whether six digits look like a month, `202611`, or a day of these decades, `021126` or `261102`.
    pub(super) fn seems_to_be_a_compact_day(&self, at: usize) -> bool {
        let word = self.word(at);
        if word.len() != 6 || !is_number(word) {
            return false;
        }
        let number = |digits: &str| digits.parse::<u32>().unwrap_or(0);
        let is_month = YEARS.contains(&word[..4].parse().unwrap_or(0)) && (1..=12).contains(&number(&word[4..]));
        let is_day = |day: &str, month: &str, year: &str| {
            let day = NaiveDate::from_ymd_opt(2000 + year.parse().unwrap_or(0), number(month), number(day));
            (10..40).contains(&number(year)) && day.is_some()
        };
        let (first, second, third) = (&word[..2], &word[2..4], &word[4..]);
        is_month || is_day(first, second, third) || is_day(third, second, first)
    }

    fn is_month_word(&self, at: usize) -> bool {
        let word = self.word(at);
        // Most words are digits or marks.
        let is_written = word.chars().next().is_some_and(char::is_alphabetic);
        is_written && MONTHS.split(' ').any(|month| is_alike(word, month))
    }

    /// Where `W45`, `week 45` or `Q3` ends that begins with a word.
    fn week_or_quarter(&self, at: usize) -> Option<usize> {
        let is_word = ["w", "wk", "week", "kw", "q"].iter().any(|word| self.word(at).eq_ignore_ascii_case(word));
        let number = if self.is_mark(at + 1) { at + 2 } else { at + 1 };
        (is_word && self.is_short(number)).then_some(number + 1)
    }
}

/// Whether a word is another one, which has small letters alone.
fn is_alike(word: &str, small: &str) -> bool {
    if word.is_ascii() { word.eq_ignore_ascii_case(small) } else { word.to_lowercase() == small }
}
