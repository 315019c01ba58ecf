//! Accepted transactions as columns.

use chrono::{Datelike, NaiveDate};
use polars::prelude::*;

use super::{BookingCode, Branch, Cents, CodeKey, Daybook, Institution, LineCore, Transaction};

/// The names of the columns.
pub mod column {
    #![allow(missing_docs)]
    /// The feed that the archive had it from: with the id it tells a line from all others.
    pub const FEED: &str = "feed";
    pub const ID: &str = "id";
    /// The civil day on which the cost arose.
    pub const POSTED_DAY: &str = "posted_day";
    /// The civil day of settlement; while the item is open [`NO_DAY`](super::NO_DAY).
    pub const SETTLED_DAY: &str = "settled_day";
    /// The instant of settlement in nanoseconds since 1970; while the item is open [`NO_NUMBER`](super::NO_NUMBER).
    pub const SETTLED_AT: &str = "settled_at";
    /// The daybook's number; while the item is open [`NO_CODE`](super::NO_CODE).
    pub const DAYBOOK: &str = "daybook";
    /// The number of the institution that manages the daybook on the day of settlement; [`NO_CODE`](super::NO_CODE)
    /// when it is every institution's own.
    pub const MANAGER: &str = "manager";
    pub const INSTITUTION: &str = "institution";
    pub const BRANCH: &str = "branch";
    pub const BOOKING_CODE: &str = "booking_code";
    /// Daybook, institution, branch and booking code in one number: see [`CodeKey`](crate::domain::CodeKey).
    pub const PLACE: &str = "place";
    /// The exact amount in cents.
    pub const CENTS: &str = "cents";
    /// The exact amount in cents when the cost arose; [`NO_NUMBER`](super::NO_NUMBER) when the export doesn't tell.
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

/// The columns that hold texts.
pub const TEXTS: [&str; 9] = [
    column::ID,
    column::DESCRIPTION,
    column::SOURCE,
    column::SETTLEMENT_SOURCE,
    column::CUSTOMER,
    column::ITEM,
    column::INVOICE,
    column::DRAWER,
    column::STAFF,
];

/// A day as columns hold it: days since 1 January 1970.
#[inline]
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

/// What stands in a column of codes where a row has none: more than any code is. Nulls would do as well, but with
/// them polars has a bitmap beside each column, and makes eight megabytes of zeros as soon as one comes out empty.
pub const NO_CODE: u32 = u32::MAX;
/// What stands in a column of days where a row has none: later than any day.
pub const NO_DAY: i32 = i32::MAX;
/// What stands in a column of instants or amounts where a row has none: more than any is.
pub const NO_NUMBER: i64 = i64::MAX;

/// Makes columns of transactions, one transaction after the other.
pub struct TransactionsBuilder {
    settled_day: Vec<i32>,
    daybook: Vec<u32>,
    booking_code: Vec<u32>,
    place: Vec<u64>,
    cents: Vec<Cents>,
    /// The columns that not everyone wants.
    posted_day: Option<Vec<i32>>,
    manager: Option<Vec<u32>>,
    institution: Option<Vec<u32>>,
    branch: Option<Vec<u32>>,
    settled_at: Option<Vec<i64>>,
    cents_posted: Option<Vec<Cents>>,
    texts: Vec<(&'static str, StringChunkedBuilder)>,
    wanted: Vec<&'static str>,
}

impl TransactionsBuilder {
    /// The columns beside texts that [`TransactionRows`] reads and that are only made where they are wanted.
    pub const OF_ROWS: [&'static str; 6] = [
        column::POSTED_DAY,
        column::MANAGER,
        column::INSTITUTION,
        column::BRANCH,
        column::SETTLED_AT,
        column::CENTS_POSTED,
    ];

    /// Nothing yet, of the columns that figures are made of, and of those that are wanted beside them.
    #[must_use]
    pub fn new(wanted: Vec<&'static str>) -> Self {
        Self::with_capacity(wanted, 0)
    }

    fn with_capacity(wanted: Vec<&'static str>, rows: usize) -> Self {
        fn column<T>(wanted: &[&str], name: &str, make: impl FnOnce() -> T) -> Option<T> {
            wanted.contains(&name).then(make)
        }
        let texts = [column::FEED].into_iter().chain(TEXTS).filter(|name| wanted.contains(name));
        Self {
            settled_day: Vec::with_capacity(rows),
            daybook: Vec::with_capacity(rows),
            booking_code: Vec::with_capacity(rows),
            place: Vec::with_capacity(rows),
            cents: Vec::with_capacity(rows),
            posted_day: column(&wanted, column::POSTED_DAY, || Vec::with_capacity(rows)),
            manager: column(&wanted, column::MANAGER, || Vec::with_capacity(rows)),
            institution: column(&wanted, column::INSTITUTION, || Vec::with_capacity(rows)),
            branch: column(&wanted, column::BRANCH, || Vec::with_capacity(rows)),
            settled_at: column(&wanted, column::SETTLED_AT, || Vec::with_capacity(rows)),
            cents_posted: column(&wanted, column::CENTS_POSTED, || Vec::with_capacity(rows)),
            texts: texts.map(|name| (name, StringChunkedBuilder::new(name.into(), rows))).collect(),
            wanted,
        }
    }

    /// The columns that were wanted beside those that figures are made of.
    #[must_use]
    pub fn wanted(&self) -> &[&'static str] {
        &self.wanted
    }

    /// How many transactions there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.cents.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cents.is_empty()
    }

