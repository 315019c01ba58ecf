//! The ledger accounts of codes, for programs that keep books.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::domain::tables::DaybookEntry;
use crate::domain::{BookingCode, CodeTables, Daybook};

/// The ledger accounts that the code tables name.
#[derive(Clone, Debug, Default)]
pub struct LedgerAccounts {
    daybooks: BTreeMap<Daybook, Vec<DaybookEntry>>,
    booking_codes: BTreeMap<BookingCode, String>,
}

impl LedgerAccounts {
    /// Takes them out of the tables.
    #[must_use]
    pub fn of(tables: &CodeTables) -> Self {
        let named = |entries: &&Vec<DaybookEntry>| entries.iter().any(|entry| entry.ledger_account.is_some());
        let daybooks = tables.daybooks.iter().filter(|(_, entries)| named(entries));
        let booking_codes = tables.booking_codes.iter();
        Self {
            daybooks: daybooks.map(|(daybook, entries)| (*daybook, entries.clone())).collect(),
            booking_codes: booking_codes
                .filter_map(|(code, entry)| Some((*code, entry.ledger_account.clone()?)))
                .collect(),
        }
    }

    /// The account that a daybook is booked on, on a day.
    #[must_use]
    pub fn of_daybook(&self, daybook: Daybook, day: NaiveDate) -> Option<&str> {
        let entry = self.daybooks.get(&daybook)?.iter().find(|entry| entry.holds_on(day))?;
        entry.ledger_account.as_deref()
    }

    /// The account that a booking code is booked on.
    #[must_use]
    pub fn of_booking_code(&self, code: BookingCode) -> Option<&str> {
        self.booking_codes.get(&code).map(String::as_str)
    }
}
