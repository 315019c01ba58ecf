//! Accounts of which two witnesses tell: each entry counts once. A statement with balances proves that it is whole, so its
//! day is told by it alone; what another file lists of that day is held against it, and never added.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};

use super::bank::{BankEntry, BankStatement};
use crate::domain::{Cents, DeskFinding, DeskMatter, Money};

/// What is told of an account by statements with balances.
#[derive(Default)]
struct Proven {
    /// The first and the last day of which they tell: they follow each other without a gap.
    days: Option<(NaiveDate, NaiveDate)>,
    /// The amounts of each day.
    amounts: BTreeMap<NaiveDate, Vec<Cents>>,
    /// Entries by year, numbers and amount.
    numbers: BTreeSet<(i32, (u32, u32), Cents)>,
}

impl Proven {
    fn add(&mut self, statement: &BankStatement) {
        let own = statement.balances.map(|balances| balances.day);
        for day in statement.entries.iter().map(|entry| entry.day).chain(own) {
            let (first, last) = self.days.unwrap_or((day, day));
            self.days = Some((first.min(day), last.max(day)));
        }
        for entry in &statement.entries {
            self.amounts.entry(entry.day).or_default().push(entry.cents);
            self.numbers.insert(number_of(entry));
        }
    }

    fn has(&self, day: NaiveDate) -> bool {
        self.days.is_some_and(|(first, last)| (first..=last).contains(&day))
    }
}

fn number_of(entry: &BankEntry) -> (i32, (u32, u32), Cents) {
    (entry.day.year(), entry.number, entry.cents)
}

/// Leaves each entry of an account in one statement, and tells the days of which witnesses tell different things. The
/// order of the statements decides nothing but which of two files without balances keeps an entry that both list.
pub fn tell_once(statements: &mut [BankStatement]) -> Vec<DeskFinding> {
    let mut accounts: BTreeMap<String, Proven> = BTreeMap::new();
    for statement in statements.iter().filter(|statement| statement.balances.is_some()) {
        accounts.entry(statement.account.clone()).or_default().add(statement);
    }
    let mut apart: BTreeMap<(String, NaiveDate), Cents> = BTreeMap::new();
    let mut seen: BTreeSet<(String, i32, (u32, u32))> = BTreeSet::new();
    for statement in statements.iter_mut().filter(|statement| statement.balances.is_none()) {
        let account = statement.account.clone();
        if let Some(proven) = accounts.get(&account) {
            let differing = differing(&statement.entries, proven);
            apart.extend(differing.into_iter().map(|(day, cents)| ((account.clone(), day), cents)));
            statement.entries.retain(|entry| !proven.has(entry.day) && !proven.numbers.contains(&number_of(entry)));
        }
        // Files without balances may overlap: a number of an account comes once a year.
        statement.entries.retain(|entry| seen.insert((account.clone(), entry.day.year(), entry.number)));
    }
    let finding = |((of, day), cents): ((String, NaiveDate), Cents)| DeskFinding {
        matter: DeskMatter::BankDiffers,
        of,
        day: Some(day),
        amount: (cents != 0).then(|| Money::from_cents(cents)),
    };
    apart.into_iter().map(finding).collect()
}

/// The days of which a file without balances lists other amounts than the statements do: by how much they differ in sum. Of
/// its first and its last day it may list a part.
fn differing(entries: &[BankEntry], proven: &Proven) -> BTreeMap<NaiveDate, Cents> {
    let mut listed: BTreeMap<NaiveDate, Vec<Cents>> = BTreeMap::new();
    for entry in entries {
        listed.entry(entry.day).or_default().push(entry.cents);
    }
    let (Some(first), Some(last)) = (listed.keys().next().copied(), listed.keys().next_back().copied()) else {
        return BTreeMap::new();
    };
    let days: BTreeSet<NaiveDate> =
        listed.keys().chain(proven.amounts.range(first..=last).map(|(day, _)| day)).copied().collect();
    let none = Vec::new();
    let of_day = |day: NaiveDate| {
        let (mut one, mut other) =
            (listed.get(&day).unwrap_or(&none).clone(), proven.amounts.get(&day).unwrap_or(&none).clone());
        one.sort_unstable();
        other.sort_unstable();
        let is_part = (day == first || day == last) && is_within(&one, &other);
        let sum = one.iter().sum::<Cents>() - other.iter().sum::<Cents>();
        (proven.has(day) && one != other && !is_part).then_some((day, sum))
    };
    days.into_iter().filter_map(of_day).collect()
}

