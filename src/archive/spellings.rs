//! Ids that differ in noughts in front and are one: by what the archive has, or by what waits beside an export.

use std::collections::{BTreeSet, HashMap, HashSet};

use rusqlite::Row;

use super::ArchiveError;
use super::line_spool::LineSpool;
use super::line_version::{History, LineVersion};
use super::register::Register;
use crate::domain::Transaction;
use crate::ingest::ids::{same_but_for_noughts, without_noughts};

/// Under which id the register notes that an id is one with that of a line which differs from it in noughts in front: no
/// line has one that begins so. Those of one line stand together.
pub(super) fn spelling_key(id: &str) -> String {
    format!("{}{id}", keys_of(without_noughts(id)))
}

/// What the keys of all ids begin with that have nothing but noughts before an id.
fn keys_of(plain: &str) -> String {
    format!("\u{2}{plain}\u{2}")
}

impl Register {
    /// What tells the ids of a feed that are one with that of a line, by an id of it without noughts in front.
    pub(super) fn spellings_of(
        &self,
        feed: &str,
    ) -> Result<impl FnMut(&str) -> Result<BTreeSet<String>, ArchiveError> + use<'_>, ArchiveError> {
        let query = "SELECT id FROM line WHERE feed = ? AND id BETWEEN ? AND ?";
        let mut look_up = self.connection.prepare(query).map_err(self.failed())?;
        let (feed, failed) = (feed.to_owned(), self.failed());
        Ok(move |plain: &str| {
            let keys = keys_of(plain);
            let id = |row: &Row<'_>| row.get(0).map(|key: String| key[keys.len()..].to_owned());
            let found = look_up.query_map([&feed, &keys, &format!("{keys}\u{10ffff}")], id).map_err(&failed)?;
            found.collect::<Result<_, _>>().map_err(&failed)
        })
    }
}

/// Lines of exports that are there and not in the archive, whose ids are in doubt: by what they say two spellings may be
/// one, so that it doesn't matter in which order files come in.
#[derive(Debug, Default)]
pub struct WaitingLines {
    /// By their ids without noughts in front.
    lines: HashMap<String, Vec<LineVersion>>,
}

impl WaitingLines {
    /// Notes the lines of an export of a feed that have ids in doubt, of which the noughts in front were taken.
    ///
    /// # Errors
    /// When lines can't be read.
    pub fn note(&mut self, feed: &str, lines: &LineSpool, plain: &HashSet<String>) -> Result<(), ArchiveError> {
        for month in lines.months() {
            lines.each(month, |_, line| {
                let id = without_noughts(line.id);
                if plain.contains(id) {
                    let version = LineVersion::of(&Transaction { feed, ..*line }, History::since(0));
                    let known = self.lines.entry(id.to_owned()).or_default();
                    if !known.contains(&version) {
                        known.push(version);
                    }
                }
                Ok(())
            })?;
        }
        Ok(())
    }

    /// Whether they tell that a line is one with one whose id is spelt in some ways, of which there are versions: one after
    /// the other, a spelling of which any line is alike to any of those is one of them too.
    pub(super) fn join<'v>(
        &'v self,
        mut spellings: BTreeSet<&'v str>,
        known: impl Iterator<Item = &'v LineVersion>,
        line: &Transaction<'_>,
    ) -> bool {
        let Some(waiting) = self.lines.get(without_noughts(line.id)) else { return false };
        let of_known = waiting.iter().filter(|version| spellings.contains(version.id()));
        let mut known: Vec<&LineVersion> = known.chain(of_known).collect();
        loop {
            let is_alike = |version: &LineVersion| {
                let one = version.transaction();
                known.iter().any(|other| same_but_for_noughts(&one, &other.transaction()))
            };
            let Some(next) = waiting.iter().find(|version| !spellings.contains(version.id()) && is_alike(version))
            else {
                return false;
            };
            if next.id() == line.id {
                return true;
            }
            spellings.insert(next.id());
            known.extend(waiting.iter().filter(|version| version.id() == next.id()));
        }
    }
}
