//! Issued files on the disk: their bytes, and what lies beside them.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::examined::HashedFiles;
use super::faults::Faults;
use crate::archive::regular::demand_known;
use crate::archive::{ArchiveError, ReportRecord};

/// Each issued file's bytes, and what lies in the folders of reports and was not issued.
pub(super) fn check(output: &Path, reports: &[ReportRecord], faults: &mut Faults) -> HashedFiles {
    let mut hashed = HashedFiles::default();
    for report in reports {
        for file in &report.files {
            let path = output.join(&report.folder).join(&file.name);
            hashed.named += 1;
            match demand_known(&path, &file.sha256) {
                Ok(()) => {
                    hashed.sound += 1;
                    hashed.bytes += file.bytes;
                }
                Err(ArchiveError::Missing(_)) => faults.add(&path, format!("{}: it is missing", report.number)),
                Err(ArchiveError::Altered(_)) => {
                    faults.add(&path, format!("{}: it has been altered, its SHA-256 is another", report.number));
                }
                Err(error) => faults.fail(error),
            }
        }
        let names: BTreeSet<&str> = report.files.iter().map(|file| file.name.as_str()).collect();
        for path in entries(&output.join(&report.folder), faults) {
            if !path.file_name().is_some_and(|name| names.contains(&*name.to_string_lossy())) {
                faults.add(&path, format!("{}: it was not issued with that report", report.number));
            }
        }
    }
    hashed
}

/// What lies in a folder, by name; nothing where there is none, which is told of its files.
pub(super) fn entries(folder: &Path, faults: &mut Faults) -> Vec<PathBuf> {
    let read = || fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>();
    match read() {
        Ok(mut paths) => {
            paths.sort();
            paths
        }
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound) => Vec::new(),
        Err(error) => {
            faults.fail(ArchiveError::Unreadable(folder.to_owned(), error));
            Vec::new()
        }
    }
}
