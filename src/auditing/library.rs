//! The audit of one library.

use std::path::Path;

use super::faults::Faults;
use super::places::{Place, output};
use super::{chain, figures, files, lines, newest, shelf, tables};
use crate::archive::lines_folder::Unnamed;
use crate::archive::{ArchiveError, Audited, REGISTER, Register};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, ExitStatus};
use crate::failure::Failure;

/// How often an audit begins again when a run changes the archive under it.
const TRIES: usize = 5;

/// Audits a library. What is found while a run is at work may be the run's doing, and is not told.
pub(super) fn audit(place: &Place, dir: &Path, config: &Config) -> Vec<Diagnostic> {
    for _ in 0..TRIES {
        let audited = match Register::open_to_audit(&place.folder) {
            Ok(audited) => audited,
            Err(error) => return Failure::from(error).diagnostics,
        };
        let mut faults = Faults::default();
        if let Err(error) = look(&audited, place, dir, config, &mut faults) {
            faults.fail(error);
        }
        if faults.is_empty() || !audited.register.is_outdated() {
            return faults.into_diagnostics();
        }
    }
    let what = "a run is changing this archive: nothing can be said of it yet";
    vec![
        Diagnostic::error(ExitStatus::Environment, what)
            .at(place.folder.display().to_string())
            .hinted("verify again when the run has ended"),
    ]
}

fn look(
    audited: &Audited,
    place: &Place,
    dir: &Path,
    config: &Config,
    faults: &mut Faults,
) -> Result<(), ArchiveError> {
    let register = &audited.register;
    let path = place.folder.join(REGISTER);
    for damage in &audited.damage {
        faults.add(&path, format!("damaged: {damage}"));
    }
    tables::check_notes(register, &path, place.name.as_deref(), faults)?;
    let reports = register.reports()?;
    let output = output(register, &place.folder, dir, faults)?;
    chain::check(register, &path, &reports, faults)?;
    chain::check_places(register, &path, faults)?;
    files::check(&output, &reports, faults);
    shelf::check(register, &output, dir, &reports, faults);
    for unnamed in register.unnamed()? {
        match unnamed {
            // A run that is at work or died left them, and they hold nothing that is not kept.
            Unnamed::Passing(_) | Unnamed::Replaced(_) => {}
            Unnamed::Unknown(file) => faults.add(&file, "no register names it"),
            Unnamed::Foreign(file) => faults.warn(&file, "it is not kasverslag's"),
        }
    }
    if let Err(error) = register.demand_files_of_newest() {
        faults.fail(error);
    }
    if let Some(seen) = lines::read(register, &path, faults)? {
        seen.check(audited, &path, faults)?;
        // That it does not say whose it is has been told.
        if let Some(institution) = register.institution()? {
            figures::check(register, institution, &path, &output, &reports, config, faults)?;
            newest::check(register, institution, &path, &reports, faults)?;
        }
    }
    Ok(())
}
