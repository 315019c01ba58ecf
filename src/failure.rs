//! Why something could not be done, as the user is told: whatever went wrong on the way turns into it with `?`.

use crate::archive::ArchiveError;
use crate::archive::lock::LockError;
use crate::config::ConfigError;
use crate::diagnostic::{self, Diagnostic};
use crate::ingest::IntakeError;
use crate::publish::PublishError;
use crate::render::error::RenderError;
use crate::report::ReportError;
use crate::shelf::ShelfError;

/// Why something could not be done: all that is in the way, with the exit status of each.
#[derive(Debug)]
pub struct Failure {
    /// What the user is told, at least one error among it.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether it is in the way of one report alone: others can still be made.
    pub is_of_one_report: bool,
}

impl From<Diagnostic> for Failure {
    fn from(diagnostic: Diagnostic) -> Self {
        vec![diagnostic].into()
    }
}

impl From<Vec<Diagnostic>> for Failure {
    fn from(diagnostics: Vec<Diagnostic>) -> Self {
        Self { diagnostics, is_of_one_report: false }
    }
}

impl From<Failure> for Vec<Diagnostic> {
    fn from(failure: Failure) -> Self {
        failure.diagnostics
    }
}

impl From<ArchiveError> for Failure {
    fn from(error: ArchiveError) -> Self {
        diagnostic::of_archive_error(&error).into()
    }
}

impl From<IntakeError> for Failure {
    fn from(error: IntakeError) -> Self {
        diagnostic::of_intake_error(&error).into()
    }
}

impl From<ReportError> for Failure {
    fn from(error: ReportError) -> Self {
        let is_of_one_report = matches!(error, ReportError::Unmapped(_));
        Self { diagnostics: diagnostic::of_report_error(&error), is_of_one_report }
    }
}

impl From<RenderError> for Failure {
    fn from(error: RenderError) -> Self {
        diagnostic::of_render_error(&error).into()
    }
}

impl From<PublishError> for Failure {
    fn from(error: PublishError) -> Self {
        diagnostic::of_publish_error(&error).into()
    }
}

impl From<ShelfError> for Failure {
    fn from(error: ShelfError) -> Self {
        match error {
            ShelfError::Archive(error) => error.into(),
            ShelfError::Publish(error) => error.into(),
        }
    }
}

impl From<LockError> for Failure {
    fn from(error: LockError) -> Self {
        diagnostic::of_lock_error(&error).into()
    }
}

impl From<Vec<ConfigError>> for Failure {
    fn from(errors: Vec<ConfigError>) -> Self {
        errors.iter().map(diagnostic::of_config_error).collect::<Vec<_>>().into()
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn errors_of_archive_and_disk_are_told() {
        let path = Path::new("reports/archive/I355").to_owned();
        let error = std::io::Error::other("no room");
        for told in [Failure::from(ArchiveError::Missing(path.clone())), PublishError { path, error }.into()] {
            let is_told = |diagnostic: &Diagnostic| diagnostic.to_string().contains("reports/archive/I355");
            assert!(told.diagnostics.iter().any(is_told), "{told:?}");
        }
    }
}
