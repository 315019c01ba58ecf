//! What a command leaves for the user.

use std::path::Path;

use crate::diagnostic::{Diagnostic, ExitStatus};
use crate::domain::steering::visible;
use crate::failure::Failure;

/// What a command leaves for the user: lines for stdout, diagnostics for stderr, and how it ends.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Text for stdout.
    pub output: String,
    /// What the user is told, in order.
    pub diagnostics: Vec<Diagnostic>,
    /// How the program ends where no diagnostic tells: monitors have statuses of their own.
    pub exit: Option<u8>,
    /// What it comes to, told last.
    pub summary: Option<String>,
}

impl Outcome {
    /// How the program ends: by the worst that happened.
    #[must_use]
    pub fn status(&self) -> ExitStatus {
        self.diagnostics.iter().map(|diagnostic| diagnostic.status).max().unwrap_or(ExitStatus::Done)
    }

    /// Tells that a file was written.
    pub fn wrote(&mut self, path: &Path) {
        self.output += &format!("{}\n", visible(&path.display().to_string()));
    }

    /// What a command does, and why it could not do more.
    pub fn of(work: impl FnOnce(&mut Self) -> Result<(), Failure>) -> Self {
        let mut outcome = Self::default();
        if let Err(failure) = work(&mut outcome) {
            outcome.diagnostics.extend(failure.diagnostics);
        }
        outcome
    }

    /// Nothing but diagnostics.
    #[must_use]
    pub fn of_errors(diagnostics: Vec<Diagnostic>) -> Self {
        Self { diagnostics, ..Self::default() }
    }
}
