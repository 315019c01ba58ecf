//! Ways to folders and files, as they are written and compared.

use std::path::{Path, PathBuf};

/// A way as it is written where kasverslag is run.
pub(super) fn seen_from_here(folder: &Path) -> PathBuf {
    let here = plain(Path::new("."));
    match folder.strip_prefix(here) {
        Ok(way) if way.as_os_str().is_empty() => PathBuf::from("."),
        Ok(way) => way.to_owned(),
        Err(_) => folder.to_owned(),
    }
}

/// A folder seen from another: the way down from there, else where it is.
pub(super) fn way(folder: &Path, from: &Path) -> String {
    let folder = plain(folder);
    match folder.strip_prefix(plain(from)) {
        Ok(way) => way.display().to_string(),
        Err(_) => folder.display().to_string(),
    }
}

/// A path from the root, without steps that lead nowhere.
pub(super) fn plain(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).components().collect()
}

/// The folder of a file.
pub(super) fn parent(file: &Path) -> PathBuf {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// The name of a file or folder.
pub(super) fn name(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}
