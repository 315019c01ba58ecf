//! Reads an issued PDF back and says whether its pages, its CSV and its manifest agree.
//!
//! Nothing here is shared with what writes PDFs, but what a manifest is: the file is read as any reader would.

mod agreement;
mod figures;
mod package;
mod page_text;
mod structure;

use std::path::Path;

use crate::diagnostic::{Diagnostic, ExitStatus};
use crate::ingest::foreign::guarded;
use crate::render::manifest::Manifest;
use package::Package;

/// Checks a PDF by nothing but itself; nothing when all is well.
#[must_use]
pub fn verify_pdf(path: &Path) -> Vec<Diagnostic> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => {
            let what = format!("`{}` can't be read: {error}", path.display());
            return vec![Diagnostic::error(ExitStatus::Environment, what)];
        }
    };
    let fault = |what: String| Diagnostic::error(ExitStatus::Refused, format!("{}: {what}", path.display()));
    let mut told: Vec<Diagnostic> = faults_of_any(&bytes).into_iter().map(fault).collect();
    if let Some(last) = told.last_mut() {
        last.hint = Some("this is not the file as it was made: get it anew from where it was published".to_owned());
    }
    told
}

/// All that is wrong with a file that may be anything.
#[must_use]
pub fn faults_of_any(bytes: &[u8]) -> Vec<String> {
    guarded(|| faults(bytes)).unwrap_or_else(|| vec!["it is damaged: it can't be read as a PDF".to_owned()])
}

/// What a PDF says of itself.
///
/// # Errors
/// When it can't be read, or has nothing to say.
pub fn manifest_of(bytes: &[u8]) -> Result<Manifest, String> {
    let damaged = || Err("it is damaged: it can't be read as a PDF".to_owned());
    guarded(|| Package::read(bytes).map(|package| package.manifest)).unwrap_or_else(damaged)
}

fn faults(bytes: &[u8]) -> Vec<String> {
    let package = match Package::read(bytes) {
        Ok(package) => package,
        Err(what) => return vec![what],
    };
    let mut faults = package.faults.clone();
    faults.extend(structure::faults(&package));
    faults.extend(agreement::faults(&package));
    faults
}
