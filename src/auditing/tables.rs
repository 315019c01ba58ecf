//! Tables of the register that stand in no chain.

use std::path::Path;

use super::faults::Faults;
use crate::archive::expected_feeds::FEEDS;
use crate::archive::{ArchiveError, Register};
use crate::issuing::settings::SETTINGS;
use crate::issuing::state::CLOCK;
use crate::pages::facts::NOTE as PAGES;

/// What the register notes: whose it is, and where its reports lie.
pub(super) fn check_notes(
    register: &Register,
    path: &Path,
    name: Option<&str>,
    faults: &mut Faults,
) -> Result<(), ArchiveError> {
    let institution = register.institution()?;
    let is_new = register.newest_intake()? == 0 && register.reports()?.is_empty();
    match (institution, name) {
        (None, _) if is_new => {}
        (None, _) => faults.add(path, "it does not say whose it is"),
        (Some(institution), Some(name)) if institution.to_string() != name => {
            faults.add(path, format!("it is the register of {institution}"));
        }
        _ => {}
    }
    for note in register.notes()? {
        if !["institution", "output", CLOCK, FEEDS, SETTINGS, PAGES].contains(&note.as_str()) {
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
