//! What the user is told: error data becomes message, place, hint and exit status here and nowhere else.

use std::fmt;
use std::path::Path;

use crate::archive::ArchiveError;
use crate::archive::lock::LockError;
use crate::config::ConfigError;
use crate::domain::difference::{Field, Value};
use crate::domain::finding::{Lines, UnknownCode};
use crate::domain::known_days::DayRun;
use crate::domain::{Difference, Finding, Severity, UnknownDays};
use crate::ingest::source::{Format, SourceError};
use crate::ingest::{Defect, InputFile, IntakeError};
use crate::publish::PublishError;
use crate::render::form::RenderError;
use crate::report::ReportError;

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ExitStatus {
    /// Done.
    Done = 0,
    /// Data was refused, or a finding is an error.
    Refused = 1,
    /// Wrong usage, configuration or template.
    Usage = 2,
    /// The environment failed: disk, permissions.
    Environment = 3,
    /// A fault of the program.
    Fault = 70,
}

/// One thing that the user is told.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// How much it matters.
    pub severity: Severity,
    /// What is the matter, with the text itself.
    pub what: String,
    /// Where: file, line, column.
    pub place: Option<String>,
    /// How to mend it.
    pub hint: Option<String>,
    /// How the program ends because of it.
    pub status: ExitStatus,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Notice => "notice",
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        write!(f, "{severity}: {}", self.what)?;
        if let Some(place) = &self.place {
            write!(f, "\n  --> {place}")?;
        }
        if let Some(hint) = &self.hint {
            write!(f, "\nhint: {hint}")?;
        }
        Ok(())
    }
}

impl Diagnostic {
    /// An error with its exit status.
    #[must_use]
    pub fn error(status: ExitStatus, what: impl Into<String>) -> Self {
        Self { severity: Severity::Error, what: what.into(), place: None, hint: None, status }
    }

    /// A mistake in how the program is used.
    #[must_use]
    pub fn usage(what: impl Into<String>) -> Self {
        Self::error(ExitStatus::Usage, what)
    }

    /// The same with a way to mend it.
    #[must_use]
    pub fn hinted(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// The same with its place.
    #[must_use]
    pub fn at(self, place: impl Into<String>) -> Self {
        Self { place: Some(place.into()), ..self }
    }
}

/// What is wrong with a file, all of it.
#[must_use]
pub fn of_file(file: &InputFile) -> Vec<Diagnostic> {
    let faults = file.faults.iter().chain(file.rejects.iter().flat_map(|reject| &reject.faults));
    let mut told: Vec<Diagnostic> = faults.map(|fault| of_fault(&file.path, fault)).collect();
    if file.rejects.left_out() > 0 {
        let what =
            format!("{} more are refused; only the first are listed", counted(file.rejects.left_out(), "record"));
        told.push(Diagnostic::error(ExitStatus::Refused, what).at(file.path.display().to_string()));
    }
    told
}

fn of_fault(path: &Path, fault: &Defect) -> Diagnostic {
    let mut place = path.display().to_string();
    let word = if Format::of_name(&place) == Some(Format::Parquet) { "row" } else { "line" };
    if let Some(line) = fault.line {
        place += &format!(", {word} {line}");
    }
    if !fault.column.is_empty() {
        place += &format!(", column `{}`", quoted(&fault.column));
    }
    let mut what = fault.reason.english().replace(" on line ", &format!(" on {word} "));
    if !fault.value.is_empty() {
        what += &format!(": `{}`", quoted(&fault.value));
    }
    Diagnostic { hint: fault.reason.hint(), ..Diagnostic::error(ExitStatus::Refused, what).at(place) }
}

/// The most characters of a text out of an export that a message quotes.
const QUOTED: usize = 200;

/// A text that a message quotes: not endless.
fn quoted(text: &str) -> String {
    match text.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}… ({} characters)", visible(&text[..end]), text.chars().count()),
        None => visible(text),
    }
}

/// A text without characters that could steer a terminal.
fn visible(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
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
        IntakeError::Proof { file, what } => {
            vec![of_fault_in_program(&format!("the count of {file} does not add up: {what}"))]
        }
    }
}

