//! A number of lines and what they add up to.

use super::Money;
use super::finding::FindingLines;

/// A number of lines and their sum in cents, wide enough for any sum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LineSum {
    /// How many lines.
    pub count: u64,
    /// Their sum.
    pub cents: i128,
}

impl LineSum {
    /// Nothing.
    pub const ZERO: Self = Self { count: 0, cents: 0 };

    /// Adds a line.
    #[inline]
    pub fn add(&mut self, cents: i64) {
        self.count += 1;
        self.cents += i128::from(cents);
    }

    /// Adds another sum.
    #[inline]
    pub fn merge(&mut self, other: Self) {
        self.count += other.count;
        self.cents += other.cents;
    }

    /// What is left of it without a part of it.
    ///
    /// # Panics
    /// When the part has more lines.
    #[must_use]
    pub fn without(self, part: Self) -> Self {
        Self { count: self.count - part.count, cents: self.cents - part.cents }
    }

    /// The sum as money.
    ///
    /// # Panics
    /// Never for what ingest accepted: all amounts of an export together fit a column.
    #[must_use]
    pub fn money(self) -> Money {
        Money::from_sum(self.cents)
    }

    /// The same as findings tell it.
    #[must_use]
    pub fn lines(self) -> FindingLines {
        FindingLines { count: self.count, amount: self.money() }
    }
}
