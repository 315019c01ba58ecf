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

/// The quarters of a year.
const QUARTERS: std::ops::RangeInclusive<u32> = 1..=4;

/// The name of the page of a quarter, beside that of its year.
fn quarter_file(quarter: u32) -> String {
    format!("kwartaal-{quarter}.html")
}

/// What pages in the folder of a year may be called.
pub fn names() -> impl Iterator<Item = String> {
    std::iter::once(FILE.to_owned()).chain(QUARTERS.map(quarter_file))
}

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
    // A year whose reports came to stand on other pages changes the links of all others.
    let years = years.filter(|_| !shelf.has_divided_years());
    for year in shelf.years() {
        let folder = output.join(year.to_string());
        if years.is_none_or(|years| years.contains(&year)) || !folder.join(FILE).exists() {
            for (name, page) in year::pages(shelf, year) {
                put(&folder, &name, &page, modes)?;
            }
        }
    }
    put(output, FILE, &overview::library_page(shelf), modes)
}

/// Writes a page into a folder unless it is there as it should be.
///
/// # Errors
/// When it can't be written.
pub fn put(folder: &Path, name: &str, page: &str, modes: Modes) -> Result<(), PublishError> {
    match regular::read(&folder.join(name)) {
        Ok(found) if found == page.as_bytes() => Ok(()),
        _ => place(folder, name, page.as_bytes(), modes),
    }
}
