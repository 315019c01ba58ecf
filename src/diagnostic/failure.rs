//! What could not be read, made or written, as the user is told.

use std::io::ErrorKind;
use std::path::Path;

use super::code::Code;
use super::count::Count;
use super::entry::{Diagnostic, ExitStatus, Snippet};
use super::finding::judged;
use crate::config::{ConfigError, ConfigSpot};
use crate::domain::Severity;
use crate::publish::PublishError;
use crate::render::error::RenderError;
use crate::report::ReportError;
use crate::report::lines::Totals;
use crate::report::template_fault::{TemplateFault, TemplatePlace};
use crate::report::unmapped::Unmapped;

/// How many faults of a kind are told one by one.
const TOLD: usize = 20;

/// What is wrong with a configuration.
#[must_use]
pub fn of_config_error(error: &ConfigError) -> Diagnostic {
    match error {
        ConfigError::Unreadable(path, error) => {
            let what = format!("the configuration `{}` can't be read: {error}", path.display());
            let (status, hint) = match error.kind() {
                ErrorKind::NotFound => (
                    ExitStatus::Usage,
                    "a path that does not start with `/` starts in the folder that kasverslag is run in",
                ),
                ErrorKind::IsADirectory => (ExitStatus::Usage, "name the file in that folder, such as kasverslag.toml"),
                _ => (ExitStatus::Environment, "--config tells where it lies"),
            };
            Diagnostic::error(status, what).hinted(hint).about(path).coded(Code::UNREADABLE_CONFIGURATION)
        }
        ConfigError::NoText { path, what, spot } => {
            let told = Diagnostic::usage(what.clone()).coded(Code::UNREADABLE_CONFIGURATION);
            let is_table = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
            let hint = if is_table {
                "in a spreadsheet, save it as `CSV UTF-8`"
            } else {
                "a configuration is a plain text in UTF-8: save it so in an editor (in Notepad: Save as, Encoding: UTF-8)"
            };
            in_line(told, path, spot.as_ref()).hinted(hint)
        }
        ConfigError::Mistake { path, what, spot, .. } => {
            in_line(Diagnostic::usage(what.clone()).coded(Code::CONFIGURATION), path, spot.as_ref())
        }
    }
}

/// What is told of a configuration with its place: the file, and the line of it where that is known.
fn in_line(told: Diagnostic, path: &Path, spot: Option<&ConfigSpot>) -> Diagnostic {
    let Some(ConfigSpot { position, line, width }) = spot else { return told.in_file(path) };
    let told = told.at(format!("{}, {position}", path.display()));
    let snippet = line.as_ref().map(|line| Snippet { line: line.clone(), position: *position, width: *width });
    let place = super::entry::Spot {
        file: path.display().to_string(),
        line: Some(position.line as u64),
        column: Some(position.column.to_string()),
        ..super::entry::Spot::default()
    };
    Diagnostic { snippet, spot: Some(place), ..told }
}

/// Why a template makes no report.
#[must_use]
pub fn of_template_fault(fault: &TemplateFault, path: &Path) -> Diagnostic {
    placed(Diagnostic::usage(fault.what.clone()).coded(Code::TEMPLATE), fault, path)
}

/// A translation that a template loses; its report is made nonetheless.
#[must_use]
pub fn of_lost_translation(fault: &TemplateFault, path: &Path, strict: bool) -> Diagnostic {
    placed(judged(Severity::Warning, strict, fault.what.clone()).coded(Code::LOST_TRANSLATION), fault, path)
}

/// What is told of a template with its place and how to mend it.
fn placed(told: Diagnostic, fault: &TemplateFault, path: &Path) -> Diagnostic {
    let mend = fault.mend.as_deref().unwrap_or("`kasverslag templates NAME` prints a sound template to start from");
    let told = told.hinted(mend);
    let Some(TemplatePlace { position, line, width }) = &fault.place else {
        return told.in_file(path);
    };
    let place = super::entry::Spot {
        file: path.display().to_string(),
        line: Some(position.line as u64),
        column: Some(position.column.to_string()),
        ..super::entry::Spot::default()
    };
    let told = told.at(format!("{}, {position}", path.display()));
    let snippet = Some(Snippet { line: line.clone(), position: *position, width: *width });
    Diagnostic { snippet, spot: Some(place), ..told }
}

