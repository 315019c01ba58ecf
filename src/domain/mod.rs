//! What the figures are about: codes, money, days and transactions, each a type that can't hold a wrong value.

pub mod booking_code;
pub mod branch;
pub mod code_key;
pub mod comparison;
pub mod coverage;
pub mod daybook;
pub mod difference;
pub mod finding;
pub mod finding_list;
pub mod institution;
pub mod known_days;
pub mod moment;
pub mod money;
pub mod period;
mod period_words;
pub mod position;
pub mod steering;
pub mod tables;
pub mod threads;
pub mod transaction;
pub mod transactions;

pub use booking_code::{BookingCode, BookingGroup};
pub use branch::Branch;
pub use code_key::CodeKey;
pub use comparison::Comparison;
pub use coverage::Coverage;
pub use daybook::{Daybook, DaybookKind};
pub use difference::Difference;
pub use finding::{Finding, Severity};
pub use institution::Institution;
pub use known_days::{KnownDays, UnknownDays, last_day_over};
pub use moment::{Moment, SteadyDay, SteadyDays};
pub use money::{Cents, Money};
pub use period::Period;
pub use tables::CodeTables;
pub use threads::{on_this_thread, processors};
pub use transaction::{Settlement, Transaction};
pub use transactions::Transactions;

/// Reads a code of exactly `N` ASCII digits as a number, so that numeric order is text order.
#[inline]
fn fixed_digits<const N: usize>(text: &[u8]) -> Option<u16> {
    let digits: &[u8; N] = text.try_into().ok()?;
    let (mut number, mut is_number) = (0u16, true);
    for digit in digits {
        let digit = digit.wrapping_sub(b'0');
        is_number &= digit < 10;
        number = number.wrapping_mul(10).wrapping_add(digit.into());
    }
    is_number.then_some(number)
}

#[cfg(test)]
mod tests {
    use super::fixed_digits;

    #[test]
    fn a_code_is_of_digits_alone() {
        assert_eq!(fixed_digits::<2>(b"09"), Some(9));
        // The characters just before and behind the digits.
        for text in ["0/", "0:", ":0", "0", "000"] {
            assert_eq!(fixed_digits::<2>(text.as_bytes()), None, "{text}");
        }
    }
}
