//! Why a report could not be made.

use polars::prelude::PolarsError;

/// Why a report could not be made: each a fault of the program.
#[derive(Debug)]
pub enum ReportError {
    /// The two ways to add up do not agree.
    CrossFoot(String),
    /// polars refused.
    Polars(PolarsError),
}

impl From<PolarsError> for ReportError {
    fn from(error: PolarsError) -> Self {
        Self::Polars(error)
    }
}
