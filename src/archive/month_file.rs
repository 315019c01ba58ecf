//! The Parquet file of a month: all versions of its lines, readable by any engine as it stands. It is read piece by piece,
//! as there may be millions.

use std::fs::File;
use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;
use polars::prelude::*;
use polars_arrow::array::{Array, Int32Array, Int64Array, StaticArray};
use polars_io::mmap::MmapBytesReader;
use polars_io::parquet::read::{ParallelStrategy, ParquetReader};
use polars_parquet::parquet::statistics::Statistics;
use polars_parquet::read::{FileMetadata, RowGroupMetadata};

use super::ArchiveError;
use super::export_feeds::ExportFeeds;
use super::line_version::Ending;
use super::line_version::History;
use super::month::{BROUGHT_BY, DROPPED_BY, DROPPED_HOW, POSTED_AT, Wanted};
use super::month_lines::{LineBatch, LineFigures, MonthLines};
use super::regular::{demand_known, known_bytes, open};
use crate::domain::transactions::{self, column, day_of_number};
use crate::domain::{BookingCode, Branch, Daybook, Institution, LineCore, Moment, Settlement, SteadyDays};
use crate::parallel::{deal_out, processors};

/// How long a file is that is read into memory as it stands: some two hundred thousand lines. A longer one is looked at
/// where it lies.
const MOST_HELD: u64 = 4 << 20;

/// A file of lines whose bytes are those that the register knows.
#[derive(Debug)]
pub struct MonthFile {
    bytes: MonthBytes,
    metadata: Arc<FileMetadata>,
    lengths: Vec<usize>,
}

#[derive(Debug)]
enum MonthBytes {
    Held(Vec<u8>),
    OnDisk(File),
}

impl MonthFile {
    /// Opens one.
    ///
    /// # Errors
    /// When it is missing, altered, no regular file, or no file of lines.
    pub fn open(path: &Path, sha256: &str) -> Result<Self, ArchiveError> {
        let failed = |what: String| ArchiveError::Lines(path.to_owned(), what);
        let length = std::fs::metadata(path).map_or(0, |metadata| metadata.len());
        if length <= MOST_HELD {
            return Self::of_bytes(known_bytes(path, sha256)?).map_err(failed);
        }
        demand_known(path, sha256)?;
        let file = open(path).map_err(|error| ArchiveError::Unreadable(path.to_owned(), error))?;
        Self::of(MonthBytes::OnDisk(file)).map_err(failed)
    }

    /// One whose bytes are there.
    ///
    /// # Errors
    /// When they are something else.
    pub fn of_bytes(bytes: Vec<u8>) -> Result<Self, String> {
        Self::of(MonthBytes::Held(bytes))
    }

    fn of(bytes: MonthBytes) -> Result<Self, String> {
        let metadata = match &bytes {
            MonthBytes::Held(bytes) => ParquetReader::new(Cursor::new(bytes.as_slice())).get_metadata().cloned(),
            MonthBytes::OnDisk(file) => {
                file.try_clone().map_err(Into::into).and_then(|file| ParquetReader::new(file).get_metadata().cloned())
            }
        };
        let metadata = metadata.map_err(|error| error.to_string())?;
        let lengths = metadata.row_groups.iter().map(RowGroupMetadata::num_rows).collect();
        Ok(Self { bytes, metadata, lengths })
    }

    /// How many pieces it has.
    #[must_use]
    pub fn pieces(&self) -> usize {
        self.lengths.len()
    }

