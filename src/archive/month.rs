//! The Parquet file of a month: all versions of its lines, readable by any engine as it stands.

use std::fmt;
use std::io::Cursor;

use chrono::{Datelike, NaiveDate};
use polars::prelude::*;
use polars_arrow::array::{StaticArray, Utf8ViewArray};

use super::kept_lines::{History, KeptLines};
use super::line::{Drop, Line};
use crate::domain::transactions::{self, column, day_number, day_of_number};
use crate::domain::{BookingCode, Branch, Daybook, Institution, Settlement, SteadyDays, Transaction};

/// Where a line is kept: with its month of settlement, or with the items that are still open.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(String);

impl Month {
    /// Where a line with this day of settlement is kept.
    #[must_use]
    pub fn of(settled: Option<NaiveDate>) -> Self {
        Self(settled.map_or_else(|| "open".to_owned(), |day| format!("{:04}-{:02}", day.year(), day.month())))
    }

    /// As the register names it.
    #[must_use]
    pub fn from_register(text: String) -> Self {
        Self(text)
    }

    /// Whether it is this month's turn on a day, which it is every seventh day; items that are open never have one.
    #[must_use]
    pub fn has_turn(&self, day: NaiveDate) -> bool {
        let first = NaiveDate::parse_from_str(&format!("{}-01", self.0), "%Y-%m-%d").ok();
        first.is_some_and(|first| (first.year() * 12 + first.month0().cast_signed() - day.num_days_from_ce()) % 7 == 0)
    }

    /// `2026-11`, or `open`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

const POSTED_AT: &str = "posted_at";
const BROUGHT_BY: &str = "brought_by";
const DROPPED_BY: &str = "dropped_by";
const DROPPED_HOW: &str = "dropped_how";
/// The texts beside the id.
const TEXTS: [&str; 8] = {
    let [_, texts @ ..] = transactions::TEXTS;
    texts
};

/// The lines as the bytes of a Parquet file: codes as text, amounts as whole cents, days as dates, times as
/// nanoseconds since 1970 in UTC.
///
/// # Errors
/// Never for memory; what polars says otherwise.
pub fn to_parquet(lines: &[Line]) -> PolarsResult<Vec<u8>> {
    let text = |name: &str, of: &dyn Fn(&Line) -> Option<String>| {
        let texts: StringChunked = lines.iter().map(of).collect();
        texts.with_name(name.into()).into_column()
    };
    let day = |name: &str, of: &dyn Fn(&Line) -> Option<NaiveDate>| -> PolarsResult<Column> {
        let days: Int32Chunked = lines.iter().map(|line| of(line).map(day_number)).collect();
        Ok(days.with_name(name.into()).into_series().cast(&DataType::Date)?.into_column())
    };
    let number = |name: &str, of: &dyn Fn(&Line) -> Option<i64>| {
        let numbers: Int64Chunked = lines.iter().map(of).collect();
        numbers.with_name(name.into()).into_column()
    };
    let intake = |name: &str, of: &dyn Fn(&Line) -> Option<u32>| {
        let numbers: UInt32Chunked = lines.iter().map(of).collect();
        numbers.with_name(name.into()).into_column()
    };
    let mut columns = vec![
        text(column::ID, &|line| Some(line.id.clone())),
        day(column::POSTED_DAY, &|line| Some(line.posted.day()))?,
        number(POSTED_AT, &|line| Some(line.posted.nanoseconds())),
        day(column::SETTLED_DAY, &Line::settled_day)?,
        number(column::SETTLED_AT, &|line| Some(line.settlement?.settled.nanoseconds())),
        text(column::DAYBOOK, &|line| Some(line.settlement?.daybook.to_string())),
        text(column::INSTITUTION, &|line| Some(line.institution.to_string())),
        text(column::BRANCH, &|line| Some(line.branch.to_string())),
        text(column::BOOKING_CODE, &|line| Some(line.booking_code.to_string())),
        number(column::CENTS, &|line| Some(line.cents)),
        number(column::CENTS_POSTED, &|line| line.cents_posted),
    ];
    for (index, name) in TEXTS.into_iter().enumerate() {
        columns.push(text(name, &|line| Some(line.texts[index].clone())));
    }
    columns.push(intake(BROUGHT_BY, &|line| Some(line.brought_by)));
    columns.push(intake(DROPPED_BY, &|line| line.dropped_by.map(|(by, _)| by)));
    columns.push(text(DROPPED_HOW, &|line| line.dropped_by.map(|(_, how)| how.name().to_owned())));
    let mut frame = DataFrame::new_infer_height(columns)?;
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).with_compression(ParquetCompression::Zstd(None)).finish(&mut frame)?;
    Ok(bytes)
}

/// What is wanted of the lines of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// All of it.
    Lines,
    /// What sums are made of: no ids of customers, items, invoices, drawers and staff.
    Figures,
}

