//! A report in the forms in which it is published.

use super::csv::{self, Dialect};
use super::manifest::Enclosure;
use super::pdf::{self, Level};
use crate::report::document::Document;

/// How a report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    /// How the CSV is written.
    pub dialect: Dialect,
    /// Whether the CSV has total lines.
    pub totals: bool,
    /// The standard that the PDF keeps to.
    pub level: Level,
}

/// The report's lines as CSV, read again and found to be what was meant.
///
/// # Errors
/// When what is read again is something else: a fault of the program.
pub fn csv(document: &Document, form: Form) -> Result<Vec<u8>, String> {
    let bytes = csv::render(document, form.dialect, form.totals);
    csv::verify(document, &bytes, form.dialect, form.totals)?;
    Ok(bytes)
}

/// The report as PDF, with the CSV inside that [`csv`] made of it in the same form; so many `threads` draw it.
///
/// # Errors
/// What went wrong in drawing: a fault of the program.
pub fn pdf(document: &Document, form: Form, csv: &[u8], threads: usize) -> Result<Vec<u8>, String> {
    pdf::render(document, Enclosure { bytes: csv, dialect: form.dialect, totals: form.totals }, form.level, threads)
}
