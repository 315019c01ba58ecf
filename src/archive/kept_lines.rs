//! Lines of a month in memory: in columns, as there may be millions.

use super::line::{Drop, Line};
use crate::domain::Transaction;
use crate::ingest::columns::Columns;

/// All versions of the lines of a month, in the order of its file.
#[derive(Debug, Default)]
pub struct KeptLines {
    columns: Columns,
    histories: Vec<History>,
    turnover: i128,
}

/// Which exports brought and dropped a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct History {
    /// The number of the export that brought it.
    pub brought_by: u32,
    /// The number of the export that ended it, and how.
    pub dropped_by: Option<(u32, Drop)>,
}

impl History {
    /// Whether the line held once the export with a number had come in.
    #[must_use]
    pub fn holds_after(self, intake: u32) -> bool {
        self.brought_by <= intake && self.dropped_by.is_none_or(|(dropped_by, _)| dropped_by > intake)
    }
}

impl KeptLines {
    /// Adds a line.
    pub fn push(&mut self, transaction: &Transaction<'_>, history: History) {
        self.columns.push(self.histories.len() as u64, transaction);
        self.histories.push(history);
        self.turnover += i128::from(transaction.cents).abs();
    }

    /// What all of them add up to in cents, without their signs.
    #[must_use]
    pub fn turnover(&self) -> i128 {
        self.turnover
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.histories.len()
    }

    /// Those that held once the export with a number had come in.
    pub fn holding_after(&self, intake: u32) -> impl Iterator<Item = Transaction<'_>> {
        let histories = self.histories.iter().enumerate();
        histories.filter(move |(_, history)| history.holds_after(intake)).map(|(index, _)| self.columns.get(index))
    }

    /// All of them, each for itself.
    pub fn lines(&self) -> impl Iterator<Item = Line> {
        self.histories.iter().enumerate().map(|(index, history)| Line {
            dropped_by: history.dropped_by,
            ..Line::of(&self.columns.get(index), history.brought_by)
        })
    }
}
