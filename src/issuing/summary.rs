//! What a run did, for machines (`run.json`) and for people.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use chrono::{DateTime, NaiveDate};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::completed_summary::CompletedSummary;
use crate::archive::{ArchivedExport, WitnessRecord, regular};
use crate::diagnostic::Count;
use crate::domain::steering::escaped_in_json;
use crate::domain::{DeskDay, Institution};
use crate::publish::modes::Modes;
use crate::publish::{self, PublishError};
use crate::render::bridge_entry::BridgeEntry;

/// The name of the summary for machines.
pub const FILE: &str = "run.json";

/// How many missing days are listed: a gap of years makes no list of thousands.
pub const MOST_MISSING_DAYS: usize = 100;

/// By library, the hash of the last record in its chain.
pub type Ends = BTreeMap<String, String>;

/// What a run did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunSummary {
    /// The version of the program.
    pub program: String,
    /// When it ran.
    pub started: String,
    /// The last complete day.
    pub date: String,
    /// How long it took; not told where the clock was fixed, so that equal runs give equal bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<f64>,
    /// Library by library.
    pub libraries: Vec<LibrarySummary>,
    /// Where the chains of all other libraries ended that earlier runs told of; nothing in summaries of before they did.
    #[serde(default)]
    pub other_chains: Option<Ends>,
}

/// What a run did for a library.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LibrarySummary {
    /// The library.
    pub library: String,
    /// How it ended, as an exit status.
    pub status: u8,
    /// How long it took; not told where the clock was fixed, so that equal runs give equal bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<f64>,
    /// The exports that came in.
    pub exports: Vec<ExportSummary>,
    /// How many exports were known already.
    pub known_exports: usize,
    /// How many exports begin after the last complete day and wait.
    pub waiting_exports: usize,
    /// The exports that were refused.
    pub refused: Vec<String>,
    /// The witnesses that came in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub witnesses: Vec<WitnessSummary>,
    /// The witnesses that were refused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refused_witnesses: Vec<String>,
    /// What is not settled at the control desk: money that is late, sent back, not equal, or of which no statement tells.
    #[serde(default, skip_serializing_if = "no_matters")]
    pub desk_matters: usize,
    /// What the control desk says of each day, for the pages; nothing where the night did not come so far.
    #[serde(skip)]
    pub desk_days: Option<BTreeMap<NaiveDate, DeskDay>>,
    /// The reports that a run which died had entered, and that this one put in their place.
    #[serde(default)]
    pub completed: Vec<CompletedSummary>,
    /// How many files and folders of a run that died were removed.
    #[serde(default)]
    pub leftovers: usize,
    /// The reports that were issued.
    pub issued: Vec<IssuedSummary>,
    /// How many issued reports were made again because of new lines, and came out the same.
    pub unchanged: usize,
    /// Days that no export tells about: the first [`MOST_MISSING_DAYS`] of them.
    pub missing_days: Vec<String>,
    /// How many days those are in all; nothing in records of before it was told.
    #[serde(default)]
    pub missing_day_count: usize,
    /// The last day that is known; nothing where the night did not come so far.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_day: Option<String>,
    /// The hash of the last record in the library's chain: whoever keeps it elsewhere can tell when its end is cut off.
    pub chain: String,
    /// What there was to tell.
    pub messages: Vec<String>,
}

/// Whether nothing is unsettled at the control desk, as where there is none.
#[allow(clippy::trivially_copy_pass_by_ref)] // As serde asks.
fn no_matters(count: &usize) -> bool {
    *count == 0
}

/// An export that came in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExportSummary {
    /// The file's name.
    pub name: String,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// How many records were accepted.
    pub accepted: u64,
    /// How many of them were there already.
    pub overlap: u64,
    /// How many lines are new.
    pub brought: u64,
    /// How many lines have other content than before.
    pub changed: u64,
    /// How many lines are gone.
    pub vanished: u64,
    /// How many lines a later export knew better.
    pub outdated: u64,
}

