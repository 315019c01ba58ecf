//! The words in which a new version tells what it changes.

use serde::Deserialize;

/// The words of one part of a report.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct RevisionWords {
    pub title: String,
    pub lines: String,
    pub lines_note: String,
    pub report_lines: String,
    pub report_lines_note: String,
    pub line_was: String,
    pub line_is: String,
    pub effect_daybook: String,
    pub effect_branch: String,
    pub effect_booking_code: String,
    pub effect_way: String,
    pub way: String,
    pub days_went_by: String,
    pub arrivals: String,
    pub settings: String,
    pub settings_note: String,
    pub of_settings: String,
    pub other_pseudonyms: String,
    pub what: String,
    pub id: String,
    pub posted: String,
    pub settled: String,
    pub before: String,
    pub now: String,
    pub difference: String,
    pub count_before: String,
    pub count_now: String,
    pub late: String,
    pub back_dated: String,
    pub vanished: String,
    pub moved: String,
    pub returned: String,
    pub changed: String,
    pub was: String,
    pub is: String,
}
