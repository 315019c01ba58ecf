//! A bag that was made as a folder becomes one file.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::archive::ArchiveError;
use crate::archive::regular::{self, demand_known};
use crate::bag::tar_file;
use crate::failure::Failure;
use crate::ingest::source::hex;
use crate::publish::modes::Modes;
use crate::publish::{Publication, PublishError, remove_folder};

/// How much of a file is copied at a time.
const PIECE: usize = 1 << 20;

/// Writes the bag of a folder as a file of this name, reads it back, and takes away the folder, which this command made.
///
/// # Errors
/// When something can't be read or written, or reads back otherwise; then the folder stays.
pub(super) fn pack(bag: &Path, folder: &Path, name: &Path, made: u64, modes: Modes) -> Result<(), Failure> {
    let unreadable = |path: &Path, error| ArchiveError::Unreadable(path.to_owned(), error);
    let files = files_below(bag).map_err(|error| unreadable(bag, error))?;
    let root = bag.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let (mut publication, mut hasher) = (Publication::new(folder, modes), Sha256::new());
    let written = publication.stage(name, |out| {
        let mut put = |bytes: &[u8]| {
            hasher.update(bytes);
            out.write_all(bytes)
        };
        for path in &files {
            let within = path.strip_prefix(bag).unwrap_or(path).to_string_lossy();
            add(path, &format!("{root}/{within}"), made, &mut put)?;
        }
        put(&tar_file::end())
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

/// A file with what stands before it, and what fills its last block.
fn add(path: &Path, name: &str, made: u64, put: &mut impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
    let mut file = regular::open(path)?;
    let size = file.metadata()?.len();
    put(&tar_file::header(name, size, made))?;
    let (mut piece, mut copied) = (vec![0; PIECE], 0);
    loop {
        match file.read(&mut piece)? {
            0 => break,
            length => {
                put(&piece[..length])?;
                copied += length as u64;
            }
        }
    }
    if copied != size {
        return Err(io::Error::other(format!("{} changed while it was read", path.display())));
    }
    put(&tar_file::filling(size))
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
