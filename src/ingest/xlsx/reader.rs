//! Reads workbooks.

use std::borrow::Cow;
use std::io::Cursor;

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxCellReader};
use chrono::{NaiveDate, NaiveDateTime};

use super::parts::check_parts;
use crate::ingest::cell::Cell;
use crate::ingest::defect::{Defect, Reason};
use crate::ingest::gather::LineSink;
use crate::ingest::header::Layout;
use crate::ingest::limits::{MOST_COLUMNS, MOST_ROWS};
use crate::ingest::profile::Profile;
use crate::ingest::reading::Reading;
use crate::ingest::row::{RowReader, texts_of_numbers};
use crate::ingest::task::Task;

/// A row of a sheet that is not empty.
struct Row {
    /// Its number in the sheet, from 1.
    number: u64,
    cells: Vec<Cell<'static>>,
}

impl Row {
    fn set(&mut self, column: usize, cell: Cell<'static>) {
        if self.cells.len() <= column {
            self.cells.resize(column + 1, Cell::Text(Cow::Borrowed("")));
        }
        self.cells[column] = cell;
    }

    fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| matches!(cell, Cell::Text(text) if text.trim().is_empty()))
    }

    /// The row as a line of text, for the list of refused records.
    fn raw(&self) -> String {
        let texts: Vec<String> = self.cells.iter().map(Cell::shown).collect();
        texts.join(";")
    }
}

/// What was read of a workbook: the sheet, where its fields stand, and its records.
#[derive(Debug)]
pub struct Sheet<G> {
    /// The name of the sheet.
    pub name: String,
    /// Where the fields stand.
    pub layout: Layout,
    /// The records.
    pub reading: Reading<G>,
}

/// Reads the sheet that the profile names, or the only visible one that has anything in it.
///
/// Row numbers of the sheet stand for line numbers.
///
/// # Errors
/// When the bytes are no workbook, the sheet can't be told, or the header row is at fault.
pub fn read_xlsx<G: LineSink>(bytes: &[u8], task: &Task<'_, G>) -> Result<Sheet<G>, Vec<Defect>> {
    let profile = task.profile;
    if bytes.is_empty() {
        return Err(vec![Defect::of_file(Reason::EmptyFile)]);
    }
    check_parts(bytes).map_err(|reason| vec![Defect::of_file(reason)])?;
    let mut workbook: Workbook<'_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| unreadable(&error))?;
    let name = choose_sheet(&mut workbook, profile)?;
    let mut rows = Rows::of(&mut workbook, &name)?;
    let Some(header) = rows.next()? else {
        return Err(vec![Defect::of_file(Reason::EmptyFile)]);
    };
    let headers: Vec<String> = header.cells.iter().map(Cell::shown).collect();
    let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
    let layout = Layout::of_headers(&headers, profile)?;
    let mut reader = RowReader::new(&layout, profile);
    let mut reading = Reading::new((task.make)(), task.verdicts);
    let mut last = header.number;
    while let Some(mut row) = rows.next()? {
        reading.blank += row.number - last - 1;
        last = row.number;
        while row.cells.len() > layout.width() && row.cells.last() == Some(&Cell::Text(Cow::Borrowed(""))) {
            row.cells.pop();
        }
        let (expected, found) = (layout.width(), row.cells.len());
        if found > expected {
            reading.refuse(row.number, row.raw(), Reason::TooManyFields { expected, found }, false);
            continue;
        }
        texts_of_numbers(&mut row.cells, &layout);
        let verdict = task.verdict(row.number);
        reading.take(&mut reader, row.number, &row.cells, verdict, || row.raw());
    }
    Ok(Sheet { name, layout, reading })
}

type Workbook<'b> = Xlsx<Cursor<&'b [u8]>>;

fn unreadable(error: &calamine::XlsxError) -> Vec<Defect> {
    vec![Defect::of_file(Reason::Workbook(error.to_string()))]
}

