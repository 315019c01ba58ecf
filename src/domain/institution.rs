//! The library as a whole.

use std::fmt;

use super::digits::{column_number, fixed_digits};

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
}

column_number!(Institution, 999);

impl fmt::Display for Institution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "I{:03}", self.0)
    }
}
