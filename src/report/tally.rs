//! One plain pass over every transaction: the second way in which a report's figures are computed, and what is worth
//! telling about them.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use super::figures::{Figures, Part};
use crate::domain::finding::{Lines, UnknownCode};
use crate::domain::transaction::is_storno;
use crate::domain::transactions::Row;
use crate::domain::{BookingCode, BookingGroup, Branch, CodeTables, Daybook, DaybookKind, Finding, Institution, Money};

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

    fn merge(&mut self, other: Self) {
        self.count += other.count;
        self.cents += other.cents;
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

/// Sums of rows with the same codes.
#[derive(Clone, Copy, Debug, Default)]
struct PlaceSums {
    all: Sum,
    stornos: Sum,
    back_dated: Sum,
}

/// Sums of rows on the same daybook and day, as far as they are not sums of [`PlaceSums`].
#[derive(Clone, Copy, Debug, Default)]
struct DaySums {
    receipts: Sum,
    expenses: Sum,
    stornos: [Sum; 2],
}

/// A tally in the making. Rows are added one by one, those with the same codes to the same sums; the order of rows
/// does not matter.
#[derive(Clone, Debug, Default)]
pub struct Adder {
    places: FxHashMap<(Option<Daybook>, Institution, Branch, BookingCode), PlaceSums>,
    days: FxHashMap<Option<(Daybook, NaiveDate)>, DaySums>,
    ids: FxHashMap<Daybook, (String, String)>,
}

impl Adder {
    /// Adds a row and its transaction id.
    pub fn add(&mut self, row: &Row, id: &str) {
        let place = self.places.entry((row.daybook, row.institution, row.branch, row.booking_code)).or_default();
        place.all.add(row.cents);
        let settled = row.daybook.zip(row.settled);
        let day = self.days.entry(settled).or_default();
        let is_expense = row.booking_code.group() == BookingGroup::EXPENSES;
        if is_expense { &mut day.expenses } else { &mut day.receipts }.add(row.cents);
        let Some((daybook, settled)) = settled else { return };
        if is_storno(daybook, row.booking_code, row.cents) {
            place.stornos.add(row.cents);
            day.stornos[usize::from(is_expense)].add(row.cents);
            if settled < row.posted {
                place.back_dated.add(row.cents);
            }
        }
        self.add_ids(daybook, id, id);
    }

    fn add_ids(&mut self, daybook: Daybook, first_id: &str, last_id: &str) {
        let Some((first, last)) = self.ids.get_mut(&daybook) else {
            self.ids.insert(daybook, (first_id.to_owned(), last_id.to_owned()));
            return;
        };
        if compare_ids(first_id, first) == Ordering::Less {
            first_id.clone_into(first);
        }
        if compare_ids(last_id, last) == Ordering::Greater {
            last_id.clone_into(last);
        }
    }

    /// Takes over what another one added up.
    pub fn merge(&mut self, other: Self) {
        #[allow(clippy::iter_over_hash_type)]
        for (key, sums) in other.places {
            let place = self.places.entry(key).or_default();
            place.all.merge(sums.all);
            place.stornos.merge(sums.stornos);
            place.back_dated.merge(sums.back_dated);
        }
        #[allow(clippy::iter_over_hash_type)]
        for (key, sums) in other.days {
            let day = self.days.entry(key).or_default();
            day.receipts.merge(sums.receipts);
            day.expenses.merge(sums.expenses);
            for (storno, more) in day.stornos.iter_mut().zip(sums.stornos) {
                storno.merge(more);
            }
        }
        #[allow(clippy::iter_over_hash_type)]
        for (daybook, (first, last)) in other.ids {
            self.add_ids(daybook, &first, &last);
        }
    }

    /// The finished tally; `tables` tell which daybooks are online and which codes are known.
    #[must_use]
    pub fn finish(self, tables: &CodeTables) -> Tally {
        let mut tally = Tally { ids: self.ids.into_iter().collect(), ..Tally::default() };
        #[allow(clippy::iter_over_hash_type)]
        for ((daybook, institution, branch, code), sums) in self.places {
            tally.all.merge(sums.all);
            tally.daybooks.entry(daybook).or_default().merge(sums.all);
            tally.branches.entry((institution, branch)).or_default().merge(sums.all);
            tally.booking_codes.entry(code).or_default().merge(sums.all);
            for (by_daybook, sum) in [(&mut tally.stornos, sums.stornos), (&mut tally.back_dated, sums.back_dated)] {
                if let Some(daybook) = daybook.filter(|_| sum.count > 0) {
                    by_daybook.entry(daybook).or_default().merge(sum);
                }
            }
            if tables.lacks_institution(institution) {
                tally.add_unknown(1, institution.number(), UnknownCode::Institution(institution), sums.all);
            }
            if tables.lacks_branch(branch) {
                tally.add_unknown(2, branch.number(), UnknownCode::Branch(branch), sums.all);
            }
            if tables.lacks_booking_code(code) {
                tally.add_unknown(3, code.number(), UnknownCode::BookingCode(code), sums.all);
            }
        }
        #[allow(clippy::iter_over_hash_type)]
        for (settled, sums) in self.days {
            let part = Part::of(settled, tables);
            tally.figures.add(part, sums.receipts, sums.expenses, sums.stornos);
            if let Some((daybook, day)) = settled {
                if part.is_received() {
                    let receipts = tally.receipts.entry((day, part)).or_insert(Money::ZERO);
                    *receipts = *receipts + sums.receipts.money();
                }
                if tables.lacks_daybook(daybook, day) {
                    for sum in [sums.receipts, sums.expenses] {
                        tally.add_unknown(0, daybook.number(), UnknownCode::Daybook(daybook), sum);
                    }
                }
            }
        }
        tally
    }
}

impl Tally {
    fn add_unknown(&mut self, table: u8, number: u32, code: UnknownCode, sum: Sum) {
        self.unknown.entry((table, number)).or_insert((code, Sum::default())).1.merge(sum);
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
    fn digits(id: &str) -> Option<&str> {
        id.bytes().all(|byte| byte.is_ascii_digit()).then(|| id.trim_start_matches('0'))
    }
    match (digits(a), digits(b)) {
        (Some(x), Some(y)) => x.len().cmp(&y.len()).then_with(|| x.cmp(y)).then_with(|| a.cmp(b)),
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
