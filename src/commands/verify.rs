//! Recomputes every hash, number and total of what was issued, from nothing but the archive and the reports.

use std::path::Path;

use super::Outcome;
use super::cli::VerifyArgs;
use super::configuration::{Configuration, Environment};
use crate::auditing::audit;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::inspect::verify_pdf;

/// Checks an archive and its reports, or one PDF; silent when all is well.
#[must_use]
pub fn verify(args: &VerifyArgs, environment: &Environment) -> Outcome {
    let is_report = args.path.is_file();
    if is_report && args.config.config.is_none() {
        return Outcome::of_errors(verify_pdf(&args.path));
    }
    let configuration = match Configuration::read(&args.config, environment, false) {
        Ok(configuration) => configuration,
        Err(failure) => return Outcome::of_errors(failure.diagnostics),
    };
    let diagnostics = if is_report { verify_pdf(&args.path) } else { verify_folder(&args.path, &configuration.config) };
    Outcome::of_errors(configuration.told_with(diagnostics))
}

fn verify_folder(path: &Path, config: &Config) -> Vec<Diagnostic> {
    if !path.exists() {
        return vec![Diagnostic::usage(format!("`{}` is neither a file nor a folder", path.display()))];
    }
    audit(path, config).unwrap_or_else(|| {
        let what = format!("there is no archive in `{}`", path.display());
        let hint = "name the folder that holds `archive`, or the archive itself: it has a folder per library; \
                    a PDF of `kasverslag report` is checked by its own name";
        vec![Diagnostic::usage(what).hinted(hint)]
    })
}
