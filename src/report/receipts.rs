//! What a report says was received, and where the record of an issued one holds it.

use std::collections::BTreeMap;

use super::document::Document;
use super::template::{Field, Template};
use crate::domain::Money;

/// What files call what was received.
const RECEIPTS: &str = "Ontvangsten";

impl Template {
    /// Under which name the record of an issued report holds what was received, as its first page says it: the header of
    /// its column of receipts, else a name of its own. `None` where its first page speaks of something else.
    #[must_use]
    pub fn receipts_name(&self) -> Option<&str> {
        if self.lists_parts() || !self.is_of_receipts() {
            return None;
        }
        let column = self.columns.iter().find(|column| column.field == Field::Receipts);
        let is_free = || self.columns.iter().all(|column| column.header != RECEIPTS);
        column.map(|column| column.header.as_str()).or_else(|| is_free().then_some(RECEIPTS))
    }

    /// What the record of a report by this template says was received, out of its totals by name; `None` where it says
    /// nothing of it. A total that mixes receipts with expenses is no answer.
    #[must_use]
    pub fn receipts_of(&self, totals: &str) -> Option<Money> {
        let totals: BTreeMap<String, String> = serde_json::from_str(totals).ok()?;
        Money::parse(totals.get(self.receipts_name()?)?)
    }
}

impl Document {
    /// What was received, with its name, where no column of the report has it.
    #[must_use]
    pub fn receipts_beside_columns(&self) -> Option<(String, Money)> {
        let receipts = self.key_figures.as_ref()?.receipts?;
        let has_column =
            self.columns.iter().any(|column| column.field == Some(Field::Receipts) || column.header == RECEIPTS);
        (!has_column).then(|| (RECEIPTS.to_owned(), receipts))
    }
}
