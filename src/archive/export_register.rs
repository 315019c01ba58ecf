//! The part of the register that is about exports.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use super::ArchiveError;
use super::archived_export::{ArchivedExport, ChangeRecord};
use super::export_feeds::ExportFeeds;
use super::register::{Register, count, day, needed_day, time};
use crate::domain::{FeedCoverage, Period};
use crate::ingest::source::hex;

/// What the names of notes begin with that tell the last day of an export's records where it is not that of its last line;
/// the number of the export follows. An empty one tells of none.
const LAST_TOLD: &str = "last day of export ";

/// The name of that note of an export.
pub(super) fn last_told_name(intake: u32) -> String {
    format!("{LAST_TOLD}{intake}")
}

/// The number of the export that such a note is of, by its name.
#[must_use]
pub fn intake_of_last_told(name: &str) -> Option<u32> {
    name.strip_prefix(LAST_TOLD)?.parse().ok()
}

impl Register {
    /// Every export that came in, in that order.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn exports(&self) -> Result<Vec<ArchivedExport>, ArchiveError> {
        Ok(self.known_exports()?.to_vec())
    }

    /// The same, shared by all who look at them.
    pub(super) fn known_exports(&self) -> Result<Arc<Vec<ArchivedExport>>, ArchiveError> {
        self.exports.rows(&self.connection, self.failed(), || self.read_exports())
    }

    fn read_exports(&self) -> Result<Vec<ArchivedExport>, ArchiveError> {
        let query = "SELECT export.*, note.value AS last_told FROM export \
                     LEFT JOIN note ON note.name = ? || intake ORDER BY intake";
        self.rows(query, [LAST_TOLD], |row| {
            let days = |first, last| -> rusqlite::Result<_> { Ok(day(row, first)?.zip(day(row, last)?)) };
            let last_told: Option<String> = row.get("last_told")?;
            let last_told = match last_told.as_deref() {
                None => day(row, "lines_last")?,
                Some("") => None,
                Some(_) => day(row, "last_told")?,
            };
            Ok(ArchivedExport {
                intake: row.get("intake")?,
                feed: row.get("feed")?,
                profile: row.get("profile")?,
                name: row.get("name")?,
                sha256: row.get("sha256")?,
                bytes: row.get::<_, i64>("bytes")?.unsigned_abs(),
                taken_in: time(row, "taken_in")?,
                mode: row.get("mode")?,
                days_of_lines: days("lines_first", "lines_last")?,
                last_told,
                days: days("first_day", "last_day")?,
                complete_to: needed_day(row, "complete_to")?,
                accepted: count(row, "accepted")?,
                open: count(row, "open")?,
                blank: count(row, "blank")?,
                overlap: count(row, "overlap")?,
                brought: count(row, "brought")?,
                changed: count(row, "changed")?,
                vanished: count(row, "vanished")?,
                outdated: count(row, "outdated")?,
                cents: row.get("cents")?,
                kept_cents: row.get("kept_cents")?,
                files: row.get("files")?,
            })
        })
    }

    /// Which export is of which feed.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn feeds(&self) -> Result<ExportFeeds, ArchiveError> {
        let feeds: Vec<String> = self.rows("SELECT feed FROM export ORDER BY intake", [], |row| row.get("feed"))?;
        Ok(ExportFeeds::of(feeds.iter().map(String::as_str)))
    }

    /// The days that exports cover, feed by feed.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn coverage(&self) -> Result<FeedCoverage, ArchiveError> {
        Ok(coverage(&*self.known_exports()?))
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

    /// The exports of which lines of a period were put aside, as later ones know better, by their numbers.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn put_aside_in(&self, period: Period) -> Result<Vec<u32>, ArchiveError> {
        let query = "SELECT DISTINCT intake FROM change \
                     WHERE how = 'outdated' AND (day_before BETWEEN ?1 AND ?2 OR day_after BETWEEN ?1 AND ?2) \
                     ORDER BY intake";
        self.rows(query, [period.first().to_string(), period.last().to_string()], |row| row.get(0))
    }

    /// Every change that an export made to lines that were there, in the order of exports and ids.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn changes(&self) -> Result<Vec<ChangeRecord>, ArchiveError> {
        let query = "SELECT change.*, feed FROM change JOIN export USING (intake) ORDER BY intake, id, how";
        self.rows(query, [], |row| {
            let cents_after: Option<i64> = row.get("cents_after")?;
            let day_after = day(row, "day_after")?;
            Ok(ChangeRecord {
                intake: row.get("intake")?,
                feed: row.get("feed")?,
                brought_by: row.get("brought_by")?,
                id: row.get("id")?,
                how: row.get("how")?,
                before: (day(row, "day_before")?, row.get("cents_before")?),
                after: cents_after.map(|cents| (day_after, cents)),
            })
        })
    }

    /// A hash over all that the register knows of exports up to one: SHA-256 over their lines of text.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn exports_hash(&self, intake: u32) -> Result<String, ArchiveError> {
        let mut hasher = Sha256::new();
        for export in self.known_exports()?.iter().filter(|export| export.intake <= intake) {
            put_into(&mut hasher, export);
        }
        Ok(hex(&hasher.finalize()))
    }
}

/// The days that exports cover, feed by feed.
pub(super) fn coverage<'e>(exports: impl IntoIterator<Item = &'e ArchivedExport>) -> FeedCoverage {
    FeedCoverage::of(
        exports.into_iter().map(|export| (export.feed.as_str(), export.known_days().into_iter().collect())),
    )
}

/// For the number of each export the hash over all that is known of the exports up to it: SHA-256 over their lines of
/// text.
#[must_use]
pub fn exports_hashes(exports: &[ArchivedExport]) -> BTreeMap<u32, String> {
    let mut hasher = Sha256::new();
    let hash = |export: &ArchivedExport| {
        put_into(&mut hasher, export);
        (export.intake, hex(&hasher.clone().finalize()))
    };
    exports.iter().map(hash).collect()
}

fn put_into(hasher: &mut Sha256, export: &ArchivedExport) {
    hasher.update(export.as_text().as_bytes());
    hasher.update(b"\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::modes::Modes;

    #[test]
    fn the_hash_of_exports_is_the_same_for_ever() {
        let folder = tempfile::tempdir().expect("a folder");
        let register = Register::create(folder.path(), Modes::default()).expect("a register");
        for (intake, profile) in [(3, "NULL"), (4, "'wise'")] {
            let export = format!(
                "INSERT INTO export VALUES ({intake}, 'wise', {profile}, 'dagboek.csv', 'ab12', 1024, \
                 '2026-11-23T03:00:00+01:00', 'snapshot', '2026-11-02', '2026-11-21', '2026-11-01', '2026-11-22', \
                 '2026-11-22', 9, 6, 1, 2, 4, 1, 5, 2, -1250, -1000, 'f0')"
            );
            register.connection.execute(&export, []).expect("an export");
        }
        // As `sha256sum` has it of the line of the first, which came in under layout 1, and of both.
        let hash = "e09fecc2844a5e61c44d94a3d50411e885f943f665b299be4e0dc1d8bde6ed4f";
        assert_eq!(register.exports_hash(3).expect("a hash"), hash);
        let hash = "6dc0de153c15a148aff6f8fa1c8bb74cb675559df56c8a8ee4f68d9e5d4c7f32";
        assert_eq!(register.exports_hash(4).expect("a hash"), hash);
    }
}
