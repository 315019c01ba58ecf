//! What came in from one file, without the transactions themselves.

use std::path::PathBuf;

use chrono::NaiveDate;

use super::defect::Defect;
use super::rejects::Rejects;
use crate::domain::Money;

/// What came in from one file.
#[derive(Debug)]
pub struct InputFile {
    /// The file's name, without its folder.
    pub name: String,
    /// Where it lies, as it was given.
    pub path: PathBuf,
    /// The feed that it is of: ids of two feeds never meet.
    pub feed: String,
    /// The profile that read it; `None` where an old register doesn't know.
    pub profile: Option<String>,
    /// The days that it is believed to tell all of.
    pub covers: Option<(NaiveDate, NaiveDate)>,
    /// The SHA-256 of its bytes, in hexadecimal, where it was wanted.
    pub sha256: Option<String>,
    /// RowDefects of the file as a whole; where there are any, none of its records was read.
    pub faults: Vec<Defect>,
    /// The records that were refused.
    pub rejects: Rejects,
    /// How many records were accepted, those among them that overlap.
    pub accepted: u64,
    /// How many are blank.
    pub blank: u64,
    /// How many of the accepted ones an earlier file had already, alike.
    pub overlap: u64,
    /// How many of the accepted ones a later file replaced.
    pub replaced: u64,
    /// The sum of the accepted records.
    pub amount: Money,
    /// The sum of the refused records, as far as their amounts can be read.
    pub rejected_amount: Money,
}

impl InputFile {
    /// Whether anything of the file was refused.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        !self.faults.is_empty() || self.rejects.count() > 0
    }
}
