//! Which stornos of a report were dated back, as far as the archive tells.

use std::collections::BTreeMap;

use super::job::ReportJob;
use crate::archive::ArchiveError;
use crate::archive::archived_export::ArchivedExport;
use crate::archive::history::ArchivedLines;
use crate::domain::transaction::is_storno;
use crate::domain::transactions::TransactionRow;
use crate::domain::{CodeTables, Coverage};
use crate::report::back_dated::{BackDated, Delivery, back_dated};
use crate::report::pairing::StornoKey;

/// What a line is known by, when it is a storno.
pub(super) fn key_of(id: &str, row: &TransactionRow, tables: &CodeTables) -> Option<StornoKey> {
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
