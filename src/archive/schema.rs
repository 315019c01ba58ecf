//! The tables of a register, and whether one has those and nothing else.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::Connection;
use rusqlite::config::DbConfig;

use super::ArchiveError;

/// The version of the tables below, kept by SQLite itself.
pub const LAYOUT: u32 = 2;
/// What makes them.
pub const TABLES: &str = include_str!("register.sql");
/// What made those of layout 1.
pub const TABLES_OF_LAYOUT_1: &str = include_str!("migrations/layout-1.sql");

/// Has a connection trust nothing that stands in a register but its rows: no triggers or views run, no functions in the
/// schema, no writes to that.
///
/// # Errors
/// When SQLite refuses.
pub fn harden(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    for config in [
        DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA,
        DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER,
        DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW,
    ] {
        connection.set_db_config(config, false)?;
    }
    Ok(())
}

/// The layout that a database says it has, which a connection has open under a name.
///
/// # Errors
/// When SQLite refuses.
pub fn layout(connection: &Connection, database: &str) -> rusqlite::Result<u32> {
    connection.query_row(&format!("PRAGMA {database}.user_version"), [], |row| row.get(0))
}

/// Demands that a register, which a connection has open under a name, has the tables of this layout.
///
/// # Errors
/// When it is of an older layout or has other tables, or SQLite refuses.
pub fn demand(connection: &Connection, database: &str, path: &Path) -> Result<(), ArchiveError> {
    let failed = |error| ArchiveError::Register(path.to_owned(), error);
    let layout = layout(connection, database).map_err(failed)?;
    if (1..LAYOUT).contains(&layout) {
        return Err(ArchiveError::OlderLayout(path.to_owned(), layout));
    }
    let fault = faults(connection, database).map_err(failed)?;
    fault.map_or(Ok(()), |what| Err(ArchiveError::NotARegister(path.to_owned(), what)))
}

/// What is wrong with the tables of a database that a connection has open under a name; nothing when they are those
/// of this layout.
///
/// # Errors
/// When SQLite refuses.
pub fn faults(connection: &Connection, database: &str) -> rusqlite::Result<Option<String>> {
    let layout = layout(connection, database)?;
    if layout > LAYOUT {
        return Ok(Some(format!("a newer kasverslag made it: its layout is {layout}, this one knows up to {LAYOUT}")));
    }
    if layout != LAYOUT {
        return Ok(Some(format!("its layout is {layout}, not {LAYOUT}")));
    }
    differences(connection, database, TABLES)
}

/// The first difference between the tables of a database and those that some statements make.
///
/// # Errors
/// When SQLite refuses.
pub fn differences(connection: &Connection, database: &str, tables: &str) -> rusqlite::Result<Option<String>> {
    let plain = Connection::open_in_memory()?;
    plain.execute_batch(tables)?;
    let (meant, mut found) = (objects(&plain, "main")?, objects(connection, database)?);
    for (name, (kind, sql)) in meant {
        match found.remove(&name) {
            None => return Ok(Some(format!("it lacks the {kind} `{name}`"))),
            Some((_, other)) if other != sql => {
                return Ok(Some(format!("its {kind} `{name}` is not as kasverslag makes it")));
            }
            Some(_) => {}
        }
    }
    Ok(found
        .into_iter()
        .next()
        .map(|(name, (kind, _))| format!("it holds the {kind} `{name}`, which kasverslag never makes")))
}

/// All that a schema holds: kind and definition, by name.
fn objects(connection: &Connection, database: &str) -> rusqlite::Result<BTreeMap<String, (String, String)>> {
    let query = format!("SELECT name, type, coalesce(sql, '') FROM {database}.sqlite_schema");
    let mut query = connection.prepare(&query)?;
    query.query_map([], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn register(more: &str) -> Connection {
        let connection = Connection::open_in_memory().expect("a database");
        let tables = format!("{TABLES} PRAGMA user_version = {LAYOUT}; {more}");
        connection.execute_batch(&tables).expect("tables");
        connection
    }

    #[test]
    fn tables_are_those_of_the_program_and_no_others() {
        let rows = [
            ("", None),
            ("CREATE TABLE t (a);", Some("it holds the table `t`, which kasverslag never makes")),
            ("CREATE VIEW v AS SELECT 1;", Some("it holds the view `v`, which kasverslag never makes")),
            ("CREATE INDEX i ON export (name);", Some("it holds the index `i`, which kasverslag never makes")),
            (
                "CREATE TRIGGER g AFTER INSERT ON report BEGIN DELETE FROM touched; END;",
                Some("it holds the trigger `g`, which kasverslag never makes"),
            ),
            ("DROP TABLE touched;", Some("it lacks the table `touched`")),
            (
                "DROP TABLE touched; CREATE VIEW touched AS SELECT 1 AS day, 1 AS intake;",
                Some("its table `touched` is not as kasverslag makes it"),
            ),
            ("ALTER TABLE export ADD COLUMN x;", Some("its table `export` is not as kasverslag makes it")),
            ("PRAGMA user_version = 0;", Some("its layout is 0, not 2")),
            ("PRAGMA user_version = 9;", Some("a newer kasverslag made it: its layout is 9, this one knows up to 2")),
        ];
        for (more, fault) in rows {
            assert_eq!(faults(&register(more), "main").expect("a look").as_deref(), fault, "{more}");
        }
    }

    #[test]
    fn nothing_in_a_hardened_register_runs() {
        let connection = register(
            "CREATE TRIGGER g AFTER INSERT ON touched BEGIN DELETE FROM touched; END; CREATE VIEW v AS SELECT 1;",
        );
        harden(&connection).expect("a hardened connection");
        connection.execute("INSERT INTO touched VALUES ('2026-09-01', 1)", []).expect("a row");
        let rows: u32 = connection.query_row("SELECT count(*) FROM touched", [], |row| row.get(0)).expect("a number");
        assert_eq!(rows, 1);
        assert!(connection.query_row("SELECT * FROM v", [], |_| Ok(())).is_err());
        assert!(connection.execute("UPDATE sqlite_schema SET sql = ''", []).is_err());
    }
}
