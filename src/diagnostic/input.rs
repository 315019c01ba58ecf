//! What is wrong with export files, as the user is told.

use std::path::PathBuf;

use super::code::Code;
use super::count::Count;
use super::entry::{Diagnostic, ExitStatus, Spot};
use super::failure::of_fault_in_program;
use super::message::{bounded, shortened};
use crate::domain::LineField;
use crate::ingest::cell::is_invisible;
use crate::ingest::content::Content;
use crate::ingest::field::{normalise, usual_field};
use crate::ingest::format::ExportFormat;
use crate::ingest::source::SourceError;
use crate::ingest::{Defect, InputFile, IntakeError};

/// The most characters of a text out of an export that a message quotes.
const QUOTED: usize = 200;

/// What is wrong with files: of each kind the first, and how many more there are.
#[must_use]
pub fn of_files<'f>(files: impl IntoIterator<Item = &'f InputFile>) -> Vec<Diagnostic> {
    bounded(files.into_iter().flat_map(of_file))
}

fn of_file(file: &InputFile) -> impl Iterator<Item = Diagnostic> {
    let defects = file.faults.iter().chain(file.rejects.iter().flat_map(|reject| &reject.faults));
    let left_out = Some(file.rejects.left_out()).filter(|left_out| *left_out > 0).map(|left_out| {
        Diagnostic::error(ExitStatus::Refused, "more records are refused; only the first of a file are looked at")
            .with(Count(left_out, "record").to_string())
            .in_file(&file.path)
    });
    defects.map(|defect| of_defect(file, defect)).chain(left_out)
}

fn of_defect(file: &InputFile, defect: &Defect) -> Diagnostic {
    let mut place = file.path.display().to_string();
    let word = if ExportFormat::of_name(&place) == Some(ExportFormat::Parquet) { "row" } else { "line" };
    let told = Some(defect.sheet.as_str()).filter(|sheet| !sheet.is_empty());
    let (sheet, row) = defect.line.map_or((None, None), |line| {
        let (sheet, row) = file.sheet_and_row(line);
        (sheet, Some(row))
    });
    if let Some(sheet) = told.or(sheet) {
        place += &format!(", sheet `{}`", shortened(sheet, QUOTED));
    }
    if let Some(row) = row {
        place += &format!(", {word} {row}");
    }
    if !defect.column.is_empty() {
        place += &format!(", column `{}`", shortened(&shown(&defect.column), QUOTED));
    }
    let value = Some(&defect.value)
        .filter(|value| !value.is_empty())
        .map(|value| format!("`{}`", shortened(&shown(value), QUOTED)));
    let is_customers = usual_field(&normalise(&defect.column)) == Some(LineField::Customer);
    let spot = Spot {
        file: file.path.display().to_string(),
        line: row,
        column: Some(shortened(&shown(&defect.column), QUOTED).into_owned()).filter(|column| !column.is_empty()),
        value: Some(shortened(&shown(&defect.value), QUOTED).into_owned())
            .filter(|value| !value.is_empty() && !is_customers),
        is_customers,
    };
    let text: Vec<String> = value.into_iter().chain(defect.reason.detail(word)).collect();
    Diagnostic {
        text: (!text.is_empty()).then(|| text.join(", ")),
        hint: defect.reason.hint(),
        code: Some(Code::of_reason(&defect.reason)),
        spot: Some(spot),
        ..Diagnostic::error(ExitStatus::Refused, defect.reason.english()).at(place)
    }
}

/// A text with those of its characters that nobody sees by their numbers.
fn shown(text: &str) -> String {
    let named = |c: char| if is_invisible(c) { format!("<U+{:04X}>", u32::from(c)) } else { c.to_string() };
    text.chars().map(named).collect()
}

/// That nobody knows which feed a file is of.
#[must_use]
pub fn of_several_feeds(file: &str, feeds: &[String]) -> Diagnostic {
    let names: Vec<String> = feeds.iter().map(|name| format!("`{name}`")).collect();
    Diagnostic::error(ExitStatus::Refused, "a file fits the patterns of several feeds, and is of one")
        .with(names.join(", "))
        .in_file(file)
        .hinted("narrow `files` of the [[library.feed]]s, or name the library with --institution")
}

