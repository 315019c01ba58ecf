//! The words of a report's end: its control and what is signed.

use serde::Deserialize;

/// The words of the control.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct ControlWords {
    pub title: String,
    pub files: String,
    pub file: String,
    pub read_by: String,
    pub sha256: String,
    pub accepted: String,
    pub rejected: String,
    pub blank: String,
    pub overlap: String,
    pub replaced: String,
    pub amount_accepted: String,
    pub amount_rejected: String,
    pub left_out: String,
    pub amount_left_out: String,
    pub cross_foot: String,
    pub cross_foot_note: String,
    pub part: String,
    pub received: String,
    pub daybooks: String,
    pub branches: String,
    pub booking_codes: String,
    pub transactions: String,
    pub agrees: String,
    pub stornos: String,
    pub storno_amount: String,
    pub libraries_title: String,
    pub libraries_note: String,
    pub days: String,
    pub all_days: String,
    pub daybooks_title: String,
    pub daybooks_note: String,
    pub first_id: String,
    pub last_id: String,
    pub findings: String,
    pub no_findings: String,
    pub program: String,
    pub template: String,
}

/// The words of the statement that is signed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct SignatureWords {
    pub title: String,
    /// What is declared of a report with a number, and of one without.
    pub declared: String,
    pub declared_on_demand: String,
    /// In front of the code of the file.
    pub code: String,
    pub signature: String,
    pub name: String,
    pub date: String,
}
