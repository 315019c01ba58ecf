//! Finishes what a run that died had begun.

use std::collections::BTreeSet;
use std::path::Path;

use super::completed_summary::CompletedSummary;
use super::news::restated;
use super::night::Nightly;
use super::state;
use super::summary::LibrarySummary;
use crate::archive::{Register, ReportRecord, known_bytes};
use crate::config::libraries::LibrarySettings;
use crate::diagnostic::{Count, Diagnostic};
use crate::failure::Failure;
use crate::publish::outbox::{self, Move};

/// Puts reports in their place that the register knows and that were not published, and clears all else away that a
/// run left behind. The summary tells of both: whoever died has told nobody.
///
/// # Errors
/// When something can't be read, moved or removed.
pub fn recover(
    nightly: &Nightly<'_>,
    library: &LibrarySettings,
    register: &Register,
    output: &Path,
    summary: &mut LibrarySummary,
    told: &mut Vec<Diagnostic>,
) -> Result<(), Failure> {
    let waiting = register.unpublished()?;
    if !waiting.is_empty() {
        let mut records = register.reports()?;
        records.retain(|record| waiting.contains(&record.sequence));
        if nightly.shadow.is_none() {
            for record in &records {
                tracing::warn!(number = record.number, "put in its place after a run that died");
            }
            for record in records.iter().filter(|record| outbox::is_in_place(output, &record.folder)) {
                demand_files(record, output)?;
            }
            let folders = records.iter().map(|record| &*record.folder);
            outbox::move_reports(output, folders, Move::Resumed, nightly.config.run.modes)?;
        }
        register.mark_published(&waiting)?;
        told.extend(records.iter().filter_map(|record| restated(record, None)));
        summary.completed = records.iter().map(|record| CompletedSummary::of(record, &library.output)).collect();
    }
    let records = register.reports()?;
    told.extend(gone(records.iter().filter(|record| !waiting.contains(&record.sequence)), &library.output));
    let numbers: BTreeSet<String> = records.into_iter().map(|record| record.number).collect();
    let (removed, left) = outbox::clean(output, |number| numbers.contains(number))?;
    told.extend(state::of_foreign(&left));
    register.settle_lines()?;
    summary.leftovers = removed + register.clean(nightly.made.fixed_offset())?;
    Ok(())
}

/// What was issued and is no longer in its place: a run goes on, and never issues it again under the same number.
fn gone<'r>(records: impl Iterator<Item = &'r ReportRecord>, output: &Path) -> Option<Diagnostic> {
    let mut gone = records.filter(|record| !output.join(&record.folder).is_dir());
    let first = gone.next()?;
    let count = Count(1 + gone.count() as u64, "report");
    let what = format!("issued reports are no longer in their places: {count}, the first of them {}", first.number);
    let hint = "`kasverslag archive restore` makes them again byte for byte; `kasverslag verify` names each";
    Some(Diagnostic::warning(what).in_file(output).hinted(hint))
}

/// Demands that what lies in the place of a report are its files.
fn demand_files(record: &ReportRecord, output: &Path) -> Result<(), Failure> {
    for file in &record.files {
        let path = output.join(&record.folder).join(&file.name);
        known_bytes(&path, &file.sha256)?;
    }
    Ok(())
}
