//! Groups of transactions with their number and sums, made by polars.

use std::ops::{AddAssign, Range};
use std::sync::Arc;

use chrono::NaiveDate;
use polars::prelude::*;

use super::dimension::Dimension;
use crate::domain::transactions::{column, day_of_number};
use crate::domain::{BookingCode, Branch, CodeKey, Daybook, Institution, Money, on_this_thread};

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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupTotals {
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
    /// The day on which the cost arose.
    pub posted: Option<NaiveDate>,
    /// Where the cost was posted.
    pub source: Option<Arc<str>>,
    /// The drawer.
    pub drawer: Option<Arc<str>>,
    /// Its number and sums.
    pub totals: Totals,
}

const COUNT: &str = "count";
const RECEIPTS: &str = "receipts";
const EXPENSES: &str = "expenses";
/// The booking codes of group 5.
const EXPENSE_CODES: Range<u32> = 5000..6000;

/// The columns that transactions must be grouped by for lines of these dimensions; the daybook is always one.
#[must_use]
pub fn keys(dimensions: &[Dimension]) -> Vec<&'static str> {
    let has = |wanted: &[Dimension]| dimensions.iter().any(|dimension| wanted.contains(dimension));
    // All codes together are one column, which polars groups by much faster than by several.
    let is_dated = dimensions.iter().any(|dimension| dimension.is_of_days());
    let has_places = has(&[
        Dimension::Institution,
        Dimension::Branch,
        Dimension::BookingGroup,
        Dimension::BookingCode,
        Dimension::LedgerAccount,
        Dimension::Category,
    ]);
    let mut keys = vec![if is_dated && !has_places { column::DAYBOOK } else { column::PLACE }];
    keys.extend(is_dated.then_some(column::SETTLED_DAY));
    keys.extend(has(&[Dimension::Age]).then_some(column::POSTED_DAY));
    keys.extend(has(&[Dimension::Source]).then_some(column::SOURCE));
    keys.extend(has(&[Dimension::Drawer]).then_some(column::DRAWER));
    keys
}

/// Selected transactions, grouped by some columns: a part for each piece of what came in, now and then put together.
#[derive(Clone, Debug)]
pub struct Groups {
    keys: Vec<&'static str>,
    parts: Vec<DataFrame>,
    /// How many rows the parts may have before they are put together.
    limit: usize,
}

impl Groups {
    const FEWEST: usize = 1 << 16;

    /// Nothing yet, to be grouped by these columns.
    #[must_use]
    pub fn new(keys: Vec<&'static str>) -> Self {
        Self { keys, parts: Vec::new(), limit: Self::FEWEST }
    }

    /// The columns that they are grouped by.
    #[must_use]
    pub fn keys(&self) -> &[&'static str] {
        &self.keys
    }

    /// Whether the groups are by booking code, so that each is either of receipts or of expenses.
    fn are_by_code(&self) -> bool {
        self.keys.contains(&column::PLACE)
    }

