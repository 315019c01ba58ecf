//! A file that is written piece by piece.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::disk::make_folder;
use super::error::PublishError;
use super::modes::Modes;
use super::passing_name;

/// A file on its way into a folder, under its passing name until [`settle_file`](super::settle_file) moves it.
#[derive(Debug)]
pub struct StagedFile {
    file: File,
    path: PathBuf,
}

impl StagedFile {
    /// Begins a file that is to have a name in a folder.
    ///
    /// # Errors
    /// When it can't be made.
    pub fn new(folder: &Path, name: &str, modes: Modes) -> Result<Self, PublishError> {
        make_folder(folder, modes)?;
        let (path, passing) = (folder.join(name), folder.join(passing_name(name)));
        // A link in its place would lead elsewhere, so it is always a new file.
        let new = || match fs::remove_file(&passing) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => modes.new_file(&passing),
        };
        match new() {
            Ok(file) => Ok(Self { file, path }),
            Err(error) => Err(PublishError { path, error }),
        }
    }

    /// Ends it: all of it is on the disk.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn finish(self) -> Result<(), PublishError> {
        self.file.sync_all().map_err(|error| PublishError { path: self.path, error })
    }
}

impl Write for StagedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
