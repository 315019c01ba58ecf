//! `actueel/<report>/<period>.<form>`: every report by its period, in the version that holds.
//!
//! They are copies and no links: whoever opens one in a spreadsheet and saves it must not change what was issued, and a
//! folder that is copied to a share or a stick needs no links. Where a file system can share blocks, a copy takes no
//! room.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::refreshed::Refreshed;
use super::written_chain::WrittenChain;
use crate::archive::regular::{self, demand_known};
use crate::archive::{ArchiveError, IssuedFile, ReportRecord};
use crate::publish::modes::Modes;
use crate::publish::{self, PublishError, copy_file, is_passing_name, make_folder};
use crate::render::manifest::sha256;

/// The folder's name in the library's folder of reports.
pub const FOLDER: &str = "actueel";

/// The folder of a report, and the name in it, under which a file of its newest version lies.
#[must_use]
pub fn place(record: &ReportRecord, file: &IssuedFile) -> (PathBuf, String) {
    let ending = Path::new(&file.name).extension().unwrap_or_default().to_string_lossy();
    (Path::new(FOLDER).join(&record.report), format!("{}.{ending}", record.period.file_part()))
}

/// Puts the reports for the periods of `new` ones in their places, in the version that holds.
///
/// # Errors
/// When something can't be read or written.
pub fn place_all(
    output: &Path,
    records: &[ReportRecord],
    new: &[ReportRecord],
    modes: Modes,
) -> Result<(), PublishError> {
    let holding = ReportRecord::newest(records);
    for record in ReportRecord::newest(new).keys().filter_map(|key| holding.get(key)) {
        place_report(output, record, modes)?;
    }
    Ok(())
}

/// Puts the reports of all other periods in their places again where a file is missing, of another length, or was changed
/// since the chain was written. Adds what it put there, and tells whether it looked into any.
///
/// # Errors
/// When something can't be read or written.
pub(super) fn renew(
    output: &Path,
    records: &[ReportRecord],
    new: &[ReportRecord],
    written: &WrittenChain,
    modes: Modes,
    renewed: &mut Vec<PathBuf>,
) -> Result<bool, PublishError> {
    let placed = ReportRecord::newest(new);
    let is_other = |record: &ReportRecord| {
        record.files.iter().any(|file| {
            let (folder, name) = place(record, file);
            let found = fs::metadata(output.join(folder).join(name));
            found.map_or(true, |found| found.len() != file.bytes || written.is_older(&found))
        })
    };
    let mut is_any = false;
    for (key, record) in ReportRecord::newest(records) {
        if !placed.contains_key(&key) && is_other(record) {
            is_any = true;
            renewed.extend(place_report(output, record, modes)?);
        }
    }
    Ok(is_any)
}

/// Takes away copies of issued files that are called as no report that holds: what they hold lies in the numbered folders
/// too. Whatever else lies there is not kasverslag's own, and stays. Both are told, but for what a version of `new` has no
/// longer.
///
/// # Errors
/// When something can't be read or removed.
pub(super) fn clear(
    output: &Path,
    records: &[ReportRecord],
    new: &[ReportRecord],
    refreshed: &mut Refreshed,
) -> Result<(), PublishError> {
    let holding = ReportRecord::newest(records);
    let of_record = |record: &ReportRecord| record.files.iter().map(|file| place(record, file)).collect::<Vec<_>>();
    let known: BTreeSet<PathBuf> =
        holding.values().flat_map(|record| of_record(record)).map(|(folder, name)| folder.join(name)).collect();
    let replaced: BTreeSet<PathBuf> = ReportRecord::newest(new)
        .values()
        .map(|record| Path::new(FOLDER).join(&record.report).join(record.period.file_part()))
        .collect();
    for folder in entries(&output.join(FOLDER))? {
        let inside = if folder.is_dir() { entries(&folder)? } else { vec![folder] };
        for path in inside {
            let own = path.strip_prefix(output).unwrap_or(&path);
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if is_passing_name(&name) || known.contains(own) {
                continue;
            }
            let is_file = fs::symlink_metadata(&path).is_ok_and(|found| found.is_file());
            if !is_file || !is_kept(output, &path, records) {
                refreshed.foreign.push(path);
                continue;
            }
            publish::remove_file(&path)?;
            if !replaced.contains(&own.with_extension("")) {
                refreshed.removed.push(path);
            }
        }
    }
    Ok(())
}

/// Whether a file has the bytes of one that was issued and lies where it was issued: nothing is lost with it.
fn is_kept(output: &Path, path: &Path, records: &[ReportRecord]) -> bool {
    let Ok(length) = fs::metadata(path).map(|found| found.len()) else { return false };
    let all = records.iter().flat_map(|record| record.files.iter().map(move |file| (record, file)));
    let mut of_length = all.filter(|(_, file)| file.bytes == length).peekable();
    if of_length.peek().is_none() {
        return false;
    }
    let Ok(bytes) = regular::read(path) else { return false };
    let found = sha256(&bytes);
    let is_there = |(record, file): (&ReportRecord, &IssuedFile)| {
        file.sha256 == found && demand_known(&output.join(&record.folder).join(&file.name), &file.sha256).is_ok()
    };
    of_length.any(is_there)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, PublishError> {
    let read = || fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>();
    match read() {
        Ok(mut paths) => {
            paths.sort();
            Ok(paths)
        }
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(Vec::new()),
        Err(error) => Err(PublishError { path: folder.to_owned(), error }),
    }
}

/// Puts a report in its place, and gives the files that were not there as they should be.
fn place_report(output: &Path, record: &ReportRecord, modes: Modes) -> Result<Vec<PathBuf>, PublishError> {
    let mut put = Vec::new();
    for file in &record.files {
        let (folder, name) = place(record, file);
        let (folder, issued) = (output.join(folder), output.join(&record.folder).join(&file.name));
        if demand_known(&folder.join(&name), &file.sha256).is_err() {
            match demand_known(&issued, &file.sha256) {
                Ok(()) => {
                    make_folder(&folder, modes)?;
                    copy_file(&issued, &folder, &name)?;
                    put.push(folder.join(&name));
                }
                Err(ArchiveError::Unreadable(path, error)) => return Err(PublishError { path, error }),
                // An issued file that is gone or altered is for `verify` to tell of; nothing is to be copied then.
                Err(_) => {}
            }
        }
    }
    Ok(put)
}
