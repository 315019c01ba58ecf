//! Files on their way into a folder, under passing names. Whoever makes one holds a lock on it, which ends with its
//! holder: so what a program left behind that died can be told from what another is writing.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use tempfile::NamedTempFile;

use super::modes::Modes;

const PREFIX: &str = ".kasverslag-";
/// How many letters and digits follow, chosen by chance.
const LETTERS: usize = 6;

/// Makes a passing file, locked as long as its handle is open.
pub(super) fn make(folder: &Path, modes: Modes) -> io::Result<NamedTempFile> {
    loop {
        let mut builder = tempfile::Builder::new();
        builder.prefix(PREFIX).rand_bytes(LETTERS).permissions(modes.of_new_file());
        let file = builder.tempfile_in(folder)?;
        modes.set(file.as_file())?;
        // Where the file system knows no locks nobody clears leftovers either.
        let _ = file.as_file().lock();
        // Before it was locked, another program may have taken it for a leftover.
        if fs::symlink_metadata(file.path()).is_ok() {
            return Ok(file);
        }
    }
}

/// Removes the passing files of programs that died. What can't be removed stays: it is hidden and does no harm.
pub(super) fn clear(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_passing = is_passing(&entry.file_name().to_string_lossy());
        if !is_passing || !entry.file_type().is_ok_and(|kind| kind.is_file()) {
            continue;
        }
        let Ok(file) = File::open(entry.path()) else { continue };
        if file.try_lock().is_ok() {
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn is_passing(name: &str) -> bool {
    name.strip_prefix(PREFIX)
        .is_some_and(|end| end.len() == LETTERS && end.bytes().all(|letter| letter.is_ascii_alphanumeric()))
}
