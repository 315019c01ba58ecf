//! One library's night: heal, take in, look for what is missing, issue.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Days, NaiveDate};
use chrono_tz::Tz;

use super::due::Calendar;
use super::issue::Issuer;
use super::recovery::recover;
use super::state;
use super::summary::{ExportSummary, LibrarySummary, RunSummary};
use crate::archive::take_in::AcceptedExport;
use crate::archive::{ArchiveError, LINES, REGISTER, Register};
use crate::config::Config;
use crate::config::libraries::LibrarySettings;
use crate::diagnostic::{self, Count, Diagnostic, ExitStatus};
use crate::domain::{Finding, Severity};
use crate::ingest::columns::Columns;
use crate::ingest::export_name::days_in_name;
use crate::ingest::file_reading::FileReading;
use crate::ingest::source::{ExportPath, Format, SourceError, sha256_of};
use crate::ingest::{Profile, Reader};
use crate::publish::{self, shadow};
use crate::reporting::rejects::reject_files;

/// What holds for every library of a run.
#[derive(Debug)]
pub struct Nightly<'a> {
    /// The configuration.
    pub config: &'a Config,
    /// The folder of the archive.
    pub archive: &'a Path,
    /// Where a dry run does all it does.
    pub shadow: Option<&'a Path>,
    /// The last complete day.
    pub date: NaiveDate,
    /// When the run began.
    pub made: DateTime<Tz>,
    /// How the last run ended, as it says itself.
    pub last: Option<&'a RunSummary>,
}

/// Does all there is to do for a library, as far as it gets.
#[must_use]
pub fn work(nightly: &Nightly<'_>, library: &LibrarySettings) -> (LibrarySummary, Vec<Diagnostic>) {
    let mut summary = LibrarySummary::of(library.institution);
    // A night that comes to nothing leaves the chain as it was.
    summary.chain = nightly.last.and_then(|last| last.chain(library.institution)).unwrap_or_default().to_owned();
    let mut diagnostics = Vec::new();
    let result = try_work(nightly, library, &mut summary, &mut diagnostics);
    diagnostics.extend(result.err().into_iter().flatten());
    (summary, diagnostics)
}

