//! The page of all libraries.

use std::collections::BTreeSet;
use std::io;
use std::path::{Component, Path, PathBuf};

use crate::archive::{ArchiveError, Register, regular};
use crate::config::libraries::RunSettings;
use crate::domain::Institution;
use crate::failure::Failure;
use crate::pages;
use crate::pages::facts::PageFacts;
use crate::pages::library::LibraryShelf;
use crate::pages::overview::{LibraryRow, index_page};
use crate::report::language::Language;
use crate::shelf::chain_file;

/// A library that may stand on the page, and where its register and its reports lie.
#[derive(Clone, Debug)]
pub struct ListedLibrary {
    /// The library.
    pub institution: Institution,
    /// The folder of its register.
    pub archive: PathBuf,
    /// The folder of its reports.
    pub output: PathBuf,
}

/// The libraries of a configuration, in its order.
#[must_use]
pub fn configured(run: &RunSettings) -> Vec<ListedLibrary> {
    let listed = run.libraries.iter().map(|library| ListedLibrary {
        institution: library.institution,
        archive: run.archive.join(library.institution.to_string()),
        output: library.output.clone(),
    });
    listed.collect()
}

/// The configured libraries that the page tells of, and of which the archive has nothing any more.
///
/// # Errors
/// When the page or a register can't be read.
pub fn forgotten(run: &RunSettings) -> Result<Vec<Institution>, ArchiveError> {
    let told = told_libraries(&run.output)?;
    let mut forgotten = Vec::new();
    for library in configured(run).into_iter().filter(|library| told.contains(&library.institution)) {
        if Register::is_absent(&library.archive)? {
            forgotten.push(library.institution);
        }
    }
    Ok(forgotten)
}

/// The libraries that the page in a folder tells of; none where there is no such page.
///
/// # Errors
/// When it can't be read.
pub fn told_libraries(folder: &Path) -> Result<BTreeSet<Institution>, ArchiveError> {
    let path = folder.join(pages::FILE);
    let page = match regular::read(&path) {
        Ok(page) => page,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(BTreeSet::new());
        }
        Err(error) => return Err(ArchiveError::Unreadable(path, error)),
    };
    let page = String::from_utf8_lossy(&page);
    // Each is a link, whose text is its code.
    Ok(page.split('>').filter_map(|text| Institution::parse(text.split_once('<')?.0)).collect())
}

/// Writes the page of all libraries that have pages of their own, unless it tells of one that is gone: it would be
/// forgotten.
///
/// # Errors
/// When a register can't be read, or the page not be written.
pub fn refresh(run: &RunSettings) -> Result<(), Failure> {
    if !forgotten(run)?.is_empty() {
        return Ok(());
    }
    match page(&run.output, &configured(run), |folder| Register::open(folder, run.modes))? {
        Some(page) => Ok(pages::put(&run.output, pages::FILE, &page, run.modes)?),
        None => Ok(()),
    }
}

/// The page that lies in a folder, of libraries in their order whose registers are opened so. `None` while nothing can be
/// told of one that was there, until that is mended, and where there is none yet.
///
/// # Errors
/// When a register can't be read.
pub fn page(
    base: &Path,
    libraries: &[ListedLibrary],
    open: impl Fn(&Path) -> Result<Register, ArchiveError>,
) -> Result<Option<String>, Failure> {
    let (mut rows, mut language) = (Vec::new(), None);
    for library in libraries {
        if Register::is_absent(&library.archive).unwrap_or(false) {
            // One that has lost its register is still there.
            if library.output.join(chain_file::FILE).exists() {
                return Ok(None);
            }
            continue;
        }
        // Whoever has no sound register is told of it otherwise.
        let Ok(register) = open(&library.archive) else { return Ok(None) };
        if register.institution()?.is_some_and(|whose| whose != library.institution) {
            return Ok(None);
        }
        let Some(facts) = PageFacts::noted(&register)? else { continue };
        language.get_or_insert(facts.language);
        let shelf = LibraryShelf::of(&register, library.institution, facts)?;
        rows.push(LibraryRow::of(&shelf, &way(base, &library.output)));
    }
    Ok((!rows.is_empty()).then(|| index_page(&rows, language.unwrap_or(Language::Dutch))))
}

/// The way from one folder to another.
fn way(from: &Path, to: &Path) -> String {
    let [from, to] = [from, to].map(|path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned()));
    let (from, to): (Vec<Component<'_>>, Vec<_>) = (from.components().collect(), to.components().collect());
    let common = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
    let up = from[common..].iter().map(|_| Component::ParentDir);
    up.chain(to[common..].iter().copied()).collect::<PathBuf>().display().to_string()
}
