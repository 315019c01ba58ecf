//! The words for codes.

use std::collections::BTreeMap;
use std::sync::Arc;

use polars::prelude::*;

use crate::domain::transactions::column;
use crate::domain::{BookingCode, Branch, CodeTables, Daybook, Institution, Transactions};
use chrono::NaiveDate;

/// What is known of a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Description {
    /// Its description.
    Known(Arc<str>),
    /// It should have one, and has none.
    Unknown,
    /// Nothing says what such codes mean.
    Untold,
}

/// Finds the description of a code: the code table's; without a table, the text that the export most often has for
/// it; without any it is unknown.
#[derive(Debug)]
pub struct Descriptions<'a> {
    tables: &'a CodeTables,
    usual: BTreeMap<BookingCode, Arc<str>>,
}

impl<'a> Descriptions<'a> {
    /// Counts the texts of the whole export, whatever is selected of it.
    ///
    /// # Errors
    /// Never for transactions of the fixed schema; what polars says otherwise.
    pub fn of(transactions: &Transactions, tables: &'a CodeTables) -> PolarsResult<Self> {
        let mut usual = BTreeMap::new();
        if tables.booking_codes.is_empty() {
            let counted = transactions
                .frame()
                .clone()
                .lazy()
                .filter(col(column::DESCRIPTION).neq(lit("")))
                .group_by([col(column::BOOKING_CODE), col(column::DESCRIPTION)])
                .agg([len().alias("count")])
                .collect()?;
            let mut best: BTreeMap<BookingCode, (u32, &str)> = BTreeMap::new();
            let codes = counted.column(column::BOOKING_CODE)?.as_materialized_series().u32()?;
            let texts = counted.column(column::DESCRIPTION)?.as_materialized_series().str()?;
            let counts = counted.column("count")?.as_materialized_series().u32()?;
            for ((code, text), count) in codes.iter().zip(texts.iter()).zip(counts.iter()) {
                if let (Some(code), Some(text), Some(count)) = (code.and_then(BookingCode::from_number), text, count) {
                    let most = best.entry(code).or_insert((count, text));
                    // Of texts that are there as often, the first in text order.
                    if count > most.0 || (count == most.0 && text < most.1) {
                        *most = (count, text);
                    }
                }
            }
            usual = best.into_iter().map(|(code, (_, text))| (code, text.into())).collect();
        }
        Ok(Self { tables, usual })
    }

    /// What was paid.
    #[must_use]
    pub fn booking_code(&self, code: BookingCode) -> Description {
        let known = self.tables.booking_codes.get(&code).map(|entry| entry.description.as_str().into());
        known.or_else(|| self.usual.get(&code).cloned()).map_or(Description::Unknown, Description::Known)
    }

    /// Which desk, terminal or account it is; untold when no daybooks are configured.
    #[must_use]
    pub fn daybook(&self, daybook: Daybook, day: NaiveDate) -> Description {
        of_table(self.tables.daybook_description(daybook, day), self.tables.daybooks.is_empty())
    }

    /// The library's name; untold when no institutions are configured.
    #[must_use]
    pub fn institution(&self, institution: Institution) -> Description {
        let entry = self.tables.institutions.get(&institution);
        of_table(entry.map(|entry| entry.name.as_str()), self.tables.institutions.is_empty())
    }

    /// The branch's name; untold when no branches are configured.
    #[must_use]
    pub fn branch(&self, branch: Branch) -> Description {
        let entry = self.tables.branches.get(&branch);
        of_table(entry.map(|entry| entry.name.as_str()), self.tables.branches.is_empty())
    }
}

fn of_table(found: Option<&str>, is_empty: bool) -> Description {
    match found {
        Some(text) => Description::Known(text.into()),
        None if is_empty => Description::Untold,
        None => Description::Unknown,
    }
}
