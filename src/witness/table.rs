//! Witnesses that are tables: CSV whose header row is found by the names in it, and cells that are read strictly.

use std::borrow::Cow;

use chrono::NaiveDate;
use encoding_rs::WINDOWS_1252;

use super::fault::{Fault, Place};
use crate::domain::{Cents, Moment};
use crate::ingest::amount::parse_amount;
use crate::ingest::csv::record_line::record_line;
use crate::ingest::date::parse_moment;
use crate::ingest::field::normalise;
use crate::ingest::profile::{BUILT_IN, DecimalMark, Profile, Unit};
use crate::witness::fault::WitnessDefect;
use crate::witness::mending;

/// How many lines at the start of a file are looked through for the header row.
const MOST_TITLES: usize = 100;
/// What may stand between cells.
const SEPARATORS: [u8; 4] = [b';', b',', b'\t', b'|'];

/// The rows of a table, below its header row.
#[derive(Debug)]
pub(super) struct WitnessTable {
    /// The names of its columns, as they are written.
    names: Vec<String>,
    rows: Vec<(u64, Vec<String>)>,
    /// The lines above the header row.
    titles: Vec<Vec<String>>,
    /// How amounts and days are written.
    profile: Profile,
}

/// A column that is looked for, by any of several names.
pub(super) type Names = &'static [&'static str];

/// Whether a file begins with a table that has columns of these names.
pub(super) fn has_header(start: &[u8], wanted: &[&[&str]]) -> bool {
    header_of(&decoded(start), wanted, &SEPARATORS).is_some()
}

/// UTF-8, or Windows-1252 where it is none.
fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        // The start of a file may end within a character.
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default().into()
        }
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}

/// The line that has all names, from 1, and what stands between its cells.
fn header_of(text: &str, wanted: &[&[&str]], separators: &[u8]) -> Option<(usize, u8)> {
    let is_header = |line: &str, separator: u8| {
        let cells: Vec<String> =
            line.split(char::from(separator)).map(|cell| normalise(cell.trim_matches('"'))).collect();
        wanted.iter().all(|names| names.iter().any(|name| cells.contains(&normalise(name))))
    };
    let lines = text.lines().take(MOST_TITLES).enumerate();
    let mut found = lines.flat_map(|(line, text)| separators.iter().map(move |separator| (line, text, *separator)));
    found.find(|(_, text, separator)| is_header(text, *separator)).map(|(line, _, separator)| (line + 1, separator))
}

impl WitnessTable {
    /// Reads a table; `None` when it has no header row with columns of these names.
    pub(super) fn read(bytes: &[u8], wanted: &[Names], mark: DecimalMark, faults: &mut Vec<Fault>) -> Option<Self> {
        Self::read_as(bytes, wanted, Profile { decimal_mark: mark, ..Profile::default() }, faults)
    }

    /// The same, with amounts and days that are written in some form.
    pub(super) fn read_as(bytes: &[u8], wanted: &[&[&str]], profile: Profile, faults: &mut Vec<Fault>) -> Option<Self> {
        let text = decoded(bytes);
        let separators = profile.separator.map_or(SEPARATORS.to_vec(), |separator| vec![separator.byte()]);
        let Some((header, separator)) = header_of(&text, wanted, &separators) else {
            let names: Vec<&str> = wanted.iter().filter_map(|names| names.first().copied()).collect();
            let what = "there is no header row with the columns that this kind of file has";
            faults.push(Fault::at(Place::File, what).with(names.join(", ")));
            return None;
        };
        if let Some(at) = text.find('\0') {
            let line = text[..at].matches('\n').count() as u64 + 1;
            faults.push(Fault::at(Place::Line(line), "a character stands here that no text has"));
            return None;
        }
        if text.matches('"').count() % 2 == 1 {
            faults.push(Fault::at(Place::File, "a quotation mark is never closed").hinted("was the file cut off?"));
            return None;
        }
        let body = text.split_inclusive('\n').skip(header - 1).collect::<String>();
        let mut reader = csv::ReaderBuilder::new();
        let mut reader = reader.has_headers(false).flexible(true).delimiter(separator).from_reader(body.as_bytes());
        let (mut names, mut rows) = (Vec::new(), Vec::new());
        for record in reader.records() {
            // Text of UTF-8 makes no errors in a flexible reader.
            let Ok(record) = record else { continue };
            let line = record.position().map_or(0, |position| record_line(&body, position)) + header as u64 - 1;
            let mut cells: Vec<String> = record.iter().map(|cell| cell.trim().to_owned()).collect();
            if names.is_empty() {
                names = cells;
            } else if cells.iter().any(|cell| !cell.is_empty()) {
                while cells.len() > names.len() && cells.last().is_some_and(String::is_empty) {
                    cells.pop();
                }
                if cells.len() == names.len() {
                    rows.push((line, cells));
                } else {
                    let counts = format!("{} cells, and {} columns", cells.len(), names.len());
                    faults.push(Fault::at(Place::Line(line), mending::CELLS_OF_A_ROW).with(counts));
                }
            }
        }
        for (at, name) in names.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
            if names[..at].iter().any(|other| normalise(other) == normalise(name)) {
                let place = Place::Line(header as u64);
                faults.push(Fault::at(place, "two columns have the same name").with(format!("`{name}`")));
            }
        }
        let cells = |line: &str| {
            line.split(char::from(separator)).map(|cell| cell.trim().trim_matches('"').to_owned()).collect()
        };
        let titles = text.lines().take(header - 1).map(cells).collect();
        Some(Self { names, rows, titles, profile })
    }

    /// The lines above the header row, each with its number and what stands between separators.
    pub(super) fn titles(&self) -> impl Iterator<Item = (u64, &[String])> {
        (1..).zip(self.titles.iter().map(Vec::as_slice))
    }

    /// The rows.
    pub(super) fn rows<'t>(&'t self, faults: &'t mut Vec<Fault>) -> WitnessRows<'t> {
        WitnessRows { table: self, faults, next: 0 }
    }
}