    /// How many lines it has.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.lengths.iter().sum()
    }

    /// The lines of a piece; texts that are not wanted are empty.
    ///
    /// # Errors
    /// When it holds something else.
    pub fn piece(&self, index: usize, wanted: &Wanted, feeds: &ExportFeeds) -> Result<LineBatch, String> {
        let start: usize = self.lengths[..index].iter().sum();
        let names = match wanted {
            Wanted::Lines => [&FIGURES[..], &DETAILS, &transactions::TEXTS].concat(),
            Wanted::Figures(texts) => [&FIGURES[..], &[column::ID], texts].concat(),
        };
        let frame = self.frame(index, &names);
        let piece = frame.and_then(|frame| read(&frame, wanted, feeds)).map_err(|error| error.to_string())?;
        piece.map_err(|row| format!("line {} is not a daybook line", start + row + 1))
    }

    /// Looks at what sums of a piece's lines are made of: a fifth of the columns are read.
    ///
    /// # Errors
    /// When it holds something else.
    pub(super) fn each_figures(&self, index: usize, mut look: impl FnMut(LineFigures)) -> Result<(), String> {
        let frame = self.frame(index, &SUMS);
        let read = || -> PolarsResult<()> {
            let frame = frame?;
            let series = |name: &str| -> PolarsResult<&Series> { Ok(frame.column(name)?.as_materialized_series()) };
            let settled = series(column::SETTLED_DAY)?.date()?.physical().downcast_as_array();
            let cents = series(column::CENTS)?.i64()?.downcast_as_array();
            let (brought, dropped) = (series(BROUGHT_BY)?.u32()?, series(DROPPED_BY)?.u32()?);
            let (brought, dropped) = (brought.downcast_as_array(), dropped.downcast_as_array());
            for row in 0..frame.height() {
                // That every row is a line is seen where all of it is read.
                look(LineFigures {
                    cents: cents.get(row).unwrap_or_default(),
                    settled: settled.get(row).and_then(day_of_number),
                    brought_by: brought.get(row).unwrap_or_default(),
                    dropped_by: dropped.get(row),
                });
            }
            Ok(())
        };
        read().map_err(|error| error.to_string())
    }

    /// How many lines a piece has.
    pub(super) fn length(&self, index: usize) -> usize {
        self.lengths[index]
    }

    /// The first and the last day of settlement of a piece's lines, where the file tells.
    pub(super) fn days(&self, index: usize) -> Option<(NaiveDate, NaiveDate)> {
        let group = self.metadata.row_groups.get(index)?;
        let chunk = group.columns_under_root_iter(column::SETTLED_DAY)?.next()?;
        match chunk.statistics(&self.metadata.footer_buf)?.ok()? {
            Statistics::Int32(days) => Some((day_of_number(days.min_value?)?, day_of_number(days.max_value?)?)),
            _ => None,
        }
    }

    fn frame(&self, index: usize, names: &[&str]) -> PolarsResult<DataFrame> {
        let start = self.lengths[..index].iter().sum();
        let slice = (start, self.lengths[index]);
        match &self.bytes {
            MonthBytes::Held(bytes) => self.frame_of(Cursor::new(bytes.as_slice()), slice, names),
            MonthBytes::OnDisk(file) => self.frame_of(file.try_clone()?, slice, names),
        }
    }

    fn frame_of<R: MmapBytesReader>(
        &self,
        reader: R,
        slice: (usize, usize),
        names: &[&str],
    ) -> PolarsResult<DataFrame> {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        // A single group is read here, without waking the threads of polars.
        let strategy = if self.lengths.len() > 1 { ParallelStrategy::RowGroups } else { ParallelStrategy::None };
        let reader = ParquetReader::new(reader).with_columns(Some(names)).with_slice(Some(slice));
        let mut reader = reader.read_parallel(strategy);
        reader.set_metadata(self.metadata.clone());
        reader.finish()
    }

    /// All lines, with several pieces read side by side.
    ///
    /// # Errors
    /// When it holds something else.
    pub fn read_all(&self, wanted: &Wanted, feeds: &ExportFeeds) -> Result<MonthLines, String> {
        let read_one = |index| (index, self.piece(index, wanted, feeds));
        let pieces = deal_out(self.pieces(), processors(), |numbers| numbers.map(read_one).collect::<Vec<_>>());
        let mut pieces: Vec<(usize, Result<LineBatch, String>)> = pieces.into_iter().flatten().collect();
        pieces.sort_unstable_by_key(|(index, _)| *index);
        pieces.into_iter().map(|(_, piece)| piece).collect::<Result<_, _>>().map(MonthLines::new)
    }
}