    /// The columns that adding reads.
    #[must_use]
    pub fn columns(&self) -> Vec<&'static str> {
        let code = (!self.are_by_code()).then_some(column::BOOKING_CODE);
        self.keys.iter().copied().chain(code).chain([column::CENTS]).collect()
    }

    /// Groups and adds selected transactions.
    ///
    /// # Errors
    /// Never for transactions of the fixed schema; what polars says otherwise.
    pub fn add(&mut self, selected: &DataFrame) -> PolarsResult<()> {
        let part = if self.are_by_code() {
            summed(selected, &self.keys, &[column::CENTS], true)?
        } else {
            let codes = selected.column(column::BOOKING_CODE)?.as_materialized_series().u32()?;
            let cents = selected.column(column::CENTS)?.as_materialized_series().i64()?;
            let only = |name: &str, are_expenses: bool| {
                let pairs = codes.into_no_null_iter().zip(cents.into_no_null_iter());
                let is_wanted = |code: u32| EXPENSE_CODES.contains(&code) == are_expenses;
                let cents: Vec<i64> = pairs.map(|(code, cents)| if is_wanted(code) { cents } else { 0 }).collect();
                Int64Chunked::from_vec(name.into(), cents).into_column()
            };
            let mut split = selected.select(self.keys.iter().copied())?;
            split.with_column(only(RECEIPTS, false))?;
            split.with_column(only(EXPENSES, true))?;
            summed(&split, &self.keys, &[RECEIPTS, EXPENSES], true)?
        };
        self.parts.push(part);
        self.keep_few()
    }

    /// Adds what others hold, who group by the same columns.
    ///
    /// # Errors
    /// As [`Groups::add`].
    pub fn merge(&mut self, other: Self) -> PolarsResult<()> {
        self.parts.extend(other.parts);
        self.keep_few()
    }

    fn keep_few(&mut self) -> PolarsResult<()> {
        if self.parts.iter().map(DataFrame::height).sum::<usize>() > self.limit {
            let whole = self.whole()?;
            // Groups that stay many are put together less often, so that the work stays in proportion.
            self.limit = Self::FEWEST.max(whole.height() * 2);
            self.parts = vec![whole];
        }
        Ok(())
    }

    fn whole(&self) -> PolarsResult<DataFrame> {
        let mut parts = self.parts.iter();
        let Some(first) = parts.next() else { return Ok(DataFrame::empty()) };
        let mut whole = first.clone();
        for part in parts {
            whole.vstack_mut(part)?;
        }
        // In the order of parts that nobody has put together yet: more of them may come behind.
        let sums: &[&str] = if self.are_by_code() { &[column::CENTS, COUNT] } else { &[RECEIPTS, EXPENSES, COUNT] };
        on_this_thread(|| summed(&whole, &self.keys, sums, false))
    }

    /// The groups by the codes of all columns, in no order.
    ///
    /// # Errors
    /// As [`Groups::add`].
    pub fn lines(&self) -> PolarsResult<Vec<GroupTotals>> {
        read_lines(&self.whole()?)
    }
}

