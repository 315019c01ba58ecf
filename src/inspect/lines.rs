//! The lines of a report as its CSV has them, and as its pages do.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

use sha2::{Digest, Sha256};

use super::page::DrawnPage;
use crate::render::manifest::Manifest;
use crate::report::provenance::hex;
use crate::report::template::ROW_TYPE;

/// What the column says of lines that are no totals.
const DETAIL: &str = "detail";
/// No line of a CSV is as long: its texts have 64 KiB at most.
const LONGEST_LINE: usize = 64 << 20;

/// A line of the CSV, and where it stands.
pub(super) struct CsvLine {
    /// The number of its first line of text.
    pub(super) line: u64,
    /// Its cells, without the one that tells totals apart.
    pub(super) cells: Vec<String>,
}

/// A line of a table on a page, or a text between tables.
#[derive(Debug, Default)]
pub(super) struct PageLine {
    /// What its first cell is.
    pub(super) tag: &'static str,
    /// The page on which it begins, from 0.
    pub(super) page: usize,
    /// Its cells.
    pub(super) cells: Vec<String>,
}

/// How many bytes a CSV has, and the SHA-256 of them.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct CsvIdentity {
    pub(super) count: u64,
    pub(super) sha256: String,
}

/// Takes the lines of a CSV but its totals, one after the other, and tells what bytes it had.
///
/// # Errors
/// When it can't be read, or has other columns than the manifest says.
pub(super) fn each_of_csv(
    csv: impl Read,
    manifest: &Manifest,
    mut take: impl FnMut(CsvLine),
) -> Result<CsvIdentity, String> {
    let read = Rc::new(Cell::new(0));
    let mut source = HashingLines { inner: csv, hash: Sha256::new(), count: 0, since: Rc::clone(&read) };
    let unreadable = |what: &dyn std::fmt::Display| format!("the attached CSV can't be read: {what}");
    let mut mark = [0; 3];
    let length = read_up_to(&mut source, &mut mark).map_err(|error| unreadable(&error))?;
    let without_mark = if mark == *b"\xef\xbb\xbf" { &[][..] } else { &mark[..length] };
    let separator = if manifest.csv.dialect == "rfc4180" { b',' } else { b';' };
    let reader = without_mark.chain(&mut source);
    let mut reader = csv::ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(reader);
    let header: Vec<String> = reader.headers().map_err(|error| unreadable(&error))?.iter().map(str::to_owned).collect();
    let mut meant: Vec<String> = manifest.columns.iter().map(|column| column.header.clone()).collect();
    meant.extend(manifest.csv.totals.then(|| ROW_TYPE.to_owned()));
    if header != meant {
        return Err(format!("the columns of the attached CSV are {}, not {}", header.join(", "), meant.join(", ")));
    }
    let mut record = csv::StringRecord::new();
    loop {
        read.set(0);
        if !reader.read_record(&mut record).map_err(|error| unreadable(&error))? {
            break;
        }
        let line = record.position().map_or(0, csv::Position::line);
        let mut cells: Vec<String> = record.iter().map(str::to_owned).collect();
        if manifest.csv.totals && cells.pop().as_deref() != Some(DETAIL) {
            continue;
        }
        if cells.len() != manifest.columns.len() {
            let meant = manifest.columns.len();
            return Err(format!("line {line} of the CSV has {} fields, not {meant}", cells.len()));
        }
        take(CsvLine { line, cells });
    }
    drop(reader);
    Ok(CsvIdentity { count: source.count, sha256: hex(&source.hash.finalize()) })
}

fn read_up_to(source: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut length = 0;
    while length < buffer.len() {
        match source.read(&mut buffer[length..])? {
            0 => break,
            read => length += read,
        }
    }
    Ok(length)
}

/// Hashes what is read, and stops where a line has no end.
struct HashingLines<R> {
    inner: R,
    hash: Sha256,
    count: u64,
    /// How many bytes were read since the last line began.
    since: Rc<Cell<usize>>,
}

impl<R: Read> Read for HashingLines<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.hash.update(&buffer[..read]);
        self.count += read as u64;
        self.since.set(self.since.get() + read);
        if self.since.get() > LONGEST_LINE {
            return Err(io::Error::other("one of its lines never ends"));
        }
        Ok(read)
    }
}

/// Puts the lines of tables together from the cells on pages, one after the other.
#[derive(Debug)]
pub(super) struct PageLines {
    /// How many cells a line has at most; one more tells that it has too many.
    most: usize,
    open: Option<PageLine>,
    /// The cell of the open line that goes on where it was broken off.
    resumed: Option<usize>,
}

impl PageLines {
    /// Of a report whose lines have so many columns; its other tables have no more than twenty.
    pub(super) fn of(columns: usize) -> Self {
        Self { most: columns.max(20) + 1, open: None, resumed: None }
    }

    /// Takes the next page, and hands each line on that has ended.
    pub(super) fn page(&mut self, index: usize, page: &DrawnPage, take: &mut impl FnMut(PageLine)) {
        for run in &page.runs {
            match (run.tag, &mut self.resumed, &mut self.open) {
                (
                    "Line" | "Subtotal" | "Total" | "Row" | "Group" | "GroupHeading" | "GroupTotal" | "Header"
                    | "HeaderAgain",
                    ..,
                ) => {
                    self.resumed = None;
                    let line = PageLine { tag: run.tag, page: index, cells: vec![run.text.clone()] };
                    if let Some(before) = self.open.replace(line) {
                        take(before);
                    }
                }
                // A mark at the head of a page may stand amid a line.
                ("P", ..) => take(PageLine { tag: "P", page: index, cells: vec![run.text.clone()] }),
                ("Rest", _, Some(line)) => {
                    self.resumed = Some(1);
                    if let Some(cell) = line.cells.first_mut() {
                        *cell += &run.text;
                    }
                }
                ("TD", Some(at), Some(line)) => {
                    if let Some(cell) = line.cells.get_mut(*at) {
                        *cell += &run.text;
                    }
                    *at += 1;
                }
                ("TD", None, Some(line)) if line.cells.len() < self.most => line.cells.push(run.text.clone()),
                _ => {}
            }
        }
    }

    /// Hands the last line on.
    pub(super) fn end(self, take: &mut impl FnMut(PageLine)) {
        if let Some(line) = self.open {
            take(line);
        }
    }
}
