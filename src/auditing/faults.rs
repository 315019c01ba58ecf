//! What an audit finds.

use std::path::Path;

use crate::archive::ArchiveError;
use crate::diagnostic::{Diagnostic, ExitStatus};
use crate::domain::Severity;
use crate::failure::Failure;

/// How many faults of a kind are told, each by itself.
const MOST_TOLD: usize = 20;

/// What was found, each with the file that it is about.
#[derive(Debug, Default)]
pub(super) struct Faults {
    found: Vec<Diagnostic>,
}

impl Faults {
    pub(super) fn add(&mut self, path: &Path, what: impl AsRef<str>) {
        let what = format!("{}: {}", path.display(), what.as_ref());
        self.found.push(Diagnostic::error(ExitStatus::Refused, what));
    }

    /// Adds faults of one kind: the first ones, and how many more there are.
    pub(super) fn add_all(&mut self, path: &Path, whats: impl IntoIterator<Item = String>) {
        let mut more = 0_u64;
        for (place, what) in whats.into_iter().enumerate() {
            if place < MOST_TOLD {
                self.add(path, what);
            } else {
                more += 1;
            }
        }
        if more > 0 {
            self.add(path, format!("and {more} more like these"));
        }
    }

    pub(super) fn warn(&mut self, path: &Path, what: &str) {
        let what = format!("{}: {what}", path.display());
        self.found.push(Diagnostic { severity: Severity::Warning, ..Diagnostic::error(ExitStatus::Done, what) });
    }

    pub(super) fn fail(&mut self, failure: impl Into<Failure>) {
        self.found.extend(failure.into().diagnostics);
    }

    /// Adds why a register can't be opened: that it is damaged is what an audit is there to find.
    pub(super) fn find(&mut self, error: ArchiveError) {
        let is_found = error.damage().is_some();
        let mut told = Failure::from(error).diagnostics;
        told.iter_mut().filter(|_| is_found).for_each(|each| each.status = ExitStatus::Refused);
        self.found.extend(told);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    pub(super) fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.found
    }
}
