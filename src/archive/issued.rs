//! The part of the register that is about issued reports.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rusqlite::{OptionalExtension, params};
use sha2::{Digest, Sha256};

use super::ArchiveError;
use super::register::{Register, count, time, unreadable};
use super::report_record::{IssuedFile, ReportRecord};
use crate::domain::Period;
use crate::ingest::source::hex;

impl Register {
    /// Every issued report, in the order of the chain.
    ///
    /// # Errors
    /// When SQLite refuses, or a field is not what it should be.
    pub fn reports(&self) -> Result<Vec<ReportRecord>, ArchiveError> {
        let reports = self.reports.rows(&self.connection, self.failed(), || self.read_reports())?;
        Ok(reports.to_vec())
    }

    fn read_reports(&self) -> Result<Vec<ReportRecord>, ArchiveError> {
        self.rows("SELECT * FROM report ORDER BY sequence", [], |row| {
            let period: String = row.get("period")?;
            let files: String = row.get("files")?;
            let files: Vec<IssuedFile> = serde_json::from_str(&files).map_err(|error| unreadable("files", error))?;
            let record = ReportRecord {
                sequence: row.get("sequence")?,
                number: row.get("number")?,
                report: row.get("report")?,
                period: Period::parse(&period, NaiveDate::MIN).map_err(|error| unreadable("period", error))?,
                version: row.get("version")?,
                issued: time(row, "issued")?,
                intake: row.get("intake")?,
                exports: row.get("exports")?,
                parameters: row.get("parameters")?,
                folder: row.get("folder")?,
                files,
                rows: count(row, "rows")?,
                received: row.get("received")?,
                template: row.get("template")?,
                tables: row.get("tables")?,
                previous: row.get("previous")?,
                record: row.get("record")?,
            };
            match record.leads_outside() {
                None => Ok(record),
                Some(what) => Err(unreadable("folder", std::io::Error::other(what))),
            }
        })
    }

    /// The sequences of reports whose files may not be in their place yet.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn unpublished(&self) -> Result<Vec<u32>, ArchiveError> {
        self.rows("SELECT sequence FROM report WHERE published = 0 ORDER BY sequence", [], |row| row.get(0))
    }

    /// Enters reports, with the texts that they were made by, in one step; their files are staged and not yet in
    /// their place.
    ///
    /// # Errors
    /// When SQLite refuses; then none is entered.
    pub fn enter(&self, reports: &[ReportRecord], texts: &BTreeMap<String, String>) -> Result<(), ArchiveError> {
        let failed = self.failed();
        let enter = || {
            let step = self.connection.unchecked_transaction()?;
            for (sha256, text) in texts {
                step.execute("INSERT OR IGNORE INTO text (sha256, text) VALUES (?, ?)", [sha256, text])?;
            }
            for report in reports {
                let files = serde_json::to_string(&report.files).map_err(|error| unreadable("files", error))?;
                step.execute(
                    "INSERT INTO report VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
                    params![
                        report.sequence,
                        report.number,
                        report.report,
                        report.period.to_string(),
                        report.version,
                        report.issued.to_rfc3339(),
                        report.intake,
                        report.exports,
                        report.parameters,
                        report.folder,
                        files,
                        i64::try_from(report.rows).unwrap_or(i64::MAX),
                        report.received,
                        report.template,
                        report.tables,
                        report.previous,
                        report.record,
                    ],
                )?;
            }
            step.commit()
        };
        enter().map_err(failed)
    }

    /// Notes that the files of reports are in their place.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn mark_published(&self, sequences: &[u32]) -> Result<(), ArchiveError> {
        let failed = self.failed();
        let mark = || {
            let step = self.connection.unchecked_transaction()?;
            for sequence in sequences {
                step.execute("UPDATE report SET published = 1 WHERE sequence = ?", [sequence])?;
            }
            step.commit()
        };
        mark().map_err(failed)
    }

    /// Reports of a period that were looked at again and found unchanged, up to which export.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn checked(&self) -> Result<BTreeMap<(String, String), u32>, ArchiveError> {
        let all = self.rows("SELECT report, period, intake FROM checked", [], |row| {
            Ok(((row.get("report")?, row.get("period")?), row.get("intake")?))
        })?;
        Ok(all.into_iter().collect())
    }

    /// Notes that reports of periods are unchanged up to an export.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn mark_checked(&self, checked: &[(String, Period)], intake: u32) -> Result<(), ArchiveError> {
        let failed = self.failed();
        let mark = || {
            let step = self.connection.unchecked_transaction()?;
            for (report, period) in checked {
                let values = params![report, period.to_string(), intake];
                step.execute("INSERT OR REPLACE INTO checked (report, period, intake) VALUES (?, ?, ?)", values)?;
            }
            step.commit()
        };
        mark().map_err(failed)
    }

    /// The hashes of texts that are no longer those that reports were made by.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn altered_texts(&self) -> Result<Vec<String>, ArchiveError> {
        let texts: Vec<(String, String)> =
            self.rows("SELECT sha256, text FROM text ORDER BY sha256", [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let is_altered = |(sha256, text): &(String, String)| hex(&Sha256::digest(text)) != *sha256;
        Ok(texts.into_iter().filter(is_altered).map(|(sha256, _)| sha256).collect())
    }

    /// A text that reports were made by, by its hash.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn text(&self, sha256: &str) -> Result<Option<String>, ArchiveError> {
        let query = "SELECT text FROM text WHERE sha256 = ?";
        self.connection.query_row(query, [sha256], |row| row.get(0)).optional().map_err(self.failed())
    }
}
