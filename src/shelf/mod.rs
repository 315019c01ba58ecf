//! What lies beside the numbered folders of a library's reports, and follows from its register alone: the chain as a
//! file, each year's checksums and CSVs for programs, and every report by its period in the version that holds.
//!
//! All of it is written once reports are in their places, the chain last: it tells how far the rest has come, so a run
//! that dies in between leaves the remainder to the next. And it lies where the register can't change it, so that it
//! witnesses what that once said.

pub mod chain_file;
pub mod current;
pub mod data_package;
mod error;
pub mod issued_templates;
mod refreshed;
pub mod stamps;
pub mod sums_file;
pub mod transcript_file;
mod written_chain;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::archive::{ArchiveError, Register, ReportRecord, regular};
use crate::domain::Period;
use crate::publish::modes::Modes;
use crate::publish::{PublishError, place};
pub use error::ShelfError;
use issued_templates::{IssuedTemplates, template_texts};
pub use refreshed::Refreshed;
pub use written_chain::WrittenChain;

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

/// Brings the shelf of a library up to its register, which must be open to work with. What is as it should be stays
/// untouched, and so does what is not kasverslag's own.
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
) -> Result<Refreshed, ShelfError> {
    let chain = chain_file::text(records);
    let found = regular::read(&output.join(chain_file::FILE)).unwrap_or_default();
    let written = WrittenChain::of(output);
    let done = chain_file::shared_records(&found, records);
    let new = &records[done..];
    current::place_all(output, records, new, modes)?;
    let mut refreshed = Refreshed::default();
    let renewed = &mut refreshed.renewed;
    let has_any = !records.is_empty() || register.newest_intake()? > 0;
    let mut is_suspect = has_any && transcript_file::renew(output, register, &written, modes, renewed)?;
    is_suspect |= current::renew(output, records, new, &written, modes, renewed)?;
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
    current::clear(output, records, new, &mut refreshed)?;
    // It is written anew too when all else was looked into, which need not be done once more then.
    if records.is_empty() || (found == chain.as_bytes() && !is_suspect) {
        return Ok(refreshed);
    }
    place(output, chain_file::FILE, chain.as_bytes(), modes)?;
    Ok(refreshed)
}

/// Makes the shelf of a library anew, whatever lies there.
///
/// # Errors
/// When something can't be read or written.
pub fn restore(output: &Path, register: &Register, records: &[ReportRecord], modes: Modes) -> Result<(), ShelfError> {
    current::place_all(output, records, records, modes)?;
    current::clear(output, records, records, &mut Refreshed::default())?;
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
