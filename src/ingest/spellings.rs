//! Which ids that differ in noughts in front are one.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use super::columns::TransactionColumns;
use super::ids::{same_but_for_noughts, without_noughts};
use crate::domain::Transaction;

/// The ids that are spelt in more than one way, noughts in front apart.
///
/// Two spellings are one id where any line under the one is alike to any line under the other, whatever became of those:
/// a spreadsheet took the noughts away, or they came back. So it does not matter which of the two a correction has.
#[derive(Debug, Default)]
pub struct Spellings<'a> {
    /// Of each spelling that is one with others, one of those; the others are one with nothing but themselves.
    one_of: HashMap<&'a str, &'a str>,
}

impl<'a> Spellings<'a> {
    /// Those of the lines of one feed.
    pub fn of(files: impl Iterator<Item = &'a TransactionColumns>) -> Self {
        let files: Vec<&TransactionColumns> = files.collect();
        let all = || files.iter().flat_map(|columns| columns.iter());
        let mut first: HashMap<&str, &str> = HashMap::new();
        let mut several: HashSet<&str> = HashSet::new();
        for line in all() {
            let plain = without_noughts(line.id);
            match first.entry(plain) {
                Entry::Vacant(entry) => {
                    entry.insert(line.id);
                }
                Entry::Occupied(entry) if *entry.get() != line.id => {
                    several.insert(plain);
                }
                Entry::Occupied(_) => {}
            }
        }
        // What each of those ids says, each once.
        let mut versions: HashMap<&str, Vec<Transaction<'a>>> = HashMap::new();
        for line in all().filter(|line| several.contains(without_noughts(line.id))) {
            let known = versions.entry(without_noughts(line.id)).or_default();
            if !known.contains(&line) {
                known.push(line);
            }
        }
        let one_of = versions.values().flat_map(|versions| joined(versions)).collect();
        Self { one_of }
    }

    /// Whether two spellings are one id.
    #[must_use]
    pub fn are_one(&self, one: &str, other: &str) -> bool {
        let of = |id| self.one_of.get(id);
        one == other || of(one).is_some_and(|first| of(other) == Some(first))
    }
}

/// The spellings that are one with others, each with the first of those, of all that is said under one id.
fn joined<'a>(versions: &[Transaction<'a>]) -> Vec<(&'a str, &'a str)> {
    let mut one_of: Vec<(&str, &str)> = Vec::new();
    let first_of = |id: &'a str, one_of: &mut Vec<(&'a str, &'a str)>| {
        let known = one_of.iter().find(|(other, _)| *other == id).map(|(_, first)| *first);
        known.unwrap_or_else(|| {
            one_of.push((id, id));
            id
        })
    };
    for (index, later) in versions.iter().enumerate() {
        let alike = |earlier: &&Transaction<'a>| earlier.id != later.id && same_but_for_noughts(earlier, later);
        for earlier in versions[..index].iter().filter(alike) {
            let [first, other] = [earlier.id, later.id].map(|id| first_of(id, &mut one_of));
            one_of.iter_mut().filter(|(_, of)| *of == other).for_each(|(_, of)| *of = first);
        }
    }
    one_of
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(lines: &[(&'static str, i64)]) -> TransactionColumns {
        let mut columns = TransactionColumns::default();
        for (number, (id, cents)) in (2..).zip(lines) {
            let mut line = Transaction { id, ..Transaction::example() };
            line.core.cents = *cents;
            columns.push(number, &line);
        }
        columns
    }

    #[test]
    fn two_spellings_are_one_where_any_of_what_they_say_is_alike() {
        let one = |files: &[&[(&'static str, i64)]], ids: [&str; 2]| {
            let files: Vec<_> = files.iter().map(|lines| file(lines)).collect();
            Spellings::of(files.iter()).are_one(ids[0], ids[1])
        };
        assert!(one(&[&[("007", 10)], &[("007", 12)], &[("7", 10)]], ["7", "007"]));
        assert!(one(&[&[("7", 10)], &[("007", 10)], &[("7", 12)]], ["7", "007"]));
        assert!(!one(&[&[("007", 10)], &[("7", 12)]], ["7", "007"]));
        // By way of a third.
        let three: &[&[(&str, i64)]] = &[&[("007", 10)], &[("07", 12)], &[("07", 10), ("8", 1)], &[("7", 12)]];
        assert!(one(three, ["7", "007"]) && one(three, ["07", "7"]) && !one(three, ["8", "08"]));
        assert!(!one(&three[..2], ["07", "007"]));
    }
}
