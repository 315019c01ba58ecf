//! What a command leaves for the user.

use crate::diagnostic::{Diagnostic, ExitStatus};

/// What a command leaves for the user: lines for stdout, diagnostics for stderr, and how it ends.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Text for stdout.
    pub output: String,
    /// What the user is told, in order.
    pub diagnostics: Vec<Diagnostic>,
}

impl Outcome {
    /// How the program ends: by the worst that happened.
    #[must_use]
    pub fn status(&self) -> ExitStatus {
        self.diagnostics.iter().map(|diagnostic| diagnostic.status).max().unwrap_or(ExitStatus::Done)
    }

    /// Nothing but diagnostics.
    #[must_use]
    pub fn of_errors(diagnostics: Vec<Diagnostic>) -> Self {
        Self { output: String::new(), diagnostics }
    }
}
