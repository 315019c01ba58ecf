//! Recomputes every hash, number and total of what was issued, from nothing but the archive and the reports.

use super::Outcome;
use super::arguments::read_config;
use super::cli::VerifyArgs;
use crate::auditing::audit;
use crate::diagnostic::Diagnostic;
use crate::inspect::verify_pdf;

/// Checks an archive and its reports, or one PDF; silent when all is well.
#[must_use]
pub fn verify(args: &VerifyArgs) -> Outcome {
    let config = match read_config(args.config.as_deref()) {
        Ok(config) => config,
        Err(diagnostics) => return Outcome::of_errors(diagnostics),
    };
    if args.path.is_file() {
        return Outcome::of_errors(verify_pdf(&args.path));
    }
    if !args.path.exists() {
        let what = format!("`{}` is neither a file nor a folder", args.path.display());
        return Outcome::of_errors(vec![Diagnostic::usage(what)]);
    }
    let diagnostics = audit(&args.path, &config).unwrap_or_else(|| {
        let what = format!("there is no archive in `{}`", args.path.display());
        let hint = "name the folder that holds `archive`, or the archive itself: it has a folder per library; \
                    a PDF of `kasverslag report` is checked by its own name";
        vec![Diagnostic::usage(what).hinted(hint)]
    });
    Outcome::of_errors(diagnostics)
}
