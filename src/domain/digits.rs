//! The digits of codes.

/// Reads a code of exactly `N` ASCII digits as a number, so that numeric order is text order.
#[inline]
pub(super) fn fixed_digits<const N: usize>(text: &[u8]) -> Option<u16> {
    let digits: &[u8; N] = text.try_into().ok()?;
    let (mut number, mut is_number) = (0u16, true);
    for digit in digits {
        let digit = digit.wrapping_sub(b'0');
        is_number &= digit < 10;
        number = number.wrapping_mul(10).wrapping_add(digit.into());
    }
    is_number.then_some(number)
}

/// What codes have that are numbers: the one that stands for a code in a column, and back.
macro_rules! column_number {
    ($code:ident, $last:literal) => {
        impl $code {
            /// The number that stands for this code in a column.
            #[inline]
            #[must_use]
            pub fn number(self) -> u32 {
                u32::from(self.0)
            }

            /// The code that a column's number stands for; `None` when none does.
            #[must_use]
            pub fn from_number(number: u32) -> Option<Self> {
                u16::try_from(number).ok().filter(|number| *number <= $last).map(Self)
            }
        }
    };
}

pub(super) use column_number;

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