/// The rows of a table, one after the other.
pub(super) struct WitnessRows<'t> {
    table: &'t WitnessTable,
    faults: &'t mut Vec<Fault>,
    next: usize,
}

impl WitnessRows<'_> {
    /// The next row.
    pub(super) fn next_row(&mut self) -> Option<TableRow<'_>> {
        let (line, cells) = self.table.rows.get(self.next)?;
        self.next += 1;
        Some(TableRow { table: self.table, line: *line, cells, faults: self.faults })
    }
}

/// A row of a table; what is wrong with its cells goes to the faults of the file.
pub(super) struct TableRow<'t> {
    table: &'t WitnessTable,
    /// The line on which it begins.
    pub(super) line: u64,
    cells: &'t [String],
    faults: &'t mut Vec<Fault>,
}

impl TableRow<'_> {
    fn column(&self, names: &[&str]) -> Option<usize> {
        let is_named = |name: &String| names.iter().any(|wanted| normalise(wanted) == normalise(name));
        self.table.names.iter().position(is_named)
    }

    /// The text of a cell; empty where the table has no such column.
    pub(super) fn text(&self, names: &[&str]) -> &str {
        self.column(names).map_or("", |column| &self.cells[column])
    }

    /// Where a cell stands.
    fn place(&self, names: &[&str]) -> Place {
        match self.column(names) {
            Some(column) => Place::Column(self.line, self.table.names[column].clone()),
            None => Place::Line(self.line),
        }
    }

    /// Refuses a cell, and tells what is in it: never of a column that may tell of a person.
    pub(super) fn refuse(&mut self, names: &[&str], what: impl Into<WitnessDefect>) {
        let fault = Fault::at(self.place(names), what).with(format!("`{}`", self.text(names)));
        self.faults.push(fault);
    }

    /// Refuses a cell that may tell of a person: what is in it is not told.
    pub(super) fn refuse_untold(&mut self, names: &[&str], what: impl Into<WitnessDefect>) {
        let fault = Fault::at(self.place(names), what);
        self.faults.push(fault);
    }

    /// Refuses a cell, with what is to be told of it.
    pub(super) fn refuse_with(&mut self, names: &[&str], what: impl Into<WitnessDefect>, text: String) {
        self.faults.push(Fault::at(self.place(names), what).with(text));
    }

    /// Refuses the row.
    pub(super) fn refuse_row(&mut self, what: impl Into<WitnessDefect>, text: String) {
        self.faults.push(Fault::at(Place::Line(self.line), what).with(text));
    }

    /// An amount in cents.
    pub(super) fn cents(&mut self, names: &[&str]) -> Option<Cents> {
        let cents = parse_amount(self.text(names), &self.table.profile).ok();
        if cents.is_none() {
            let Profile { decimal_mark, unit, .. } = self.table.profile;
            let what = match (unit, decimal_mark) {
                (Unit::Cents, _) => "an amount in whole cents is expected here",
                (Unit::Euro, DecimalMark::Comma) => "an amount in euro with a decimal comma is expected here",
                (Unit::Euro, DecimalMark::Point) => "an amount in euro with a decimal point is expected here",
            };
            self.refuse(names, what);
        }
        cents
    }

    /// An amount in cents; nothing where the cell is empty.
    #[expect(clippy::option_option, reason = "an empty cell is no fault")]
    pub(super) fn cents_if_any(&mut self, names: &[&str]) -> Option<Option<Cents>> {
        if self.text(names).is_empty() { Some(None) } else { self.cents(names).map(Some) }
    }

    /// A day, perhaps with a time.
    pub(super) fn day(&mut self, names: &[&str]) -> Option<NaiveDate> {
        let day = parse_moment(self.text(names), &self.table.profile.dates).ok().map(Moment::day);
        if day.is_none() && self.table.profile.name == BUILT_IN {
            self.refuse(names, "a day is expected here, such as 22/11/2026 or 2026-11-22");
        } else if day.is_none() {
            let forms = self.table.profile.dates.forms.iter().map(super::super::ingest::date_form::DateForm::pattern);
            let text = format!("`{}` is not like {}", self.text(names), forms.collect::<Vec<_>>().join(", "));
            self.refuse_with(names, "a day that exists, in the form of the profile, is expected here", text);
        }
        day
    }

    /// A number of digits alone.
    pub(super) fn number(&mut self, names: &[&str]) -> Option<u32> {
        let text = self.text(names);
        let number = text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten();
        if number.is_none() {
            self.refuse(names, "a whole number is expected here");
        }
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_told_by_the_lines_that_editors_show() {
        for end in ["\n", "\r\n"] {
            let text = ["Titel", "A;B", "1;2", "", "3;4", "\"5", "6\";7", "8;9"].map(|line| format!("{line}{end}"));
            let mut faults = Vec::new();
            let wanted: [Names; 2] = [&["A"], &["B"]];
            let table = WitnessTable::read(text.concat().as_bytes(), &wanted, DecimalMark::Comma, &mut faults)
                .expect("a table");
            assert_eq!(faults, []);
            let lines: Vec<u64> = table.rows.iter().map(|(line, _)| *line).collect();
            assert_eq!(lines, [3, 5, 6, 8], "{end:?}");
        }
    }
}
