//! Folders and files, made, synced and removed.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use super::error::PublishError;
use super::modes::Modes;

/// Makes an empty file where there is none, for those who write into it in their own way.
///
/// # Errors
/// When it can't be made.
pub fn make_file(path: &Path, modes: Modes) -> Result<(), PublishError> {
    match modes.new_file(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            Err(PublishError { path: path.to_owned(), error })
        }
        _ => Ok(()),
    }
}

/// Makes a folder and those above it. Each new one is synced into the folder that it lies in, so that a power cut can't
/// take away what is written into it afterwards.
///
/// # Errors
/// When it can't be made.
pub fn make_folder(folder: &Path, modes: Modes) -> Result<(), PublishError> {
    let mut missing = Vec::new();
    let mut above = Some(folder);
    while let Some(path) = above.filter(|path| !path.as_os_str().is_empty() && !path.is_dir()) {
        missing.push(path);
        above = path.parent();
    }
    for path in missing.into_iter().rev() {
        let failed = |error| PublishError { path: path.to_owned(), error };
        match modes.new_folder(path) {
            // Another library, worked on side by side, may be faster.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => {}
            made => made.map_err(failed)?,
        }
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        sync(parent)?;
    }
    Ok(())
}

/// Makes sure that a folder's entries are on the disk.
///
/// # Errors
/// When it can't be opened or synced.
pub fn sync(folder: &Path) -> Result<(), PublishError> {
    let synced = File::open(folder).and_then(|folder| folder.sync_all());
    synced.map_err(|error| PublishError { path: folder.to_owned(), error })
}

/// Removes a file that is no longer needed; one that is gone already is none.
///
/// # Errors
/// When it can't be removed.
pub fn remove_file(path: &Path) -> Result<(), PublishError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(PublishError { path: path.to_owned(), error }),
        _ => Ok(()),
    }
}

/// Removes a folder with all that is in it; one that is not there is gone already.
///
/// # Errors
/// When it can't be removed.
pub fn remove_folder(folder: &Path) -> Result<(), PublishError> {
    match fs::remove_dir_all(folder) {
        Err(error) if !matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Err(PublishError { path: folder.to_owned(), error })
        }
        _ => Ok(()),
    }
}
