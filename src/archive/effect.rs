//! What an export does to the lines that were there: what is new, what changed, what is gone.
//!
//! Of all files of a feed that have a line, the one that is latest in the order of files tells what it is, unless a
//! snapshot that is later still tells all of its day without it. So what holds doesn't depend on the order in which
//! files come in: each line knows the latest export that has it, and an export that comes in late changes only what no
//! later one knows better.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use chrono::NaiveDate;

use super::ArchiveError;
use super::archived_export::ArchivedExport;
use super::clash::{LinesElsewhere, OtherId};
use super::feeds::KnownBetter;
use super::known_lines::{IdMatch, KnownLines, LineKnowledge};
use super::line_notes::{LineNotes, Newest};
use super::line_spool::LineSpool;
use super::line_version::{Ending, History, LineVersion};
use super::month::{Month, MonthNumber};
use super::month_lines::LineBatch;
use super::spellings::WaitingLines;
use crate::domain::gone_open_items::GoneOpenItems;
use crate::domain::{Difference, Transaction};

/// A version in the archive that holds, of a line of which the export says another thing or nothing.
#[derive(Clone, Debug)]
pub(super) struct Held {
    /// Its month, and its place there.
    pub(super) place: (Month, usize),
    brought_by: u32,
    figures: SettledAmount,
    /// Whether the export tells all of its day.
    pub(super) is_told: bool,
    /// All it says, where that may be told.
    version: Option<Box<LineVersion>>,
}

/// Day of settlement and amount.
type SettledAmount = (Option<NaiveDate>, i64);

/// An export on its way in, and what it does to the months that it can touch.
///
/// Its lines and those of the archive are looked at one by one, as there may be millions: in memory lies what tells them
/// apart, and of those that change all there is to say.
#[derive(Debug)]
pub(super) struct ExportEffect<'a> {
    pub(super) feed: Arc<str>,
    pub(super) lines: &'a LineSpool,
    pub(super) better: KnownBetter,
    /// The months of its lines, and of the versions that hold of those.
    pub(super) wanted: BTreeSet<Month>,
    /// The lines that the register knows.
    pub(super) known: KnownLines,
    /// The ids of the export of which the register knows others alone, with other noughts in front; and those.
    pub(super) known_ids: HashMap<String, String>,
    /// The ids that are known to be one with one of those, by what is left of it without noughts in front.
    pub(super) known_spellings: HashMap<String, BTreeSet<String>>,
    /// The exports that wait, by which it may be known.
    pub(super) beside: &'a WaitingLines,
    /// What is known of those others.
    pub(super) other_ids: HashMap<String, OtherId>,
    /// The lines of the export with such ids, as the archive has them.
    pub(super) as_known: HashMap<String, LineVersion>,
    pub(super) elsewhere: LinesElsewhere,
    /// The versions that hold of which lines of the export say another thing, by id.
    pub(super) displaced: HashMap<String, Held>,
    /// What the register is to note of records that the profile leaves out, unless a later export knows better.
    pub(super) left_out: Vec<String>,
    /// The ids of lines that hold and of which the profile leaves out a later record.
    pub(super) withdrawing: BTreeSet<String>,
    /// The versions that hold of those, with their ids.
    pub(super) withdrawn: Vec<(String, Held)>,
    /// The versions that hold on days that the export tells all of, and that it doesn't have: with their ids and the
    /// latest exports that have them.
    pub(super) gone: Vec<(String, Held, u32)>,
    /// Months that were read and are short.
    pub(super) old: BTreeMap<Month, LineBatch>,
    /// What becomes of each line of a month, in the order of the file.
    pub(super) fates: BTreeMap<Month, Vec<RecordFate>>,
    /// What becomes of versions in the archive, by month and place.
    pub(super) drops: BTreeMap<Month, BTreeMap<usize, Ending>>,
    pub(super) dirty: BTreeSet<Month>,
    pub(super) touched: BTreeSet<NaiveDate>,
    pub(super) changes: Vec<VersionChange>,
    /// The latest exports that have lines which are gone, by id.
    pub(super) newest_of_gone: HashMap<String, u32>,
    pub(super) notes: LineNotes,
    /// The first lines that were put aside, by the lines of the file.
    pub(super) put_aside: BTreeMap<u64, PutAside>,
    /// Open items that are gone.
    pub(super) gone_open: GoneOpenItems,
    pub(super) record: ArchivedExport,
}

/// What becomes of a line of the export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RecordFate {
    /// The archive has it.
    Known,
    /// It is kept and holds.
    Holds,
    /// It is kept and never holds.
    Outdated,
}

/// What an export did to a line that was there, or what a later one did to its own.
#[derive(Debug)]
pub(super) struct VersionChange {
    pub(super) id: String,
    pub(super) how: Ending,
    pub(super) brought_by: u32,
    pub(super) before: SettledAmount,
    pub(super) after: Option<SettledAmount>,
}

/// A line that came in late and never holds, as a later export knows better.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PutAside {
    /// Its id.
    pub id: String,
    /// Its amount.
    pub cents: i64,
    /// The number of the latest export that has it, and how what holds differs from this; `None` where a later one tells
    /// all of its day without it.
    pub held: Option<(u32, Vec<Difference>)>,
}

