//! Figures and days as the readers of a language write them.

use super::words::Words;
use crate::domain::{Money, Percent};
use chrono::{DateTime, Datelike, NaiveDate};
use chrono_tz::Tz;

impl Words {
    /// An amount with two decimals and a minus sign in front: `-1.234,56`.
    #[must_use]
    pub fn amount(&self, money: Money) -> String {
        let cents = money.decimal().mantissa();
        let (sign, cents) = (if cents < 0 { "-" } else { "" }, cents.unsigned_abs());
        let mut buffer = itoa::Buffer::new();
        let digits = buffer.format(cents);
        let (whole, cents) = match digits.len() {
            1 => ("0", ["0", digits]),
            2 => ("0", ["", digits]),
            length => (&digits[..length - 2], ["", &digits[length - 2..]]),
        };
        let mut written = String::with_capacity(digits.len() + 8);
        written += sign;
        self.push_grouped(&mut written, whole);
        written += &self.figure.decimal_mark;
        written.extend(cents);
        written
    }

    /// So many percent more or less: `+12,5 %`, `-12,5 %`.
    #[must_use]
    pub fn change(&self, percent: Percent) -> String {
        format!("{}{}", if percent.tenths() > 0 { "+" } else { "" }, self.share(percent))
    }

    /// So many percent of a whole: `12,5 %`.
    #[must_use]
    pub fn share(&self, percent: Percent) -> String {
        format!("{}\u{a0}%", percent.to_string().replace('.', &self.figure.decimal_mark))
    }

    /// A whole number: `1.234`.
    #[must_use]
    pub fn count(&self, number: u64) -> String {
        let mut text = String::with_capacity(8);
        self.push_grouped(&mut text, itoa::Buffer::new().format(number));
        text
    }

    fn push_grouped(&self, text: &mut String, digits: &str) {
        // The first group has the digits that are left over by groups of three.
        let (first, mut rest) = digits.split_at((digits.len() - 1) % 3 + 1);
        *text += first;
        while let Some((group, more)) = rest.split_at_checked(3) {
            *text += &self.figure.thousands_mark;
            *text += group;
            rest = more;
        }
    }

    /// A day: `22/11/2026`.
    #[must_use]
    pub fn day(&self, day: NaiveDate) -> String {
        // Listings have a day in every line: the usual pattern is not read anew for each.
        match self.figure.day.as_bytes() {
            &[b'%', b'd', mark, b'%', b'm', other_mark, b'%', b'Y'] if (0..10_000).contains(&day.year()) => {
                let year = day.year().unsigned_abs();
                let mut text = String::with_capacity(10);
                push_two(&mut text, day.day());
                text.push(char::from(mark));
                push_two(&mut text, day.month());
                text.push(char::from(other_mark));
                push_two(&mut text, year / 100);
                push_two(&mut text, year);
                text
            }
            _ => day.format(&self.figure.day).to_string(),
        }
    }

    /// A day with its weekday: `zo 22/11/2026`.
    #[must_use]
    pub fn weekday(&self, day: NaiveDate) -> String {
        format!("{} {}", self.weekdays[day.weekday().num_days_from_monday() as usize], self.day(day))
    }

    /// A day with its time: `22/11/2026 08:00`.
    #[must_use]
    pub fn moment(&self, moment: DateTime<Tz>) -> String {
        moment.format(&self.figure.moment).to_string()
    }
}

/// Adds the last two digits of a number.
fn push_two(text: &mut String, number: u32) {
    text.extend([number / 10 % 10, number % 10].into_iter().filter_map(|digit| char::from_digit(digit, 10)));
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;
    use crate::report::language::Language;

    #[test]
    fn amounts_are_grouped() {
        let written = |cents| Words::of(Language::Dutch).amount(Money::from_cents(cents));
        assert_eq!(written(0), "0,00");
        assert_eq!(written(-5), "-0,05");
        assert_eq!(written(123_456), "1.234,56");
        assert_eq!(written(-99_999_999_999_999), "-999.999.999.999,99");
        assert_eq!(written(10_000), "100,00");
    }

    #[test]
    fn each_language_writes_in_its_own_way() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 2).unwrap_or_default();
        let moment = chrono_tz::Europe::Brussels.with_ymd_and_hms(2026, 11, 2, 8, 5, 9).single();
        let written = Language::ALL.map(|language| {
            let words = Words::of(language);
            let moment = moment.map(|moment| words.moment(moment)).unwrap_or_default();
            [words.amount(Money::from_cents(-123_456_789)), words.count(12_345), words.weekday(day), moment].join(" | ")
        });
        assert_eq!(
            written,
            [
                "-1.234.567,89 | 12.345 | ma 02/11/2026 | 02/11/2026 08:05",
                "-1.234.567,89 | 12.345 | lun 02/11/2026 | 02/11/2026 08:05",
                "-1.234.567,89 | 12.345 | Mo 02.11.2026 | 02.11.2026 08:05",
                "-1,234,567.89 | 12,345 | Mon 02/11/2026 | 02/11/2026 08:05",
            ]
        );
    }
}