fn try_work(
    nightly: &Nightly<'_>,
    library: &LibrarySettings,
    summary: &mut LibrarySummary,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<(), Vec<Diagnostic>> {
    let archived = |error: ArchiveError| diagnostic::of_archive_error(&error);
    let published = |error: publish::PublishError| vec![diagnostic::of_publish_error(&error)];
    if let Some(file) = nightly.config.keys.lost.get(&library.institution) {
        return Err(vec![diagnostic::of_lost_key(file)]);
    }
    let name = library.institution.to_string();
    let own_folder = nightly.archive.join(&name);
    let (folder, output) = match nightly.shadow {
        None => (own_folder.clone(), library.output.clone()),
        Some(shadow) => {
            let folder = shadow.join(&name);
            shadow::copy(&own_folder, REGISTER, LINES, &folder).map_err(published)?;
            (folder, shadow.join("output").join(&name))
        }
    };
    let mut register = state::open(&folder, &own_folder, library, &summary.chain, nightly.config.run.modes)?;
    if nightly.shadow.is_none() {
        keep_places(&register, library).map_err(|error| match error {
            Some(error) => archived(error),
            None => vec![moved_output(library)],
        })?;
    }
    // Also when none of them is needed: the sooner damage is told, the younger the copy that mends it.
    // And before anything is cleaned away: what an old register takes for leftovers may be what a new one needs.
    register.check_lines(nightly.date).map_err(archived)?;
    diagnostics.extend(state::of_foreign(&state::demand_known_lines(&register, &own_folder)?));
    recover(nightly, library, &register, &output, summary, diagnostics)?;

    let blocked = take_in(nightly, library, &mut register, summary, diagnostics)?;
    let coverage = register.coverage().map_err(archived)?;
    let calendar = Calendar { coverage: &coverage, library, date: nightly.date };
    diagnostics.extend(missing(&calendar, summary, blocked));
    let issuer = Issuer::new(nightly, library, &register, &output)?;
    issuer.issue(&calendar.due(), summary, diagnostics)?;
    let last = register.reports().map_err(archived)?.pop();
    summary.chain = last.map(|record| record.record).unwrap_or_default();
    Ok(())
}

/// Notes whose register it is and where its reports lie; an output folder that has moved without its reports is an
/// error without a reason of the archive.
fn keep_places(register: &Register, library: &LibrarySettings) -> Result<(), Option<ArchiveError>> {
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let output = relative(&absolute(register.folder()), &absolute(&library.output));
    let known = register.note("output").map_err(Some)?;
    let has_reports = !register.reports().map_err(Some)?.is_empty();
    if has_reports && known.is_some_and(|known| known != output) {
        return Err(None);
    }
    register.set_note("institution", &library.institution.to_string()).map_err(Some)?;
    register.set_note("output", &output).map_err(Some)
}

fn moved_output(library: &LibrarySettings) -> Diagnostic {
    Diagnostic::usage(format!("its reports were issued to another folder than `{}`", library.output.display()))
        .hinted("set `out` back, or keep archive and reports in the same place to each other")
}

/// The way from a folder to another, so that a copy of both still finds its parts.
fn relative(from: &Path, to: &Path) -> String {
    let (from, to): (Vec<_>, Vec<_>) = (from.components().collect(), to.components().collect());
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let mut path = PathBuf::new();
    path.extend(from[common..].iter().map(|_| ".."));
    path.extend(&to[common..]);
    path.display().to_string()
}

/// The export files that fit the library's pattern, by name.
fn exports(library: &LibrarySettings, diagnostics: &mut Vec<Diagnostic>) -> Vec<ExportPath> {
    let mut found = Vec::new();
    let paths = glob::glob(&library.exports).into_iter().flatten();
    for path in paths {
        match path {
            Ok(path) => {
                let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
                if path.is_dir() || name.starts_with(['.', '~']) {
                    continue;
                }
                if Format::of_name(&name).is_some() {
                    found.push(ExportPath { name, path });
                } else {
                    diagnostics.push(diagnostic::of_finding(&Finding::PassedOver { file: name }, false));
                }
            }
            Err(error) => diagnostics.push(Diagnostic::error(
                ExitStatus::Environment,
                format!("`{}` can't be read: {}", error.path().display(), error.error()),
            )),
        }
    }
    found.sort();
    found
}

/// Takes in new exports in the order of their names, up to the first that is refused: those behind it wait, since it
/// may hold what they change. Tells whether one was.
fn take_in(
    nightly: &Nightly<'_>,
    library: &LibrarySettings,
    register: &mut Register,
    summary: &mut LibrarySummary,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<bool, Vec<Diagnostic>> {
    let archived = |error: ArchiveError| diagnostic::of_archive_error(&error);
    let mut told = Vec::new();
    for export in exports(library, diagnostics) {
        let unreadable = |error| archived(ArchiveError::Source(error));
        let sha256 = sha256_of(&export).map_err(unreadable)?;
        let days_in_name = days_in_name(&export.name, library.day_in_name);
        if register.knows(&sha256, days_in_name).map_err(archived)? {
            summary.known_exports += 1;
            continue;
        }
        let reading = read_one(&export, &nightly.config.profiles)?;
        if reading.file.sha256.as_ref() != Some(&sha256) {
            return Err(unreadable(SourceError::Changed(export.path)));
        }
        // What lies wholly behind the last complete day is not there yet: `--date` works as on that night.
        let settled = reading.gathered.iter().filter_map(|line| Some(line.settlement?.settled.day()));
        let first = days_in_name.map(|(first, _)| first).or(settled.min());
        if !reading.file.is_refused() && first.is_some_and(|first| first > nightly.date) {
            summary.waiting_exports += 1;
            continue;
        }
        if reading.file.is_refused() {
            summary.refused.push(export.name.clone());
            refuse(nightly, library, reading, diagnostics);
            return Ok(true);
        }
        for finding in &reading.findings {
            let is_new = finding.severity() != Severity::Notice || !told.contains(&std::mem::discriminant(finding));
            if is_new {
                told.push(std::mem::discriminant(finding));
                diagnostics.push(diagnostic::of_finding(finding, false));
            }
        }
        let accepted = AcceptedExport {
            name: &export.name,
            sha256: &sha256,
            bytes: reading.bytes,
            mode: library.mode,
            days_in_name,
            blank: reading.file.blank,
            lines: &reading.gathered,
        };
        // Today is not over, unless `--date` says so.
        let complete_to = nightly.date.max(nightly.made.date_naive() - Days::new(1));
        let taken = register.take_in(accepted, nightly.made.fixed_offset(), complete_to).map_err(archived)?;
        if taken.outdated > 0 {
            let what = "an export came in after others that are later by name and know better";
            let lines = format!("{} without effect", Count(taken.outdated, "line"));
            diagnostics.push(Diagnostic::warning(what).with(lines).at(taken.name.clone()));
        }
        summary.exports.push(ExportSummary::of(&taken));
    }
    Ok(false)
}

/// Reads one export with all its lines, in the order of the file.
fn read_one(export: &ExportPath, profiles: &[Profile]) -> Result<FileReading<Columns>, Vec<Diagnostic>> {
    let reader = Reader { profiles, is_hashed: true, make: &Columns::default };
    let read = reader.read_all(std::slice::from_ref(export)).map_err(|error| diagnostic::of_intake_error(&error))?;
    let Some(mut reading) = read.0.into_iter().next() else { unreachable!("one export gives one reading") };
    reading.gathered = reading.gathered.in_order();
    Ok(reading)
}

fn refuse(
    nightly: &Nightly<'_>,
    library: &LibrarySettings,
    reading: FileReading<Columns>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let name = reading.file.name.clone();
    let refused = reading.file.rejects.count();
    diagnostics.extend(diagnostic::of_files([&reading.file]));
    let why =
        if refused == 0 { "it can't be used".to_owned() } else { format!("{} refused", Count(refused, "record")) };
    let what = format!("{name} was not taken in: {why}");
    let mut hint = "mend or remove it; exports behind it wait until then".to_owned();
    if nightly.shadow.is_none() {
        let files = reject_files(&[reading.file], library.dialect);
        match publish::publish(&library.output, &files, nightly.config.run.modes) {
            Ok(paths) => hint += &format!(". All faults are listed in {}", paths[0].display()),
            Err(error) => diagnostics.push(diagnostic::of_publish_error(&error)),
        }
    }
    diagnostics.push(Diagnostic::error(ExitStatus::Refused, what).hinted(hint));
}

/// What to tell about days that no export covers. Missing at the end is an error: nobody knows what happened.
fn missing(calendar: &Calendar<'_>, summary: &mut LibrarySummary, blocked: bool) -> Option<Diagnostic> {
    let (days, is_stale) = calendar.missing();
    summary.missing_days = days.iter().map(ToString::to_string).collect();
    let hint = format!("exports are looked for at {}", calendar.library.exports);
    let what = match &days[..] {
        [] if is_stale => "geen export ontvangen: no export has come in yet".to_owned(),
        [] => return None,
        days => {
            let names: Vec<String> = days.iter().take(7).map(ToString::to_string).collect();
            let more = if days.len() > 7 { format!(" and {} more", days.len() - 7) } else { String::new() };
            format!("geen export ontvangen: nothing is known of {}{more}; no report covers that", names.join(", "))
        }
    };
    if is_stale && !blocked {
        Some(Diagnostic::error(ExitStatus::Refused, what).hinted(hint))
    } else {
        Some(Diagnostic::warning(what).hinted(hint))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_lead_from_one_folder_to_the_other() {
        let rows = [
            ("/a/archive/I355", "/a/I355", "../../I355"),
            ("/a/archive/I355", "/a/archive/I355", ""),
            ("/a/archive/I355", "/b/I355", "../../../b/I355"),
            ("/a/b", "/a/b/c", "c"),
            // What is the same again behind a difference is another folder.
            ("/a/x/c", "/a/y/c", "../../y/c"),
        ];
        for (from, to, way) in rows {
            assert_eq!(relative(Path::new(from), Path::new(to)), way, "{from} {to}");
        }
    }
}
