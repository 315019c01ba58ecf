//! What was delivered to whom, and what waits: a state of its own beside the registers, which it never changes.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, OptionalExtension, Params, Row, params};

use super::ArchiveError;
use crate::publish::modes::Modes;
use crate::publish::{make_file, make_folder};

/// The folder of deliveries in an archive, with a lock of its own.
pub const FOLDER: &str = "deliveries";
/// The file of their state.
const FILE: &str = "deliveries.sqlite";
/// Its tables.
const TABLES: &str = include_str!("deliveries.sql");
/// The number of its layout.
const LAYOUT: u32 = 1;

/// What was delivered, and what waits.
#[derive(Debug)]
pub struct Deliveries {
    connection: Connection,
    path: PathBuf,
}

/// What goes to a target together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parcel {
    /// Its number, in the order in which parcels were made.
    pub id: i64,
    /// Whom it is for.
    pub target: String,
    /// When it was made, as RFC 3339.
    pub made: String,
    /// What is in it.
    pub contents: String,
    /// How often it was tried.
    pub attempts: u32,
    /// Whether it was being handed over and nobody knows whether it arrived.
    pub is_under_way: bool,
    /// Why it did not go out the last time.
    pub error: Option<String>,
}

/// What of a target is new: a parcel, and how far its libraries were looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entered {
    /// What is in the parcel; `None` where there is nothing to deliver.
    pub contents: Option<String>,
    /// How far the chain of each library was looked at.
    pub seen: Vec<(String, u32)>,
    /// What is the matter with each library.
    pub troubles: Vec<(String, String)>,
}

impl Deliveries {
    /// Opens the state of an archive to work with; it is made if need be.
    ///
    /// # Errors
    /// When it can't be made, or what lies there is another.
    pub fn open(archive: &Path, modes: Modes) -> Result<Self, ArchiveError> {
        let folder = archive.join(FOLDER);
        make_folder(&folder, modes)?;
        let path = folder.join(FILE);
        make_file(&path, modes)?;
        let failed = |error| ArchiveError::Register(path.clone(), error);
        let connection = Connection::open(&path).map_err(failed)?;
        let layout: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(failed)?;
        if layout == 0 {
            let tables = format!("BEGIN; {TABLES} PRAGMA user_version = {LAYOUT}; COMMIT;");
            connection.execute_batch(&tables).map_err(failed)?;
        }
        Self { connection, path }.known()
    }

    /// Opens the state of an archive to look at it; `None` where nothing was ever delivered.
    ///
    /// # Errors
    /// When it can't be read, or what lies there is another.
    pub fn open_to_read(archive: &Path) -> Result<Option<Self>, ArchiveError> {
        let path = archive.join(FOLDER).join(FILE);
        if !path.is_file() {
            return Ok(None);
        }
        let failed = |error| ArchiveError::Register(path.clone(), error);
        let connection = Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(failed)?;
        Self { connection, path }.known().map(Some)
    }

    /// The state, if it is one that this program knows.
    fn known(self) -> Result<Self, ArchiveError> {
        let layout = self.connection.query_row("PRAGMA user_version", [], |row| row.get::<_, u32>(0));
        let layout = layout.map_err(self.failed())?;
        if layout == LAYOUT {
            return Ok(self);
        }
        Err(ArchiveError::NotARegister(self.path, format!("its layout is {layout}, not {LAYOUT}")))
    }

    fn failed(&self) -> impl Fn(rusqlite::Error) -> ArchiveError + use<> {
        let path = self.path.clone();
        move |error| ArchiveError::Register(path.clone(), error)
    }

