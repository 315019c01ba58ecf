//! Lines as they stood on an earlier day: what was settled later was open then.

use chrono::NaiveDate;
use polars::prelude::*;

use crate::domain::transactions::{NO_CODE, NO_DAY, NO_NUMBER, TransactionRow, column, day_number};
use crate::domain::{BookingCode, BookingGroup, Cents, CodeKey};

/// Whether a line takes back an earlier one, or is money short: neither was ever owed. Money is owed to a library, but for
/// that of group 5, which it owes itself.
pub(super) fn was_never_owed(is_expense: bool, cents: Cents) -> bool {
    if is_expense { cents > 0 } else { cents < 0 }
}

/// A row as it stood at the end of a day, where that is not as it is: it was settled later.
#[inline]
#[must_use]
pub(super) fn row(row: &TransactionRow, day: NaiveDate) -> Option<TransactionRow> {
    let was_open = row.settled.is_some_and(|settled| settled > day)
        && !was_never_owed(row.booking_code.group() == BookingGroup::EXPENSES, row.cents);
    was_open.then_some(TransactionRow { settled: None, daybook: None, manager: None, ..*row })
}

/// The same for polars: the rows, and which of them were settled later.
///
/// # Errors
/// Never for transactions of the fixed schema; what polars says otherwise.
pub(super) fn frame(frame: &DataFrame, day: NaiveDate) -> PolarsResult<(DataFrame, BooleanChunked)> {
    let series = |name: &str| frame.column(name).map(Column::as_materialized_series);
    let (codes, cents) = (series(column::BOOKING_CODE)?.u32()?, series(column::CENTS)?.i64()?);
    let days = series(column::SETTLED_DAY)?.date()?.physical();
    let last = day_number(day);
    let is_expense = |code| BookingCode::from_number(code).is_some_and(|code| code.group() == BookingGroup::EXPENSES);
    let rows = days.into_no_null_iter().zip(codes.into_no_null_iter()).zip(cents.into_no_null_iter());
    let since: Vec<bool> = rows
        .map(|((settled, code), cents)| settled > last && settled != NO_DAY && !was_never_owed(is_expense(code), cents))
        .collect();
    let mut stood = frame.clone();
    let days = days.into_no_null_iter().zip(&since).map(|(day, since)| if *since { NO_DAY } else { day }).collect();
    stood.with_column(Int32Chunked::from_vec(column::SETTLED_DAY.into(), days).into_date().into_column())?;
    let places = series(column::PLACE)?.u64()?.into_no_null_iter().zip(&since).map(|(place, since)| {
        let open = CodeKey::from_number(place).filter(|_| *since).map(|key| CodeKey { daybook: None, ..key }.number());
        open.unwrap_or(place)
    });
    stood.with_column(UInt64Chunked::from_vec(column::PLACE.into(), places.collect()).into_column())?;
    for name in [column::DAYBOOK, column::MANAGER] {
        let Ok(numbers) = series(name) else { continue };
        let numbers = numbers.u32()?.into_no_null_iter().zip(&since);
        let numbers = numbers.map(|(number, since)| if *since { NO_CODE } else { number }).collect();
        stood.with_column(UInt32Chunked::from_vec(name.into(), numbers).into_column())?;
    }
    if let Ok(instants) = series(column::SETTLED_AT) {
        let instants = instants.i64()?.into_no_null_iter().zip(&since);
        let instants = instants.map(|(instant, since)| if *since { NO_NUMBER } else { instant }).collect();
        stood.with_column(Int64Chunked::from_vec(column::SETTLED_AT.into(), instants).into_column())?;
    }
    // Where it was settled, by whom and out of which drawer came later too.
    for name in [column::SETTLEMENT_SOURCE, column::DRAWER, column::STAFF] {
        let Ok(texts) = series(name) else { continue };
        let texts = texts.str()?.iter().zip(&since);
        let texts: StringChunked = texts.map(|(text, since)| if *since { Some("") } else { text }).collect();
        stood.with_column(texts.with_name(name.into()).into_column())?;
    }
    Ok((stood, BooleanChunked::from_slice(PlSmallStr::EMPTY, &since)))
}
