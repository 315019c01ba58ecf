//! What an export does to the lines that were there: what is new, what changed, what is gone.
//!
//! Of all files of a feed that have a line, the one that is latest in the order of files tells what it is, unless a
//! snapshot that is later still tells all of its day without it. So what holds doesn't depend on the order in which
//! files come in: each line knows the latest export that has it, and an export that comes in late changes only what no
//! later one knows better.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use chrono::NaiveDate;

use super::archived_export::ArchivedExport;
use super::clash::Elsewhere;
use super::feeds::KnownBetter;
use super::line_version::{Ending, LineVersion};
use super::month::Month;
use crate::domain::{Difference, Transaction};
use crate::ingest::ExportMode;
use crate::ingest::columns::Columns;

/// A line that the register knows in the feed of an export: the latest export that has it, and where the version stands
/// that holds.
#[derive(Clone, Debug)]
pub(super) struct KnownLine {
    pub(super) newest: u32,
    pub(super) held: Option<(Month, usize)>,
}

/// An export on its way in: the months that it can touch, and what it does to them.
#[derive(Debug)]
pub(super) struct Effect<'a> {
    pub(super) feed: Arc<str>,
    pub(super) lines: &'a Columns,
    pub(super) mode: ExportMode,
    pub(super) better: KnownBetter,
    pub(super) months: BTreeMap<Month, Vec<LineVersion>>,
    /// The lines of the export, and on its days, that the register knows, by id.
    pub(super) known: HashMap<String, KnownLine>,
    /// The ids of the export of which the register knows others alone, with other noughts in front; and those.
    pub(super) known_ids: HashMap<String, String>,
    /// The lines of the export with such ids, as the archive has them.
    pub(super) as_known: HashMap<String, LineVersion>,
    pub(super) elsewhere: Elsewhere,
    pub(super) dirty: BTreeSet<Month>,
    pub(super) touched: BTreeSet<NaiveDate>,
    pub(super) changes: Vec<Change>,
    /// The lines of the export that the register gets to know, or whose latest export it is, by id.
    pub(super) newest: BTreeMap<String, Newest>,
    pub(super) put_aside: Vec<PutAside>,
    pub(super) record: ArchivedExport,
}

/// What the register notes of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Newest {
    /// The version that it had is confirmed.
    Confirmed,
    /// It has another version, or its first.
    Brought { month: Month, holds: bool },
    /// It no longer holds.
    Dropped,
}

/// What an export did to a line that was there, or what a later one did to its own.
#[derive(Debug)]
pub(super) struct Change {
    pub(super) id: String,
    pub(super) how: Ending,
    pub(super) brought_by: u32,
    pub(super) before: (Option<NaiveDate>, i64),
    pub(super) after: Option<(Option<NaiveDate>, i64)>,
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

impl Effect<'_> {
    /// Sorts every line of the export: there already, new, changed, or known better by a later export; then, where it is
    /// a snapshot, what it should have and doesn't.
    pub(super) fn take(&mut self) {
        let lines = self.lines;
        let feed = self.feed.clone();
        for line in lines.iter() {
            match self.as_known.remove(line.id) {
                Some(known) => self.bring(&known.transaction()),
                None => self.bring(&Transaction { feed: &feed, ..line }),
            }
        }
        if self.mode == ExportMode::Snapshot {
            self.drop_vanished();
        }
    }

