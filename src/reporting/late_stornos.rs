//! Which stornos of a report were dated back, as far as export files tell.

use super::archived_stornos::key_of;
use super::job::ReportJob;
use super::source::{FileLines, ReadFrom};
use crate::domain::transactions::column;
use crate::failure::Failure;
use crate::ingest::Intake;
use crate::report::ReportError;
use crate::report::back_dated::{BackDated, Delivery, back_dated};
use crate::report::needs::Needs;

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
