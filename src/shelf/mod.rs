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
use std::path::Path;

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

/// Brings the shelf of a library up to its register; what is as it should be stays untouched.
///
/// # Errors
/// When something can't be read or written; the next call finishes.
pub fn refresh(output: &Path, register: &Register, records: &[ReportRecord], modes: Modes) -> Result<(), ShelfError> {
    let chain = chain_file::text(records);
    let found = regular::read(&output.join(chain_file::FILE)).unwrap_or_default();
    let done = chain_file::shared_records(&found, records);
    let new = &records[done..];
    current::place_all(output, records, new, modes)?;
    // A later version is told at those before it too, whose numbers may be of another year.
    let renewed: BTreeSet<(&str, Period)> = new.iter().map(|record| (&*record.report, record.period)).collect();
    let told = records.iter().filter(|record| renewed.contains(&(&*record.report, record.period)));
    let changed: BTreeSet<&str> = told.map(ReportRecord::year).collect();
    // What follows from the reports of ten years is made for those that lack it alone.
    let years = years(records);
    let lack = |file: &str| -> BTreeSet<&str> {
        let lacks = |year: &&&str| changed.contains(**year) || !output.join(year).join(file).exists();
        years.iter().filter(lacks).copied().collect()
    };
    for (year, text) in packages(register, records, &lack(data_package::FILE))? {
        place(&output.join(year), data_package::FILE, text.as_bytes(), modes)?;
    }
    for (year, text) in sums_file::texts(records, &lack(sums_file::FILE)) {
        place(&output.join(year), sums_file::FILE, text.as_bytes(), modes)?;
    }
    if records.is_empty() || found == chain.as_bytes() {
        return Ok(());
    }
    Ok(place(output, chain_file::FILE, chain.as_bytes(), modes)?)
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
    Ok(put(output, chain_file::FILE, &chain_file::text(records), modes)?)
}

/// Writes a file unless it is there as it should be.
fn put(folder: &Path, name: &str, text: &str, modes: Modes) -> Result<(), PublishError> {
    match regular::read(&folder.join(name)) {
        Ok(found) if found == text.as_bytes() => Ok(()),
        _ => place(folder, name, text.as_bytes(), modes),
    }
}
