//! A copy of an archive to try things on: registers are copied, lines are only pointed at, since nobody changes them.

use std::fs::{self, File, Permissions};
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::Path;

use tempfile::TempDir;

use super::modes::Modes;
use super::{PublishError, make_folder};

/// How the names of folders begin that dry runs work in.
const PREFIX: &str = "kasverslag-dry-run-";
/// The file in such a folder that its dry run holds a lock on as long as it lives.
const LOCK: &str = "lock";

/// An empty folder that nobody else may look into. It goes away with its handle, or when another is made after its
/// holder died.
#[derive(Debug)]
pub struct DryRunFolder {
    /// Removed first, while the lock is held.
    folder: TempDir,
    _lock: File,
}

impl DryRunFolder {
    /// Makes one in the system's folder for passing files, and removes those that dry runs left behind which died.
    ///
    /// # Errors
    /// When that folder can't be written.
    pub fn new() -> Result<Self, PublishError> {
        let place = std::env::temp_dir();
        let failed = |error| PublishError { path: place.clone(), error };
        let mut builder = tempfile::Builder::new();
        builder.prefix(PREFIX).permissions(Permissions::from_mode(0o700));
        loop {
            let folder = builder.tempdir_in(&place).map_err(failed)?;
            let lock = File::create_new(folder.path().join(LOCK)).map_err(failed)?;
            // Where the file system knows no locks nobody removes leftovers either.
            let _ = lock.lock();
            // Before it was locked, another program may have taken it for a leftover.
            if let Ok(found) = fs::symlink_metadata(folder.path()) {
                remove_leftovers(&place, found.uid());
                return Ok(Self { folder, _lock: lock });
            }
        }
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Removes folders of dry runs that died. What can't be removed stays; only its owner can read it.
fn remove_leftovers(place: &Path, owner: u32) {
    for entry in fs::read_dir(place).into_iter().flatten().flatten() {
        let path = entry.path();
        // Another user's folder of that name may be a trap.
        let is_own = fs::symlink_metadata(&path).is_ok_and(|found| found.is_dir() && found.uid() == owner);
        if !is_own || !entry.file_name().to_string_lossy().starts_with(PREFIX) {
            continue;
        }
        if File::open(path.join(LOCK)).is_ok_and(|lock| lock.try_lock().is_ok()) {
            let _ = fs::remove_dir_all(&path);
        }
    }
}

/// Puts a pointer at a file or folder into a folder that is tried things in.
///
/// # Errors
/// When it can't be made.
pub fn point_at(path: &Path, target: &Path) -> Result<(), PublishError> {
    let point = || symlink(std::path::absolute(target)?, path);
    point().map_err(|error| PublishError { path: path.to_owned(), error })
}

/// Copies the register of a library's folder and points at its lines and at the folder of their log; nothing when there
/// is no register.
///
/// # Errors
/// When something can't be read or written.
pub fn copy(library: &Path, register: &str, lines: &str, log: &str, shadow: &Path) -> Result<(), PublishError> {
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
    if library.join(log).is_dir() {
        symlink(library.join(log), shadow.join(log)).map_err(failed(&library.join(log)))?;
    }
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
        let [library, shadow] = [(); 2].map(|()| DryRunFolder::new().expect("a folder"));
        // A folder has the register's place.
        make_folder(&library.path().join("register.sqlite"), Modes::default()).expect("a folder");
        make_folder(&library.path().join("lines"), Modes::default()).expect("a folder");
        let error = copy(library.path(), "register.sqlite", "lines", "log", shadow.path()).expect_err("no file");
        assert_eq!(error.path, library.path().join("register.sqlite"));
    }

    #[test]
    fn what_a_dry_run_left_behind_that_died_goes_away_with_the_next() {
        let place = std::env::temp_dir();
        let left = |name: &str| {
            let path = place.join(format!("{PREFIX}{name}-{}", std::process::id()));
            make_folder(&path.join("I355"), Modes::default()).expect("a folder");
            path
        };
        let (dead, strange) = (left("dead"), left("strange"));
        File::create(dead.join(LOCK)).expect("a lock that nobody holds");
        let alive = DryRunFolder::new().expect("a folder");
        assert_eq!(fs::metadata(alive.path()).expect("a folder").permissions().mode() & 0o777, 0o700);
        let other = DryRunFolder::new().expect("a folder");
        assert!(!dead.exists() && alive.path().exists(), "the dead one alone goes away");
        assert!(strange.exists(), "without a lock it may be another's");
        fs::remove_dir_all(strange).expect("a folder");
        let (alive_path, other_path) = (alive.path().to_owned(), other.path().to_owned());
        drop((alive, other));
        assert!(!alive_path.exists() && !other_path.exists());
    }
}
