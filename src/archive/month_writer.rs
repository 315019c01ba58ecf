//! Writes the Parquet file of a month, line by line: codes as text, amounts as whole cents, days as dates, times as
//! nanoseconds since 1970 in UTC.

use std::fmt::Write as _;
use std::io::Write;

use polars::prelude::*;
use polars_io::parquet::write::{BatchedWriter, ParquetCompression, ParquetWriter};

use super::line_version::History;
use super::month::{BROUGHT_BY, DROPPED_BY, DROPPED_HOW, POSTED_AT, TEXTS};
use crate::domain::transactions::{column, day_number};
use crate::domain::{Moment, Transaction, on_this_thread};

/// How many lines are written sooner than another thread is awake.
const FEW: usize = 4096;

/// About how many lines stand together in a file: enough to be packed well, few enough for several threads to have work.
const ROW_GROUP: usize = 1 << 17;

/// A file of lines on its way. No more of them than stand together in it lie in memory at a time.
pub(super) struct MonthWriter<W: Write> {
    writer: BatchedWriter<W>,
    rows: RowGroup,
    is_short: bool,
}

impl<W: Write> MonthWriter<W> {
    /// Begins a file of so many lines.
    ///
    /// # Errors
    /// When it can't be written.
    pub(super) fn new(file: W, lines: usize) -> PolarsResult<Self> {
        let none = RowGroup::default().finish()?;
        let writer =
            ParquetWriter::new(file).with_compression(ParquetCompression::Zstd(None)).batched(none.schema())?;
        Ok(Self { writer, rows: RowGroup::with_capacity(lines.min(ROW_GROUP)), is_short: lines < FEW })
    }

    /// Writes a line.
    ///
    /// # Errors
    /// When the file can't be written.
    pub(super) fn push(&mut self, line: &Transaction<'_>, history: History) -> PolarsResult<()> {
        self.rows.push(line, history);
        if self.rows.cents.len() < ROW_GROUP { Ok(()) } else { self.write_rows() }
    }

    fn write_rows(&mut self) -> PolarsResult<()> {
        let rows = std::mem::take(&mut self.rows).finish()?;
        self.work(|writer| writer.write_batch(&rows))
    }

    fn work<T>(&mut self, work: impl FnOnce(&mut BatchedWriter<W>) -> T) -> T {
        if self.is_short { on_this_thread(|| work(&mut self.writer)) } else { work(&mut self.writer) }
    }

    /// Ends the file.
    ///
    /// # Errors
    /// When it can't be written.
    pub(super) fn finish(mut self) -> PolarsResult<()> {
        if !self.rows.cents.is_empty() {
            self.write_rows()?;
        }
        self.work(|writer| writer.finish()).map(|_| ())
    }
}

/// Lines that stand together in the file, column by column.
struct RowGroup {
    id: StringChunkedBuilder,
    posted_day: Vec<i32>,
    posted_at: Vec<i64>,
    settled_day: Vec<Option<i32>>,
    settled_at: Vec<Option<i64>>,
    daybook: StringChunkedBuilder,
    institution: StringChunkedBuilder,
    branch: StringChunkedBuilder,
    booking_code: StringChunkedBuilder,
    cents: Vec<i64>,
    cents_posted: Vec<Option<i64>>,
    texts: [StringChunkedBuilder; 8],
    brought_by: Vec<u32>,
    dropped_by: Vec<Option<u32>>,
    dropped_how: StringChunkedBuilder,
    /// A code as text.
    code: String,
}

impl Default for RowGroup {
    fn default() -> Self {
        Self::with_capacity(0)
    }
}