/// Whether sorted amounts are all among other sorted ones, each as often.
pub(super) fn is_within<T: Ord>(some: &[T], all: &[T]) -> bool {
    let mut all = all.iter();
    some.iter().all(|one| all.by_ref().find(|other| *other >= one) == Some(one))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::witness::bank::{Balances, EntryKind, Reference};

    const ACCOUNT: &str = "BE68539007547034";

    fn day(number: u64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 9, 1).expect("a day") + chrono::Days::new(number)
    }

    fn entry(on: u64, number: u32, cents: Cents) -> BankEntry {
        BankEntry {
            line: 2,
            number: (u32::try_from(on).expect("few") + 1, number),
            day: day(on),
            value_day: None,
            cents,
            kind: EntryKind::Deposit,
            reference: Reference::None,
            returned: None,
            cash: Vec::new(),
        }
    }

    fn statement(entries: Vec<BankEntry>, on: Option<u64>) -> BankStatement {
        let balances = on.map(|on| Balances { opening: 0, closing: 0, day: day(on) });
        BankStatement { line: 1, account: ACCOUNT.to_owned(), number: None, balances, entries }
    }

    /// A bank's days, with what is booked on each.
    fn days() -> impl Strategy<Value = Vec<Vec<Cents>>> {
        prop::collection::vec(prop::collection::vec(prop_oneof![1..4_i64, -3..0_i64], 0..4), 1..8)
    }

    fn entries(days: &[Vec<Cents>]) -> Vec<BankEntry> {
        let of_day = |(on, amounts): (u64, &Vec<Cents>)| {
            (1..).zip(amounts.clone()).map(move |(number, cents)| entry(on, number, cents)).collect::<Vec<_>>()
        };
        (0..).zip(days).flat_map(of_day).collect()
    }

    fn told(statements: &[BankStatement]) -> Vec<(NaiveDate, Cents)> {
        let mut all: Vec<_> =
            statements.iter().flat_map(|one| &one.entries).map(|entry| (entry.day, entry.cents)).collect();
        all.sort_unstable();
        all
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn whatever_witnesses_tell_of_an_account_each_entry_counts_once(
            days in days(),
            (from, until) in (0..8_usize, 0..8_usize),
            (csv_from, csv_until) in (0..8_usize, 0..8_usize),
            renumbered in any::<bool>(),
        ) {
            let within = |from: usize, until: usize| {
                let own = entries(&days).into_iter();
                own.filter(|one| (day(from as u64)..=day(until as u64)).contains(&one.day)).collect::<Vec<_>>()
            };
            // Statements day by day, and a list of days that overlap with them or follow them.
            let mut all: Vec<BankStatement> = (from..=until)
                .map(|on| statement(within(on, on), Some(on as u64)))
                .collect();
            let mut listed = within(csv_from, csv_until);
            let mut meant: BTreeSet<(NaiveDate, (u32, u32), Cents)> =
                within(from, until).into_iter().map(|one| (one.day, one.number, one.cents)).collect();
            meant.extend(listed.iter().map(|one| (one.day, one.number, one.cents)));
            if renumbered {
                for one in &mut listed {
                    one.number.0 += 500;
                }
            }
            all.push(statement(listed.clone(), None));
            all.push(statement(listed, None));
            let mut meant: Vec<(NaiveDate, Cents)> = meant.into_iter().map(|(day, _, cents)| (day, cents)).collect();
            meant.sort_unstable();
            prop_assert_eq!(tell_once(&mut all), []);
            prop_assert_eq!(told(&all), meant);
        }

        #[test]
        fn a_cent_that_one_of_two_witnesses_has_more_is_told(days in days(), at in any::<prop::sample::Index>()) {
            let mut listed = entries(&days);
            if listed.is_empty() {
                return Ok(());
            }
            let mut all: Vec<BankStatement> = (0..)
                .zip(&days)
                .map(|(on, _)| statement(entries(&days).into_iter().filter(|one| one.day == day(on)).collect(), Some(on)))
                .collect();
            let before = told(&all);
            let planted = at.index(listed.len());
            listed[planted].cents += 10;
            let on = listed[planted].day;
            all.push(statement(listed, None));
            let found = tell_once(&mut all);
            prop_assert_eq!(found.len(), 1);
            prop_assert_eq!((found[0].matter, found[0].day), (DeskMatter::BankDiffers, Some(on)));
            prop_assert_eq!(found[0].amount, Some(Money::from_cents(10)));
            prop_assert_eq!(told(&all), before);
        }
    }
}
