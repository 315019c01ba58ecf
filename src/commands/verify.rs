//! Recomputes every hash, number and total of what was issued, from nothing but the archive and the reports.

use std::collections::BTreeSet;
use std::path::Path;

use super::Outcome;
use super::arguments::{USUAL_FORM, clock};
use super::cli::VerifyArgs;
use super::configuration::{Configuration, Environment};
use crate::archive::regular;
use crate::auditing::copies::tell_copies;
use crate::auditing::heads::{KeptHead, RecordHash};
use crate::auditing::statement::{AuditStatement, ExaminedFile};
use crate::auditing::{Audit, audit};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, ExitStatus};
use crate::failure::Failure;
use crate::inspect::{manifest_of, verify_pdf};
use crate::publish::{OutputFile, publish};
use crate::render::form::FileFormat;
use crate::render::manifest::sha256;
use crate::render::rendering::Rendering;
use crate::report::words::Words;

/// Checks archives and their reports, or PDFs; silent when all is well. A statement tells what was checked, whatever came
/// of it.
#[must_use]
pub fn verify(args: &VerifyArgs, environment: &Environment) -> Outcome {
    let [path] = &args.paths[..] else { return verify_each(args, environment) };
    try_verify(path, args, environment).unwrap_or_else(|failure| Outcome::of_errors(failure.diagnostics))
}

/// Checks one after the other: what is wrong with one says nothing of the next.
fn verify_each(args: &VerifyArgs, environment: &Environment) -> Outcome {
    if !args.statement.is_empty() || !args.head.is_empty() || args.heads.is_some() || !args.copy.is_empty() {
        let what = "--statement, --head, --heads and --copy are about one folder or file, and several are named";
        return Outcome::of_errors(vec![Diagnostic::usage(what).hinted("verify them one at a time")]);
    }
    let mut all = Outcome::default();
    for path in &args.paths {
        let one = try_verify(path, args, environment);
        let told = one.map_or_else(|failure| failure.diagnostics, |outcome| outcome.diagnostics);
        // Which configuration is used is told once.
        let new: Vec<Diagnostic> = told.into_iter().filter(|each| !all.diagnostics.contains(each)).collect();
        all.diagnostics.extend(new);
    }
    all
}

fn try_verify(path: &Path, args: &VerifyArgs, environment: &Environment) -> Result<Outcome, Failure> {
    let is_report = path.is_file();
    let kept = kept_heads(args)?;
    if is_report && !kept.is_empty() {
        let what = "--head and --heads are asked of a folder with an archive: a PDF holds no chain";
        return Err(Diagnostic::usage(what).into());
    }
    if is_report && !args.copy.is_empty() {
        let what = "--copy is looked for in a folder with an archive: a file by itself is verified by its own name";
        return Err(Diagnostic::usage(what).into());
    }
    let statements = statement_forms(path, args)?;
    let made = if statements.is_empty() {
        None
    } else {
        Some(clock(args.now.as_deref(), environment.source_date_epoch.as_deref())?)
    };
    // A report needs nothing but itself.
    let configuration = if is_report && args.config.config.is_none() && made.is_none() {
        None
    } else {
        Some(Configuration::read(&args.config, environment, false)?)
    };
    let usual = Config::default();
    let config = configuration.as_ref().map_or(&usual, |read| &read.config);
    let (audit, file) = if is_report {
        let file = made.map(|_| examined_file(path)).transpose()?;
        (Audit { diagnostics: verify_pdf(path), ..Audit::default() }, file)
    } else {
        let mut audit = verify_folder(path, config, &kept)?;
        audit.diagnostics.extend(tell_copies(path, config, &args.copy));
        (audit, None)
    };
    let mut outcome = Outcome::default();
    if let Some(made) = made {
        let only = if let [one] = &audit.libraries[..] { one.institution } else { None };
        let statement = AuditStatement {
            made,
            verified: path,
            libraries: &audit.libraries,
            file,
            kept: &kept,
            diagnostics: &audit.diagnostics,
            words: Words::of(config.looks.of(only).language),
        };
        for (to, form) in statements {
            let name = to.file_name().unwrap_or_default().into();
            let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            let file = OutputFile { name, bytes: bytes(&statement, form)? };
            publish(folder, &[file], config.run.modes)?.iter().for_each(|path| outcome.wrote(path));
        }
    }
    outcome.diagnostics = match configuration {
        Some(configuration) => configuration.told_with(audit.diagnostics),
        None => audit.diagnostics,
    };
    Ok(outcome)
}

