//! What of an export is in the archive already under another name, and why it is not taken in where that can't be so.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;

use super::archived_export::ArchivedExport;
use super::effect::Effect;
use super::line_version::{Ending, LineVersion};
use crate::domain::{Difference, Transaction};
use crate::ingest::ExportMode;
use crate::ingest::columns::Columns;
use crate::ingest::export_series::ExportSeries;
use crate::ingest::ids::same_but_for_noughts;

/// Why an export that could be read is not taken in: some of it may be in the archive already, and nobody can know.
#[derive(Debug)]
pub enum Clash {
    /// Most of the lines whose ids another feed has are alike there: they are its lines, read under another name.
    OtherFeed(SharedIds),
    /// A snapshot whose days an export of another name told, and that has hardly any of its lines: one of the two would
    /// take the lines of the other away.
    OtherSeries {
        /// The name of that export.
        other: String,
        /// The lines that would be gone, and their sum in cents.
        lost: (u64, i64),
    },
    /// Ids that differ in noughts in front from those of lines that hold, and lines that differ in more than that.
    Noughts {
        /// How many of its lines those are.
        lines: u64,
        /// The line of the file on which the first of them stands.
        line: u64,
        /// Its id as the archive and as the export writes it.
        ids: [String; 2],
        /// The number of the export that brought the line that holds.
        brought_by: u32,
        /// How the two differ.
        differences: Vec<Difference>,
    },
}

/// Lines of an export that one before it brought under ids with other noughts in front.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OtherNoughts {
    /// How many.
    pub lines: u64,
    /// The first of the ids, as the archive and as the export writes it.
    pub ids: [String; 2],
}

/// Ids of an export that are new in its feed, and that lines of another feed have which hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedIds {
    /// The other feed.
    pub feed: String,
    /// How many.
    pub ids: u64,
    /// How many of them stand for the same money there: days, amount, daybook, branch and booking code are alike.
    pub alike: u64,
    /// The first of those in the order of the archive.
    pub id: Option<String>,
}

impl SharedIds {
    /// Notes that a line of the other feed has the id of a line of the export.
    fn compare(&mut self, held: &LineVersion, line: &Transaction<'_>) {
        if is_same_money(&held.transaction(), line) {
            self.alike += 1;
            self.id.get_or_insert_with(|| held.id.clone());
        }
    }
}

fn is_same_money(one: &Transaction<'_>, other: &Transaction<'_>) -> bool {
    let money = |line: &Transaction<'_>| {
        let settled = line.settlement.map(|settlement| (settlement.settled.day(), settlement.daybook));
        (line.cents, line.posted.day(), settled, line.branch, line.booking_code)
    };
    money(one) == money(other)
}

/// The lines of an export that other feeds may have too.
#[derive(Debug, Default)]
pub(super) struct Elsewhere {
    /// Where those stand in the export whose ids another feed has, by id.
    places: HashMap<String, usize>,
    feeds: BTreeMap<String, SharedIds>,
}

impl Elsewhere {
    /// Notes that a line of another feed has the id of a line of the export, and holds.
    pub(super) fn note(&mut self, feed: &str, id: &str, place: usize) {
        self.places.insert(id.to_owned(), place);
        let none = || SharedIds { feed: feed.to_owned(), ids: 0, alike: 0, id: None };
        self.feeds.entry(feed.to_owned()).or_insert_with(none).ids += 1;
    }

    /// Compares a line of another feed that holds with that of the export. Those in months that the export doesn't touch
    /// need not come here: they are of other days.
    pub(super) fn compare(&mut self, held: &LineVersion, lines: &Columns) {
        let shared = self.feeds.get_mut(&*held.feed);
        if let Some((shared, place)) = shared.zip(self.places.get(&held.id)) {
            shared.compare(held, &lines.get(*place));
        }
    }

    /// What is alike in other feeds. Two systems may number alike, but not with the same money.
    pub(super) fn judge(&mut self) -> Result<Vec<SharedIds>, Clash> {
        let alike: Vec<_> = std::mem::take(&mut self.feeds).into_values().filter(|shared| shared.alike > 0).collect();
        match alike.iter().find(|shared| shared.alike > shared.ids / 2) {
            Some(most) => Err(Clash::OtherFeed(most.clone())),
            None => Ok(alike),
        }
    }
}

