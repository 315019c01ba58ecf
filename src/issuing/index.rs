//! The page of all libraries.

use std::path::{Component, Path, PathBuf};

use crate::archive::{REGISTER, Register};
use crate::config::libraries::RunSettings;
use crate::failure::Failure;
use crate::pages;
use crate::pages::facts::Facts;
use crate::pages::library::LibraryShelf;
use crate::pages::overview::{LibraryRow, index_page};
use crate::report::language::Language;
use crate::shelf::chain_file;

/// Writes the page of all libraries that have pages of their own.
///
/// # Errors
/// When a register can't be read, or the page not be written.
pub fn refresh(run: &RunSettings) -> Result<(), Failure> {
    let (mut rows, mut language) = (Vec::new(), None);
    for library in &run.libraries {
        let folder = run.archive.join(library.institution.to_string());
        if !folder.join(REGISTER).is_file() {
            // One that has lost its register is still there: nothing is told of it until that is mended.
            if library.output.join(chain_file::FILE).exists() {
                return Ok(());
            }
            continue;
        }
        // Whoever has no sound register has been told of it.
        let Ok(register) = Register::open(&folder, run.modes) else { continue };
        if register.institution()?.is_some_and(|whose| whose != library.institution) {
            return Ok(());
        }
        let Some(facts) = Facts::noted(&register)? else { continue };
        language.get_or_insert(facts.language);
        let shelf = LibraryShelf::of(&register, library.institution, facts)?;
        rows.push(LibraryRow::of(&shelf, &way(&run.output, &library.output)));
    }
    if rows.is_empty() {
        return Ok(());
    }
    Ok(pages::put(&run.output, &index_page(&rows, language.unwrap_or(Language::Dutch)), run.modes)?)
}

/// The way from one folder to another.
fn way(from: &Path, to: &Path) -> String {
    let [from, to] = [from, to].map(|path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned()));
    let (from, to): (Vec<Component<'_>>, Vec<_>) = (from.components().collect(), to.components().collect());
    let common = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
    let up = from[common..].iter().map(|_| Component::ParentDir);
    up.chain(to[common..].iter().copied()).collect::<PathBuf>().display().to_string()
}
