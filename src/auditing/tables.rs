//! Tables of the register that stand in no chain.

use std::path::Path;

use super::faults::Faults;
use crate::archive::expected_feeds::FEEDS;
use crate::archive::export_register::intake_of_last_told;
use crate::archive::{ArchiveError, Register, finding_note, unreplaced};
use crate::issuing::settings::{SETTINGS, SETTINGS_BETWEEN};
use crate::issuing::state::CLOCK;
use crate::pages::facts::NOTE as PAGES;

/// What the register notes: whose it is, and where its reports lie.
pub(super) fn check_notes(register: &Register, path: &Path, faults: &mut Faults) -> Result<(), ArchiveError> {
    let institution = register.institution()?;
    let newest = register.newest_intake()?;
    let is_new = newest == 0 && register.reports()?.is_empty();
    if institution.is_none() && !is_new {
        faults.add(path, "it does not say whose it is");
    }
    if register.note("output")?.is_none() && !is_new {
        faults.add(path, "it does not say where its reports lie");
    }
    for note in register.notes()? {
        let is_of_export = finding_note::intake_of(&note)
            .or_else(|| intake_of_last_told(&note))
            .is_some_and(|intake| intake <= newest);
        if !is_of_export
            && !unreplaced::NOTES.contains(&&*note)
            && !["institution", "output", CLOCK, FEEDS, SETTINGS, SETTINGS_BETWEEN, PAGES].contains(&note.as_str())
        {
            faults.add(path, format!("it notes `{note}`, which kasverslag does not"));
        }
    }
    if let Err(error) = register.expected_feeds() {
        faults.fail(error);
    }
    for hash in register.altered_texts()? {
        faults.add(path, format!("the text {hash} has been altered"));
    }
    Ok(())
}