/// What a report with pseudonyms needs and does not find.
#[must_use]
pub fn of_lost_key(file: &Path) -> Diagnostic {
    Diagnostic::usage("the pseudonym_key_file is not there")
        .in_file(file)
        .coded(Code::LOST_KEY)
        .hinted("put it back; or, if it is gone for good, name a new one: customers get other pseudonyms then")
}

/// Why a report could not be made.
#[must_use]
pub fn of_report_error(error: &ReportError) -> Vec<Diagnostic> {
    match error {
        ReportError::CrossFoot(what) => {
            vec![of_fault_in_program(&format!("the report does not add up: {what}"))]
        }
        ReportError::Unmapped(unmapped) => of_unmapped(unmapped),
        ReportError::Polars(error) => vec![of_fault_in_program(&error.to_string())],
    }
}

/// The codes without an account: all of them, the first one by one.
fn of_unmapped(unmapped: &[Unmapped]) -> Vec<Diagnostic> {
    let hint = "name each with [[ledger]], or with `ledger_account` in the code tables";
    let of_one = |missing: &Unmapped| {
        let (first, last) = missing.days;
        let days = if first == last { first.to_string() } else { format!("{first} to {last}") };
        let Totals { count, .. } = missing.totals;
        let balance = missing.totals.balance();
        let what = format!("{missing} has no ledger account");
        Diagnostic::error(ExitStatus::Refused, what)
            .with(format!("{}, {days}, adding up to {balance}", Count(count, "line")))
    };
    let rest: Vec<String> = unmapped.iter().skip(TOLD).map(ToString::to_string).collect();
    let more = (!rest.is_empty())
        .then(|| Diagnostic::error(ExitStatus::Refused, format!("{} more have no ledger account", rest.len())))
        .map(|diagnostic| diagnostic.with(rest.join("; ")));
    let mut told: Vec<Diagnostic> = unmapped.iter().take(TOLD).map(of_one).chain(more).collect();
    if let Some(last) = told.pop() {
        told.push(last.hinted(hint));
    }
    told
}

/// Something that should never happen.
#[must_use]
pub fn of_fault_in_program(what: &str) -> Diagnostic {
    Diagnostic::error(ExitStatus::Fault, what)
        .hinted("this is a fault of kasverslag, not of yours; nothing was published. Please report it with the input")
}

/// A file that reads back from the disk otherwise than it was written.
#[must_use]
pub fn of_miswritten(path: &Path) -> Diagnostic {
    of_fault_in_program(&format!("`{}` reads back otherwise than it was written", path.display()))
        .hinted("nothing of it was published. Look whether the disk is sound; if it is, this is a fault of kasverslag")
        .about(path)
}

/// Why a report can't be written in a form.
#[must_use]
pub fn of_render_error(error: &RenderError) -> Diagnostic {
    match error {
        RenderError::Fault(what) => of_fault_in_program(what),
        RenderError::Unwritable(error) => {
            Diagnostic::error(ExitStatus::Environment, format!("the report can't be written: {error}"))
        }
        RenderError::TooLong { column, length, most } => {
            Diagnostic::error(ExitStatus::Refused, "a text is too long for a workbook")
                .with(format!("{length} characters in column `{column}`"))
                .hinted(format!("its cells hold {most}; csv and json hold any text"))
        }
        RenderError::TooWide { count, most } => Diagnostic::usage(format!(
            "a table of the report has {count} columns, and a page has room for about {most}"
        ))
        .hinted("ask for fewer of what stands `across`, group by it in the `order`, or leave pdf out of the formats"),
        RenderError::TooLarge => Diagnostic::error(ExitStatus::Refused, "the PDF would be larger than 4 GiB")
            .hinted("make reports of shorter periods, or leave pdf out of the formats"),
    }
}

/// What could not be written.
#[must_use]
pub fn of_publish_error(error: &PublishError) -> Diagnostic {
    let hint = match error.error.kind() {
        ErrorKind::AlreadyExists | ErrorKind::NotADirectory => {
            "something else has the name of the folder: choose another folder, or move that away"
        }
        _ => "choose a folder that can be written, or make room on the disk",
    };
    Diagnostic::error(ExitStatus::Environment, format!("`{}` can't be written: {}", error.path.display(), error.error))
        .hinted(hint)
        .about(&error.path)
}
