//! What `run.json` says of a report that an earlier run had entered.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::archive::ReportRecord;

/// A report that a run which died had entered: it was issued then, and has its files in their place now. What its
/// reader is told about the figures stands in them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CompletedSummary {
    /// Its number.
    pub number: String,
    /// Its id.
    pub report: String,
    /// The days that it is about.
    pub period: String,
    /// Its version.
    pub version: u32,
    /// Its files.
    pub paths: Vec<String>,
}

impl CompletedSummary {
    /// What the register knows of it, in a library's folder of reports.
    #[must_use]
    pub fn of(record: &ReportRecord, output: &Path) -> Self {
        Self {
            number: record.number.clone(),
            report: record.report.clone(),
            period: record.period.to_string(),
            version: record.version,
            paths: paths(record, output),
        }
    }
}

/// The files of a report in a library's folder of reports, as users see them.
pub(super) fn paths(record: &ReportRecord, output: &Path) -> Vec<String> {
    let folder = output.join(&record.folder);
    record.files.iter().map(|file| folder.join(&file.name).display().to_string()).collect()
}
