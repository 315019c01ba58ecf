//! When reports have their turn in a night, and what those between libraries read of others meanwhile.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use super::settings::{SETTINGS, SETTINGS_BETWEEN};
use crate::domain::Institution;
use crate::report::template::{InstitutionScope, Template};
use crate::reporting::sides::ArchivedSide;

/// When reports have their turn in a night.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Those of one library: as soon as it has taken in what came.
    Own,
    /// Those between libraries: once all have.
    Between,
}

impl Turn {
    /// The turn of a report.
    #[must_use]
    pub fn of(template: &Template) -> Self {
        match template.scope.institution {
            InstitutionScope::BetweenInstitutions => Self::Between,
            _ => Self::Own,
        }
    }

    /// Under which name the register notes by which settings its reports were compared.
    pub(super) fn note(self) -> &'static str {
        match self {
            Self::Own => SETTINGS,
            Self::Between => SETTINGS_BETWEEN,
        }
    }
}

/// Which archive, by which template, and of which period.
pub(super) type SideKey = (Institution, String, String);

/// What the archives of libraries say of a period, each read once a night.
#[derive(Debug, Default)]
pub struct ArchivedSides(pub(super) Mutex<BTreeMap<SideKey, Option<Arc<ArchivedSide>>>>);
