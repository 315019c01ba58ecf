//! What lies beside the numbered folders of a library's reports, and follows from its register alone: the chain as a
//! file, each year's checksums and CSVs for programs, and every report by its period in the version that holds.
//!
//! All of it is written once reports are in their places, the chain last: it tells how far the rest has come, so a run
//! that dies in between leaves the remainder to the next. And it lies where the register can't change it, so that it
//! witnesses what that once said.

pub mod chain_file;
pub mod current;
pub mod data_package;
pub mod issued_templates;
pub mod stamps;
pub mod sums_file;
pub mod transcript_file;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use crate::archive::{ArchiveError, Register, ReportRecord, regular};
use crate::domain::Period;
use crate::publish::modes::Modes;
use crate::publish::{PublishError, place};
use issued_templates::{IssuedTemplates, template_texts};

/// Why a shelf could not be brought up to its register.
#[derive(Debug)]
pub enum ShelfError {
    /// The register can't be read.
    Archive(ArchiveError),
    /// Something can't be written.
    Publish(PublishError),
}

impl From<ArchiveError> for ShelfError {
    fn from(error: ArchiveError) -> Self {
        Self::Archive(error)
    }
}

impl From<PublishError> for ShelfError {
    fn from(error: PublishError) -> Self {
        Self::Publish(error)
    }
}

/// The reports that get their places on the shelf: a run that ended badly may have left some out of their folders; those
/// and what follows are for the next one.
///
/// # Errors
/// When the register can't be read.
pub fn reports_in_place(register: &Register) -> Result<Vec<ReportRecord>, ArchiveError> {
    let mut records = register.reports()?;
    if let Some(first) = register.unpublished()?.first() {
        records.retain(|record| record.sequence < *first);
    }
    Ok(records)
}

/// The years that numbers of reports are of.
#[must_use]
pub fn years(records: &[ReportRecord]) -> BTreeSet<&str> {
    records.iter().map(ReportRecord::year).collect()
}

/// The text of the file for programs of each of these years.
///
/// # Errors
/// When the register can't be read.
pub fn packages<'r>(
    register: &Register,
    records: &'r [ReportRecord],
    years: &BTreeSet<&str>,
) -> Result<BTreeMap<&'r str, String>, ArchiveError> {
    if years.is_empty() {
        return Ok(BTreeMap::new());
    }
    let library = register.institution()?.map(|institution| institution.to_string()).unwrap_or_default();
    let templates = IssuedTemplates::of_texts(&template_texts(register, records)?);
    Ok(data_package::texts(&library, &templates, records, years))
}

/// Brings the shelf of a library up to its register, and gives what it had to make again though nothing new was issued: what
/// was missing, or changed by somebody. What is as it should be stays untouched.
///
/// So that a night with nothing new stays short, a file that has been there is looked into only when its length is another, or
/// the file system says that it was changed (its `ctime`, which no program sets) since the chain was written.
///
/// # Errors
/// When something can't be read or written; the next call finishes.
pub fn refresh(
    output: &Path,
    register: &Register,
    records: &[ReportRecord],
    modes: Modes,
) -> Result<Vec<PathBuf>, ShelfError> {
    let chain = chain_file::text(records);
    let found = regular::read(&output.join(chain_file::FILE)).unwrap_or_default();
    let written = WrittenChain::of(output);
    let done = chain_file::shared_records(&found, records);
    let new = &records[done..];
    current::place_all(output, records, new, modes)?;
    let mut renewed = Vec::new();
    let mut is_suspect = current::renew(output, records, new, &written, modes, &mut renewed)?;
    // A later version is told at those before it too, whose numbers may be of another year.
    let is_new: BTreeSet<(&str, Period)> = new.iter().map(|record| (&*record.report, record.period)).collect();
    let told = records.iter().filter(|record| is_new.contains(&(&*record.report, record.period)));
    let changed: BTreeSet<&str> = told.map(ReportRecord::year).collect();
    // What follows from the reports of ten years is made for those that need it alone.
    let years = years(records);
    let need = |file: &str| -> BTreeSet<&str> {
        let needs = |year: &&&str| changed.contains(**year) || written.is_older_than(&output.join(year).join(file));
        years.iter().filter(needs).copied().collect()
    };
    let packages = packages(register, records, &need(data_package::FILE))?;
    let packages = packages.into_iter().map(|(year, text)| (year, data_package::FILE, text));
    let sums = sums_file::texts(records, &need(sums_file::FILE));
    let sums = sums.into_iter().map(|(year, text)| (year, sums_file::FILE, text));
    for (year, name, text) in packages.chain(sums) {
        let (folder, path) = (output.join(year), output.join(year).join(name));
        is_suspect |= !changed.contains(year);
        if put(&folder, name, &text, modes)? && !changed.contains(year) {
            renewed.push(path);
        }
    }
    // It is written anew too when all else was looked into, which need not be done once more then.
    if records.is_empty() || (found == chain.as_bytes() && !is_suspect) {
        return Ok(renewed);
    }
    place(output, chain_file::FILE, chain.as_bytes(), modes)?;
    Ok(renewed)
}

/// When the chain of a library was written, by the file system; `None` where there is none.
#[derive(Clone, Copy, Debug)]
pub struct WrittenChain(Option<(i64, i64)>);

impl WrittenChain {
    /// That beside a library's reports.
    #[must_use]
    pub fn of(output: &Path) -> Self {
        let metadata = fs::metadata(output.join(chain_file::FILE)).ok();
        Self(metadata.map(|metadata| (metadata.ctime(), metadata.ctime_nsec())))
    }

    /// Whether a file came or was changed since, or is not there.
    #[must_use]
    pub fn is_older_than(&self, path: &Path) -> bool {
        fs::metadata(path).map_or(true, |metadata| self.is_older(&metadata))
    }

    fn is_older(&self, metadata: &fs::Metadata) -> bool {
        self.0.is_none_or(|written| (metadata.ctime(), metadata.ctime_nsec()) > written)
    }
}

/// Makes the shelf of a library anew, whatever lies there.
///
/// # Errors
/// When something can't be read or written.
pub fn restore(output: &Path, register: &Register, records: &[ReportRecord], modes: Modes) -> Result<(), ShelfError> {
    current::place_all(output, records, records, modes)?;
    let years = years(records);
    for (year, text) in packages(register, records, &years)? {
        put(&output.join(year), data_package::FILE, &text, modes)?;
    }
    for (year, text) in sums_file::texts(records, &years) {
        put(&output.join(year), sums_file::FILE, &text, modes)?;
    }
    if records.is_empty() {
        return Ok(());
    }
    put(output, chain_file::FILE, &chain_file::text(records), modes)?;
    Ok(())
}

/// Writes a file unless it is there as it should be, and tells whether it did.
fn put(folder: &Path, name: &str, text: &str, modes: Modes) -> Result<bool, PublishError> {
    match regular::read(&folder.join(name)) {
        Ok(found) if found == text.as_bytes() => Ok(false),
        _ => place(folder, name, text.as_bytes(), modes).map(|()| true),
    }
}
