//! Whether the newest version of each report is still what the lines give.

use std::path::Path;

use super::faults::Faults;
use crate::archive::history::HistoryView;
use crate::archive::{ArchiveError, Register, ReportRecord};
use crate::domain::Institution;
use crate::failure::Failure;
use crate::render::csv::{self, Dialect};
use crate::report::earlier;
use crate::report::listing::Customers;
use crate::reporting::job::{Outputs, ReportJob};
use crate::reporting::make::make;
use crate::reporting::recipe::{Recipe, recipe};
use crate::reporting::source::LineSource;

/// Checks what the register says to have found unchanged, and the newest version of every report whose days were
/// touched since.
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
    let mut view = HistoryView::of(register)?;
    let (touched, newest) = (register.touched()?, register.newest_intake()?);
    let (mut checked, unreplaced) = (register.checked()?, register.unreplaced()?);
    for (key, record) in ReportRecord::newest(reports) {
        let number = &record.number;
        let seen = checked.remove(&key);
        if let Some(why) = unreplaced.get(number) {
            faults.warn(path, &format!("{number}: it no longer holds, and each night a new version is refused: {why}"));
            continue;
        }
        if seen.is_some_and(|seen| seen > newest) {
            faults.add(path, format!("{number}: it was found unchanged after an export that has not come in"));
            continue;
        }
        // What was found unchanged before a newer version was issued, was found of the version before.
        let seen = seen.filter(|seen| *seen > record.intake);
        let days = recipe(register, record).map(|recipe| earlier::shown_by(&recipe.template, record.period));
        let days = days.unwrap_or_else(|_| vec![record.period]);
        let last =
            days.iter().flat_map(|days| touched.range(days.first()..=days.last())).map(|(_, intake)| *intake).max();
        // Versions are compared in the order in which a run does: what was found unchanged first.
        for after in seen.into_iter().chain(last.filter(|last| *last > seen.unwrap_or(record.intake))) {
            // What is wrong with how it was made is told where it is made again.
            let Ok(recipe) = recipe(register, record) else { break };
            let mut lines = |after| lines_after(&mut view, institution, record, &recipe, after);
            match (lines(record.intake), lines(after)) {
                (Ok(then), Ok(now)) if then == now => {}
                (Ok(_), Ok(_)) if Some(after) == seen => {
                    faults.add(path, format!("{number}: it was found unchanged, but its lines have changed since"));
                    break;
                }
                (Ok(_), Ok(_)) => {
                    faults.warn(path, &format!("{number}: its lines have changed since; a run issues a new version"));
                }
                (Err(failure), _) | (_, Err(failure)) => {
                    faults.fail(failure);
                    break;
                }
            }
        }
    }
    for ((report, period), _) in checked {
        faults.add(path, format!("{report} of {period} was found unchanged, but never issued"));
    }
    Ok(())
}

fn lines_after(
    view: &mut HistoryView<'_>,
    institution: Institution,
    record: &ReportRecord,
    recipe: &Recipe,
    after: u32,
) -> Result<Vec<u8>, Failure> {
    let customers = Customers::Hidden;
    let job = ReportJob::reissued(institution, record, recipe, customers, Outputs::of_lines_alone());
    let document = make(&job, LineSource::Archive { view, after })?;
    Ok(csv::render(&document, Dialect::Rfc4180, false))
}
