//! Figures and days as people in Belgium write them.

use chrono::{Datelike, NaiveDate};

use crate::domain::Money;
use crate::report::document::{Cell, Sentence};
use crate::report::template::Format;
use crate::report::words::Words;

/// An amount with a decimal comma, points between thousands and a minus sign in front: `-1.234,56`.
#[must_use]
pub fn amount(money: Money) -> String {
    let text = money.to_string();
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |digits| ("-", digits));
    let (whole, cents) = digits.split_once('.').unwrap_or((digits, "00"));
    format!("{sign}{},{cents}", grouped(whole))
}

/// A whole number with points between thousands.
#[must_use]
pub fn count(number: u64) -> String {
    grouped(&number.to_string())
}

fn grouped(digits: &str) -> String {
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

/// A day: `22/11/2026`.
#[must_use]
pub fn day(day: NaiveDate) -> String {
    day.format("%d/%m/%Y").to_string()
}

/// A value as a page or terminal shows it: on one line, without control characters.
#[must_use]
pub fn shown(cell: &Cell, format: Format, words: &Words) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => one_line(text),
        Cell::Count(number) => count(*number),
        Cell::Money(money) => amount(*money),
        Cell::Day(date) if format == Format::Weekday => {
            let weekday = &words.weekdays[date.weekday().num_days_from_monday() as usize];
            format!("{weekday} {}", day(*date))
        }
        Cell::Day(date) => day(*date),
    }
}

/// A sentence with its values as a page shows them.
#[must_use]
pub fn written(sentence: &Sentence, words: &Words) -> String {
    one_line(&sentence.written(|cell| shown(cell, Format::Text, words)))
}

/// A text on one line: runs of blanks and line ends become one blank, other control characters a visible mark.
#[must_use]
pub fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_grouped() {
        let written = |cents| amount(Money::from_cents(cents));
        assert_eq!(written(0), "0,00");
        assert_eq!(written(-5), "-0,05");
        assert_eq!(written(123_456), "1.234,56");
        assert_eq!(written(-99_999_999_999_999), "-999.999.999.999,99");
        assert_eq!(written(10_000), "100,00");
    }

    #[test]
    fn texts_stay_on_one_line() {
        assert_eq!(one_line(" a\r\n b\tc\u{1b}[31m"), "a b c\u{fffd}[31m");
    }
}
