//! A report whose files are staged: proven on the disk, and not yet entered in the register.

use std::path::Path;

use super::restatement::Restatement;
use crate::archive::ReportRecord;
use crate::diagnostic::{self, Diagnostic};
use crate::publish::OutputFile;
use crate::publish::outbox;
use crate::render::bridge_entry::BridgeEntry;

/// A report whose files are staged, with what its reader is told.
pub(super) struct StagedEntry {
    pub(super) record: ReportRecord,
    pub(super) findings: Vec<Diagnostic>,
    pub(super) news: Vec<Diagnostic>,
    pub(super) bridge: Option<BridgeEntry>,
    pub(super) change: Option<Restatement>,
}

/// Demands that a report's staged files read back from the disk as they were meant.
///
/// # Errors
/// When one does not, which is a fault of the program; or it can't be read.
pub fn prove_staged(output: &Path, folder: &str, files: &[OutputFile]) -> Result<(), Diagnostic> {
    for OutputFile { name, bytes } in files {
        let read = outbox::staged_bytes(output, folder, name).map_err(|error| diagnostic::of_publish_error(&error))?;
        if read != *bytes {
            return Err(diagnostic::of_miswritten(&Path::new(folder).join(name)));
        }
    }
    Ok(())
}
