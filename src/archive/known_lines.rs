//! The lines of an export whose ids the register knows: by hashes alone, as there may be millions.

use std::cell::RefCell;
use std::hash::{BuildHasher, RandomState};

use super::line_record;
use crate::domain::Transaction;

/// What is known of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LineKnowledge(u8);

impl LineKnowledge {
    /// Nothing but that the register has its id.
    pub(super) const NOTHING: Self = Self(0);
    /// An export that is later has the line.
    pub(super) const BETTER: Self = Self(1);
    /// A version of it holds.
    pub(super) const HELD: Self = Self(2);
    /// That version says the same.
    pub(super) const AS_HELD: Self = Self(4);
    /// Some version says the same, whether it holds or not.
    pub(super) const HAS_BEEN: Self = Self(8);

    /// Whether all of this is known.
    pub(super) fn is(self, what: Self) -> bool {
        self.0 & what.0 == what.0
    }
}

/// Lines by a hash of their ids and one of all they say. Together no two lines ever have both.
#[derive(Debug, Default)]
pub(super) struct KnownLines {
    entries: Vec<LineHashes>,
    hasher: RandomState,
    /// The bytes that are hashed: kept, so that no line costs memory of its own.
    room: RefCell<Vec<u8>>,
}

/// Without gaps: seventeen bytes, not twenty-four.
#[derive(Clone, Copy, Debug)]
#[repr(C, packed)]
struct LineHashes {
    id: u64,
    content: u64,
    known: LineKnowledge,
}

/// A line as it is looked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct LineHash {
    id: u64,
    content: u64,
}

impl KnownLines {
    /// The hash of an id.
    pub(super) fn hash_of_id(&self, id: &str) -> u64 {
        self.hasher.hash_one(id)
    }

    /// The hash of a line.
    pub(super) fn hash_of(&self, line: &Transaction<'_>) -> LineHash {
        let mut room = self.room.borrow_mut();
        room.clear();
        line_record::put_content(&mut room, line);
        LineHash { id: self.hash_of_id(line.id), content: self.hasher.hash_one(room.as_slice()) }
    }

    /// Adds a line of the export; all are added before any is looked for.
    pub(super) fn push(&mut self, line: &Transaction<'_>, known: LineKnowledge) {
        let LineHash { id, content } = self.hash_of(line);
        self.entries.push(LineHashes { id, content, known });
    }

    /// Ends adding.
    pub(super) fn sort(&mut self) {
        self.entries.sort_unstable_by_key(|entry| (entry.id, entry.content));
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    fn of_id(&self, id: u64) -> std::ops::Range<usize> {
        let first = self.entries.partition_point(|entry| entry.id < id);
        let length = self.entries[first..].iter().take_while(|entry| entry.id == id).count();
        first..first + length
    }

    fn place(&self, line: LineHash) -> Option<usize> {
        self.of_id(line.id).find(|place| self.entries[*place].content == line.content)
    }

    /// What is known of a line of the export; `None` of one whose id the register does not know.
    pub(super) fn get(&self, line: LineHash) -> Option<LineKnowledge> {
        self.place(line).map(|place| self.entries[place].known)
    }

    /// Notes what a version in the archive tells of the line of its id: that says the same, or another thing.
    pub(super) fn see(&mut self, version: &Transaction<'_>, holds: bool) -> IdMatch {
        let of_id = self.of_id(self.hash_of_id(version.id));
        if of_id.is_empty() {
            return IdMatch::NoLine;
        }
        let hash = self.hash_of(version);
        if let Some(place) = self.place(hash) {
            let entry = &mut self.entries[place];
            let held = if holds { LineKnowledge::HELD.0 | LineKnowledge::AS_HELD.0 } else { 0 };
            entry.known = LineKnowledge(entry.known.0 | LineKnowledge::HAS_BEEN.0 | held);
            IdMatch::Alike
        } else {
            let entries = &mut self.entries[of_id];
            if holds {
                for entry in &mut *entries {
                    entry.known = LineKnowledge(entry.known.0 | LineKnowledge::HELD.0);
                }
            }
            IdMatch::Other { is_better: entries.iter().any(|entry| { entry.known }.is(LineKnowledge::BETTER)) }
        }
    }
}

/// What an export has of the id of a version in the archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum IdMatch {
    /// No line.
    NoLine,
    /// One that says the same.
    Alike,
    /// One that says another thing, unless two ids have one hash; whether a later export has that.
    Other { is_better: bool },
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::LineCore;

    #[test]
    fn lines_are_told_from_each_other_and_from_their_versions() {
        let example = Transaction::example();
        let line = |id: &'static str, cents| Transaction { id, core: LineCore { cents, ..*example }, ..example };
        let mut known = KnownLines::default();
        known.push(&line("1", 100), LineKnowledge::NOTHING);
        known.push(&line("2", 100), LineKnowledge::BETTER);
        known.push(&line("3", 100), LineKnowledge::NOTHING);
        known.sort();
        assert!(!known.is_empty());
        assert_eq!(known.see(&line("1", 100), true), IdMatch::Alike);
        assert_eq!(known.see(&line("3", 100), false), IdMatch::Alike);
        assert_eq!(known.see(&line("1", 101), false), IdMatch::Other { is_better: false });
        assert_eq!(known.see(&line("2", 101), true), IdMatch::Other { is_better: true });
        assert_eq!(known.see(&line("4", 100), true), IdMatch::NoLine);
        let is = |id, cents, what: Option<[LineKnowledge; 2]>| {
            let hash = known.hash_of(&line(id, cents));
            let found = known.get(hash);
            assert_eq!(found.is_some(), what.is_some(), "{id}");
            assert!(what.into_iter().flatten().all(|what| found.is_some_and(|known| known.is(what))), "{id} {found:?}");
        };
        is("1", 100, Some([LineKnowledge::AS_HELD, LineKnowledge::HAS_BEEN]));
        is("2", 100, Some([LineKnowledge::BETTER, LineKnowledge::NOTHING]));
        is("3", 100, Some([LineKnowledge::HAS_BEEN, LineKnowledge::NOTHING]));
        is("1", 101, None);
        let of_third = known.hash_of(&line("3", 100));
        assert!(!known.get(of_third).expect("a line").is(LineKnowledge::HELD));
        assert_eq!(size_of::<LineHashes>(), 17);
    }
}
