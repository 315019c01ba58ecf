//! The part of the register that is about witnesses: files of others that came in.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset, NaiveDate};
use rusqlite::params;
use sha2::{Digest, Sha256};

use super::ArchiveError;
use super::register::{Register, count, day, time};
use crate::ingest::source::hex;

/// A witness that came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WitnessRecord {
    /// Its place among all, from 1.
    pub number: u32,
    /// The name of the witness that it is a file of.
    pub name: String,
    /// What it is.
    pub kind: String,
    /// The file, from the folder of the configuration.
    pub file: String,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// How many bytes it had.
    pub bytes: u64,
    /// When it came in.
    pub taken_in: DateTime<FixedOffset>,
    /// The first and the last day that it tells of.
    pub days: Option<(NaiveDate, NaiveDate)>,
    /// What is kept of it.
    pub kept: String,
}

impl WitnessRecord {
    /// What the hashes of issued reports rest on.
    fn as_text(&self) -> String {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let fields = [
            self.number.to_string(),
            self.name.clone(),
            self.kind.clone(),
            self.file.clone(),
            self.sha256.clone(),
            self.bytes.to_string(),
            self.taken_in.to_rfc3339(),
            day(self.days.map(|(first, _)| first)),
            day(self.days.map(|(_, last)| last)),
            hex(&Sha256::digest(&self.kept)),
        ];
        fields.join("\t")
    }
}

/// The hash over all witnesses up to each of them, by its number; 0 is before the first.
#[must_use]
pub fn witnesses_hashes(witnesses: &[WitnessRecord]) -> BTreeMap<u32, String> {
    let mut running = Sha256::new();
    let mut hashes = BTreeMap::from([(0, hex(&running.clone().finalize()))]);
    for witness in witnesses {
        running.update(witness.as_text().as_bytes());
        running.update(b"\n");
        hashes.insert(witness.number, hex(&running.clone().finalize()));
    }
    hashes
}

/// The hash over exports and witnesses together.
#[must_use]
pub fn hash_of_both(exports: &str, witnesses: &str) -> String {
    hex(&Sha256::digest(format!("{exports}\n{witnesses}\n")))
}

impl Register {
    /// Every witness that came in, in that order.
    ///
    /// # Errors
    /// When SQLite refuses, or a field is not what it should be.
    pub fn witnesses(&self) -> Result<Vec<WitnessRecord>, ArchiveError> {
        self.rows("SELECT * FROM witness ORDER BY number", [], |row| {
            Ok(WitnessRecord {
                number: row.get("number")?,
                name: row.get("name")?,
                kind: row.get("kind")?,
                file: row.get("file")?,
                sha256: row.get("sha256")?,
                bytes: count(row, "bytes")?,
                taken_in: time(row, "taken_in")?,
                days: day(row, "first_day")?.zip(day(row, "last_day")?),
                kept: row.get("kept")?,
            })
        })
    }

    /// Whether a witness of a kind came in.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn has_witness_of(&self, kind: &str) -> Result<bool, ArchiveError> {
        let found = self.rows("SELECT 1 FROM witness WHERE kind = ? LIMIT 1", [kind], |row| row.get::<_, i64>(0))?;
        Ok(!found.is_empty())
    }

    /// Takes witnesses in: all or none.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn take_in_witnesses(&self, witnesses: &[WitnessRecord]) -> Result<(), ArchiveError> {
        let failed = self.failed();
        let enter = || {
            let step = self.connection.unchecked_transaction()?;
            for one in witnesses {
                step.execute(
                    "INSERT INTO witness VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    params![
                        one.number,
                        one.name,
                        one.kind,
                        one.file,
                        one.sha256,
                        i64::try_from(one.bytes).unwrap_or(i64::MAX),
                        one.taken_in.to_rfc3339(),
                        one.days.map(|(first, _)| first.to_string()),
                        one.days.map(|(_, last)| last.to_string()),
                        one.kept,
                    ],
                )?;
            }
            step.commit()
        };
        enter().map_err(failed)
    }
}
