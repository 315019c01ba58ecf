//! One run at a time over an archive.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

/// A held lock: it ends with its holder, however that dies.
#[derive(Debug)]
pub struct Lock {
    file: File,
}

/// Why there is no lock.
#[derive(Debug)]
pub enum LockError {
    /// Another run holds it, and says who it is.
    Held(PathBuf, String),
    /// The file can't be made.
    Unwritable(PathBuf, io::Error),
}

impl Lock {
    /// Takes the lock of an archive, whose folder is there, and writes down who holds it.
    ///
    /// # Errors
    /// When another run holds it, or the archive can't be written.
    pub fn take(archive: &Path, holder: &str) -> Result<Self, LockError> {
        let path = archive.join("lock");
        let failed = |error| LockError::Unwritable(path.clone(), error);
        let mut file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                let _ = file.read_to_string(&mut holder);
                return Err(LockError::Held(path, holder.trim().to_owned()));
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        file.set_len(0).and_then(|()| file.rewind()).and_then(|()| writeln!(file, "{holder}")).map_err(failed)?;
        Ok(Self { file })
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // The lock ends with the file's handle; the text is only for those who wait.
        let _ = self.file.set_len(0);
    }
}
