//! Statements of an account one after the other: each begins where the one before ended, and none is missing.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{Datelike, NaiveDate};

use super::bank::{Balances, BankEntry, BankStatement};
use super::fault::{Fault, Place};
use crate::domain::Money;
use crate::domain::bank_days::is_bank_day;

/// A statement with the file that it is from.
type Filed<'a> = (&'a Path, &'a BankStatement);

/// An entry with the file that it is from.
type FiledEntry<'a> = (&'a Path, &'a BankEntry);

/// Entries of an account by their years and numbers.
type NumberedEntries<'a> = BTreeMap<(i32, (u32, u32)), FiledEntry<'a>>;

/// What is wrong between statements of an account, each with the file of the later one. The order in which they are given
/// does not matter. A statement that came twice is one, if both say the same. Those without balances prove nothing, but
/// what two of them say of one transaction must be the same, and their transactions must follow each other.
#[must_use]
pub fn breaks<'a>(statements: impl IntoIterator<Item = Filed<'a>>) -> Vec<(&'a Path, Fault)> {
    let mut accounts: BTreeMap<&str, Vec<(Filed<'a>, Balances)>> = BTreeMap::new();
    let mut unproven: Vec<Filed<'a>> = Vec::new();
    for filed in statements {
        match filed.1.balances {
            Some(balances) => accounts.entry(&filed.1.account).or_default().push((filed, balances)),
            None => unproven.push(filed),
        }
    }
    let proven: BTreeMap<&str, ProvenDays> = accounts
        .iter()
        .map(|(account, all)| (*account, ProvenDays::of(all.iter().map(|(filed, _)| filed.1))))
        .collect();
    unproven.sort_by_key(|(path, statement)| (*path, statement.line));
    let mut faults = contradictions(&unproven);
    faults.extend(gaps(&unproven, &proven));
    for mut filed in accounts.into_values() {
        filed.sort_by_key(|((path, statement), balances)| (balances.day, statement.number, statement.line, *path));
        filed.dedup_by(|((_, later), _), ((_, earlier), _)| is_same(earlier, later));
        for pair in filed.windows(2) {
            let ((path, after), balances) = pair[1];
            faults.extend(judge(pair[0].0.1, &pair[0].1, after, &balances).map(|fault| (path, fault)));
        }
    }
    faults
}

/// The first transaction of each file that another file without balances tells otherwise.
fn contradictions<'a>(unproven: &[Filed<'a>]) -> Vec<(&'a Path, Fault)> {
    let mut told: BTreeMap<(&str, i32, (u32, u32)), &BankEntry> = BTreeMap::new();
    let mut faults = Vec::new();
    for (path, statement) in unproven.iter().copied() {
        let mut own = Vec::new();
        for entry in &statement.entries {
            let earlier = *told.entry((&statement.account, entry.day.year(), entry.number)).or_insert(entry);
            if (earlier.day, earlier.cents) != (entry.day, entry.cents) {
                own.push((earlier, entry));
            }
        }
        if let Some((earlier, entry)) = own.first() {
            let what = "two files tell different things of one transaction of an account";
            let [was, is] = [earlier.cents, entry.cents].map(Money::from_cents);
            let (one, two) = entry.number;
            let text = format!("{}, {one}/{two}, {was} / {is}", statement.account);
            let hint = "fetch the transactions from the bank again, and leave the file out that differs from them";
            faults.push((path, Fault::at(Place::Line(entry.line), what).with(text).hinted(hint)));
        }
    }
    faults
}

/// The first transaction behind a gap between two files of an account without balances: what lies in between nobody tells,
/// and numbers alone show it.
fn gaps<'a>(unproven: &[Filed<'a>], proven: &BTreeMap<&str, ProvenDays>) -> Vec<(&'a Path, Fault)> {
    let mut accounts: BTreeMap<&str, NumberedEntries<'a>> = BTreeMap::new();
    for (path, statement) in unproven.iter().copied() {
        let told = accounts.entry(&statement.account).or_default();
        for entry in &statement.entries {
            told.entry((entry.day.year(), entry.number)).or_insert((path, entry));
        }
    }
    let of_account = |(account, told): (&str, NumberedEntries<'a>)| {
        let told: Vec<FiledEntry<'a>> = told.into_values().collect();
        let between = |pair: &[FiledEntry<'a>]| {
            let ((earlier, before), (path, after)) = (pair[0], pair[1]);
            let is_told = proven.get(account).is_some_and(|proven| proven.bridge(before.day, after.day));
            // Within a file it was judged when that was read.
            (earlier != path && !is_told).then(|| gap(account, before, after).map(|fault| (path, fault))).flatten()
        };
        told.windows(2).filter_map(between).collect::<Vec<_>>()
    };
    accounts.into_iter().flat_map(of_account).collect()
}

/// The days of an account that statements with balances tell of.
struct ProvenDays {
    first: NaiveDate,
    last: NaiveDate,
}

impl ProvenDays {
    fn of<'s>(statements: impl Iterator<Item = &'s BankStatement>) -> Self {
        let days = statements
            .flat_map(|one| one.entries.iter().map(|entry| entry.day).chain(one.balances.map(|balances| balances.day)));
        let days: Vec<NaiveDate> = days.collect();
        let first = days.iter().min().copied().unwrap_or(NaiveDate::MAX);
        Self { first, last: days.iter().max().copied().unwrap_or(NaiveDate::MIN) }
    }

    /// Whether what lies between two transactions is told by these statements: one of their days is theirs, and so is every day in
    /// between on which banks work. Numbers alone can't tell, as the bank may number statements and its lists apart.
    fn bridge(&self, from: NaiveDate, to: NaiveDate) -> bool {
        let has = |day: &NaiveDate| (self.first..=self.last).contains(day);
        let mut within = from.iter_days().skip(1).take_while(|day| *day < to);
        from <= self.last && self.first <= to && within.all(|day| has(&day) || !is_bank_day(day))
    }
}

