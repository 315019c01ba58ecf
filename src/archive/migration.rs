//! A register of an earlier layout becomes one of today's.

use rusqlite::{Connection, params};

use super::schema::TABLES;

/// Takes a register of layout 1 over into layout 2, in one step of SQLite: the whole of it or nothing. `feed_of` tells
/// the feed of an export by its file's name.
///
/// # Errors
/// When SQLite refuses; then the register is as it was.
pub fn upgrade_from_layout_1(connection: &mut Connection, feed_of: impl Fn(&str) -> String) -> rusqlite::Result<()> {
    let step = connection.transaction()?;
    step.execute_batch("CREATE TABLE feed_of (name TEXT PRIMARY KEY, feed TEXT NOT NULL) WITHOUT ROWID")?;
    let names: Vec<String> =
        step.prepare("SELECT DISTINCT name FROM export")?.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    for name in names {
        step.execute("INSERT INTO feed_of VALUES (?, ?)", params![name, feed_of(&name)])?;
    }
    step.execute_batch(include_str!("migrations/1-to-2-aside.sql"))?;
    step.execute_batch(TABLES)?;
    step.execute_batch(include_str!("migrations/1-to-2.sql"))?;
    step.commit()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::month::Month;
    use crate::archive::schema::TABLES_OF_LAYOUT_1;
    use crate::archive::{LineKey, REGISTER, Register};
    use crate::publish::modes::Modes;

    /// A register of layout 1 with three exports of two kinds, and one issued report.
    const FILLED: &str = "
        INSERT INTO note VALUES ('institution', 'I355');
        INSERT INTO export VALUES (1, 'dagboek_2026-11-02_2026-11-03.csv', 'ab12', 10, '2026-11-04T03:00:00+01:00',
            'append', '2026-11-02', '2026-11-03', '2026-11-03', 2, 0, 0, 2, 0, 0, 0, 300);
        INSERT INTO export VALUES (2, 'mijnbib.csv', 'cd34', 10, '2026-11-04T03:00:00+01:00',
            'append', '2026-11-02', '2026-11-02', '2026-11-03', 1, 0, 0, 1, 0, 0, 0, 800);
        INSERT INTO export VALUES (3, 'leeg.csv', 'ef56', 1, '2026-11-04T03:00:00+01:00',
            'append', NULL, NULL, '2026-11-03', 0, 0, 0, 0, 0, 0, 0, 0);
        INSERT INTO month VALUES ('2026-11', '2026-11.000002.parquet', 'aa', 3);
        INSERT INTO line VALUES ('1', '2026-11', 1);
        INSERT INTO line VALUES ('2', '2026-11', 1);
        INSERT INTO line VALUES ('3', '2026-11', 2);
        INSERT INTO change VALUES (2, '3', 'outdated', '2026-11-02', 800, '2026-11-02', 800);
        INSERT INTO touched VALUES ('2026-11-02', 1);
        INSERT INTO text VALUES ('ff', 'a template');
        INSERT INTO report VALUES (1, 'I355-2026-00001', 'financieel-overzicht-be', '2026-11-02', 1,
            '2026-11-04T03:00:00+01:00', 2, 'e0', '{}', '2026/folder', '[]', 1, '{}', 'ff', 'ff', '', 'r0', 1);
        INSERT INTO checked VALUES ('financieel-overzicht-be', '2026-11-02', 2);
        PRAGMA user_version = 1;";

    #[test]
    fn a_register_of_layout_1_becomes_one_of_today() {
        let (old, new) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        let mut connection = Connection::open(old.path().join(REGISTER)).expect("a register");
        connection.execute_batch(TABLES_OF_LAYOUT_1).expect("its tables");
        connection.execute_batch(FILLED).expect("what it holds");
        let feed_of = |name: &str| if name.starts_with("mijnbib") { "online" } else { "wise" }.to_owned();
        upgrade_from_layout_1(&mut connection, feed_of).expect("an upgrade");
        let schema = |connection: &Connection| -> Vec<String> {
            let mut query = connection.prepare("SELECT sql FROM sqlite_schema ORDER BY name").expect("a query");
            let sql = query.query_map([], |row| row.get::<_, Option<String>>(0)).expect("its tables");
            sql.map(|sql| sql.expect("a text").unwrap_or_default()).collect()
        };
        let upgraded = schema(&connection);
        drop(connection);
        let today = Register::create(new.path(), Modes::default()).expect("a register");
        assert_eq!(upgraded, schema(&today.connection));

        let register = Register::open_to_read(old.path()).expect("a register");
        let exports = register.exports().expect("exports");
        let feeds: Vec<_> = exports.iter().map(|export| (export.feed.as_str(), export.profile.as_deref())).collect();
        assert_eq!(feeds, [("wise", None), ("online", None), ("wise", None)]);
        let text = "1\tdagboek_2026-11-02_2026-11-03.csv\tab12\t10\t2026-11-04T03:00:00+01:00\tappend\t2026-11-02\t\
                    2026-11-03\t2026-11-03\t2\t0\t0\t2\t0\t0\t0\t300";
        assert_eq!(exports[0].as_text(), text, "the hashes of issued reports rest on it");
        let november = Month::from_register("2026-11".to_owned());
        let keys: Vec<LineKey> = Register::held_in(old.path(), &november).expect("lines").into_keys().collect();
        let key = |feed: &str, id: &str| LineKey { feed: feed.to_owned(), id: id.to_owned() };
        assert_eq!(keys, [key("online", "3"), key("wise", "1"), key("wise", "2")]);
        let changes = register.changes().expect("changes");
        assert_eq!((changes[0].feed.as_str(), changes[0].brought_by), ("online", None));
        assert_eq!(register.reports().expect("reports").len(), 1);
        assert_eq!(register.checked().expect("what was checked").len(), 1);
        assert_eq!(register.text("ff").expect("a text").as_deref(), Some("a template"));
        assert_eq!((register.months().expect("months").len(), register.touched().expect("days").len()), (1, 1));
    }
}
