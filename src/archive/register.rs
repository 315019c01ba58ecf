//! The register of a library: what came in, what holds, what was issued.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset, Months, NaiveDate};
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row};

use super::archived_export::{ArchivedExport, MonthRecord};
use super::export_feeds::ExportFeeds;
use super::line_file::LineFile;
use super::line_version::LineKey;
use super::month::{Month, Wanted};
use super::month_file::MonthFile;
use super::month_lines::{LineBatch, MonthLines};
use super::regular::demand_known;
use super::remembered::Remembered;
use super::report_record::ReportRecord;
use super::{ArchiveError, REGISTER};
use crate::domain::Institution;
use crate::publish::modes::Modes;

/// The register of a library, and the folder it lies in.
#[derive(Debug)]
pub struct Register {
    pub(super) connection: Connection,
    pub(super) folder: PathBuf,
    pub(super) modes: Modes,
    /// The number of the newest export when it was opened.
    pub(super) began: u32,
    /// What the file began with when it was copied; `None` for whoever works with the file itself.
    pub(super) state: Option<Vec<u8>>,
    pub(super) exports: Remembered<ArchivedExport>,
    pub(super) reports: Remembered<ReportRecord>,
}

impl Register {
    pub(super) fn with(connection: Connection, folder: &Path, modes: Modes, state: Option<Vec<u8>>) -> Self {
        let (exports, reports) = (Remembered::default(), Remembered::default());
        Self { connection, folder: folder.to_owned(), modes, began: 0, state, exports, reports }
    }

    /// The folder of the library.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// An error of SQLite with the register's path.
    pub(super) fn failed(&self) -> impl Fn(rusqlite::Error) -> ArchiveError + use<> {
        let path = self.folder.join(REGISTER);
        move |error| ArchiveError::Register(path.clone(), error)
    }

    pub(super) fn rows<T>(
        &self,
        query: &str,
        parameters: impl rusqlite::Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, ArchiveError> {
        let all =
            || -> rusqlite::Result<Vec<T>> { self.connection.prepare(query)?.query_map(parameters, read)?.collect() };
        let rows = all().map_err(self.failed())?;
        tracing::debug!(rows = rows.len(), "register-read");
        Ok(rows)
    }

    /// The lines that exports changed or dropped and that hold now, with their months, by feed and id.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn changed_and_holding(&self) -> Result<BTreeMap<LineKey, Month>, ArchiveError> {
        let query = "SELECT feed, id, month FROM line WHERE holds AND (feed, id) IN \
                     (SELECT export.feed, change.id FROM change JOIN export USING (intake) WHERE day_before IS NOT NULL)";
        let lines = self.rows(query, [], |row| Ok((line_key(row)?, Month::from_register(row.get("month")?))))?;
        Ok(lines.into_iter().collect())
    }