/// How a statement is written.
#[derive(Clone, Copy, Debug)]
enum StatementForm {
    Pdf,
    Json,
}

/// The files that statements go to, each in the form that its name tells.
fn statement_forms<'a>(
    verified: &Path,
    args: &'a VerifyArgs,
) -> Result<Vec<(&'a Path, StatementForm)>, Vec<Diagnostic>> {
    let (mut forms, mut mistakes) = (Vec::new(), Vec::new());
    let whole = verified.canonicalize().unwrap_or_else(|_| verified.to_owned());
    for path in &args.statement {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        let form = match ending.as_deref() {
            Some("pdf") => StatementForm::Pdf,
            Some("json") => StatementForm::Json,
            _ => {
                let what = format!("--statement `{}` tells no form", path.display());
                mistakes.push(Diagnostic::usage(what).hinted("end its name in .pdf or .json"));
                continue;
            }
        };
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let is_within = folder.canonicalize().is_ok_and(|folder| folder != whole && folder.starts_with(&whole));
        if is_within || path.canonicalize().is_ok_and(|path| path == whole) {
            let what = format!("--statement `{}` would lie among what it is about", path.display());
            mistakes
                .push(Diagnostic::usage(what).hinted("name a file elsewhere: nothing is added to what is verified"));
            continue;
        }
        forms.push((path.as_path(), form));
    }
    if mistakes.is_empty() { Ok(forms) } else { Err(mistakes) }
}

fn bytes(statement: &AuditStatement<'_>, form: StatementForm) -> Result<Vec<u8>, Failure> {
    match form {
        StatementForm::Json => Ok(statement.json()),
        StatementForm::Pdf => {
            let document = statement.document();
            let (mut bytes, formats) = (Vec::new(), BTreeSet::from([FileFormat::Pdf]));
            Rendering::new(&document, USUAL_FORM, &formats)?.write(FileFormat::Pdf, 1, &mut bytes)?;
            Ok(bytes)
        }
    }
}

/// What a report's PDF says that it is; nothing of that where it can't be read.
fn examined_file(path: &Path) -> Result<ExaminedFile, Diagnostic> {
    let bytes = regular::read(path).map_err(|error| unreadable(path, &error))?;
    let manifest = manifest_of(&bytes).ok();
    Ok(ExaminedFile {
        bytes: bytes.len() as u64,
        sha256: sha256(&bytes),
        library: manifest.as_ref().and_then(|manifest| manifest.institution.clone()),
        report: manifest.as_ref().map(|manifest| manifest.report.clone()),
        number: manifest.as_ref().and_then(|manifest| manifest.number.clone()),
        period: manifest.and_then(|manifest| manifest.period),
    })
}

fn unreadable(path: &Path, error: &std::io::Error) -> Diagnostic {
    Diagnostic::error(ExitStatus::Environment, format!("`{}` can't be read: {error}", path.display()))
}

/// The heads that were kept elsewhere, all mistakes told at once.
fn kept_heads(args: &VerifyArgs) -> Result<Vec<KeptHead>, Vec<Diagnostic>> {
    let (mut kept, mut faults) = (Vec::new(), Vec::new());
    for text in &args.head {
        // Copied from paper or from a mail it has blanks and line ends in it.
        match RecordHash::parse(&text.split_whitespace().collect::<String>()) {
            Some(record) => kept.push(KeptHead { kept: None, record, source: format!("--head {text}") }),
            None => faults.push(
                Diagnostic::usage(format!("--head `{text}` is no SHA-256"))
                    .hinted("give all 64 digits, as `record` in `keten.csv` has them"),
            ),
        }
    }
    if let Some(path) = &args.heads {
        match regular::read(path) {
            Ok(bytes) => match KeptHead::read_all(&bytes, path) {
                Ok(heads) => kept.extend(heads),
                Err(told) => faults.extend(told),
            },
            Err(error) => faults.push(unreadable(path, &error)),
        }
    }
    if faults.is_empty() { Ok(kept) } else { Err(faults) }
}

fn verify_folder(path: &Path, config: &Config, kept: &[KeptHead]) -> Result<Audit, Diagnostic> {
    if !path.exists() {
        return Err(Diagnostic::usage(format!("`{}` is neither a file nor a folder", path.display())));
    }
    audit(path, config, kept).ok_or_else(|| {
        let what = format!("there is no archive in `{}`", path.display());
        let hint = "name the folder that holds `archive`, or the archive itself: it has a folder per library; \
                    a PDF of `kasverslag report` is checked by its own name";
        Diagnostic::usage(what).hinted(hint)
    })
}