impl RowGroup {
    fn with_capacity(rows: usize) -> Self {
        let texts = |name: &str| StringChunkedBuilder::new(name.into(), rows);
        Self {
            id: texts(column::ID),
            posted_day: Vec::with_capacity(rows),
            posted_at: Vec::with_capacity(rows),
            settled_day: Vec::with_capacity(rows),
            settled_at: Vec::with_capacity(rows),
            daybook: texts(column::DAYBOOK),
            institution: texts(column::INSTITUTION),
            branch: texts(column::BRANCH),
            booking_code: texts(column::BOOKING_CODE),
            cents: Vec::with_capacity(rows),
            cents_posted: Vec::with_capacity(rows),
            texts: TEXTS.map(texts),
            brought_by: Vec::with_capacity(rows),
            dropped_by: Vec::with_capacity(rows),
            dropped_how: texts(DROPPED_HOW),
            code: String::new(),
        }
    }

    fn push(&mut self, line: &Transaction<'_>, History { brought_by, dropped_by }: History) {
        let settled = line.settlement.map(|settlement| settlement.settled);
        let [id, texts @ ..] = line.texts();
        self.id.append_value(id);
        self.posted_day.push(day_number(line.posted.day()));
        self.posted_at.push(line.posted.nanoseconds());
        self.settled_day.push(settled.map(|settled| day_number(settled.day())));
        self.settled_at.push(settled.map(Moment::nanoseconds));
        let mut code = |column: &mut StringChunkedBuilder, code: Option<&dyn std::fmt::Display>| {
            self.code.clear();
            // Writing to a string never fails.
            let text = code.map(|code| write!(self.code, "{code}")).map(|_| self.code.as_str());
            column.append_option(text);
        };
        let daybook = line.settlement.map(|settlement| settlement.daybook);
        code(&mut self.daybook, daybook.as_ref().map(|daybook| daybook as _));
        code(&mut self.institution, Some(&line.institution));
        code(&mut self.branch, Some(&line.branch));
        code(&mut self.booking_code, Some(&line.booking_code));
        self.cents.push(line.cents);
        self.cents_posted.push(line.cents_posted);
        for (column, text) in self.texts.iter_mut().zip(texts) {
            column.append_value(text);
        }
        self.brought_by.push(brought_by);
        self.dropped_by.push(dropped_by.map(|(by, _)| by));
        self.dropped_how.append_option(dropped_by.map(|(_, how)| how.name()));
    }

    fn finish(self) -> PolarsResult<DataFrame> {
        fn numbers<T: PolarsNumericType>(name: &str, numbers: &[Option<T::Native>]) -> ChunkedArray<T> {
            ChunkedArray::from_slice_options(name.into(), numbers)
        }
        let mut columns = vec![
            self.id.finish().into_column(),
            Int32Chunked::from_vec(column::POSTED_DAY.into(), self.posted_day).into_date().into_column(),
            Int64Chunked::from_vec(POSTED_AT.into(), self.posted_at).into_column(),
            numbers::<Int32Type>(column::SETTLED_DAY, &self.settled_day).into_date().into_column(),
            numbers::<Int64Type>(column::SETTLED_AT, &self.settled_at).into_column(),
            self.daybook.finish().into_column(),
            self.institution.finish().into_column(),
            self.branch.finish().into_column(),
            self.booking_code.finish().into_column(),
            Int64Chunked::from_vec(column::CENTS.into(), self.cents).into_column(),
            numbers::<Int64Type>(column::CENTS_POSTED, &self.cents_posted).into_column(),
        ];
        columns.extend(self.texts.into_iter().map(|texts| texts.finish().into_column()));
        columns.push(UInt32Chunked::from_vec(BROUGHT_BY.into(), self.brought_by).into_column());
        columns.push(numbers::<UInt32Type>(DROPPED_BY, &self.dropped_by).into_column());
        columns.push(self.dropped_how.finish().into_column());
        DataFrame::new_infer_height(columns)
    }
}

/// The bytes of a file of lines, for tests.
#[cfg(test)]
pub(super) fn to_parquet(lines: &[super::LineVersion]) -> PolarsResult<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut writer = MonthWriter::new(&mut bytes, lines.len())?;
    for line in lines {
        writer.push(&line.transaction(), line.history)?;
    }
    writer.finish()?;
    Ok(bytes)
}
