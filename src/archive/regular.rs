//! Files of an archive and its reports are read here: regular ones, and nothing that could be waited for without end.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::ArchiveError;
use crate::ingest::source::hex;

/// How much of a file is hashed at a time.
const PIECE: usize = 1 << 20;

/// Opens a file, which may be behind a link.
///
/// # Errors
/// When it is no regular file, such as a pipe that nobody writes into or a device without an end; or can't be opened.
pub fn open(path: &Path) -> io::Result<File> {
    // Asked before it is opened: opening a pipe waits for whoever writes into it.
    if fs::metadata(path)?.is_file() { File::open(path) } else { Err(io::Error::other("it is no regular file")) }
}

/// All bytes of a file, which may be behind a link.
///
/// # Errors
/// As [`open`], or when it can't be read.
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(path)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Demands that a file has the bytes that the register knows. However long it is, it does not lie in memory.
///
/// # Errors
/// When the file is missing, altered, no regular file or can't be read.
pub fn demand_known(path: &Path, sha256: &str) -> Result<(), ArchiveError> {
    let hash = || {
        let (mut file, mut hasher, mut piece) = (open(path)?, Sha256::new(), vec![0; PIECE]);
        loop {
            match file.read(&mut piece)? {
                0 => return Ok(hex(&hasher.finalize())),
                length => hasher.update(&piece[..length]),
            }
        }
    };
    let found = hash().map_err(|error| unreadable(path, error))?;
    if found == sha256 { Ok(()) } else { Err(ArchiveError::Altered(path.to_owned())) }
}

/// The bytes of a file that the register names, if they are those that it knows.
///
/// # Errors
/// When the file is missing, altered, no regular file or can't be read.
pub fn known_bytes(path: &Path, sha256: &str) -> Result<Vec<u8>, ArchiveError> {
    let bytes = read(path).map_err(|error| unreadable(path, error))?;
    if hex(&Sha256::digest(&bytes)) == sha256 { Ok(bytes) } else { Err(ArchiveError::Altered(path.to_owned())) }
}

fn unreadable(path: &Path, error: io::Error) -> ArchiveError {
    match error.kind() {
        io::ErrorKind::NotFound => ArchiveError::Missing(path.to_owned()),
        _ => ArchiveError::Unreadable(path.to_owned(), error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_regular_file_is_refused_and_not_waited_for() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&path).status().expect("mkfifo").success());
        let link = folder.path().join("link");
        std::os::unix::fs::symlink("/dev/zero", &link).expect("a link");
        for path in [&path, &link, &folder.path().to_owned()] {
            let refused = [read(path).map(|_| ()).map_err(|error| unreadable(path, error)), demand_known(path, "")];
            for refused in refused {
                assert!(matches!(refused, Err(ArchiveError::Unreadable(..))), "{refused:?}");
            }
        }
        let file = folder.path().join("file");
        fs::write(&file, "text").expect("a file");
        std::os::unix::fs::symlink("file", folder.path().join("to-file")).expect("a link");
        let sha256 = hex(&Sha256::digest("text"));
        for name in ["file", "to-file"] {
            let path = folder.path().join(name);
            assert_eq!(known_bytes(&path, &sha256).expect("its bytes"), b"text");
            assert!(demand_known(&path, &sha256).is_ok());
            assert!(matches!(demand_known(&path, "another"), Err(ArchiveError::Altered(_))));
        }
        assert!(matches!(demand_known(&folder.path().join("none"), ""), Err(ArchiveError::Missing(_))));
    }
}
