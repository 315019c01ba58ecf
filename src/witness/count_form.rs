//! The count form (`telblad`) as a workbook, filled in: what its cells must say.
//!
//! A sheet is a count of a drawer. Its rows are known by what stands in their first cell, so that a row may be moved; what
//! a spreadsheet computed must be what the pieces make. A sheet that nobody wrote in is an empty form.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read, Seek};

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx};
use chrono::{Duration, NaiveDate, NaiveTime};
use zip::ZipArchive;

use super::count::{CashCount, DENOMINATIONS, REASONS, ROLES, judge};
use super::fault::{Fault, Place};
use crate::domain::{Cents, Daybook, Institution, Moment, Money};
use crate::ingest::amount::{amount_of_number, parse_amount};
use crate::ingest::date::parse_moment;
use crate::ingest::field::normalise;
use crate::ingest::profile::{Profile, Unit};
use crate::ingest::xlsx::parts::{check_parts, hidden_rows};
use crate::witness::fault::WitnessDefect;
use crate::witness::mending;

/// What the form is called; its sheets begin so, which tells a workbook to be one.
pub const TITLE: &str = "Telblad";
/// The labels of its rows, as the form has them and as its reader looks for them: the library.
pub const LIBRARY: &str = "Bibliotheek";
/// The drawer.
pub const DRAWER: &str = "Kassa";
/// The day.
pub const DAY: &str = "Datum";
/// The time.
pub const TIME: &str = "Uur";
/// The header of notes and coins, with what is written beside them.
pub const HEADERS: [&str; 4] = ["Coupure", "Aantal", "Bedrag", "Waarvan afdracht (aantal)"];
/// Money that is no note or coin of euro.
pub const OTHER: &str = "Andere";
/// What all comes to.
pub const COUNTED: &str = "Geteld totaal";
/// What stays in the drawer.
pub const FLOAT: &str = "Wisselgeld (blijft in de kassa)";
/// What is carried to the bank.
pub const HANDED_OVER: &str = "Kasafdracht (naar de bank)";
/// Who counted.
pub const COUNTED_BY: &str = "Geteld door";
/// Who counted a second time.
pub const SECOND: &str = "Tweede teller";
/// Why it differs.
pub const REASON: &str = "Reden van een verschil";

/// What is told of a form in which nobody wrote.
const NOT_FILLED_IN: &str = "no sheet of the workbook is a count form that is filled in";
/// How far down and to the right a form may be filled in.
const LAST: (u32, u32) = (500, 50);
/// How much of the list of sheets is looked at.
const LONGEST_LIST: u64 = 1 << 20;

/// Whether a workbook is such a form: by the names of its sheets, which every spreadsheet keeps.
pub(super) fn is_count_form(file: impl Read + Seek) -> bool {
    let Ok(mut archive) = ZipArchive::new(file) else { return false };
    let Ok(part) = archive.by_name("xl/workbook.xml") else { return false };
    let mut list = String::new();
    part.take(LONGEST_LIST).read_to_string(&mut list).is_ok() && list.contains(&format!("name=\"{TITLE}"))
}

/// Whether bytes are a workbook.
pub(super) fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// Whether a workbook is such a form in which nobody wrote.
#[must_use]
pub fn is_unfilled(bytes: &[u8]) -> bool {
    let mut faults = Vec::new();
    let (counts, _) = read_count_form(bytes, &mut faults);
    counts.is_empty() && matches!(&faults[..], [only] if only.what == NOT_FILLED_IN)
}

/// What a cell says.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum CellText {
    Text(String),
    Number(f64),
}

/// A sheet while it is read.
pub(super) struct FormReader<'f> {
    sheet: String,
    pub(super) cells: BTreeMap<(u32, u32), CellText>,
    /// Cells with a formula of which it is not told what it makes.
    unsolved: BTreeSet<(u32, u32)>,
    hidden: BTreeSet<u32>,
    faults: &'f mut Vec<Fault>,
}

