//! The audit of one library.

use std::path::Path;

use super::examined::Examined;
use super::faults::Faults;
use super::heads::{self, KeptHead, RecordHash};
use super::places::{EarlierRuns, LibraryFolder, output};
use super::{
    chain, figures, files, latest, lines, newest, newest_desk, pages, shelf, stamps, strays, tables, transcript,
};
use crate::archive::delta_log::{DELTA_LOG, DeltaFault};
use crate::archive::lines_folder::Unnamed;
use crate::archive::{ArchiveError, Audited, REGISTER, Register};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, ExitStatus};

/// How often an audit begins again when a run changes the archive under it.
const TRIES: usize = 5;

/// What comes of the audit of a library.
#[derive(Debug, Default)]
pub(super) struct LibraryAudit {
    /// What is to be told.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// What was looked at, and whose chain was read.
    pub(super) examined: Examined,
    /// The heads without a library that its chain has.
    pub(super) found: Vec<RecordHash>,
}

/// Audits a library, with the heads of chains that were kept elsewhere. What is found while a run is at work may be the
/// run's doing, and is not told.
pub(super) fn audit(
    place: &LibraryFolder,
    (dir, runs): (&Path, &EarlierRuns),
    config: &Config,
    kept: &[KeptHead],
) -> LibraryAudit {
    let unread = || Examined { folder: place.folder.clone(), ..Examined::default() };
    let of = |diagnostics| LibraryAudit { diagnostics, examined: unread(), found: Vec::new() };
    for _ in 0..TRIES {
        let audited = match Register::open_to_audit(&place.folder) {
            Ok(audited) => audited,
            Err(error) => {
                let mut faults = Faults::default();
                faults.find(error);
                return of(faults.into_diagnostics());
            }
        };
        let mut faults = Faults::default();
        let mut seen = LibraryAudit::default();
        let looked = look(&audited, place, (dir, runs), config, &mut seen.examined, &mut faults)
            .and_then(|()| look_for_heads(&audited.register, kept, &mut seen, &mut faults));
        if let Err(error) = looked {
            faults.fail(error);
        }
        if faults.is_empty() || !audited.register.is_outdated() {
            return LibraryAudit { diagnostics: faults.into_diagnostics(), ..seen };
        }
    }
    let what = "a run is changing this archive: nothing can be said of it yet";
    of(vec![
        Diagnostic::error(ExitStatus::Environment, what)
            .in_file(&place.folder)
            .hinted("verify again when the run has ended"),
    ])
}

fn look_for_heads(
    register: &Register,
    kept: &[KeptHead],
    seen: &mut LibraryAudit,
    faults: &mut Faults,
) -> Result<(), ArchiveError> {
    let path = register.folder().join(REGISTER);
    seen.found = heads::check(kept, seen.examined.institution, &register.reports()?, &path, faults);
    Ok(())
}

fn look(
    audited: &Audited,
    place: &LibraryFolder,
    (dir, runs): (&Path, &EarlierRuns),
    config: &Config,
    examined: &mut Examined,
    faults: &mut Faults,
) -> Result<(), ArchiveError> {
    let register = &audited.register;
    *examined = Examined { folder: place.folder.clone(), institution: register.institution()?, ..Examined::default() };
    let path = place.folder.join(REGISTER);
    for damage in &audited.damage {
        faults.add(&path, format!("damaged: {damage}"));
    }
    tables::check_notes(register, &path, faults)?;
    let whose = register.institution()?.map(|institution| institution.to_string());
    if let Some((whose, name)) = whose.zip(place.name.as_ref()).filter(|(whose, name)| whose != *name) {
        // What lies where it says is another library's, of which it can tell nothing.
        faults.add(&path, format!("it is the register of {whose}: nothing else of {name} was looked at"));
        return Ok(());
    }
    latest::check(&audited.latest, &register.exports()?, &path, faults);
    let reports = register.reports()?;
    *examined = Examined::of(register, &reports)?;
    let output = output(register, &place.folder, dir, faults)?;
    chain::check(register, &path, &reports, faults)?;
    chain::check_places(register, &path, faults)?;
    examined.files = files::check(&output, &reports, faults);
    strays::check(&output, &reports, faults);
    shelf::check(register, &output, (dir, runs), &reports, faults);
    transcript::check(audited, &output, faults)?;
    if let Some(institution) = register.institution()? {
        pages::check(register, institution, &output, faults)?;
        let stamped = stamps::kept(&output, institution, faults);
        heads::check(&stamped, Some(institution), &reports, &path, faults);
    }
    for unnamed in register.unnamed()? {
        match unnamed {
            // A run that is at work or died left them, and they hold nothing that is not kept.
            Unnamed::Passing(_) | Unnamed::Replaced(_) | Unnamed::Staying(_) => {}
            Unnamed::Unknown(file) => faults.add(&file, "no register names it"),
            Unnamed::Foreign(file) => faults.warn(&file, "it is not kasverslag's"),
        }
    }
    let log = place.folder.join(DELTA_LOG);
    match register.fault_of_delta_log() {
        Ok(None) => {}
        Ok(Some(DeltaFault::Behind)) => faults.warn(&log, "it tells of an earlier state; the next run brings it on"),
        Ok(Some(DeltaFault::Other)) => {
            faults.add(&log, "it tells of other lines than the register: move it away, and the next run makes it anew");
        }
        Err(error) => faults.fail(error),
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
            newest_desk::check(register, institution, &path, &reports, faults)?;
        }
    }
    Ok(())
}
