//! What of an export is in the archive already under another name, and why it is not taken in where that can't be so.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};

use chrono::NaiveDate;

use super::ArchiveError;
use super::archived_export::ArchivedExport;
use super::effect::ExportEffect;
use super::line_notes::Newest;
use super::line_version::{Ending, History, LineVersion};
use super::month::Month;
use super::spellings::spelling_key;
use crate::domain::{Difference, Transaction};
use crate::ingest::ExportMode;
use crate::ingest::export_series::ExportSeries;
use crate::ingest::ids::{same_but_for_noughts, without_noughts};

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
        /// The line of the file on which the first of them stands.
        line: u64,
        /// Its id as the archive and as the export writes it.
        ids: [String; 2],
        /// The number of the export that brought the line that holds.
        brought_by: u32,
        /// How the two differ.
        differences: Vec<Difference>,
        /// The ids of all of those, without noughts in front.
        plain: HashSet<String>,
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

/// An id of the archive that a line of an export has with other noughts in front.
#[derive(Debug)]
pub(super) struct OtherId {
    /// The latest export that has it.
    pub(super) newest: u32,
    /// The versions of its line, with their months and places there.
    pub(super) versions: Vec<(Month, usize, LineVersion)>,
}

/// The lines of an export that other feeds may have too.
#[derive(Debug, Default)]
pub(super) struct LinesElsewhere {
    /// The money of those whose ids another feed has, by id: hashes, as there may be millions.
    money: HashMap<u64, u64>,
    hasher: RandomState,
    feeds: BTreeMap<String, SharedIds>,
}

impl LinesElsewhere {
    /// Notes that a line of another feed has the id of a line of the export, and holds.
    pub(super) fn note(&mut self, feed: &str, line: &Transaction<'_>) {
        self.money.insert(self.hasher.hash_one(line.id), self.hash_of_money(line));
        let none = || SharedIds { feed: feed.to_owned(), ids: 0, alike: 0, id: None };
        self.feeds.entry(feed.to_owned()).or_insert_with(none).ids += 1;
    }

    /// Whether no other feed has any of its ids.
    pub(super) fn is_empty(&self) -> bool {
        self.feeds.is_empty()
    }

    fn hash_of_money(&self, line: &Transaction<'_>) -> u64 {
        let settled = line.settlement.map(|settlement| (settlement.settled.day(), settlement.daybook));
        self.hasher.hash_one((line.cents, line.posted.day(), settled, line.branch, line.booking_code))
    }

