//! What a library's folder in the archive tells of another library: where the chain of the one before it in the
//! configuration ended. Whoever puts one library back together with what tells of all (`run.json`, `nights.jsonl`, the page of
//! all) does not put back its neighbour too, and so the neighbour tells that its chain was longer.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::summary::Ends;
use crate::archive::regular;
use crate::domain::Institution;
use crate::publish::modes::Modes;
use crate::publish::{self, PublishError};

/// Its name.
pub const FILE: &str = "neighbour.json";

/// Where the chain of another library ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct NeighbourEnd {
    /// That library.
    library: String,
    /// The hash of the last record of its chain.
    chain: String,
}

/// By library, the hash that a neighbour has, and the path of its file from the archive. A file that can't be read tells
/// nothing, and is written anew by the next run.
#[must_use]
pub fn read(archive: &Path) -> BTreeMap<String, (String, String)> {
    let mut told = BTreeMap::new();
    for entry in fs::read_dir(archive).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let end = regular::read(&entry.path().join(FILE)).ok();
        let end = end.and_then(|bytes| serde_json::from_slice::<NeighbourEnd>(&bytes).ok());
        if let Some(NeighbourEnd { library, chain }) = end.filter(|end| Institution::parse(&end.library).is_some()) {
            let file = format!("{name}/{FILE}");
            // Of two that tell of one library, in an archive whose configuration changed, always the same is asked.
            let first = told.entry(library).or_insert_with(|| (chain.clone(), file.clone()));
            if file < first.1 {
                *first = (chain, file);
            }
        }
    }
    told
}

/// Has the folders of some libraries tell of the one before each, the first of the last. What tells the same stays untouched,
/// and so does the folder of a library for which nothing was done, or that tells of such a one.
///
/// # Errors
/// When a file can't be written.
pub fn write(
    archive: &Path,
    libraries: &[Institution],
    is_done: impl Fn(Institution) -> bool,
    ends: &Ends,
    modes: Modes,
) -> Result<(), PublishError> {
    let before = libraries.iter().cycle().skip(libraries.len().saturating_sub(1));
    for (library, before) in libraries.iter().zip(before).filter(|(library, before)| library != before) {
        // Of one that was stopped nobody knows more than that file does.
        if !is_done(*library) || !is_done(*before) {
            continue;
        }
        let folder = archive.join(library.to_string());
        let Some(chain) = ends.get(&before.to_string()).filter(|_| folder.is_dir()) else { continue };
        let end = NeighbourEnd { library: before.to_string(), chain: chain.clone() };
        let text = serde_json::to_string(&end).unwrap_or_default() + "\n";
        if regular::read(&folder.join(FILE)).is_ok_and(|found| found == text.as_bytes()) {
            continue;
        }
        publish::place(&folder, FILE, text.as_bytes(), modes)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_tells_of_the_one_before_it() {
        let archive = tempfile::tempdir().expect("a folder");
        let code = |text: &str| Institution::parse(text).expect("a code");
        let libraries = ["I355", "I212", "I111"].map(code);
        for library in ["I355", "I212"] {
            fs::create_dir(archive.path().join(library)).expect("a folder");
        }
        let ends = Ends::from([("I355".to_owned(), "aa".to_owned()), ("I111".to_owned(), "bb".to_owned())]);
        write(archive.path(), &libraries, |_| true, &ends, Modes::default()).expect("files");
        let told = read(archive.path());
        let of = |chain: &str, file: &str| (chain.to_owned(), file.to_owned());
        assert_eq!(told.get("I355"), Some(&of("aa", "I212/neighbour.json")));
        assert_eq!(told.get("I111"), Some(&of("bb", "I355/neighbour.json")));
        assert_eq!(told.len(), 2);
        write(archive.path(), &libraries[..1], |_| true, &ends, Modes::default()).expect("nothing");
        fs::write(archive.path().join("I212").join(FILE), "no json").expect("a file");
        assert_eq!(read(archive.path()).len(), 1, "one alone has no neighbour, and a broken file tells nothing");
    }
}
