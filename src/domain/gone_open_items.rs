//! Open items that a later export no longer has.

use super::finding::FindingLines;
use super::{Cents, Finding, LineSum};

/// Open items that are gone, and the first of their ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GoneOpenItems {
    sum: LineSum,
    first: String,
}

impl GoneOpenItems {
    /// Adds one.
    pub fn add(&mut self, id: &str, cents: Cents) {
        if self.sum.count == 0 || id < self.first.as_str() {
            id.clone_into(&mut self.first);
        }
        self.sum.add(cents);
    }

    /// What is told of them, of the export that lacks them; `None` where none is gone.
    #[must_use]
    pub fn finding(self, file: &str) -> Option<Finding> {
        let lines = FindingLines { count: self.sum.count, amount: self.sum.money() };
        (self.sum.count > 0).then(|| Finding::GoneOpenItems { file: file.to_owned(), lines, id: self.first })
    }
}
