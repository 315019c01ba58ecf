//! The archive that people look at: static pages beside the reports, one of all libraries, one a library, one a library
//! and year. They work from disk, without a network and without script; script adds search, filters, and whether a file
//! is one that was issued.

pub mod calendar;
pub mod facts;
pub mod library;
mod markup;
pub mod overview;
pub mod year;

use std::collections::BTreeSet;
use std::path::Path;

use crate::archive::regular;
use crate::publish::modes::Modes;
use crate::publish::{PublishError, place};
use library::LibraryShelf;

/// The name of every page, in the folder that it is about.
pub const FILE: &str = "index.html";

/// Writes the pages of a library: its own, and those of years, either these or all; what is as it should be stays
/// untouched.
///
/// # Errors
/// When one can't be written.
pub fn write(
    output: &Path,
    shelf: &LibraryShelf,
    years: Option<&BTreeSet<i32>>,
    modes: Modes,
) -> Result<(), PublishError> {
    for year in shelf.years() {
        let folder = output.join(year.to_string());
        if years.is_none_or(|years| years.contains(&year)) || !folder.join(FILE).exists() {
            put(&folder, &year::page(shelf, year), modes)?;
        }
    }
    put(output, &overview::library_page(shelf), modes)
}

/// Writes a page unless it is there as it should be.
///
/// # Errors
/// When it can't be written.
pub fn put(folder: &Path, page: &str, modes: Modes) -> Result<(), PublishError> {
    match regular::read(&folder.join(FILE)) {
        Ok(found) if found == page.as_bytes() => Ok(()),
        _ => place(folder, FILE, page.as_bytes(), modes),
    }
}
