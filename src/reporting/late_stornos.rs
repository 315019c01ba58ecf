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

/// What export files tell each report, for which they are read once more, one by one: by their order. When they came in
/// nobody knows.
///
/// # Errors
/// When a file can't be read again.
pub fn in_files(jobs: &[ReportJob], intake: &Intake, from: &ReadFrom<'_>) -> Result<Vec<BackDated>, Failure> {
    let telling: Vec<&ReportJob> = jobs.iter().filter(|job| job.spec.template.tells_back_dated()).collect();
    let needs: Vec<Needs> =
        telling.iter().map(|job| Needs::of_sums(&job.spec.selection).with_rows(&[column::ID])).collect();
    let mut deliveries: Vec<Vec<Delivery<'_>>> = telling.iter().map(|_| Vec::new()).collect();
    for file in intake.files.iter().filter(|_| !telling.is_empty()) {
        let read = FileLines::read(std::slice::from_ref(&file.path), &needs, false, from)?;
        for ((job, sums), deliveries) in telling.iter().zip(&read.sums).zip(&mut deliveries) {
            let rows = sums.rows().rows().map_err(ReportError::from)?;
            let ids = rows.text(column::ID).map_err(ReportError::from)?;
            let key = |(place, row)| key_of(ids.get(place).unwrap_or_default(), &row, &job.spec.tables);
            let stornos = rows.iter().enumerate().filter_map(key).collect();
            let feed = (file.feed.home, file.feed.name.as_str());
            deliveries.push(Delivery { feed, days: file.covers.clone(), came_in: None, stornos });
        }
    }
    let mut told = deliveries.into_iter().map(back_dated);
    let of = |job: &ReportJob| job.spec.template.tells_back_dated().then(|| told.next()).flatten();
    Ok(jobs.iter().map(of).map(Option::unwrap_or_default).collect())
}