fn choose_sheet(workbook: &mut Workbook<'_>, profile: &Profile) -> Result<String, Vec<Defect>> {
    let sheets: Vec<(String, bool)> = workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| (sheet.name.clone(), sheet.visible == SheetVisible::Visible))
        .collect();
    if let Some(wanted) = &profile.sheet {
        if sheets.iter().any(|(name, _)| name == wanted) {
            return Ok(wanted.clone());
        }
        let sheets = sheets.into_iter().map(|(name, _)| name).collect();
        return Err(vec![Defect { value: wanted.clone(), ..Defect::of_file(Reason::NoSuchSheet { sheets }) }]);
    }
    let mut filled = Vec::new();
    for (name, _) in sheets.into_iter().filter(|(_, visible)| *visible) {
        if Rows::of(workbook, &name)?.next_cell()?.is_some() {
            filled.push(name);
        }
    }
    if filled.len() > 1 {
        return Err(vec![Defect::of_file(Reason::SheetChoice { sheets: filled })]);
    }
    filled.pop().ok_or_else(|| vec![Defect::of_file(Reason::EmptyFile)])
}

/// The rows of a sheet that are not blank, one after the other.
struct Rows<'w, 'b> {
    cells: XlsxCellReader<'w, Cursor<&'b [u8]>>,
    /// The first cell of the next row.
    first: Option<(u64, usize, Cell<'static>)>,
    is_done: bool,
}

impl<'w, 'b> Rows<'w, 'b> {
    fn of(workbook: &'w mut Workbook<'b>, sheet: &str) -> Result<Self, Vec<Defect>> {
        let cells = workbook.worksheet_cells_reader(sheet).map_err(|error| unreadable(&error))?;
        Ok(Self { cells, first: None, is_done: false })
    }

    fn next(&mut self) -> Result<Option<Row>, Vec<Defect>> {
        loop {
            match self.next_row()? {
                Some(row) if row.is_blank() => {}
                row => return Ok(row),
            }
        }
    }

    fn next_row(&mut self) -> Result<Option<Row>, Vec<Defect>> {
        let first = match self.first.take() {
            None => self.next_cell()?,
            first => first,
        };
        let Some((number, column, cell)) = first else { return Ok(None) };
        let mut row = Row { number, cells: Vec::new() };
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
    fn next_cell(&mut self) -> Result<Option<(u64, usize, Cell<'static>)>, Vec<Defect>> {
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

fn cell_of(value: &DataRef<'_>) -> Cell<'static> {
    match value {
        DataRef::Empty => Cell::Text(Cow::Borrowed("")),
        DataRef::String(text) | DataRef::DateTimeIso(text) => Cell::Text(Cow::Owned(text.clone())),
        DataRef::SharedString(text) => Cell::Text(Cow::Owned((*text).to_owned())),
        DataRef::Float(number) => Cell::Number(*number),
        #[allow(clippy::cast_precision_loss)]
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::DateTime(time) if time.is_datetime() => local_time(time.as_f64(), time.to_ymd_hms_milli())
            .map_or_else(|| Cell::Other(time.as_f64().to_string()), Cell::DateTime),
        DataRef::DateTime(time) => Cell::Other(time.as_f64().to_string()),
        DataRef::DurationIso(text) => Cell::Other(text.clone()),
        DataRef::Bool(truth) => Cell::Other(truth.to_string()),
        DataRef::Error(error) => Cell::Error(error.to_string()),
    }
}

/// The date and time of a serial number. `None` for numbers before the first day or of days that never were.
fn local_time(serial: f64, parts: (u16, u8, u8, u8, u8, u8, u16)) -> Option<NaiveDateTime> {
    if serial < 1.0 {
        return None;
    }
    let (year, month, day, hour, minute, second, milli) = parts;
    NaiveDate::from_ymd_opt(year.into(), month.into(), day.into())?.and_hms_milli_opt(
        hour.into(),
        minute.into(),
        second.into(),
        milli.into(),
    )
}
