//! The one place where a report's ingredients come together.

use std::collections::BTreeSet;

use super::job::ReportJob;
use super::source::LineSource;
use crate::domain::Finding;
use crate::failure::Failure;
use crate::render::form::FileFormat;
use crate::render::pdf;
use crate::report;
use crate::report::document::Document;

/// Makes the document of a report. Whoever wants one comes here: on demand from files, out of the archive as it is or
/// was, due at night, issued again, verified.
///
/// # Errors
/// When lines can't be read, or a proof fails.
pub fn make(job: &ReportJob, source: LineSource<'_, '_>) -> Result<Document, Failure> {
    let known = job.known_days(source.coverage(job));
    let input = source.gather(job, known)?;
    let mut document = report::build(&job.spec, &job.customers, &input)?;
    job.counts.show_on(&mut document);
    Ok(with_characters(document, job))
}

/// The document, with the characters as a finding that its pages can't show.
pub(super) fn with_characters(document: Document, job: &ReportJob) -> Document {
    with_missing_characters(document, &job.outputs.files)
}

/// The document, with the characters as a finding that its pages can't show, where it becomes pages.
#[must_use]
pub fn with_missing_characters(mut document: Document, files: &BTreeSet<FileFormat>) -> Document {
    if files.contains(&FileFormat::Pdf) {
        let characters = pdf::missing_characters(&document);
        if !characters.is_empty() {
            document.findings.push(Finding::MissingCharacters { characters });
        }
    }
    document
}
