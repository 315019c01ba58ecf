//! A register as readers have it: copied into memory in one short transaction, so that all they read is of one night and
//! no run has to wait for them. Nothing of the folder is changed.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use rusqlite::{Connection, OpenFlags};
use sha2::{Digest, Sha256};

use super::line_version::LineKey;
use super::month::Month;
use super::register::{Register, count, line_key};
use super::register_file::demand_file;
use super::schema::{self, LAYOUT, TABLES};
use super::transcript::{self, TranscriptHash};
use super::{ArchiveError, REGISTER, regular};
use crate::publish::modes::Modes;

/// Tables that are copied whole. Of the lines that hold only those are that exports changed or dropped.
pub(super) const COPIED: [&str; 9] =
    ["note", "export", "month", "change", "touched", "text", "report", "checked", "witness"];

/// A register to be audited: a copy of it, and what only the whole of it tells.
#[derive(Debug)]
pub struct Audited {
    /// The copy.
    pub register: Register,
    /// What SQLite itself finds wrong; nothing when the file is sound.
    pub damage: Vec<String>,
    /// What it knows of the lines that hold.
    pub held: HeldLines,
    /// What it knows of the latest exports that have lines.
    pub latest: Vec<LatestExports>,
    /// The hash of its transcript.
    pub transcript: TranscriptHash,
}

/// How many lines of a feed are known to have been brought by one export, and to be had by another as the latest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LatestExports {
    /// The feed.
    pub feed: String,
    /// The export that brought them.
    pub brought_by: u32,
    /// The latest in the order of files that has them.
    pub newest: u32,
    /// How many there are.
    pub lines: u64,
}

/// Lines that hold, month by month: how many there are, and a hash over all whatever their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeldLines {
    months: BTreeMap<String, (u64, u128)>,
}

impl HeldLines {
    /// Adds one: what tells it from others, its month and the number of the export that brought it.
    pub fn add(&mut self, key: &LineKey, month: &Month, brought_by: u32) {
        let mut hasher = Sha256::new();
        hasher.update(brought_by.to_le_bytes());
        hasher.update(key.feed.as_bytes());
        hasher.update([0]);
        hasher.update(key.id.as_bytes());
        let hash = u128::from_le_bytes(hasher.finalize()[..16].try_into().unwrap_or_default());
        let (count, sum) = self.months.entry(month.as_str().to_owned()).or_default();
        *count += 1;
        *sum = sum.wrapping_add(hash);
    }

    /// The months of which both do not say the same.
    pub fn differing<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = Month> + 'a {
        let names: std::collections::BTreeSet<&String> = self.months.keys().chain(other.months.keys()).collect();
        let differs = |name: &&String| self.months.get(*name) != other.months.get(*name);
        names.into_iter().filter(differs).map(|name| Month::from_register(name.clone()))
    }
}

impl Register {
    /// A library's register to read, as it is now.
    ///
    /// # Errors
    /// When there is none, or what lies there is no register.
    pub fn open_to_read(folder: &Path) -> Result<Self, ArchiveError> {
        read(folder, |_| Ok(())).map(|(register, ())| register)
    }

    /// The same with all that only the whole of it tells.
    ///
    /// # Errors
    /// When there is none, or what lies there is no register.
    pub fn open_to_audit(folder: &Path) -> Result<Audited, ArchiveError> {
        let look = |connection: &Connection| {
            let mut damage = connection.prepare("PRAGMA disk.integrity_check")?;
            let mut damage = damage.query_map([], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
            let mut held = HeldLines::default();
            each_held(connection, None, |key, month, brought_by| held.add(&key, &month, brought_by))?;
            damage.retain(|text| text != "ok");
            for (table, column) in [("line", "holds"), ("report", "published")] {
                let query = format!("SELECT count(*) FROM disk.{table} WHERE {column} IS NOT 0 AND {column} IS NOT 1");
                match connection.query_row(&query, [], |row| row.get(0))? {
                    0_i64 => {}
                    rows => damage.push(format!("{rows} rows of `{table}` have neither 0 nor 1 in `{column}`")),
                }
            }
            Ok((damage, held, latest(connection)?, transcript::hash(connection, "disk")?))
        };
        let (register, (damage, held, latest, transcript)) = read(folder, look)?;
        Ok(Audited { register, damage, held, latest, transcript })
    }

    /// The lines of a month that hold, as the register on the disk has them now: which export brought each, by feed and id.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn held_in(folder: &Path, month: &Month) -> Result<BTreeMap<LineKey, u32>, ArchiveError> {
        let look = |connection: &Connection| {
            let mut held = BTreeMap::new();
            each_held(connection, Some(month), |key, _, brought_by| {
                held.insert(key, brought_by);
            })?;
            Ok(held)
        };
        read(folder, look).map(|(_, held)| held)
    }

