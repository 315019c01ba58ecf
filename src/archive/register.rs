//! The register of a library: what came in, what holds, what was issued.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset, Months, NaiveDate};
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row};
use sha2::{Digest, Sha256};

use super::archived_export::{ArchivedExport, ChangeRecord, MonthRecord};
use super::line_file::LineFile;
use super::month::{Month, Wanted, from_parquet};
use super::month_lines::MonthLines;
use super::regular::{demand_known, known_bytes};
use super::{ArchiveError, REGISTER};
use crate::domain::Coverage;
use crate::domain::{Institution, Period};
use crate::ingest::source::hex;
use crate::publish::modes::Modes;

/// The register of a library, and the folder it lies in.
#[derive(Debug)]
pub struct Register {
    pub(super) connection: Connection,
    pub(super) folder: PathBuf,
    pub(super) modes: Modes,
    /// What the file began with when it was copied; `None` for whoever works with the file itself.
    pub(super) state: Option<Vec<u8>>,
}

impl Register {
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
        all().map_err(self.failed())
    }

    /// Every export that came in, in that order.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn exports(&self) -> Result<Vec<ArchivedExport>, ArchiveError> {
        self.rows("SELECT * FROM export ORDER BY intake", [], |row| {
            let days: (Option<NaiveDate>, Option<NaiveDate>) = (day(row, "first_day")?, day(row, "last_day")?);
            Ok(ArchivedExport {
                intake: row.get("intake")?,
                name: row.get("name")?,
                sha256: row.get("sha256")?,
                bytes: row.get::<_, i64>("bytes")?.unsigned_abs(),
                taken_in: time(row, "taken_in")?,
                mode: row.get("mode")?,
                days: days.0.zip(days.1),
                complete_to: needed_day(row, "complete_to")?,
                accepted: count(row, "accepted")?,
                blank: count(row, "blank")?,
                overlap: count(row, "overlap")?,
                brought: count(row, "brought")?,
                changed: count(row, "changed")?,
                vanished: count(row, "vanished")?,
                outdated: count(row, "outdated")?,
                cents: row.get("cents")?,
            })
        })
    }

    /// The days that exports cover.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn coverage(&self) -> Result<Coverage, ArchiveError> {
        Ok(Coverage::of(self.exports()?.iter().filter_map(ArchivedExport::known_days)))
    }

    /// The number of the newest export that came in; 0 when there is none.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn newest_intake(&self) -> Result<u32, ArchiveError> {
        let newest = "SELECT coalesce(max(intake), 0) FROM export";
        self.connection.query_row(newest, [], |row| row.get(0)).map_err(self.failed())
    }

    /// For each day of settlement, the number of the newest export that brought, changed or dropped a line of it.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn touched(&self) -> Result<BTreeMap<NaiveDate, u32>, ArchiveError> {
        let pairs = self.rows("SELECT day, max(intake) AS intake FROM touched GROUP BY day", [], |row| {
            Ok((needed_day(row, "day")?, row.get("intake")?))
        })?;
        Ok(pairs.into_iter().collect())
    }

    /// Every day of settlement with the number of an export that brought, changed or dropped a line of it.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn touched_days(&self) -> Result<Vec<(NaiveDate, u32)>, ArchiveError> {
        self.rows("SELECT day, intake FROM touched", [], |row| Ok((needed_day(row, "day")?, row.get("intake")?)))
    }

    /// The exports that brought, changed or dropped lines of a period, by their numbers.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn intakes_of(&self, period: Period) -> Result<Vec<u32>, ArchiveError> {
        let query = "SELECT DISTINCT intake FROM touched WHERE day BETWEEN ? AND ? ORDER BY intake";
        self.rows(query, [period.first().to_string(), period.last().to_string()], |row| row.get(0))
    }

    /// Every change that an export made to lines that were there, in the order of exports and ids.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn changes(&self) -> Result<Vec<ChangeRecord>, ArchiveError> {
        self.rows("SELECT * FROM change ORDER BY intake, id, how", [], |row| {
            let cents_after: Option<i64> = row.get("cents_after")?;
            let day_after = day(row, "day_after")?;
            Ok(ChangeRecord {
                intake: row.get("intake")?,
                id: row.get("id")?,
                how: row.get("how")?,
                before: (day(row, "day_before")?, row.get("cents_before")?),
                after: cents_after.map(|cents| (day_after, cents)),
            })
        })
    }

    /// The lines that exports changed or dropped and that hold now, with their months, by id.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn changed_and_holding(&self) -> Result<BTreeMap<String, Month>, ArchiveError> {
        let query = "SELECT id, month FROM line WHERE id IN (SELECT id FROM change WHERE day_before IS NOT NULL)";
        let lines = self.rows(query, [], |row| Ok((row.get("id")?, Month::from_register(row.get("month")?))))?;
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
    /// else. Within seven days that follow each other each file has its turn, and whoever needs one checks it anyway.
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
        let path = self.line_path(&record.file);
        let bytes = known_bytes(&path, &record.sha256)?;
        let lines = from_parquet(&bytes, wanted).map_err(|what| ArchiveError::Lines(path.clone(), what))?;
        if lines.count() as u64 == record.lines {
            Ok(lines)
        } else {
            Err(ArchiveError::Lines(path, format!("it holds {} lines, not {}", lines.count(), record.lines)))
        }
    }

    /// A hash over all that the register knows of exports up to one: SHA-256 over their lines of text.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn exports_hash(&self, intake: u32) -> Result<String, ArchiveError> {
        let hashes = exports_hashes(&self.exports()?);
        Ok(hashes.range(..=intake).next_back().map_or_else(|| hex(&Sha256::digest("")), |(_, hash)| hash.clone()))
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

    /// The library that the register is of.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn institution(&self) -> Result<Option<Institution>, ArchiveError> {
        Ok(self.note("institution")?.as_deref().and_then(Institution::parse))
    }
}

