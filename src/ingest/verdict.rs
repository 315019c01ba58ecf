//! What becomes of records whose transaction id came in more than once.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::columns::TransactionColumns;
use super::gather::LineSink;
use super::ids::{IdSet, without_noughts};
use super::whole_days::WholeDays;
use crate::domain::Transaction;

/// What becomes of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordVerdict {
    /// It is refused: its file has the id already.
    Duplicate {
        /// The line on which the id stands first.
        first_line: u64,
    },
    /// It is refused: another record has the id with other noughts in front, and is not the same otherwise; or it is,
    /// in the same file.
    OtherNoughts {
        /// The id as it stands there.
        id: String,
        /// The other file, where it is another.
        file: Option<String>,
        /// The line there.
        line: u64,
    },
    /// It is accepted and does not count: an earlier file has it alike, or a later one has another in its place, or none
    /// though it tells all of its day.
    Superseded,
}

/// What becomes of the records of one file whose ids came in more than once, by their lines; all others count.
pub type Verdicts = BTreeMap<u64, RecordVerdict>;

/// The records of one file whose ids came in more than once, or of whose days a later file tells all.
#[derive(Debug)]
pub struct Suspects<'a> {
    ids: &'a IdSet,
    told_later: &'a WholeDays,
    /// The accepted ones.
    pub columns: TransactionColumns,
    /// The lines and ids of the refused ones.
    refused: Vec<(u64, String)>,
    /// The same of those that the profile leaves out.
    left_out: Vec<(u64, String)>,
}

impl<'a> Suspects<'a> {
    /// Nothing found yet of records with these ids, or of these days.
    #[must_use]
    pub fn new(ids: &'a IdSet, told_later: &'a WholeDays) -> Self {
        Self { ids, told_later, columns: TransactionColumns::default(), refused: Vec::new(), left_out: Vec::new() }
    }

    /// The ids of the refused records.
    #[must_use]
    pub fn refused_ids(&self) -> Vec<String> {
        self.refused.iter().map(|(_, id)| id.clone()).collect()
    }

    /// The ids of which the file has records that the profile leaves out and no others, each with the first such line.
    #[must_use]
    pub fn left_out(&self) -> BTreeMap<String, u64> {
        let others: HashSet<&str> = (0..self.columns.len())
            .map(|index| self.columns.get(index).id)
            .chain(self.refused.iter().map(|(_, id)| id.as_str()))
            .map(without_noughts)
            .collect();
        let mut left_out = BTreeMap::new();
        for (line, id) in self.left_out.iter().filter(|(_, id)| !others.contains(without_noughts(id))) {
            let first: &mut u64 = left_out.entry(without_noughts(id).to_owned()).or_insert(*line);
            *first = (*first).min(*line);
        }
        left_out
    }

    /// Judges the records that have an id which stands before them in the same file; leaves the others.
    #[must_use]
    pub fn judge_duplicates(self) -> (TransactionColumns, Verdicts) {
        let columns = self.columns.in_order();
        let accepted = (0..columns.len()).map(|index| (columns.line(index), columns.get(index).id));
        let mut lines: Vec<(u64, &str)> =
            accepted.chain(self.refused.iter().map(|(line, id)| (*line, id.as_str()))).collect();
        lines.sort_unstable();
        let mut first_lines: HashMap<&str, (u64, &str)> = HashMap::new();
        let mut verdicts = Verdicts::new();
        for (line, id) in lines {
            let (first_line, first_id) = *first_lines.entry(without_noughts(id)).or_insert((line, id));
            if first_line != line && first_id == id {
                verdicts.insert(line, RecordVerdict::Duplicate { first_line });
            } else if first_line != line {
                let other = RecordVerdict::OtherNoughts { id: first_id.to_owned(), file: None, line: first_line };
                verdicts.insert(line, other);
            }
        }
        let mut kept = TransactionColumns::default();
        for index in (0..columns.len()).filter(|index| !verdicts.contains_key(&columns.line(*index))) {
            kept.push(columns.line(index), &columns.get(index));
        }
        (kept, verdicts)
    }
}

impl LineSink for Suspects<'_> {
    fn take(&mut self, line: u64, transaction: &Transaction<'_>) {
        if self.ids.has(transaction.id) || self.told_later.has(transaction) {
            self.columns.push(line, transaction);
        }
    }

    fn pass_over(&mut self, line: u64, id: &str) {
        if self.ids.has(id) {
            self.refused.push((line, id.to_owned()));
        }
    }

    fn leave_out(&mut self, line: u64, id: &str) {
        if self.ids.has(id) {
            self.left_out.push((line, id.to_owned()));
        }
    }

    fn merge(&mut self, other: Self) {
        self.columns.append(&other.columns);
        self.refused.extend(other.refused);
        self.left_out.extend(other.left_out);
    }
}
