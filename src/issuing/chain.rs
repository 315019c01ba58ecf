//! The chain of a library's reports: each follows one, and its record holds the hash of the one before.

use crate::archive::ReportRecord;

/// The end of the chain, as the next report finds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// The place of the last report.
    pub sequence: u32,
    /// The highest number of this year's series.
    pub ordinal: u32,
    /// The hash of the last record; empty when there is none.
    pub record: String,
}

impl Chain {
    /// Where a library's chain and the numbers that begin with `series` end.
    #[must_use]
    pub fn of(records: &[ReportRecord], series: &str) -> Self {
        let ordinals = records.iter().filter_map(|record| record.number.strip_prefix(series)?.parse().ok());
        let last = records.last();
        Self {
            sequence: last.map_or(0, |record| record.sequence),
            ordinal: ordinals.max().unwrap_or(0),
            record: last.map(|record| record.record.clone()).unwrap_or_default(),
        }
    }

    /// The same once a report was added that has the next number of its series.
    #[must_use]
    pub fn with(&self, record: &ReportRecord) -> Self {
        Self { sequence: record.sequence, ordinal: self.ordinal + 1, record: record.record.clone() }
    }
}