    /// Whether the register on the disk is no longer the one that was copied: what was not found then may have moved.
    #[must_use]
    pub fn is_outdated(&self) -> bool {
        self.state.is_some() && self.state != state(&self.folder.join(REGISTER))
    }
}

/// Copies a register, and looks at it while nobody can change it.
fn read<T>(
    folder: &Path,
    look: impl FnOnce(&Connection) -> rusqlite::Result<T>,
) -> Result<(Register, T), ArchiveError> {
    demand_file(folder)?;
    let path = folder.join(REGISTER);
    let head = head(&path).map_err(|error| ArchiveError::Unreadable(path.clone(), error))?;
    // A reader of a write-ahead log makes files beside it.
    let is_database = head.starts_with(b"SQLite format 3\0");
    if is_database && matches!(head.get(18..20), Some([version, other]) if (*version, *other) != (1, 1)) {
        let what = "it keeps a write-ahead log, which kasverslag never does; the next `kasverslag run` ends that";
        return Err(ArchiveError::NotARegister(path, what.to_owned()));
    }
    let failed = |error| ArchiveError::Register(path.clone(), error);
    let connection = attached(&path).map_err(failed)?;
    let copying = connection.unchecked_transaction().map_err(failed)?;
    schema::demand(&copying, "disk", &path)?;
    let state = state(&path);
    let copy = || {
        copying.execute_batch(&format!("{TABLES} PRAGMA main.user_version = {LAYOUT};"))?;
        for table in COPIED {
            copying.execute(&format!("INSERT INTO main.{table} SELECT * FROM disk.{table}"), [])?;
        }
        copying.execute(
            "INSERT INTO main.line SELECT * FROM disk.line \
             WHERE id IN (SELECT id FROM main.change WHERE day_before IS NOT NULL)",
            [],
        )?;
        look(&copying)
    };
    let looked = copy().map_err(failed)?;
    copying.commit().and_then(|()| connection.execute_batch("DETACH disk")).map_err(failed)?;
    Ok((Register::with(connection, folder, Modes::default(), state), looked))
}

/// A database in memory to which a register is attached as `disk`, to read only.
pub(super) fn attached(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_URI;
    let connection = Connection::open_in_memory_with_flags(flags)?;
    schema::harden(&connection)?;
    connection.execute("ATTACH ? AS disk", [address(path)])?;
    Ok(connection)
}

/// A path as SQLite opens it to read only.
fn address(path: &Path) -> String {
    use std::os::unix::ffi::OsStrExt;
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut address = "file://".to_owned();
    for byte in absolute.as_os_str().as_bytes() {
        match byte {
            b'/' | b'-' | b'_' | b'.' | b'~' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => {
                address.push(char::from(*byte));
            }
            _ => address += &format!("%{byte:02x}"),
        }
    }
    address + "?mode=ro"
}

fn each_held(
    connection: &Connection,
    month: Option<&Month>,
    mut show: impl FnMut(LineKey, Month, u32),
) -> rusqlite::Result<()> {
    let mut query = connection
        .prepare("SELECT feed, id, month, intake FROM disk.line WHERE holds AND (?1 IS NULL OR month = ?1)")?;
    let mut rows = query.query([month.map(Month::as_str)])?;
    while let Some(row) = rows.next()? {
        show(line_key(row)?, Month::from_register(row.get("month")?), row.get("intake")?);
    }
    Ok(())
}

fn latest(connection: &Connection) -> rusqlite::Result<Vec<LatestExports>> {
    let query = "SELECT feed, intake, newest, count(*) AS lines FROM disk.line WHERE month <> '' \
                 GROUP BY feed, intake, newest";
    let of = |row: &rusqlite::Row<'_>| {
        let (brought_by, newest) = (row.get("intake")?, row.get("newest")?);
        Ok(LatestExports { feed: row.get("feed")?, brought_by, newest, lines: count(row, "lines")? })
    };
    connection.prepare(query)?.query_map([], of)?.collect()
}

