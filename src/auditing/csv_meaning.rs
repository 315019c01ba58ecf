//! What an issued CSV says, against the lines of then and against its record.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::archive::ReportRecord;
use crate::domain::Daybook;
use crate::report::document::Document;
use crate::report::template::Field;
use crate::reporting::parameters::Parameters;

fn records(bytes: &[u8], parameters: &Parameters) -> Result<Vec<::csv::StringRecord>, String> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let separator = if parameters.rfc4180 { b',' } else { b';' };
    let mut reader = ::csv::ReaderBuilder::new().delimiter(separator).has_headers(false).from_reader(bytes);
    reader.records().collect::<Result<_, _>>().map_err(|error| no_csv(&error))
}

/// Why an issued CSV is none, in words of our own: those of the reader are in its language and no other.
fn no_csv(error: &::csv::Error) -> String {
    let line = error.position().map_or(1, ::csv::Position::line);
    match error.kind() {
        ::csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("it is no CSV: line {line} has another number of fields ({len}) than those before ({expected_len})")
        }
        _ => format!("it is no CSV: line {line} is no text in UTF-8"),
    }
}

/// The place of the column that shows a field, whatever its header is.
pub(super) fn column(document: &Document, field: Field) -> Option<usize> {
    document.columns.iter().position(|column| column.field == Some(field))
}

/// Where an issued CSV differs from what the lines give. Without the key nobody can make a column of pseudonyms again:
/// there the same pseudonym must stand where `meant` has the same customer, and nowhere else.
pub(super) fn difference(
    issued: &[u8],
    meant: &[u8],
    parameters: &Parameters,
    pseudonyms: Option<usize>,
) -> Option<String> {
    if issued == meant {
        return None;
    }
    let (issued, meant) = match (records(issued, parameters), records(meant, parameters)) {
        (Ok(issued), Ok(meant)) => (issued, meant),
        (Err(what), _) | (_, Err(what)) => return Some(what),
    };
    let mut customers = BTreeMap::new();
    let mut differs = |line: usize, issued: &::csv::StringRecord, meant: &::csv::StringRecord| {
        let mut same = |column: usize, issued: &str, meant: &str| match pseudonyms {
            // The header has a name of its own.
            Some(place) if place == column && line > 0 => is_one_customer(&mut customers, issued, meant),
            _ => issued == meant,
        };
        issued.len() != meant.len()
            || !issued.iter().zip(meant).enumerate().all(|(column, (issued, meant))| same(column, issued, meant))
    };
    for line in 0..issued.len().max(meant.len()) {
        match (issued.get(line), meant.get(line)) {
            (Some(issued), Some(meant)) if !differs(line, issued, meant) => {}
            (issued, meant) => {
                let text = |record: Option<&::csv::StringRecord>| {
                    record.map_or("nothing".to_owned(), |record| record.iter().collect::<Vec<_>>().join(";"))
                };
                return Some(format!(
                    "line {} says `{}`, the lines of then give `{}`",
                    line + 1,
                    text(issued),
                    text(meant)
                ));
            }
        }
    }
    None
}

/// Whether a pseudonym stands for one customer and no other, and that customer has no other pseudonym, as far as was seen.
fn is_one_customer(seen: &mut BTreeMap<(bool, String), String>, pseudonym: &str, customer: &str) -> bool {
    let mut goes = |is_pseudonym: bool, from: &str, to: &str| {
        seen.entry((is_pseudonym, from.to_owned())).or_insert_with(|| to.to_owned()) == to
    };
    goes(true, pseudonym, customer) && goes(false, customer, pseudonym) && pseudonym.is_empty() == customer.is_empty()
}

/// Adds an issued CSV up by itself: the rows of daybooks whose money was received against the record's total.
pub(super) fn adds_up_to(
    bytes: &[u8],
    report: &ReportRecord,
    parameters: &Parameters,
    document: &Document,
) -> Result<(), String> {
    let records = records(bytes, parameters)?;
    let (header, rows) = records.split_first().ok_or_else(|| "it is empty".to_owned())?;
    if rows.len() as u64 != report.rows {
        return Err(format!("it has {} rows, {} were issued", rows.len(), report.rows));
    }
    let daybook = |row: &::csv::StringRecord| {
        let code = row.get(column(document, Field::Daybook)?).and_then(Daybook::parse)?;
        Some(code.kind().is_received())
    };
    let mark = |row: &::csv::StringRecord| Some(row.get(column(document, Field::IsReceived)?)? == "ja");
    if column(document, Field::Daybook).or(column(document, Field::IsReceived)).is_none() {
        return Ok(());
    }
    let totals: BTreeMap<String, String> =
        serde_json::from_str(&report.received).map_err(|error| format!("its record has no totals: {error}"))?;
    for (name, total) in totals {
        let Some(column) = header.iter().position(|header| header == name) else { continue };
        let mut sum = Decimal::ZERO;
        for row in rows {
            let is_received = daybook(row).or_else(|| mark(row)).unwrap_or_default();
            let text = row.get(column).unwrap_or_default();
            if is_received && !text.is_empty() {
                sum += text.replace(',', ".").parse::<Decimal>().map_err(|_| format!("`{text}` is no amount"))?;
            }
        }
        if total.parse::<Decimal>() != Ok(sum) {
            return Err(format!("its {name} add up to {sum}, {total} was issued"));
        }
    }
    Ok(())
}
