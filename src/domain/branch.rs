//! One building or service point of a library.

use std::fmt;

use super::digits::{column_number, fixed_digits};

/// A branch (*vestiging*): four digits, such as `3550`.
///
/// The digits do not tell the institution: large libraries run over into the next range, so only the code
/// table links the two. Ordered as its text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Branch(u16);

impl Branch {
    /// Reads four digits; anything else is `None`.
    #[inline]
    #[must_use]
    pub fn parse(text: impl AsRef<[u8]>) -> Option<Self> {
        fixed_digits::<4>(text.as_ref()).map(Self)
    }
}

column_number!(Branch, 9999);

impl fmt::Display for Branch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.0)
    }
}
