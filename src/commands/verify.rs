//! Recomputes every hash, number and total of what was issued, from nothing but the archive and the reports.

use std::path::Path;

use super::Outcome;
use super::cli::VerifyArgs;
use super::configuration::{Configuration, Environment};
use crate::archive::regular;
use crate::auditing::audit;
use crate::auditing::heads::{KeptHead, RecordHash};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, ExitStatus};
use crate::inspect::verify_pdf;

/// Checks an archive and its reports, or one PDF; silent when all is well.
#[must_use]
pub fn verify(args: &VerifyArgs, environment: &Environment) -> Outcome {
    let is_report = args.path.is_file();
    let kept = match kept_heads(args) {
        Ok(kept) if is_report && !kept.is_empty() => {
            let what = "--head and --heads are asked of a folder with an archive: a PDF holds no chain";
            return Outcome::of_errors(vec![Diagnostic::usage(what.to_owned())]);
        }
        Ok(kept) => kept,
        Err(faults) => return Outcome::of_errors(faults),
    };
    if is_report && args.config.config.is_none() {
        return Outcome::of_errors(verify_pdf(&args.path));
    }
    let configuration = match Configuration::read(&args.config, environment, false) {
        Ok(configuration) => configuration,
        Err(failure) => return Outcome::of_errors(failure.diagnostics),
    };
    let diagnostics =
        if is_report { verify_pdf(&args.path) } else { verify_folder(&args.path, &configuration.config, &kept) };
    Outcome::of_errors(configuration.told_with(diagnostics))
}

/// The heads that were kept elsewhere, all mistakes told at once.
fn kept_heads(args: &VerifyArgs) -> Result<Vec<KeptHead>, Vec<Diagnostic>> {
    let (mut kept, mut faults) = (Vec::new(), Vec::new());
    for text in &args.head {
        match RecordHash::parse(text.trim()) {
            Some(record) => kept.push(KeptHead { kept: None, record, source: format!("--head {text}") }),
            None => faults.push(
                Diagnostic::usage(format!("--head `{text}` is no SHA-256"))
                    .hinted("give all 64 digits, as `record` in `keten.csv` has them"),
            ),
        }
    }
    if let Some(path) = &args.heads {
        match regular::read(path) {
            Ok(bytes) => match KeptHead::read_all(&String::from_utf8_lossy(&bytes), path) {
                Ok(heads) => kept.extend(heads),
                Err(told) => faults.extend(told),
            },
            Err(error) => {
                let what = format!("`{}` can't be read: {error}", path.display());
                faults.push(Diagnostic::error(ExitStatus::Environment, what));
            }
        }
    }
    if faults.is_empty() { Ok(kept) } else { Err(faults) }
}

fn verify_folder(path: &Path, config: &Config, kept: &[KeptHead]) -> Vec<Diagnostic> {
    if !path.exists() {
        return vec![Diagnostic::usage(format!("`{}` is neither a file nor a folder", path.display()))];
    }
    audit(path, config, kept).unwrap_or_else(|| {
        let what = format!("there is no archive in `{}`", path.display());
        let hint = "name the folder that holds `archive`, or the archive itself: it has a folder per library; \
                    a PDF of `kasverslag report` is checked by its own name";
        vec![Diagnostic::usage(what).hinted(hint)]
    })
}
