//! Groups of transactions with their number and sums, made by polars.

use std::ops::AddAssign;

use chrono::NaiveDate;
use polars::prelude::*;

use super::dimension::{Dimension, kind_name};
use crate::domain::transactions::{column, day_of_number};
use crate::domain::{BookingCode, BookingGroup, Branch, Daybook, DaybookKind, Institution, Money};

/// How many transactions, and what they add up to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Totals {
    /// How many daybook lines, a storno being one too.
    pub count: u64,
    /// The sum of the amounts of booking groups other than 5, stornos included.
    pub receipts: Money,
    /// Minus the sum of the amounts of group 5: money that went out, as a positive number.
    pub expenses: Money,
}

impl Totals {
    /// Nothing at all.
    pub const ZERO: Self = Self { count: 0, receipts: Money::ZERO, expenses: Money::ZERO };

    /// Receipts less expenses.
    #[must_use]
    pub fn balance(self) -> Money {
        self.receipts - self.expenses
    }
}

impl Default for Totals {
    fn default() -> Self {
        Self::ZERO
    }
}

impl AddAssign for Totals {
    fn add_assign(&mut self, other: Self) {
        self.count += other.count;
        self.receipts = self.receipts + other.receipts;
        self.expenses = self.expenses + other.expenses;
    }
}

/// A group of transactions: its codes, as far as it was grouped by them, and its totals.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// How it was settled; `None` for items that are still open.
    pub daybook: Option<Daybook>,
    /// Where the cost arose: the library.
    pub institution: Option<Institution>,
    /// Where the cost arose: the branch.
    pub branch: Option<Branch>,
    /// What was paid.
    pub booking_code: Option<BookingCode>,
    /// The day of settlement.
    pub day: Option<NaiveDate>,
    /// Its number and sums.
    pub totals: Totals,
}

/// The code of a line in one dimension; ordered as its text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// What the letter of the daybook says; `None` for open items, which come last.
    DaybookKind(OpenLast<DaybookKind>),
    /// How it was settled; `None` for open items, which come last.
    Daybook(OpenLast<Daybook>),
    /// The library.
    Institution(Option<Institution>),
    /// The branch.
    Branch(Option<Branch>),
    /// The group of what was paid.
    BookingGroup(Option<BookingGroup>),
    /// What was paid.
    BookingCode(Option<BookingCode>),
    /// The day of settlement.
    Day(OpenLast<NaiveDate>),
}

/// A value that open items don't have; they come last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OpenLast<T> {
    /// The value.
    Settled(T),
    /// An open item's.
    Open,
}

impl<T> OpenLast<T> {
    fn of(value: Option<T>) -> Self {
        value.map_or(Self::Open, Self::Settled)
    }
}

impl Line {
    /// The line's code in a dimension.
    #[must_use]
    pub fn key(&self, dimension: Dimension) -> Key {
        match dimension {
            Dimension::DaybookKind => Key::DaybookKind(OpenLast::of(self.daybook.map(Daybook::kind))),
            Dimension::Daybook => Key::Daybook(OpenLast::of(self.daybook)),
            Dimension::Institution => Key::Institution(self.institution),
            Dimension::Branch => Key::Branch(self.branch),
            Dimension::BookingGroup => Key::BookingGroup(self.booking_code.map(BookingCode::group)),
            Dimension::BookingCode => Key::BookingCode(self.booking_code),
            Dimension::Day => Key::Day(OpenLast::of(self.day)),
        }
    }
}

impl Key {
    /// The code as text; empty for open items.
    #[must_use]
    pub fn text(self) -> String {
        match self {
            Self::DaybookKind(OpenLast::Settled(kind)) => kind_name(kind).to_owned(),
            Self::Daybook(OpenLast::Settled(daybook)) => daybook.to_string(),
            Self::Institution(Some(institution)) => institution.to_string(),
            Self::Branch(Some(branch)) => branch.to_string(),
            Self::BookingGroup(Some(group)) => group.to_string(),
            Self::BookingCode(Some(code)) => code.to_string(),
            Self::Day(OpenLast::Settled(day)) => day.to_string(),
            _ => String::new(),
        }
    }
}

