//! Time stamps of the chain's end, which lie beside the reports; the program never asks for one.

use std::fs;
use std::io;
use std::path::Path;

use crate::archive::ArchiveError;

/// The folder of stamps, in that of a library's reports.
pub const FOLDER: &str = "tijdstempels";

/// The names of the files of a year's stamps, which begin with their days; none where no stamps are.
///
/// # Errors
/// When the folder can't be read.
pub fn names(folder: &Path, year: i32) -> Result<Vec<String>, ArchiveError> {
    let unreadable = |error| ArchiveError::Unreadable(folder.to_owned(), error);
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(unreadable(error)),
    };
    let entries = entries.collect::<io::Result<Vec<_>>>().map_err(unreadable)?;
    let names = entries.into_iter().filter_map(|entry| entry.file_name().into_string().ok());
    let mut names: Vec<String> = names.filter(|name| name.starts_with(&format!("{year}-"))).collect();
    names.sort();
    Ok(names)
}
