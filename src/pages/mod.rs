//! The archive that people look at: static pages beside the reports, one of all libraries, one a library, one a library
//! and year. They work from disk, without a network and without script; script adds search, filters, and whether a file
//! is one that was issued.

pub mod calendar;
pub mod facts;
pub mod handed_over;
pub mod library;
mod markup;
pub mod overview;
mod page_name;
pub mod year;

use std::collections::BTreeSet;
use std::path::Path;

use crate::archive::regular;
use crate::publish::modes::Modes;
use crate::publish::{PublishError, place};
use crate::shelf::WrittenChain;
use library::LibraryShelf;
pub use page_name::{FILE, names};

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

/// The years of which a page was changed since the chain beside it was written.
#[must_use]
pub fn changed_since(output: &Path, shelf: &LibraryShelf, written: WrittenChain) -> BTreeSet<i32> {
    let is_changed = |year: &i32| {
        let pages = names().map(|name| output.join(year.to_string()).join(name));
        pages.into_iter().any(|page| page.exists() && written.is_older_than(&page))
    };
    shelf.years().into_iter().filter(is_changed).collect()
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