fn of_source_error(error: &SourceError) -> Diagnostic {
    match error {
        SourceError::Missing(path) => Diagnostic::usage(format!("there is no file or folder `{}`", path.display()))
            .hinted("a path that does not start with `/` starts in the folder that kasverslag is run in"),
        SourceError::NoExports(path) => Diagnostic::usage(format!(
            "there is no export in the folder `{}`",
            path.display()
        ))
        .hinted(
            "exports are files that end in .csv, .csv.gz, .xlsx or .parquet; folders inside a folder are not searched",
        ),
        SourceError::NotAnExport(path) => Diagnostic::usage(format!("`{}` is no export by its name", path.display()))
            .hinted("exports are files that end in .csv, .csv.gz, .xlsx or .parquet"),
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

/// What is wrong with a configuration.
#[must_use]
pub fn of_config_error(error: &ConfigError) -> Diagnostic {
    match error {
        ConfigError::Unreadable(path, error) => {
            let status = match error.kind() {
                std::io::ErrorKind::NotFound | std::io::ErrorKind::InvalidData => ExitStatus::Usage,
                _ => ExitStatus::Environment,
            };
            Diagnostic::error(status, format!("the configuration `{}` can't be read: {error}", path.display()))
                .hinted("it is a text in UTF-8; --config tells where it lies")
        }
        ConfigError::Wrong { path, what } => Diagnostic::usage(what.clone()).at(path.display().to_string()),
    }
}

/// What a report with pseudonyms needs and does not find.
#[must_use]
pub fn of_lost_key(file: &Path) -> Diagnostic {
    Diagnostic::usage("the pseudonym_key_file is not there")
        .at(file.display().to_string())
        .hinted("put it back; or, if it is gone for good, name a new one: customers get other pseudonyms then")
}

/// Why a report could not be made.
#[must_use]
pub fn of_report_error(error: &ReportError) -> Diagnostic {
    match error {
        ReportError::CrossFoot(what) => of_fault_in_program(&format!("the report does not add up: {what}")),
        ReportError::Polars(error) => of_fault_in_program(&error.to_string()),
    }
}

/// Why the archive can't be used.
#[must_use]
pub fn of_archive_error(error: &ArchiveError) -> Vec<Diagnostic> {
    let one = |diagnostic| vec![diagnostic];
    let kept = "restore the archive from its copy; kasverslag never writes such a file by itself";
    match error {
        ArchiveError::Register(path, error) => {
            use rusqlite::ErrorCode::{
                CannotOpen, DatabaseBusy, DatabaseLocked, DiskFull, PermissionDenied, ReadOnly, SystemIoFailure,
            };
            let environment =
                [CannotOpen, DatabaseBusy, DatabaseLocked, DiskFull, PermissionDenied, ReadOnly, SystemIoFailure];
            let is_environment = error.sqlite_error_code().is_some_and(|code| environment.contains(&code));
            let status = if is_environment { ExitStatus::Environment } else { ExitStatus::Refused };
            let diagnostic = Diagnostic::error(status, format!("the register can't be used: {error}"));
            let diagnostic = diagnostic.at(path.display().to_string());
            // SQLite leaves a journal beside a register when a run dies while it writes.
            let has_died = std::path::PathBuf::from(format!("{}-journal", path.display())).exists();
            let hint = "a run that died left this half done; the next `kasverslag run` mends it";
            one(if has_died { diagnostic.hinted(hint) } else { diagnostic })
        }
        ArchiveError::NotARegister(path, what) => one(Diagnostic::error(
            ExitStatus::Refused,
            format!("this is no register of this version of kasverslag: {what}"),
        )
        .at(path.display().to_string())),
        ArchiveError::Missing(path) => {
            one(Diagnostic::error(ExitStatus::Refused, "a file that the register names is missing")
                .at(path.display().to_string())
                .hinted(kept))
        }
        ArchiveError::Altered(path) => one(Diagnostic::error(
            ExitStatus::Refused,
            "a file that the register names has been altered: its SHA-256 is another",
        )
        .at(path.display().to_string())
        .hinted(kept)),
        ArchiveError::Miswritten(path) => one(of_miswritten(path)),
        ArchiveError::Lines(path, what) => {
            one(Diagnostic::error(ExitStatus::Refused, format!("the daybook lines can't be read: {what}"))
                .at(path.display().to_string()))
        }
        ArchiveError::NoLibrary(path) => one(Diagnostic::usage("there is no library in the archive here")
            .at(path.display().to_string())
            .hinted("the archive has a folder per library, such as I355; `kasverslag run` makes it")),
        ArchiveError::Unreadable(path, error) => {
            one(Diagnostic::error(ExitStatus::Environment, format!("`{}` can't be read: {error}", path.display())))
        }
        ArchiveError::Unwritable(error) => one(of_publish_error(error)),
        ArchiveError::Source(error) => one(of_source_error(error)),
        ArchiveError::Intake(error) => of_intake_error(error),
    }
}

/// Why a run may not start.
#[must_use]
pub fn of_lock_error(error: &LockError) -> Diagnostic {
    match error {
        LockError::Held(path, holder) => {
            let holder = if holder.is_empty() { "a dry run" } else { holder };
            Diagnostic::error(ExitStatus::Environment, format!("another run is at work: {holder}"))
                .at(path.display().to_string())
                .hinted("wait for it to end; the lock ends with its process, whatever happens to that")
        }
        LockError::Unwritable(path, error) => {
            Diagnostic::error(ExitStatus::Environment, format!("the lock `{}` can't be made: {error}", path.display()))
        }
    }
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
}

/// Why a report can't be written in a form.
#[must_use]
pub fn of_render_error(error: &RenderError) -> Diagnostic {
    match error {
        RenderError::Fault(what) => of_fault_in_program(what),
        RenderError::Unwritable(error) => {
            Diagnostic::error(ExitStatus::Environment, format!("the report can't be written: {error}"))
        }
        RenderError::TooLong { column, length, most } => Diagnostic::error(
            ExitStatus::Refused,
            format!("a text of {length} characters in column `{}` is too long for a workbook", visible(column)),
        )
        .hinted(format!("its cells hold {most}; csv and json hold any text")),
    }
}

/// What could not be written.
#[must_use]
pub fn of_publish_error(error: &PublishError) -> Diagnostic {
    Diagnostic::error(ExitStatus::Environment, format!("`{}` can't be written: {}", error.path.display(), error.error))
        .hinted("choose a folder that can be written, or make room on the disk")
}

/// A finding as the user is told; under `strict` a warning is an error.
#[must_use]
pub fn of_finding(finding: &Finding, strict: bool) -> Diagnostic {
    judged(finding.severity(), strict, visible(&finding_in_english(finding)))
}

/// What is told as something that matters so much; under `strict` a warning is an error.
#[must_use]
pub fn judged(severity: Severity, strict: bool, what: String) -> Diagnostic {
    let severity = match severity {
        Severity::Warning if strict => Severity::Error,
        severity => severity,
    };
    let status = if severity == Severity::Error { ExitStatus::Refused } else { ExitStatus::Done };
    Diagnostic { severity, ..Diagnostic::error(status, what) }
}

fn finding_in_english(finding: &Finding) -> String {
    let sum = |lines: &Lines| format!("{} adding up to {}", counted(lines.count, "line"), lines.amount);
    match finding {
        Finding::EncodingFallback { file } => {
            format!("{file} is neither UTF-8 nor UTF-16; it was read as Windows-1252")
        }
        Finding::IgnoredColumns { file, columns } => {
            format!("{file} has columns that no report uses: {}", columns.join(", "))
        }
        Finding::PassedOver { file } => format!("{file} is no export by its name and was not read"),
        Finding::UnclearName { file } => format!(
            "the name of {file} seems to tell days, and which is not clear: days are understood as 2026-11-02, 20261102 or \
             02-11-2026, months as 2026-11, weeks as 2026-W45, one of them or two from early to late"
        ),
        Finding::Overlap { file, lines } => {
            format!("{file} overlaps with an earlier file in {}, counted once", counted(*lines, "line"))
        }
        Finding::ChangedLine { id, later, earlier, differences } => format!(
            "transaction {id} has changed: {} line {} holds, {} line {} does not: {}",
            later.0,
            later.1,
            earlier.0,
            earlier.1,
            differences_in_english(differences)
        ),
        Finding::RememberedChange { id, file, differences } => {
            format!("transaction {id} was changed by {file}: {}", differences_in_english(differences))
        }
        Finding::VanishedLine { id, file, amount } => {
            format!("transaction {id} ({amount}) has vanished: {file} no longer has it")
        }
        Finding::Incomplete { records } => {
            format!("{} refused and let through: the figures are incomplete", counted(*records, "record"))
        }
        Finding::UnknownDays(unknown) => unknown_days_in_english(unknown),
        Finding::FallbackDaybook { daybook, lines } => {
            format!("daybook {daybook} is what Wise falls back on when no daybook is known: {}", sum(lines))
        }
        Finding::FormerOnlineDaybook { lines } => {
            format!("daybook B990 holds online payments from before the library's own online daybook: {}", sum(lines))
        }
        Finding::OtherKind { daybook, lines } => {
            format!(
                "the letter of daybook {daybook} has no known meaning, it is not counted as received: {}",
                sum(lines)
            )
        }
        Finding::UnknownCode { code, lines } => {
            let what = match code {
                UnknownCode::Daybook(code) => format!("daybook {code}"),
                UnknownCode::Institution(code) => format!("institution {code}"),
                UnknownCode::Branch(code) => format!("branch {code}"),
                UnknownCode::BookingCode(code) => format!("booking code {code}"),
            };
            format!("{what} is not in the code tables: {}", sum(lines))
        }
        Finding::BackDatedStorno { daybook, lines } => {
            format!("daybook {daybook} has stornos dated before they were posted: {}", sum(lines))
        }
        Finding::MissingCharacters { characters } => {
            let points: Vec<String> = characters.chars().map(|c| format!("U+{:04X}", u32::from(c))).collect();
            format!("the PDF's font lacks {}; they show as a mark", points.join(", "))
        }
    }
}

/// The most runs of days that a message names.
const RUNS_TOLD: usize = 12;

/// Runs of days, the first of them and how many days there are more.
#[must_use]
pub fn runs_in_english(runs: &[DayRun]) -> String {
    let run = |(first, last): &DayRun| if first == last { first.to_string() } else { format!("{first}..{last}") };
    let named: Vec<String> = runs.iter().take(RUNS_TOLD).map(run).collect();
    let more: i64 = runs.iter().skip(RUNS_TOLD).map(|(first, last)| (*last - *first).num_days() + 1).sum();
    let more = if more > 0 { format!(" and {}", counted(more.unsigned_abs(), "more day")) } else { String::new() };
    named.join(", ") + &more
}

fn unknown_days_in_english(UnknownDays { no_export, not_over }: &UnknownDays) -> String {
    let no_export = (!no_export.is_empty())
        .then(|| format!("geen export: no export tells what happened on {}", runs_in_english(no_export)));
    let not_over = not_over.map(|run| format!("{} is not over by the clock", runs_in_english(&[run])));
    let why: Vec<String> = no_export.into_iter().chain(not_over).collect();
    format!("{}: the report is marked VOORLOPIG", why.join(", and "))
}

pub(crate) fn differences_in_english(differences: &[Difference]) -> String {
    let value = |field: Field, value: Value| match value {
        Value::Nothing if field == Field::SettledDay => "open".to_owned(),
        Value::Nothing => "empty".to_owned(),
        Value::Day(day) => day.to_string(),
        Value::Daybook(code) => code.to_string(),
        Value::Institution(code) => code.to_string(),
        Value::Branch(code) => code.to_string(),
        Value::BookingCode(code) => code.to_string(),
        Value::Amount(amount) => amount.to_string(),
    };
    let told = differences.iter().map(|Difference { field, values }| match *values {
        Some([before, now]) => format!("{} was {}, now {}", field.name(), value(*field, before), value(*field, now)),
        None => format!("{} changed", field.name()),
    });
    told.collect::<Vec<_>>().join("; ")
}

/// A number with its word: `1 line`, `2 lines`.
#[must_use]
pub fn counted(number: u64, word: &str) -> String {
    if number == 1 { format!("1 {word}") } else { format!("{number} {word}s") }
}