/// Reads such a form: its counts, and the libraries that its sheets are of with the places that say so.
pub(super) fn read_count_form(bytes: &[u8], faults: &mut Vec<Fault>) -> (Vec<CashCount>, Vec<(Institution, Place)>) {
    let damaged = || Fault::at(Place::File, "the workbook is damaged or too large to be a count form");
    if check_parts(bytes).is_err() {
        faults.push(damaged());
        return (Vec::new(), Vec::new());
    }
    let Ok(mut workbook) = Xlsx::new(Cursor::new(bytes)) else {
        faults.push(damaged().hinted("save it anew as an Excel workbook (.xlsx)"));
        return (Vec::new(), Vec::new());
    };
    let sheets = workbook.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let names: Vec<(String, bool)> =
        sheets.map(|sheet| (sheet.name.clone(), sheet.visible == SheetVisible::Visible)).collect();
    let (mut counts, mut libraries): (Vec<CashCount>, Vec<(Institution, Place)>) = (Vec::new(), Vec::new());
    for (name, is_visible) in names {
        let mut cells = BTreeMap::new();
        let Ok(mut reader) = workbook.worksheet_cells_reader(&name) else {
            faults.push(damaged());
            continue;
        };
        let mut is_outside = false;
        while let Ok(Some(cell)) = reader.next_cell() {
            let (row, column) = cell.get_position();
            if let Some(said) = said(cell.get_value()) {
                is_outside |= row > LAST.0 || column > LAST.1;
                if !is_outside {
                    cells.insert((row, column), said);
                }
            }
        }
        drop(reader);
        let Some((unsolved, hidden)) = formulas(&mut workbook, &name, &cells).zip(hidden_rows(bytes, &name).ok())
        else {
            faults.push(damaged());
            continue;
        };
        let mut form = FormReader { sheet: name.clone(), cells, unsolved, hidden, faults: &mut *faults };
        if is_outside {
            form.refuse((LAST.0, 0), "something stands far outside of the form");
        }
        let count = form.count();
        if count.is_some() && !is_visible {
            form.refuse((0, 0), mending::HIDDEN_SHEET);
        }
        libraries.extend(count.as_ref().and_then(|_| form.library()));
        counts.extend(count);
    }
    if counts.is_empty() && faults.is_empty() {
        faults.push(Fault::at(Place::File, NOT_FILLED_IN).hinted("write the pieces of each note and coin behind it"));
    }
    counts.sort_by_key(|count| (count.drawer, count.day, count.time));
    for pair in counts.windows(2) {
        let key = |count: &CashCount| (count.drawer, count.day, count.time);
        if key(&pair[0]) == key(&pair[1]) {
            let text = format!("{}, {} {}", pair[0].drawer, pair[0].day, pair[0].time);
            faults.push(Fault::at(Place::File, "two sheets are of one count").with(text));
        }
    }
    if faults.is_empty() { (counts, libraries) } else { (Vec::new(), Vec::new()) }
}

/// The cells with a formula of which it is not told what it makes; `None` where they can't be read.
fn formulas(
    workbook: &mut Xlsx<Cursor<&[u8]>>,
    sheet: &str,
    cells: &BTreeMap<(u32, u32), CellText>,
) -> Option<BTreeSet<(u32, u32)>> {
    let mut reader = workbook.worksheet_cells_reader(sheet).ok()?;
    let mut unsolved = BTreeSet::new();
    while let Some(cell) = reader.next_formula().ok()? {
        let (row, column) = cell.get_position();
        let is_of_form = row <= LAST.0 && column <= LAST.1;
        if is_of_form && !cell.get_value().is_empty() && !cells.contains_key(&(row, column)) {
            unsolved.insert((row, column));
        }
    }
    Some(unsolved)
}

