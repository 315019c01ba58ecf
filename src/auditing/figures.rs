//! Every report made again from the lines as they stood, and every issued CSV read again.

use std::path::Path;

use super::csv_meaning::{adds_up_to, column, difference};
use super::faults::Faults;
use crate::archive::history::HistoryView;
use crate::archive::{ArchiveError, Register, ReportRecord, regular};
use crate::config::Config;
use crate::domain::Institution;
use crate::issuing::restatement::{received, rows};
use crate::render::csv;
use crate::report::listing::Customers;
use crate::report::template::Field;
use crate::reporting::customer_keys::CustomerKeys;
use crate::reporting::job::{Outputs, ReportJob};
use crate::reporting::make::make;
use crate::reporting::recipe::recipe;
use crate::reporting::source::LineSource;

/// Makes every report again from the lines as they stood, and reads every issued CSV again.
pub(super) fn check(
    register: &Register,
    institution: Institution,
    path: &Path,
    output: &Path,
    reports: &[ReportRecord],
    config: &Config,
    faults: &mut Faults,
) -> Result<(), ArchiveError> {
    let mut view = HistoryView::of(register)?;
    let archive = register.folder().parent().unwrap_or(register.folder());
    let keys = CustomerKeys::to_read(config, archive, institution);
    for report in reports {
        let recipe = match recipe(register, report) {
            Ok(recipe) => recipe,
            Err(what) => {
                faults.add(path, format!("{}: {what}", report.number));
                continue;
            }
        };
        let parameters = &recipe.parameters;
        let key = keys.of_issued(parameters, view.exports());
        let has_key = key.is_some();
        // Without the key it still shows who is the same customer, and who is not.
        let customers = key.map_or(Customers::Numbered, |key| Customers::Pseudonyms { key });
        let job = ReportJob::reissued(institution, report, &recipe, customers, Outputs::of_lines_alone());
        let document = match make(&job, LineSource::Archive { view: &mut view, after: report.intake }) {
            Ok(document) => document,
            Err(failure) => {
                faults.fail(failure);
                continue;
            }
        };
        if (rows(&document), received(&document)) != (report.rows, report.received.clone()) {
            faults.add(path, format!("{}: its totals are not those of the lines as they stood", report.number));
        }
        let meant = csv::render(&document, parameters.dialect(), false);
        let issued = report.files.iter().find(|file| Path::new(&file.name).extension().is_some_and(|end| end == "csv"));
        let Some(file) = issued.map(|file| output.join(&report.folder).join(&file.name)) else { continue };
        // That it is missing has been told.
        let Ok(bytes) = regular::read(&file) else { continue };
        let pseudonyms = column(&document, Field::Customer).filter(|_| !has_key);
        if let Some(what) = difference(&bytes, &meant, parameters, pseudonyms) {
            faults.add(&file, format!("{}: {what}", report.number));
        }
        if let Err(what) = adds_up_to(&bytes, report, parameters, &document) {
            faults.add(&file, format!("{}: {what}", report.number));
        }
    }
    Ok(())
}