/// What SQLite changes in a file with every transaction: a count in its head.
fn state(path: &Path) -> Option<Vec<u8>> {
    head(path).ok().filter(|head| !head.is_empty())
}

fn head(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut head = Vec::new();
    regular::open(path)?.take(100).read_to_end(&mut head)?;
    Ok(head)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_of_one_moment_and_knows_when_it_is_outdated() {
        let parent = tempfile::tempdir().expect("a folder");
        // A name that an address must not take apart.
        let folder = parent.path().join("a?b#c %41 é");
        std::fs::create_dir(&folder).expect("a folder");
        let register = Register::create(&folder, Modes::default()).expect("a register");
        register.set_note("institution", "I355").expect("a note");
        let before: Vec<_> = std::fs::read_dir(&folder).expect("a folder").flatten().map(|e| e.file_name()).collect();
        let copy = Register::open_to_read(&folder).expect("a copy");
        assert!(!copy.is_outdated());
        // While somebody has a copy the register can be written, and the copy stays as it is.
        register.set_note("institution", "I212").expect("a note");
        assert!(copy.is_outdated());
        assert_eq!(copy.note("institution").expect("a note").as_deref(), Some("I355"));
        let after: Vec<_> = std::fs::read_dir(&folder).expect("a folder").flatten().map(|e| e.file_name()).collect();
        assert_eq!(before, after, "a reader leaves nothing behind");
    }

    #[test]
    fn lines_that_hold_are_compared_whatever_their_order() {
        let month = |name: &str| Month::from_register(name.to_owned());
        let held = |lines: &[(&str, &str, u32)]| {
            let mut held = HeldLines::default();
            let key = |id: &str| LineKey { feed: "wise".to_owned(), id: id.to_owned() };
            for (id, name, by) in lines {
                held.add(&key(id), &month(name), *by);
            }
            held
        };
        let all = held(&[("1", "2026-09", 1), ("2", "2026-09", 1), ("3", "2026-10", 2)]);
        assert_eq!(all.differing(&held(&[("3", "2026-10", 2), ("2", "2026-09", 1), ("1", "2026-09", 1)])).count(), 0);
        for other in [
            held(&[("1", "2026-09", 1), ("3", "2026-10", 2)]),
            held(&[("1", "2026-09", 1), ("2", "2026-09", 2), ("3", "2026-10", 2)]),
            held(&[("1", "2026-09", 1), ("2x", "2026-09", 1), ("3", "2026-10", 2)]),
            held(&[("1", "2026-09", 1), ("2", "2026-09", 1), ("2", "2026-09", 1), ("3", "2026-10", 2)]),
        ] {
            assert_eq!(all.differing(&other).collect::<Vec<_>>(), [month("2026-09")]);
        }
    }

    #[test]
    fn what_sqlite_finds_wrong_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        drop(Register::create(folder.path(), Modes::default()).expect("a register"));
        assert!(Register::open_to_audit(folder.path()).expect("an audit").damage.is_empty());
        let spoil = "CREATE TABLE spare AS SELECT sql FROM sqlite_schema WHERE name = 'note'; \
                     PRAGMA writable_schema = ON; \
                     UPDATE sqlite_schema SET sql = replace(sql, ' NOT NULL', '') WHERE name = 'note';";
        let heal = "INSERT INTO note VALUES ('a', NULL); PRAGMA writable_schema = ON; \
                    UPDATE sqlite_schema SET sql = (SELECT sql FROM spare) WHERE name = 'note'; DROP TABLE spare;";
        for statements in [spoil, heal] {
            let path = folder.path().join(REGISTER);
            Connection::open(path).expect("a connection").execute_batch(statements).expect("a spoiled register");
        }
        let damage = Register::open_to_audit(folder.path()).map(|audited| audited.damage);
        let is_told = match &damage {
            Ok(damage) => damage == &["NULL value in note.value"],
            Err(ArchiveError::Register(_, error)) => error.to_string().contains("NOT NULL"),
            Err(_) => false,
        };
        assert!(is_told, "{damage:?}");
    }
}
