//! The file that a register lies in: made, opened to work with, or found missing.

use std::fs;
use std::io;
use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;

use super::register::Register;
use super::schema::{self, LAYOUT, TABLES};
use super::{ArchiveError, LINES, REGISTER};
use crate::publish::modes::Modes;
use crate::publish::{make_file, make_folder};

/// How long a run waits for somebody who reads a register: a look at all of it takes seconds.
const PATIENCE: Duration = Duration::from_mins(1);

impl Register {
    /// Makes the register of a library that has none. One that was begun and is empty is taken for none.
    ///
    /// # Errors
    /// When the folder can't be made, or what lies there is no register.
    pub fn create(folder: &Path, modes: Modes) -> Result<Self, ArchiveError> {
        make_folder(&folder.join(LINES), modes)?;
        // SQLite would let everybody read it; its journal gets the mode of its register.
        make_file(&folder.join(REGISTER), modes)?;
        let register = Self::connect(folder, modes)?;
        let set_up = || {
            register.steady()?;
            if register.is_empty()? {
                let tables = format!("BEGIN; {TABLES} PRAGMA user_version = {LAYOUT}; COMMIT;");
                register.connection.execute_batch(&tables)?;
            }
            Ok(())
        };
        set_up().map_err(register.failed())?;
        register.check_tables()?;
        Ok(register)
    }

    /// Opens a library's register to work with.
    ///
    /// # Errors
    /// When there is none, or what lies there is no register.
    pub fn open(folder: &Path, modes: Modes) -> Result<Self, ArchiveError> {
        demand_file(folder)?;
        let mut register = Self::connect(folder, modes)?;
        register.check_tables()?;
        register.steady().map_err(register.failed())?;
        register.began = register.newest_intake()?;
        Ok(register)
    }

    /// Whether a library's folder has a register's file, whatever is in it.
    ///
    /// # Errors
    /// When something else lies in its place, or it can't be looked at.
    pub fn is_there(folder: &Path) -> Result<bool, ArchiveError> {
        match demand_file(folder) {
            Ok(()) => Ok(true),
            Err(ArchiveError::NoLibrary(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Whether a library's folder has no register, or one that holds nothing at all: where a run died before it was made,
    /// or where it was lost.
    ///
    /// # Errors
    /// When something else lies in its place, or SQLite refuses.
    pub fn is_absent(folder: &Path) -> Result<bool, ArchiveError> {
        if !Self::is_there(folder)? {
            return Ok(true);
        }
        let register = Self::connect(folder, Modes::default())?;
        register.is_empty().map_err(register.failed())
    }

    pub(super) fn connect(folder: &Path, modes: Modes) -> Result<Self, ArchiveError> {
        let path = folder.join(REGISTER);
        let connect = || {
            let connection = Connection::open(&path)?;
            schema::harden(&connection)?;
            connection.busy_timeout(PATIENCE)?;
            Ok(connection)
        };
        let connection = connect().map_err(|error| ArchiveError::Register(path.clone(), error))?;
        Ok(Self::with(connection, folder, modes, None))
    }

    pub(super) fn steady(&self) -> rusqlite::Result<()> {
        // A roll-back journal, not a write-ahead log: a copy of the folder is whole. EXTRA also syncs the folder once
        // the journal is gone, so that a power cut can't bring an old state back.
        self.connection.pragma_update(None, "journal_mode", "DELETE")?;
        self.connection.pragma_update(None, "synchronous", "EXTRA")
    }

    fn is_empty(&self) -> rusqlite::Result<bool> {
        let layout: u32 = self.connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        let tables: u32 = self.connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        Ok(layout == 0 && tables == 0)
    }

    pub(super) fn check_tables(&self) -> Result<(), ArchiveError> {
        schema::demand(&self.connection, "main", &self.folder.join(REGISTER))
    }
}

/// Demands that a library's folder has a register's file.
///
/// # Errors
/// When there is none, or what lies there is no regular file or can't be looked at.
pub(super) fn demand_file(folder: &Path) -> Result<(), ArchiveError> {
    let path = folder.join(REGISTER);
    match fs::metadata(&path) {
        Ok(metadata) if metadata.is_file() => Ok(()),
        Ok(_) => Err(ArchiveError::NoFile(path)),
        Err(error) if error.kind() == io::ErrorKind::NotFound && !path.is_symlink() => {
            Err(ArchiveError::NoLibrary(folder.to_owned()))
        }
        Err(error) => Err(ArchiveError::Unreadable(path, error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_layout_is_no_register() {
        let folder = tempfile::tempdir().expect("a folder");
        let register = Register::create(folder.path(), Modes::default()).expect("a register");
        register.connection.pragma_update(None, "user_version", 9).expect("another layout");
        drop(register);
        let refused = [Register::open(folder.path(), Modes::default()), Register::open_to_read(folder.path())];
        for refused in refused {
            let Err(ArchiveError::NotARegister(_, what)) = refused else { panic!("{refused:?}") };
            assert!(what.contains("its layout is 9"), "{what}");
        }
    }

    #[test]
    fn a_register_that_was_begun_is_none() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(Register::is_absent(folder.path()).expect("a look"));
        fs::write(folder.path().join(REGISTER), "").expect("a file");
        assert!(Register::is_absent(folder.path()).expect("a look"));
        drop(Register::create(folder.path(), Modes::default()).expect("a register"));
        assert!(!Register::is_absent(folder.path()).expect("a look"));
        fs::write(folder.path().join(REGISTER), "something else").expect("a file");
        assert!(Register::is_absent(folder.path()).is_err());
        fs::remove_file(folder.path().join(REGISTER)).expect("a removed file");
        fs::create_dir(folder.path().join(REGISTER)).expect("a folder");
        assert!(Register::is_absent(folder.path()).is_err());
    }
}
