//! What lies beside the reports and witnesses what the register once said: the chain as a file, each year's checksums,
//! the versions that hold.

use std::io;
use std::path::Path;

use super::faults::Faults;
use super::files::entries;
use super::places::EarlierRuns;
use crate::archive::lock::{Lock, LockError};
use crate::archive::regular::demand_known;
use crate::archive::{ArchiveError, Register, ReportRecord, regular};
use crate::bag::record_list;
use crate::issuing::summary;
use crate::publish::is_passing_name;
use crate::shelf::chain_file::{self, ChainFileState};
use crate::shelf::{current, data_package, packages, sums_file, years};

/// Holds the register against what stands beside the reports.
pub(super) fn check(
    register: &Register,
    output: &Path,
    (dir, runs): (&Path, &EarlierRuns),
    reports: &[ReportRecord],
    faults: &mut Faults,
) {
    check_runs(register, dir, runs, reports, faults);
    let path = output.join(chain_file::FILE);
    let chain = match regular::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if is_missing(&error) && reports.is_empty() => Vec::new(),
        Err(error) if is_missing(&error) => {
            if !is_run_in_motion(register, &path, None) {
                faults.add(&path, "it is missing: the next run writes it anew");
            }
            return;
        }
        Err(error) => return faults.fail(ArchiveError::Unreadable(path, error)),
    };
    match chain_file::read(&chain).map(|rows| chain_file::standing(&rows, reports)) {
        Ok(ChainFileState::UpTo(end)) if end == reports.len() => {
            compare(&path, &chain, &chain_file::text(reports), ListSource::Register, faults);
        }
        // Its last step: until then the rest may lag behind too.
        Ok(ChainFileState::UpTo(_)) if is_run_in_motion(register, &path, Some(&chain)) => return,
        Ok(ChainFileState::UpTo(end)) => {
            let number = &reports[end].number;
            faults.add(&path, format!("{number} and what follows is not in it: the next run adds them"));
        }
        Ok(ChainFileState::Beyond(number)) => {
            faults
                .add(&path, format!("{number} stands in it, and the register does not know it: its chain was cut off"));
        }
        Ok(ChainFileState::Other(number)) => {
            faults
                .add(&path, format!("from {number} on it has another chain than the register: one of them began anew"));
        }
        // Where there was never a report there is no such file.
        Err(_) if reports.is_empty() && chain.is_empty() => {}
        Err(what) => faults.add(&path, what),
    }
    let packages = match packages(register, reports, &years(reports)) {
        Ok(texts) => texts,
        Err(error) => return faults.fail(error),
    };
    let of_years =
        sums_file::texts(reports, &years(reports)).into_iter().map(|(year, text)| (year, sums_file::FILE, text));
    for (year, name, text) in of_years.chain(packages.into_iter().map(|(year, text)| (year, data_package::FILE, text)))
    {
        let path = output.join(year).join(name);
        match regular::read(&path) {
            Ok(bytes) => compare(&path, &bytes, &text, ListSource::Register, faults),
            Err(error) if is_missing(&error) => faults.add(&path, "it is missing: the next run writes it anew"),
            Err(error) => faults.fail(ArchiveError::Unreadable(path, error)),
        }
    }
    check_current(output, reports, faults);
}

/// The last record that each file of earlier runs tells of must be one of the register's, and so must every report that the
/// last run says it issued.
fn check_runs(register: &Register, dir: &Path, runs: &EarlierRuns, reports: &[ReportRecord], faults: &mut Faults) {
    let Ok(Some(institution)) = register.institution() else { return };
    let archive = register.folder().parent().unwrap_or(dir);
    let ends = runs.ends(archive);
    if let Some((file, end)) = ends.unknown(institution, reports).first().copied() {
        let what = format!("{institution}: the chain ended with {end} there, which the register does not know");
        let folder = if file == summary::FILE { dir } else { archive };
        return faults.add(&folder.join(file), what);
    }
    let name = institution.to_string();
    let own = runs.summary.iter().flat_map(|summary| &summary.libraries).filter(|library| library.library == name);
    for library in own {
        let issued = library.issued.iter().map(|issued| (&issued.number, issued.version, &issued.period));
        let completed = library.completed.iter().map(|done| (&done.number, done.version, &done.period));
        let is_known = |(number, version, period): &(&String, u32, &String)| {
            reports.iter().any(|record| {
                record.number == **number && record.version == *version && record.period.to_string() == **period
            })
        };
        for (number, ..) in issued.chain(completed).filter(|report| !is_known(report)) {
            let what = format!("{institution}: it tells of {number} what the register does not know");
            faults.warn(&dir.join(summary::FILE), &what);
        }
    }
}

/// What a list follows from.
#[derive(Clone, Copy, Debug)]
pub(super) enum ListSource {
    /// The register of the library.
    Register,
    /// The records that were handed over.
    Records,
}

/// Tells the first line that is another than what it follows from gives.
pub(super) fn compare(path: &Path, found: &[u8], meant: &str, source: ListSource, faults: &mut Faults) {
    let other = |line: u64| match source {
        ListSource::Register => format!("line {line} is not what the register gives"),
        ListSource::Records => format!("line {line} is not what {} gives", record_list::FILE),
    };
    let found = String::from_utf8_lossy(found);
    let (mut found, mut meant) = (found.split_inclusive('\n'), meant.split_inclusive('\n'));
    for line in 1_u64.. {
        match (found.next(), meant.next()) {
            (Some(found), Some(meant)) if found == meant => {}
            (Some(_), _) => return faults.add(path, other(line)),
            (None, Some(_)) => return faults.add(path, format!("line {line} and what follows is missing")),

            (None, None) => return,
        }
    }
}

/// Every report by its period: the version that holds, its bytes, and nothing else.
fn check_current(output: &Path, reports: &[ReportRecord], faults: &mut Faults) {
    let mut known = std::collections::BTreeSet::new();
    for record in ReportRecord::newest(reports).into_values() {
        for file in &record.files {
            let (folder, name) = current::place(record, file);
            let path = output.join(folder).join(name);
            match demand_known(&path, &file.sha256) {
                Ok(()) => {}
                Err(ArchiveError::Missing(_)) => {
                    faults.add(
                        &path,
                        format!("it is missing, and {} holds; `kasverslag pages` puts it back", record.number),
                    );
                }
                Err(ArchiveError::Altered(_)) => {
                    let what = format!("it is not {}, which holds; `kasverslag pages` puts it back", record.number);
                    faults.add(&path, what);
                }
                Err(error) => faults.fail(error),
            }
            known.insert(path);
        }
    }
    for folder in entries(&output.join(current::FOLDER), faults) {
        let inside = if folder.is_dir() { entries(&folder, faults) } else { vec![folder] };
        for path in inside {
            let is_passing = path.file_name().is_some_and(|name| is_passing_name(&name.to_string_lossy()));
            if !is_passing && !known.contains(&path) {
                faults.add(&path, "no report that holds is called so");
            }
        }
    }
}

fn is_missing(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// Whether a run has the lock of the archive, which brings the shelf up to its register at its end; or has had it a
/// moment ago, and the chain is no longer what it was.
fn is_run_in_motion(register: &Register, path: &Path, chain: Option<&[u8]>) -> bool {
    is_run_at_work(register) || regular::read(path).ok().as_deref() != chain
}

/// Whether a run has the lock of the archive.
pub(super) fn is_run_at_work(register: &Register) -> bool {
    let folder = register.folder();
    matches!(Lock::look(folder.parent().unwrap_or(folder)), Err(LockError::Held(..)))
}
