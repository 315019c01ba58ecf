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
        text += &semicolon_row([record.number.as_str(), &record.report, &period, REASON]);
        text += "\r\n";
    }
    text
}
