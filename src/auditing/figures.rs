//! Every report made again from the lines as they stood, and every issued file read again.

use std::collections::BTreeSet;
use std::path::Path;

use super::csv_meaning::column;
use super::faults::Faults;
use super::forms::RemadeReport;
use crate::archive::history::HistoryView;
use crate::archive::{ArchiveError, Register, ReportRecord, regular};
use crate::config::Config;
use crate::domain::Institution;
use crate::failure::Failure;
use crate::issuing::restatement::{is_received, rows};
use crate::render::form::FileFormat;
use crate::render::manifest::sha256;
use crate::report::listing::Customers;
use crate::report::template::Field;
use crate::reporting::counts;
use crate::reporting::customer_keys::CustomerKeys;
use crate::reporting::desk;
use crate::reporting::job::{Outputs, ReportJob};
use crate::reporting::make::make;
use crate::reporting::recipe::recipe;
use crate::reporting::reissue::{forms, issue_of};
use crate::reporting::source::LineSource;

/// Makes every report again from the lines as they stood, and reads every issued file again.
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
        if desk::is_of_desk(report) {
            match desk::again(register, institution, &mut view, reports, report, &formats(report)) {
                Ok((document, parameters)) => {
                    let again = RemadeReport { document: &document, report, parameters: &parameters, pseudonyms: None };
                    check_files(&again, output, path, faults);
                }
                Err(failure) => faults.add_all(path, not_made(&report.number, failure)),
            }
            continue;
        }
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
        let issue = match issue_of(register, institution, &mut view, reports, report, &recipe) {
            Ok(Some(issue)) => issue,
            Ok(None) => continue,
            Err(failure) => {
                faults.add_all(path, not_made(&report.number, failure));
                continue;
            }
        };
        let outputs = Outputs { files: formats(report), on_terminal: false };
        let counts = match counts::of_issued(register, &mut view, reports, report) {
            Ok(counts) => counts,
            Err(failure) => {
                faults.add_all(path, not_made(&report.number, failure));
                continue;
            }
        };
        let job = ReportJob::reissued(institution, report, &recipe, customers, outputs)
            .of_issue(issue, &recipe)
            .with_counts(counts);
        let document = match make(&job, LineSource::Archive { view: &mut view, after: report.intake }) {
            Ok(document) => document,
            Err(failure) => {
                faults.add_all(path, not_made(&report.number, failure));
                continue;
            }
        };
        let pseudonyms = column(&document, Field::Customer).filter(|_| !has_key);
        let again = RemadeReport { document: &document, report, parameters, pseudonyms };
        check_files(&again, output, path, faults);
    }
    Ok(())
}

/// Holds the totals of a report that was made again against its record, and each issued file against the report.
fn check_files(again: &RemadeReport<'_>, output: &Path, path: &Path, faults: &mut Faults) {
    let RemadeReport { document, report, .. } = again;
    if rows(document) != report.rows || !is_received(document, report) {
        faults.add(path, format!("{}: its totals are not those of the lines as they stood", report.number));
    }
    let folder = output.join(&report.folder);
    for (format, issued) in forms(report) {
        let file = folder.join(&issued.name);
        // That it is missing or altered has been told; of an altered CSV it is told where.
        let Ok(bytes) = regular::read(&file) else { continue };
        if format != FileFormat::Csv && sha256(&bytes) != issued.sha256 {
            continue;
        }
        faults
            .add_all(&file, again.faults(format, &bytes).into_iter().map(|what| format!("{}: {what}", report.number)));
    }
}

/// Why a report can't be made again. What contradicts itself in an altered register is no fault of the program.
fn not_made(number: &str, failure: Failure) -> impl Iterator<Item = String> {
    failure.diagnostics.into_iter().map(move |it| format!("{number}: it can't be made again: {}", it.what))
}

fn formats(report: &ReportRecord) -> BTreeSet<FileFormat> {
    forms(report).map(|(format, _)| format).collect()
}
