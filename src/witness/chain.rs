//! Statements of an account one after the other: each begins where the one before ended, and none is missing.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::Datelike;

use super::bank::BankStatement;
use super::fault::{Fault, Place};
use crate::domain::Money;

/// A statement with the file that it is from.
type Filed<'a> = (&'a Path, &'a BankStatement);

/// What is wrong between statements of an account, each with the file of the later one. The order in which they are given
/// does not matter. A statement that came twice is one, if both say the same.
#[must_use]
pub fn breaks<'a>(statements: impl IntoIterator<Item = Filed<'a>>) -> Vec<(&'a Path, Fault)> {
    let mut accounts: BTreeMap<&str, Vec<Filed<'a>>> = BTreeMap::new();
    for filed in statements {
        accounts.entry(&filed.1.account).or_default().push(filed);
    }
    let mut faults = Vec::new();
    for mut filed in accounts.into_values() {
        filed.sort_by_key(|(path, statement)| (statement.closing.1, statement.number, statement.line, *path));
        filed.dedup_by(|(_, later), (_, earlier)| is_same(earlier, later));
        for pair in filed.windows(2) {
            faults.extend(judge(pair[0].1, pair[1].1).map(|fault| (pair[1].0, fault)));
        }
    }
    faults
}

/// Whether two statements say the same, wherever in their files they stand.
fn is_same(one: &BankStatement, other: &BankStatement) -> bool {
    let without_lines = |statement: &BankStatement| {
        let mut statement = statement.clone();
        statement.line = 0;
        statement.entries.iter_mut().for_each(|entry| entry.line = 0);
        statement
    };
    one.number == other.number && without_lines(one) == without_lines(other)
}

fn judge(before: &BankStatement, after: &BankStatement) -> Option<Fault> {
    let place = Place::Line(after.line);
    let is_same_year = before.closing.1.year() == after.closing.1.year();
    let is_next = if is_same_year { after.number == before.number + 1 } else { after.number == 1 };
    let account = &after.account;
    if is_same_year && after.number == before.number {
        return Some(
            Fault::at(place, "two statements of an account have the same number and say different things")
                .with(format!("{account}, number {}", after.number))
                .hinted("ask the bank which of the two is right, and leave the other out"),
        );
    }
    if !is_next {
        let (from, to) = (before.number, after.number);
        return Some(
            Fault::at(place, "statements of an account don't follow each other: some are missing")
                .with(format!(
                    "{account}, number {to} of {} after number {from} of {}",
                    after.closing.1, before.closing.1
                ))
                .hinted("fetch the ones in between from the bank; the numbers begin again each year"),
        );
    }
    if after.opening.0 == before.closing.0 {
        return None;
    }
    let [opening, closing] = [after.opening.0, before.closing.0].map(Money::from_cents);
    Some(
        Fault::at(place, "a statement does not begin with the balance that the one before ended with")
            .with(format!("{account}, number {}: {opening}, not {closing}", after.number))
            .hinted("one of the two has been changed, or is of another account: fetch both from the bank again"),
    )
}
