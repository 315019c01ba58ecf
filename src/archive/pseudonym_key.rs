//! The key that a library without a configured one gets for the pseudonyms of its customers: made once, by chance, and
//! kept where neither archive nor reports lie. Whoever has those and not the key can find no customer.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::ArchiveError;
use crate::domain::Institution;
use crate::ingest::source::hex;
use crate::publish::modes::{FileMode, FolderMode, Modes};
use crate::publish::{demand_free, place};

/// How long a key is, in bytes: as long as what is made with it, so that nobody finds it by trying.
const LENGTH: usize = 32;
/// No private file that is read is longer than this, in bytes.
const LONGEST: u64 = 4096;

/// A key that was made by chance.
#[derive(Clone, PartialEq, Eq)]
pub struct PseudonymKey([u8; LENGTH]);

impl std::fmt::Debug for PseudonymKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("PseudonymKey(…)")
    }
}

impl PseudonymKey {
    /// The key of a library in a folder of keys; `None` when there is none.
    ///
    /// # Errors
    /// When it can't be read, others than its owner may read it, or it is no key.
    pub fn read(folder: &Path, institution: Institution) -> Result<Option<Self>, ArchiveError> {
        let path = folder.join(file_name(institution));
        let failed = |error| ArchiveError::Unreadable(path.clone(), error);
        let Some(text) = read_private(&path).map_err(failed)? else { return Ok(None) };
        let no_key = || failed(io::Error::other(format!("it is no key of {LENGTH} bytes in hexadecimal")));
        Self::parse(text.trim()).map(Some).ok_or_else(no_key)
    }

    /// Makes the key of a library that has none in a folder of keys.
    ///
    /// # Errors
    /// When there is one already, it can't be written, or the system has no random numbers.
    pub fn make(folder: &Path, institution: Institution) -> Result<Self, ArchiveError> {
        let name = file_name(institution);
        let mut bytes = [0; LENGTH];
        getrandom::fill(&mut bytes)
            .map_err(|error| ArchiveError::Unreadable(folder.join(&name), io::Error::other(error.to_string())))?;
        let modes = Modes { file: FileMode::parse("0600").ok(), folder: FolderMode::parse("0700").ok() };
        demand_free(folder, &name)?;
        place(folder, &name, format!("{}\n", hex(&bytes)).as_bytes(), modes)?;
        Ok(Self(bytes))
    }

    fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; LENGTH];
        if text.len() != 2 * LENGTH || !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        for (byte, at) in bytes.iter_mut().zip((0..).step_by(2)) {
            *byte = u8::from_str_radix(&text[at..at + 2], 16).ok()?;
        }
        Some(Self(bytes))
    }

    /// Its bytes.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        self.0.to_vec()
    }

    /// What tells it from other keys and tells nothing of it: registers note by which key a report was made.
    #[must_use]
    pub fn id(&self) -> String {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else {
            unreachable!("an HMAC takes a key of any length")
        };
        mac.update(b"kasverslag: which key this is");
        hex(&mac.finalize().into_bytes()[..8])
    }
}

fn file_name(institution: Institution) -> String {
    format!("{institution}.key")
}

/// Where the keys of an archive lie: beside it; where it lies in the folder of reports, which is handed on as a whole,
/// beside that.
#[must_use]
pub fn keys_folder(archive: &Path, output: &Path) -> PathBuf {
    beside(if archive.starts_with(output) { output } else { archive })
}

/// Where the keys may lie of an archive of which no configuration tells.
#[must_use]
pub fn keys_folders(archive: &Path) -> Vec<PathBuf> {
    let archive = std::path::absolute(archive).unwrap_or_else(|_| archive.to_owned());
    [Some(archive.as_path()), archive.parent()].into_iter().flatten().map(beside).collect()
}

fn beside(folder: &Path) -> PathBuf {
    let mut name = folder.file_name().map(OsString::from).unwrap_or_default();
    name.push("-keys");
    folder.with_file_name(name)
}

/// The text of a file that nobody but its owner may read or change; `None` when there is no file. A symbolic link is not
/// followed.
///
/// # Errors
/// When it is open to others, no small regular file, or can't be read.
pub fn read_private(file: &Path) -> io::Result<Option<String>> {
    let metadata = match fs::symlink_metadata(file) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    if !metadata.is_file() || metadata.len() > LONGEST {
        return Err(io::Error::other(format!("it is no regular file of at most {LONGEST} bytes")));
    }
    let mode = metadata.permissions().mode() & 0o7777;
    if mode & 0o077 != 0 {
        let what = format!("it is open to others than its owner (mode {mode:04o}); let `chmod 600` mend that");
        return Err(io::Error::other(what));
    }
    fs::read_to_string(file).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn institution() -> Institution {
        Institution::parse("I355").expect("an institution")
    }

    #[test]
    fn a_key_is_made_once_and_for_its_owner_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let keys = folder.path().join("reports-keys");
        assert_eq!(PseudonymKey::read(&keys, institution()).expect("a look"), None);
        let key = PseudonymKey::make(&keys, institution()).expect("a key");
        assert_eq!(PseudonymKey::read(&keys, institution()).expect("a look").as_ref(), Some(&key));
        assert!(PseudonymKey::make(&keys, institution()).is_err(), "a key is never overwritten");
        let mode = |path: &Path| fs::metadata(path).expect("it").permissions().mode() & 0o777;
        let path = keys.join("I355.key");
        assert_eq!((mode(&keys), mode(&path)), (0o700, 0o600));
        let other = PseudonymKey::make(&folder.path().join("others"), institution()).expect("a key");
        assert!(other != key && other.id() != key.id(), "two keys are never the same");
        assert!(!format!("{key:?} {}", key.id()).contains(&hex(&key.bytes())[..8]));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("another mode");
        let ArchiveError::Unreadable(_, error) = PseudonymKey::read(&keys, institution()).expect_err("an open key")
        else {
            panic!("another error")
        };
        assert!(error.to_string().contains("open to others"), "{error}");
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("I355.key");
        let whole = "0f".repeat(LENGTH);
        let rows = [(whole.clone(), true), (format!("{whole}\n"), true), (whole[1..].to_owned(), false)];
        let more = [(format!("{whole}00"), false), (format!("é{}", &whole[2..]), false), (String::new(), false)];
        for (text, is_key) in rows.into_iter().chain(more) {
            fs::write(&path, &text).expect("a file");
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("its mode");
            assert_eq!(PseudonymKey::read(folder.path(), institution()).is_ok(), is_key, "{text:?}");
        }
    }

    #[test]
    fn keys_lie_outside_of_what_is_handed_on() {
        let folder = |archive: &str, out: &str| keys_folder(Path::new(archive), Path::new(out));
        assert_eq!(folder("/a/reports/archive", "/a/reports"), Path::new("/a/reports-keys"));
        assert_eq!(folder("/a/archive", "/a/reports"), Path::new("/a/archive-keys"));
        assert_eq!(folder("reports/archive", "reports"), Path::new("reports-keys"));
        let places = keys_folders(Path::new("/a/reports/archive"));
        assert_eq!(places, [Path::new("/a/reports/archive-keys"), Path::new("/a/reports-keys")]);
    }
}
