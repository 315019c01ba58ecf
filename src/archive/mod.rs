//! The memory: daybook lines as Parquet, and a register of what came in and what was issued, a folder per library.
//!
//! A library's folder holds `register.sqlite` and `lines/`, with one Parquet file for each month of settlement. The
//! register is the truth: files are written first and named by it in one transaction, so that a run that dies leaves
//! at most a file that no register names. Lines are never deleted: a changed or vanished one stays, marked with the
//! export that did it.

pub mod archived_export;
pub mod history;
mod issued;
pub mod line_file;
pub mod line_version;
pub mod lines_folder;
pub mod lock;
pub mod month;
pub mod month_lines;
pub mod register;
pub mod report_record;
pub mod take_in;
pub mod versions;
mod workers;

use std::io;
use std::path::{Path, PathBuf};

pub use archived_export::ArchivedExport;
pub use line_version::LineVersion;
pub use register::Register;
pub use report_record::{IssuedFile, ReportRecord};
pub use take_in::ExportMode;

use crate::ingest::IntakeError;
use crate::ingest::source::SourceError;
use crate::publish::PublishError;

/// The name of the register in a library's folder.
pub const REGISTER: &str = "register.sqlite";
/// The name of the folder with daybook lines in a library's folder.
pub const LINES: &str = "lines";

/// Why the archive can't be used.
#[derive(Debug)]
pub enum ArchiveError {
    /// SQLite refuses.
    Register(PathBuf, rusqlite::Error),
    /// The register is not one that this program wrote.
    NotARegister(PathBuf, String),
    /// A file that the register names is missing.
    Missing(PathBuf),
    /// A file that the register names has other bytes.
    Altered(PathBuf),
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

/// The bytes of a file that the register names, if they are those that it knows.
///
/// # Errors
/// When the file is missing, altered or can't be read.
pub fn known_bytes(path: &Path, sha256: &str) -> Result<Vec<u8>, ArchiveError> {
    use sha2::{Digest, Sha256};
    let bytes = std::fs::read(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => ArchiveError::Missing(path.to_owned()),
        _ => ArchiveError::Unreadable(path.to_owned(), error),
    })?;
    if crate::ingest::source::hex(&Sha256::digest(&bytes)) == sha256 {
        Ok(bytes)
    } else {
        Err(ArchiveError::Altered(path.to_owned()))
    }
}
