//! The ledger accounts of lines, for programs that keep books.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::domain::{BookingCode, CodeTables, Daybook};

/// The ledger accounts that the configuration names.
#[derive(Clone, Debug, Default)]
pub struct LedgerAccounts(Arc<CodeTables>);

impl LedgerAccounts {
    /// Takes them out of the tables.
    #[must_use]
    pub fn of(tables: &CodeTables) -> Self {
        Self(Arc::new(tables.without_words()))
    }

    /// The account that a daybook is booked on, on a day.
    #[must_use]
    pub fn of_daybook(&self, daybook: Daybook, day: NaiveDate) -> Option<String> {
        self.0.account_of_daybook(daybook, day).map(|found| found.account)
    }

    /// The account that what was paid is booked on, where it was settled on a daybook on a day.
    #[must_use]
    pub fn of_booking_code(&self, code: BookingCode, daybook: Daybook, day: NaiveDate) -> Option<String> {
        self.0.account_of_booking_code(code, daybook, day).map(|found| found.account)
    }
}