/// How many lines that were put aside are told one by one.
const MOST_TOLD: usize = 20;

/// What the archive knows of a line as it comes in.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "four facts that go together in any way")]
struct ArchivedState {
    /// Whether the register has its id, and a later export the line.
    is_known: bool,
    is_better: bool,
    /// Whether the version that holds, or any, says the same.
    as_held: bool,
    has_been: bool,
    /// The version that holds, where it says another thing.
    held: Option<Held>,
}

impl ExportEffect<'_> {
    /// Looks at a version in the archive, in a month of whose days the export may tell all. One that holds and that the
    /// export seems to have lost is given back.
    pub(super) fn see(
        &mut self,
        place: (&Month, usize),
        line: &Transaction<'_>,
        history: History,
        is_told_of: bool,
    ) -> Option<Held> {
        let holds = history.dropped_by.is_none();
        if *line.feed != *self.feed {
            if holds {
                self.elsewhere.compare(line);
            }
            return None;
        }
        let version = || LineVersion::of(line, history);
        let held = |is_told, version| Held {
            place: (place.0.clone(), place.1),
            brought_by: history.brought_by,
            figures: (line.settled_day(), line.cents),
            is_told,
            version,
        };
        if self.withdrawing.contains(line.id) {
            self.withdrawn.extend(holds.then(|| (line.id.to_owned(), held(false, None))));
            return None;
        }
        if let Some(other) = self.other_ids.get_mut(line.id) {
            other.versions.push((place.0.clone(), place.1, version()));
            return None;
        }
        let is_told = is_told_of && self.is_told(line);
        match self.known.see(line, holds) {
            IdMatch::NoLine => (holds && is_told).then(|| held(true, None)),
            IdMatch::Other { is_better } if holds => {
                self.displaced.insert(line.id.to_owned(), held(is_told, is_better.then(|| Box::new(version()))));
                None
            }
            IdMatch::Alike | IdMatch::Other { .. } => None,
        }
    }

    /// Whether the export tells all of a line's day. Open items are of the days on which they arose, and only a snapshot
    /// that has some tells all of those.
    fn is_told(&self, line: &Transaction<'_>) -> bool {
        let Some((first, last)) = self.record.known_days() else { return false };
        let day = match line.settlement {
            Some(settlement) => Some(settlement.settled.day()),
            None => Some(line.posted.day()).filter(|_| self.record.open > 0),
        };
        day.is_some_and(|day| (first..=last).contains(&day))
    }

    /// Sorts every line of the export: there already, new, changed, or known better by a later export.
    ///
    /// # Errors
    /// When lines can't be read or put away.
    pub(super) fn take(&mut self) -> Result<(), ArchiveError> {
        let (lines, feed) = (self.lines, self.feed.clone());
        for number in lines.months() {
            let mut fates = Vec::new();
            let month = number.month();
            lines.each(number, |at, line| {
                let line = Transaction { feed: &feed, ..*line };
                fates.push(if let Some(known) = self.as_known.get(line.id).cloned() {
                    let standing = self.standing_of_other(&known);
                    self.bring(at, (number, &month), &known.transaction(), standing)?
                } else {
                    let standing = self.standing(&line);
                    self.bring(at, (number, &month), &line, standing)?
                });
                Ok(())
            })?;
            self.fates.insert(month, fates);
        }
        Ok(())
    }

    fn standing(&mut self, line: &Transaction<'_>) -> ArchivedState {
        let hash = self.known.hash_of(line);
        let Some(known) = self.known.get(hash) else { return ArchivedState::default() };
        ArchivedState {
            is_known: true,
            is_better: known.is(LineKnowledge::BETTER),
            as_held: known.is(LineKnowledge::AS_HELD),
            has_been: known.is(LineKnowledge::HAS_BEEN),
            held: self.displaced.remove(line.id),
        }
    }

    /// The same for a line that the archive has under another id.
    fn standing_of_other(&self, known: &LineVersion) -> ArchivedState {
        let Some(other) = self.other_ids.get(known.id()) else { return ArchivedState::default() };
        let is_same = |version: &LineVersion| version.transaction() == known.transaction();
        let held = other.versions.iter().find(|(_, _, version)| version.history.dropped_by.is_none());
        let as_held = held.is_some_and(|(_, _, version)| is_same(version));
        ArchivedState {
            is_known: true,
            is_better: self.better.exports.contains(&other.newest),
            as_held,
            has_been: other.versions.iter().any(|(_, _, version)| is_same(version)),
            held: held.filter(|_| !as_held).map(|(month, index, version)| Held {
                place: (month.clone(), *index),
                brought_by: version.history.brought_by,
                figures: (version.core.settled_day(), version.core.cents),
                is_told: false,
                version: Some(Box::new(version.clone())),
            }),
        }
    }

    fn bring(
        &mut self,
        at: u64,
        month: (MonthNumber, &Month),
        new: &Transaction<'_>,
        standing: ArchivedState,
    ) -> Result<RecordFate, ArchiveError> {
        let ArchivedState { is_known, is_better, as_held, has_been, held } = standing;
        if is_better {
            if as_held || has_been {
                self.record.overlap += 1;
                return Ok(RecordFate::Known);
            }
            return Ok(self.set_aside(at, month.1, new, held));
        }
        if as_held {
            self.record.overlap += 1;
            self.notes.push(new.id, Newest::Confirmed)?;
            return Ok(RecordFate::Known);
        }
        match (held, self.has_vanished_since(new)) {
            (held, true) => {
                if let Some(held) = held {
                    // It moved to a day whose snapshot, which is later, no longer has it.
                    self.drop_held(new.id, &held, Ending::Vanished, None);
                }
                self.be_gone(at, month, new, is_known && has_been)
            }
            (Some(held), false) => {
                let after = (new.settled_day(), new.cents);
                self.drop_held(new.id, &held, Ending::Changed, Some(after));
                self.hold(month, new)
            }
            (None, false) => {
                self.record.brought += 1;
                self.hold(month, new)
            }
        }
    }

    /// Whether a later snapshot tells all of the line's day, and so that it is gone.
    fn has_vanished_since(&self, line: &Transaction<'_>) -> bool {
        match line.settlement {
            Some(settlement) => self.better.settled.has(settlement.settled.day()),
            None => self.better.open.has(line.posted.day()),
        }
    }

    /// Takes in a line that is the latest of its id, and that a later snapshot no longer has; nothing about it is news
    /// where the archive has had it as it is.
    fn be_gone(
        &mut self,
        at: u64,
        (number, month): (MonthNumber, &Month),
        line: &Transaction<'_>,
        has_been: bool,
    ) -> Result<RecordFate, ArchiveError> {
        self.notes.push(line.id, Newest::Brought { month: number, holds: false })?;
        if has_been {
            self.record.overlap += 1;
            return Ok(RecordFate::Known);
        }
        Ok(self.set_aside(at, month, line, None))
    }

    /// Keeps a line that never holds; beside it, what holds instead.
    fn set_aside(&mut self, at: u64, month: &Month, new: &Transaction<'_>, held: Option<Held>) -> RecordFate {
        let after = (new.settled_day(), new.cents);
        let (brought_by, before) =
            held.as_ref().map_or((self.record.intake, after), |held| (held.brought_by, held.figures));
        self.record.outdated += 1;
        if self.put_aside.len() < MOST_TOLD || self.put_aside.keys().next_back().is_some_and(|last| at < *last) {
            // Which export is the latest that has what holds is looked up for those that are told.
            let held = held.map(|held| {
                let differences = held.version.map(|version| Difference::between(new, &version.transaction()));
                (0, differences.unwrap_or_default())
            });
            self.put_aside.insert(at, PutAside { id: new.id.to_owned(), cents: new.cents, held });
            while self.put_aside.len() > MOST_TOLD {
                self.put_aside.pop_last();
            }
        }
        let id = new.id.to_owned();
        self.changes.push(VersionChange { id, how: Ending::Outdated, brought_by, before, after: Some(after) });
        self.keep(month, new.cents);
        RecordFate::Outdated
    }

    fn hold(
        &mut self,
        (number, month): (MonthNumber, &Month),
        new: &Transaction<'_>,
    ) -> Result<RecordFate, ArchiveError> {
        self.touched.extend(new.settled_day());
        self.keep(month, new.cents);
        self.notes.push(new.id, Newest::Brought { month: number, holds: true })?;
        Ok(RecordFate::Holds)
    }

    fn keep(&mut self, month: &Month, cents: i64) {
        self.record.kept_cents = self.record.kept_cents.and_then(|sum| sum.checked_add(cents));
        if !self.dirty.contains(month) {
            self.dirty.insert(month.clone());
        }
    }

    pub(super) fn drop_held(&mut self, id: &str, held: &Held, how: Ending, after: Option<SettledAmount>) {
        let Held { place: (month, index), brought_by, figures: before, .. } = held;
        self.drops.entry(month.clone()).or_default().insert(*index, how);
        self.changes.push(VersionChange { id: id.to_owned(), how, brought_by: *brought_by, before: *before, after });
        if before.0.is_none() && after.is_none() {
            self.gone_open.add(id, before.1);
        }
        self.touched.extend(before.0);
        self.touched.extend(after.and_then(|(day, _)| day));
        self.dirty.insert(month.clone());
        match how {
            Ending::Changed => self.record.changed += 1,
            _ => self.record.vanished += 1,
        }
    }

    /// Drops the lines that hold on the snapshot's days, as far as those were over when it came in, and that it doesn't
    /// have, unless a later export has them.
    ///
    /// # Errors
    /// When notes can't be put away.
    pub(super) fn drop_vanished(&mut self) -> Result<(), ArchiveError> {
        let mut gone = std::mem::take(&mut self.gone);
        gone.retain(|(_, _, newest)| !self.better.exports.contains(newest));
        for (id, held, newest) in gone {
            self.drop_held(&id, &held, Ending::Vanished, None);
            self.notes.push(&id, Newest::Dropped)?;
            self.newest_of_gone.insert(id, newest);
        }
        Ok(())
    }
}
