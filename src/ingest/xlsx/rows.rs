//! The rows of a workbook's sheet.

use std::borrow::Cow;
use std::io::Cursor;

use calamine::{DataRef, Xlsx, XlsxCellReader};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use crate::ingest::cell::RawCell;
use crate::ingest::defect::{Defect, Reason};
use crate::ingest::limits::{MOST_COLUMNS, MOST_ROWS};

/// A workbook that is open.
pub type Workbook<'b> = Xlsx<Cursor<&'b [u8]>>;

/// A workbook that can't be read.
#[must_use]
pub fn unreadable(error: &calamine::XlsxError) -> Vec<Defect> {
    vec![Defect::of_file(Reason::Workbook(error.to_string()))]
}

/// A row of a sheet that is not empty.
#[derive(Clone, Debug)]
pub struct SheetRow {
    /// Its number in the sheet, from 1.
    pub number: u64,
    /// Its cells, up to the last that is filled.
    pub cells: Vec<RawCell<'static>>,
}

impl SheetRow {
    fn set(&mut self, column: usize, cell: RawCell<'static>) {
        if self.cells.len() <= column {
            self.cells.resize(column + 1, RawCell::Text(Cow::Borrowed("")));
        }
        self.cells[column] = cell;
    }

    fn is_blank(&self) -> bool {
        self.cells.iter().all(RawCell::is_empty)
    }

    /// The row as a line of text, for the list of refused records.
    #[must_use]
    pub fn raw(&self) -> String {
        let texts: Vec<String> = self.cells.iter().map(RawCell::shown).collect();
        texts.join(";")
    }
}

/// The rows of a sheet that are not blank, one after the other.
pub struct WorkbookRows<'w, 'b> {
    cells: XlsxCellReader<'w, Cursor<&'b [u8]>>,
    /// The first cell of the next row.
    first: Option<(u64, usize, RawCell<'static>)>,
    is_done: bool,
}

impl<'w, 'b> WorkbookRows<'w, 'b> {
    /// The rows of a sheet.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn of(workbook: &'w mut Workbook<'b>, sheet: &str) -> Result<Self, Vec<Defect>> {
        let cells = workbook.worksheet_cells_reader(sheet).map_err(|error| unreadable(&error))?;
        Ok(Self { cells, first: None, is_done: false })
    }

    /// The next row that is not blank; `None` behind the last.
    ///
    /// # Errors
    /// When the sheet can't be read on.
    pub fn next_filled(&mut self) -> Result<Option<SheetRow>, Vec<Defect>> {
        loop {
            match self.next_row()? {
                Some(row) if row.is_blank() => {}
                row => return Ok(row),
            }
        }
    }

    fn next_row(&mut self) -> Result<Option<SheetRow>, Vec<Defect>> {
        let first = match self.first.take() {
            None => self.next_cell()?,
            first => first,
        };
        let Some((number, column, cell)) = first else { return Ok(None) };
        let mut row = SheetRow { number, cells: Vec::new() };
        row.set(column, cell);
        while let Some((number, column, cell)) = self.next_cell()? {
            if number != row.number {
                if number < row.number {
                    return Err(vec![Defect::of_file(Reason::Workbook("its rows are out of order".to_owned()))]);
                }
                self.first = Some((number, column, cell));
                break;
            }
            row.set(column, cell);
        }
        Ok(Some(row))
    }

    /// The next cell that is not empty, with the number of its row, from 1, and its column, from 0.
    fn next_cell(&mut self) -> Result<Option<(u64, usize, RawCell<'static>)>, Vec<Defect>> {
        // Behind the end the reader would complain that there is no second one.
        if self.is_done {
            return Ok(None);
        }
        while let Some(cell) = self.cells.next_cell().map_err(|error| unreadable(&error))? {
            if *cell.get_value() == DataRef::Empty {
                continue;
            }
            let (row, column) = cell.get_position();
            let (number, column) = (u64::from(row) + 1, column as usize);
            if number > MOST_ROWS {
                return Err(vec![Defect::of_file(Reason::TooManyRows)]);
            }
            if column >= MOST_COLUMNS {
                return Err(vec![Defect::of_file(Reason::TooManyColumns { found: column + 1 })]);
            }
            return Ok(Some((number, column, cell_of(cell.get_value()))));
        }
        self.is_done = true;
        Ok(None)
    }
}

