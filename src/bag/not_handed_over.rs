//! `niet-overgedragen.csv`: the reports of the year that are not handed over, and why.

use crate::archive::ReportRecord;
use crate::publish::semicolons::semicolon_row;

/// Its name.
pub const FILE: &str = "niet-overgedragen.csv";
const COLUMNS: [&str; 4] = ["Nummer", "Verslag", "Periode", "Reden"];
/// The reason there is.
const REASON: &str = "elke regel is een boeking van een klant";

/// The list.
#[must_use]
pub fn text(records: &[&ReportRecord]) -> String {
    let mut text = format!("\u{feff}{}\r\n", COLUMNS.join(";"));
    for record in records {
        let period = record.period.to_string();
        text += &semicolon_row([record.number.as_str(), &record.report, &period, REASON].into_iter());
        text += "\r\n";
    }
    text
}

/// The numbers of the reports on a list.
///
/// # Errors
/// When it is no such list.
pub fn read(bytes: &[u8]) -> Result<Vec<String>, String> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let mut reader = ::csv::ReaderBuilder::new().delimiter(b';').from_reader(bytes);
    let headers = reader.headers().map_err(|error| error.to_string())?;
    if headers.iter().ne(COLUMNS) {
        return Err(format!("its first line is not `{}`", COLUMNS.join(";")));
    }
    let row = |row: Result<::csv::StringRecord, ::csv::Error>| {
        row.map(|row| row.get(0).unwrap_or_default().to_owned()).map_err(|error| error.to_string())
    };
    reader.records().map(row).collect()
}
