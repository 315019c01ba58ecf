//! The lines that a report is about by its template: of some kinds of daybooks, with some booking codes; settled or open.

use polars::prelude::*;
use serde::Deserialize;

use crate::domain::BookingCodes;
use crate::domain::transactions::{TransactionRow, column};
use crate::domain::{BookingCode, Cents, Daybook, DaybookKind};

/// Lines of some kinds of daybooks, with some booking codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineScope {
    /// The kinds of daybooks.
    pub kinds: Vec<DaybookKind>,
    /// The booking codes; none for all.
    pub booking_codes: Vec<BookingCodes>,
    /// Which amounts.
    pub amounts: AmountSign,
}

/// Which amounts lines have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AmountSign {
    /// Any.
    #[default]
    All,
    /// More than nought.
    Positive,
    /// Less than nought.
    Negative,
}

impl AmountSign {
    fn have(self, cents: Cents) -> bool {
        match self {
            Self::All => true,
            Self::Positive => cents > 0,
            Self::Negative => cents < 0,
        }
    }
}

/// Whether a report is about what was settled in its period or about what was still open at its end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Items {
    /// What was settled.
    #[default]
    Settled,
    /// What had been posted and is still open, by all that is known: so templates up to 0.1.0 had it.
    Open,
    /// What had been posted and was open at the end of the period, whether it was settled since or not.
    OpenAtEnd,
    /// What became of what was settled after it had been reported: out of the archive alone.
    Changes,
}

impl Items {
    /// Whether it is about open items.
    #[must_use]
    pub fn are_open(self) -> bool {
        matches!(self, Self::Open | Self::OpenAtEnd)
    }
}

impl LineScope {
    /// The same without some booking codes.
    #[must_use]
    pub fn without(mut self, codes: &[BookingCode]) -> Self {
        if self.booking_codes.is_empty() {
            self.booking_codes.extend(BookingCodes::parse("0000..9999"));
        }
        for code in codes {
            self.booking_codes = self.booking_codes.iter().flat_map(|codes| codes.without(*code)).collect();
        }
        // Without a code a scope would be about all.
        if self.booking_codes.is_empty() {
            self.kinds.clear();
        }
        self
    }
}

/// Whether a row is one of these lines; every row where there are none.
#[inline]
#[must_use]
pub fn has(lines: &[LineScope], row: &TransactionRow) -> bool {
    let kind = row.daybook.map(Daybook::kind);
    let is_of = |scope: &LineScope| {
        kind.is_some_and(|kind| scope.kinds.contains(&kind))
            && scope.amounts.have(row.cents)
            && (scope.booking_codes.is_empty() || scope.booking_codes.iter().any(|codes| codes.have(row.booking_code)))
    };
    lines.is_empty() || lines.iter().any(is_of)
}

/// The same for polars; `None` where there are no lines, which is all.
///
/// # Errors
/// Never for transactions of the fixed schema; what polars says otherwise.
pub fn mask(lines: &[LineScope], frame: &DataFrame) -> PolarsResult<Option<BooleanChunked>> {
    if lines.is_empty() {
        return Ok(None);
    }
    let column = |name| -> PolarsResult<&UInt32Chunked> { frame.column(name)?.as_materialized_series().u32() };
    let (daybooks, codes) = (column(column::DAYBOOK)?, column(column::BOOKING_CODE)?);
    // A daybook's number begins with its letter.
    let letter = |number: u32| Daybook::from_number(number).map(Daybook::kind);
    let cents = frame.column(column::CENTS)?.as_materialized_series().i64()?;
    let is_in = |daybook: u32, code: u32, cents: Cents| {
        lines.iter().any(|scope| {
            letter(daybook).is_some_and(|kind| scope.kinds.contains(&kind))
                && match scope.amounts {
                    AmountSign::All => true,
                    AmountSign::Positive => 0 < cents,
                    AmountSign::Negative => 0 > cents,
                }
                && (scope.booking_codes.is_empty()
                    || scope.booking_codes.iter().any(|run| (run.first.number()..=run.last.number()).contains(&code)))
        })
    };
    let rows = daybooks.into_no_null_iter().zip(codes.into_no_null_iter()).zip(cents.into_no_null_iter());
    let mask: Vec<bool> = rows.map(|((daybook, code), cents)| is_in(daybook, code, cents)).collect();
    Ok(Some(BooleanChunked::from_slice(PlSmallStr::EMPTY, &mask)))
}
