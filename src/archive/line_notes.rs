//! What the register is to note of lines, in the order of their ids: however many they are, memory holds few.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

use super::ArchiveError;
use super::line_record::{number, put_number};
use super::month::MonthNumber;
use crate::publish::scratch::{Scratch, StoredBytes};

/// How many bytes of notes are sorted at a time.
const BYTES_PER_RUN: usize = 8 << 20;
/// About how many bytes of a run are read at a time, when runs are merged.
const BYTES_PER_PART: usize = 64 << 10;

/// What the register notes of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Newest {
    /// The version that it had is confirmed.
    Confirmed,
    /// It has another version, or its first.
    Brought { month: MonthNumber, holds: bool },
    /// It no longer holds.
    Dropped,
    /// It is none: the register keeps something of an id, under one that no line has, such as which export is the latest
    /// that leaves out a record with it.
    Mark,
}

/// Notes on lines, one for each id at most.
#[derive(Debug)]
pub(super) struct LineNotes {
    scratch: Arc<Scratch>,
    /// Ids, one behind the other.
    ids: String,
    /// Where each id ends, and its note.
    notes: Vec<(usize, Newest)>,
    /// Sorted notes that were put away, part by part.
    runs: Vec<Vec<StoredBytes>>,
}

impl LineNotes {
    /// No note yet.
    pub(super) fn new(scratch: &Arc<Scratch>) -> Self {
        Self { scratch: Arc::clone(scratch), ids: String::new(), notes: Vec::new(), runs: Vec::new() }
    }

    /// Adds a note on a line that has none yet.
    ///
    /// # Errors
    /// When it can't be put away.
    pub(super) fn push(&mut self, id: &str, note: Newest) -> Result<(), ArchiveError> {
        self.ids.push_str(id);
        self.notes.push((self.ids.len(), note));
        if self.ids.len() + self.notes.len() * size_of::<(usize, Newest)>() < BYTES_PER_RUN {
            return Ok(());
        }
        self.put_away()
    }

    fn put_away(&mut self) -> Result<(), ArchiveError> {
        let (mut run, mut part) = (Vec::new(), Vec::new());
        for (id, note) in self.sorted() {
            put_number(&mut part, id.len() as u64);
            part.extend(id.as_bytes());
            put_note(&mut part, note);
            if part.len() > BYTES_PER_PART {
                run.push(self.scratch.put(&part)?);
                part.clear();
            }
        }
        run.push(self.scratch.put(&part)?);
        self.runs.push(run);
        self.ids.clear();
        self.notes.clear();
        Ok(())
    }

    /// The notes that were not put away, in the order of their ids.
    fn sorted(&self) -> Vec<(&str, Newest)> {
        let starts = std::iter::once(0).chain(self.notes.iter().map(|(end, _)| *end));
        let mut notes: Vec<(&str, Newest)> =
            starts.zip(&self.notes).map(|(start, (end, note))| (&self.ids[start..*end], *note)).collect();
        notes.sort_unstable_by_key(|(id, _)| *id);
        notes
    }

    /// Shows all notes in the order of their ids.
    ///
    /// # Errors
    /// When they can't be read, or the first that `show` tells.
    pub(super) fn each(
        &self,
        mut show: impl FnMut(&str, Newest) -> Result<(), ArchiveError>,
    ) -> Result<(), ArchiveError> {
        let last = self.sorted();
        if self.runs.is_empty() {
            return last.into_iter().try_for_each(|(id, note)| show(id, note));
        }
        let mut runs: Vec<StoredNotes<'_>> = self.runs.iter().map(|run| StoredNotes::of(&self.scratch, run)).collect();
        let mut next: BinaryHeap<Reverse<(String, usize)>> = BinaryHeap::new();
        let mut notes = vec![Newest::Confirmed; runs.len() + 1];
        let mut last = last.into_iter();
        let mut advance = |index: usize, mut id: String, next: &mut BinaryHeap<_>, notes: &mut Vec<Newest>| {
            let is_more = match runs.get_mut(index) {
                Some(run) => run.next(&mut id)?.inspect(|note| notes[index] = *note).is_some(),
                None => {
                    last.next().inspect(|(of_last, note)| (id, notes[index]) = ((*of_last).to_owned(), *note)).is_some()
                }
            };
            if is_more {
                next.push(Reverse((id, index)));
            }
            Ok::<(), ArchiveError>(())
        };
        for index in 0..notes.len() {
            advance(index, String::new(), &mut next, &mut notes)?;
        }
        while let Some(Reverse((id, index))) = next.pop() {
            show(&id, notes[index])?;
            advance(index, id, &mut next, &mut notes)?;
        }
        Ok(())
    }
}

