//! Why a report could not be made.

use polars::prelude::PolarsError;

use super::unmapped::Unmapped;

/// Why a report could not be made: each a fault of the program, but for accounts that nobody named.
#[derive(Debug)]
pub enum ReportError {
    /// The two ways to add up do not agree.
    CrossFoot(String),
    /// Codes have no ledger account.
    Unmapped(Vec<Unmapped>),
    /// polars refused.
    Polars(PolarsError),
}

impl From<String> for ReportError {
    /// What two ways to add up do not agree on.
    fn from(what: String) -> Self {
        Self::CrossFoot(what)
    }
}

impl From<PolarsError> for ReportError {
    fn from(error: PolarsError) -> Self {
        Self::Polars(error)
    }
}