    /// Adds a transaction; `manager` is who manages its daybook.
    #[inline]
    pub fn push(&mut self, line: &Transaction<'_>, manager: Option<Institution>) {
        let LineCore { institution, branch, booking_code, .. } = line.core;
        let daybook = line.settlement.map(|settlement| settlement.daybook);
        self.settled_day.push(line.settlement.map_or(NO_DAY, |settlement| day_number(settlement.settled.day())));
        self.daybook.push(daybook.map_or(NO_CODE, Daybook::number));
        self.booking_code.push(booking_code.number());
        self.place.push(CodeKey { daybook, institution, branch, booking_code }.number());
        self.cents.push(line.cents);
        if let Some(days) = &mut self.posted_day {
            days.push(day_number(line.posted.day()));
        }
        if let Some(managers) = &mut self.manager {
            managers.push(manager.map_or(NO_CODE, Institution::number));
        }
        if let Some(institutions) = &mut self.institution {
            institutions.push(institution.number());
        }
        if let Some(branches) = &mut self.branch {
            branches.push(branch.number());
        }
        if let Some(instants) = &mut self.settled_at {
            instants.push(line.settlement.map_or(NO_NUMBER, |settlement| settlement.settled.nanoseconds()));
        }
        if let Some(cents) = &mut self.cents_posted {
            cents.push(line.cents_posted.unwrap_or(NO_NUMBER));
        }
        for (name, texts) in &mut self.texts {
            texts.append_value(line.text(name));
        }
    }

    /// The same columns without any transaction.
    ///
    /// # Errors
    /// As [`TransactionsBuilder::finish`].
    pub fn nothing(&self) -> PolarsResult<Transactions> {
        Self::new(self.wanted.clone()).finish()
    }

    /// The columns; afterwards there is nothing in the builder.
    ///
    /// # Errors
    /// Never for columns that were made here; what polars says otherwise.
    pub fn finish(&mut self) -> PolarsResult<Transactions> {
        // The next columns mostly become as long as these.
        let next = Self::with_capacity(self.wanted.clone(), self.len());
        let built = std::mem::replace(self, next);
        let day = |name: &str, days: Vec<i32>| Int32Chunked::from_vec(name.into(), days).into_date().into_column();
        let code = |name: &str, codes: Vec<u32>| UInt32Chunked::from_vec(name.into(), codes).into_column();
        let number = |name: &str, numbers: Vec<i64>| Int64Chunked::from_vec(name.into(), numbers).into_column();
        let mut columns = vec![
            day(column::SETTLED_DAY, built.settled_day),
            code(column::DAYBOOK, built.daybook),
            code(column::BOOKING_CODE, built.booking_code),
            UInt64Chunked::from_vec(column::PLACE.into(), built.place).into_column(),
            number(column::CENTS, built.cents),
        ];
        columns.extend(built.posted_day.map(|days| day(column::POSTED_DAY, days)));
        columns.extend(built.manager.map(|codes| code(column::MANAGER, codes)));
        columns.extend(built.institution.map(|codes| code(column::INSTITUTION, codes)));
        columns.extend(built.branch.map(|codes| code(column::BRANCH, codes)));
        columns.extend(built.settled_at.map(|instants| number(column::SETTLED_AT, instants)));
        columns.extend(built.cents_posted.map(|cents| number(column::CENTS_POSTED, cents)));
        columns.extend(built.texts.into_iter().map(|(_, texts)| texts.finish().into_column()));
        Ok(Transactions { frame: DataFrame::new_infer_height(columns)? })
    }
}

/// A polars frame of accepted transactions with a fixed schema: the columns of [`column`], as far as they are wanted,
/// in no order that means anything.
#[derive(Clone, Debug)]
pub struct Transactions {
    frame: DataFrame,
}

impl Transactions {
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

    /// Row by row access to the columns.
    ///
    /// # Errors
    /// Never for a frame of this schema; what polars says otherwise.
    pub fn rows(&self) -> PolarsResult<TransactionRows<'_>> {
        TransactionRows::of(&self.frame)
    }
}

/// The columns of a frame of transactions, to be read row by row.
#[derive(Debug)]
pub struct TransactionRows<'a> {
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
pub struct TransactionRow {
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

impl<'a> TransactionRows<'a> {
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

    /// The row at a place below the height of the frame.
    ///
    /// # Panics
    /// When there is none; never for the codes that a [`TransactionsBuilder`] put there.
    #[must_use]
    pub fn get(&self, place: usize) -> TransactionRow {
        let row = || {
            Some(TransactionRow {
                settled: self.settled_day.get(place).and_then(day_of_number),
                posted: day_of_number(self.posted_day.get(place)?)?,
                daybook: self.daybook.get(place).and_then(Daybook::from_number),
                manager: self.manager.get(place).and_then(Institution::from_number),
                institution: Institution::from_number(self.institution.get(place)?)?,
                branch: Branch::from_number(self.branch.get(place)?)?,
                booking_code: BookingCode::from_number(self.booking_code.get(place)?)?,
                cents: self.cents.get(place)?,
                cents_posted: self.cents_posted.get(place).filter(|cents| *cents != NO_NUMBER),
            })
        };
        row().unwrap_or_else(|| unreachable!("every number in these columns was made from its type"))
    }

    /// Every row, in the order of the frame.
    pub fn iter(&self) -> impl Iterator<Item = TransactionRow> + '_ {
        (0..self.frame.height()).map(|place| self.get(place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_builder_knows_how_many_there_are() {
        let line = Transaction::example();
        let mut builder = TransactionsBuilder::new(vec![column::ID]);
        assert!(builder.is_empty() && builder.nothing().expect("columns").is_empty());
        for rows in 1..=2 {
            builder.push(&line, None);
            assert_eq!((builder.len(), builder.is_empty()), (rows, false));
        }
        let built = builder.finish().expect("columns");
        assert_eq!((built.len(), built.is_empty(), builder.is_empty()), (2, false, true));
    }
}