impl Effect<'_> {
    /// Demands that no lines are lost because exports of two series, such as those of two branches, tell of the same
    /// days as if each told all of them: a newer snapshot has most of the lines that the one before has.
    ///
    /// Names alone are no proof, and neither are lines alone: a day of one line may change whole.
    pub(super) fn demand_one_series(&self, exports: &[ArchivedExport]) -> Result<(), Clash> {
        let own = ExportSeries::of(&self.record.name);
        let others: HashMap<u32, &ArchivedExport> = exports
            .iter()
            .filter(|export| ExportSeries::of(&export.name) != own)
            .map(|export| (export.intake, export))
            .collect();
        let by_newest = |id: &str| self.known.get(id).and_then(|known| others.get(&known.newest)).copied();
        // A day is looked up once, however many lines it has.
        let mut gone_since: BTreeMap<Option<NaiveDate>, Option<&ArchivedExport>> = BTreeMap::new();
        let mut lost: BTreeMap<u32, (u64, i64)> = BTreeMap::new();
        for change in &self.changes {
            let day = change.before.0;
            let other = match change.how {
                Ending::Vanished => by_newest(&change.id),
                Ending::Outdated if change.brought_by == self.record.intake => {
                    *gone_since.entry(day).or_insert_with(|| self.gone_since(day, exports, &others))
                }
                _ => None,
            };
            if let Some(other) = other {
                let (lines, cents) = lost.entry(other.intake).or_default();
                *lines += 1;
                *cents = cents.saturating_add(change.before.1);
            }
        }
        let is_shared = |id: &str| {
            let id = self.known_ids.get(id).map_or(id, String::as_str);
            self.known.get(id).is_some_and(|known| known.held.is_some()) && by_newest(id).is_some()
        };
        let shared = self.lines.iter().filter(|line| is_shared(line.id)).count() as u64;
        let sum = lost.values().fold((0, 0_i64), |sum, more| (sum.0 + more.0, sum.1.saturating_add(more.1)));
        let first = lost.keys().next().and_then(|intake| others.get(intake));
        match first.filter(|_| sum.0 > shared) {
            Some(other) => Err(Clash::OtherSeries { other: other.name.clone(), lost: sum }),
            None => Ok(()),
        }
    }

    /// The later snapshot of another series by which lines of a day are gone as they come; `None` where one of this
    /// series lacks them too.
    fn gone_since<'e>(
        &self,
        day: Option<NaiveDate>,
        exports: &'e [ArchivedExport],
        others: &HashMap<u32, &'e ArchivedExport>,
    ) -> Option<&'e ArchivedExport> {
        let tells = |export: &&ArchivedExport| {
            let days = export.days.filter(|_| export.mode == ExportMode::Snapshot.name());
            let is_told = match day {
                Some(day) => days.is_some_and(|(first, last)| (first..=last).contains(&day)),
                None => days.is_some() && export.open > 0,
            };
            is_told && self.better.exports.contains(&export.intake)
        };
        let later: Vec<&ArchivedExport> = exports.iter().filter(tells).collect();
        let is_of_others = later.iter().all(|export| others.contains_key(&export.intake));
        later.first().filter(|_| is_of_others).copied()
    }

    /// Finds what lines of the export are under the ids that the archive has for them, which differ in noughts in
    /// front; tells them by the number of the export that brought them.
    ///
    /// Only a line that holds can be counted twice: where none does, the line comes in under the id that is known.
    pub(super) fn find_other_noughts(&mut self) -> Result<BTreeMap<u32, OtherNoughts>, Clash> {
        let mut told = BTreeMap::new();
        if self.known_ids.is_empty() {
            return Ok(told);
        }
        let wanted: HashSet<&str> = self.known_ids.values().map(String::as_str).collect();
        let mut versions: HashMap<&str, Vec<&LineVersion>> = HashMap::new();
        for line in self.months.values().flatten() {
            if *line.feed == *self.feed && wanted.contains(line.id.as_str()) {
                versions.entry(&line.id).or_default().push(line);
            }
        }
        let (mut found, mut clash) = (HashMap::new(), None);
        for index in 0..self.lines.len() {
            let line = Transaction { feed: &self.feed, ..self.lines.get(index) };
            let Some(known_id) = self.known_ids.get(line.id) else { continue };
            let versions = versions.get(known_id.as_str()).map_or(&[][..], Vec::as_slice);
            let held = versions.iter().find(|version| version.dropped_by.is_none());
            let alike =
                held.into_iter().chain(versions).find(|version| same_but_for_noughts(&version.transaction(), &line));
            let ids = || [known_id.clone(), line.id.to_owned()];
            match (alike, held) {
                (Some(alike), _) => {
                    let lines = told.entry(alike.brought_by).or_insert_with(|| OtherNoughts { lines: 0, ids: ids() });
                    lines.lines += 1;
                    found.insert(line.id.to_owned(), (*alike).clone());
                }
                (None, None) => {
                    let known = Transaction { id: known_id, ..line };
                    found.insert(line.id.to_owned(), LineVersion::of(&known, self.record.intake));
                }
                (None, Some(held)) => {
                    let first = clash.get_or_insert_with(|| Clash::Noughts {
                        lines: 0,
                        line: self.lines.line(index),
                        ids: ids(),
                        brought_by: held.brought_by,
                        differences: Difference::between(&held.transaction(), &Transaction { id: known_id, ..line }),
                    });
                    if let Clash::Noughts { lines, .. } = first {
                        *lines += 1;
                    }
                }
            }
        }
        self.as_known = found;
        clash.map_or(Ok(told), Err)
    }
}