/// The lines of a Parquet file that [`to_parquet`] made; texts that are not wanted are empty.
///
/// # Errors
/// When it is something else.
pub fn from_parquet(bytes: Vec<u8>, wanted: Wanted) -> Result<KeptLines, String> {
    let texts: &[&str] = match wanted {
        Wanted::Lines => &TEXTS,
        Wanted::Figures => &TEXTS[..2],
    };
    let names = NAMES.iter().chain(texts).map(|name| (*name).to_owned()).collect();
    let mut frame =
        ParquetReader::new(Cursor::new(bytes)).with_columns(Some(names)).finish().map_err(|error| error.to_string())?;
    frame.rechunk_mut();
    read(&frame, texts)
        .map_err(|error| error.to_string())?
        .map_err(|row| format!("line {} is not a daybook line", row + 1))
}

const NAMES: [&str; 14] = [
    column::ID,
    column::POSTED_DAY,
    POSTED_AT,
    column::SETTLED_DAY,
    column::SETTLED_AT,
    column::DAYBOOK,
    column::INSTITUTION,
    column::BRANCH,
    column::BOOKING_CODE,
    column::CENTS,
    column::CENTS_POSTED,
    BROUGHT_BY,
    DROPPED_BY,
    DROPPED_HOW,
];

/// The lines of a frame, or the place of the first row that is none.
fn read(frame: &DataFrame, texts: &[&str]) -> PolarsResult<Result<KeptLines, usize>> {
    let series = |name: &str| -> PolarsResult<&Series> { Ok(frame.column(name)?.as_materialized_series()) };
    // Each column is one array, and asking that for a row costs less than asking the column.
    let text = |name: &str| Ok::<_, PolarsError>(series(name)?.str()?.downcast_as_array());
    let number = |name: &str| Ok::<_, PolarsError>(series(name)?.i64()?.downcast_as_array());
    let intake = |name: &str| Ok::<_, PolarsError>(series(name)?.u32()?.downcast_as_array());
    let day = |name: &str| Ok::<_, PolarsError>(series(name)?.date()?.physical().downcast_as_array());
    let (id, daybook, institution) = (text(column::ID)?, text(column::DAYBOOK)?, text(column::INSTITUTION)?);
    let (branch, code, how) = (text(column::BRANCH)?, text(column::BOOKING_CODE)?, text(DROPPED_HOW)?);
    let (posted, posted_day) = (number(POSTED_AT)?, day(column::POSTED_DAY)?);
    let (settled, settled_day) = (number(column::SETTLED_AT)?, day(column::SETTLED_DAY)?);
    let (cents, cents_posted) = (number(column::CENTS)?, number(column::CENTS_POSTED)?);
    let (brought, dropped) = (intake(BROUGHT_BY)?, intake(DROPPED_BY)?);
    let texts: Vec<&Utf8ViewArray> = texts.iter().map(|name| text(name)).collect::<PolarsResult<_>>()?;
    let mut days = SteadyDays::default();
    let mut moment = |at: Option<i64>, day: Option<i32>| days.moment(at?, day_of_number(day?)?);
    let mut line = |row: usize| -> Option<(Transaction<'_>, History)> {
        let settlement = match (daybook.get(row), settled.get(row)) {
            (Some(daybook), settled @ Some(_)) => {
                Some(Settlement { daybook: Daybook::parse(daybook)?, settled: moment(settled, settled_day.get(row))? })
            }
            (None, None) => None,
            _ => return None,
        };
        let dropped_by = match (dropped.get(row), how.get(row)) {
            (Some(by), Some(how)) => Some((by, Drop::of_name(how)?)),
            (None, None) => None,
            _ => return None,
        };
        let mut all = [""; TEXTS.len()];
        for (place, texts) in all.iter_mut().zip(&texts) {
            *place = texts.get(row)?;
        }
        let [description, source, settlement_source, customer, item, invoice, drawer, staff] = all;
        let transaction = Transaction {
            id: id.get(row)?,
            posted: moment(posted.get(row), posted_day.get(row))?,
            settlement,
            institution: Institution::parse(institution.get(row)?)?,
            branch: Branch::parse(branch.get(row)?)?,
            booking_code: BookingCode::parse(code.get(row)?)?,
            cents: cents.get(row)?,
            cents_posted: cents_posted.get(row),
            description,
            source,
            settlement_source,
            customer,
            item,
            invoice,
            drawer,
            staff,
        };
        Some((transaction, History { brought_by: brought.get(row)?, dropped_by }))
    };
    let mut lines = KeptLines::default();
    for row in 0..frame.height() {
        let Some((transaction, history)) = line(row) else { return Ok(Err(row)) };
        lines.push(&transaction, history);
    }
    Ok(Ok(lines))
}