    /// The Parquet files, by month.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn months(&self) -> Result<Vec<MonthRecord>, ArchiveError> {
        self.rows("SELECT month, file, sha256, lines FROM month ORDER BY month", [], |row| {
            let (month, file): (String, String) = (row.get("month")?, row.get("file")?);
            // Nothing that the register says leads out of its folder.
            if LineFile::parse(&file).is_none_or(|file| file.month.as_str() != month) {
                return Err(unreadable(
                    "file",
                    std::io::Error::other(format!("`{file}` is no file of lines of {month}")),
                ));
            }
            Ok(MonthRecord {
                month: Month::from_register(month),
                file,
                sha256: row.get("sha256")?,
                lines: count(row, "lines")?,
            })
        })
    }

    /// Demands that every file of lines that the register names is there, and that those have the bytes that it knows
    /// which are new on a day or whose turn it is: to read ten years of them every night would take longer than all
    /// else. Within five days that follow each other each file has its turn, and whoever needs one checks it anyway.
    ///
    /// # Errors
    /// The first that is missing or altered.
    pub fn check_lines(&self, day: NaiveDate) -> Result<(), ArchiveError> {
        let recent = Month::of(day.checked_sub_months(Months::new(1)));
        for record in self.months()? {
            let path = self.line_path(&record.file);
            if record.month >= recent || record.month.has_turn(day) {
                demand_known(&path, &record.sha256)?;
            } else if !path.is_file() {
                return Err(ArchiveError::Missing(path));
            }
        }
        Ok(())
    }

    /// All versions of the lines of a month.
    ///
    /// # Errors
    /// When its file is missing, altered, or holds something else.
    pub fn lines_of(&self, record: &MonthRecord, wanted: &Wanted) -> Result<MonthLines, ArchiveError> {
        let lines = self.month_file(record)?.read_all(wanted, &self.feeds()?);
        lines.map_err(|what| ArchiveError::Lines(self.line_path(&record.file), what))
    }

    /// The same, each piece to be read when it is looked at.
    ///
    /// # Errors
    /// When its file is missing or altered.
    pub fn lines_on_disk(&self, record: &MonthRecord, wanted: &Wanted) -> Result<MonthLines, ArchiveError> {
        let (file, path) = (self.month_file(record)?, self.line_path(&record.file));
        Ok(MonthLines::on_disk(file, path, wanted.clone(), self.feeds()?))
    }

    /// The file of lines of a month, to be read piece by piece.
    ///
    /// # Errors
    /// When it is missing, altered, or something else.
    pub fn month_file(&self, record: &MonthRecord) -> Result<MonthFile, ArchiveError> {
        let path = self.line_path(&record.file);
        let file = MonthFile::open(&path, &record.sha256)?;
        if file.lines() as u64 == record.lines {
            Ok(file)
        } else {
            Err(ArchiveError::Lines(path, format!("it holds {} lines, not {}", file.lines(), record.lines)))
        }
    }

    /// A piece of such a file.
    ///
    /// # Errors
    /// When it holds something else.
    pub(super) fn piece(
        &self,
        record: &MonthRecord,
        file: &MonthFile,
        index: usize,
        feeds: &ExportFeeds,
    ) -> Result<LineBatch, ArchiveError> {
        let piece = file.piece(index, &Wanted::Lines, feeds);
        piece.map_err(|what| ArchiveError::Lines(self.line_path(&record.file), what))
    }

    /// What the register notes under a name.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn note(&self, name: &str) -> Result<Option<String>, ArchiveError> {
        let query = "SELECT value FROM note WHERE name = ?";
        self.connection.query_row(query, [name], |row| row.get(0)).optional().map_err(self.failed())
    }

    /// The names of all that is noted.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn notes(&self) -> Result<Vec<String>, ArchiveError> {
        self.rows("SELECT name FROM note ORDER BY name", [], |row| row.get(0))
    }

    /// Notes a value under a name, if it is not there already.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn set_note(&self, name: &str, value: &str) -> Result<(), ArchiveError> {
        if self.note(name)?.as_deref() == Some(value) {
            return Ok(());
        }
        let statement = "INSERT OR REPLACE INTO note (name, value) VALUES (?, ?)";
        self.connection.execute(statement, [name, value]).map(|_| ()).map_err(self.failed())
    }

    /// Takes a note away, if it is there.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn remove_note(&self, name: &str) -> Result<(), ArchiveError> {
        if self.note(name)?.is_none() {
            return Ok(());
        }
        self.connection.execute("DELETE FROM note WHERE name = ?", [name]).map(|_| ()).map_err(self.failed())
    }

    /// The library that the register is of.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn institution(&self) -> Result<Option<Institution>, ArchiveError> {
        Ok(self.note("institution")?.as_deref().and_then(Institution::parse))
    }
}

pub(super) fn unreadable(column: &str, error: impl std::error::Error + Send + Sync + 'static) -> rusqlite::Error {
    tracing::debug!(column, "not what the register should hold");
    rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(error))
}

pub(super) fn count(row: &Row<'_>, column: &str) -> rusqlite::Result<u64> {
    let number: i64 = row.get(column)?;
    // Nothing is counted below nought, and no such number is one that was written.
    u64::try_from(number).map_err(|error| unreadable(column, error))
}

pub(super) fn line_key(row: &Row<'_>) -> rusqlite::Result<LineKey> {
    Ok(LineKey { feed: row.get("feed")?, id: row.get("id")? })
}

pub(super) fn day(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<NaiveDate>> {
    let text: Option<String> = row.get(column)?;
    text.map(|text| text.parse().map_err(|error| unreadable(column, error))).transpose()
}

pub(super) fn needed_day(row: &Row<'_>, column: &str) -> rusqlite::Result<NaiveDate> {
    let text: String = row.get(column)?;
    text.parse().map_err(|error| unreadable(column, error))
}

pub(super) fn time(row: &Row<'_>, column: &str) -> rusqlite::Result<DateTime<FixedOffset>> {
    let text: String = row.get(column)?;
    DateTime::parse_from_rfc3339(&text).map_err(|error| unreadable(column, error))
}
