//! What is asked of the reader of a file, and what it gives back, whatever the file is.

use super::constant_use::ReplacedValue;
use super::count::{CountError, SecondCount};
use super::feed::FileFeed;
use super::gather::LineSink;
use super::header::Layout;
use super::ids::SeenIds;
use super::profile::{Profile, Unit};
use super::reading::RecordsReading;
use super::verdict::{RecordVerdict, Verdicts};
use crate::domain::{Cents, Finding};

/// What is to be done with the records of an export.
pub struct Task<'a, G> {
    /// The file's name, for what is found in it.
    pub file: &'a str,
    /// How they are written.
    pub profile: &'a Profile,
    /// What becomes of records whose ids came in more than once; `None` while that is to be found out.
    pub verdicts: Option<&'a Verdicts>,
    /// The feed that the file is of.
    pub feed: &'a FileFeed,
    /// Makes a new gatherer.
    pub make: &'a (dyn Fn() -> G + Sync),
    /// How many threads may read.
    pub threads: usize,
}

impl<G> Task<'_, G> {
    /// What becomes of the record on a line; `None` when it counts, as far as is known.
    #[must_use]
    pub fn verdict(&self, line: u64) -> Option<RecordVerdict> {
        self.verdicts.and_then(|verdicts| verdicts.get(&line).cloned())
    }
}

/// What was read of an export, beside a second count of it.
#[derive(Debug)]
pub struct Export<G> {
    /// The names of the sheets that its records stand on, where it is a workbook with several.
    pub sheets: Vec<String>,
    /// What was found that a reader of reports should know.
    pub findings: Vec<Finding>,
    /// Its records.
    pub reading: RecordsReading<G>,
    /// The second count.
    pub count: Result<SecondCount, CountError>,
    /// Its ids, if they were to be told.
    pub seen: SeenIds,
}

impl<G: LineSink> Export<G> {
    /// An export that was read in one piece.
    #[must_use]
    pub fn of_one_chunk(
        sheets: Vec<String>,
        findings: Vec<Finding>,
        mut reading: RecordsReading<G>,
        count: Result<SecondCount, CountError>,
    ) -> Self {
        reading.gathered.end_chunk();
        let seen = reading.ids.take().map(SeenIds::of).unwrap_or_default();
        Self { sheets, findings, reading, count, seen }
    }
}

impl<G> Task<'_, G> {
    /// What the header of a file shows, or that of one of its sheets.
    #[must_use]
    pub fn findings_of_header(&self, layout: &Layout) -> Vec<Finding> {
        let mut findings = Vec::new();
        if !layout.ignored().is_empty() {
            findings.push(Finding::IgnoredColumns { file: self.file.to_owned(), columns: layout.ignored().to_vec() });
        }
        let unused = layout.unused(self.profile);
        if !unused.is_empty() {
            findings.push(Finding::UnusedHeaders { profile: self.profile.name.clone(), headers: unused });
        }
        findings
    }
}

impl<G: LineSink> RecordsReading<G> {
    /// What the records of a file show as a whole.
    #[must_use]
    pub fn findings(&self, task: &Task<'_, G>) -> Vec<Finding> {
        let file = || task.file.to_owned();
        let mut findings = Vec::new();
        if self.repeated > 0 {
            findings.push(Finding::RepeatedHeader { file: file(), rows: self.repeated });
        }
        if self.left_out.count > 0 {
            let (profile, lines, unread) = (task.profile.name.clone(), self.left_out, self.left_out_unread);
            findings.push(Finding::LeftOut { file: file(), profile, lines, unread });
        }
        for (header, value, met) in self.filter_use.nearly_named(&task.profile.filters) {
            let [profile, header, value, met] =
                [&task.profile.name, header, value, met].map(|text: &str| text.to_owned());
            findings.push(Finding::NearlyNamed { file: file(), profile, header, value, met });
        }
        for (constant, ReplacedValue { header, value, records }) in self.constant_use.replaced(task.profile) {
            let [profile, header, constant, value] =
                [&task.profile.name, header, constant, value].map(|text: &str| text.to_owned());
            findings.push(Finding::ReplacedByConstant {
                file: file(),
                profile,
                header,
                constant,
                value,
                records: *records,
            });
        }
        let is_doubtful = task.profile.unit == Unit::Euro && !self.has_decimals && self.accepted >= RECORDS_TO_DOUBT;
        if is_doubtful && self.largest_whole >= CENTS_TO_DOUBT {
            findings.push(Finding::NoDecimals { file: file() });
        }
        findings
    }
}

/// A file with fewer records may well have whole euro alone.
const RECORDS_TO_DOUBT: u64 = 3;
/// So may one whose amounts all lie below this, in cents: a hundred euro is rare at a desk.
const CENTS_TO_DOUBT: Cents = 10_000;
