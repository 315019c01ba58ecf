//! One run at a time over an archive.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

use super::regular;
use crate::publish::make_file;
use crate::publish::modes::Modes;

/// A held lock: it ends with its holder, however that dies.
#[derive(Debug)]
pub struct Lock {
    file: File,
    is_shared: bool,
}

/// Why there is no lock.
#[derive(Debug)]
pub enum LockError {
    /// Another run holds it, and says who it is.
    Held(PathBuf, String),
    /// The file can't be made.
    Unwritable(PathBuf, io::Error),
    /// A lock on the file system of the archive keeps nobody out.
    Useless(PathBuf),
}

impl Lock {
    /// Takes the lock of an archive, whose folder is there, and writes down who holds it.
    ///
    /// # Errors
    /// When another run holds it, or the archive can't be written.
    pub fn take(archive: &Path, holder: &str, modes: Modes) -> Result<Self, LockError> {
        let path = archive.join(FILE);
        let failed = |error| LockError::Unwritable(path.clone(), error);
        if path.is_symlink() {
            return Err(failed(io::Error::other("it is a symbolic link")));
        }
        if path.exists() && !path.is_file() {
            return Err(failed(io::Error::other("it is no regular file")));
        }
        make_file(&path, modes).map_err(|error| failed(error.error))?;
        let mut file = OpenOptions::new().read(true).write(true).open(&path).map_err(failed)?;
        let mut held = file.try_lock();
        // Whoever only looks has it for a moment, and shares it.
        for _ in 0..LOOKS {
            if !matches!(held, Err(TryLockError::WouldBlock)) || file.try_lock_shared().is_err() {
                break;
            }
            file.unlock().map_err(failed)?;
            sleep(LOOK);
            held = file.try_lock();
        }
        or_holder(&path, &mut file, held)?;
        // Some file systems give a lock to whoever asks for it. Then two runs would work on the same archive.
        if File::open(&path).and_then(|second| Ok(second.try_lock_shared()?)).is_ok() {
            return Err(LockError::Useless(path));
        }
        file.set_len(0).and_then(|()| file.rewind()).and_then(|()| writeln!(file, "{holder}")).map_err(failed)?;
        Ok(Self { file, is_shared: false })
    }

    /// Takes the lock as soon as those have ended for whom it is worth to wait, if that is not too long.
    ///
    /// # Errors
    /// As [`Lock::take`].
    pub fn take_after(
        archive: &Path,
        holder: &str,
        modes: Modes,
        is_awaited: impl Fn(&str) -> bool,
    ) -> Result<Self, LockError> {
        for _ in 0..WAITS {
            match Self::take(archive, holder, modes) {
                Err(LockError::Held(_, other)) if is_awaited(&other) => sleep(WAIT),
                taken => return taken,
            }
        }
        Self::take(archive, holder, modes)
    }

    /// Another handle to the lock, for a process that works for its holder: it is held until both have ended.
    ///
    /// # Errors
    /// When the system has no more handles.
    pub fn shared_with_worker(&self) -> io::Result<File> {
        self.file.try_clone()
    }

    /// Keeps runs away from an archive while it is only looked at; nothing is changed. `None` where no run has ever
    /// been.
    ///
    /// # Errors
    /// When a run is at work, or the lock can't be read.
    pub fn look(archive: &Path) -> Result<Option<Self>, LockError> {
        let path = archive.join(FILE);
        let mut file = match regular::open(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            file => file.map_err(|error| LockError::Unwritable(path.clone(), error))?,
        };
        let held = file.try_lock_shared();
        or_holder(&path, &mut file, held)?;
        Ok(Some(Self { file, is_shared: true }))
    }
}

const FILE: &str = "lock";
/// How often one waits for those who only look, and how long each time: a dry run takes longer, and is told of.
const LOOKS: u32 = 50;
const LOOK: Duration = Duration::from_millis(20);
/// How often one waits for those who are worth it, and how long each time.
const WAITS: u32 = 600;
const WAIT: Duration = Duration::from_millis(100);

/// Says who holds a lock that could not be had.
fn or_holder(path: &Path, file: &mut File, held: Result<(), TryLockError>) -> Result<(), LockError> {
    match held {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => {
            let mut holder = String::new();
            let _ = file.read_to_string(&mut holder);
            Err(LockError::Held(path.to_owned(), holder.trim().to_owned()))
        }
        Err(TryLockError::Error(error)) => Err(LockError::Unwritable(path.to_owned(), error)),
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // The lock ends with the file's handle; the text is only for those who wait.
        if !self.is_shared {
            let _ = self.file.set_len(0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_holds_an_archive_is_told_to_all_others() {
        let archive = tempfile::tempdir().expect("a folder");
        assert!(Lock::look(archive.path()).expect("no lock").is_none());
        let held = Lock::take(archive.path(), "process 1", Modes::default()).expect("a lock");
        for refused in
            [Lock::take(archive.path(), "process 2", Modes::default()).err(), Lock::look(archive.path()).err()]
        {
            let Some(LockError::Held(path, holder)) = refused else { panic!("{refused:?}") };
            assert_eq!((path, holder.as_str()), (archive.path().join(FILE), "process 1"));
        }
        drop(held);
        let looks = [Lock::look(archive.path()), Lock::look(archive.path())];
        assert!(looks.iter().all(|look| matches!(look, Ok(Some(_)))));
        let Err(LockError::Held(_, holder)) = Lock::take(archive.path(), "process 2", Modes::default()) else {
            panic!("two at once")
        };
        assert_eq!(holder, "");
    }

    #[test]
    fn a_lock_that_cannot_be_read_is_told() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        let Err(LockError::Unwritable(path, _)) = Lock::look(file.path()) else { panic!("a file is no archive") };
        assert_eq!(path, file.path().join(FILE));
    }
}
