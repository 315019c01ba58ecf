//! What was paid.

use std::fmt;

use super::digits::{column_number, fixed_digits};

/// A booking code (*boekingscode*): the group's digit and the three digits inside it, such as `2110`.
///
/// Ordered as its text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BookingCode(u16);

/// A booking group (*boekingsgroep*): the first digit of a booking code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BookingGroup(u8);

impl BookingCode {
    /// A cash discrepancy (*kasverschil*) found by counting; the code is OCLC's own.
    pub const CASH_DISCREPANCY: Self = Self(4990);

    /// Cash carried to the bank (*kasafdracht*); the code is OCLC's own.
    pub const HAND_OVER: Self = Self(5990);

    /// Reads four digits; anything else is `None`.
    #[inline]
    #[must_use]
    pub fn parse(text: impl AsRef<[u8]>) -> Option<Self> {
        fixed_digits::<4>(text.as_ref()).map(Self)
    }

    /// Reads a group of one digit and a code of three digits inside it; anything else is `None`.
    #[must_use]
    pub fn from_parts(group: &str, code: &str) -> Option<Self> {
        let group = fixed_digits::<1>(group.as_bytes())?;
        fixed_digits::<3>(code.as_bytes()).map(|code| Self(group * 1000 + code))
    }

    /// The group that this code is in.
    #[inline]
    #[must_use]
    pub fn group(self) -> BookingGroup {
        BookingGroup((self.0 / 1000) as u8)
    }
}

column_number!(BookingCode, 9999);

impl BookingGroup {
    /// Group 5, *overige uitgaven*: the money goes out.
    pub const EXPENSES: Self = Self(5);
}

impl fmt::Display for BookingCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.0)
    }
}

impl fmt::Display for BookingGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}