/// What is wrong between two transactions of an account. Transactions are numbered anew on each statement, or go on.
pub(super) fn gap(account: &str, before: &BankEntry, after: &BankEntry) -> Option<Fault> {
    let ((statement, number), (next, next_number)) = (before.number, after.number);
    let place = Place::Line(after.line);
    let numbers = format!("{account}, {next}/{next_number} after {statement}/{number}");
    if before.day.year() == after.day.year() && before.number == after.number {
        let what = "a transaction of the account stands there twice";
        return Some(Fault::at(place, what).with(numbers).hinted("fetch the transactions from the bank again"));
    }
    let is_next = if next == statement && before.day.year() == after.day.year() {
        next_number == number + 1
    } else {
        let is_next_statement = next == statement + 1 || (next == 1 && after.day.year() == before.day.year() + 1);
        is_next_statement && (next_number == 1 || next_number == number + 1)
    };
    let hint = "ask the bank for all transactions of the days, without a filter";
    (!is_next).then(|| Fault::at(place, "transactions of the account are missing").with(numbers).hinted(hint))
}

/// Whether two statements say the same, wherever in their files they stand.
pub(super) fn is_same(one: &BankStatement, other: &BankStatement) -> bool {
    let without_lines = |statement: &BankStatement| {
        let mut statement = statement.clone();
        statement.line = 0;
        statement.entries.iter_mut().for_each(|entry| entry.line = 0);
        statement
    };
    one.number == other.number && without_lines(one) == without_lines(other)
}

fn judge(before: &BankStatement, was: &Balances, after: &BankStatement, is: &Balances) -> Option<Fault> {
    let place = Place::Line(after.line);
    let account = &after.account;
    if let (Some(from), Some(to)) = (before.number, after.number) {
        let is_same_year = was.day.year() == is.day.year();
        if is_same_year && from == to {
            return Some(
                Fault::at(place, "two statements of an account have the same number and say different things")
                    .with(format!("{account}, number {to}"))
                    .hinted("ask the bank which of the two is right, and leave the other out"),
            );
        }
        if to != if is_same_year { from + 1 } else { 1 } {
            return Some(
                Fault::at(place, "statements of an account don't follow each other: some are missing")
                    .with(format!("{account}, number {to} of {} after number {from} of {}", is.day, was.day))
                    .hinted("fetch the ones in between from the bank; the numbers begin again each year"),
            );
        }
    }
    // A statement on which nothing happened bears the day of the one before.
    if was.day == is.day && ![before, after].iter().any(|statement| statement.entries.is_empty()) {
        return Some(
            Fault::at(place, "two statements of an account are of one day")
                .with(format!("{account}, {}", is.day))
                .hinted("a bank makes one statement a day: ask it which of the two is right, and leave the other out"),
        );
    }
    if is.opening == was.closing {
        return None;
    }
    let [opening, closing] = [is.opening, was.closing].map(Money::from_cents);
    Some(
        Fault::at(place, "a statement does not begin with the balance that the one before ended with")
            .with(format!("{account}, of {}: {opening}, not {closing}", is.day))
            .hinted(
                "a statement in between is missing, or one of the two has been changed: fetch them from the bank again",
            ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::witness::bank::{EntryKind, Reference};

    const ACCOUNT: &str = "BE68539007547034";

    fn day(on: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 10, on).expect("a day")
    }

    fn listed(on: u32, statement: u32) -> BankStatement {
        let entry = BankEntry {
            line: 2,
            number: (statement, 1),
            day: day(on),
            value_day: None,
            cents: 500,
            kind: EntryKind::Transfer,
            reference: Reference::None,
            returned: None,
            cash: Vec::new(),
        };
        BankStatement { line: 1, account: ACCOUNT.to_owned(), number: None, balances: None, entries: vec![entry] }
    }

    fn proven(on: u32) -> BankStatement {
        let balances = Some(Balances { opening: 0, closing: 0, day: day(on) });
        BankStatement { line: 1, account: ACCOUNT.to_owned(), number: Some(on), balances, entries: Vec::new() }
    }

    #[test]
    fn what_lies_between_two_lists_is_told_by_statements_of_those_days_or_by_nobody() {
        // Two lists without what came between them, and statements of some days: 5 October 2026 is a Monday.
        for (from, to, statements, is_told) in [
            (5, 9, vec![], false),
            (5, 9, vec![6, 7, 8], true),
            (5, 9, vec![5, 6, 7, 8, 9], true),
            (5, 9, vec![6, 7], false),
            (5, 9, vec![7, 8], false),
            (5, 9, vec![1, 2], false),
            (5, 9, vec![12, 13], false),
            (5, 6, vec![1, 2], false),
            // A weekend has no statement.
            (8, 13, vec![9, 12], true),
            (8, 13, vec![9], false),
        ] {
            let lists = [listed(from, 10), listed(to, 14)];
            let numbered: Vec<BankStatement> = (1..)
                .zip(&statements)
                .map(|(number, on)| BankStatement { number: Some(number), ..proven(*on) })
                .collect();
            let paths = ["a.csv", "b.csv"].map(Path::new);
            let filed = paths.into_iter().zip(&lists).chain(numbered.iter().map(|one| (Path::new("c.cod"), one)));
            let faults = breaks(filed.collect::<Vec<_>>());
            assert_eq!(faults.is_empty(), is_told, "{from} {to} {statements:?}: {faults:?}");
        }
    }
}
