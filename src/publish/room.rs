//! Whether a folder can be written to, and how much room there is, before anything is written.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rustix::fs::{Access, access, statvfs};

use super::PublishError;

/// The folder itself, or the nearest one above it that is there.
#[must_use]
pub fn nearest(folder: &Path) -> PathBuf {
    let absolute = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let there = absolute.ancestors().find(|folder| folder.symlink_metadata().is_ok());
    there.unwrap_or(Path::new("/")).to_owned()
}

/// Demands that files could be made in a folder, or that it could be made; changes nothing.
///
/// # Errors
/// When the system would not permit it, or something else than a folder is there.
pub fn demand_writable(folder: &Path) -> Result<(), PublishError> {
    let nearest = nearest(folder);
    let refused = |error: io::Error| PublishError { path: folder.to_owned(), error };
    if !fs::metadata(&nearest).map_err(refused)?.is_dir() {
        return Err(refused(io::ErrorKind::NotADirectory.into()));
    }
    access(&nearest, Access::WRITE_OK | Access::EXEC_OK).map_err(|error| refused(error.into()))
}

/// Writes a file into a folder, or into the nearest one above it, and takes it away again.
///
/// # Errors
/// When that can't be done.
pub fn try_to_write(folder: &Path) -> Result<(), PublishError> {
    let nearest = nearest(folder);
    let refused = |error: io::Error| PublishError { path: nearest.clone(), error };
    let mut file = tempfile::NamedTempFile::with_prefix_in(".kasverslag-", &nearest).map_err(refused)?;
    io::Write::write_all(&mut file, b"kasverslag\n").map_err(refused)?;
    file.as_file().sync_all().map_err(refused)?;
    file.close().map_err(refused)
}

/// How many bytes can still be written where a folder is; `None` where the system doesn't tell.
#[must_use]
pub fn room(folder: &Path) -> Option<u64> {
    let told = statvfs(nearest(folder)).ok()?;
    Some(told.f_bavail.saturating_mul(told.f_frsize))
}
