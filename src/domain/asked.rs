//! What a report was asked for by a code.

use super::{Branch, Institution};

/// What a report was asked for by a code, or by a run of codes as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A library.
    Institution(Institution),
    /// A branch.
    Branch(Branch),
    /// Daybooks, or all that begin with a letter.
    Daybooks(String),
    /// Booking codes.
    BookingCodes(String),
}
