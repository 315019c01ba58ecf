//! The Parquet file of a month: all versions of its lines, readable by any engine as it stands.

use std::fmt;
use std::io::Cursor;

use chrono::{DateTime, Datelike, NaiveDate};
use polars::prelude::*;

use super::line::{Drop, Line};
use crate::domain::transactions::{column, day_number};
use crate::domain::{BookingCode, Branch, Daybook, Institution, Moment, Settlement};

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
const TEXTS: [&str; 8] = [
    column::DESCRIPTION,
    column::SOURCE,
    column::SETTLEMENT_SOURCE,
    column::CUSTOMER,
    column::ITEM,
    column::INVOICE,
    column::DRAWER,
    column::STAFF,
];

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

/// The lines of a Parquet file that [`to_parquet`] made.
///
/// # Errors
/// When it is something else.
pub fn from_parquet(bytes: Vec<u8>) -> Result<Vec<Line>, String> {
    let frame = ParquetReader::new(Cursor::new(bytes)).finish().map_err(|error| error.to_string())?;
    let columns = Columns::of(&frame).map_err(|error| error.to_string())?;
    (0..frame.height())
        .map(|row| columns.line(row).ok_or_else(|| format!("line {} is not a daybook line", row + 1)))
        .collect()
}

struct Columns<'a> {
    text: Box<dyn Fn(&str, usize) -> Option<&'a str> + 'a>,
    number: Box<dyn Fn(&str, usize) -> Option<i64> + 'a>,
    intake: Box<dyn Fn(&str, usize) -> Option<u32> + 'a>,
}

impl<'a> Columns<'a> {
    fn of(frame: &'a DataFrame) -> PolarsResult<Self> {
        use std::collections::HashMap;
        let series = |name: &str| -> PolarsResult<&'a Series> { Ok(frame.column(name)?.as_materialized_series()) };
        let (mut texts, mut numbers, mut intakes) = (HashMap::new(), HashMap::new(), HashMap::new());
        let codes = [column::ID, column::DAYBOOK, column::INSTITUTION, column::BRANCH, column::BOOKING_CODE];
        for name in codes.into_iter().chain(TEXTS).chain([DROPPED_HOW]) {
            texts.insert(name, series(name)?.str()?);
        }
        for name in [POSTED_AT, column::SETTLED_AT, column::CENTS, column::CENTS_POSTED] {
            numbers.insert(name, series(name)?.i64()?);
        }
        for name in [BROUGHT_BY, DROPPED_BY] {
            intakes.insert(name, series(name)?.u32()?);
        }
        Ok(Self {
            text: Box::new(move |name, row| texts.get(name)?.get(row)),
            number: Box::new(move |name, row| numbers.get(name)?.get(row)),
            intake: Box::new(move |name, row| intakes.get(name)?.get(row)),
        })
    }

    fn line(&self, row: usize) -> Option<Line> {
        let text = |name| (self.text)(name, row);
        let moment = |nanoseconds| Moment::from_instant(DateTime::from_timestamp_nanos(nanoseconds));
        let settlement = match (text(column::DAYBOOK), (self.number)(column::SETTLED_AT, row)) {
            (Some(daybook), Some(settled)) => {
                Some(Settlement { daybook: Daybook::parse(daybook)?, settled: moment(settled)? })
            }
            (None, None) => None,
            _ => return None,
        };
        let dropped_by = match ((self.intake)(DROPPED_BY, row), text(DROPPED_HOW)) {
            (Some(by), Some(how)) => Some((by, Drop::of_name(how)?)),
            (None, None) => None,
            _ => return None,
        };
        let mut texts: [String; 8] = Default::default();
        for (place, name) in texts.iter_mut().zip(TEXTS) {
            text(name)?.clone_into(place);
        }
        Some(Line {
            id: text(column::ID)?.to_owned(),
            posted: moment((self.number)(POSTED_AT, row)?)?,
            settlement,
            institution: Institution::parse(text(column::INSTITUTION)?)?,
            branch: Branch::parse(text(column::BRANCH)?)?,
            booking_code: BookingCode::parse(text(column::BOOKING_CODE)?)?,
            cents: (self.number)(column::CENTS, row)?,
            cents_posted: (self.number)(column::CENTS_POSTED, row),
            texts,
            brought_by: (self.intake)(BROUGHT_BY, row)?,
            dropped_by,
        })
    }
}