    /// Compares a line of another feed that holds with that of the export. Those in months that the export doesn't touch
    /// need not come here: they are of other days.
    pub(super) fn compare(&mut self, held: &Transaction<'_>) {
        if !self.feeds.contains_key(held.feed) {
            return;
        }
        let is_alike = self.money.get(&self.hasher.hash_one(held.id)) == Some(&self.hash_of_money(held));
        if let Some(shared) = self.feeds.get_mut(held.feed).filter(|_| is_alike) {
            shared.alike += 1;
            shared.id.get_or_insert_with(|| held.id.to_owned());
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

impl ExportEffect<'_> {
    /// Demands that no lines are lost because exports of two series, such as those of two branches, tell of the same
    /// days as if each told all of them: a newer snapshot has most of the lines that the one before has.
    ///
    /// Names alone are no proof, and neither are lines alone: a day of one line may change whole. `shared` counts the lines
    /// that such exports, by their numbers, have as the latest.
    pub(super) fn demand_one_series<E>(
        &self,
        exports: &[ArchivedExport],
        shared: impl FnOnce(&HashMap<u32, &ArchivedExport>) -> Result<u64, E>,
    ) -> Result<Result<(), Clash>, E> {
        let own = ExportSeries::of(&self.record.name);
        let others: HashMap<u32, &ArchivedExport> = exports
            .iter()
            .filter(|export| ExportSeries::of(&export.name) != own)
            .map(|export| (export.intake, export))
            .collect();
        let by_newest = |id: &str| self.newest_of_gone.get(id).and_then(|newest| others.get(newest)).copied();
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
        let Some(first) = lost.keys().next().and_then(|intake| others.get(intake)) else { return Ok(Ok(())) };
        let lost = lost.values().fold((0, 0_i64), |sum, more| (sum.0 + more.0, sum.1.saturating_add(more.1)));
        let is_clash = lost.0 > shared(&others)?;
        Ok(if is_clash { Err(Clash::OtherSeries { other: first.name.clone(), lost }) } else { Ok(()) })
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
    ///
    /// # Errors
    /// When lines can't be read.
    pub(super) fn find_other_noughts(&mut self) -> Result<Result<BTreeMap<u32, OtherNoughts>, Clash>, ArchiveError> {
        // By the number of the export that brought them, each with the line of the file on which the first stands.
        let mut told: BTreeMap<u32, (u64, OtherNoughts)> = BTreeMap::new();
        if self.known_ids.is_empty() {
            return Ok(Ok(BTreeMap::new()));
        }
        // The lines that clash, by the lines of the file: the first is told, and how many there are.
        let (mut plain, mut clash): (HashSet<String>, Option<(u64, Clash)>) = (HashSet::new(), None);
        let mut found = HashMap::new();
        let lines = self.lines;
        for month in lines.months() {
            lines.each(month, |at, line| {
                let line = Transaction { feed: &self.feed, ..*line };
                let Some(known_id) = self.known_ids.get(line.id) else { return Ok(()) };
                let versions = self.other_ids.get(known_id).map_or(&[][..], |other| &other.versions);
                let versions = versions.iter().map(|(_, _, version)| version);
                let held = versions.clone().find(|version| version.history.dropped_by.is_none());
                let alike = held
                    .into_iter()
                    .chain(versions.clone())
                    .find(|version| same_but_for_noughts(&version.transaction(), &line));
                let known_spellings = self.known_spellings.get(without_noughts(line.id));
                let spellings = || -> BTreeSet<&str> {
                    let others = known_spellings.into_iter().flatten();
                    others.chain([known_id]).map(String::as_str).collect()
                };
                let is_one = || spellings().contains(line.id) || self.beside.join(spellings(), versions, &line);
                let as_new = || {
                    let known = Transaction { id: known_id, ..line };
                    LineVersion::of(&known, History::since(self.record.intake))
                };
                let ids = || [known_id.clone(), line.id.to_owned()];
                let (known, held) = match (alike, held) {
                    (Some(alike), _) => (alike.clone(), Some(alike)),
                    (None, None) => (as_new(), None),
                    (None, Some(held)) if is_one() => (as_new(), Some(held)),
                    (None, Some(held)) => {
                        plain.insert(without_noughts(line.id).to_owned());
                        if clash.as_ref().is_none_or(|(first, _)| at < *first) {
                            let known = Transaction { id: known_id, ..line };
                            let first = Clash::Noughts {
                                line: at,
                                ids: ids(),
                                brought_by: held.history.brought_by,
                                differences: Difference::between(&held.transaction(), &known),
                                plain: HashSet::new(),
                            };
                            clash = Some((at, first));
                        }
                        return Ok(());
                    }
                };
                if let Some(held) = held {
                    let none = || (at, OtherNoughts { lines: 0, ids: ids() });
                    let (first, lines) = told.entry(held.history.brought_by).or_insert_with(none);
                    lines.lines += 1;
                    if at < *first {
                        (*first, lines.ids) = (at, ids());
                    }
                }
                found.insert(line.id.to_owned(), known);
                Ok(())
            })?;
        }
        if let Some((_, Clash::Noughts { line, ids, brought_by, differences, .. })) = clash {
            return Ok(Err(Clash::Noughts { line, ids, brought_by, differences, plain }));
        }
        let is_known =
            |id: &&String| self.known_spellings.get(without_noughts(id)).is_some_and(|ids| ids.contains(*id));
        for id in found.keys().filter(|id| !is_known(id)) {
            self.notes.push(&spelling_key(id), Newest::Mark)?;
        }
        self.as_known = found;
        Ok(Ok(told.into_iter().map(|(intake, (_, noughts))| (intake, noughts)).collect()))
    }
}
