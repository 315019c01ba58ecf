//! The Parquet file of a month: all versions of its lines, readable by any engine as it stands.

use std::borrow::Cow;
use std::fmt;
use std::io::Cursor;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use polars::prelude::*;
use polars_arrow::array::{Array, Int32Array, Int64Array, StaticArray};
use polars_io::parquet::read::{ParallelStrategy, ParquetReader};
use polars_io::parquet::write::{ParquetCompression, ParquetWriter};
use polars_parquet::read::RowGroupMetadata;

use super::export_feeds::ExportFeeds;
use super::line_version::{Ending, LineVersion};
use super::month_lines::{History, LineBatch, LineCore, MonthLines};
use crate::domain::transactions::{self, column, day_number, day_of_number};
use crate::domain::{BookingCode, Branch, Daybook, Institution, Moment, Settlement, SteadyDays, on_this_thread};
use crate::parallel::{deal_out, processors};

/// Where a line is kept: with its month of settlement, or with the items that are still open.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(Arc<str>);

impl Month {
    /// Where a line with this day of settlement is kept.
    #[must_use]
    pub fn of(settled: Option<NaiveDate>) -> Self {
        Self(settled.map_or_else(|| "open".into(), |day| format!("{:04}-{:02}", day.year(), day.month()).into()))
    }

    /// As the register names it.
    #[must_use]
    pub fn from_register(text: String) -> Self {
        Self(text.into())
    }

    /// Whether it is this month's turn on a day, which it is every fifth day: whoever runs on weekdays alone meets each
    /// month from Monday to Friday, and whoever runs once a week in five. Items that are open never have one.
    #[must_use]
    pub fn has_turn(&self, day: NaiveDate) -> bool {
        let first = NaiveDate::parse_from_str(&format!("{}-01", self.0), "%Y-%m-%d").ok();
        first.is_some_and(|first| {
            (first.year() * 12 + first.month0().cast_signed() - day.num_days_from_ce()) % TURNS == 0
        })
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

/// After how many days a month has its turn again. It has no factor in common with seven, nor with two or three: so
/// every month comes up in whichever rhythm nights are run.
const TURNS: i32 = 5;

const POSTED_AT: &str = "posted_at";
/// The columns that files of lines have and no export has.
pub const OWN_COLUMNS: &[&str] = &[BROUGHT_BY, DROPPED_BY, DROPPED_HOW];
const BROUGHT_BY: &str = "brought_by";
const DROPPED_BY: &str = "dropped_by";
const DROPPED_HOW: &str = "dropped_how";
/// The texts beside the id.
const TEXTS: [&str; 8] = {
    let [_, texts @ ..] = transactions::TEXTS;
    texts
};

/// The lines as the bytes of a Parquet file: codes as text, amounts as whole cents, days as dates, times as
/// nanoseconds since 1970 in UTC. No more of them than stand together in the file lie in memory as columns at a time.
///
/// # Errors
/// Never for memory; what polars says otherwise.
pub fn to_parquet(lines: &[LineVersion]) -> PolarsResult<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut write = || -> PolarsResult<()> {
        let none = columns_of(&[])?;
        let writer = ParquetWriter::new(&mut bytes).with_compression(ParquetCompression::Zstd(None));
        let mut writer = writer.batched(none.schema())?;
        for group in lines.chunks(ROW_GROUP) {
            writer.write_batch(&columns_of(group)?)?;
        }
        writer.finish().map(|_| ())
    };
    if lines.len() < FEW { on_this_thread(write) } else { write() }?;
    Ok(bytes)
}

/// Lines as the columns of a file.
fn columns_of(lines: &[LineVersion]) -> PolarsResult<DataFrame> {
    let text = |name: &str, of: &dyn Fn(&LineVersion) -> Option<Cow<'_, str>>| {
        let texts: StringChunked = lines.iter().map(of).collect();
        texts.with_name(name.into()).into_column()
    };
    let day = |name: &str, of: &dyn Fn(&LineVersion) -> Option<NaiveDate>| -> PolarsResult<Column> {
        let days: Int32Chunked = lines.iter().map(|line| of(line).map(day_number)).collect();
        Ok(days.with_name(name.into()).into_series().cast(&DataType::Date)?.into_column())
    };
    let number = |name: &str, of: &dyn Fn(&LineVersion) -> Option<i64>| {
        let numbers: Int64Chunked = lines.iter().map(of).collect();
        numbers.with_name(name.into()).into_column()
    };
    let intake = |name: &str, of: &dyn Fn(&LineVersion) -> Option<u32>| {
        let numbers: UInt32Chunked = lines.iter().map(of).collect();
        numbers.with_name(name.into()).into_column()
    };
    let mut columns = vec![
        text(column::ID, &|line| Some(Cow::from(&line.id))),
        day(column::POSTED_DAY, &|line| Some(line.posted.day()))?,
        number(POSTED_AT, &|line| Some(line.posted.nanoseconds())),
        day(column::SETTLED_DAY, &LineVersion::settled_day)?,
        number(column::SETTLED_AT, &|line| Some(line.settlement?.settled.nanoseconds())),
        text(column::DAYBOOK, &|line| Some(line.settlement?.daybook.to_string().into())),
        text(column::INSTITUTION, &|line| Some(line.institution.to_string().into())),
        text(column::BRANCH, &|line| Some(line.branch.to_string().into())),
        text(column::BOOKING_CODE, &|line| Some(line.booking_code.to_string().into())),
        number(column::CENTS, &|line| Some(line.cents)),
        number(column::CENTS_POSTED, &|line| line.cents_posted),
    ];
    for (index, name) in TEXTS.into_iter().enumerate() {
        columns.push(text(name, &|line| Some(Cow::from(&*line.texts[index]))));
    }
    columns.push(intake(BROUGHT_BY, &|line| Some(line.brought_by)));
    columns.push(intake(DROPPED_BY, &|line| line.dropped_by.map(|(by, _)| by)));
    columns.push(text(DROPPED_HOW, &|line| line.dropped_by.map(|(_, how)| how.name().into())));
    DataFrame::new_infer_height(columns)
}

