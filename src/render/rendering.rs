//! A report in the forms in which it is published.

use std::collections::BTreeSet;
use std::io::Write;
use std::sync::Arc;

use super::error::RenderError;
use super::form::{FileFormat, Form};
use super::manifest::Enclosure;
use super::{csv, html, journal, json, pdf, xlsx};
use crate::report::document::Document;

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
        // Where no total line can be, what each line is says nothing.
        let form = Form { totals: form.totals && document.has_total_lines, ..form };
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
        self.write_with_code(format, threads, out).map(|_| ())
    }

    /// As [`Self::write`]; gives the code that stands at the foot of every page, where there are pages.
    ///
    /// # Errors
    /// As there.
    pub fn write_with_code(
        &self,
        format: FileFormat,
        threads: usize,
        out: &mut dyn Write,
    ) -> Result<Option<String>, RenderError> {
        let Self { document, form, csv } = self;
        let bytes = match format {
            FileFormat::Pdf => {
                let enclosure = Enclosure { bytes: csv, dialect: form.dialect, totals: form.totals };
                return pdf::render(document, enclosure, form.level, threads, out).map(Some);
            }
            FileFormat::Csv => return out.write_all(csv).map(|()| None).map_err(RenderError::Unwritable),
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
            FileFormat::Html => {
                let bytes = html::render(document, form.page_bound)?;
                html::verify(document, &bytes)?;
                bytes
            }
            FileFormat::Journal => {
                let bytes = journal::render(document)?;
                journal::verify(document, &bytes)?;
                bytes
            }
        };
        out.write_all(&bytes).map(|()| None).map_err(RenderError::Unwritable)
    }
}
