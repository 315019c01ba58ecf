//! The words of the lines on pages.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The words of lines on pages.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct LineWords {
    /// Behind the heading of what goes on from the page before.
    pub continued: String,
    /// Beside what the lines under a heading come to.
    pub total: String,
    /// How many lines a heading stands over, and what they come to.
    pub sums_one: String,
    pub sums_many: String,
    /// What the sign behind daybooks means whose money was not received.
    pub not_received: String,
    /// What the letters of sources mean.
    pub sources: BTreeMap<String, String>,
}
