//! The folder in which the desk puts exports, and finds reports, as the configuration has it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::choice;
use super::error::{ConfigError, wrong};
use super::raw::RawConfig;
use crate::render::form::FileFormat;

/// What is made of an export, unless the configuration says otherwise.
const USUAL_REPORT: &str = "financieel-overzicht-be";

/// For how long a file must not change, in seconds, unless the configuration says otherwise.
const STEADY: u16 = 5;

/// The folder in which the desk puts exports, and finds reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskFolder {
    /// The folder that exports are put into.
    pub input: PathBuf,
    /// The folder that reports go to.
    pub output: PathBuf,
    /// The reports, by name.
    pub reports: Vec<String>,
    /// What is made.
    pub formats: BTreeSet<FileFormat>,
    /// For how long a file must not change before it is read.
    pub steady: Duration,
    /// Whom to ask.
    pub help: Option<String>,
}

/// Checks the folder of the desk; what is wrong goes to `errors`.
pub(super) fn read(raw: &RawConfig, path: &Path, errors: &mut Vec<ConfigError>) -> Option<DeskFolder> {
    let desk = raw.desk.as_ref()?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut mistake = |what: String| errors.push(wrong(path, "desk", format!("[desk] {what}")));
    if desk.input.as_os_str().is_empty() {
        mistake("in: name the folder that exports are put into".to_owned());
    }
    let input = folder.join(&desk.input);
    let beside = || input.parent().unwrap_or(Path::new("")).join("uit");
    let output = desk.out.as_ref().map_or_else(beside, |out| folder.join(out));
    // Reports among exports would be taken for exports.
    if output.starts_with(&input) {
        let text = desk.out.as_ref().unwrap_or(&output).display();
        mistake(format!("out: `{text}` lies in the folder that exports are put into"));
    }
    let formats = desk.formats.clone().unwrap_or_else(|| vec![FileFormat::Pdf.name().to_owned()]);
    let mut mistakes = Vec::new();
    let formats = choice::several("formats", &formats, FileFormat::ALL.map(|one| (one.name(), one)), &mut mistakes);
    mistakes.into_iter().for_each(&mut mistake);
    let of_report = raw.report.as_ref().and_then(|report| report.reports.clone());
    let reports = desk.reports.clone().or(of_report).unwrap_or_else(|| vec![USUAL_REPORT.to_owned()]);
    if reports.is_empty() {
        mistake("reports: no report is named".to_owned());
    }
    let steady = Duration::from_secs(desk.steady_seconds.unwrap_or(STEADY).into());
    Some(DeskFolder { input, output, reports, formats, steady, help: desk.help.clone() })
}
