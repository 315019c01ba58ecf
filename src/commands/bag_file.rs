//! A bag that was made as a folder becomes one file.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tar::{Builder, Header};

use crate::archive::ArchiveError;
use crate::archive::regular::{self, demand_known};
use crate::failure::Failure;
use crate::ingest::source::hex;
use crate::publish::modes::Modes;
use crate::publish::{Publication, PublishError, remove_folder};

/// Writes the bag of a folder as a file of this name, reads it back, and takes away the folder, which this command made.
///
/// # Errors
/// When something can't be read or written, or reads back otherwise; then the folder stays.
pub(super) fn pack(bag: &Path, folder: &Path, name: &Path, made: u64, modes: Modes) -> Result<(), Failure> {
    let unreadable = |path: &Path, error| ArchiveError::Unreadable(path.to_owned(), error);
    let files = files_below(bag).map_err(|error| unreadable(bag, error))?;
    let root = Path::new(bag.file_name().unwrap_or_default());
    let (mut publication, mut hasher) = (Publication::new(folder, modes), Sha256::new());
    let written = publication.stage(name, |out| {
        let mut archive = Builder::new(HashedTar { inner: out, hasher: &mut hasher });
        for path in &files {
            let within = root.join(path.strip_prefix(bag).unwrap_or(path));
            add(&mut archive, path, &within, made)?;
        }
        archive.finish()
    })?;
    let path = folder.join(name);
    written.map_err(|error| PublishError { path: path.clone(), error })?;
    publication.finish()?;
    demand_known(&path, &hex(&hasher.finalize()))?;
    // Whatever somebody else laid there meanwhile stays.
    if files_below(bag).is_ok_and(|found| found == files) {
        remove_folder(bag)?;
    }
    Ok(())
}

/// Adds a file. Nobody's name and no one else's time are in it: the same bag is the same bytes.
fn add<W: Write>(archive: &mut Builder<W>, path: &Path, within: &Path, made: u64) -> io::Result<()> {
    let mut file = regular::open(path)?;
    let size = file.metadata()?.len();
    let mut header = Header::new_gnu();
    header.set_size(size);
    header.set_mode(0o644);
    header.set_mtime(made);
    // What is appended is as long as its header says, or the archive can't be read on behind it.
    let mut counted = Read::by_ref(&mut file).take(size);
    archive.append_data(&mut header, within, &mut counted)?;
    if counted.limit() > 0 || file.read(&mut [0])? > 0 {
        return Err(io::Error::other(format!("{} changed while it was read", path.display())));
    }
    Ok(())
}

/// An archive on its way, hashed while it is written.
struct HashedTar<'h, W> {
    inner: W,
    hasher: &'h mut Sha256,
}

impl<W: Write> Write for HashedTar<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// All files below a folder, in the order of their names.
fn files_below(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let (mut files, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() { folders.push(entry.path()) } else { files.push(entry.path()) }
        }
    }
    files.sort();
    Ok(files)
}
