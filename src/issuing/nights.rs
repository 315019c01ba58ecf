//! The record of the last nights: when each ran, by the clock, and how it ended. What a run did stands in `run.json`;
//! this tells that it ran at all.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::summary::{Ends, RunSummary};
use crate::archive::regular;
use crate::domain::steering::escaped_in_json;
use crate::publish::modes::Modes;
use crate::publish::{self, PublishError};

/// The file of the record, in the archive: a night a line, the newest last.
pub const FILE: &str = "nights.jsonl";
/// How many nights are kept.
const MOST_NIGHTS: usize = 100;

/// A night.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NightRecord {
    /// When it ended, by the clock of the machine, in seconds since 1970: nothing that is typed changes it.
    pub ended: i64,
    /// The time that its reports bear.
    pub made: String,
    /// The last complete day.
    pub date: String,
    /// How it ended, as an exit status.
    pub status: u8,
    /// How long it took.
    pub seconds: f64,
    /// Library by library.
    pub libraries: Vec<NightOfLibrary>,
    /// By library, the hash of the last record in its chain, of all that this run and those before it told of.
    #[serde(default, skip_serializing_if = "Ends::is_empty")]
    pub ends: Ends,
    /// The configuration that it was done by; nothing in records of before it was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub configuration: Option<String>,
}

/// A library's night.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NightOfLibrary {
    /// The library.
    pub library: String,
    /// How it ended, as an exit status.
    pub status: u8,
    /// How many exports came in.
    pub exports: usize,
    /// How many exports were refused.
    pub refused: usize,
    /// How many witnesses were refused.
    #[serde(default)]
    pub refused_witnesses: usize,
    /// How many matters at the control desk are not settled.
    #[serde(default)]
    pub desk_matters: usize,
    /// How many exports wait for a later day.
    pub waiting: usize,
    /// How many reports were issued, those among them that replace others.
    pub issued: usize,
    /// How many of them replace others.
    pub restated: usize,
    /// How many days no export tells about.
    pub missing: usize,
    /// The last day that is known.
    pub last_day: Option<String>,
}

impl NightRecord {
    /// What a run comes to.
    #[must_use]
    pub fn of(run: &RunSummary, ended: i64, seconds: f64, status: u8) -> Self {
        let libraries = run.libraries.iter().map(|library| NightOfLibrary {
            library: library.library.clone(),
            status: library.status,
            exports: library.exports.len(),
            refused: library.refused.len(),
            refused_witnesses: library.refused_witnesses.len(),
            desk_matters: library.desk_matters,
            waiting: library.waiting_exports,
            issued: library.issued.len(),
            restated: library.issued.iter().filter(|issued| issued.version > 1).count(),
            missing: library.missing_day_count,
            last_day: library.last_day.clone(),
        });
        Self {
            ended,
            made: run.started.clone(),
            date: run.date.clone(),
            status,
            seconds,
            libraries: libraries.collect(),
            ends: run.ends(),
            configuration: None,
        }
    }

    /// The same with the configuration that it was done by.
    #[must_use]
    pub fn by(self, configuration: &Path) -> Self {
        let real = configuration.canonicalize().ok();
        Self { configuration: real.map(|path| path.to_string_lossy().into_owned()), ..self }
    }

    /// The nights of an archive, the newest last; none where nothing is recorded. A line that can't be read is none.
    #[must_use]
    pub fn read(archive: &Path) -> Vec<Self> {
        text_of(archive).lines().filter_map(night).collect()
    }

    /// The newest of them: of all others no line is read.
    #[must_use]
    pub fn newest(archive: &Path) -> Option<Self> {
        text_of(archive).lines().rev().find_map(night)
    }

    /// Adds this one to the record of an archive, of which the last hundred stay.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn add_to(self, archive: &Path, modes: Modes) -> Result<(), PublishError> {
        let mut nights = Self::read(archive);
        nights.push(self);
        let kept = &nights[nights.len().saturating_sub(MOST_NIGHTS)..];
        let lines = kept.iter().filter_map(|night| serde_json::to_string(night).ok());
        let text: String = lines.map(|line| escaped_in_json(&line).into_owned() + "\n").collect();
        publish::place(archive, FILE, text.as_bytes(), modes)
    }
}

fn text_of(archive: &Path) -> String {
    let bytes = regular::read(&archive.join(FILE)).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn night(line: &str) -> Option<NightRecord> {
    serde_json::from_str(line).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_hundred_are_kept_and_a_torn_line_is_passed_over() {
        let archive = tempfile::tempdir().expect("a folder");
        let night = |ended| NightRecord {
            ended,
            made: String::new(),
            date: String::new(),
            status: 0,
            seconds: 0.0,
            libraries: Vec::new(),
            ends: Ends::new(),
            configuration: None,
        };
        std::fs::write(archive.path().join(FILE), "{\"ended\":1,\n").expect("a file");
        for ended in 0..105 {
            night(ended).add_to(archive.path(), Modes::default()).expect("it is written");
        }
        let ended: Vec<i64> = NightRecord::read(archive.path()).iter().map(|night| night.ended).collect();
        assert_eq!((ended.len(), ended.first(), ended.last()), (MOST_NIGHTS, Some(&5), Some(&104)));
        assert_eq!(NightRecord::newest(archive.path()).map(|night| night.ended), Some(104));
    }
}
