//! `overdrachtslijst.csv`: what is handed over, a row a file, with what an archive service asks of each.

use chrono::NaiveDate;

use crate::archive::side_tables::TRANSFER;
use crate::archive::{IssuedFile, ReportRecord};
use crate::publish::semicolons::semicolon_row;

/// Its name.
pub const FILE: &str = "overdrachtslijst.csv";

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

/// The list: as other CSV files for a Belgian spreadsheet.
#[must_use]
pub fn text(dossier: &Dossier, pieces: &[TransferredFile<'_>]) -> String {
    let mut text = format!("\u{feff}{}\r\n", TRANSFER.join(";"));
    for TransferredFile { record, title, file, path, replaced_by } in pieces {
        let fields = [
            format!("Kasverslagen {}", dossier.library),
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
