//! A register written out as a text: all of it that its files of lines don't tell, so that it can be made anew from those
//! and the text. Of the lines themselves only those stand in it of which their file does not tell everything: that don't
//! hold, or that a later export has too.

use std::io::{self, BufRead, Read};
use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, params_from_iter};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::month::Wanted;
use super::month_file::MonthFile;
use super::register::Register;
use super::schema::LAYOUT;
use super::{ArchiveError, LINES, PAGES_NOTE};
use crate::ingest::source::hex;
use crate::publish::modes::Modes;

/// The form of the text.
pub const FORM: &str = "kasverslag-register/1";
/// How long a row of it may be.
const LONGEST_ROW: u64 = 1 << 28;
/// How many bytes of it are hashed at a time.
const PIECE: usize = 1 << 16;

/// Its tables, and how the rows of each are chosen and put in order. What was seen on the disk need not be known again.
const TABLES: [(&str, &str); 10] = [
    ("note", "WHERE name <> ?1 ORDER BY name"),
    ("export", "ORDER BY intake"),
    ("month", "ORDER BY month"),
    ("change", "ORDER BY intake, id, how"),
    ("touched", "ORDER BY day, intake"),
    ("text", "ORDER BY sha256"),
    ("report", "ORDER BY sequence"),
    ("checked", "ORDER BY report, period"),
    ("witness", "ORDER BY number"),
    ("line", "WHERE newest <> intake OR NOT holds ORDER BY feed, id"),
];
/// Those of which each row may change by itself; the others grow with exports, reports and witnesses.
const STEERING: [&str; 3] = ["note", "month", "checked"];

/// The SHA-256 and the length of a transcript.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TranscriptHash {
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// How many there are.
    pub bytes: u64,
}

impl TranscriptHash {
    /// Whether it is that of a text, of which no more is read than it is long.
    ///
    /// # Errors
    /// When the text can't be read.
    pub fn is_of(&self, text: impl Read) -> io::Result<bool> {
        let mut text = text.take(self.bytes + 1);
        let (mut hasher, mut bytes, mut piece) = (Sha256::new(), 0, vec![0; PIECE]);
        loop {
            match text.read(&mut piece)? {
                0 => return Ok(bytes == self.bytes && hex(&hasher.finalize()) == self.sha256),
                length => {
                    hasher.update(&piece[..length]);
                    bytes += length as u64;
                }
            }
        }
    }
}

impl Register {
    /// The first line of the transcript: it changes with everything that the rest tells.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn transcript_head(&self) -> Result<String, ArchiveError> {
        head(&self.connection, "main").map_err(self.failed())
    }

    /// The transcript, line by line. Only of a register that is open to work with: of a copy lines are lacking.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn each_transcript_line(&self, show: impl FnMut(&str)) -> Result<(), ArchiveError> {
        each_line(&self.connection, "main", show).map_err(self.failed())
    }

    /// Makes a register anew in an empty folder, from a transcript and the files of lines of a library's folder.
    ///
    /// # Errors
    /// When the transcript is none, a file of lines is missing or altered, or something can't be read or written.
    pub fn rebuild(
        folder: &Path,
        library: &Path,
        transcript: impl BufRead,
        path: &Path,
        modes: Modes,
    ) -> Result<Self, ArchiveError> {
        let register = Self::create(folder, modes)?;
        let failed = register.failed();
        let step = register.connection.unchecked_transaction().map_err(&failed)?;
        let not_one = |what| ArchiveError::NotARegister(path.to_owned(), what);
        let told = enter(&step, transcript).map_err(not_one)?;
        if head(&step, "main").map_err(&failed)?.trim_end() != told {
            return Err(not_one(
                "its rows are not those that its first line tells of: some are gone or altered".to_owned(),
            ));
        }
        register.enter_held_lines(library)?;
        step.commit().map_err(&failed)?;
        Ok(register)
    }

    /// Enters the lines of which their files tell all: those that hold and that are not there yet.
    fn enter_held_lines(&self, library: &Path) -> Result<(), ArchiveError> {
        let feeds = self.feeds()?;
        let statement = "INSERT OR IGNORE INTO line VALUES (?1, ?2, ?3, ?4, ?4, 1)";
        let mut insert = self.connection.prepare(statement).map_err(self.failed())?;
        for record in self.months()? {
            let path = library.join(LINES).join(&record.file);
            let file = MonthFile::open(&path, &record.sha256)?;
            for index in 0..file.pieces() {
                let piece = file.piece(index, &Wanted::Figures(Vec::new()), &feeds);
                let piece = piece.map_err(|what| ArchiveError::Lines(path.clone(), what))?;
                for (line, history) in piece.lines().filter(|(_, history)| history.dropped_by.is_none()) {
                    let row = (line.feed, line.id, record.month.as_str(), history.brought_by);
                    insert.execute(row).map_err(self.failed())?;
                }
            }
        }
        Ok(())
    }
}

