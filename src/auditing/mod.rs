//! Whether an archive and its reports are what they should be: every hash, number and total is recomputed, from nothing
//! but the archive and the reports. Nothing is written.

mod bag;
mod chain;
pub mod copies;
mod csv_meaning;
mod examined;
mod faults;
mod figures;
mod files;
mod forms;
mod handed_over;
pub mod heads;
mod index;
mod latest;
mod library;
mod lines;
mod newest;
mod newest_desk;
mod pages;
mod pdf_facts;
mod places;
mod restored;
mod shelf;
mod stamps;
pub mod statement;
mod statement_pages;
mod strays;
mod tables;
mod transcript;

use std::path::Path;

use crate::archive::{ArchiveError, REGISTER, Register};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
pub use examined::{Audit, Examined, HashedFiles};
use heads::KeptHead;
pub use restored::audit_restored;

/// Audits all libraries whose archive or reports lie in a folder, or were handed over in it, and names those that it can't
/// look at. Each of the heads
/// that were kept elsewhere must be in its chain. Nothing is told when all is well; `None` when there is no archive at all.
#[must_use]
pub fn audit(dir: &Path, config: &Config, kept: &[KeptHead]) -> Option<Audit> {
    if let Some(audit) = bag::audit(dir, config, kept) {
        return Some(audit);
    }
    let places = places::find(dir, config);
    if places.libraries.is_empty() && places.faults.is_empty() {
        return None;
    }
    let mut found = Audit { diagnostics: places.faults.into_diagnostics(), ..Audit::default() };
    let (mut audited, mut in_chains) = (Vec::new(), Vec::new());
    for place in &places.libraries {
        let audit = library::audit(place, (dir, &places.runs), config, kept);
        audited.extend(audit.examined.institution);
        found.libraries.push(Examined { errors: examined::errors(&audit.diagnostics), ..audit.examined });
        found.diagnostics.extend(audit.diagnostics);
        in_chains.extend(audit.found);
    }
    let mut faults = faults::Faults::default();
    index::check(dir, config, &places.libraries, &mut faults);
    strays::check_beside(dir, &places.libraries, &mut faults);
    heads::lost(kept, &audited, &in_chains, &mut faults);
    found.diagnostics.extend(faults.into_diagnostics());
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
