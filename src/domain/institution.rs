//! The library as a whole.

use std::fmt;

use super::digits::fixed_digits;

/// A library organisation (*instantie*): `I` and three digits, such as `I355`.
///
/// Ordered as its text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Institution(u16);

impl Institution {
    /// Reads `I355`; anything else is `None`.
    #[inline]
    #[must_use]
    pub fn parse(text: impl AsRef<[u8]>) -> Option<Self> {
        fixed_digits::<3>(text.as_ref().strip_prefix(b"I")?).map(Self)
    }

    /// The number that stands for this institution in a column.
    #[inline]
    #[must_use]
    pub fn number(self) -> u32 {
        u32::from(self.0)
    }

    /// The institution that a column's number stands for; `None` when none does.
    #[must_use]
    pub fn from_number(number: u32) -> Option<Self> {
        u16::try_from(number).ok().filter(|n| *n <= 999).map(Self)
    }
}

impl fmt::Display for Institution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "I{:03}", self.0)
    }
}