/// Why nothing came in.
#[must_use]
pub fn of_intake_error(error: &IntakeError) -> Vec<Diagnostic> {
    match error {
        IntakeError::Sources(errors) => errors.iter().map(of_source_error).collect(),
        IntakeError::TooMuchMoney => vec![
            Diagnostic::error(
                ExitStatus::Refused,
                "the amounts together are more than 92.233.720.368.547.758,07 euro, too much to add up",
            )
            .hinted("is another column taken for the amounts? A profile of the configuration tells which it is"),
        ],
        IntakeError::OwnOutputAlone(paths) => {
            let told = |path: &std::path::PathBuf| {
                Diagnostic::usage("a file was made by kasverslag itself, which is no export, and there is no other")
                    .in_file(path)
                    .hinted("give the exports that reports are made of")
            };
            paths.iter().map(told).collect()
        }
        IntakeError::SeveralFeeds { file, feeds } => vec![of_several_feeds(&file.display().to_string(), feeds)],
        IntakeError::NoFeed { files } => told_of_each(files, |file| {
            Diagnostic::error(
                ExitStatus::Refused,
                "a file is of no feed that the configuration names, and its lines may be those of the files beside it",
            )
            .in_file(file)
            .hinted("give it a name that fits `files` of its [[library.feed]], or leave it out")
        }),
        IntakeError::NoLibrary { files } => told_of_each(files, |file| {
            Diagnostic::error(
                ExitStatus::Refused,
                "a file may be any library's, and its lines may be those of the files beside it",
            )
            .in_file(file)
            .hinted("put it where the exports of its library are looked for, or name the library with --institution")
        }),
        IntakeError::UnclearMode { file } => vec![
            Diagnostic::error(
                ExitStatus::Refused,
                "lines are gone by a file if it is a snapshot, and the libraries whose it may be have another `mode`",
            )
            .in_file(file)
            .hinted("name the library with --institution, or give all of them the same `mode`"),
        ],
        IntakeError::Proof { file, what } => {
            vec![of_fault_in_program(&format!("the count of {file} does not add up: {what}"))]
        }
    }
}

fn told_of_each(files: &[PathBuf], told: impl Fn(&PathBuf) -> Diagnostic) -> Vec<Diagnostic> {
    bounded(files.iter().map(told))
}

pub(super) fn of_source_error(error: &SourceError) -> Diagnostic {
    let (SourceError::Missing(path)
    | SourceError::NoExports(path, _)
    | SourceError::NotAnExport(path, _)
    | SourceError::NotAFile(path)
    | SourceError::Lock(path, _)
    | SourceError::Changed(path)
    | SourceError::Unreadable(path, _)) = error;
    let told = source_in_words(error).about(path);
    if told.status == ExitStatus::Usage { told.coded(Code::NO_EXPORT) } else { told }
}

fn source_in_words(error: &SourceError) -> Diagnostic {
    match error {
        SourceError::Missing(path) if path.to_string_lossy().contains('\\') => {
            Diagnostic::usage(format!("there is no file or folder `{}`", path.display()))
                .hinted("write `/` between folders, not `\\`")
        }
        SourceError::Missing(path) => Diagnostic::usage(format!("there is no file or folder `{}`", path.display()))
            .hinted("a path that does not start with `/` starts in the folder that kasverslag is run in"),
        SourceError::NoExports(path, others) => Diagnostic::usage(match others {
            0 => format!("there is no export in the folder `{}`", path.display()),
            1 => format!("there is no export in the folder `{}`, but 1 other file", path.display()),
            others => format!("there is no export in the folder `{}`, but {others} other files", path.display()),
        })
        .hinted(
            "exports are files that end in .csv, .csv.gz, .xlsx or .parquet; folders inside a folder are not searched",
        ),
        SourceError::NotAnExport(path, Content::Text) => {
            Diagnostic::usage(format!("`{}` is no export by its name", path.display()))
                .hinted("exports are files that end in .csv, .csv.gz, .xlsx or .parquet")
        }
        SourceError::NotAnExport(path, content) => {
            let what = format!("`{}` is no export by its name: it is {}", path.display(), content.english());
            Diagnostic::usage(what).hinted(content.hint())
        }
        SourceError::Lock(path, open) => {
            let what = format!("`{}` is the lock of a program that has the file open", path.display());
            Diagnostic::usage(what).hinted(format!("close the file there, and give `{open}` itself"))
        }
        SourceError::NotAFile(path) => Diagnostic::usage(format!("`{}` is no regular file", path.display()))
            .hinted("write it to a file first: an export is read more than once"),
        SourceError::Changed(path) => Diagnostic::error(
            ExitStatus::Environment,
            format!("`{}` became another file while it was read", path.display()),
        )
        .hinted("wait until the export is written, and try again"),
        SourceError::Unreadable(path, error) => {
            Diagnostic::error(ExitStatus::Environment, format!("`{}` can't be read: {error}", path.display()))
        }
    }
}