/// For the number of each export the hash over all that is known of the exports up to it: SHA-256 over their lines of
/// text.
#[must_use]
pub fn exports_hashes(exports: &[ArchivedExport]) -> BTreeMap<u32, String> {
    let mut hasher = Sha256::new();
    let hash = |export: &ArchivedExport| {
        hasher.update(export.as_text().as_bytes());
        hasher.update(b"\n");
        (export.intake, hex(&hasher.clone().finalize()))
    };
    exports.iter().map(hash).collect()
}

pub(super) fn unreadable(column: &str, error: impl std::error::Error + Send + Sync + 'static) -> rusqlite::Error {
    tracing::debug!(column, "not what the register should hold");
    rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(error))
}

pub(super) fn count(row: &Row<'_>, column: &str) -> rusqlite::Result<u64> {
    Ok(row.get::<_, i64>(column)?.unsigned_abs())
}

fn day(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<NaiveDate>> {
    let text: Option<String> = row.get(column)?;
    text.map(|text| text.parse().map_err(|error| unreadable(column, error))).transpose()
}

fn needed_day(row: &Row<'_>, column: &str) -> rusqlite::Result<NaiveDate> {
    let text: String = row.get(column)?;
    text.parse().map_err(|error| unreadable(column, error))
}

pub(super) fn time(row: &Row<'_>, column: &str) -> rusqlite::Result<DateTime<FixedOffset>> {
    let text: String = row.get(column)?;
    DateTime::parse_from_rfc3339(&text).map_err(|error| unreadable(column, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_of_exports_is_the_same_for_ever() {
        let folder = tempfile::tempdir().expect("a folder");
        let register = Register::create(folder.path(), Modes::default()).expect("a register");
        for intake in [3, 4] {
            let export = format!(
                "INSERT INTO export VALUES ({intake}, 'dagboek.csv', 'ab12', 1024, '2026-11-23T03:00:00+01:00', \
                 'snapshot', '2026-11-01', '2026-11-22', '2026-11-22', 9, 1, 2, 4, 1, 5, 2, -1250)"
            );
            register.connection.execute(&export, []).expect("an export");
        }
        // As `sha256sum` has it of the line of the first.
        let hash = "e09fecc2844a5e61c44d94a3d50411e885f943f665b299be4e0dc1d8bde6ed4f";
        assert_eq!(register.exports_hash(3).expect("a hash"), hash);
        assert_ne!(register.exports_hash(4).expect("a hash"), hash);
    }
}