/// What a cell says; `None` where it says nothing.
#[allow(clippy::match_same_arms)] // One borrows its text.
fn said(value: &DataRef<'_>) -> Option<CellText> {
    let text = |text: &str| Some(CellText::Text(text.trim().to_owned())).filter(|_| !text.trim().is_empty());
    match value {
        DataRef::SharedString(string) => text(string),
        DataRef::Float(number) => Some(CellText::Number(*number)),
        #[allow(clippy::cast_precision_loss)]
        DataRef::Int(number) => Some(CellText::Number(*number as f64)),
        DataRef::DateTime(time) => Some(CellText::Number(time.as_f64())),
        DataRef::String(string) | DataRef::DateTimeIso(string) | DataRef::DurationIso(string) => text(string),
        DataRef::Bool(_) | DataRef::Error(_) => Some(CellText::Text("?".to_owned())),
        DataRef::Empty => None,
    }
}

/// A cell as spreadsheets name it: `B12`.
fn cell_name((row, column): (u32, u32)) -> String {
    let letter = char::from_u32(u32::from(b'A') + column).filter(char::is_ascii_uppercase).unwrap_or('?');
    format!("{letter}{}", row + 1)
}

impl FormReader<'_> {
    pub(super) fn place(&self, at: (u32, u32)) -> Place {
        Place::Cell(self.sheet.clone(), at.0 + 1, cell_name(at))
    }

    /// Refuses a cell; what stands in it is not told where it may be a name.
    pub(super) fn refuse(&mut self, at: (u32, u32), what: impl Into<WitnessDefect>) {
        self.faults.push(Fault::at(self.place(at), what));
    }

    fn refuse_told(&mut self, at: (u32, u32), what: impl Into<WitnessDefect>) {
        let text = match self.cells.get(&at) {
            Some(CellText::Text(text)) => text.clone(),
            Some(CellText::Number(number)) => number.to_string(),
            None => {
                self.refuse(at, what);
                return;
            }
        };
        self.faults.push(Fault::at(self.place(at), what).with(format!("`{text}`")));
    }

    /// The row that begins with a label.
    pub(super) fn row_of(&self, label: &str) -> Option<u32> {
        let is_label = |said: &CellText| matches!(said, CellText::Text(text) if normalise(text) == normalise(label));
        self.cells.iter().find(|((_, column), said)| *column == 0 && is_label(said)).map(|((row, _), _)| *row)
    }

    pub(super) fn text(&self, at: (u32, u32)) -> Option<String> {
        match self.cells.get(&at)? {
            CellText::Text(text) => Some(text.clone()),
            CellText::Number(number) => Some(number.to_string()),
        }
    }

    /// The count of the sheet; `None` where it is no form, nobody wrote in it, or something is wrong.
    fn count(&mut self) -> Option<CashCount> {
        let header = self.row_of(HEADERS[0]);
        let Some((header, drawer_row)) = header.zip(self.row_of(DRAWER)) else {
            if !self.cells.is_empty() {
                let what = "the sheet is no count form: it lacks the rows `Kassa` and `Coupure`";
                self.faults.push(Fault::at(Place::Cell(self.sheet.clone(), 1, "A1".to_owned()), what));
            }
            return None;
        };
        let asked = [TIME, OTHER, FLOAT, HANDED_OVER, COUNTED_BY, SECOND, REASON].map(|label| self.row_of(label));
        let is_asked = |(row, column): &(u32, u32)| {
            let is_piece = *row > header && self.pieces_row(*row) && matches!(column, 1 | 3);
            is_piece || (*column > 0 && asked.contains(&Some(*row)))
        };
        let asked: Vec<(u32, u32)> = self.cells.keys().copied().filter(is_asked).collect();
        let faults = self.faults.len();
        // What the form computes itself a reader can do without.
        let is_own =
            |(row, column): &(u32, u32)| *column == 2 && (self.pieces_row(*row) || self.row_of(COUNTED) == Some(*row));
        let unsolved: Vec<(u32, u32)> = self.unsolved.iter().copied().filter(|at| !is_own(at)).collect();
        if asked.is_empty() && unsolved.is_empty() {
            return None;
        }
        for at in unsolved {
            self.refuse(at, mending::UNSOLVED);
        }
        let hidden: Vec<(u32, u32)> = asked.into_iter().filter(|(row, _)| self.hidden.contains(row)).collect();
        for at in hidden {
            self.refuse(at, mending::HIDDEN_ROW);
        }
        self.judge_beside(header);
        let drawer = self.text((drawer_row, 1)).and_then(|text| Daybook::parse(&text));
        let drawer = drawer.filter(|drawer| drawer.letter() == 'K');
        if drawer.is_none() {
            self.refuse_told((drawer_row, 1), "the daybook of a drawer is expected here, such as K001");
        }
        let (day, time) = (self.day(), self.time());
        let (drawer, day, time) = (drawer?, day?, time?);
        let mut count = CashCount::new(u64::from(header) + 1, drawer, day, time);
        self.fill(&mut count, header);
        count.counted_by = self.one_of(COUNTED_BY, &ROLES, mending::NO_ROLE);
        count.second = self.one_of(SECOND, &ROLES, mending::NO_ROLE);
        count.reason = self.one_of(REASON, &REASONS, mending::UNKNOWN_REASON);
        for (judged, what, text) in judge(&mut count) {
            let at = self.judged_cell(judged, header);
            self.faults.push(Fault::at(self.place(at), what).with(text));
        }
        (self.faults.len() == faults).then_some(count)
    }

    /// Whether a row is of a note or coin: its first cell is a value.
    pub(super) fn pieces_row(&self, row: u32) -> bool {
        match self.cells.get(&(row, 0)) {
            Some(CellText::Number(_)) => true,
            Some(CellText::Text(text)) => parse_amount(text, &Profile::default()).is_ok(),
            None => false,
        }
    }

    /// Notes and coins, other money, what stays and what is carried to the bank.
    fn fill(&mut self, count: &mut CashCount, header: u32) {
        let rows: Vec<u32> = self.cells.keys().map(|(row, _)| *row).filter(|row| *row > header).collect();
        let is_any = self.cells.keys().any(|(row, column)| *row > header && *column == 1 && self.pieces_row(*row));
        let rows: std::collections::BTreeSet<u32> = rows.into_iter().collect();
        for row in rows.into_iter().filter(|row| self.pieces_row(*row)).collect::<Vec<_>>() {
            self.pieces(count, row);
        }
        let place = self.row_of(OTHER);
        count.other = self.amount(place).unwrap_or_default();
        if !is_any && count.other == 0 {
            self.refuse((header, 1), "nothing is counted: write 0 behind a coin where the drawer is empty");
        }
        let (float, handed_over) = (self.row_of(FLOAT), self.row_of(HANDED_OVER));
        count.float = self.amount(float);
        count.handed_over = self.amount(handed_over);
        let total = self.row_of(COUNTED);
        if let Some(told) = self.amount(total).filter(|told| *told != count.counted()) {
            let [told, counted] = [told, count.counted()].map(Money::from_cents);
            let place = self.place((total.unwrap_or_default(), 2));
            let what = "the total is not what pieces and other money make";
            self.faults.push(Fault::at(place, what).with(format!("{told}, and they make {counted}")));
        }
    }

    fn pieces(&mut self, count: &mut CashCount, row: u32) {
        let Some(value) = self.cents((row, 0)) else { return };
        let [pieces, carried] = [1, 3].map(|column| self.number((row, column)));
        if !DENOMINATIONS.contains(&value) {
            self.refuse_told((row, 0), "there is no note or coin of that value");
            return;
        }
        let total = value * Cents::from(pieces.unwrap_or_default());
        if let Some(amount) = self.cells.contains_key(&(row, 2)).then(|| self.cents((row, 2))).flatten()
            && amount != total
        {
            let what = mending::PIECES;
            let [value, amount] = [value, amount].map(Money::from_cents);
            let text = format!("{} x {value} is not {amount}", pieces.unwrap_or_default());
            self.faults.push(Fault::at(self.place((row, 2)), what).with(text));
        }
        if let Some(pieces) = pieces
            && count.pieces.insert(value, pieces).is_some()
        {
            self.refuse_told((row, 0), "it stands there twice in one count");
        }
        if let Some(carried) = carried.filter(|carried| *carried > 0) {
            count.handed_over_pieces.insert(value, carried);
        }
    }

    /// An amount behind a label, in either of the cells that have room for one.
    fn amount(&mut self, row: Option<u32>) -> Option<Cents> {
        let row = row?;
        let at = [2, 1].map(|column| (row, column)).into_iter().find(|at| self.cells.contains_key(at))?;
        let cents = self.cents(at)?;
        if cents < 0 {
            self.refuse_told(at, "an amount of cash is below zero");
        }
        Some(cents)
    }

    fn cents(&mut self, at: (u32, u32)) -> Option<Cents> {
        let cents = match self.cells.get(&at)? {
            CellText::Number(number) => amount_of_number(*number, Unit::Euro).ok(),
            CellText::Text(text) => parse_amount(text, &Profile::default()).ok(),
        };
        if cents.is_none() {
            self.refuse_told(at, "an amount in euro is expected here");
        }
        cents
    }

    /// A number of pieces; `None` where nothing is written.
    fn number(&mut self, at: (u32, u32)) -> Option<u32> {
        let number = match self.cells.get(&at)? {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            CellText::Number(number) if number.fract() == 0.0 && (0.0..=4e9).contains(number) => Some(*number as u32),
            CellText::Text(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse().ok(),
            CellText::Number(_) | CellText::Text(_) => None,
        };
        if number.is_none() {
            self.refuse_told(at, "a whole number of pieces is expected here");
        }
        number
    }

    fn day(&mut self) -> Option<NaiveDate> {
        let at = (self.row_of(DAY)?, 1);
        let day = match self.cells.get(&at) {
            #[allow(clippy::cast_possible_truncation)]
            Some(CellText::Number(number)) if number.fract() == 0.0 && (40_000.0..80_000.0).contains(number) => {
                // The day from which spreadsheets count, 1900 being a leap year to them.
                NaiveDate::from_ymd_opt(1899, 12, 30).map(|first| first + Duration::days(*number as i64))
            }
            Some(CellText::Text(text)) => parse_moment(text, &Profile::default().dates).ok().map(Moment::day),
            _ => None,
        };
        if day.is_none() {
            self.refuse_told(at, "the day of the count is expected here, such as 05/10/2026");
        }
        day
    }

    fn time(&mut self) -> Option<NaiveTime> {
        let at = (self.row_of(TIME)?, 1);
        let time = match self.cells.get(&at) {
            Some(CellText::Number(number)) if (0.0..1.0).contains(number) => {
                #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
                let minutes = (number * 24.0 * 60.0).round() as u32;
                NaiveTime::from_hms_opt(minutes / 60, minutes % 60, 0)
            }
            Some(CellText::Text(text)) => {
                let text = text.replace(['u', 'U', 'h', '.'], ":");
                ["%H:%M", "%H:%M:%S"].iter().find_map(|form| NaiveTime::parse_from_str(&text, form).ok())
            }
            _ => None,
        };
        if time.is_none() {
            self.refuse_told(at, "the time of the count is expected here, such as 18:05");
        }
        time
    }

    /// What is chosen behind a label, refused where it can't be.
    fn one_of(&mut self, label: &str, known: &[&str], what: impl Into<WitnessDefect>) -> Option<String> {
        let at = (self.row_of(label)?, 1);
        let text = self.text(at)?.to_lowercase();
        if !known.contains(&&*text) {
            self.refuse(at, what);
        }
        Some(text)
    }
}
