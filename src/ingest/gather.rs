//! What becomes of accepted records, as they come in.

use super::columns::TransactionColumns;
use super::file_use::FileUse;
use crate::domain::Transaction;
use crate::domain::transactions::TEXTS;

/// Takes in the accepted records of an export, chunk by chunk. Chunks are read by several threads, each with a
/// gatherer of its own, in no fixed order: what is gathered must not depend on it.
pub trait LineSink: Send {
    /// The text columns that it looks at beside the id; what it is given may lack all others.
    fn texts(&self) -> Vec<&'static str> {
        TEXTS.to_vec()
    }

    /// Takes a record that starts on `line`.
    fn take(&mut self, line: u64, transaction: &Transaction<'_>);

    /// Is told the id of a record on `line` that was refused, though its form is sound.
    fn pass_over(&mut self, _line: u64, _id: &str) {}

    /// Is told the id of a record on `line` that the profile leaves out.
    fn leave_out(&mut self, _line: u64, _id: &str) {}

    /// Is told that a chunk ends here.
    fn end_chunk(&mut self) {}

    /// What reports make of the lines that it took; `None` where there are none, or no reports.
    fn use_of_lines(&self) -> Option<FileUse> {
        None
    }

    /// Takes over what another one gathered.
    fn merge(&mut self, other: Self);
}

impl LineSink for TransactionColumns {
    fn take(&mut self, line: u64, transaction: &Transaction<'_>) {
        self.push(line, transaction);
    }

    fn merge(&mut self, other: Self) {
        self.append(&other);
    }
}
