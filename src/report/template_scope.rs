//! Which lines a template is about.

use serde::Deserialize;

use super::line_scope::{Items, LineScope};
use crate::domain::{CodeTables, SeparateItem};

/// Which transactions a report is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// What is own to an institution.
    pub institution: InstitutionScope,
    /// When write-offs are on the report.
    pub write_offs: WriteOffs,
    /// The lines that it is about; none for all.
    pub lines: Vec<LineScope>,
    /// Whether it is about what was settled or about what was open.
    pub items: Items,
    /// Bookings of such kinds that it is not about, by whatever codes.
    pub leaves_out: Vec<SeparateItem>,
}

/// What is own to an institution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InstitutionScope {
    /// Its own costs, settled on its own daybooks.
    OwnDaybooksAndCosts,
    /// Everything settled on its own daybooks and on those that are every library's, whoever's costs: what was received on
    /// chosen daybooks, of any institution of origin.
    OwnDaybooks,
    /// Everything settled on its own daybooks, whoever's costs, and its own costs on daybooks that are every library's (R001
    /// and B990 as Wise has them): what was sold there, used or taken back is of the library where the cost arose, as each
    /// library's part of B990 belongs with its own online daybook. So no money is in the figures of two libraries. Where
    /// the tables name nobody for any daybook, all are one's own, as without tables.
    OwnShare,
    /// Its own costs, wherever settled.
    OwnCosts,
    /// What one institution received of another's costs: where it is either of the two.
    BetweenInstitutions,
}

impl InstitutionScope {
    /// What it comes to by the code tables: a share of daybooks can be told only where any daybook has a library.
    #[must_use]
    pub fn by(self, tables: &CodeTables) -> Self {
        if self == Self::OwnShare && !tables.name_managers() { Self::OwnDaybooks } else { self }
    }
}

/// When write-offs (A daybooks) are on a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WriteOffs {
    /// With `--with-write-offs` only.
    OnRequest,
    /// With `--with-write-offs`, or when the letter A is chosen.
    OnRequestOrChosen,
    /// Always.
    Always,
}
