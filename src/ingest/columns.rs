//! The accepted transactions of one file, column by column.

use std::ops::Range;

use crate::domain::{BookingCode, Branch, Cents, Institution, Moment, Settlement, Transaction};

/// Texts in one long buffer, so that a million of them are a few allocations.
#[derive(Debug, Default)]
struct TextColumn {
    buffer: String,
    ends: Vec<usize>,
}

impl TextColumn {
    fn push(&mut self, text: &str) {
        self.buffer.push_str(text);
        self.ends.push(self.buffer.len());
    }

    fn append(&mut self, other: &Self) {
        let before = self.buffer.len();
        self.buffer.push_str(&other.buffer);
        self.ends.extend(other.ends.iter().map(|end| before + end));
    }

    fn range(&self, index: usize) -> Range<usize> {
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        start..self.ends[index]
    }

    fn get(&self, index: usize) -> &str {
        &self.buffer[self.range(index)]
    }
}

/// The accepted transactions of one file, each with the line it stands on.
#[derive(Debug, Default)]
pub struct Columns {
    lines: Vec<u64>,
    posted: Vec<Moment>,
    settlements: Vec<Option<Settlement>>,
    places: Vec<(Institution, Branch, BookingCode)>,
    cents: Vec<Cents>,
    cents_posted: Vec<Option<Cents>>,
    texts: [TextColumn; 9],
}

impl Columns {
    /// Adds a transaction that stands on a line.
    pub fn push(&mut self, line: u64, transaction: &Transaction<'_>) {
        let Transaction {
            feed: _,
            id,
            posted,
            settlement,
            institution,
            branch,
            booking_code,
            cents,
            cents_posted,
            description,
            source,
            settlement_source,
            customer,
            item,
            invoice,
            drawer,
            staff,
        } = *transaction;
        self.lines.push(line);
        self.posted.push(posted);
        self.settlements.push(settlement);
        self.places.push((institution, branch, booking_code));
        self.cents.push(cents);
        self.cents_posted.push(cents_posted);
        let texts = [id, description, source, settlement_source, customer, item, invoice, drawer, staff];
        for (column, text) in self.texts.iter_mut().zip(texts) {
            column.push(text);
        }
    }

    /// Adds all that others hold.
    pub fn append(&mut self, other: &Self) {
        self.lines.extend_from_slice(&other.lines);
        self.posted.extend_from_slice(&other.posted);
        self.settlements.extend_from_slice(&other.settlements);
        self.places.extend_from_slice(&other.places);
        self.cents.extend_from_slice(&other.cents);
        self.cents_posted.extend_from_slice(&other.cents_posted);
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
    /// When there is no transaction with that index; so does [`Columns::get`].
    #[must_use]
    pub fn line(&self, index: usize) -> u64 {
        self.lines[index]
    }

    /// The transaction with an index below [`Columns::len`].
    #[must_use]
    pub fn get(&self, index: usize) -> Transaction<'_> {
        let (institution, branch, booking_code) = self.places[index];
        let [id, description, source, settlement_source, customer, item, invoice, drawer, staff] =
            self.texts.each_ref().map(|column| column.get(index));
        Transaction {
            feed: "",
            id,
            posted: self.posted[index],
            settlement: self.settlements[index],
            institution,
            branch,
            booking_code,
            cents: self.cents[index],
            cents_posted: self.cents_posted[index],
            description,
            source,
            settlement_source,
            customer,
            item,
            invoice,
            drawer,
            staff,
        }
    }

    /// Every transaction.
    pub fn iter(&self) -> impl Iterator<Item = Transaction<'_>> + Clone {
        (0..self.len()).map(|index| self.get(index))
    }
}
