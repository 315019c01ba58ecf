//! What pages tell that is not in the register otherwise. The register notes it, so that anybody can make them again
//! from nothing but the register.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::archive::{ArchiveError, PAGES_NOTE, Register};
use crate::domain::DeskDay;
use crate::report::language::Language;

/// The name of the note.
pub const NOTE: &str = PAGES_NOTE;

/// What pages tell of a library that is not in the register otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageFacts {
    /// The language of the pages.
    pub language: Language,
    /// What the library is called.
    pub name: String,
    /// The last complete day when they were made.
    pub date: NotedDay,
    /// The last day that an export is expected to tell of by then.
    pub expected: Option<NotedDay>,
    /// The first day to report on; `None` for the first that an export covers.
    pub first_day: Option<NotedDay>,
    /// The days until then on which the library was closed and of which no export tells.
    pub closed: BTreeSet<NotedDay>,
    /// The days of exports that are refused, as far as their names tell them: first and last of each.
    pub refused: Vec<(NotedDay, NotedDay)>,
    /// The days that exports tell about, as runs.
    pub covered: Vec<(NotedDay, NotedDay)>,
    /// The newest export that had come in.
    pub intake: u32,
    /// The days that each witness of the control desk tells about, as runs.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub witnesses: BTreeMap<String, Vec<(NotedDay, NotedDay)>>,
    /// What the control desk says of days: runs of which it says the same, from a day to a day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub desk: Vec<(NotedDay, NotedDay, DeskDay)>,
}

/// Days of the control desk as runs of which it says the same.
#[must_use]
pub fn desk_runs(days: BTreeMap<NaiveDate, DeskDay>) -> Vec<(NotedDay, NotedDay, DeskDay)> {
    let mut runs: Vec<(NotedDay, NotedDay, DeskDay)> = Vec::new();
    for (day, said) in days {
        match runs.last_mut() {
            Some((_, last, same)) if last.0.succ_opt() == Some(day) && *same == said => *last = NotedDay(day),
            _ => runs.push((NotedDay(day), NotedDay(day), said)),
        }
    }
    runs
}

/// A day as a note has it: `2026-11-22`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct NotedDay(pub NaiveDate);

impl TryFrom<String> for NotedDay {
    type Error = chrono::ParseError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse().map(Self)
    }
}

impl From<NotedDay> for String {
    fn from(day: NotedDay) -> Self {
        day.0.to_string()
    }
}

impl PageFacts {
    /// The witnesses of the control desk that tell of a day, by their names.
    #[must_use]
    pub fn witnesses_of(&self, day: NaiveDate) -> Vec<&str> {
        let tells = |runs: &[(NotedDay, NotedDay)]| runs.iter().any(|(first, last)| (first.0..=last.0).contains(&day));
        self.witnesses.iter().filter(|(_, runs)| tells(runs)).map(|(name, _)| name.as_str()).collect()
    }

    /// What the control desk says of a day.
    #[must_use]
    pub fn desk_of(&self, day: NaiveDate) -> Option<&DeskDay> {
        let at = self.desk.partition_point(|(_, last, _)| last.0 < day);
        self.desk.get(at).filter(|(first, ..)| first.0 <= day).map(|(.., said)| said)
    }

    /// The days that any witness of the control desk tells about.
    #[must_use]
    pub fn witnessed(&self) -> BTreeSet<NaiveDate> {
        let runs = self.witnesses.values().flatten();
        runs.flat_map(|(first, last)| first.0.iter_days().take_while(|day| *day <= last.0)).collect()
    }

    /// What a register notes; `None` when pages were never made of it.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn noted(register: &Register) -> Result<Option<Self>, ArchiveError> {
        Ok(register.note(NOTE)?.and_then(|text| serde_json::from_str(&text).ok()))
    }

    /// Has a register forget them: nobody keeps the pages up to it any more.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn forget(register: &Register) -> Result<(), ArchiveError> {
        register.remove_note(NOTE)
    }

    /// Has a register note them.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn note(&self, register: &Register) -> Result<(), ArchiveError> {
        register.set_note(NOTE, &serde_json::to_string(self).unwrap_or_default())
    }
}
