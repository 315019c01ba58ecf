//! The shape of a figure: what its width on a page depends on.

use crate::domain::Money;
use crate::report::document::Value;
use crate::report::template::Format;

/// What the width of a figure depends on, as all digits are equally wide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FigureShape {
    /// Nothing: a sign stands for it, which is narrower than any amount.
    Nought,
    /// A whole number of so many digits.
    Count { digits: u32 },
    /// An amount whose cents have so many digits.
    Amount { digits: u32, is_negative: bool },
    /// A day in figures.
    Day,
}

impl FigureShape {
    /// The shape of a value; `None` when it has none, or words in it.
    pub(super) fn of(value: Value<'_>, format: Format) -> Option<Self> {
        let digits = |number: u128| number.checked_ilog10().unwrap_or_default();
        match value {
            Value::Count(0) => Some(Self::Nought),
            Value::Money(money) if money == Money::ZERO => Some(Self::Nought),
            Value::Count(count) => Some(Self::Count { digits: digits(count.into()) }),
            Value::Money(money) => {
                let cents = money.decimal().mantissa();
                Some(Self::Amount { digits: digits(cents.unsigned_abs()), is_negative: cents < 0 })
            }
            Value::Day(_) if format != Format::Weekday => Some(Self::Day),
            _ => None,
        }
    }
}