/// The hash of the transcript of a register that a connection has open under a name.
pub(super) fn hash(connection: &Connection, database: &str) -> rusqlite::Result<TranscriptHash> {
    let (mut hasher, mut bytes) = (Sha256::new(), 0);
    each_line(connection, database, |line| {
        hasher.update(line.as_bytes());
        bytes += line.len() as u64;
    })?;
    Ok(TranscriptHash { sha256: hex(&hasher.finalize()), bytes })
}

fn each_line(connection: &Connection, database: &str, mut show: impl FnMut(&str)) -> rusqlite::Result<()> {
    show(&head(connection, database)?);
    TABLES.iter().try_for_each(|table| each_row(connection, database, *table, &mut show))
}

fn head(connection: &Connection, database: &str) -> rusqlite::Result<String> {
    let number =
        |query: &str| connection.query_row(&query.replace("FROM ", &format!("FROM {database}.")), [], |row| row.get(0));
    let exports: i64 = number("SELECT coalesce(max(intake), 0) FROM export")?;
    let reports: i64 = number("SELECT count(*) FROM report")?;
    let published: i64 = number("SELECT count(*) FROM report WHERE published")?;
    let witnesses: i64 = number("SELECT count(*) FROM witness")?;
    let mut hasher = Sha256::new();
    for table in TABLES.into_iter().filter(|(name, _)| STEERING.contains(name)) {
        each_row(connection, database, table, |line| hasher.update(line.as_bytes()))?;
    }
    let head = json!([FORM, LAYOUT, exports, reports, published, witnesses, hex(&hasher.finalize())]);
    Ok(format!("{head}\n"))
}

/// The rows of a table: a list in JSON each, which begins with the table's name.
fn each_row(
    connection: &Connection,
    database: &str,
    (table, chosen): (&str, &str),
    mut show: impl FnMut(&str),
) -> rusqlite::Result<()> {
    let mut query = connection.prepare(&format!("SELECT * FROM {database}.{table} {chosen}"))?;
    let columns = query.column_count();
    let parameters = chosen.contains("?1").then_some(PAGES_NOTE);
    let mut rows = query.query(params_from_iter(parameters))?;
    while let Some(row) = rows.next()? {
        let mut fields = vec![Value::from(table)];
        for column in 0..columns {
            fields.push(match row.get_ref(column)? {
                ValueRef::Null => Value::Null,
                ValueRef::Integer(number) => number.into(),
                ValueRef::Text(text) => String::from_utf8_lossy(text).into(),
                // Nothing that kasverslag writes: told, and never read back.
                ValueRef::Real(number) => json!({ "real": number.to_bits() }),
                ValueRef::Blob(bytes) => json!({ "blob": hex(bytes) }),
            });
        }
        show(&format!("{}\n", Value::from(fields)));
    }
    Ok(())
}

/// Enters all rows of a transcript into a register that has none yet, and gives its first line.
fn enter(connection: &Connection, mut transcript: impl BufRead) -> Result<String, String> {
    let mut head = String::new();
    for number in 1_u64.. {
        let mut row = Vec::new();
        let read = transcript.by_ref().take(LONGEST_ROW).read_until(b'\n', &mut row);
        if read.map_err(|error| format!("it can't be unpacked: {error}"))? == 0 {
            break;
        }
        let fields: Vec<Value> = serde_json::from_slice(&row).map_err(|error| format!("line {number}: {error}"))?;
        if number == 1 {
            demand_form(&fields)?;
            String::from_utf8_lossy(&row).trim_end().clone_into(&mut head);
            continue;
        }
        let entered = match fields.split_first() {
            Some((Value::String(table), fields)) if TABLES.iter().any(|(name, _)| name == table) => {
                enter_row(connection, table, fields)
            }
            _ => Err("it is no row of a table".to_owned()),
        };
        entered.map_err(|what| format!("line {number}: {what}"))?;
    }
    Ok(head)
}

fn demand_form(head: &[Value]) -> Result<(), String> {
    match head {
        [form, layout, ..] if form == FORM && *layout == LAYOUT => Ok(()),
        _ => Err(format!("its first line does not begin with {FORM} and layout {LAYOUT}")),
    }
}

fn enter_row(connection: &Connection, table: &str, fields: &[Value]) -> Result<(), String> {
    let value = |field: &Value| -> Result<rusqlite::types::Value, String> {
        match field {
            Value::Null => Ok(rusqlite::types::Value::Null),
            Value::String(text) => Ok(text.clone().into()),
            field => field.as_i64().map(Into::into).ok_or_else(|| format!("`{field}` is neither text nor number")),
        }
    };
    let values = fields.iter().map(value).collect::<Result<Vec<_>, _>>()?;
    let places = vec!["?"; values.len()].join(", ");
    let insert = format!("INSERT INTO {table} VALUES ({places})");
    let entered = connection.execute(&insert, params_from_iter(values));
    entered.map(|_| ()).map_err(|error| error.to_string())
}
