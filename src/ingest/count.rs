//! Counts and adds up a file a second time, by other means, and demands the same result.
//!
//! `csv::count` does it for CSV texts, `xlsx::count` for workbooks and `parquet::count` for Parquet files; amounts are added
//! as decimals. None of it shares code with the reading that it checks, but for the unpacking of Parquet columns.

use std::str::FromStr;

use rust_decimal::Decimal;

use super::cell::is_invisible;
use super::profile::{Profile, Unit};

/// What a second count of a file gives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SecondCount {
    /// Records after the header that are not blank.
    pub records: u64,
    /// Physical lines of the file, the header among them; 0 where the file has none.
    pub lines: u64,
    /// The sum of the amounts of accepted records, in cents.
    pub cents: i128,
}

impl SecondCount {
    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self { records: self.records + other.records, lines: self.lines + other.lines, cents: self.cents + other.cents }
    }
}

/// Why a file could not be counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CountError {
    /// The second reading finds the file damaged where the first did not look: the file can't be trusted.
    Damaged(String),
    /// The second reading finds that something was accepted that should not have been.
    Disagrees(String),
}

/// An amount as a decimal, leniently: all that is not a digit or the decimal mark is dropped, and a minus or a bracket
/// anywhere is its sign.
pub(super) fn decimal_of(written: &str, profile: &Profile) -> Option<Decimal> {
    let mark = profile.decimal_mark.character();
    let plain: String =
        written.chars().filter(|c| c.is_ascii_digit() || *c == mark).map(|c| if c == mark { '.' } else { c }).collect();
    if plain.is_empty() {
        return is_nothing(written, profile).then_some(Decimal::ZERO);
    }
    let number = Decimal::from_str(&plain).ok()?;
    Some(if written.contains(['-', '\u{2212}', '(']) { -number } else { number })
}

/// Whether a text without a digit may stand where an amount does: there is nothing, or what spreadsheets write for nought.
pub(super) fn is_nothing(written: &str, profile: &Profile) -> bool {
    let is_blank = |c: char| c.is_whitespace() || is_invisible(c);
    let text = written.trim_matches(is_blank);
    text.is_empty() || text.contains('€') && text.contains('-') || profile.empty.iter().any(|word| word == text)
}

/// A sum of amounts in whole cents.
pub(super) fn cents_of(sum: Decimal, unit: Unit) -> Result<i128, String> {
    let cents = match unit {
        Unit::Euro => sum * Decimal::ONE_HUNDRED,
        Unit::Cents => sum,
    };
    if cents.fract().is_zero() {
        Ok(cents.trunc().mantissa() / 10i128.pow(cents.trunc().scale()))
    } else {
        Err(format!("the amounts add up to {cents} cents, not a whole number"))
    }
}

/// A binary number, as it is printed, to whole cents. By its digits alone: what is smaller than a decimal can be, such as
/// `1E-400`, is nothing, and `0E400` is nothing too.
pub(super) fn rounded(number: &str, unit: Unit) -> Option<Decimal> {
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let unsigned = mantissa.trim_start_matches(['-', '+']);
    let (whole, decimals) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let all = format!("{whole}{decimals}");
    if all.is_empty() || !all.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digits = all.trim_start_matches('0');
    if digits.is_empty() {
        return Some(Decimal::ZERO);
    }
    // An exponent that no number can hold is as good as the largest.
    let largest = if exponent.starts_with('-') { -1_000_000_000_000 } else { 1_000_000_000_000 };
    let exponent: i64 = exponent.parse().unwrap_or(largest).clamp(-1_000_000_000_000, 1_000_000_000_000);
    let kept_decimals: u32 = if unit == Unit::Euro { 2 } else { 0 };
    // How many of the digits stand before the place that is rounded to.
    let length = |text: &str| i64::try_from(text.len()).ok();
    let kept = length(digits)? - length(decimals)? + exponent + i64::from(kept_decimals);
    let value = match usize::try_from(kept) {
        Err(_) => 0,
        Ok(kept) if kept <= digits.len() => {
            let up = digits.as_bytes().get(kept).is_some_and(|digit| *digit >= b'5');
            let cut = &digits[..kept];
            if cut.is_empty() { i128::from(up) } else { cut.parse::<i128>().ok()? + i128::from(up) }
        }
        Ok(kept) => {
            let zeros = u32::try_from(kept - digits.len()).ok()?;
            digits.parse::<i128>().ok()?.checked_mul(10i128.checked_pow(zeros)?)?
        }
    };
    let value = if mantissa.starts_with('-') { -value } else { value };
    Decimal::try_from_i128_with_scale(value, kept_decimals).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn binary_numbers_are_rounded_by_their_digits() {
        let euro = [
            ("1.5", "1.50"),
            ("-4.35", "-4.35"),
            ("+2", "2.00"),
            ("0.30000000000000004", "0.30"),
            ("1.1499999999999999", "1.15"),
            ("0.00999999", "0.01"),
            ("-0.004", "0.00"),
            ("1.25E+1", "12.50"),
            ("125e-2", "1.25"),
            ("1E11", "100000000000.00"),
            ("0E300", "0.00"),
            ("-0.00e99999999999999999999", "0.00"),
            ("1E-400", "0.00"),
            ("7e-99999999999999999999", "0.00"),
            ("1000000000000000000000000000000E-30", "1.00"),
            ("0.0000000000000000000000000000000000000001E40", "1.00"),
        ];
        for (text, meant) in euro {
            assert_eq!(rounded(text, Unit::Euro), Decimal::from_str(meant).ok(), "{text}");
        }
        assert_eq!(rounded("12.5e2", Unit::Cents), Some(Decimal::from(1250)));
        assert_eq!(rounded("1249.9999999", Unit::Cents), Some(Decimal::from(1250)));
        for text in ["", "-", ".", "x", "NaN", "inf", "1E300", "1e99999999999999999999", "12,5"] {
            assert_eq!(rounded(text, Unit::Euro), None, "{text}");
        }
    }
}
