//! `kasverslag check`: reads exports and tells every fault; writes nothing.

use super::cli::CheckArgs;
use super::configuration::{Configuration, Environment};
use super::outcome::Outcome;
use crate::diagnostic;
use crate::report::gathering::Needs;
use crate::report::selection::Selection;
use crate::reporting::source::FileLines;

/// Reads exports and tells every fault; writes nothing.
#[must_use]
pub fn check(args: &CheckArgs, environment: &Environment) -> Outcome {
    let configuration = match Configuration::read(&args.config, environment, false) {
        Ok(configuration) => configuration,
        Err(failure) => return Outcome::of_errors(failure.diagnostics),
    };
    let needs = [Needs::of_sums(&Selection::everything())];
    let feeds = configuration.config.run.feeds(None);
    let FileLines { intake, sums } = match FileLines::read(&args.paths, &needs, false, &configuration.config, &feeds) {
        Ok(lines) => lines,
        Err(failure) => return Outcome::of_errors(failure.diagnostics),
    };
    let mut diagnostics = diagnostic::of_files(&intake.files);
    let found = sums.iter().flat_map(|sums| sums.tally.findings());
    let findings = intake.findings.iter().cloned().chain(found);
    diagnostics.extend(findings.map(|finding| diagnostic::of_finding(&finding, false)));
    Outcome::of_errors(configuration.told_with(diagnostics))
}
