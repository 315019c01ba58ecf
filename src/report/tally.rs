//! One plain pass over every transaction: the second way in which a report's figures are computed, and what is worth
//! telling about them.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use chrono::NaiveDate;
use polars::prelude::PolarsResult;

use super::figures::{Figures, Part};
use super::selection::Selection;
use crate::domain::finding::{Lines, UnknownCode};
use crate::domain::transaction::is_storno;
use crate::domain::transactions::{Row, column};
use crate::domain::{BookingCode, Branch, CodeTables, Daybook, DaybookKind, Finding, Institution, Money, Transactions};

/// A number of lines and their sum in cents, wide enough for any sum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// How many lines.
    pub count: u64,
    /// Their sum.
    pub cents: i128,
}

impl Sum {
    fn add(&mut self, cents: i64) {
        self.count += 1;
        self.cents += i128::from(cents);
    }

    /// The sum as money.
    ///
    /// # Panics
    /// Never for what ingest accepted: all amounts together fit a column.
    #[must_use]
    pub fn money(self) -> Money {
        i64::try_from(self.cents).map_or_else(|_| unreachable!("ingest bounds the turnover"), Money::from_cents)
    }

    fn lines(self) -> Lines {
        Lines { count: self.count, amount: self.money() }
    }
}

/// The selected transactions, added up row by row.
#[derive(Debug, Default)]
pub struct Tally {
    /// All of them.
    pub all: Sum,
    /// By daybook; open items have none.
    pub daybooks: BTreeMap<Option<Daybook>, Sum>,
    /// By branch where the cost arose.
    pub branches: BTreeMap<(Institution, Branch), Sum>,
    /// By booking code.
    pub booking_codes: BTreeMap<BookingCode, Sum>,
    /// By the ways in which money came in.
    pub figures: Figures,
    /// What was received by day and way, expenses left out.
    pub receipts: BTreeMap<(NaiveDate, Part), Money>,
    /// Stornos by daybook.
    pub stornos: BTreeMap<Daybook, Sum>,
    /// The first and last transaction id by daybook.
    pub ids: BTreeMap<Daybook, (String, String)>,
    /// Stornos that were dated back, by daybook.
    back_dated: BTreeMap<Daybook, Sum>,
    unknown: BTreeMap<(u8, u32), (UnknownCode, Sum)>,
}

impl Tally {
    /// Adds up the selected transactions.
    ///
    /// # Errors
    /// Never for transactions of the fixed schema; what polars says otherwise.
    pub fn of(transactions: &Transactions, selection: &Selection, tables: &CodeTables) -> PolarsResult<Self> {
        let rows = transactions.rows()?;
        let (ids, sources) = (rows.text(column::ID)?, rows.text(column::SOURCE)?);
        let mut tally = Self::default();
        for ((row, id), source) in rows.iter().zip(ids.iter()).zip(sources.iter()) {
            if selection.matches(&row, source.unwrap_or_default()) {
                tally.add(&row, id.unwrap_or_default(), tables);
            }
        }
        Ok(tally)
    }

    fn add(&mut self, row: &Row, id: &str, tables: &CodeTables) {
        self.all.add(row.cents);
        self.daybooks.entry(row.daybook).or_default().add(row.cents);
        self.branches.entry((row.institution, row.branch)).or_default().add(row.cents);
        self.booking_codes.entry(row.booking_code).or_default().add(row.cents);
        let (part, totals) = self.figures.add(row, tables);
        if let (Some(daybook), Some(settled)) = (row.daybook, row.settled) {
            if part.is_received() {
                let receipts = self.receipts.entry((settled, part)).or_insert(Money::ZERO);
                *receipts = *receipts + totals.receipts;
            }
            if is_storno(daybook, row.booking_code, row.cents) {
                self.stornos.entry(daybook).or_default().add(row.cents);
                if settled < row.posted {
                    self.back_dated.entry(daybook).or_default().add(row.cents);
                }
            }
            let (first, last) = self.ids.entry(daybook).or_insert_with(|| (id.to_owned(), id.to_owned()));
            if compare_ids(id, first) == Ordering::Less {
                id.clone_into(first);
            }
            if compare_ids(id, last) == Ordering::Greater {
                id.clone_into(last);
            }
            if tables.lacks_daybook(daybook, settled) {
                self.add_unknown(0, daybook.number(), UnknownCode::Daybook(daybook), row.cents);
            }
        }
        if tables.lacks_institution(row.institution) {
            let code = UnknownCode::Institution(row.institution);
            self.add_unknown(1, row.institution.number(), code, row.cents);
        }
        if tables.lacks_branch(row.branch) {
            self.add_unknown(2, row.branch.number(), UnknownCode::Branch(row.branch), row.cents);
        }
        if tables.lacks_booking_code(row.booking_code) {
            let code = UnknownCode::BookingCode(row.booking_code);
            self.add_unknown(3, row.booking_code.number(), code, row.cents);
        }
    }

    fn add_unknown(&mut self, table: u8, number: u32, code: UnknownCode, cents: i64) {
        self.unknown.entry((table, number)).or_insert((code, Sum::default())).1.add(cents);
    }

    /// What is worth telling about the selected transactions, in a fixed order.
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (daybook, sum) in &self.daybooks {
            let Some(daybook) = *daybook else { continue };
            let lines = sum.lines();
            if daybook.kind() == DaybookKind::Other {
                findings.push(Finding::OtherKind { daybook, lines });
            }
            if daybook.is_fallback() {
                findings.push(Finding::FallbackDaybook { daybook, lines });
            }
            if daybook.is_former_online() {
                findings.push(Finding::FormerOnlineDaybook { lines });
            }
        }
        findings
            .extend(self.unknown.values().map(|(code, sum)| Finding::UnknownCode { code: *code, lines: sum.lines() }));
        findings.extend(
            self.back_dated
                .iter()
                .map(|(daybook, sum)| Finding::BackDatedStorno { daybook: *daybook, lines: sum.lines() }),
        );
        findings
    }
}

/// Numbers by their size, whatever zeros stand in front; all else as text, behind the numbers.
fn compare_ids(a: &str, b: &str) -> Ordering {
    let digits = |id: &str| id.bytes().all(|byte| byte.is_ascii_digit()).then(|| id.trim_start_matches('0').to_owned());
    match (digits(a), digits(b)) {
        (Some(x), Some(y)) => x.len().cmp(&y.len()).then_with(|| x.cmp(&y)).then_with(|| a.cmp(b)),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => a.cmp(b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_that_are_numbers_go_by_size() {
        let mut ids = ["10", "9", "A1", "009", "100"];
        ids.sort_by(|a, b| compare_ids(a, b));
        assert_eq!(ids, ["009", "9", "10", "100", "A1"]);
    }
}