/// How many lines are written sooner than another thread is awake.
const FEW: usize = 4096;

/// About how many lines stand together in a file: enough to be packed well, few enough for several threads to have work.
const ROW_GROUP: usize = 1 << 17;

/// What is wanted of the lines of a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// All of it.
    Lines,
    /// What sums are made of: the days alone, no times on them; no amounts at posting; of the texts the id and those of
    /// these columns.
    Figures(Vec<&'static str>),
}

/// The lines of a Parquet file that [`to_parquet`] made; texts that are not wanted are empty.
///
/// # Errors
/// When it is something else.
pub fn from_parquet(bytes: &[u8], wanted: &Wanted, feeds: &ExportFeeds) -> Result<MonthLines, String> {
    let names = match wanted {
        Wanted::Lines => [&FIGURES[..], &DETAILS, &transactions::TEXTS].concat(),
        Wanted::Figures(texts) => [&FIGURES[..], &[column::ID], texts].concat(),
    };
    let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
    let reader = || ParquetReader::new(Cursor::new(bytes)).with_columns(Some(names.clone()));
    let metadata = reader().get_metadata().map_err(|error| error.to_string())?.clone();
    let lengths: Vec<usize> = metadata.row_groups.iter().map(RowGroupMetadata::num_rows).collect();
    let read_one = |index: usize| {
        let start = lengths[..index].iter().sum();
        // A single group is read here, without waking the threads of polars.
        let strategy = if lengths.len() > 1 { ParallelStrategy::RowGroups } else { ParallelStrategy::None };
        let mut reader = reader().with_slice(Some((start, lengths[index]))).read_parallel(strategy);
        reader.set_metadata(metadata.clone());
        let piece = reader.finish().and_then(|frame| read(&frame, wanted, feeds)).map_err(|error| error.to_string())?;
        piece.map_err(|row| format!("line {} is not a daybook line", start + row + 1))
    };
    let mut pieces: Vec<(usize, Result<LineBatch, String>)> = deal_out(lengths.len(), processors(), |numbers| {
        numbers.map(|index| (index, read_one(index))).collect::<Vec<_>>()
    })
    .into_iter()
    .flatten()
    .collect();
    pieces.sort_unstable_by_key(|(index, _)| *index);
    pieces.into_iter().map(|(_, piece)| piece).collect::<Result<_, _>>().map(MonthLines::new)
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
    let mut line = |row: usize| -> Option<LineCore> {
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
        Some(LineCore {
            posted: posted.get(row)?,
            settlement,
            institution: Institution::parse(institution.get(row)?)?,
            branch: Branch::parse(branch.get(row)?)?,
            booking_code: BookingCode::parse(code.get(row)?)?,
            cents: cents.get(row)?,
            cents_posted: cents_posted.and_then(|cents| cents.get(row)),
            history: History { brought_by: brought.get(row)?, dropped_by },
        })
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
    use crate::domain::Transaction;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn line(settled: Option<&str>) -> LineVersion {
        let moment = |text| Moment::from_day(day(text)).expect("in range");
        let daybook = Daybook::parse("K001").expect("a daybook");
        let settlement = settled.map(|day| Settlement { daybook, settled: moment(day) });
        let transaction = Transaction { settlement, ..Transaction::example() };
        LineVersion::of(&transaction, 1)
    }

    #[test]
    fn every_month_has_its_turn_in_any_rhythm_of_nights() {
        let months: Vec<Month> = (2019..2025)
            .flat_map(|year| (1..=12).map(move |month| format!("{year}-{month:02}")))
            .map(Month::from_register)
            .collect();
        let weekday = |day: NaiveDate| day.weekday().number_from_monday();
        #[allow(clippy::type_complexity)]
        let rhythms: [(&str, u64, &dyn Fn(NaiveDate) -> bool); 7] = [
            ("every night", 5, &|_| true),
            ("weekdays", 11, &|day| weekday(day) <= 5),
            ("weekends", 21, &|day| weekday(day) > 5),
            ("once a week", 35, &|day| weekday(day) == 1),
            ("every second night", 10, &|day| day.num_days_from_ce() % 2 == 0),
            ("every third night", 15, &|day| day.num_days_from_ce() % 3 == 0),
            ("on the first of the month", 400, &|day| day.day() == 1),
        ];
        for (what, within, is_night) in rhythms {
            for start in day("2026-01-01").iter_days().take(10) {
                let nights: Vec<NaiveDate> = start
                    .iter_days()
                    .take(usize::try_from(within).expect("small"))
                    .filter(|day| is_night(*day))
                    .collect();
                let forgotten = months.iter().find(|month| !nights.iter().any(|night| month.has_turn(*night)));
                assert_eq!(forgotten, None, "{what} from {start}");
            }
        }
        assert!(day("2026-01-01").iter_days().take(5).all(|day| !Month::of(None).has_turn(day)));
    }

    #[test]
    fn figures_have_the_days_of_their_lines() {
        let days = [Some("2026-11-02"), Some("2026-11-02"), Some("2026-11-03"), None, Some("2026-11-02")];
        let bytes = to_parquet(&days.map(line)).expect("a file");
        for wanted in [Wanted::Lines, Wanted::Figures(Vec::new())] {
            let lines = from_parquet(&bytes, &wanted, &ExportFeeds::default()).expect("lines");
            let read: Vec<_> = lines.lines().map(|line| line.settled_day()).collect();
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
