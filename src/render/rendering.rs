//! A report in the forms in which it is published.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::sync::Arc;

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
#[derive(Debug)]
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
    /// The file can't be written.
    Unwritable(io::Error),
}

impl From<String> for RenderError {
    fn from(what: String) -> Self {
        Self::Fault(what)
    }
}

/// A report on its way into files.
#[derive(Debug)]
pub struct Rendering<'a> {
    document: &'a Document,
    form: Form,
    /// The lines as CSV, where a PDF or a CSV is wanted.
    csv: Arc<Vec<u8>>,
}

impl<'a> Rendering<'a> {
    /// Begins with a report that is to be written in these formats.
    ///
    /// # Errors
    /// When the CSV, read again, is not what was meant: a fault of the program.
    pub fn new(document: &'a Document, form: Form, formats: &BTreeSet<FileFormat>) -> Result<Self, RenderError> {
        let needs_csv = formats.contains(&FileFormat::Pdf) || formats.contains(&FileFormat::Csv);
        let csv = if needs_csv { csv::render(document, form.dialect, form.totals) } else { Vec::new() };
        if needs_csv {
            csv::verify(document, &csv, form.dialect, form.totals)?;
        }
        Ok(Self { document, form, csv: Arc::new(csv) })
    }

    /// Writes the report in one of its formats, read again and found to be what was meant; so many `threads` draw a
    /// PDF.
    ///
    /// # Errors
    /// When it can't be made, such as a journal of lines that are no transactions, or `out` does not take it.
    pub fn write(&self, format: FileFormat, threads: usize, out: &mut dyn Write) -> Result<(), RenderError> {
        let Self { document, form, csv } = self;
        let bytes = match format {
            FileFormat::Pdf => {
                let enclosure = Enclosure { bytes: csv, dialect: form.dialect, totals: form.totals };
                return pdf::render(document, enclosure, form.level, threads, out);
            }
            FileFormat::Csv => return out.write_all(csv).map_err(RenderError::Unwritable),
            FileFormat::Xlsx => {
                let bytes = xlsx::render(document, form.totals)?;
                xlsx::verify(document, &bytes)?;
                bytes
            }
            FileFormat::Json => {
                let bytes = json::render(document, form.totals);
                json::verify(document, &bytes)?;
                bytes
            }
            FileFormat::Journal => {
                let bytes = journal::render(document)?;
                journal::verify(document, &bytes)?;
                bytes
            }
        };
        out.write_all(&bytes).map_err(RenderError::Unwritable)
    }
}