/// Notes that were put away, while they are read.
struct StoredNotes<'n> {
    scratch: &'n Scratch,
    parts: std::slice::Iter<'n, StoredBytes>,
    bytes: Vec<u8>,
    at: usize,
}

impl<'n> StoredNotes<'n> {
    fn of(scratch: &'n Scratch, parts: &'n [StoredBytes]) -> Self {
        Self { scratch, parts: parts.iter(), bytes: Vec::new(), at: 0 }
    }

    /// The next note, whose id becomes `id`.
    fn next(&mut self, id: &mut String) -> Result<Option<Newest>, ArchiveError> {
        while self.at == self.bytes.len() {
            let Some(part) = self.parts.next() else { return Ok(None) };
            let mut room = Vec::new();
            self.bytes = self.scratch.get(part, &mut room)?.to_vec();
            self.at = 0;
        }
        let mut rest = &self.bytes[self.at..];
        let mut read = || {
            let length = usize::try_from(number(&mut rest)?).ok()?;
            let (own, more) = rest.split_at_checked(length)?;
            rest = more;
            id.clear();
            id.push_str(std::str::from_utf8(own).ok()?);
            note(&mut rest)
        };
        let note = read().unwrap_or_else(|| unreachable!("these bytes were notes"));
        self.at = self.bytes.len() - rest.len();
        Ok(Some(note))
    }
}

fn put_note(bytes: &mut Vec<u8>, note: Newest) {
    let (kind, month) = match note {
        Newest::Confirmed => (0, None),
        Newest::Dropped => (1, None),
        Newest::Mark => (4, None),
        Newest::Brought { month, holds } => (2 + u64::from(holds), Some(month)),
    };
    put_number(bytes, kind);
    if let Some(month) = month {
        put_number(bytes, month.number().into());
    }
}

fn note(bytes: &mut &[u8]) -> Option<Newest> {
    let kind = number(bytes)?;
    Some(match kind {
        0 => Newest::Confirmed,
        1 => Newest::Dropped,
        4 => Newest::Mark,
        _ => {
            let month = MonthNumber::from_number(u32::try_from(number(bytes)?).ok()?);
            Newest::Brought { month, holds: kind == 3 }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_come_in_the_order_of_their_ids_however_many_they_are() {
        let folder = tempfile::tempdir().expect("a folder");
        for count in [0, 1, 1000, 1_500_000_u64] {
            let mut notes = LineNotes::new(&Arc::new(Scratch::new(folder.path())));
            let of = |number: u64| match number % 4 {
                0 => Newest::Confirmed,
                1 => Newest::Dropped,
                2 => Newest::Mark,
                _ => {
                    let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 2).filter(|_| number.is_multiple_of(2));
                    Newest::Brought { month: MonthNumber::of(day), holds: number.is_multiple_of(5) }
                }
            };
            // A number that is prime to all counts: each comes one time, in no order.
            for number in (0..count).map(|number| number * 7_919_993 % count.max(1)) {
                notes.push(&number.to_string(), of(number)).expect("room");
            }
            assert_eq!(notes.runs.len() > 1, count > 1000, "runs are merged");
            let (mut before, mut seen) = (String::new(), 0);
            let shown = notes.each(|id, note| {
                assert!(seen == 0 || *before < *id, "{before} {id}");
                assert_eq!(note, of(id.parse().expect("a number")));
                (before, seen) = (id.to_owned(), seen + 1);
                Ok(())
            });
            shown.expect("notes");
            assert_eq!(seen, count);
        }
    }
}
