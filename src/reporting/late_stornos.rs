//! Which stornos of a report were dated back, as far as the archive or the files tell.

use std::collections::BTreeMap;

use super::job::ReportJob;
use super::source::{FileLines, ReadFrom};
use crate::archive::ArchiveError;
use crate::archive::archived_export::ArchivedExport;
use crate::archive::history::ArchivedLines;
use crate::domain::transaction::is_storno;
use crate::domain::transactions::{TransactionRow, column};
use crate::domain::{CodeTables, Coverage};
use crate::failure::Failure;
use crate::ingest::Intake;
use crate::report::ReportError;
use crate::report::back_dated::{BackDated, Delivery, back_dated};
use crate::report::needs::Needs;
use crate::report::pairing::StornoKey;

fn key_of(id: &str, row: &TransactionRow, tables: &CodeTables) -> Option<StornoKey> {
    let is = row.daybook.is_some_and(|daybook| is_storno(daybook, row.booking_code, row.cents, &tables.handed_over));
    StornoKey::of(id, row).filter(|_| is)
}

/// What the archive tells: by the exports that brought them, in the order in which those came in.
pub(super) fn in_archive(
    lines: &ArchivedLines,
    exports: &[ArchivedExport],
    job: &ReportJob,
) -> Result<BackDated, ArchiveError> {
    let Some(period) = job.spec.selection.period.filter(|_| job.spec.template.tells_back_dated()) else {
        return Ok(BackDated::new());
    };
    let mut brought: BTreeMap<u32, Vec<StornoKey>> = BTreeMap::new();
    lines.each_brought(period, |line, intake| {
        let key = key_of(line.id, &line.row(&job.spec.tables), &job.spec.tables);
        brought.entry(intake).or_default().extend(key);
    })?;
    Ok(back_dated(exports.iter().map(|export| Delivery {
        feed: (None, &export.feed),
        days: Coverage::of(export.known_days()),
        came_in: Some(export.taken_in.date_naive()),
        stornos: brought.remove(&export.intake).unwrap_or_default(),
    })))
}

/// What export files tell, which are read again one by one: by their order. When they came in nobody knows.
///
/// # Errors
/// When a file can't be read again.
pub fn in_files(job: &ReportJob, intake: &Intake, from: &ReadFrom<'_>) -> Result<BackDated, Failure> {
    if !job.spec.template.tells_back_dated() {
        return Ok(BackDated::new());
    }
    let needs = Needs::of_sums(&job.spec.selection).with_rows(&[column::ID]);
    let mut deliveries = Vec::new();
    for file in &intake.files {
        let read = FileLines::read(std::slice::from_ref(&file.path), std::slice::from_ref(&needs), false, from)?;
        let mut stornos = Vec::new();
        for sums in &read.sums {
            let rows = sums.rows().rows().map_err(ReportError::from)?;
            let ids = rows.text(column::ID).map_err(ReportError::from)?;
            let keys = rows
                .iter()
                .enumerate()
                .filter_map(|(place, row)| key_of(ids.get(place).unwrap_or_default(), &row, &job.spec.tables));
            stornos.extend(keys);
        }
        deliveries.push(Delivery {
            feed: (file.feed.home, &file.feed.name),
            days: file.covers.clone(),
            came_in: None,
            stornos,
        });
    }
    Ok(back_dated(deliveries))
}
