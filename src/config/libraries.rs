//! What the nightly run does for each library.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use chrono::{NaiveDate, Weekday};

use super::error::{ConfigError, wrong};
use super::raw::{RawLibrary, RawRun};
use crate::archive::ExportMode;
use crate::archive::pseudonym_key::keys_folder;
use crate::domain::Institution;
use crate::publish::modes::{FileMode, FolderMode, Modes};
use crate::render::csv::Dialect;
use crate::render::form::FileFormat;
use crate::render::pdf::level::Level;

/// A kind of period that reports are issued for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PeriodKind {
    /// Every civil day.
    Day,
    /// Every ISO week.
    Week,
    /// Every calendar month.
    Month,
    /// Every calendar year.
    Year,
}

/// What the nightly run does for a library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LibrarySettings {
    /// The library.
    pub institution: Institution,
    /// A pattern that its export files fit.
    pub exports: String,
    /// What its exports mean.
    pub mode: ExportMode,
    /// Whether a single day in an export's name is the day that it covers.
    pub day_in_name: bool,
    /// The reports to issue, in this order.
    pub reports: Vec<String>,
    /// The kinds of periods to issue them for.
    pub periods: BTreeSet<PeriodKind>,
    /// The kinds of files that are made.
    pub formats: BTreeSet<FileFormat>,
    /// How CSVs are written.
    pub dialect: Dialect,
    /// The standard that PDFs keep to.
    pub pdf_level: Level,
    /// The days of the week on which the library is closed and no export needs to come.
    pub closed: BTreeSet<u8>,
    /// Single days on which it is closed.
    pub closed_days: BTreeSet<NaiveDate>,
    /// The first day to report on; `None` for the first that an export covers.
    pub first_day: Option<NaiveDate>,
    /// The folder that its reports go to.
    pub output: PathBuf,
    /// Whether write-offs are shown on overviews.
    pub write_offs: bool,
}

impl LibrarySettings {
    /// Whether the library is closed on the day.
    #[must_use]
    pub fn is_closed(&self, day: NaiveDate) -> bool {
        use chrono::Datelike;
        u8::try_from(day.weekday().num_days_from_monday()).is_ok_and(|number| self.closed.contains(&number))
            || self.closed_days.contains(&day)
    }
}

/// The folders of the nightly run, and its libraries.
#[derive(Clone, Debug, Default)]
pub struct RunSettings {
    /// The folder of the archive.
    pub archive: PathBuf,
    /// The folder that reports and the summary go to.
    pub output: PathBuf,
    /// The folder of the keys that were made for libraries without a configured one.
    pub keys: PathBuf,
    /// The modes of files and folders; `report` keeps to them too.
    pub modes: Modes,
    /// The libraries, by code; those without exports are not part of the run.
    pub libraries: Vec<LibrarySettings>,
}

/// Checks what the run does; what is wrong goes to `errors`.
pub(super) fn read(run: &RawRun, libraries: &[RawLibrary], path: &Path, errors: &mut Vec<ConfigError>) -> RunSettings {
    let folder = path.parent().unwrap_or(Path::new(""));
    let output = joined(folder, &run.out.clone().unwrap_or_else(|| "reports".into()));
    let archive = run.archive.as_ref().map_or_else(|| output.join("archive"), |archive| joined(folder, archive));
    let mut mode_errors = Vec::new();
    let modes = Modes {
        file: mode("file_mode", run.file_mode.as_ref(), FileMode::parse, &mut mode_errors),
        folder: mode("folder_mode", run.folder_mode.as_ref(), FolderMode::parse, &mut mode_errors),
    };
    errors.extend(mode_errors.iter().map(|what| wrong(path, format!("[run] {what}"))));
    let keys = run.keys.as_ref().map_or_else(|| keys_folder(&archive, &output), |keys| joined(folder, keys));
    let mut settings = RunSettings { archive, output: output.clone(), keys, modes, libraries: Vec::new() };
    // What is wrong with the defaults is told once, not for every library that takes them over.
    let nobody = RawLibrary { institution: String::new(), ..RawLibrary::default() };
    let common = Institution::parse("I000").and_then(|any| library(any, run, &nobody, folder, &output).err());
    let common = common.unwrap_or_default();
    errors.extend(common.iter().map(|what| wrong(path, format!("[run] {what}"))));
    for raw in libraries {
        let Some(institution) = Institution::parse(&raw.institution) else { continue };
        match library(institution, run, raw, folder, &output) {
            Ok(Some(library)) => settings.libraries.push(library),
            Ok(None) => {}
            Err(what) => {
                let own = what.into_iter().filter(|what| !common.contains(what));
                errors.extend(own.map(|what| wrong(path, format!("{institution}: {what}"))));
            }
        }
    }
    settings.libraries.sort_by_key(|library| library.institution);
    settings
}

fn mode<T>(
    key: &str,
    text: Option<&String>,
    parse: impl Fn(&str) -> Result<T, String>,
    mistakes: &mut Vec<String>,
) -> Option<T> {
    parse(text?).map_err(|what| mistakes.push(format!("{key}: {what}"))).ok()
}

