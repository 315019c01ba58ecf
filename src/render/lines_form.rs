//! How pages show the lines of a section.

use serde::{Deserialize, Serialize};

use crate::report::document::Section;

/// How pages show lines, where they don't repeat what many share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinesForm {
    /// Each line under headings that say its outer levels.
    Hierarchy,
    /// Codes side by side, so that a line is many of the CSV.
    Matrix,
    /// Transactions under the heading of their code, without columns that say the same in all.
    Listing,
}

impl LinesForm {
    /// How pages show a section.
    pub(super) fn of(section: &Section) -> Option<Self> {
        match section.pages.first() {
            Some(outline) if outline.is_matrix => Some(Self::Matrix),
            Some(_) => Some(Self::Hierarchy),
            None => section.blocks.iter().any(|block| !block.title.is_empty()).then_some(Self::Listing),
        }
    }
}

/// One table.
pub(super) fn one() -> u64 {
    1
}

/// Whether it is one table.
#[allow(clippy::trivially_copy_pass_by_ref)]
pub(super) fn is_one(tables: &u64) -> bool {
    *tables == 1
}
