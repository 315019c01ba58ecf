//! Folders beside those of libraries that are called as libraries are, and whose library the configuration does not have.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::libraries::LibrarySettings;
use crate::domain::Institution;
use crate::ingest::format::ExportFormat;

/// Finds them where a library's exports lie in a folder of its code: those beside it that hold files which may be exports.
#[must_use]
pub fn folders_of_no_library(libraries: &[LibrarySettings]) -> Vec<PathBuf> {
    let known: BTreeSet<Institution> = libraries.iter().map(|library| library.institution).collect();
    let mut above = BTreeSet::new();
    for library in libraries {
        let is_own = |folder: &PathBuf| institution(folder) == Some(library.institution);
        let own = library.exports.real_folders().into_iter().filter(is_own);
        above.extend(own.filter_map(|folder| folder.parent().map(Path::to_owned)));
    }
    let mut found: Vec<PathBuf> = above
        .iter()
        .flat_map(|folder| entries(folder))
        .filter(|path| institution(path).is_some_and(|institution| !known.contains(&institution)))
        .filter(|path| entries(path).iter().any(|file| may_be_export(file)))
        .collect();
    found.sort();
    found
}

fn institution(folder: &Path) -> Option<Institution> {
    Institution::parse(folder.file_name()?.to_str()?)
}

fn may_be_export(file: &Path) -> bool {
    file.file_name().is_some_and(|name| ExportFormat::of_name(&name.to_string_lossy()).is_some()) && file.is_file()
}

/// What lies in a folder, as far as it can be read: that one can't be is told by whoever needs it.
fn entries(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
}
