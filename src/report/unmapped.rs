//! What the ledger has no account for.

use std::collections::BTreeSet;
use std::fmt;

use chrono::NaiveDate;

use super::lines::Totals;
use crate::domain::{BookingCode, Daybook};

/// A daybook or booking code without an account, where lines have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmapped {
    /// The daybooks on which that was settled; where there is no booking code, the one without an account.
    pub daybooks: BTreeSet<Daybook>,
    /// The booking code; `None` where a daybook itself has none.
    pub booking_code: Option<BookingCode>,
    /// The first and the last day without.
    pub days: (NaiveDate, NaiveDate),
    /// How many lines there are, and what they add up to.
    pub totals: Totals,
}

impl fmt::Display for Unmapped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let daybooks: Vec<String> = self.daybooks.iter().map(ToString::to_string).collect();
        match self.booking_code {
            Some(code) => write!(f, "booking code {code} on {}", daybooks.join(", ")),
            None => write!(f, "daybook {}", daybooks.join(", ")),
        }
    }
}