/// A frame grouped by some columns, with the sums of others and, where it is asked for, the number of rows.
///
/// polars calls sums of groups deprecated in favour of its lazy engine. That engine would be a sixth of the whole build,
/// and uses the same sums.
#[allow(deprecated)]
fn summed(
    frame: &DataFrame,
    keys: &[&'static str],
    sums: &[&'static str],
    is_counted: bool,
) -> PolarsResult<DataFrame> {
    let by = keys.iter().map(|key| frame.column(key).cloned()).collect::<PolarsResult<Vec<Column>>>()?;
    let groups = frame.group_by_with_series(by, false, false)?;
    let count = is_counted.then(|| groups.get_groups().group_count().with_name(COUNT.into()));
    let mut summed = groups.select(sums.iter().copied()).sum()?;
    for name in sums {
        summed.rename(&format!("{name}_sum"), (*name).into())?;
    }
    if let Some(count) = count {
        summed.with_column(count.into_column())?;
    }
    Ok(summed)
}

fn read_lines(grouped: &DataFrame) -> PolarsResult<Vec<GroupTotals>> {
    let height = grouped.height();
    let series = |name: &str| grouped.column(name).ok().map(Column::as_materialized_series);
    let places: Vec<Option<CodeKey>> = match series(column::PLACE) {
        Some(numbers) => numbers.u64()?.iter().map(|number| number.and_then(CodeKey::from_number)).collect(),
        None => vec![None; height],
    };
    let daybooks: Vec<Option<Daybook>> = match series(column::DAYBOOK) {
        Some(numbers) => numbers.u32()?.iter().map(|number| number.and_then(Daybook::from_number)).collect(),
        None => places.iter().map(|place| place.and_then(|place| place.daybook)).collect(),
    };
    let days = |name: &str| -> PolarsResult<Vec<Option<NaiveDate>>> {
        let Some(days) = series(name) else { return Ok(vec![None; height]) };
        Ok(days.date()?.physical().iter().map(|day| day.and_then(day_of_number)).collect())
    };
    let (days, posted) = (days(column::SETTLED_DAY)?, days(column::POSTED_DAY)?);
    let texts = |name: &str| -> PolarsResult<Vec<Option<Arc<str>>>> {
        let Some(texts) = series(name) else { return Ok(vec![None; height]) };
        Ok(texts.str()?.iter().map(|text| text.map(Arc::from)).collect())
    };
    let (sources, drawers) = (texts(column::SOURCE)?, texts(column::DRAWER)?);
    if height == 0 {
        return Ok(Vec::new());
    }
    let counts = grouped.column(COUNT)?.as_materialized_series().cast(&DataType::UInt64)?;
    let cents = |name: &str| -> PolarsResult<Vec<i64>> {
        let cents = grouped.column(name)?.as_materialized_series().i64()?;
        Ok(cents.iter().map(Option::unwrap_or_default).collect())
    };
    let is_expense =
        |place: &Option<CodeKey>| place.is_some_and(|place| EXPENSE_CODES.contains(&place.booking_code.number()));
    let only = |sums: &[i64], wanted: bool| -> Vec<i64> {
        let pairs = places.iter().zip(sums);
        pairs.map(|(place, sum)| if is_expense(place) == wanted { *sum } else { 0 }).collect()
    };
    let (receipts, outgoing) = if series(column::PLACE).is_some() {
        let sums = cents(column::CENTS)?;
        (only(&sums, false), only(&sums, true))
    } else {
        (cents(RECEIPTS)?, cents(EXPENSES)?)
    };
    let counts = counts.u64()?;
    let line = |index: usize| GroupTotals {
        daybook: daybooks[index],
        institution: places[index].map(|place| place.institution),
        branch: places[index].map(|place| place.branch),
        booking_code: places[index].map(|place| place.booking_code),
        day: days[index],
        posted: posted[index],
        source: sources[index].clone(),
        drawer: drawers[index].clone(),
        totals: Totals {
            count: counts.get(index).unwrap_or_default(),
            receipts: Money::from_cents(receipts[index]),
            expenses: -Money::from_cents(outgoing[index]),
        },
    };
    Ok((0..height).map(line).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_groups_are_put_together_while_more_come() {
        let many = u32::try_from(Groups::FEWEST).expect("a number of rows") + 1;
        for by_code in [true, false] {
            let mut groups = Groups::new(vec![if by_code { column::PLACE } else { column::DRAWER }]);
            let part = |first: u32| {
                let numbers = first..first + many;
                let codes = vec![2110; many as usize];
                let key = if by_code {
                    UInt64Chunked::from_vec(column::PLACE.into(), numbers.map(u64::from).collect()).into_column()
                } else {
                    let texts: Vec<String> = numbers.map(|number| number.to_string()).collect();
                    StringChunked::from_slice(column::DRAWER.into(), &texts).into_column()
                };
                let columns = vec![
                    key,
                    UInt32Chunked::from_vec(column::BOOKING_CODE.into(), codes).into_column(),
                    Int64Chunked::from_vec(column::CENTS.into(), vec![7; many as usize]).into_column(),
                ];
                DataFrame::new(many as usize, columns).expect("a frame")
            };
            groups.add(&part(0)).expect("the first are put together");
            groups.add(&part(many / 2)).expect("more come behind");
            let mut other = Groups::new(groups.keys().to_vec());
            other.add(&part(0)).expect("others");
            groups.merge(other).expect("so do those of others");
            let whole = groups.whole().expect("all");
            let sum =
                |name: &str| whole.column(name).expect(name).as_materialized_series().sum::<u64>().expect("a sum");
            let cents = if by_code { column::CENTS } else { RECEIPTS };
            assert_eq!((sum(COUNT), sum(cents)), (3 * u64::from(many), 21 * u64::from(many)));
            assert_eq!(whole.height(), (many + many / 2) as usize);
        }
    }
}
