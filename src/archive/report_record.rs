//! What the register knows of an issued report, and the chain that ties it to the one before.

use chrono::{DateTime, FixedOffset};
use sha2::{Digest, Sha256};

use crate::domain::Period;
use crate::ingest::source::hex;

/// A file of an issued report.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct IssuedFile {
    /// Its name in the report's folder.
    pub name: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// What the register knows of an issued report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportRecord {
    /// Its place in the library's chain, from 1.
    pub sequence: u32,
    /// Its number, such as `I355-2026-00417`.
    pub number: String,
    /// The id of the report.
    pub report: String,
    /// The days that it is about.
    pub period: Period,
    /// Its version, from 1.
    pub version: u32,
    /// When it was issued.
    pub issued: DateTime<FixedOffset>,
    /// The number of the newest export that had come in.
    pub intake: u32,
    /// The hash over the register's exports up to that one.
    pub exports: String,
    /// How it was made, as JSON.
    pub parameters: String,
    /// Its folder, from the library's output folder.
    pub folder: String,
    /// Its files.
    pub files: Vec<IssuedFile>,
    /// How many rows its CSV has.
    pub rows: u64,
    /// The total of what was received, as JSON by column.
    pub received: String,
    /// The hash of the template's text, which the register keeps.
    pub template: String,
    /// The hash of the code tables' text, which the register keeps.
    pub tables: String,
    /// The record hash of the report before it in the chain; empty for the first.
    pub previous: String,
    /// The hash over all of the above.
    pub record: String,
}

impl ReportRecord {
    /// The hash over all of the record but the hash itself. Anybody can make it: SHA-256 over the fields in the order
    /// of this struct, each followed by a line end, the files as JSON.
    #[must_use]
    pub fn hash(&self) -> String {
        let files = serde_json::to_string(&self.files).unwrap_or_default();
        let fields = [
            self.sequence.to_string(),
            self.number.clone(),
            self.report.clone(),
            self.period.to_string(),
            self.version.to_string(),
            self.issued.to_rfc3339(),
            self.intake.to_string(),
            self.exports.clone(),
            self.parameters.clone(),
            self.folder.clone(),
            files,
            self.rows.to_string(),
            self.received.clone(),
            self.template.clone(),
            self.tables.clone(),
            self.previous.clone(),
        ];
        let mut hasher = Sha256::new();
        for field in fields {
            hasher.update(field.as_bytes());
            hasher.update(b"\n");
        }
        hex(&hasher.finalize())
    }
}
