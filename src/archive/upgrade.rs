//! The way of a register of layout 1 into this layout: what it will be, and the step itself.

use std::path::Path;

use super::migration::upgrade_from_layout_1;
use super::register::Register;
use super::register_file::demand_file;
use super::schema::{self, TABLES_OF_LAYOUT_1};
use super::snapshot::{COPIED, attached};
use super::{ArchiveError, OLD_REGISTER, REGISTER};
use crate::publish::copy_file;
use crate::publish::modes::Modes;

impl Register {
    /// Whether a library's register is of layout 1. Nothing is changed.
    ///
    /// # Errors
    /// When there is none, or it is of neither that layout nor this one.
    pub fn is_of_layout_1(folder: &Path) -> Result<bool, ArchiveError> {
        demand_file(folder)?;
        let path = folder.join(REGISTER);
        let connection = attached(&path).map_err(|error| ArchiveError::Register(path.clone(), error))?;
        match schema::demand(&connection, "disk", &path) {
            Ok(()) => Ok(false),
            Err(ArchiveError::OlderLayout(_, 1)) => Ok(true),
            Err(error) => Err(error),
        }
    }

    /// Has SQLite take back what a program that died had half written into a library's register.
    ///
    /// # Errors
    /// When there is no register, or SQLite refuses.
    pub fn recover(folder: &Path) -> Result<(), ArchiveError> {
        demand_file(folder)?;
        let register = Self::connect(folder, Modes::default())?;
        schema::layout(&register.connection, "main").map_err(register.failed())?;
        Ok(())
    }

    /// What a register of layout 1 will be, in memory and without the lines that hold: nothing of the folder is changed.
    /// `feed_of` tells the feed of an export by its file's name.
    ///
    /// # Errors
    /// When it is not of layout 1, or SQLite refuses.
    pub fn upgraded_in_memory(folder: &Path, feed_of: impl Fn(&str) -> String) -> Result<Self, ArchiveError> {
        let path = folder.join(REGISTER);
        let failed = |error| ArchiveError::Register(path.clone(), error);
        let mut connection = attached(&path).map_err(failed)?;
        let difference = schema::differences(&connection, "disk", TABLES_OF_LAYOUT_1).map_err(failed)?;
        if let Some(what) = difference {
            return Err(ArchiveError::NotARegister(path, what));
        }
        let copy = || {
            let copying = connection.transaction()?;
            copying.execute_batch(TABLES_OF_LAYOUT_1)?;
            // Layout 1 had no witnesses.
            for table in COPIED.iter().filter(|table| **table != "witness") {
                copying.execute(&format!("INSERT INTO main.{table} SELECT * FROM disk.{table}"), [])?;
            }
            copying.commit()?;
            connection.execute_batch("DETACH disk")?;
            upgrade_from_layout_1(&mut connection, feed_of)?;
            Ok(connection)
        };
        let connection = copy().map_err(failed)?;
        Ok(Self::with(connection, folder, Modes::default(), None))
    }

    /// Takes a register of layout 1 over into this layout, whole or not at all, and keeps a copy of it beside it.
    /// Only for whoever holds the lock of the archive.
    ///
    /// # Errors
    /// When the copy can't be written, or SQLite refuses; then the register is as it was.
    pub fn upgrade(folder: &Path, feed_of: impl Fn(&str) -> String) -> Result<(), ArchiveError> {
        copy_file(&folder.join(REGISTER), folder, OLD_REGISTER)?;
        let mut register = Self::connect(folder, Modes::default())?;
        let failed = register.failed();
        register.steady().map_err(&failed)?;
        upgrade_from_layout_1(&mut register.connection, feed_of).map_err(&failed)?;
        register.check_tables()
    }
}