    fn bring(&mut self, new: &Transaction<'_>) {
        let Some(known) = self.known.get(new.id).cloned() else {
            if self.has_vanished_since(new) {
                self.be_gone(new);
            } else {
                self.hold(new);
                self.record.brought += 1;
            }
            return;
        };
        let held = known.held.as_ref().map(|(month, index)| &self.months[month][*index]);
        let is_as_held = held.is_some_and(|held| held.transaction() == *new);
        if self.better.exports.contains(&known.newest) {
            if is_as_held || self.has_been(new) {
                self.record.overlap += 1;
            } else {
                let held = held.map(|held| (known.newest, held.clone()));
                self.set_aside(new, held);
            }
            return;
        }
        if is_as_held {
            self.record.overlap += 1;
            self.newest.insert(new.id.to_owned(), Newest::Confirmed);
            return;
        }
        match (known.held, self.has_vanished_since(new)) {
            (Some(held), true) => {
                // It moved to a day whose snapshot, which is later, no longer has it.
                self.drop_held(new.id, &held, Ending::Vanished, None);
                self.be_gone(new);
            }
            (None, true) => self.be_gone(new),
            (Some(held), false) => {
                let after = (new.settlement.map(|settlement| settlement.settled.day()), new.cents);
                self.drop_held(new.id, &held, Ending::Changed, Some(after));
                self.hold(new);
            }
            (None, false) => {
                self.hold(new);
                self.record.brought += 1;
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

    /// Whether the archive has had the line as it is: then nothing about it is news.
    fn has_been(&self, line: &Transaction<'_>) -> bool {
        let month = Month::of(line.settlement.map(|settlement| settlement.settled.day()));
        let versions = self.months.get(&month).into_iter().flatten();
        versions.filter(|version| version.id == line.id).any(|version| version.transaction() == *line)
    }

    /// Takes in a line that is the latest of its id, and that a later snapshot no longer has.
    fn be_gone(&mut self, line: &Transaction<'_>) {
        if self.has_been(line) {
            self.record.overlap += 1;
        } else {
            self.set_aside(line, None);
        }
        let month = Month::of(line.settlement.map(|settlement| settlement.settled.day()));
        self.newest.insert(line.id.to_owned(), Newest::Brought { month, holds: false });
    }

    /// Keeps a line that never holds; beside it, what holds instead and the latest export that has that.
    fn set_aside(&mut self, new: &Transaction<'_>, held: Option<(u32, LineVersion)>) {
        let intake = self.record.intake;
        let line = LineVersion { dropped_by: Some((intake, Ending::Outdated)), ..LineVersion::of(new, intake) };
        let after = (line.settled_day(), line.cents);
        let (brought_by, before) =
            held.as_ref().map_or((intake, after), |(_, held)| (held.brought_by, (held.settled_day(), held.cents)));
        let (id, how) = (line.id.clone(), Ending::Outdated);
        self.record.outdated += 1;
        if self.put_aside.len() < MOST_TOLD {
            let held = held.map(|(newest, held)| (newest, Difference::between(new, &held.transaction())));
            self.put_aside.push(PutAside { id: id.clone(), cents: line.cents, held });
        }
        self.changes.push(Change { id, how, brought_by, before, after: Some(after) });
        self.keep(line);
    }

    fn hold(&mut self, new: &Transaction<'_>) {
        let line = LineVersion::of(new, self.record.intake);
        self.touched.extend(line.settled_day());
        let month = self.keep(line);
        self.newest.insert(new.id.to_owned(), Newest::Brought { month, holds: true });
    }

    fn keep(&mut self, line: LineVersion) -> Month {
        let month = Month::of(line.settled_day());
        self.record.kept_cents = self.record.kept_cents.and_then(|cents| cents.checked_add(line.cents));
        // As it is known already: a million lines of a month need one name of it.
        let month = self.months.get_key_value(&month).map_or(month, |(known, _)| known.clone());
        self.months.entry(month.clone()).or_default().push(line);
        self.dirty.insert(month.clone());
        month
    }

    fn drop_held(
        &mut self,
        id: &str,
        (month, index): &(Month, usize),
        how: Ending,
        after: Option<(Option<NaiveDate>, i64)>,
    ) {
        let Some(line) = self.months.get_mut(month).and_then(|lines| lines.get_mut(*index)) else { return };
        line.dropped_by = Some((self.record.intake, how));
        let before = (line.settled_day(), line.cents);
        self.changes.push(Change { id: id.to_owned(), how, brought_by: line.brought_by, before, after });
        self.touched.extend(before.0);
        self.touched.extend(after.and_then(|(day, _)| day));
        self.dirty.insert(month.clone());
        match how {
            Ending::Changed => self.record.changed += 1,
            _ => self.record.vanished += 1,
        }
    }

    /// Drops the lines that hold on the snapshot's days, as far as those were over when it came in, and that it doesn't
    /// have, unless a later export has them. Open items are of the days on which they arose, and only a snapshot that has some tells all of those.
    fn drop_vanished(&mut self) {
        let Some((first, last)) = self.record.known_days() else { return };
        let known_id = |id| self.known_ids.get(id).map_or(id, String::as_str);
        let here: HashSet<&str> = self.lines.iter().map(|line| known_id(line.id)).collect();
        let is_told = |line: &LineVersion| {
            let day = match line.settled_day() {
                Some(day) => Some(day),
                None => Some(line.posted.day()).filter(|_| self.record.open > 0),
            };
            day.is_some_and(|day| (first..=last).contains(&day)) && !here.contains(line.id.as_str())
        };
        let mut gone: Vec<(String, (Month, usize))> = Vec::new();
        // In no order; what is gone is sorted below.
        #[allow(clippy::iter_over_hash_type)]
        for (id, known) in &self.known {
            let Some((month, index)) = known.held.as_ref().filter(|_| !self.better.exports.contains(&known.newest))
            else {
                continue;
            };
            if is_told(&self.months[month][*index]) {
                gone.push((id.clone(), (month.clone(), *index)));
            }
        }
        gone.sort();
        for (id, place) in gone {
            self.drop_held(&id, &place, Ending::Vanished, None);
            self.newest.insert(id, Newest::Dropped);
        }
    }
}
