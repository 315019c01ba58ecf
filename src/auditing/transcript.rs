//! The transcript of the register that lies beside the reports: from it the register can be made anew.

use std::io;
use std::path::Path;

use super::faults::Faults;
use super::shelf::is_run_at_work;
use crate::archive::{ArchiveError, Audited, REGISTER, regular};
use crate::issuing::settings::{SETTINGS, SETTINGS_BETWEEN};
use crate::shelf::transcript_file;

/// What a register never ceases to note once it has; that it does not say where its reports lie is told by itself.
const STEADY: [&str; 2] = [SETTINGS, SETTINGS_BETWEEN];

/// Demands that the transcript is that of the register. An archive of an earlier kasverslag has none until its next run.
///
/// # Errors
/// When the register can't be read.
pub(super) fn check(audited: &Audited, output: &Path, faults: &mut Faults) -> Result<(), ArchiveError> {
    let register = &audited.register;
    if register.newest_intake()? == 0 && register.reports()?.is_empty() {
        return Ok(());
    }
    let path = output.join(transcript_file::FILE);
    let before = regular::read(&path).ok();
    match transcript_file::open(&path).and_then(|text| audited.transcript.is_of(text)) {
        Ok(true) => {}
        // A run brings it up to its register at its end, and may just have done so.
        _ if is_run_at_work(register) || regular::read(&path).ok() != before => {}
        Ok(false) => {
            for note in STEADY {
                if register.note(note)?.is_none() && transcript_file::has_note(&path, note) {
                    let what = format!("the note `{note}`, which {} has, was removed", transcript_file::FILE);
                    faults.add(&register.folder().join(REGISTER), what);
                }
            }
            let what = "it is not what the register gives: when nothing else is found, move it away, and the next run writes it \
                        anew";
            faults.add(&path, what);
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            faults.warn(
                &path,
                "it is missing: the next run writes it, and until then a lost register can't be made anew",
            );
        }
        Err(error) => faults.add(&path, format!("it can't be unpacked: {error}")),
    }
    Ok(())
}
