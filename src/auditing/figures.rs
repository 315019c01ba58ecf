//! Every report made again from the lines as they stood, and every issued CSV read again.

use std::path::Path;

use super::csv_meaning::{adds_up_to, column, difference};
use super::faults::Faults;
use crate::archive::history::HistoryView;
use crate::archive::{ArchiveError, Register, ReportRecord, regular};
use crate::config::Config;
use crate::domain::Institution;
use crate::issuing::issue::{received, rows};
use crate::render::csv;
use crate::report::listing::Customers;
use crate::report::template::Field;
use crate::reporting::job::{CustomerNames, Outputs, ReportJob};
use crate::reporting::make::make;
use crate::reporting::recipe::recipe;
use crate::reporting::source::{LineSource, key_of_archive};

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
    let archive_key = key_of_archive(view.exports());
    for report in reports {
        let recipe = match recipe(register, report) {
            Ok(recipe) => recipe,
            Err(what) => {
                faults.add(path, format!("{}: {what}", report.number));
                continue;
            }
        };
        let parameters = &recipe.parameters;
        let configured = config.keys.known.get(&institution).map(|key| key.clone().into_bytes());
        let key = if parameters.configured_key { configured } else { Some(archive_key.clone()) };
        let has_key = key.is_some();
        let customers = CustomerNames::As(key.map_or(Customers::Hidden, |key| Customers::Pseudonyms { key }));
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
