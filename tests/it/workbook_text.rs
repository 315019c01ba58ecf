//! What is in a workbook, as text.

use std::fmt::Write as _;
use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};

/// The day that workbooks count from, as far as days after February 1900 go.
const EPOCH: &str = "1899-12-30";

/// A value as a CSV has it, but for the decimals of an amount.
pub(crate) fn cell(data: Option<&Data>) -> String {
    match data {
        Some(Data::Float(number)) => number.to_string(),
        Some(Data::Int(number)) => number.to_string(),
        Some(Data::String(text)) => text.clone(),
        Some(Data::DateTime(day)) => {
            (EPOCH.parse::<chrono::NaiveDate>().unwrap() + chrono::Duration::days(day.as_f64() as i64)).to_string()
        }
        Some(Data::Empty) | None => String::new(),
        Some(other) => panic!("{other:?}"),
    }
}

/// What is in a workbook, as text: sheet by sheet, row by row, texts in quotes.
pub(crate) fn workbook_text(bytes: &[u8]) -> Vec<u8> {
    let mut workbook = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let mut text = String::new();
    for name in workbook.sheet_names() {
        let _ = writeln!(text, "[{name}]");
        let range = workbook.worksheet_range(&name).expect("a sheet");
        for row in range.rows() {
            let cells = row.iter().map(|data| match data {
                Data::String(text) => format!("{text:?}"),
                other => cell(Some(other)),
            });
            text += cells.collect::<Vec<_>>().join(" | ").trim_end_matches(" | ");
            text.push('\n');
        }
    }
    text.into_bytes()
}
