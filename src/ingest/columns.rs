//! The accepted transactions of one file, column by column.

use crate::domain::transactions::TEXTS;
use crate::domain::{LineCore, TextColumn, Transaction};

/// The accepted transactions of one file, each with the line it stands on.
#[derive(Debug, Default)]
pub struct TransactionColumns {
    lines: Vec<u64>,
    cores: Vec<LineCore>,
    /// In the order of [`TEXTS`].
    texts: [TextColumn; TEXTS.len()],
}

impl TransactionColumns {
    /// Adds a transaction that stands on a line.
    pub fn push(&mut self, line: u64, transaction: &Transaction<'_>) {
        self.lines.push(line);
        self.cores.push(transaction.core);
        for (column, text) in self.texts.iter_mut().zip(transaction.texts()) {
            column.push(text);
        }
    }

    /// Adds all that others hold.
    pub fn append(&mut self, other: &Self) {
        self.lines.extend_from_slice(&other.lines);
        self.cores.extend_from_slice(&other.cores);
        for (column, more) in self.texts.iter_mut().zip(&other.texts) {
            column.append(more);
        }
    }

    /// The same transactions in the order of the file.
    #[must_use]
    pub fn in_order(self) -> Self {
        if self.lines.is_sorted() {
            return self;
        }
        let mut order: Vec<usize> = (0..self.len()).collect();
        order.sort_unstable_by_key(|index| self.lines[*index]);
        let mut sorted = Self::default();
        for index in order {
            sorted.push(self.lines[index], &self.get(index));
        }
        sorted
    }

    /// How many transactions there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The line that a transaction stands on.
    ///
    /// # Panics
    /// When there is no transaction with that index; so does [`TransactionColumns::get`].
    #[must_use]
    pub fn line(&self, index: usize) -> u64 {
        self.lines[index]
    }

    /// The transaction with an index below [`TransactionColumns::len`].
    #[must_use]
    pub fn get(&self, index: usize) -> Transaction<'_> {
        let texts = self.texts.each_ref().map(|column| column.get(index));
        Transaction::new("", self.cores[index], texts)
    }

    /// Every transaction.
    pub fn iter(&self) -> impl Iterator<Item = Transaction<'_>> + Clone {
        (0..self.len()).map(|index| self.get(index))
    }
}