impl ExportSummary {
    /// What the register knows of it.
    #[must_use]
    pub fn of(export: &ArchivedExport) -> Self {
        Self {
            name: export.name.clone(),
            sha256: export.sha256.clone(),
            accepted: export.accepted,
            overlap: export.overlap,
            brought: export.brought,
            changed: export.changed,
            vanished: export.vanished,
            outdated: export.outdated,
        }
    }
}

/// A witness that came in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WitnessSummary {
    /// The name of the witness, as the configuration has it.
    pub name: String,
    /// What it is.
    pub kind: String,
    /// The file, from the folder of the configuration.
    pub file: String,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// The first and the last day that it tells of.
    pub days: Option<[String; 2]>,
}

impl WitnessSummary {
    /// What the register knows of it.
    #[must_use]
    pub fn of(witness: &WitnessRecord) -> Self {
        Self {
            name: witness.name.clone(),
            kind: witness.kind.clone(),
            file: witness.file.clone(),
            sha256: witness.sha256.clone(),
            days: witness.days.map(|(first, last)| [first.to_string(), last.to_string()]),
        }
    }
}

/// A report that was issued.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IssuedSummary {
    /// Its number.
    pub number: String,
    /// Its id.
    pub report: String,
    /// The days that it is about.
    pub period: String,
    /// Its version.
    pub version: u32,
    /// Its files.
    pub paths: Vec<String>,
    /// What its reader is told about the figures.
    pub findings: Vec<String>,
    /// The way from what came in to its lines; nothing where it has neither a PDF nor anything else that tells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bridge: Option<BridgeEntry>,
}

impl LibrarySummary {
    /// Nothing yet.
    #[must_use]
    pub fn of(institution: Institution) -> Self {
        Self {
            library: institution.to_string(),
            status: 0,
            seconds: None,
            exports: Vec::new(),
            known_exports: 0,
            waiting_exports: 0,
            refused: Vec::new(),
            witnesses: Vec::new(),
            refused_witnesses: Vec::new(),
            desk_matters: 0,
            desk_days: None,
            completed: Vec::new(),
            leftovers: 0,
            issued: Vec::new(),
            unchanged: 0,
            missing_days: Vec::new(),
            missing_day_count: 0,
            last_day: None,
            chain: String::new(),
            messages: Vec::new(),
        }
    }

    /// The same for a night that began again once what was done earlier could not be gone on with.
    #[must_use]
    pub fn after(mut self, earlier: Self) -> Self {
        self.known_exports = self.known_exports.saturating_sub(earlier.exports.len());
        self.exports.splice(0..0, earlier.exports);
        self.witnesses.splice(0..0, earlier.witnesses);
        self.completed.splice(0..0, earlier.completed);
        self.issued.splice(0..0, earlier.issued);
        self.leftovers += earlier.leftovers;
        self.unchanged = self.unchanged.max(earlier.unchanged);
        self.status = self.status.max(earlier.status);
        let new = std::mem::replace(&mut self.messages, earlier.messages);
        for message in new {
            if !self.messages.contains(&message) {
                self.messages.push(message);
            }
        }
        self.seconds = self.seconds.into_iter().chain(earlier.seconds).reduce(|one, other| one + other);
        self
    }

    fn in_words(&self) -> String {
        let restated = self.issued.iter().filter(|issued| issued.version > 1).count();
        let mut parts = vec![
            format!("{} in", Count(self.exports.len() as u64, "export")),
            format!("{} issued", Count(self.issued.len() as u64, "report")),
        ];
        if !self.witnesses.is_empty() {
            parts.insert(1, format!("{} in", Count(self.witnesses.len() as u64, "witness file")));
        }
        if restated > 0 {
            parts.push(format!("{restated} of them restated"));
        }
        if self.unchanged > 0 {
            parts.push(format!("{} unchanged", self.unchanged));
        }
        if !self.completed.is_empty() {
            let reports = Count(self.completed.len() as u64, "report");
            parts.push(format!("{reports} completed that a killed run had left unpublished"));
        }
        if self.leftovers > 0 {
            parts.push(format!("{} of a killed run cleared away", Count(self.leftovers as u64, "leftover")));
        }
        if self.waiting_exports > 0 {
            parts.push(format!("{} waiting for a later day", Count(self.waiting_exports as u64, "export")));
        }
        if !self.refused.is_empty() {
            parts.push(format!("{} refused", Count(self.refused.len() as u64, "export")));
        }
        if !self.refused_witnesses.is_empty() {
            parts.push(format!("{} refused", Count(self.refused_witnesses.len() as u64, "witness file")));
        }
        if self.missing_day_count > 0 {
            parts.push(format!("{} without an export", Count(self.missing_day_count as u64, "day")));
        }
        format!("  {}: {}", self.library, parts.join(", "))
    }
}

