//! The words of a report as a page for browsers.

use serde::{Deserialize, Serialize};

/// The words of a report as a page for browsers, beside those of all pages.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct HtmlWords {
    pub contents: String,
    pub lines: String,
    pub amounts: String,
    pub figures: String,
    /// Over lines that lead to their bookings.
    pub behind: String,
    pub bookings: String,
    /// Over `{count}` lines that stand there folded.
    pub folded: String,
    /// Over the sums of `{count}` lines that don't stand there.
    pub summed: String,
    pub replaces: String,
    pub first_day: String,
    pub last_day: String,
}
