//! What the register knows of an issued report, and the chain that ties it to the one before.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};
use sha2::{Digest, Sha256};

use crate::domain::Period;
use crate::ingest::source::hex;

/// A file of an issued report.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct IssuedFile {
    /// Its name in the report's folder.
    pub name: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// The code at the foot of its pages; of a PDF, and of those that were issued since it is noted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// What the register knows of an issued report.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportRecord {
    /// Its place in the library's chain, from 1.
    pub sequence: u32,
    /// Its number, such as `I355-2026-00417`.
    pub number: String,
    /// The id of the report.
    pub report: String,
    /// The days that it is about.
    #[serde(with = "period_text")]
    pub period: Period,
    /// Its version, from 1.
    pub version: u32,
    /// When it was issued.
    #[serde(with = "time_text")]
    pub issued: DateTime<FixedOffset>,
    /// The number of the newest export that had come in.
    pub intake: u32,
    /// The hash over the register's exports up to that one.
    pub exports: String,
    /// How it was made, as JSON.
    pub parameters: String,
    /// Its folder, from the library's output folder.
    pub folder: String,
    /// Its files.
    pub files: Vec<IssuedFile>,
    /// How many rows its CSV has.
    pub rows: u64,
    /// The total of what was received, as JSON by column.
    pub received: String,
    /// The hash of the template's text, which the register keeps.
    pub template: String,
    /// The hash of the code tables' text, which the register keeps.
    pub tables: String,
    /// The record hash of the report before it in the chain; empty for the first.
    pub previous: String,
    /// The hash over all of the above.
    pub record: String,
}

impl ReportRecord {
    /// The newest version of each report for each period, by both, of records in their order.
    #[must_use]
    pub fn newest(records: &[Self]) -> BTreeMap<(String, String), &Self> {
        records.iter().map(|record| ((record.report.clone(), record.period.to_string()), record)).collect()
    }

    /// The folder of the year whose numbers it is one of, from the library's output folder.
    #[must_use]
    pub fn year(&self) -> &str {
        self.folder.split_once('/').map_or("", |(year, _)| year)
    }

    /// Its folder, from that of its year.
    #[must_use]
    pub fn place_in_year(&self) -> &str {
        self.folder.split_once('/').map_or(&*self.folder, |(_, place)| place)
    }

    /// That nothing that it says leads out of the output: its folder, its report's id and the names of its files.
    pub(crate) fn leads_outside(&self) -> Option<String> {
        let names = self.files.iter().map(|file| file.name.as_str());
        let is_outside = !is_place(&self.folder) || names.chain([&*self.report]).any(|name| !is_plain(name));
        is_outside
            .then(|| format!("`{}` is no folder of a report, or it and its files have no plain names", self.folder))
    }

    /// The hash over all of the record but the hash itself. Anybody can make it: SHA-256 over the fields in the order
    /// of this struct, each followed by a line end, the files as JSON.
    #[must_use]
    pub fn hash(&self) -> String {
        let files = serde_json::to_string(&self.files).unwrap_or_default();
        let fields = [
            self.sequence.to_string(),
            self.number.clone(),
            self.report.clone(),
            self.period.to_string(),
            self.version.to_string(),
            self.issued.to_rfc3339(),
            self.intake.to_string(),
            self.exports.clone(),
            self.parameters.clone(),
            self.folder.clone(),
            files,
            self.rows.to_string(),
            self.received.clone(),
            self.template.clone(),
            self.tables.clone(),
            self.previous.clone(),
        ];
        let mut hasher = Sha256::new();
        for field in fields {
            hasher.update(field.as_bytes());
            hasher.update(b"\n");
        }
        hex(&hasher.finalize())
    }
}

/// Whether a text is the name of a file or folder and nothing more.
fn is_plain(name: &str) -> bool {
    !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\0'])
}

/// Whether a text leads from a library's output to a report: a year, and a folder in it.
fn is_place(folder: &str) -> bool {
    folder
        .split_once('/')
        .is_some_and(|(year, name)| year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()) && is_plain(name))
}

/// A period as it is canonically written.
mod period_text {
    use chrono::NaiveDate;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use crate::domain::Period;

    pub(super) fn serialize<S: Serializer>(period: &Period, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(period)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Period, D::Error> {
        let text = String::deserialize(deserializer)?;
        Period::parse(&text, NaiveDate::MIN).map_err(D::Error::custom)
    }
}

/// A time as records hash it.
mod time_text {
    use chrono::{DateTime, FixedOffset};
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(time: &DateTime<FixedOffset>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&time.to_rfc3339())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<DateTime<FixedOffset>, D::Error> {
        let text = String::deserialize(deserializer)?;
        DateTime::parse_from_rfc3339(&text).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_hash_is_the_same_for_ever() {
        let record = ReportRecord {
            sequence: 7,
            number: "I355-2026-00007".to_owned(),
            report: "financieel-overzicht-be".to_owned(),
            period: Period::parse("2026-W45", chrono::NaiveDate::MIN).expect("a period"),
            version: 2,
            issued: DateTime::parse_from_rfc3339("2026-11-23T03:00:00+01:00").expect("a time"),
            intake: 3,
            exports: "e0".to_owned(),
            parameters: r#"{"pdf":true}"#.to_owned(),
            folder: "2026/folder".to_owned(),
            files: vec![IssuedFile { name: "a.csv".to_owned(), bytes: 12, sha256: "f0".to_owned(), code: None }],
            rows: 4,
            received: r#"{"Ontvangsten":"1.00"}"#.to_owned(),
            template: "t0".to_owned(),
            tables: "c0".to_owned(),
            previous: "p0".to_owned(),
            record: String::new(),
        };
        // As `sha256sum` has it of the sixteen fields, one a line.
        assert_eq!(record.hash(), "6dc949720cae2d342037103510615392b0af8df1dc66d625787aea2586096bdd");
    }
}
