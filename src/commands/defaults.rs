//! What was not typed of a report: as the configuration's `[report]` has it, else as usual.

use std::path::{Path, PathBuf};

use super::cli::ReportArgs;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::failure::Failure;
use crate::ingest::ExportPlaces;
use crate::render::form::{FileFormat, OutputFormat};
use crate::reporting::templates;

/// What is made unless anyone says otherwise.
const USUAL_FORMATS: [OutputFormat; 2] = [OutputFormat::File(FileFormat::Pdf), OutputFormat::File(FileFormat::Csv)];

/// The arguments with what was not typed.
///
/// # Errors
/// What nobody says, and no report can be made without.
pub fn completed(args: &ReportArgs, config: &Config) -> Result<ReportArgs, Failure> {
    let mut args = args.clone();
    let defaults = &config.report;
    // `--input` takes all that stands behind it: what is a report's name and nothing on the disk was meant as a report.
    let is_report = |text: &str| templates::named(text, config).is_some();
    let is_meant = |path: &Path| path.to_str().is_some_and(|text| text.split(',').all(is_report)) && !path.exists();
    let (reports, inputs): (Vec<_>, Vec<_>) = args.input.into_iter().partition(|path| is_meant(path));
    args.input = inputs;
    let reports = reports.iter().filter_map(|path| path.to_str()).flat_map(|text| text.split(','));
    args.report.extend(reports.map(str::to_owned));
    if args.report.is_empty() {
        args.report.clone_from(&defaults.reports);
    }
    if args.input.is_empty() && args.archive.is_none() {
        args.input = defaults.inputs.iter().flat_map(|input| found(input)).collect();
    }
    if args.format.is_empty() {
        args.format.clone_from(&defaults.formats);
    }
    if args.format.is_empty() {
        args.format = USUAL_FORMATS.to_vec();
    }
    args.out = args.out.or_else(|| defaults.out.clone());
    if args.institution.is_empty() {
        args.institution = defaults.institution.iter().map(ToString::to_string).collect();
    }
    let mut missing = Vec::new();
    if args.report.is_empty() {
        missing.push(Diagnostic::usage("no report is asked for").hinted(format!(
            "name one: {}; or name some with `reports` in the [report] of the configuration",
            templates::names(config).join(", ")
        )));
    }
    if args.input.is_empty() && args.archive.is_none() {
        missing.push(Diagnostic::usage("there is nothing to read: --input is missing").hinted(
            "name exports with --input, the archive of the nightly run with --archive, or exports with `input` in the \
             [report] of the configuration",
        ));
    }
    if args.archive.is_some() && args.institution.is_empty() {
        missing.push(Diagnostic::usage("a report from the archive needs --institution"));
    }
    if missing.is_empty() { Ok(args) } else { Err(missing.into()) }
}

/// The exports that fit a pattern of the configuration, else the path as it is: that of a file or folder.
fn found(input: &Path) -> Vec<PathBuf> {
    let places = ExportPlaces::of_path(input);
    let exports = places.map(|places| places.search().exports).unwrap_or_default();
    if exports.is_empty() { vec![input.to_owned()] } else { exports.into_iter().map(|export| export.path).collect() }
}