    /// How far the chain of a library was looked at for a target; `None` where it never was.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn seen(&self, target: &str, library: &str) -> Result<Option<u32>, ArchiveError> {
        let query = "SELECT sequence FROM seen WHERE target = ? AND library = ?";
        self.connection.query_row(query, [target, library], |row| row.get(0)).optional().map_err(self.failed())
    }

    /// What a target was last told to be the matter with a library; nothing where all was well.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn told(&self, target: &str, library: &str) -> Result<String, ArchiveError> {
        let query = "SELECT trouble FROM told WHERE target = ? AND library = ?";
        let told = self.connection.query_row(query, [target, library], |row| row.get(0)).optional();
        told.map(Option::unwrap_or_default).map_err(self.failed())
    }

    /// Enters what is new for a target, in one step: the parcel, and how far was looked.
    ///
    /// # Errors
    /// When SQLite refuses; then nothing has changed.
    pub fn enter(&mut self, target: &str, made: &str, new: &Entered) -> Result<(), ArchiveError> {
        let failed = self.failed();
        let mut enter = || -> rusqlite::Result<()> {
            let step = self.connection.transaction()?;
            if let Some(contents) = &new.contents {
                step.execute(
                    "INSERT INTO parcel (target, made, contents) VALUES (?, ?, ?)",
                    [target, made, contents.as_str()],
                )?;
            }
            for (library, sequence) in &new.seen {
                step.execute(
                    "INSERT OR REPLACE INTO seen (target, library, sequence) VALUES (?, ?, ?)",
                    params![target, library, sequence],
                )?;
            }
            for (library, trouble) in &new.troubles {
                step.execute(
                    "INSERT OR REPLACE INTO told (target, library, trouble) VALUES (?, ?, ?)",
                    [target, library.as_str(), trouble.as_str()],
                )?;
            }
            step.commit()
        };
        enter().map_err(failed)
    }

    /// The parcels that wait, the oldest first.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn waiting(&self) -> Result<Vec<Parcel>, ArchiveError> {
        let query = "SELECT id, target, made, contents, attempts, under_way, error FROM parcel \
                     WHERE done IS NULL ORDER BY id";
        let read = |row: &Row<'_>| {
            Ok(Parcel {
                id: row.get(0)?,
                target: row.get(1)?,
                made: row.get(2)?,
                contents: row.get(3)?,
                attempts: row.get(4)?,
                is_under_way: row.get(5)?,
                error: row.get(6)?,
            })
        };
        let all =
            || -> rusqlite::Result<Vec<Parcel>> { self.connection.prepare(query)?.query_map([], read)?.collect() };
        all().map_err(self.failed())
    }

    /// Notes that a parcel is being handed over: whoever dies now leaves it so.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn set_under_way(&self, id: i64) -> Result<(), ArchiveError> {
        self.change("UPDATE parcel SET under_way = 1, attempts = attempts + 1 WHERE id = ?", [id])
    }

    /// Notes that a parcel arrived.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn set_done(&self, id: i64, when: &str) -> Result<(), ArchiveError> {
        self.change("UPDATE parcel SET done = ?2, under_way = 0, error = NULL WHERE id = ?1", params![id, when])
    }

    /// Notes why a parcel did not arrive.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn set_failed(&self, id: i64, error: &str) -> Result<(), ArchiveError> {
        self.change("UPDATE parcel SET under_way = 0, error = ?2 WHERE id = ?1", params![id, error])
    }

    /// Notes why nobody knows whether a parcel arrived.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn set_unclear(&self, id: i64, error: &str) -> Result<(), ArchiveError> {
        self.change("UPDATE parcel SET error = ?2 WHERE id = ?1", params![id, error])
    }

    /// Notes that nobody wants a parcel any more.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn give_up(&self, id: i64, when: &str) -> Result<(), ArchiveError> {
        self.change("UPDATE parcel SET done = ?2, error = 'given up' WHERE id = ?1", params![id, when])
    }

    fn change(&self, statement: &str, parameters: impl Params) -> Result<(), ArchiveError> {
        self.connection.execute(statement, parameters).map(|_| ()).map_err(self.failed())
    }

    /// Whether a folder has ever got something.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn has_begun(&self, target: &str) -> Result<bool, ArchiveError> {
        let query = "SELECT EXISTS (SELECT 1 FROM begun WHERE target = ?)";
        self.connection.query_row(query, [target], |row| row.get(0)).map_err(self.failed())
    }

    /// Notes that a folder gets something.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn set_begun(&self, target: &str) -> Result<(), ArchiveError> {
        let statement = "INSERT OR IGNORE INTO begun (target) VALUES (?)";
        self.connection.execute(statement, [target]).map(|_| ()).map_err(self.failed())
    }
}