const COUNT: &str = "count";
const RECEIPTS: &str = "receipts";
const EXPENSES: &str = "expenses";

/// Groups selected transactions by daybook and the other dimensions, in the order of those.
///
/// # Errors
/// Never for transactions of the fixed schema; what polars says otherwise.
pub fn group(selected: &DataFrame, dimensions: &[Dimension]) -> PolarsResult<Vec<Line>> {
    let has = |wanted: &[Dimension]| dimensions.iter().any(|dimension| wanted.contains(dimension));
    let keys = [
        Some(column::DAYBOOK),
        has(&[Dimension::Institution]).then_some(column::INSTITUTION),
        has(&[Dimension::Branch]).then_some(column::BRANCH),
        has(&[Dimension::BookingGroup, Dimension::BookingCode]).then_some(column::BOOKING_CODE),
        has(&[Dimension::Day]).then_some(column::SETTLED_DAY),
    ];
    let keys: Vec<Expr> = keys.into_iter().flatten().map(col).collect();
    let is_expense = col(column::BOOKING_CODE).gt_eq(lit(5000u32)).and(col(column::BOOKING_CODE).lt(lit(6000u32)));
    let cents = || col(column::CENTS);
    let grouped = selected
        .clone()
        .lazy()
        .with_columns([
            when(is_expense.clone()).then(lit(0i64)).otherwise(cents()).alias(RECEIPTS),
            when(is_expense).then(cents()).otherwise(lit(0i64)).alias(EXPENSES),
        ])
        .group_by(keys)
        .agg([len().alias(COUNT), col(RECEIPTS).sum(), col(EXPENSES).sum()])
        .collect()?;
    let mut lines = read_lines(&grouped)?;
    lines.sort_by_cached_key(|line| -> Vec<Key> { dimensions.iter().map(|dimension| line.key(*dimension)).collect() });
    Ok(lines)
}

fn read_lines(grouped: &DataFrame) -> PolarsResult<Vec<Line>> {
    let names = grouped.get_column_names_owned();
    let codes = |name: &str| -> PolarsResult<Vec<Option<u32>>> {
        if !names.iter().any(|other| other == name) {
            return Ok(vec![None; grouped.height()]);
        }
        Ok(grouped.column(name)?.as_materialized_series().u32()?.iter().collect())
    };
    let days: Vec<Option<i32>> = if names.iter().any(|name| name == column::SETTLED_DAY) {
        grouped.column(column::SETTLED_DAY)?.as_materialized_series().date()?.physical().iter().collect()
    } else {
        vec![None; grouped.height()]
    };
    let money = |name: &str| -> PolarsResult<Vec<Money>> {
        let cents = grouped.column(name)?.as_materialized_series().i64()?;
        Ok(cents.iter().map(|cents| Money::from_cents(cents.unwrap_or_default())).collect())
    };
    let (daybooks, institutions) = (codes(column::DAYBOOK)?, codes(column::INSTITUTION)?);
    let (branches, booking_codes) = (codes(column::BRANCH)?, codes(column::BOOKING_CODE)?);
    let (counts, receipts, outgoing) = (codes(COUNT)?, money(RECEIPTS)?, money(EXPENSES)?);
    let line = |index: usize| Line {
        daybook: daybooks[index].and_then(Daybook::from_number),
        institution: institutions[index].and_then(Institution::from_number),
        branch: branches[index].and_then(Branch::from_number),
        booking_code: booking_codes[index].and_then(BookingCode::from_number),
        day: days[index].and_then(day_of_number),
        totals: Totals {
            count: counts[index].unwrap_or_default().into(),
            receipts: receipts[index],
            expenses: -outgoing[index],
        },
    };
    Ok((0..grouped.height()).map(line).collect())
}
