//! Exact amounts.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Neg, Sub};

use rust_decimal::Decimal;

/// One amount as a column holds it: a whole number of euro cents.
pub type Cents = i64;

/// The largest amount that one line may bear, in cents: 999.999.999.999,99 euro.
///
/// With it the sum of 90,000 such lines still fits a column; whoever takes lines in checks their sum.
pub const LARGEST_AMOUNT: Cents = 99_999_999_999_999;

/// An exact amount in euro with two decimals, as figures are summed, compared and shown.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(Decimal);

impl Money {
    /// Nothing at all: 0,00 euro.
    pub const ZERO: Self = Self(Decimal::from_parts(0, 0, 0, false, 2));

    /// The amount of a whole number of cents.
    #[must_use]
    pub fn from_cents(cents: Cents) -> Self {
        Self(Decimal::new(cents, 2))
    }

    /// The amount of a sum of cents.
    ///
    /// # Panics
    /// When it needs more than 96 bits: the sums of four milliard exports don't, as each fits a column.
    #[must_use]
    pub fn from_sum(cents: i128) -> Self {
        Self(Decimal::from_i128_with_scale(cents, 2))
    }

    /// Reads an amount as it is written for programs, such as `-1234.50`; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        text.parse().ok().filter(|decimal: &Decimal| decimal.scale() == 2).map(Self)
    }

    /// The decimal number of euro, with two decimals.
    #[must_use]
    pub fn decimal(self) -> Decimal {
        self.0
    }

    /// Whether the amount is below zero.
    #[must_use]
    pub fn is_negative(self) -> bool {
        self.0 < Decimal::ZERO
    }
}

impl Default for Money {
    fn default() -> Self {
        Self::ZERO
    }
}

impl Add for Money {
    type Output = Self;

    /// Adds exactly: sums of cents are bounded by what ingest accepts, far below what a decimal holds.
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Money {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Neg for Money {
    type Output = Self;

    /// Turns the sign; zero stays zero, without a sign.
    fn neg(self) -> Self {
        Self::ZERO - self
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, |total, amount| total + amount)
    }
}

impl fmt::Display for Money {
    /// Writes a decimal point and always two decimals: `-1234.50`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match i64::try_from(self.0.mantissa()) {
            Ok(cents) => {
                let sign = if cents < 0 { "-" } else { "" };
                write!(f, "{sign}{}.{:02}", cents.unsigned_abs() / 100, cents.unsigned_abs() % 100)
            }
            Err(_) => write!(f, "{:.2}", self.0),
        }
    }
}

impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Money({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_two_decimals_and_no_negative_zero() {
        assert_eq!(Money::from_cents(-123_450).to_string(), "-1234.50");
        assert_eq!(Money::from_cents(5).to_string(), "0.05");
        assert_eq!((-Money::ZERO).to_string(), "0.00");
        assert_eq!((-Money::from_cents(0)).to_string(), "0.00");
        assert_eq!(format!("{:?}", Money::from_cents(5)), "Money(0.05)");
    }

    #[test]
    fn adds_exactly() {
        let tenth = Money::from_cents(10);
        assert_eq!([tenth; 3].into_iter().sum::<Money>(), Money::from_cents(30));
    }
}
