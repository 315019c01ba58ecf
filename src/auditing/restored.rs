//! A register before it is put in the place of one that was lost: a text that tells of a register, or a copy, may lack rows
//! that stand in no chain.

use std::path::{Path, PathBuf};

use super::faults::Faults;
use super::{chain, figures, latest, lines, newest, newest_desk, tables};
use crate::archive::{ArchiveError, Audited, LINES, REGISTER, Register};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, StandIns};
use crate::failure::Failure;
use crate::publish::make_folder;
use crate::publish::modes::Modes;
use crate::publish::shadow::{DryRunFolder, point_at};

/// Audits the register in a folder together with the files of lines that it will lie beside: its tables must be what lines,
/// exports and chain give, and all that is needed to make every report again must be there. It is told of under the name
/// of what it comes from.
///
/// # Errors
/// When something can't be read, or not be put beside it for the while.
pub fn audit_restored(
    folder: &Path,
    lines: &[PathBuf],
    comes_from: &Path,
    config: &Config,
) -> Result<Vec<Diagnostic>, Failure> {
    let tried = DryRunFolder::new()?;
    point_at(&tried.path().join(REGISTER), &folder.join(REGISTER))?;
    let own = tried.path().join(LINES);
    make_folder(&own, Modes::default())?;
    for file in lines {
        point_at(&own.join(file.file_name().unwrap_or_default()), file)?;
    }
    let mut faults = Faults::default();
    let looked = look(tried.path(), comes_from, config, &mut faults).map_err(Failure::from);
    let mut places = StandIns::default().with(tried.path().join(REGISTER), comes_from);
    for file in lines {
        places = places.with(own.join(file.file_name().unwrap_or_default()), file);
    }
    let places = places.with(tried.path(), comes_from);
    let mut told = faults.into_diagnostics();
    places.reveal(&mut told);
    match looked {
        Ok(()) => Ok(told),
        Err(mut failure) => {
            places.reveal(&mut failure.diagnostics);
            Err(failure)
        }
    }
}

fn look(folder: &Path, path: &Path, config: &Config, faults: &mut Faults) -> Result<(), ArchiveError> {
    let audited = Register::open_to_audit(folder)?;
    let Audited { register, .. } = &audited;
    let reports = register.reports()?;
    tables::check_notes(register, path, faults)?;
    latest::check(&audited.latest, &register.exports()?, path, faults);
    chain::check(register, path, &reports, faults)?;
    let Some(seen) = lines::read(register, path, faults)? else { return Ok(()) };
    seen.check(&audited, path, faults)?;
    let Some(institution) = register.institution()? else { return Ok(()) };
    // Files of reports may be lost too: nothing is said of them here.
    let nowhere = folder.join("reports");
    figures::check(register, institution, path, &nowhere, &reports, config, faults)?;
    newest::check(register, institution, path, &reports, faults)?;
    newest_desk::check(register, institution, path, &reports, faults)
}
