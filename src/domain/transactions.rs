//! Accepted transactions as columns.

use chrono::{Datelike, NaiveDate};
use polars::prelude::*;

use super::tables::CodeTables;
use super::{BookingCode, Branch, Cents, Daybook, Institution, Transaction};

/// The names of the columns.
pub mod column {
    #![allow(missing_docs)]
    pub const ID: &str = "id";
    /// The civil day on which the cost arose.
    pub const POSTED_DAY: &str = "posted_day";
    /// The civil day of settlement; null while the item is open.
    pub const SETTLED_DAY: &str = "settled_day";
    /// The instant of settlement in nanoseconds since 1970; null while the item is open.
    pub const SETTLED_AT: &str = "settled_at";
    /// The daybook's number; null while the item is open.
    pub const DAYBOOK: &str = "daybook";
    /// The number of the institution that manages the daybook on the day of settlement; null when it is every
    /// institution's own.
    pub const MANAGER: &str = "manager";
    pub const INSTITUTION: &str = "institution";
    pub const BRANCH: &str = "branch";
    pub const BOOKING_CODE: &str = "booking_code";
    /// The exact amount in cents.
    pub const CENTS: &str = "cents";
    /// The exact amount in cents when the cost arose; null when the export doesn't tell.
    pub const CENTS_POSTED: &str = "cents_posted";
    pub const DESCRIPTION: &str = "description";
    pub const SOURCE: &str = "source";
    pub const SETTLEMENT_SOURCE: &str = "settlement_source";
    pub const CUSTOMER: &str = "customer";
    pub const ITEM: &str = "item";
    pub const INVOICE: &str = "invoice";
    pub const DRAWER: &str = "drawer";
    pub const STAFF: &str = "staff";
}

/// A day as columns hold it: days since 1 January 1970.
#[must_use]
pub fn day_number(day: NaiveDate) -> i32 {
    day.num_days_from_ce() - EPOCH
}

/// The day that a column's number stands for; `None` beyond the calendar.
#[must_use]
pub fn day_of_number(number: i32) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(number.checked_add(EPOCH)?)
}

/// The days from the start of the common era to 1 January 1970.
const EPOCH: i32 = 719_163;

/// A polars frame of accepted transactions with a fixed schema: the columns of [`column`], in no order that
/// means anything.
#[derive(Clone, Debug)]
pub struct Transactions {
    frame: DataFrame,
}

impl Transactions {
    /// Makes columns of transactions; `tables` tell who manages which daybook.
    ///
    /// # Errors
    /// Never for transactions that ingest accepted; what polars says otherwise.
    pub fn new<'a>(lines: impl Iterator<Item = Transaction<'a>> + Clone, tables: &CodeTables) -> PolarsResult<Self> {
        let settlements = || lines.clone().map(|line| line.settlement);
        let text = |name: &str, of: fn(&Transaction<'a>) -> &'a str| {
            StringChunked::from_iter_values(name.into(), lines.clone().map(|line| of(&line))).into_column()
        };
        let day = |name: &str, days: Int32Chunked| -> PolarsResult<Column> {
            Ok(days.with_name(name.into()).into_series().cast(&DataType::Date)?.into_column())
        };
        let code = |name: &str, of: fn(&Transaction<'a>) -> u32| {
            UInt32Chunked::from_iter_values(name.into(), lines.clone().map(|line| of(&line))).into_column()
        };
        let managers = settlements().map(|settlement| {
            let settlement = settlement?;
            Some(tables.managing_institution(settlement.daybook, settlement.settled.day())?.number())
        });
        let frame = DataFrame::new_infer_height(vec![
            text(column::ID, |line| line.id),
            day(column::POSTED_DAY, lines.clone().map(|line| Some(day_number(line.posted.day()))).collect())?,
            day(
                column::SETTLED_DAY,
                settlements().map(|settlement| Some(day_number(settlement?.settled.day()))).collect(),
            )?,
            settlements()
                .map(|settlement| Some(settlement?.settled.nanoseconds()))
                .collect::<Int64Chunked>()
                .with_name(column::SETTLED_AT.into())
                .into_column(),
            settlements()
                .map(|settlement| Some(settlement?.daybook.number()))
                .collect::<UInt32Chunked>()
                .with_name(column::DAYBOOK.into())
                .into_column(),
            managers.collect::<UInt32Chunked>().with_name(column::MANAGER.into()).into_column(),
            code(column::INSTITUTION, |line| line.institution.number()),
            code(column::BRANCH, |line| line.branch.number()),
            code(column::BOOKING_CODE, |line| line.booking_code.number()),
            Int64Chunked::from_iter_values(column::CENTS.into(), lines.clone().map(|line| line.cents)).into_column(),
            lines
                .clone()
                .map(|line| line.cents_posted)
                .collect::<Int64Chunked>()
                .with_name(column::CENTS_POSTED.into())
                .into_column(),
            text(column::DESCRIPTION, |line| line.description),
            text(column::SOURCE, |line| line.source),
            text(column::SETTLEMENT_SOURCE, |line| line.settlement_source),
            text(column::CUSTOMER, |line| line.customer),
            text(column::ITEM, |line| line.item),
            text(column::INVOICE, |line| line.invoice),
            text(column::DRAWER, |line| line.drawer),
            text(column::STAFF, |line| line.staff),
        ])?;
        Ok(Self { frame })
    }

    /// The transactions as polars sees them.
    #[must_use]
    pub fn frame(&self) -> &DataFrame {
        &self.frame
    }

    /// The same columns with other rows.
    #[must_use]
    pub fn with_frame(frame: DataFrame) -> Self {
        Self { frame }
    }

    /// How many transactions there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.frame.height()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The first and the last day of settlement; `None` when nothing was settled.
    ///
    /// # Errors
    /// Never for a frame of this schema; what polars says otherwise.
    pub fn settled_days(&self) -> PolarsResult<Option<(NaiveDate, NaiveDate)>> {
        let days = self.rows()?.settled_day;
        let day = |number: Option<i32>| number.and_then(day_of_number);
        Ok(day(days.min()).zip(day(days.max())))
    }

    /// Row by row access to the columns.
    ///
    /// # Errors
    /// Never for a frame of this schema; what polars says otherwise.
    pub fn rows(&self) -> PolarsResult<Rows<'_>> {
        Rows::of(&self.frame)
    }
}