fn cell_of(value: &DataRef<'_>) -> RawCell<'static> {
    match value {
        DataRef::Empty => RawCell::Text(Cow::Borrowed("")),
        DataRef::String(text) | DataRef::DateTimeIso(text) => RawCell::Text(Cow::Owned(text.clone())),
        DataRef::SharedString(text) => RawCell::Text(Cow::Owned((*text).to_owned())),
        DataRef::Float(number) => RawCell::Number(*number),
        #[allow(clippy::cast_precision_loss)]
        DataRef::Int(number) => RawCell::Number(*number as f64),
        DataRef::DateTime(time) if time.is_datetime() => {
            moment(time.as_f64(), time.to_ymd_hms_milli()).unwrap_or_else(|| RawCell::Other(time.as_f64().to_string()))
        }
        DataRef::DateTime(time) => RawCell::Other(time.as_f64().to_string()),
        DataRef::DurationIso(text) => RawCell::Other(text.clone()),
        DataRef::Bool(truth) => RawCell::Other(truth.to_string()),
        DataRef::Error(error) => RawCell::Error(error.to_string()),
    }
}

/// How far from a whole day, in days, a number is taken to be that day: less than a microsecond, and more than the least step
/// of a double between days of this time.
const NOISE: f64 = 1e-11;
/// The last of a day that is told.
const LAST_MILLISECOND: NaiveTime = match NaiveTime::from_hms_milli_opt(23, 59, 59, 999) {
    Some(time) => time,
    None => NaiveTime::MIN,
};

/// The date and time of a serial number, or the time of day of one below 1. `None` for numbers of days that never were.
fn moment(serial: f64, parts: (u16, u8, u8, u8, u8, u8, u16)) -> Option<RawCell<'static>> {
    let (year, month, day, hour, minute, second, milli) = parts;
    let time = NaiveTime::from_hms_milli_opt(hour.into(), minute.into(), second.into(), milli.into())?;
    if serial < 0.0 {
        return None;
    }
    if serial < 1.0 {
        return Some(RawCell::Time(time));
    }
    let day = NaiveDate::from_ymd_opt(year.into(), month.into(), day.into())?;
    // Milliseconds are rounded, a day is not: what is less than half of one before midnight is of the day before, unless that
    // is no more than what a double can't hold of it.
    let is_rounded_up = time == NaiveTime::MIN && serial.fract() > 0.5 && 1.0 - serial.fract() > NOISE;
    let (day, time) = if is_rounded_up { (day.pred_opt()?, LAST_MILLISECOND) } else { (day, time) };
    // The number of a day and nothing more.
    Some(if serial.fract() == 0.0 { RawCell::Day(day) } else { RawCell::DateTime(NaiveDateTime::new(day, time)) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_just_before_midnight_stays_on_its_day() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        // What the reader of workbooks makes of them, who rounds to milliseconds.
        let midnight = (2026, 11, 1, 0, 0, 0, 0);
        let last = NaiveDateTime::new(day("2026-10-31"), LAST_MILLISECOND);
        for serial in [46_326.999_999_995, 46_326.999_999_999_9] {
            assert_eq!(moment(serial, midnight), Some(RawCell::DateTime(last)), "{serial}");
        }
        let first = NaiveDateTime::new(day("2026-11-01"), NaiveTime::MIN);
        for serial in [46_326.999_999_999_99, 46_327.000_000_000_01] {
            assert_eq!(moment(serial, midnight), Some(RawCell::DateTime(first)), "{serial}");
        }
        assert_eq!(moment(46_327.0, midnight), Some(RawCell::Day(day("2026-11-01"))));
    }
}