impl RunSummary {
    /// What the libraries' summaries come to.
    #[must_use]
    pub fn of(date: NaiveDate, made: DateTime<Tz>, libraries: Vec<LibrarySummary>) -> Self {
        let program = concat!("kasverslag ", env!("CARGO_PKG_VERSION")).to_owned();
        Self {
            program,
            started: made.to_rfc3339(),
            date: date.to_string(),
            seconds: None,
            libraries,
            other_chains: None,
        }
    }

    /// The same with where all other chains ended, as earlier runs told it: no run forgets a library that it was not about.
    #[must_use]
    pub fn after(mut self, mut earlier: Ends) -> Self {
        let own = self.ends();
        earlier.retain(|library, _| !own.contains_key(library));
        self.other_chains = Some(earlier);
        self
    }

    /// By library, the hash of the last record in its chain.
    #[must_use]
    pub fn ends(&self) -> Ends {
        let own = self.libraries.iter().map(|library| (&library.library, &library.chain));
        let ends = self.other_chains.iter().flatten().chain(own).filter(|(_, end)| !end.is_empty());
        ends.map(|(library, end)| (library.clone(), end.clone())).collect()
    }

    /// The summary that the last run left in the output folder; `None` when there is none.
    ///
    /// # Errors
    /// When what lies there can't be read, or is no such summary.
    pub fn read(output: &Path) -> Result<Option<Self>, String> {
        match regular::read(&output.join(FILE)) {
            Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(|error| error.to_string()),
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
            Err(error) => Err(error.to_string()),
        }
    }

    /// Whether anything came in or went out, or a run that died left something to do.
    fn has_news(&self) -> bool {
        self.libraries.iter().any(|library| {
            let has_reports = !library.issued.is_empty() || !library.completed.is_empty();
            let has_files = !library.exports.is_empty() || !library.witnesses.is_empty();
            has_files || has_reports || library.leftovers > 0
        })
    }

    /// What is not well, library by library.
    fn troubles(&self) -> Vec<(&str, u8, &[String])> {
        let troubled = self.libraries.iter().filter(|library| !library.messages.is_empty());
        troubled.map(|library| (library.library.as_str(), library.status, &library.messages[..])).collect()
    }

    /// Writes `run.json`, unless nothing has happened since the one that is there: a run without news changes nothing
    /// on disk.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn publish(&self, output: &Path, modes: Modes) -> Result<(), PublishError> {
        let earlier = Self::read(output).ok().flatten();
        if !self.has_news() && earlier.is_some_and(|earlier| earlier.troubles() == self.troubles()) {
            return Ok(());
        }
        let text = serde_json::to_string_pretty(self).unwrap_or_default();
        let text = format!("{}\n", escaped_in_json(&text));
        publish::place(output, FILE, text.as_bytes(), modes)
    }

    /// The summary for people.
    #[must_use]
    pub fn in_words(&self, dry_run: bool) -> String {
        let lines: Vec<String> = self.libraries.iter().map(LibrarySummary::in_words).collect();
        let news = match (self.has_news(), dry_run) {
            (true, true) => "this is what a run would do; nothing was changed",
            (true, false) => "done",
            (false, _) => "nothing new: nothing was changed",
        };
        format!("{} up to {}: {news}\n{}", Count(self.libraries.len() as u64, "library"), self.date, lines.join("\n"))
    }
}