/// The columns of a frame of transactions, to be read row by row.
#[derive(Debug)]
pub struct Rows<'a> {
    settled_day: &'a Int32Chunked,
    posted_day: &'a Int32Chunked,
    daybook: &'a UInt32Chunked,
    manager: &'a UInt32Chunked,
    institution: &'a UInt32Chunked,
    branch: &'a UInt32Chunked,
    booking_code: &'a UInt32Chunked,
    cents: &'a Int64Chunked,
    cents_posted: &'a Int64Chunked,
    frame: &'a DataFrame,
}

/// The parts of a row that figures are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The civil day of settlement; `None` while the item is open.
    pub settled: Option<NaiveDate>,
    /// The civil day on which the cost arose.
    pub posted: NaiveDate,
    /// The daybook; `None` while the item is open.
    pub daybook: Option<Daybook>,
    /// Who manages the daybook; `None` when it is every institution's own.
    pub manager: Option<Institution>,
    /// Where the cost arose.
    pub institution: Institution,
    /// Where the cost arose.
    pub branch: Branch,
    /// What was paid.
    pub booking_code: BookingCode,
    /// The amount.
    pub cents: Cents,
    /// The amount when the cost arose.
    pub cents_posted: Option<Cents>,
}

impl<'a> Rows<'a> {
    fn of(frame: &'a DataFrame) -> PolarsResult<Self> {
        let code = |name| -> PolarsResult<&'a UInt32Chunked> { frame.column(name)?.as_materialized_series().u32() };
        let day = |name| -> PolarsResult<&'a Int32Chunked> {
            Ok(frame.column(name)?.as_materialized_series().date()?.physical())
        };
        let cents = |name| -> PolarsResult<&'a Int64Chunked> { frame.column(name)?.as_materialized_series().i64() };
        Ok(Self {
            settled_day: day(column::SETTLED_DAY)?,
            posted_day: day(column::POSTED_DAY)?,
            daybook: code(column::DAYBOOK)?,
            manager: code(column::MANAGER)?,
            institution: code(column::INSTITUTION)?,
            branch: code(column::BRANCH)?,
            booking_code: code(column::BOOKING_CODE)?,
            cents: cents(column::CENTS)?,
            cents_posted: cents(column::CENTS_POSTED)?,
            frame,
        })
    }

    /// A text column, row by row.
    ///
    /// # Errors
    /// When there is no such text column.
    pub fn text(&self, name: &str) -> PolarsResult<&'a StringChunked> {
        self.frame.column(name)?.as_materialized_series().str()
    }

    /// Every row, in the order of the frame.
    ///
    /// # Panics
    /// Never for the codes that [`Transactions::new`] put there.
    pub fn iter(&self) -> impl Iterator<Item = Row> + '_ {
        let columns = self
            .settled_day
            .iter()
            .zip(self.posted_day.iter())
            .zip(self.daybook.iter().zip(self.manager.iter()))
            .zip(self.institution.iter().zip(self.branch.iter()).zip(self.booking_code.iter()))
            .zip(self.cents.iter().zip(self.cents_posted.iter()));
        columns.map(
            |((((settled, posted), (daybook, manager)), ((institution, branch), code)), (cents, cents_posted))| {
                let row = || {
                    Some(Row {
                        settled: settled.and_then(day_of_number),
                        posted: day_of_number(posted?)?,
                        daybook: daybook.and_then(Daybook::from_number),
                        manager: manager.and_then(Institution::from_number),
                        institution: Institution::from_number(institution?)?,
                        branch: Branch::from_number(branch?)?,
                        booking_code: BookingCode::from_number(code?)?,
                        cents: cents?,
                        cents_posted,
                    })
                };
                row().unwrap_or_else(|| unreachable!("every number in these columns was made from its type"))
            },
        )
    }
}
