//! How much more something is, in percent.

use std::fmt;

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

use super::Money;

/// So many tenths of a percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Percent(i64);

impl Percent {
    /// What a difference is of an amount, rounded half away from nought; `None` of nothing, or beyond all measure.
    #[must_use]
    pub fn of(difference: Money, whole: Money) -> Option<Self> {
        let share = difference.decimal().checked_mul(Decimal::ONE_THOUSAND)?.checked_div(whole.decimal().abs())?;
        share.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero).to_i64().map(Self)
    }

    /// The tenths.
    #[must_use]
    pub fn tenths(self) -> i64 {
        self.0
    }
}

impl fmt::Display for Percent {
    /// Writes a decimal point and one decimal: `-12.5`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{}.{}", self.0.unsigned_abs() / 10, self.0.unsigned_abs() % 10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded_to_a_decimal() {
        let of = |difference, whole| {
            Percent::of(Money::from_cents(difference), Money::from_cents(whole)).map(|percent| percent.to_string())
        };
        assert_eq!(of(1, 3).as_deref(), Some("33.3"));
        assert_eq!(of(1, 2000).as_deref(), Some("0.1"));
        assert_eq!(of(-1, 2000).as_deref(), Some("-0.1"));
        assert_eq!(of(-5, 1000).as_deref(), Some("-0.5"));
        assert_eq!(of(150, -100).as_deref(), Some("150.0"));
        assert_eq!(of(1, 0), None);
        assert_eq!(of(0, 1).as_deref(), Some("0.0"));
    }
}
