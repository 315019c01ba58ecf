//! A report in the forms in which it is published.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::csv::{self, Dialect};
use super::manifest::Enclosure;
use super::pdf::{self, Level};
use super::{journal, json, xlsx};
use crate::report::document::Document;

/// A kind of file that a report is published as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileFormat {
    /// A PDF, with the CSV inside.
    Pdf,
    /// The lines as CSV.
    Csv,
    /// A workbook.
    Xlsx,
    /// JSON.
    Json,
    /// A journal for plain-text accounting; of reports whose lines are transactions.
    Journal,
}

impl FileFormat {
    /// Every kind, in the order in which files are made.
    pub const ALL: [Self; 5] = [Self::Pdf, Self::Csv, Self::Xlsx, Self::Json, Self::Journal];

    /// Its name in the configuration, which is also how its files end.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Json => "json",
            Self::Journal => "journal",
        }
    }
}

/// How a report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    /// How the CSV is written.
    pub dialect: Dialect,
    /// Whether files with lines have total lines.
    pub totals: bool,
    /// The standard that the PDF keeps to.
    pub level: Level,
}

/// Why a report can't be written in a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RenderError {
    /// What was written is not what was meant: a fault of the program.
    Fault(String),
    /// A text is longer than the cell of a workbook may be.
    TooLong {
        /// The header of its column.
        column: String,
        /// How long it is, in UTF-16 units.
        length: usize,
        /// How long it may be.
        most: usize,
    },
}

impl From<String> for RenderError {
    fn from(what: String) -> Self {
        Self::Fault(what)
    }
}

/// The report as files of these kinds, each read again and found to be what was meant.
///
/// # Errors
/// When one can't be made, such as a journal of lines that are no transactions.
pub fn files(
    document: &Document,
    form: Form,
    formats: &BTreeSet<FileFormat>,
) -> Result<Vec<(FileFormat, Vec<u8>)>, RenderError> {
    let wants = |format| formats.contains(&format);
    let mut files = Vec::new();
    if wants(FileFormat::Pdf) || wants(FileFormat::Csv) {
        let csv = csv::render(document, form.dialect, form.totals);
        csv::verify(document, &csv, form.dialect, form.totals)?;
        if wants(FileFormat::Pdf) {
            let enclosure = Enclosure { bytes: &csv, dialect: form.dialect, totals: form.totals };
            files.push((FileFormat::Pdf, pdf::render(document, enclosure, form.level)?));
        }
        if wants(FileFormat::Csv) {
            files.push((FileFormat::Csv, csv));
        }
    }
    if wants(FileFormat::Xlsx) {
        let bytes = xlsx::render(document, form.totals)?;
        xlsx::verify(document, &bytes)?;
        files.push((FileFormat::Xlsx, bytes));
    }
    if wants(FileFormat::Json) {
        let bytes = json::render(document, form.totals);
        json::verify(document, &bytes)?;
        files.push((FileFormat::Json, bytes));
    }
    if wants(FileFormat::Journal) {
        let bytes = journal::render(document)?;
        journal::verify(document, &bytes)?;
        files.push((FileFormat::Journal, bytes));
    }
    Ok(files)
}
