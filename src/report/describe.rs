//! The words for codes.

use std::collections::BTreeMap;
use std::sync::Arc;

use polars::prelude::*;

use super::words::Words;
use crate::domain::transactions::column;
use crate::domain::{BookingCode, Branch, CodeTables, Daybook, Institution, Transactions};
use chrono::NaiveDate;

/// Finds the description of a code: the code table's; without a table, the text that the export most often has for
/// it; without any, "unknown".
#[derive(Debug)]
pub struct Descriptions<'a> {
    tables: &'a CodeTables,
    usual: BTreeMap<BookingCode, Arc<str>>,
    unknown: Arc<str>,
}

impl<'a> Descriptions<'a> {
    /// Counts the texts of the whole export, whatever is selected of it.
    ///
    /// # Errors
    /// Never for transactions of the fixed schema; what polars says otherwise.
    pub fn of(transactions: &Transactions, tables: &'a CodeTables, words: &Words) -> PolarsResult<Self> {
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
        Ok(Self { tables, usual, unknown: words.title.unknown.as_str().into() })
    }

    /// What was paid.
    #[must_use]
    pub fn booking_code(&self, code: BookingCode) -> Arc<str> {
        let known = self.tables.booking_codes.get(&code).map(|entry| entry.description.as_str().into());
        known.or_else(|| self.usual.get(&code).cloned()).unwrap_or_else(|| self.unknown.clone())
    }

    /// Which desk, terminal or account it is; `None` when no daybooks are configured.
    #[must_use]
    pub fn daybook(&self, daybook: Daybook, day: NaiveDate) -> Option<Arc<str>> {
        let known = self.tables.daybook_description(daybook, day).map(Into::into);
        known.or_else(|| (!self.tables.daybooks.is_empty()).then(|| self.unknown.clone()))
    }

    /// The library's name; `None` when no institutions are configured.
    #[must_use]
    pub fn institution(&self, institution: Institution) -> Option<Arc<str>> {
        let known = self.tables.institutions.get(&institution).map(|entry| entry.name.as_str().into());
        known.or_else(|| (!self.tables.institutions.is_empty()).then(|| self.unknown.clone()))
    }

    /// The branch's name; `None` when no branches are configured.
    #[must_use]
    pub fn branch(&self, branch: Branch) -> Option<Arc<str>> {
        let known = self.tables.branches.get(&branch).map(|entry| entry.name.as_str().into());
        known.or_else(|| (!self.tables.branches.is_empty()).then(|| self.unknown.clone()))
    }
}
