//! What issued reports were made from, as their records have it in a hash.

use std::collections::BTreeMap;

use super::parameters::Parameters;
use crate::archive::export_register::exports_hashes;
use crate::archive::witness_record::{hash_of_both, witnesses_hashes};
use crate::archive::{ArchiveError, Register, ReportRecord};

/// The hashes over all exports, and over all witnesses, up to each of them.
#[derive(Debug)]
pub struct Evidence {
    exports: BTreeMap<u32, String>,
    witnesses: BTreeMap<u32, String>,
}

impl Evidence {
    /// That which a register knows.
    ///
    /// # Errors
    /// When the register can't be read.
    pub fn of(register: &Register) -> Result<Self, ArchiveError> {
        let (exports, witnesses) = (exports_hashes(&register.exports()?), witnesses_hashes(&register.witnesses()?));
        Ok(Self { exports, witnesses })
    }

    /// What a report was made from and is no longer what it was when that was issued.
    #[must_use]
    pub fn altered(&self, report: &ReportRecord) -> Option<&'static str> {
        // Reports of the control desk and those that show counts are made from witnesses too.
        let up_to = Parameters::of(report).ok().and_then(|parameters| parameters.witnesses());
        let meant = match (self.exports.get(&report.intake), up_to) {
            (Some(exports), Some(up_to)) => self.witnesses.get(&up_to).map(|of_them| hash_of_both(exports, of_them)),
            (exports, _) => exports.cloned(),
        };
        let what = if up_to.is_some() { "exports or witnesses" } else { "exports" };
        (meant.as_ref() != Some(&report.exports)).then_some(what)
    }
}
