//! Judges a file: is it a report as it was made?

use super::FileVerdict;
use super::agreement::PagesAgainstCsv;
use super::faults::FileFaults;
use super::form::ManifestForm;
use super::lines::{CsvIdentity, CsvLine, each_of_csv};
use super::package::PdfPackage;
use super::signatures::{self, Added};
use super::tags::Runs;
use super::{former, pages, tags, whole};
use crate::render::manifest::{Manifest, sha256};

/// What is to be said of a file that may be anything.
pub(super) fn judge(bytes: &[u8]) -> FileVerdict {
    let end = whole::end_of_report(bytes);
    let mut faults = FileFaults::default();
    let mut notices = Vec::new();
    match PdfPackage::read(&bytes[..end], &mut faults) {
        Err(what) => faults.add(what),
        Ok(mut package) => {
            for object in signatures::judge_own(&package, &mut faults) {
                faults.sound(package.known.claim(object));
            }
            check(&package, &mut faults);
            if end < bytes.len() {
                let added = signatures::judge(bytes, end, &package, &mut faults);
                notices.push(signed(&added, &bytes[..end]));
            }
            if package.form == ManifestForm::Former {
                notices.push(former(&package.manifest.program));
            }
        }
    }
    let faults = faults.into_told();
    if faults.is_empty() { FileVerdict { faults, notices } } else { FileVerdict { faults, notices: Vec::new() } }
}

/// What a file says of itself.
pub(super) fn manifest_of(bytes: &[u8]) -> Result<Manifest, String> {
    let end = whole::end_of_report(bytes);
    PdfPackage::read(&bytes[..end], &mut FileFaults::default()).map(|package| package.manifest)
}

/// What is told of a report that was signed since.
fn signed(added: &Added, report: &[u8]) -> String {
    let count = match added.signatures {
        0 => "no signature yet".to_owned(),
        1 => "1 signature".to_owned(),
        count => format!("{count} signatures"),
    };
    let names = if added.names.is_empty() { String::new() } else { format!(" ({})", added.names.join(", ")) };
    format!(
        "the report is as it was made; fields to sign or signatures were added since, {count}{names}, not judged here: a PDF \
         reader tells whether they hold; the file as it was made is its first {} bytes, with the SHA-256 {}",
        report.len(),
        sha256(report)
    )
}

/// What is told of a report of the former form.
fn former(program: &str) -> String {
    format!(
        "made by {program} in the former form: the code on its pages covers its pages, its CSV and what it says of \
         itself, but not every byte of the file"
    )
}

/// Checks a report by all that it says of itself.
fn check(package: &PdfPackage<'_>, faults: &mut FileFaults) {
    match package.form {
        ManifestForm::Current => whole::check_code(package, faults),
        ManifestForm::Former => former::check_code(package, faults),
    }
    whole::check_layout(&package.file, faults);
    let mut agreement = PagesAgainstCsv::new(&package.manifest, &package.fonts);
    let reading = pages::read(package, faults, |line| agreement.page_line(&line));
    let is_read = read_csv(package, faults, |line| agreement.csv_line(&line));
    if is_read {
        faults.add_all(agreement.faults());
        if let Some(mut difference) = agreement.difference() {
            pages::each_line(package, |line| difference.page_line(&line, &agreement));
            read_csv(package, &mut FileFaults::default(), |line| difference.csv_line(&line, &agreement));
            faults.add_all(difference.into_told());
        }
    }
    tags::check(package, &Runs::of(package, &reading.runs), faults);
}

/// Takes the lines of the CSV one after the other, and tells whether it is one.
fn read_csv(package: &PdfPackage<'_>, faults: &mut FileFaults, take: impl FnMut(CsvLine)) -> bool {
    let Some(stream) = &package.csv else { return false };
    let manifest = &package.manifest;
    let read = package.file.unpacked(stream).and_then(|csv| each_of_csv(csv, manifest, take));
    let Some(CsvIdentity { count, sha256 }) = faults.sound(read) else { return false };
    if count != manifest.csv.bytes || sha256 != manifest.csv.sha256 {
        let name = &manifest.csv.name;
        faults.add(format!(
            "the attached `{name}` has been altered or swapped: its SHA-256 is not that of `manifest.json`"
        ));
    }
    true
}
