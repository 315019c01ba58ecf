//! Why the archive can't be used.

use std::io;
use std::path::PathBuf;

use crate::ingest::IntakeError;
use crate::ingest::source::SourceError;
use crate::publish::PublishError;

/// Why the archive can't be used.
#[derive(Debug)]
pub enum ArchiveError {
    /// SQLite refuses.
    Register(PathBuf, rusqlite::Error),
    /// The register is not one that this program wrote.
    NotARegister(PathBuf, String),
    /// Something else than a file lies where the register should.
    NoFile(PathBuf),
    /// The register is of an older layout, which tells its number.
    OlderLayout(PathBuf, u32),
    /// A file that the register names is missing.
    Missing(PathBuf),
    /// A file that the register names has other bytes.
    Altered(PathBuf),
    /// Lines are no longer what they were when they came in.
    Changed(PathBuf, String),
    /// A file reads back otherwise than it was written: told before the register names it.
    Miswritten(PathBuf),
    /// A Parquet file does not hold what it should.
    Lines(PathBuf, String),
    /// There is no library of that code in the archive.
    NoLibrary(PathBuf),
    /// A file can't be read.
    Unreadable(PathBuf, io::Error),
    /// A file can't be written.
    Unwritable(PublishError),
    /// An export can't be read.
    Source(SourceError),
    /// Lines can't be put together.
    Intake(IntakeError),
}

impl From<PublishError> for ArchiveError {
    fn from(error: PublishError) -> Self {
        Self::Unwritable(error)
    }
}

impl ArchiveError {
    /// What is damaged about a register, when that is why: bytes that are no database any more, or no file at all. No try
    /// of any kind mends that; another register does.
    #[must_use]
    pub fn damage(&self) -> Option<String> {
        use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase};
        match self {
            Self::NoFile(_) => Some("it is no regular file".to_owned()),
            Self::Register(_, error) => {
                let is_damage = matches!(error.sqlite_error_code(), Some(DatabaseCorrupt | NotADatabase));
                is_damage.then(|| format!("it is damaged: {error}"))
            }
            _ => None,
        }
    }
}
