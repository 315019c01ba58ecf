//! Whether the newest version of each report that rests on witnesses is still what lines and witnesses give.

use std::path::Path;

use super::faults::Faults;
use crate::archive::history::HistoryView;
use crate::archive::{ArchiveError, Register, ReportRecord};
use crate::domain::{FeedDays, Institution};
use crate::failure::Failure;
use crate::reporting::counts;
use crate::reporting::desk::{DeskJob, DeskState};
use crate::reporting::parameters::Parameters;

/// Checks the newest version of every report of the control desk, and what others say of counted drawers.
///
/// # Errors
/// When SQLite refuses.
pub(super) fn check(
    register: &Register,
    institution: Institution,
    path: &Path,
    reports: &[ReportRecord],
    faults: &mut Faults,
) -> Result<(), ArchiveError> {
    let at = (register.newest_intake()?, register.witnesses()?.last().map_or(0, |last| last.number));
    let mut view = HistoryView::of(register)?;
    let mut state: Option<(Vec<FeedDays>, DeskState)> = None;
    for record in ReportRecord::newest(reports).into_values() {
        // That they can't be read is told where it is made again.
        let Ok(parameters) = Parameters::of(record) else { continue };
        // What rests on all that came in is still so.
        if parameters.witnesses().is_none_or(|witnesses| (record.intake, witnesses) == at) {
            continue;
        }
        if state.as_ref().is_none_or(|(feeds, _)| *feeds != parameters.feeds) {
            match DeskState::of(register, &mut view, at, &parameters.feeds) {
                Ok(read) => state = Some((parameters.feeds.clone(), read)),
                Err(failure) => {
                    faults.fail(failure);
                    return Ok(());
                }
            }
        }
        let Some((_, state)) = &state else { continue };
        match is_still_so(register, institution, record, &parameters, state) {
            Ok(true) => {}
            Ok(false) => {
                let number = &record.number;
                faults.warn(path, &format!("{number}: its lines have changed since; a run issues a new version"));
            }
            Err(failure) => faults.fail(failure),
        }
    }
    Ok(())
}

/// Whether a report would say the same by what is known now; true also where what it was made by is gone, which is told.
fn is_still_so(
    register: &Register,
    institution: Institution,
    record: &ReportRecord,
    parameters: &Parameters,
    state: &DeskState,
) -> Result<bool, Failure> {
    if let Some(desk) = &parameters.desk {
        let Ok((job, _)) = DeskJob::reissued(register, institution, record, parameters) else { return Ok(true) };
        return Ok(state.view(&job).lines_hash(job.report, job.period) == desk.lines);
    }
    counts::is_still_so(register, record, parameters, state)
}
