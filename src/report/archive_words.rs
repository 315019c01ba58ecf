//! The words of the pages that lie beside the reports.

use serde::{Deserialize, Serialize};

/// The words of the pages that lie beside the reports: what a library has, its years, its reports.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct ArchiveWords {
    pub title: String,
    pub libraries: String,
    pub library: String,
    pub all_libraries: String,
    pub last_night: String,
    pub last_day: String,
    pub missing_days: String,
    pub years: String,
    pub year: String,
    pub reports: String,
    pub report: String,
    pub last_report: String,
    pub latest: String,
    pub calendar: String,
    pub received: String,
    pub nothing: String,
    pub closed: String,
    pub no_export: String,
    pub refused: String,
    pub not_yet: String,
    /// That bank, counts, providers told of a day.
    pub witnesses: String,
    /// What booked, counted, paid and banked are set beside each other at.
    pub desk: String,
    pub desk_agrees: String,
    pub desk_differs: String,
    pub desk_open: String,
    pub desk_missing: String,
    /// The heading of days that differ or are open.
    pub desk_unsettled: String,
    pub months: String,
    pub month: String,
    pub amount: String,
    pub year_before: String,
    pub difference: String,
    /// What amounts are in, as every page of a report says too.
    pub unit: String,
    /// What stands for a report that is of something else than receipts.
    pub no_receipts: String,
    pub number: String,
    pub kind: String,
    pub day: String,
    pub week: String,
    pub of_month: String,
    pub of_year: String,
    pub quarter: String,
    pub range: String,
    pub period: String,
    pub version: String,
    pub replaced: String,
    pub replaces: String,
    pub code: String,
    pub files: String,
    pub elsewhere: String,
    pub head: String,
    pub chain: String,
    pub sums: String,
    pub current: String,
    pub search: String,
    pub all: String,
    pub only_restated: String,
    pub shown: String,
    pub question: String,
    pub choose: String,
    pub is_it: String,
    pub is_not: String,
    pub without_script: String,
    pub skip: String,
    pub nothing_issued: String,
}
