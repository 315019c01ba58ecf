//! What `kasverslag report` takes for what was not typed: the `[report]` of a configuration.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::raw::{OneOrMany, RawConfig};
use super::{ConfigError, wrong};
use crate::domain::Institution;
use crate::render::form::OutputFormat;

/// What `kasverslag report` takes for what was not typed; what is left out has no value here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReportDefaults {
    /// Export files and folders with them.
    pub inputs: Vec<PathBuf>,
    /// The reports, by their names.
    pub reports: Vec<String>,
    /// What to make.
    pub formats: Vec<OutputFormat>,
    /// The folder to write to.
    pub out: Option<PathBuf>,
    /// The library: the only one of the configuration unless it says otherwise.
    pub institution: Option<Institution>,
}

/// Checks the defaults; what is wrong goes to `errors`.
pub(super) fn read(raw: &RawConfig, path: &Path, errors: &mut Vec<ConfigError>) -> ReportDefaults {
    let Some(report) = &raw.report else { return ReportDefaults::default() };
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut mistake = |what: String| errors.push(wrong(path, "report", format!("[report] {what}")));
    let mut formats = Vec::new();
    for name in report.formats.iter().flatten() {
        match OutputFormat::from_str(name, false) {
            Ok(format) => formats.push(format),
            Err(_) => mistake(format!("formats: `{name}` is none of pdf, csv, xlsx, json, html, journal, table")),
        }
    }
    let institution = match &report.institution {
        None => match &raw.library[..] {
            [only] => Institution::parse(&only.institution),
            _ => None,
        },
        Some(text) if text == "all" => None,
        Some(text) => {
            let institution = Institution::parse(text);
            if institution.is_none() {
                mistake(format!("institution: `{text}` is neither `all` nor `I` and three digits, such as I355"));
            }
            institution
        }
    };
    let inputs = report.input.iter().flat_map(OneOrMany::all).map(|input| folder.join(input)).collect();
    let reports = report.reports.clone().unwrap_or_default();
    ReportDefaults { inputs, reports, formats, out: report.out.as_ref().map(|out| folder.join(out)), institution }
}
