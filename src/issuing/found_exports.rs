//! The exports of a library that are there: found, told apart by their feeds, and read.

use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;

use super::night::Nightly;
use crate::archive::{ArchiveError, LineSpool};
use crate::config::libraries::LibrarySettings;
use crate::diagnostic::{self, Diagnostic, ExitStatus};
use crate::domain::{CodeTables, Finding, NotTakenIn};
use crate::ingest::export_search::FoundExports;
use crate::ingest::file_reading::FileReading;
use crate::ingest::format::ExportFormat;
use crate::ingest::name_days::NameDays;
use crate::ingest::profile::Profile;
use crate::ingest::source::ExportPath;
use crate::ingest::{ExportPlaces, ExportReader, FeedDirectory, OwnOutput};
use crate::publish::scratch::Scratch;

/// The export files that fit the library's patterns, in the order in which they are read; what lies beside them is told
/// by the first library that looks there, if it is no other's, and noted where it may be an export.
pub(super) fn found(
    nightly: &Nightly<'_>,
    library: &LibrarySettings,
    not_taken_in: &mut Vec<Finding>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<ExportPath> {
    let found = library.exports.search();
    let run = &nightly.config.run;
    let first_in = |folder: &Path| run.libraries.iter().find(|other| other.exports.have_folder(folder));
    let is_mine = |path: &Path| {
        let folder = path.parent().unwrap_or(path);
        first_in(folder).is_none_or(|first| first.institution == library.institution)
    };
    let places: Vec<&ExportPlaces> = run.libraries.iter().map(|other| &other.exports).collect();
    let told = |path: &Path| is_mine(path) && !nightly.is_own(path);
    for finding in not_read(&found, &places, library.day_in_name, &told) {
        diagnostics.push(diagnostic::of_finding(&finding, nightly.strict));
        if matches!(finding, Finding::NotTakenIn { .. }) {
            not_taken_in.push(finding);
        }
    }
    for (path, error) in found.unreadable {
        let what = format!("`{}` can't be read: {error}", path.display());
        diagnostics.push(Diagnostic::error(ExitStatus::Environment, what));
    }
    found.exports
}

/// What lies beside exports and is not read, as far as it is told and no export of any of the places.
#[must_use]
pub fn not_read(
    found: &FoundExports,
    places: &[&ExportPlaces],
    is_day_in_name: bool,
    is_told: &dyn Fn(&Path) -> bool,
) -> Vec<Finding> {
    let name = |path: &Path| path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let mut findings = Vec::new();
    for path in found.beside.iter().filter(|path| is_told(path)) {
        let name = name(path);
        if path.is_dir() {
            if !places.iter().any(|other| other.have_folder(path)) {
                findings.push(Finding::FolderNotSearched { folder: name });
            }
        } else if ExportFormat::of_name(&name).is_none() {
            findings.push(Finding::PassedOver { file: name });
        } else if !places.iter().any(|other| other.fit_name(&name.to_lowercase())) {
            let days = NameDays::of(&name).told(is_day_in_name);
            findings.push(Finding::NotTakenIn { file: name, why: NotTakenIn::NoPattern, days });
        }
    }
    let hidden = found.hidden.iter().filter(|path| is_told(path));
    findings.extend(hidden.map(|path| Finding::PassedOver { file: name(path) }));
    findings
}

/// Reads one export with all its lines, which pass through the library's archive.
pub(super) fn read_one(
    export: &ExportPath,
    library: &LibrarySettings,
    profiles: &[Profile],
    archive: &Path,
) -> Result<FileReading<LineSpool>, Vec<Diagnostic>> {
    let files = [library.files()];
    let scratch = Arc::new(Scratch::new(archive));
    let make = || LineSpool::new(&scratch);
    let reader = ExportReader {
        profiles,
        directory: FeedDirectory { libraries: &files, asked: &[] },
        // One export alone meets no other's.
        tables: &CodeTables::default(),
        own: &OwnOutput::default(),
        is_hashed: true,
        last_over: NaiveDate::MAX,
        make: &make,
    };
    let read = reader.read_all(std::slice::from_ref(export)).map_err(|error| diagnostic::of_intake_error(&error))?;
    let Some(mut reading) = read.0.into_iter().next() else { unreachable!("one export gives one reading") };
    let unreadable = |error: ArchiveError| diagnostic::of_archive_error(&error);
    reading.gathered = reading.gathered.finish().map_err(unreadable)?;
    Ok(reading)
}