fn library(
    institution: Institution,
    run: &RawRun,
    raw: &RawLibrary,
    folder: &Path,
    output: &Path,
) -> Result<Option<LibrarySettings>, Vec<String>> {
    let mut mistakes = Vec::new();
    let Some(exports) = raw.exports.as_ref().or(run.exports.as_ref()) else {
        return Ok(None);
    };
    let exports = pattern(folder, exports, institution).unwrap_or_else(|what| {
        mistakes.push(format!("exports: {what}"));
        String::new()
    });
    let formats = raw.formats.clone().or_else(|| run.formats.clone());
    let formats = formats.unwrap_or_else(|| vec!["pdf".to_owned(), "csv".to_owned()]);
    mistakes.extend(unknown("formats", &formats, &FileFormat::ALL.map(FileFormat::name)));
    let periods = raw.periods.clone().or_else(|| run.periods.clone());
    let periods = periods.unwrap_or_else(|| ["day", "week", "month"].map(str::to_owned).to_vec());
    let kinds = [
        ("day", PeriodKind::Day),
        ("week", PeriodKind::Week),
        ("month", PeriodKind::Month),
        ("year", PeriodKind::Year),
    ];
    mistakes.extend(unknown("periods", &periods, &kinds.map(|(name, _)| name)));
    let mode = raw.mode.as_ref().or(run.mode.as_ref()).map_or("append", String::as_str);
    mistakes.extend(unknown("mode", &[mode.to_owned()], &["append", "snapshot"]));
    let dialect = raw.csv_dialect.as_ref().or(run.csv_dialect.as_ref()).map_or("excel-be", String::as_str);
    mistakes.extend(unknown("csv_dialect", &[dialect.to_owned()], &["excel-be", "rfc4180"]));
    let pdf_level = raw.pdf_level.as_ref().or(run.pdf_level.as_ref()).map_or("3a", String::as_str);
    mistakes.extend(unknown("pdf_level", &[pdf_level.to_owned()], &["3a", "3b"]));
    let (mut closed, mut closed_days) = (BTreeSet::new(), BTreeSet::new());
    for name in raw.closed.as_ref().or(run.closed.as_ref()).into_iter().flatten() {
        match (name.parse::<Weekday>(), name.parse::<NaiveDate>()) {
            (Ok(day), _) => closed.extend(u8::try_from(day.num_days_from_monday())),
            (_, Ok(day)) => closed_days.extend([day]),
            _ => mistakes.push(format!(
                "closed: `{name}` is neither a day of the week nor a day, such as \"sunday\" or \"2026-12-25\""
            )),
        }
    }
    let first_day = raw.first_day.as_ref().or(run.first_day.as_ref()).and_then(|text| {
        let day = text.parse().ok();
        if day.is_none() {
            mistakes.push(format!("first_day: `{text}` is no day like \"2026-01-01\""));
        }
        day
    });
    let reports = raw.reports.clone().or_else(|| run.reports.clone());
    let reports = reports.unwrap_or_else(|| vec!["financieel-overzicht-be".to_owned()]);
    if reports.iter().enumerate().any(|(index, report)| reports[..index].contains(report)) {
        mistakes.push("reports: a report stands there twice".to_owned());
    }
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    let own = raw.out.as_ref().map_or_else(|| output.to_owned(), |out| joined(folder, out));
    Ok(Some(LibrarySettings {
        institution,
        exports,
        mode: if mode == "snapshot" { ExportMode::Snapshot } else { ExportMode::Append },
        day_in_name: raw.day_in_name.or(run.day_in_name).unwrap_or(false),
        reports,
        periods: kinds.iter().filter(|(name, _)| periods.iter().any(|p| p == name)).map(|(_, kind)| *kind).collect(),
        formats: FileFormat::ALL.into_iter().filter(|format| formats.iter().any(|f| f == format.name())).collect(),
        dialect: if dialect == "rfc4180" { Dialect::Rfc4180 } else { Dialect::ExcelBe },
        pdf_level: if pdf_level == "3b" { Level::A3b } else { Level::A3a },
        closed,
        closed_days,
        first_day,
        output: own.join(institution.to_string()),
        write_offs: raw.with_write_offs.or(run.with_write_offs).unwrap_or(false),
    }))
}

/// A pattern of export files as seen from a folder, whose own name means itself whatever it is called.
fn pattern(folder: &Path, text: &str, institution: Institution) -> Result<String, String> {
    let filled = text.replace("{institution}", &institution.to_string());
    if let Some((_, rest)) = filled.split_once('{') {
        let name = rest.split('}').next().unwrap_or_default();
        return Err(format!(
            "`{text}`: `{{{name}}}` stands for nothing; `{{institution}}` stands for the library's code"
        ));
    }
    let whole = if Path::new(&filled).is_absolute() || folder.as_os_str().is_empty() {
        filled
    } else {
        format!("{}/{filled}", glob::Pattern::escape(&folder.display().to_string()))
    };
    glob::Pattern::new(&whole).map_err(|error| format!("`{text}`: {}", error.msg))?;
    Ok(whole)
}

/// A path as seen from a folder, without going down into a folder and up again; a link may lead elsewhere and stays.
fn joined(folder: &Path, path: &Path) -> PathBuf {
    let mut whole = folder.to_owned();
    for part in path.components() {
        let is_plain = whole.file_name().is_some() && !whole.is_symlink();
        if part == Component::ParentDir && is_plain {
            whole.pop();
        } else {
            whole.push(part);
        }
    }
    whole
}

fn unknown(key: &str, values: &[String], known: &[&str]) -> Vec<String> {
    let mut mistakes: Vec<String> = values
        .iter()
        .filter(|value| !known.contains(&value.as_str()))
        .map(|value| format!("{key}: `{value}` is none of {}", known.join(", ")))
        .collect();
    if values.is_empty() {
        mistakes.push(format!("{key}: nothing is named; there are {}", known.join(", ")));
    }
    mistakes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn the_way_up_out_of_a_link_is_where_it_leads() {
        let (plain, links) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        let link = links.path().join("link");
        std::os::unix::fs::symlink(plain.path(), &link).expect("a link");
        let up = Path::new("../out");
        assert_eq!(Some(joined(plain.path(), up)), plain.path().parent().map(|above| above.join("out")));
        assert_eq!(joined(&link, up), link.join("../out"));
        assert_eq!(joined(Path::new(""), up), Path::new("../out"));
    }
}
