//! What the nightly run does for each library.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use chrono::{NaiveDate, TimeDelta};

use super::choice;
use super::error::{ConfigError, wrong};
use super::feeds::{self, FeedSettings};
use super::raw::{RawConfig, RawLibrary, RawRun};
use super::rhythm::{Every, Rhythm};
use crate::archive::pseudonym_key::keys_folder;
use crate::domain::closed_days::no_export_needed;
use crate::domain::{ClosedDays, FeedDays, Institution, Period};
use crate::ingest::{ExportMode, ExportPlaces, FeedDirectory, LibraryFiles};
use crate::publish::modes::{FileMode, FolderMode, Modes};
use crate::render::csv::Dialect;
use crate::render::form::FileFormat;
use crate::render::pdf::level::Level;
use crate::report::language::Language;

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

impl PeriodKind {
    /// Every one, with its name in the configuration.
    pub const ALL: [(&str, Self); 4] =
        [("day", Self::Day), ("week", Self::Week), ("month", Self::Month), ("year", Self::Year)];

    /// The kind of a period; `None` of one that is free.
    #[must_use]
    pub fn of(period: Period) -> Option<Self> {
        match period {
            Period::Day(_) => Some(Self::Day),
            Period::Week(_) => Some(Self::Week),
            Period::Month { .. } => Some(Self::Month),
            Period::Year(_) => Some(Self::Year),
            Period::Range { .. } => None,
        }
    }
}

/// The days that a library is reported on, as far as the configuration bounds them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReportedDays {
    /// The first, if it is told.
    pub first: Option<NaiveDate>,
    /// The last, if it is told.
    pub last: Option<NaiveDate>,
}

/// What the nightly run does for a library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LibrarySettings {
    /// The library.
    pub institution: Institution,
    /// Where its exports are looked for.
    pub exports: ExportPlaces,
    /// Its feeds, where it names them; else each profile is one.
    pub feeds: Vec<FeedSettings>,
    /// What its exports mean, where it names no feeds.
    pub mode: ExportMode,
    /// Whether a single day in an export's name is the day that it covers, not that on which it was made.
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
    /// The days on which the library is closed and no export needs to come.
    pub closed: ClosedDays,
    /// How often its exports come.
    pub rhythm: Rhythm,
    /// The first day to report on; `None` for the first that an export covers.
    pub first_day: Option<NaiveDate>,
    /// The last day to report on, of a library that is no more; `None` for one that goes on.
    pub last_day: Option<NaiveDate>,
    /// The folder that its reports go to.
    pub output: PathBuf,
    /// Whether write-offs are shown on overviews.
    pub write_offs: bool,
}

impl LibrarySettings {
    /// Whether no export needs to come that tells of the day: the library is closed, or none of its feeds sends anything.
    #[must_use]
    pub fn is_closed(&self, day: NaiveDate) -> bool {
        no_export_needed(&self.closed, self.feeds.iter().map(|feed| &feed.days.closed), day)
    }

    /// Whether nothing happened on the day because the library was closed. Of the days before it is reported on nothing is
    /// known, whatever weekday they were: those before its first day, or where it names none before `first_told`, the first
    /// that any export tells about.
    #[must_use]
    pub fn is_known_closed(&self, day: NaiveDate, first_told: Option<NaiveDate>) -> bool {
        self.first_day.or(first_told).is_some_and(|first| first <= day) && self.is_closed(day)
    }

    /// The feed of a file whose folder nobody knows, if one alone has files of such a name.
    #[must_use]
    pub fn feed_of_name(&self, name: &str) -> Option<&str> {
        let has = |feed: &&FeedSettings| feed.feed.files.iter().any(|pattern| pattern.fits_name(name));
        let mut named = self.feeds.iter().filter(has);
        named.next().filter(|_| named.next().is_none()).map(|feed| feed.feed.name.as_str())
    }

    /// What the configuration says of its export files.
    #[must_use]
    pub fn files(&self) -> LibraryFiles {
        LibraryFiles {
            institution: self.institution,
            places: self.exports.clone(),
            feeds: self.feeds.iter().map(|feed| feed.feed.clone()).collect(),
            mode: self.mode,
            day_in_name: self.day_in_name,
            closed: self.closed.clone(),
            silent: self.feeds.iter().map(|feed| feed.days.closed.clone()).collect(),
            first_day: self.first_day,
        }
    }

    /// The days that its feeds are expected to tell of, where it names feeds.
    #[must_use]
    pub fn feed_days(&self) -> Vec<FeedDays> {
        self.feeds.iter().map(|feed| feed.days.clone()).collect()
    }

