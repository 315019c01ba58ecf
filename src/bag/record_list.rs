//! `keten.jsonl`: the records of `keten.csv` with all that their hashes are made of, so that whoever has the bag alone can make
//! them again.

use crate::archive::ReportRecord;
use crate::domain::steering::escaped_in_json;

/// Its name.
pub const FILE: &str = "keten.jsonl";

/// The list: an object in JSON a line, the fields in the order in which they are hashed.
#[must_use]
pub fn text(records: &[ReportRecord]) -> String {
    let line = |record| serde_json::to_string(record).unwrap_or_default();
    records.iter().map(|record| escaped_in_json(&line(record)).into_owned() + "\n").collect()
}

/// The records of a list.
///
/// # Errors
/// The first line that is none.
pub fn read(bytes: &[u8]) -> Result<Vec<ReportRecord>, String> {
    let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
    let record = |(line, number): (&str, u64)| {
        let record: ReportRecord =
            serde_json::from_str(line).map_err(|error| format!("line {number} is no record: {error}"))?;
        record.leads_outside().map_or(Ok(record), |what| Err(format!("line {number}: {what}")))
    };
    text.lines().zip(1..).map(record).collect()
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, NaiveDate};

    use super::*;
    use crate::archive::IssuedFile;
    use crate::domain::Period;

    #[test]
    fn a_record_is_read_as_it_was_written_and_leads_nowhere() {
        let mut record = ReportRecord {
            sequence: 1,
            number: "I355-2026-00001".to_owned(),
            report: "kasblad".to_owned(),
            period: Period::parse("2026-W45", NaiveDate::MIN).expect("a period"),
            version: 1,
            issued: DateTime::parse_from_rfc3339("2026-11-23T03:00:00+00:00").expect("a time"),
            intake: 3,
            exports: "e0".to_owned(),
            parameters: "{\"pdf\":true,\"x\":\"\u{202e}\"}".to_owned(),
            folder: "2026/folder".to_owned(),
            files: vec![IssuedFile { name: "a.csv".to_owned(), bytes: 12, sha256: "f0".to_owned(), code: None }],
            rows: 4,
            received: String::new(),
            template: "t0".to_owned(),
            tables: "c0".to_owned(),
            previous: String::new(),
            record: String::new(),
        };
        record.record = record.hash();
        let text = text(std::slice::from_ref(&record));
        assert!(
            text.starts_with("{\"sequence\":1,\"number\":\"I355-2026-00001\"") && !text.contains('\u{202e}'),
            "{text}"
        );
        let read_back = read(text.as_bytes()).expect("a list");
        assert_eq!(read_back, std::slice::from_ref(&record));
        assert_eq!(read_back[0].hash(), record.record);
        for (old, new) in
            [("2026/folder", "../evil"), ("a.csv", "../a.csv"), ("\"kasblad\"", "\".\""), ("\"rows\"", "\"x\"")]
        {
            assert!(read(text.replace(old, new).as_bytes()).is_err(), "{new}");
        }
    }
}