/// The columns that sums are made of, beside texts.
const FIGURES: [&str; 10] = [
    column::POSTED_DAY,
    column::SETTLED_DAY,
    column::DAYBOOK,
    column::INSTITUTION,
    column::BRANCH,
    column::BOOKING_CODE,
    column::CENTS,
    BROUGHT_BY,
    DROPPED_BY,
    DROPPED_HOW,
];
/// Those that plain sums are made of.
const SUMS: [&str; 4] = [column::SETTLED_DAY, column::CENTS, BROUGHT_BY, DROPPED_BY];
/// The others.
const DETAILS: [&str; 3] = [POSTED_AT, column::SETTLED_AT, column::CENTS_POSTED];

/// The lines of a frame whose columns are in one piece each, or the place of the first row that is none.
fn read(frame: &DataFrame, wanted: &Wanted, feeds: &ExportFeeds) -> PolarsResult<Result<LineBatch, usize>> {
    let series = |name: &str| -> PolarsResult<&Series> { Ok(frame.column(name)?.as_materialized_series()) };
    // Each column is one array, and asking that for a row costs less than asking the column.
    let text = |name: &str| Ok::<_, PolarsError>(series(name)?.str()?.downcast_as_array());
    let number = |name: &str| Ok::<_, PolarsError>(series(name)?.i64()?.downcast_as_array());
    let intake = |name: &str| Ok::<_, PolarsError>(series(name)?.u32()?.downcast_as_array());
    let day = |name: &str| Ok::<_, PolarsError>(series(name)?.date()?.physical().downcast_as_array());
    let (daybook, institution) = (text(column::DAYBOOK)?, text(column::INSTITUTION)?);
    let (branch, code, how) = (text(column::BRANCH)?, text(column::BOOKING_CODE)?, text(DROPPED_HOW)?);
    let (posted_day, settled_day, cents) =
        (day(column::POSTED_DAY)?, day(column::SETTLED_DAY)?, number(column::CENTS)?);
    let (brought, dropped) = (intake(BROUGHT_BY)?, intake(DROPPED_BY)?);
    let (posted_at, settled_at, cents_posted) = match wanted {
        Wanted::Lines => {
            (Some(number(POSTED_AT)?), Some(number(column::SETTLED_AT)?), Some(number(column::CENTS_POSTED)?))
        }
        Wanted::Figures(_) => (None, None, None),
    };
    let (mut posted, mut settled) = (Moments::of(posted_day, posted_at), Moments::of(settled_day, settled_at));
    let mut line = |row: usize| -> Option<(LineCore, History)> {
        let settlement = match (daybook.get(row), settled_day.get(row)) {
            (Some(daybook), Some(_)) => {
                Some(Settlement { daybook: Daybook::parse(daybook)?, settled: settled.get(row)? })
            }
            (None, None) if settled_at.is_none_or(|at| at.get(row).is_none()) => None,
            _ => return None,
        };
        let dropped_by = match (dropped.get(row), how.get(row)) {
            (Some(by), Some(how)) => Some((by, Ending::of_name(how)?)),
            (None, None) => None,
            _ => return None,
        };
        let values = LineCore {
            posted: posted.get(row)?,
            settlement,
            institution: Institution::parse(institution.get(row)?)?,
            branch: Branch::parse(branch.get(row)?)?,
            booking_code: BookingCode::parse(code.get(row)?)?,
            cents: cents.get(row)?,
            cents_posted: cents_posted.and_then(|cents| cents.get(row)),
        };
        Some((values, History { brought_by: brought.get(row)?, dropped_by }))
    };
    let mut lines = Vec::with_capacity(frame.height());
    for row in 0..frame.height() {
        match line(row) {
            Some(line) => lines.push(line),
            None => return Ok(Err(row)),
        }
    }
    let mut texts = [const { None }; transactions::TEXTS.len()];
    for (texts, name) in texts.iter_mut().zip(transactions::TEXTS) {
        if frame.column(name).is_ok() {
            let array = text(name)?;
            if let Some(row) = array.validity().and_then(|is_there| is_there.iter().position(|is_there| !is_there)) {
                return Ok(Err(row));
            }
            *texts = Some(array.clone());
        }
    }
    Ok(Ok(LineBatch::new(lines, texts, feeds)))
}

