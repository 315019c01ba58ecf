//! What a manifest says of marks, and of the version that a report replaces.

use std::collections::BTreeMap;

use chrono::DateTime;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::report::mark::ReportMark;
use crate::report::replaced::{Replaced, VersionTotals};
use crate::report::words::Words;

/// Why a report is not whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarkEntry {
    /// `provisional`, `incomplete`, `partial`, `copy` or `replaced`.
    pub kind: String,
    /// What pages say.
    pub text: String,
    /// The days that it is about, as runs: the first and the last of each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub days: Vec<[String; 2]>,
}

impl MarkEntry {
    /// A mark, in the words of the pages.
    pub(super) fn of(mark: &ReportMark, words: &Words) -> Self {
        let days = mark.days().into_iter().map(|(first, last)| [first.to_string(), last.to_string()]);
        Self { kind: mark.name().to_owned(), text: words.mark(mark), days: days.collect() }
    }
}

/// The version that a report takes the place of, and what both say in all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplacesEntry {
    /// Its number.
    pub number: String,
    /// Its version.
    pub version: u32,
    /// When it was issued.
    pub issued: String,
    /// What it said; nothing where lines are no bookings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub then: Option<VersionTotalsEntry>,
    /// What the report says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<VersionTotalsEntry>,
    /// How many lines differ, where they are no bookings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lines: Option<u64>,
    /// How many bookings differ, by why they do.
    pub causes: BTreeMap<String, u64>,
}

/// What a version of a report says in all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VersionTotalsEntry {
    /// How many bookings it counts: those received, of a report about receipts; else all that are on it.
    pub bookings: u64,
    /// What was received.
    pub receipts: String,
    /// The same, less expenses.
    pub balance: String,
}

impl ReplacesEntry {
    /// What is told of it.
    pub(super) fn of(replaced: &Replaced) -> Self {
        let totals = |totals: VersionTotals| VersionTotalsEntry {
            bookings: totals.bookings,
            receipts: totals.receipts.to_string(),
            balance: totals.balance.to_string(),
        };
        Self {
            number: replaced.number.clone(),
            version: replaced.version,
            issued: moment(replaced.issued),
            then: replaced.totals.map(|[then, _]| totals(then)),
            now: replaced.totals.map(|[_, now]| totals(now)),
            lines: replaced.lines,
            causes: replaced.causes.iter().map(|(cause, count)| (cause.name().to_owned(), *count)).collect(),
        }
    }
}

pub(super) fn moment(moment: DateTime<Tz>) -> String {
    moment.format("%Y-%m-%dT%H:%M:%S%:z").to_string()
}
