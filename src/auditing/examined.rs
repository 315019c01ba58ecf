//! What an audit looked at, to be told to whoever files it.

use std::collections::BTreeSet;
use std::path::PathBuf;

use chrono::NaiveDate;

use super::heads::RecordHash;
use crate::archive::{ArchiveError, Register, ReportRecord};
use crate::diagnostic::Diagnostic;
use crate::domain::{Institution, Severity};

/// What comes of an audit.
#[derive(Debug, Default)]
pub struct Audit {
    /// What is to be told; nothing when all is well.
    pub diagnostics: Vec<Diagnostic>,
    /// The libraries that were looked at.
    pub libraries: Vec<Examined>,
}

/// What was looked at in a library.
#[derive(Clone, Debug, Default)]
pub struct Examined {
    /// The folder of its archive.
    pub folder: PathBuf,
    /// Whose it is; `None` where the register does not say or can't be read.
    pub institution: Option<Institution>,
    /// Whether it was looked at without its register: then nothing was made again from its lines.
    pub is_handed_over: bool,
    /// How many errors were found.
    pub errors: u64,
    /// How many reports were issued.
    pub reports: u64,
    /// Files of reports.
    pub files: HashedFiles,
    /// How many exports had come in.
    pub exports: u64,
    /// How many months of lines were read.
    pub months: u64,
    /// The first and the last number of the chain.
    pub numbers: Option<(String, String)>,
    /// The days that its reports are about, from the first to the last.
    pub days: Option<(NaiveDate, NaiveDate)>,
    /// The hash of the last record of the chain.
    pub head: Option<String>,
    /// The hashes of all its records.
    pub(super) records: BTreeSet<String>,
}

/// Files that were hashed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HashedFiles {
    /// How many were named.
    pub named: u64,
    /// How many were there with the hash under which they were issued.
    pub sound: u64,
    /// The bytes of those.
    pub bytes: u64,
}

impl Examined {
    /// What a register holds; its files are hashed elsewhere.
    pub(super) fn of(register: &Register, reports: &[ReportRecord]) -> Result<Self, ArchiveError> {
        let ends = reports.first().zip(reports.last());
        let first = reports.iter().map(|report| report.period.first()).min();
        let last = reports.iter().map(|report| report.period.last()).max();
        Ok(Self {
            folder: register.folder().to_owned(),
            institution: register.institution()?,
            reports: reports.len() as u64,
            exports: register.exports()?.len() as u64,
            months: register.months()?.len() as u64,
            numbers: ends.map(|(first, last)| (first.number.clone(), last.number.clone())),
            days: first.zip(last),
            head: ends.map(|(_, last)| last.record.clone()),
            records: reports.iter().map(|report| report.record.clone()).collect(),
            ..Self::default()
        })
    }

    /// Whether its chain has a record.
    #[must_use]
    pub fn has(&self, record: &RecordHash) -> bool {
        self.records.contains(record.text())
    }
}

/// How many errors there are among what is told.
pub(super) fn errors(diagnostics: &[Diagnostic]) -> u64 {
    diagnostics.iter().filter(|told| told.severity == Severity::Error).map(|told| told.times).sum()
}
