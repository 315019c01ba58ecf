//! Statements of an account one after the other: each begins where the one before ended, and none is missing.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::Datelike;

use super::bank::{Balances, BankEntry, BankStatement};
use super::fault::{Fault, Place};
use crate::domain::Money;

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
    let has_proven = |account: &str| accounts.contains_key(account);
    unproven.sort_by_key(|(path, statement)| (*path, statement.line));
    let mut faults = contradictions(&unproven);
    faults.extend(gaps(unproven.iter().copied().filter(|(_, statement)| !has_proven(&statement.account))));
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
fn gaps<'a>(unproven: impl Iterator<Item = Filed<'a>>) -> Vec<(&'a Path, Fault)> {
    let mut accounts: BTreeMap<&str, NumberedEntries<'a>> = BTreeMap::new();
    for (path, statement) in unproven {
        let told = accounts.entry(&statement.account).or_default();
        for entry in &statement.entries {
            told.entry((entry.day.year(), entry.number)).or_insert((path, entry));
        }
    }
    let of_account = |(account, told): (&str, NumberedEntries<'a>)| {
        let told: Vec<FiledEntry<'a>> = told.into_values().collect();
        let between = |pair: &[FiledEntry<'a>]| {
            let ((earlier, before), (path, after)) = (pair[0], pair[1]);
            // Within a file it was judged when that was read.
            (earlier != path).then(|| gap(account, before, after).map(|fault| (path, fault))).flatten()
        };
        told.windows(2).filter_map(between).collect::<Vec<_>>()
    };
    accounts.into_iter().flat_map(of_account).collect()
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
