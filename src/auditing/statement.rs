//! What an audit verified and what came of it, for whoever files it: a *proces-verbaal van controle*.

use std::path::Path;

use chrono::{DateTime, SecondsFormat};
use chrono_tz::Tz;
use serde::Serialize;

use super::examined::{self, Examined};
use super::heads::KeptHead;
use super::statement_pages;
use crate::diagnostic::{Diagnostic, in_language, messages};
use crate::domain::Severity;
use crate::domain::steering::escaped_in_json;
use crate::report::document::Document;
use crate::report::words::Words;

/// The form of the file; another number when what is there changes its meaning.
const FORM: &str = "kasverslag-statement/1";
/// The program and its version.
pub const PROGRAM: &str = concat!("kasverslag ", env!("CARGO_PKG_VERSION"));

/// What was verified, when, by which program, and what came of it.
#[derive(Debug)]
pub struct AuditStatement<'a> {
    /// When.
    pub made: DateTime<Tz>,
    /// What, as it was named.
    pub verified: &'a Path,
    /// What was looked at.
    pub libraries: &'a [Examined],
    /// The report that was looked at by itself.
    pub file: Option<ExaminedFile>,
    /// The heads of chains that were kept elsewhere.
    pub kept: &'a [KeptHead],
    /// What was told.
    pub diagnostics: &'a [Diagnostic],
    /// The words of its pages.
    pub words: &'static Words,
}

/// A report's PDF that was verified by itself.
#[derive(Clone, Debug, Serialize)]
pub struct ExaminedFile {
    /// Its length.
    pub bytes: u64,
    /// The SHA-256 of its bytes.
    pub sha256: String,
    /// The library that it is of, where it is of one and the file says it.
    pub library: Option<String>,
    /// The report's id, where the file says it.
    pub report: Option<String>,
    /// Its number, if it was issued.
    pub number: Option<String>,
    /// The period that it is about.
    pub period: Option<String>,
}

/// A problem as the statement tells it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct StatedProblem {
    pub(super) severity: &'static str,
    pub(super) code: String,
    pub(super) times: u64,
    pub(super) message: String,
}

#[derive(Serialize)]
struct StatementFile<'a> {
    form: &'static str,
    program: &'static str,
    made: String,
    verified: String,
    sound: bool,
    errors: u64,
    libraries: Vec<Library>,
    report: &'a Option<ExaminedFile>,
    heads: Vec<StatementHead>,
    findings: Vec<StatedProblem>,
}

#[derive(Serialize)]
#[allow(clippy::struct_field_names)] // So it stands in the file.
struct Library {
    library: Option<String>,
    archive: String,
    sound: bool,
    errors: u64,
    /// Whether every report was made again from the lines.
    recomputed: bool,
    reports: u64,
    first_day: Option<String>,
    last_day: Option<String>,
    files: u64,
    sound_files: u64,
    bytes: u64,
    exports: u64,
    months: u64,
    first_number: Option<String>,
    last_number: Option<String>,
    head: Option<String>,
}

#[derive(Serialize)]
struct StatementHead {
    record: String,
    library: Option<String>,
    kept_on: Option<String>,
    source: String,
    in_chain: bool,
}

impl AuditStatement<'_> {
    /// As pages, which say all that the JSON says.
    #[must_use]
    pub fn document(&self) -> Document {
        statement_pages::document(self)
    }

    /// As JSON.
    #[must_use]
    pub fn json(&self) -> Vec<u8> {
        let file = StatementFile {
            form: FORM,
            program: PROGRAM,
            made: self.made.to_rfc3339_opts(SecondsFormat::Secs, false),
            verified: self.verified.display().to_string(),
            sound: self.errors() == 0,
            errors: self.errors(),
            libraries: self.libraries.iter().map(Library::of).collect(),
            report: &self.file,
            heads: self.kept.iter().map(|head| self.head(head)).collect(),
            findings: told(self.diagnostics),
        };
        let json = serde_json::to_string_pretty(&file).unwrap_or_default();
        format!("{}\n", escaped_in_json(&json)).into_bytes()
    }

    /// How many errors were found.
    pub(super) fn errors(&self) -> u64 {
        examined::errors(self.diagnostics)
    }

    /// Whether a head that was kept is in a chain that was looked at, of its library where that is known.
    pub(super) fn is_in_chain(&self, head: &KeptHead) -> bool {
        let is_asked = |examined: &&Examined| {
            head.kept.is_none_or(|(library, _)| examined.institution == Some(library)) && examined.has(&head.record)
        };
        self.libraries.iter().any(|examined| is_asked(&examined))
    }

    fn head(&self, head: &KeptHead) -> StatementHead {
        StatementHead {
            record: head.record.text().to_owned(),
            library: head.kept.map(|(library, _)| library.to_string()),
            kept_on: head.kept.map(|(_, day)| day.to_string()),
            source: head.source.clone(),
            in_chain: self.is_in_chain(head),
        }
    }

    /// The same in the language of the pages.
    pub(super) fn told(&self) -> Vec<StatedProblem> {
        told(&in_language(self.diagnostics.to_vec(), self.words.language))
    }
}

/// What was told but notices, which are about how it was asked.
fn told(diagnostics: &[Diagnostic]) -> Vec<StatedProblem> {
    let told = messages(diagnostics).into_iter().filter(|message| message.severity > Severity::Notice);
    let told = told.map(|message| StatedProblem {
        severity: if message.severity == Severity::Error { "error" } else { "warning" },
        code: message.code.to_string(),
        times: message.times,
        message: message.line(),
    });
    told.collect()
}

impl Library {
    fn of(examined: &Examined) -> Self {
        let Examined {
            institution, is_handed_over, errors, reports, files, exports, months, numbers, days, head, ..
        } = examined;
        Self {
            library: institution.map(|institution| institution.to_string()),
            archive: examined.folder.display().to_string(),
            sound: *errors == 0,
            errors: *errors,
            recomputed: head.is_some() && !is_handed_over,
            reports: *reports,
            first_day: days.map(|(first, _)| first.to_string()),
            last_day: days.map(|(_, last)| last.to_string()),
            files: files.named,
            sound_files: files.sound,
            bytes: files.bytes,
            exports: *exports,
            months: *months,
            first_number: numbers.as_ref().map(|(first, _)| first.clone()),
            last_number: numbers.as_ref().map(|(_, last)| last.clone()),
            head: head.clone(),
        }
    }
}
