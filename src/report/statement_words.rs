//! The words of the statement of what was verified.

use serde::Deserialize;

/// The words of the statement of what was verified.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct StatementWords {
    pub title: String,
    pub subtitle: String,
    pub result: String,
    pub sound: String,
    pub unsound: String,
    pub facts: String,
    pub fact: String,
    pub value: String,
    pub verified: String,
    pub program: String,
    pub when: String,
    pub sha256: String,
    pub looked_at: String,
    pub how: String,
    /// The same of a report's PDF by itself, and of a year that was handed over.
    pub how_of_file: String,
    pub how_of_bag: String,
    pub what: String,
    pub library: String,
    pub no_library: String,
    pub no_report: String,
    pub reports: String,
    pub files: String,
    pub sound_files: String,
    pub bytes: String,
    pub exports: String,
    pub months: String,
    pub errors: String,
    pub total: String,
    pub chains: String,
    /// A sentence under their heading.
    pub chain: String,
    pub first: String,
    pub last: String,
    pub head: String,
    pub kept: String,
    pub kept_on: String,
    pub record: String,
    pub found: String,
    pub in_chain: String,
    pub not_in_chain: String,
    pub findings: String,
    pub nothing: String,
    /// How many stand in the JSON alone.
    pub more: String,
    pub severity: String,
    pub error: String,
    pub warning: String,
    pub code: String,
    pub message: String,
    pub role: String,
}
