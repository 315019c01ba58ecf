//! `overdrachtslijst.csv`: what is handed over, a row a file, with what an archive service asks of each.

use chrono::{Datelike, NaiveDate};

use crate::archive::side_tables::TRANSFER;
use crate::archive::{IssuedFile, ReportRecord};
use crate::domain::Institution;
use crate::publish::semicolons::semicolon_row;
use crate::shelf::issued_templates::IssuedTemplates;

/// Its name.
pub const FILE: &str = "overdrachtslijst.csv";

/// What the series of a library's reports is called, before its code.
const SERIES: &str = "Kasverslagen ";

/// The dossier that a year's reports are.
#[derive(Clone, Debug)]
pub struct Dossier {
    /// The library's code and name.
    pub library: String,
    /// The year.
    pub year: i32,
    /// Its first and last day.
    pub days: (NaiveDate, NaiveDate),
    /// The day up to which it must be kept.
    pub kept_until: NaiveDate,
}

/// A file that is handed over.
#[derive(Clone, Debug)]
pub struct TransferredFile<'a> {
    /// The report.
    pub record: &'a ReportRecord,
    /// What that is called.
    pub title: &'a str,
    /// The file.
    pub file: &'a IssuedFile,
    /// Its path from the list.
    pub path: String,
    /// The number of the version that holds instead.
    pub replaced_by: Option<&'a str>,
}

/// The files of reports that are handed over, in the order of the chain; `all` are the reports of the whole chain.
#[must_use]
pub fn pieces<'a>(
    institution: Institution,
    all: &'a [ReportRecord],
    handed: &[&'a ReportRecord],
    templates: &'a IssuedTemplates,
) -> Vec<TransferredFile<'a>> {
    let newest = ReportRecord::newest(all);
    let of_report = |record: &&'a ReportRecord| {
        let record = *record;
        let newest = newest.get(&(record.report.clone(), record.period.to_string())).copied();
        let replaced_by = newest.filter(|newest| newest.version > record.version).map(|newest| &*newest.number);
        record.files.iter().map(move |file| TransferredFile {
            record,
            title: templates.title(record),
            file,
            path: format!("{institution}/{}/{}", record.folder, file.name),
            replaced_by,
        })
    };
    handed.iter().flat_map(of_report).collect()
}

/// What a list says of itself that follows from nothing else: of the library whose files begin with a code, in a year, its
/// name and up to which day all must be kept; `None` where it has no file of those.
#[must_use]
pub fn dossier(bytes: &[u8], institution: Institution, year: i32) -> Option<Dossier> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let mut reader = ::csv::ReaderBuilder::new().delimiter(b';').flexible(true).from_reader(bytes);
    let begin = format!("{institution}/{year}/");
    let row =
        reader.records().filter_map(Result::ok).find(|row| row.get(6).is_some_and(|path| path.starts_with(&begin)))?;
    let library = row.get(0)?.strip_prefix(SERIES)?.to_owned();
    let code = institution.to_string();
    // A library is told by its code, and its name where it has one; all is kept up to the end of a year.
    let is_called = library == code || library.strip_prefix(&code).is_some_and(|name| name.starts_with(' '));
    let kept_until: NaiveDate = row.get(10)?.parse().ok()?;
    let days = days_of(year)?;
    let is_end = kept_until >= days.1 && (kept_until.month(), kept_until.day()) == (12, 31);
    (is_called && is_end).then_some(Dossier { library, year, days, kept_until })
}

/// The first and the last day of a year.
#[must_use]
pub fn days_of(year: i32) -> Option<(NaiveDate, NaiveDate)> {
    Some((NaiveDate::from_ymd_opt(year, 1, 1)?, NaiveDate::from_ymd_opt(year, 12, 31)?))
}

/// The first line of a list.
#[must_use]
pub fn head() -> String {
    format!("\u{feff}{}\r\n", TRANSFER.join(";"))
}

/// The rows of a list: as other CSV files for a Belgian spreadsheet.
#[must_use]
pub fn rows(dossier: &Dossier, pieces: &[TransferredFile<'_>]) -> String {
    let mut text = String::new();
    for TransferredFile { record, title, file, path, replaced_by } in pieces {
        let fields = [
            format!("{SERIES}{}", dossier.library),
            dossier.year.to_string(),
            dossier.days.0.to_string(),
            dossier.days.1.to_string(),
            format!("{} {title} {}", record.number, record.period),
            record.issued.date_naive().to_string(),
            path.clone(),
            file.sha256.clone(),
            record.version.to_string(),
            replaced_by.unwrap_or_default().to_owned(),
            dossier.kept_until.to_string(),
        ];
        text += &semicolon_row(fields.iter().map(String::as_str));
        text += "\r\n";
    }
    text
}
