//! Values as pages and terminals show them.

use crate::domain::steering::visible;
use crate::report::document::{ReportSentence, Value};
use crate::report::template::Format;
use crate::report::words::Words;

/// A value as a page or terminal shows it: on one line, without control characters.
#[must_use]
pub fn shown(value: Value<'_>, format: Format, words: &Words) -> String {
    match value {
        Value::Empty => String::new(),
        Value::Text(text) => one_line(text),
        Value::Said(said) => one_line(&said.page),
        Value::Count(number) => words.count(number),
        Value::Money(money) => words.amount(money),
        Value::Percent(percent) if format == Format::Share => words.share(percent),
        Value::Percent(percent) => words.change(percent),
        Value::Day(date) if format == Format::Weekday => words.weekday(date),
        Value::Day(date) => words.day(date),
    }
}

/// A sentence with its values as a page shows them.
#[must_use]
pub fn written(sentence: &ReportSentence, words: &Words) -> String {
    one_line(&sentence.written(|cell| shown(cell.value(), Format::Text, words)))
}

/// A text on one line: runs of blanks and line ends become one blank, other characters that steer a visible mark.
#[must_use]
pub fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    visible(&words.join(" ")).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_stay_on_one_line() {
        assert_eq!(one_line(" a\r\n b\tc\u{1b}[31m\u{202e}"), "a b c\u{fffd}[31m\u{fffd}");
    }
}
