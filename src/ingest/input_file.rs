//! What came in from one file, without the transactions themselves.

use std::path::PathBuf;

use super::defect::Defect;
use super::feed::FileFeed;
use super::file_use::FileUse;
use super::rejects::Rejects;
use super::survey::Survey;
use crate::domain::finding::FindingLines;
use crate::domain::known_days::DayRun;
use crate::domain::{Coverage, Money};

/// What came in from one file.
#[derive(Debug)]
pub struct InputFile {
    /// The file's name, with those of folders before it only where it takes them to tell it from another.
    pub name: String,
    /// Where it lies, as it was given.
    pub path: PathBuf,
    /// The feed that it is of: ids of two feeds never meet.
    pub feed: FileFeed,
    /// The profile that read it; `None` where an old register doesn't know.
    pub profile: Option<String>,
    /// The days that it is believed to tell all of: those of its name, else those from its first to its last line.
    pub covers: Coverage,
    /// The days that its name tells, if it tells any.
    pub named_days: Option<DayRun>,
    /// Where its accepted lines were settled; an archive doesn't keep that.
    pub survey: Survey,
    /// What reports make of its lines, where any count.
    pub use_of_lines: Option<FileUse>,
    /// The names of the sheets that its records stand on, where it is a workbook with several.
    pub sheets: Vec<String>,
    /// The SHA-256 of its bytes, in hexadecimal, where it was wanted.
    pub sha256: Option<String>,
    /// What is wrong with the file as a whole; where there are any, none of its records was read.
    pub faults: Vec<Defect>,
    /// The records that were refused.
    pub rejects: Rejects,
    /// How many records were accepted, those among them that overlap.
    pub accepted: u64,
    /// How many are blank.
    pub blank: u64,
    /// Those that the profile leaves out, and their sum as far as it can be read.
    pub left_out: FindingLines,
    /// How many of those have an amount that can't be read.
    pub left_out_unread: u64,
    /// How many rows are the header or a title again.
    pub repeated: u64,
    /// How many of the accepted ones an earlier file had already, alike.
    pub overlap: u64,
    /// How many of the accepted ones a later file replaced.
    pub replaced: u64,
    /// How many of the accepted ones the profile leaves out in a later file.
    pub withdrawn: u64,
    /// The sums of those three in cents; an archive doesn't keep them.
    pub set_aside_cents: Option<[i128; 3]>,
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

    /// Whether any of its accepted lines is still open.
    #[must_use]
    pub fn has_open_lines(&self) -> bool {
        self.survey.places().any(|(place, sum)| place.settled.is_none() && sum.count > 0)
    }

    /// The name of the sheet that a line stands on, in a workbook that has several, and its number there.
    #[must_use]
    pub fn sheet_and_row(&self, line: u64) -> (Option<&str>, u64) {
        let sheet = usize::try_from(line >> SHEET).ok().and_then(|sheet| self.sheets.get(sheet));
        (sheet.map(String::as_str), row(line))
    }
}

/// A line in words where nobody knows the names of the sheets.
#[must_use]
pub fn shown_line(line: u64) -> String {
    match line >> SHEET {
        0 => row(line).to_string(),
        sheet => format!("{} (sheet {})", row(line), sheet + 1),
    }
}

/// The number of a row of a sheet among several, of which the first is 0.
#[must_use]
pub fn line_of_sheet(sheet: usize, row: u64) -> u64 {
    ((sheet as u64) << SHEET) + row
}

/// The number of a row on its sheet.
#[must_use]
pub fn row(line: u64) -> u64 {
    line & ((1 << SHEET) - 1)
}

/// Rows of sheets have fewer bits.
const SHEET: u32 = 32;
