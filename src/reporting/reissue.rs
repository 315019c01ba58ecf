//! An issued report made again: its number, its version, what the version before was, and the bytes of its files.

use std::collections::BTreeSet;
use std::path::Path;

use super::before::before;
use super::counts;
use super::customer_keys::CustomerKeys;
use super::desk;
use super::job::{Outputs, ReportJob};
use super::make::make;
use super::recipe::{Recipe, recipe};
use super::source::LineSource;
use crate::archive::history::HistoryView;
use crate::archive::{IssuedFile, Register, ReportRecord};
use crate::diagnostic::{Diagnostic, ExitStatus};
use crate::domain::Institution;
use crate::failure::Failure;
use crate::publish::OutputFile;
use crate::render::form::{FileFormat, Form};
use crate::render::manifest::sha256;
use crate::render::rendering::Rendering;
use crate::report::Issue;
use crate::report::document::Document;
use crate::report::listing::Customers;

/// The files of a report by what their names end with.
pub fn forms(report: &ReportRecord) -> impl Iterator<Item = (FileFormat, &IssuedFile)> {
    let of_ending = |name: &str| {
        FileFormat::ALL.into_iter().find(|format| Path::new(name).extension().is_some_and(|end| end == format.name()))
    };
    report.files.iter().filter_map(move |file| Some((of_ending(&file.name)?, file)))
}

/// The number and version of an issued report, and what the version before was; `None` where that can't be made again.
///
/// # Errors
/// When the archive can't be read.
pub fn issue_of(
    register: &Register,
    institution: Institution,
    view: &mut HistoryView<'_>,
    reports: &[ReportRecord],
    report: &ReportRecord,
    of_report: &Recipe,
) -> Result<Option<Issue>, Failure> {
    let is_before = |other: &&ReportRecord| {
        (&other.report, other.period, other.version + 1) == (&report.report, report.period, report.version)
    };
    let before = match reports.iter().find(is_before) {
        None => None,
        Some(earlier) => {
            let Ok(of_earlier) = recipe(register, earlier) else { return Ok(None) };
            Some(before(view, institution, earlier, &of_earlier, &of_report.parameters, report.intake)?)
        }
    };
    let (number, previous) = (report.number.clone(), report.previous.clone());
    Ok(Some(Issue { number, version: report.version, previous, before }))
}

/// The files of an issued report, made again: each with the bytes that were issued.
///
/// # Errors
/// When one can't be made again, or has other bytes.
pub fn files(
    register: &Register,
    institution: Institution,
    view: &mut HistoryView<'_>,
    reports: &[ReportRecord],
    report: &ReportRecord,
    keys: &CustomerKeys,
) -> Result<Vec<OutputFile>, Failure> {
    let refused = |what: String, hint: &str| {
        let what = format!("{} can't be made again: {what}", report.number);
        Diagnostic::error(ExitStatus::Refused, what).hinted(hint)
    };
    let lost = "nothing of it was written; put it back from a copy of the reports";
    let formats: BTreeSet<FileFormat> = forms(report).map(|(format, _)| format).collect();
    if desk::is_of_desk(report) {
        let (document, parameters) = desk::again(register, institution, view, reports, report, &formats)?;
        return files_of(&document, parameters.form(), report, &formats, &refused);
    }
    let recipe = recipe(register, report).map_err(|what| refused(what, lost))?;
    let customers = match keys.of_issued(&recipe.parameters, view.exports()) {
        Some(key) => Customers::Pseudonyms { key },
        None if recipe.template.shows_customers() => {
            let hint = "nothing of it was written; put the key back, or the report from a copy";
            return Err(refused("the key of its customers' pseudonyms can't be read here".to_owned(), hint).into());
        }
        None => Customers::Hidden,
    };
    let issue = issue_of(register, institution, view, reports, report, &recipe)?;
    let issue = issue.ok_or_else(|| refused("the version before it can't be made again".to_owned(), lost))?;
    let outputs = Outputs { files: formats.clone(), on_terminal: false };
    let counts = counts::of_issued(register, view, reports, report)?;
    let job = ReportJob::reissued(institution, report, &recipe, customers, outputs)
        .of_issue(issue, &recipe)
        .with_counts(counts);
    let document = make(&job, LineSource::Archive { view, after: report.intake })?;
    files_of(&document, recipe.parameters.form(), report, &formats, &refused)
}

/// The files of a report that was made again: each must have the bytes that were issued.
fn files_of(
    document: &Document,
    form: Form,
    report: &ReportRecord,
    formats: &BTreeSet<FileFormat>,
    refused: &dyn Fn(String, &str) -> Diagnostic,
) -> Result<Vec<OutputFile>, Failure> {
    let lost = "nothing of it was written; put it back from a copy of the reports";
    let rendering = Rendering::new(document, form, formats)?;
    let mut files = Vec::new();
    for (format, issued) in forms(report) {
        let mut bytes = Vec::new();
        rendering.write(format, 1, &mut bytes)?;
        if sha256(&bytes) != issued.sha256 {
            let what = format!("{} comes out with other bytes than were issued", issued.name);
            return Err(
                refused(what, "nothing of it was written; the kasverslag that issued it makes the same bytes").into()
            );
        }
        files.push(OutputFile { name: issued.name.clone().into(), bytes });
    }
    if files.len() == report.files.len() {
        Ok(files)
    } else {
        Err(refused("it has files of no known form".to_owned(), lost).into())
    }
}
