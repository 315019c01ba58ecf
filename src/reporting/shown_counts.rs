//! What a report of receipts says of counted drawers, and what the version before said.

use sha2::{Digest, Sha256};

use super::parameters::CountParameters;
use crate::control::count_lines::{self, CountLine};
use crate::control::recipe::DeskRecipe;
use crate::domain::Finding;
use crate::ingest::source::hex;
use crate::report::document::{Document, Table};

/// What a report says of counted drawers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShownCounts {
    /// What it says; nothing where nobody counted.
    pub now: Vec<CountLine>,
    /// What the version before said, with its number; `None` for a first version, and for one that is not issued.
    pub before: Option<(u32, Vec<CountLine>)>,
}

impl ShownCounts {
    /// A report on demand, or a first version.
    #[must_use]
    pub fn of(now: Vec<CountLine>) -> Self {
        Self { now, before: None }
    }

    /// Puts it on a report: behind its lines, and what is another than before beside what else is.
    pub(super) fn show_on(&self, document: &mut Document) {
        if !self.now.is_empty() {
            document.recaps.push(count_lines::table(&self.now, document.words));
            document.findings.extend(count_lines::findings(&self.now).map(Finding::Desk));
        }
        let Some((version, before)) = &self.before else { return };
        if let Some(changes) = count_lines::changes(*version, before, &self.now, document.words) {
            // Where no booking differs, nothing is said of bookings.
            document.revision.retain(Table::has_facts);
            document.revision.push(changes);
        }
    }

    /// What the register keeps of how it was made; `None` where it says nothing.
    #[must_use]
    pub fn parameters(&self, witnesses: u32, recipe: &DeskRecipe) -> Option<CountParameters> {
        let lines = lines_hash(&self.now);
        (!self.now.is_empty()).then(|| CountParameters { witnesses, channels: recipe.sha256(), lines })
    }
}

/// A hash over what is said of drawers.
#[must_use]
pub fn lines_hash(lines: &[CountLine]) -> String {
    let text: String = lines.iter().map(|line| line.as_text() + "\n").collect();
    hex(&Sha256::digest(text))
}
