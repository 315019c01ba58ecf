//! The chain of a library's reports: records, numbers and versions.

use std::collections::BTreeMap;
use std::path::Path;

use super::faults::Faults;
use crate::archive::lock::{Lock, LockError};
use crate::archive::{ArchiveError, Register, ReportRecord};
use crate::reporting::evidence::Evidence;

/// Each record's hash, its tie to the one before, and numbers and versions without gaps.
pub(super) fn check(
    register: &Register,
    path: &Path,
    reports: &[ReportRecord],
    faults: &mut Faults,
) -> Result<(), ArchiveError> {
    let institution = register.institution()?.map(|institution| institution.to_string()).unwrap_or_default();
    check_records(&institution, path, reports, faults);
    let evidence = Evidence::of(register)?;
    for report in reports {
        if let Some(what) = evidence.altered(report) {
            faults.add(path, format!("{}: the {what} that it was made from have been altered", report.number));
        }
    }
    Ok(())
}

/// The same without what the register knows beside them.
pub(super) fn check_records(institution: &str, path: &Path, reports: &[ReportRecord], faults: &mut Faults) {
    let mut previous = String::new();
    let mut numbers: BTreeMap<String, u32> = BTreeMap::new();
    let mut versions: BTreeMap<(String, String), u32> = BTreeMap::new();
    for (index, report) in reports.iter().enumerate() {
        let number = &report.number;
        if report.hash() != report.record {
            faults.add(path, format!("{number}: its record has been altered"));
        }
        if report.previous != previous {
            faults.add(path, format!("{number}: the chain is broken before it"));
        }
        previous.clone_from(&report.record);
        if let Some(before) = index.checked_sub(1).map(|before| &reports[before]).filter(|it| it.issued > report.issued)
        {
            let when = before.issued.to_rfc3339();
            faults.warn(path, &format!("{number}: it bears an earlier time than the report before it, of {when}"));
        }
        if report.sequence as usize != index + 1 {
            faults
                .add(path, format!("{number}: it stands in place {} of the chain, not {}", index + 1, report.sequence));
        }
        let series = number.rsplit_once('-').map_or("", |(series, _)| series).to_owned();
        let expected = numbers.entry(series.clone()).or_insert(0);
        *expected += 1;
        if !series.starts_with(institution) || *number != format!("{series}-{:05}", *expected) {
            faults.add(path, format!("{number}: the numbers have a gap, {series}-{:05} was expected", *expected));
            *expected = number.rsplit_once('-').and_then(|(_, end)| end.parse().ok()).unwrap_or(*expected);
        }
        let version = versions.entry((report.report.clone(), report.period.to_string())).or_insert(0);
        *version += 1;
        if report.version != *version {
            faults.add(path, format!("{number}: it is version {}, {} was expected", report.version, *version));
            *version = report.version;
        }
    }
}

/// Reports whose files a run that died left where they were made. A run that is at work moves them itself, and one that
/// has just ended has done so.
pub(super) fn check_places(register: &Register, path: &Path, faults: &mut Faults) -> Result<(), ArchiveError> {
    let waiting = register.unpublished()?;
    if waiting.is_empty() {
        return Ok(());
    }
    let folder = register.folder();
    if matches!(Lock::look(folder.parent().unwrap_or(folder)), Err(LockError::Held(..))) {
        return Ok(());
    }
    let still = Register::open_to_read(folder)?.unpublished()?;
    for sequence in waiting.iter().filter(|sequence| still.contains(sequence)) {
        faults.add(path, format!("report {sequence} is not in its place yet; the next run puts it there"));
    }
    Ok(())
}
