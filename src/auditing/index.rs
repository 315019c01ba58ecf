//! The page of all libraries, made again from their registers.

use std::io;
use std::path::Path;

use super::faults::Faults;
use super::places::{self, LibraryFolder, is_same};
use crate::archive::lock::{Lock, LockError};
use crate::archive::{ArchiveError, Register, regular};
use crate::config::Config;
use crate::domain::Institution;
use crate::failure::Failure;
use crate::issuing::index::{self, ListedLibrary};
use crate::pages::FILE;

/// How often one looks again while runs change registers or page.
const TRIES: usize = 5;

/// Holds the page of all libraries against the one that their registers give; nothing while a run is at work, or where
/// a register can't be read, which is told otherwise.
pub(super) fn check(dir: &Path, config: &Config, places: &[LibraryFolder], faults: &mut Faults) {
    let mut seen = None;
    for _ in 0..TRIES {
        match look(dir, config, places) {
            Ok(None) => return,
            // The same twice, and no run in between.
            Ok(Some(differing)) if seen.as_ref() == Some(&differing) => return differing.tell(dir, faults),
            Ok(Some(differing)) => seen = Some(differing),
            Err(failure) => return faults.fail(failure),
        }
    }
}

/// What stands on the page, and what should.
#[derive(Debug, PartialEq, Eq)]
struct DifferingPage {
    found: Option<Vec<u8>>,
    meant: String,
    /// Libraries that have pages and are not on this one, where no configuration tells which should be.
    unlisted: Vec<Institution>,
}

impl DifferingPage {
    fn tell(self, dir: &Path, faults: &mut Faults) {
        let path = dir.join(FILE);
        match self.found {
            None => faults.warn(&path, "it is missing; `kasverslag pages` makes it anew"),
            Some(found) if found != self.meant.as_bytes() => {
                faults.add(&path, "it is not the page that the registers give; `kasverslag pages` makes it anew");
            }
            Some(_) => {}
        }
        for institution in self.unlisted {
            faults.warn(&path, &format!("it does not tell of {institution}"));
        }
    }
}

/// What is to be told; `None` when nothing is.
fn look(dir: &Path, config: &Config, places: &[LibraryFolder]) -> Result<Option<DifferingPage>, Failure> {
    let is_at_work = |place: &LibraryFolder| {
        let folder = place.folder.parent().unwrap_or(&place.folder);
        matches!(Lock::look(folder), Err(LockError::Held(..)))
    };
    if places.iter().any(is_at_work) {
        return Ok(None);
    }
    // That one is gone of which the page tells is told by itself.
    let has_place = |library: &Institution| places.iter().any(|place| place.name == Some(library.to_string()));
    if !index::told_libraries(dir)?.iter().all(has_place) {
        return Ok(None);
    }
    let path = dir.join(FILE);
    let found = match regular::read(&path) {
        Ok(bytes) => Some(bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(ArchiveError::Unreadable(path, error).into()),
    };
    let is_configured = !config.run.libraries.is_empty() && is_same(dir, &config.run.output);
    let (listed, unlisted) = match &found {
        _ if is_configured => (index::configured(&config.run), Vec::new()),
        Some(found) => in_order_of(&String::from_utf8_lossy(found), of_places(dir, places)),
        None => (of_places(dir, places), Vec::new()),
    };
    // A folder may be named in several ways, through a link or with `..`: the page has the way from the one of the run.
    let base = if is_configured { &config.run.output } else { dir };
    let Some(meant) = index::page(base, &listed, Register::open_to_read)? else { return Ok(None) };
    let is_alike = found.as_deref() == Some(meant.as_bytes()) && unlisted.is_empty();
    Ok((!is_alike).then_some(DifferingPage { found, meant, unlisted }))
}

/// The libraries that were found, where none are configured; none when reports lie elsewhere, as only a configuration
/// tells what the page calls that place.
fn of_places(dir: &Path, places: &[LibraryFolder]) -> Vec<ListedLibrary> {
    let listed = places.iter().map(|place| {
        let (name, archive) = (place.name.as_deref()?, place.folder.clone());
        let (institution, output) = (Institution::parse(name)?, dir.join(name));
        let register = Register::open_to_read(&archive).ok()?;
        let own = places::output(&register, &archive, dir, &mut Faults::default()).ok()?;
        is_same(&own, &output).then_some(ListedLibrary { institution, archive, output })
    });
    listed.collect::<Option<Vec<_>>>().unwrap_or_default()
}

/// Libraries in the order in which a page tells of them, and those of which it does not. One that tells of none is no such
/// page: then it should tell of all.
fn in_order_of(page: &str, libraries: Vec<ListedLibrary>) -> (Vec<ListedLibrary>, Vec<Institution>) {
    let place = |library: &ListedLibrary| page.find(&format!(">{}<", library.institution));
    if libraries.iter().all(|library| place(library).is_none()) {
        return (libraries, Vec::new());
    }
    let (mut listed, unlisted): (Vec<_>, Vec<_>) = libraries.into_iter().partition(|library| place(library).is_some());
    listed.sort_by_key(place);
    (listed, unlisted.into_iter().map(|library| library.institution).collect())
}