/// Moments of the rows of two columns.
struct Moments<'a> {
    days: &'a Int32Array,
    /// Nanoseconds; where nobody wants them, each day is its first moment.
    instants: Option<&'a Int64Array>,
    steady: SteadyDays,
    /// The start of the last day: most rows have a day of their neighbour.
    last: Option<(i32, Moment)>,
}

impl<'a> Moments<'a> {
    fn of(days: &'a Int32Array, instants: Option<&'a Int64Array>) -> Self {
        Self { days, instants, steady: SteadyDays::default(), last: None }
    }

    fn get(&mut self, row: usize) -> Option<Moment> {
        let number = self.days.get(row)?;
        if let Some(instants) = self.instants {
            return self.steady.moment(instants.get(row)?, day_of_number(number)?);
        }
        match self.last {
            Some((last, start)) if last == number => Some(start),
            _ => {
                let start = self.steady.start(day_of_number(number)?)?;
                self.last = Some((number, start));
                Some(start)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::LineVersion;
    use crate::archive::month::TEXTS;
    use crate::archive::month_writer::to_parquet;
    use crate::domain::Transaction;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn line(settled: Option<&str>) -> LineVersion {
        let moment = |text| Moment::from_day(day(text)).expect("in range");
        let daybook = Daybook::parse("K001").expect("a daybook");
        let settlement = settled.map(|day| Settlement { daybook, settled: moment(day) });
        let example = Transaction::example();
        let transaction = Transaction { core: LineCore { settlement, ..*example }, ..example };
        LineVersion::of(&transaction, History::since(1))
    }

    #[test]
    fn figures_have_the_days_of_their_lines() {
        let days = [Some("2026-11-02"), Some("2026-11-02"), Some("2026-11-03"), None, Some("2026-11-02")];
        let bytes = to_parquet(&days.map(line)).expect("a file");
        for wanted in [Wanted::Lines, Wanted::Figures(Vec::new())] {
            let lines =
                MonthFile::of_bytes(bytes.clone()).and_then(|file| file.read_all(&wanted, &ExportFeeds::default()));
            let lines = lines.expect("lines");
            let mut read = Vec::new();
            lines.each(|piece| read.extend(piece.versions().map(|line| line.core.settled_day()))).expect("pieces");
            assert_eq!(read, days.map(|settled| settled.map(day)), "{wanted:?}");
        }
    }

    #[test]
    fn rows_that_no_line_can_have_are_told_by_their_place() {
        let bytes = to_parquet(&[line(None), line(Some("2026-11-02"))]).expect("a file");
        let frame = ParquetReader::new(Cursor::new(bytes)).finish().expect("a frame");
        let place_of_fault = |column: Series| {
            let frame = frame.clone().with_column(column.into_column()).expect("a column").clone();
            read(&frame, &Wanted::Lines, &ExportFeeds::default()).expect("columns").err()
        };
        let settled_at = frame.column(column::SETTLED_AT).expect("a column").as_materialized_series().clone();
        assert_eq!(place_of_fault(settled_at), None);
        // A time of settlement without a day; a text that is not there.
        assert_eq!(place_of_fault(Series::new(column::SETTLED_AT.into(), [1, 1i64])), Some(0));
        assert_eq!(place_of_fault(Series::new(TEXTS[0].into(), [Some("a"), None])), Some(1));
    }
}
