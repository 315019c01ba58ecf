//! What was read of a table of the register and is still so.

use std::cell::RefCell;
use std::sync::Arc;

use rusqlite::Connection;

/// Rows that were read: a night asks for all exports and reports a dozen times, and with ten years of them each reading
/// takes longer than all else it does.
#[derive(Debug)]
pub(super) struct Remembered<T>(RefCell<Option<(ChangeCount, Arc<Vec<T>>)>>);

/// How many rows this connection has changed, and a number that is another once somebody else has changed any.
type ChangeCount = (u64, i64);

impl<T> Default for Remembered<T> {
    fn default() -> Self {
        Self(RefCell::new(None))
    }
}

impl<T> Remembered<T> {
    /// The rows as they are now: those that were read before, unless something of the register has changed since.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub(super) fn rows<E>(
        &self,
        connection: &Connection,
        failed: impl Fn(rusqlite::Error) -> E,
        read: impl FnOnce() -> Result<Vec<T>, E>,
    ) -> Result<Arc<Vec<T>>, E> {
        let others = connection.pragma_query_value(None, "data_version", |row| row.get(0)).map_err(failed)?;
        let state: ChangeCount = (connection.total_changes(), others);
        if let Some((known, rows)) = &*self.0.borrow()
            && *known == state
        {
            return Ok(rows.clone());
        }
        let rows = Arc::new(read()?);
        *self.0.borrow_mut() = Some((state, rows.clone()));
        Ok(rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_again_only_when_something_changed_here_or_elsewhere() {
        let folder = tempfile::tempdir().expect("a folder");
        let open = || Connection::open(folder.path().join("register")).expect("a file");
        let (own, other) = (open(), open());
        own.execute_batch("CREATE TABLE t (n INTEGER)").expect("a table");
        let remembered = Remembered::default();
        let reads = std::cell::Cell::new(0);
        let read = || {
            reads.set(reads.get() + 1);
            own.prepare("SELECT n FROM t ORDER BY n")?.query_map([], |row| row.get(0))?.collect()
        };
        let is = |expected: &[i64], times: u32| {
            for _ in 0..3 {
                let rows = remembered.rows(&own, |error: rusqlite::Error| error, read).expect("rows");
                assert_eq!((rows.as_slice(), reads.get()), (expected, times));
            }
        };
        is(&[], 1);
        own.execute("INSERT INTO t VALUES (1)", []).expect("a row");
        is(&[1], 2);
        other.execute("INSERT INTO t VALUES (2)", []).expect("a row");
        is(&[1, 2], 3);
        own.execute("UPDATE t SET n = 3 WHERE n = 2", []).expect("a change");
        is(&[1, 3], 4);
    }
}
