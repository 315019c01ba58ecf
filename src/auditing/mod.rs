//! Whether an archive and its reports are what they should be: every hash, number and total is recomputed, from nothing
//! but the archive and the reports. Nothing is written.

mod chain;
mod csv_meaning;
mod faults;
mod figures;
mod files;
mod forms;
mod library;
mod lines;
mod newest;
mod places;
mod shelf;
mod tables;

use std::path::Path;

use crate::archive::{ArchiveError, REGISTER, Register};
use crate::config::Config;
use crate::diagnostic::Diagnostic;

/// Audits all libraries whose archive or reports lie in a folder, and names those that it can't look at. Nothing is told
/// when all is well; `None` when there is no archive at all.
#[must_use]
pub fn audit(dir: &Path, config: &Config) -> Option<Vec<Diagnostic>> {
    let places = places::find(dir, config);
    if places.libraries.is_empty() && places.faults.is_empty() {
        return None;
    }
    let mut found = places.faults.into_diagnostics();
    found.extend(places.libraries.iter().flat_map(|place| library::audit(place, dir, config)));
    Some(found)
}

/// Audits no more than the chain of a library's reports: what is told is wrong with it.
///
/// # Errors
/// When the register can't be read.
pub fn audit_chain(register: &Register) -> Result<Vec<Diagnostic>, ArchiveError> {
    let mut faults = faults::Faults::default();
    chain::check(register, &register.folder().join(REGISTER), &register.reports()?, &mut faults)?;
    Ok(faults.into_diagnostics())
}