    /// The same where feeds of several libraries may stand beside each other.
    #[must_use]
    pub fn feed_days_in_library(&self) -> Vec<FeedDays> {
        self.feed_days().into_iter().map(|feed| feed.in_library(self.institution)).collect()
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
    /// The file of gauges for a collector of metrics.
    pub metrics: Option<PathBuf>,
    /// Whether a night writes the pages beside the reports.
    pub has_pages: bool,
    /// Whether a night begins a Delta log beside each library's lines. One that is there is kept up in any case.
    pub has_delta_log: bool,
    /// How long files of lines stay that others have replaced, for readers of that log.
    pub keep_replaced: TimeDelta,
    /// The modes of files and folders; `report` keeps to them too.
    pub modes: Modes,
    /// The libraries that the run is for, by code: those that say where their exports lie.
    pub libraries: Vec<LibrarySettings>,
    /// What is said of the export files of each library that is configured, by code: of those too that the run is not for.
    pub files: Vec<LibraryFiles>,
    /// The days that each library that is configured is reported on, as far as they are bounded.
    pub reported: BTreeMap<Institution, ReportedDays>,
}

impl RunSettings {
    /// A library that is part of the run.
    #[must_use]
    pub fn library(&self, institution: Institution) -> Option<&LibrarySettings> {
        self.libraries.iter().find(|library| library.institution == institution)
    }

