//! A copy of an archive to try things on: registers are copied, lines are only pointed at, since nobody changes them.

use std::fs;
use std::io;
use std::os::unix::fs::symlink;
use std::path::Path;

use tempfile::TempDir;

use super::modes::Modes;
use super::{PublishError, make_folder};

/// An empty folder that goes away with its handle.
///
/// # Errors
/// When the system's folder for passing files can't be written.
pub fn folder() -> Result<TempDir, PublishError> {
    TempDir::with_prefix("kasverslag-").map_err(|error| PublishError { path: std::env::temp_dir(), error })
}

/// Copies the register of a library's folder and points at its lines; nothing when there is no register.
///
/// # Errors
/// When something can't be read or written.
pub fn copy(library: &Path, register: &str, lines: &str, shadow: &Path) -> Result<(), PublishError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |error| PublishError { path, error }
    };
    make_folder(&shadow.join(lines), Modes::default())?;
    match fs::metadata(library.join(register)) {
        Ok(metadata) if metadata.is_file() => {}
        Ok(_) => return Err(failed(&library.join(register))(io::Error::other("it is no regular file"))),
        Err(_) => return Ok(()),
    }
    // A run that died may have left SQLite's journal, without which its register is half written.
    for name in [register, &format!("{register}-journal")] {
        let copy = shadow.join(name);
        match fs::copy(library.join(name), &copy) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            copied => {
                copied.map_err(failed(&copy))?;
            }
        }
    }
    let library = library.canonicalize().map_err(failed(library))?;
    let folder = library.join(lines);
    for entry in fs::read_dir(&folder).map_err(failed(&folder))? {
        let path = entry.map_err(failed(&folder))?.path();
        let name = path.file_name().unwrap_or_default().to_owned();
        // What is moved about in the copy must not be in the archive.
        if path.is_dir() {
            continue;
        }
        symlink(&path, shadow.join(lines).join(name)).map_err(failed(&path))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_register_that_cannot_be_copied_is_told() {
        let (library, shadow) = (folder().expect("a folder"), folder().expect("a folder"));
        // A folder has the register's place.
        make_folder(&library.path().join("register.sqlite"), Modes::default()).expect("a folder");
        make_folder(&library.path().join("lines"), Modes::default()).expect("a folder");
        let error = copy(library.path(), "register.sqlite", "lines", shadow.path()).expect_err("no file");
        assert_eq!(error.path, library.path().join("register.sqlite"));
    }
}
