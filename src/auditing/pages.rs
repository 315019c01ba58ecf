//! The pages beside the reports, made again from the register.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use super::faults::Faults;
use super::files::entries;
use super::shelf::is_run_at_work;
use crate::archive::{ArchiveError, Register, regular};
use crate::domain::Institution;
use crate::pages::facts::{NOTE, PageFacts};
use crate::pages::library::LibraryShelf;
use crate::pages::{self, FILE, overview, year};

/// Holds every page of a library against the one that its register gives; nothing where pages were never made,
/// and a warning where some lie that no night keeps up.
pub(super) fn check(
    register: &Register,
    institution: Institution,
    output: &Path,
    faults: &mut Faults,
) -> Result<(), ArchiveError> {
    let Some(facts) = PageFacts::noted(register)? else {
        let path = output.join(FILE);
        if register.note(NOTE)?.is_some() {
            faults.add(&path, "what the register notes for pages can't be read; `kasverslag pages` notes it anew");
        } else if path.exists() {
            faults.warn(
                &path,
                "the register no longer keeps pages, so nothing is said of them; `kasverslag pages` makes them anew",
            );
        }
        return Ok(());
    };
    if is_run_at_work(register) {
        return Ok(());
    }
    let shelf = LibraryShelf::of(register, institution, facts)?;
    compare(output.join(FILE), &overview::library_page(&shelf), faults);
    let own_years: BTreeSet<String> = shelf.years().into_iter().map(|year| year.to_string()).collect();
    for folder in entries(output, faults) {
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        let is_other = name.len() == 4 && name.bytes().all(|byte| byte.is_ascii_digit()) && !own_years.contains(&*name);
        for page in pages::names().map(|page| folder.join(page)).filter(|page| is_other && page.exists()) {
            faults.add(&page, "the register gives no such page; take it away");
        }
    }
    for each in shelf.years() {
        let folder = output.join(each.to_string());
        let meant = year::pages(&shelf, each);
        for name in pages::names().filter(|name| meant.iter().all(|(other, _)| name != other)) {
            let path = folder.join(name);
            if path.exists() {
                faults.add(&path, "the register gives no such page; take it away");
            }
        }
        for (name, page) in meant {
            compare(folder.join(name), &page, faults);
        }
    }
    Ok(())
}

fn compare(path: PathBuf, meant: &str, faults: &mut Faults) {
    match regular::read(&path) {
        Ok(found) if found == meant.as_bytes() => {}
        Ok(_) => faults.add(&path, "it is not the page that the register gives; `kasverslag pages` makes it anew"),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            faults.add(&path, "it is missing; `kasverslag pages` makes it anew");
        }
        Err(error) => faults.fail(ArchiveError::Unreadable(path, error)),
    }
}
