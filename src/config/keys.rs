//! The keys by which customers get their pseudonyms.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::error::{ConfigError, wrong};
use super::raw::RawLibrary;
use crate::archive::pseudonym_key::read_private;
use crate::domain::Institution;

/// Shorter keys can be found by trying.
const SHORTEST: usize = 16;

/// The keys of libraries.
#[derive(Debug, Default)]
pub struct LibraryKeys {
    /// Those that are known.
    pub known: BTreeMap<Institution, String>,
    /// The files of those that are gone.
    pub lost: BTreeMap<Institution, PathBuf>,
    /// The configuration, where keys stand in it and others than its owner may read or change it, with its mode.
    pub exposed: Option<(PathBuf, u32)>,
}

impl LibraryKeys {
    /// Takes in the key of a library; what is wrong goes to `errors`.
    ///
    /// A file that is not there is no error of the configuration: with the key destroyed on purpose, all that needs
    /// no key works on.
    pub(super) fn add(
        &mut self,
        library: &RawLibrary,
        institution: Institution,
        entry: &str,
        path: &Path,
        errors: &mut Vec<ConfigError>,
    ) {
        let (key, name) = match (&library.pseudonym_key, &library.pseudonym_key_file) {
            (None, None) => return,
            (Some(key), None) => {
                // A group may read it: that of the service which the nightly run is.
                self.exposed = mode_beyond(0o640, path).map(|mode| (path.to_owned(), mode));
                (key.clone(), "pseudonym_key")
            }
            (None, Some(file)) => {
                let file = path.parent().unwrap_or(Path::new("")).join(file);
                match read(&file) {
                    Ok(Some(key)) => (key, "pseudonym_key_file"),
                    Ok(None) => {
                        self.lost.insert(institution, file);
                        return;
                    }
                    Err(what) => {
                        errors.push(wrong(&file, "", format!("the pseudonym_key_file of {institution} {what}")));
                        return;
                    }
                }
            }
            (Some(_), Some(_)) => {
                let what = format!("{institution} has both pseudonym_key and pseudonym_key_file; keep one");
                errors.push(wrong(path, entry, what));
                return;
            }
        };
        if key.len() < SHORTEST {
            errors.push(wrong(
                path,
                entry,
                format!("the {name} of {institution} is shorter than {SHORTEST} characters"),
            ));
        }
        self.known.insert(institution, key);
    }
}

/// The key in a file, without blanks around it; `None` when there is no file. A symbolic link is not followed.
fn read(file: &Path) -> Result<Option<String>, String> {
    let key = read_private(file).map_err(|error| format!("can't be read: {error}"))?;
    Ok(key.map(|key| key.trim().to_owned()))
}

/// The mode of a file that permits its group or others more than `most` does.
fn mode_beyond(most: u32, file: &Path) -> Option<u32> {
    let mode = fs::metadata(file).ok()?.permissions().mode() & 0o7777;
    (mode & 0o077 & !most != 0).then_some(mode)
}
