//! Bytes that are put away for a while: in memory while they are few, else in a file that nobody sees.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::PublishError;

/// How many bytes lie in memory before a file is made: those of an export of a usual day, many times.
const MOST_HELD: usize = 8 << 20;

/// Room for bytes that several threads put away. Its file has no name: it is gone with whoever made it, however that
/// ends, and nobody else can read it.
#[derive(Debug)]
pub struct Scratch {
    folder: PathBuf,
    used: Mutex<Used>,
}

#[derive(Debug, Default)]
struct Used {
    held: usize,
    file: Option<File>,
    end: u64,
}

/// Bytes that were put away.
#[derive(Debug)]
pub struct StoredBytes(ScratchPlace);

#[derive(Debug)]
enum ScratchPlace {
    Memory(Box<[u8]>),
    File { at: u64, length: usize },
}

impl Scratch {
    /// Room in a folder.
    #[must_use]
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), used: Mutex::default() }
    }

    /// Puts bytes away.
    ///
    /// # Errors
    /// When they can't be written.
    pub fn put(&self, bytes: &[u8]) -> Result<StoredBytes, PublishError> {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        if used.held + bytes.len() <= MOST_HELD {
            used.held += bytes.len();
            return Ok(StoredBytes(ScratchPlace::Memory(bytes.into())));
        }
        let at = used.end;
        let file = match &mut used.file {
            Some(file) => file,
            none => none.insert(tempfile::tempfile_in(&self.folder).map_err(|error| self.failed(error))?),
        };
        file.write_all_at(bytes, at).map_err(|error| self.failed(error))?;
        used.end += bytes.len() as u64;
        Ok(StoredBytes(ScratchPlace::File { at, length: bytes.len() }))
    }

    /// Gets bytes back, into `room` where they lie in the file.
    ///
    /// # Errors
    /// When they can't be read.
    pub fn get<'b>(&self, piece: &'b StoredBytes, room: &'b mut Vec<u8>) -> Result<&'b [u8], PublishError> {
        match &piece.0 {
            ScratchPlace::Memory(bytes) => Ok(bytes),
            ScratchPlace::File { at, length } => {
                room.resize(*length, 0);
                let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
                let file = used.file.as_ref().ok_or_else(|| self.failed(io::ErrorKind::NotFound.into()))?;
                file.read_exact_at(room, *at).map_err(|error| self.failed(error))?;
                Ok(room)
            }
        }
    }

    fn failed(&self, error: io::Error) -> PublishError {
        PublishError { path: self.folder.clone(), error }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_away_comes_back_and_most_of_it_lies_in_no_memory() {
        let folder = tempfile::tempdir().expect("a folder");
        let scratch = Scratch::new(folder.path());
        let bytes = |number: u8| vec![number; 1 << 20];
        let pieces: Vec<StoredBytes> = (0..20).map(|number| scratch.put(&bytes(number)).expect("room")).collect();
        let held = pieces.iter().filter(|piece| matches!(piece.0, ScratchPlace::Memory(_))).count();
        assert_eq!(held, MOST_HELD >> 20);
        let mut room = Vec::new();
        for (number, piece) in (0..).zip(&pieces) {
            assert_eq!(scratch.get(piece, &mut room).expect("bytes"), bytes(number));
        }
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0, "nobody sees a file");
    }

    #[test]
    fn a_folder_that_can_not_be_written_is_told() {
        let scratch = Scratch::new(Path::new("/nowhere/at/all"));
        assert!(scratch.put(&[1]).is_ok());
        let refused = scratch.put(&vec![1; MOST_HELD]).expect_err("no room");
        assert_eq!(refused.path, Path::new("/nowhere/at/all"));
    }
}
