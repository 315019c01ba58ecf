//! Reads an issued PDF back and says whether its pages, its CSV and its manifest agree, and whether it is whole.
//!
//! Nothing here is shared with what writes PDFs, but what a manifest and a code are: the file is read by a reader of its
//! own, which is strict, takes no more than a file of its size may cost, and knows all that a report has: whatever else is
//! in the file was added.

mod agreement;
mod attachments;
mod csv_sums;
mod digest;
mod drawing;
mod faults;
mod figures;
mod fonts;
mod form;
mod former;
mod grouped;
mod hierarchy;
mod known;
mod lines;
mod metadata;
mod outline;
mod own_fields;
mod package;
mod page;
mod page_tree;
mod pages;
mod reader;
mod report;
mod revisions;
mod sight;
mod signature_keys;
mod signatures;
mod tables;
mod tags;
mod whole;
mod words;

use std::path::Path;

use crate::diagnostic::{Diagnostic, ExitStatus};
use crate::domain::Severity;
use crate::render::manifest::Manifest;
use report::judge;

/// No file of a report is larger.
const LARGEST: u64 = 4 << 30;

/// What is to be said of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileVerdict {
    /// What is wrong with it; nothing when it is as it was made.
    pub faults: Vec<String>,
    /// What is worth knowing of one that is.
    pub notices: Vec<String>,
}

/// Checks a PDF by nothing but itself; nothing when all is well.
#[must_use]
pub fn verify_pdf(path: &Path) -> Vec<Diagnostic> {
    let read = std::fs::metadata(path)
        .and_then(|facts| if facts.len() > LARGEST { Ok(None) } else { std::fs::read(path).map(Some) });
    let bytes = match read {
        Ok(Some(bytes)) => bytes,
        Ok(None) => {
            let what = format!("{}: it is larger than any report", path.display());
            return vec![Diagnostic::error(ExitStatus::Refused, what)];
        }
        Err(error) => {
            let what = format!("`{}` can't be read: {error}", path.display());
            return vec![Diagnostic::error(ExitStatus::Environment, what)];
        }
    };
    if !bytes.starts_with(b"%PDF") {
        let what = format!("{}: it is no PDF", path.display());
        return vec![
            Diagnostic::error(ExitStatus::Refused, what)
                .hinted("`verify` looks at the PDF of a report, or at the folder of an archive with its reports"),
        ];
    }
    let FileVerdict { faults, notices } = judge(&bytes);
    let said = |what: String| Diagnostic::error(ExitStatus::Refused, format!("{}: {what}", path.display()));
    let mut told: Vec<Diagnostic> = faults.into_iter().map(said).collect();
    if let Some(last) = told.last_mut() {
        last.hint = Some("this is not the file as it was made: get it anew from where it was published".to_owned());
    }
    told.extend(notices.into_iter().map(|what| Diagnostic {
        severity: Severity::Notice,
        status: ExitStatus::Done,
        ..said(what)
    }));
    told
}

/// All that is wrong with a file that may be anything.
#[must_use]
pub fn faults_of_any(bytes: &[u8]) -> Vec<String> {
    judge(bytes).faults
}

/// The bytes of a report without what programs that sign put behind it.
#[must_use]
pub fn without_signatures(bytes: &[u8]) -> &[u8] {
    &bytes[..whole::end_of_report(bytes)]
}

/// What a PDF says of itself.
///
/// # Errors
/// When it can't be read, or has nothing to say.
pub fn manifest_of(bytes: &[u8]) -> Result<Manifest, String> {
    report::manifest_of(bytes)
}