    /// Whose files those are that are read on demand for some libraries, or without any for all.
    #[must_use]
    pub fn directory<'a>(&'a self, asked: &'a [Institution]) -> FeedDirectory<'a> {
        FeedDirectory { libraries: &self.files, asked }
    }
}

/// Checks what the run does; what is wrong goes to `errors`.
pub(super) fn read(raw: &RawConfig, path: &Path, errors: &mut Vec<ConfigError>) -> RunSettings {
    let RawConfig { run, library: libraries, profile, .. } = raw;
    let profiles: Vec<&str> = profile.iter().map(|profile| profile.name.as_str()).collect();
    let folder = path.parent().unwrap_or(Path::new(""));
    let output = joined(folder, &run.out.clone().unwrap_or_else(|| "reports".into()));
    let archive = run.archive.as_ref().map_or_else(|| output.join("archive"), |archive| joined(folder, archive));
    let mut mode_errors = Vec::new();
    let modes = Modes {
        file: mode("file_mode", run.file_mode.as_ref(), FileMode::parse, &mut mode_errors),
        folder: mode("folder_mode", run.folder_mode.as_ref(), FolderMode::parse, &mut mode_errors),
    };
    errors.extend(mode_errors.iter().map(|what| wrong(path, "run", format!("[run] {what}"))));
    let keys = run.keys.as_ref().map_or_else(|| keys_folder(&archive, &output), |keys| joined(folder, keys));
    let metrics = run.metrics.as_ref().map(|metrics| joined(folder, metrics));
    if metrics.as_ref().is_some_and(|metrics| metrics.extension().is_none_or(|end| end != "prom")) {
        errors.push(wrong(path, "run", "[run] metrics: collectors read only files whose name ends in .prom"));
    }
    if let Some(Err(what)) = run.messages.as_ref().map(|language| language.parse::<Language>()) {
        errors.push(wrong(path, "run", format!("[run] messages: {what}")));
    }
    let has_pages = run.pages.unwrap_or(true);
    let keep_replaced = run.keep_replaced.as_deref().unwrap_or("7d");
    let days = keep_replaced.strip_suffix('d').and_then(|days| days.parse::<u16>().ok());
    if days.is_none() {
        let what = format!("[run] keep_replaced: `{keep_replaced}` is no number of days; write it as in \"7d\"");
        errors.push(wrong(path, "run", what));
    }
    let output_of_all = output.clone();
    let mut settings = RunSettings {
        archive,
        output: output_of_all,
        keys,
        metrics,
        has_pages,
        has_delta_log: run.delta.unwrap_or(false),
        keep_replaced: TimeDelta::days(days.unwrap_or_default().into()),
        modes,
        libraries: Vec::new(),
        files: Vec::new(),
        reported: BTreeMap::new(),
    };
    // What is wrong with the defaults is told once, where they stand, not for every library that takes them over.
    let nobody = RawLibrary::default();
    let common =
        Institution::parse("I000").and_then(|any| library(any, run, &nobody, folder, &output, &profiles).err());
    let common = common.unwrap_or_default();
    errors.extend(common.iter().map(|what| wrong(path, "run", format!("[run] {what}"))));
    for (index, raw) in libraries.iter().enumerate() {
        let Some(institution) = Institution::parse(&raw.institution) else { continue };
        match library(institution, run, raw, folder, &output, &profiles) {
            Ok(library) => {
                settings
                    .reported
                    .insert(institution, ReportedDays { first: library.first_day, last: library.last_day });
                settings.files.push(library.files());
                if !library.exports.patterns.is_empty() {
                    settings.libraries.push(library);
                }
            }
            Err(what) => {
                let own = what.into_iter().filter(|what| !common.contains(what));
                let place = |what| wrong(path, format!("library[{index}]"), format!("{institution}: {what}"));
                errors.extend(own.map(place));
            }
        }
    }
    settings.libraries.sort_by_key(|library| library.institution);
    settings.files.sort_by_key(|files| files.institution);
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
    profiles: &[&str],
) -> Result<LibrarySettings, Vec<String>> {
    let mut mistakes = Vec::new();
    let exports = raw.exports.as_ref().or(run.exports.as_ref());
    let formats = raw.formats.clone().or_else(|| run.formats.clone());
    let formats = formats.unwrap_or_else(|| vec!["pdf".to_owned(), "csv".to_owned()]);
    let formats = choice::several("formats", &formats, FileFormat::ALL.map(|one| (one.name(), one)), &mut mistakes);
    let periods = raw.periods.clone().or_else(|| run.periods.clone());
    let periods = periods.unwrap_or_else(|| ["day", "week", "month"].map(str::to_owned).to_vec());
    let periods = choice::several("periods", &periods, PeriodKind::ALL, &mut mistakes);
    let mode = raw.mode.as_ref().or(run.mode.as_ref());
    let mode = choice::one("mode", mode, ExportMode::ALL, ExportMode::Append, &mut mistakes);
    let mut patterns = feeds::patterns("exports", exports, institution, &mut mistakes);
    if exports.is_some() && patterns.is_empty() && mistakes.is_empty() {
        mistakes.push("exports: no pattern is named".to_owned());
    }
    let feeds = feeds::read(&raw.feed, institution, mode, profiles, &mut mistakes);
    // Patterns of feeds with folders say where to look; those without choose among what is found.
    let of_feeds = feeds.iter().flat_map(|feed| &feed.feed.files);
    patterns.extend(of_feeds.filter(|files| exports.is_none() || !files.folders().is_empty()).cloned());
    let dialect = raw.csv_dialect.as_ref().or(run.csv_dialect.as_ref());
    let dialect = choice::one("csv_dialect", dialect, Dialect::ALL, Dialect::ExcelBe, &mut mistakes);
    let pdf_level = raw.pdf_level.as_ref().or(run.pdf_level.as_ref());
    let pdf_level = choice::one("pdf_level", pdf_level, Level::ALL, Level::A3a, &mut mistakes);
    let closed = feeds::closed_days(raw.closed.as_ref().or(run.closed.as_ref()), &mut mistakes);
    let first_day = feeds::day("first_day", raw.first_day.as_ref().or(run.first_day.as_ref()), &mut mistakes);
    let last_day = feeds::day("last_day", raw.last_day.as_ref(), &mut mistakes);
    if first_day.zip(last_day).is_some_and(|(first, last)| last < first) {
        mistakes.push("last_day is before first_day".to_owned());
    }
    let every = raw.exports_come.as_ref().or(run.exports_come.as_ref());
    let every = choice::one("exports_come", every, Every::ALL, Every::Day, &mut mistakes);
    let rhythm = Rhythm { every, grace_days: raw.grace_days.or(run.grace_days).unwrap_or(0) };
    let reports = raw.reports.clone().or_else(|| run.reports.clone());
    let reports = reports.unwrap_or_else(|| vec!["financieel-overzicht-be".to_owned()]);
    if reports.iter().enumerate().any(|(index, report)| reports[..index].contains(report)) {
        mistakes.push("reports: a report stands there twice".to_owned());
    }
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    let own = raw.out.as_ref().map_or_else(|| output.to_owned(), |out| joined(folder, out));
    Ok(LibrarySettings {
        institution,
        exports: ExportPlaces { folder: folder.to_owned(), patterns },
        feeds,
        mode,
        day_in_name: raw.day_in_name.or(run.day_in_name).unwrap_or(true),
        reports,
        periods,
        formats,
        dialect,
        pdf_level,
        closed,
        rhythm,
        first_day,
        last_day,
        output: own.join(institution.to_string()),
        write_offs: raw.with_write_offs.or(run.with_write_offs).unwrap_or(false),
    })
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
