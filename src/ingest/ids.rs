//! Which transaction ids came in, in little memory: enough to tell that one came twice, not where.
//!
//! Ids that differ in noughts in front alone are one here: a spreadsheet takes such noughts away.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use roaring::RoaringTreemap;

use super::limits::MOST_TEXT_IDS;
use crate::domain::Transaction;

/// A set of transaction ids. Numbers are kept exactly, in a compressed bitmap: ids of a library system lie close
/// together. Other ids are kept as hashes, so that an id that is not in the set may seem to be, very rarely.
#[derive(Clone, Debug, Default)]
pub struct IdSet {
    numbers: RoaringTreemap,
    hashes: HashSet<u64>,
}

/// Ids of some records, those that stand twice among them too.
#[derive(Debug, Default)]
pub struct IdList {
    numbers: Vec<u64>,
    hashes: Vec<u64>,
}

impl IdList {
    /// Adds an id.
    #[inline]
    pub fn push(&mut self, id: &str) {
        match number_of(id) {
            Some(number) => self.numbers.push(number),
            None => self.hashes.push(hash_of(id)),
        }
    }
}

impl IdList {
    /// Adds the ids of another list.
    pub fn append(&mut self, mut other: Self) {
        self.numbers.append(&mut other.numbers);
        self.hashes.append(&mut other.hashes);
    }
}

impl IdSet {
    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty() && self.hashes.is_empty()
    }

    /// Whether an id is in the set, or seems to be.
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        match number_of(id) {
            Some(number) => self.numbers.contains(number),
            None => self.hashes.contains(&hash_of(id)),
        }
    }

    /// Whether those that are no numbers are more than memory should hold.
    #[must_use]
    pub fn are_too_many(&self) -> bool {
        self.hashes.len() > MOST_TEXT_IDS
    }

    /// The set of a list, and those that stand twice in it.
    fn of(mut list: IdList) -> (Self, Self) {
        let (mut ids, mut twice) = (Self::default(), Self::default());
        list.numbers.sort_unstable();
        twice.numbers.extend(list.numbers.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]));
        list.numbers.dedup();
        ids.numbers = RoaringTreemap::from_sorted_iter(list.numbers)
            .unwrap_or_else(|_| unreachable!("the numbers were sorted, each one time"));
        for hash in list.hashes {
            if !ids.hashes.insert(hash) {
                twice.hashes.insert(hash);
            }
        }
        (ids, twice)
    }

    /// Adds another set; the ids that both have.
    fn join(&mut self, other: Self) -> Self {
        // Of two references `&` copies the larger set: all that came in so far.
        let numbers = other.numbers.clone() & &self.numbers;
        let hashes = if self.hashes.is_empty() {
            HashSet::new()
        } else {
            other.hashes.intersection(&self.hashes).copied().collect()
        };
        self.numbers |= other.numbers;
        self.hashes.extend(other.hashes);
        Self { numbers, hashes }
    }
}

/// The ids that came in, and those that came more than once.
#[derive(Debug, Default)]
pub struct SeenIds {
    /// All of them.
    pub all: IdSet,
    /// Those that came more than once.
    pub twice: IdSet,
}

impl SeenIds {
    /// What a list has.
    #[must_use]
    pub fn of(list: IdList) -> Self {
        let (all, twice) = IdSet::of(list);
        Self { all, twice }
    }

    /// Adds what came in elsewhere.
    pub fn join(&mut self, other: Self) {
        let both = self.all.join(other.all);
        for more in [both, other.twice] {
            self.twice.numbers |= more.numbers;
            self.twice.hashes.extend(more.hashes);
        }
    }
}

/// An id without the noughts in front that a spreadsheet takes away; one nought stays of nothing else.
#[must_use]
pub fn without_noughts(id: &str) -> &str {
    match id.trim_start_matches('0') {
        "" if !id.is_empty() => &id[id.len() - 1..],
        rest => rest,
    }
}

/// Whether two transactions with ids that differ in noughts in front, and in nothing else, are one: all else is equal,
/// but for such noughts in other numbers that are texts, which the same spreadsheet takes away.
#[must_use]
pub fn same_but_for_noughts(one: &Transaction<'_>, other: &Transaction<'_>) -> bool {
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let same = |one: &str, other: &str| {
        one == other || is_number(one) && is_number(other) && without_noughts(one) == without_noughts(other)
    };
    let [customer, item, invoice, drawer, staff] = texts(one);
    without_noughts(one.id) == without_noughts(other.id)
        && texts(one).into_iter().zip(texts(other)).all(|(one, other)| same(one, other))
        && *one == Transaction { id: one.id, customer, item, invoice, drawer, staff, ..*other }
}

/// The texts of a transaction that may be numbers.
fn texts<'t>(line: &Transaction<'t>) -> [&'t str; 5] {
    [line.customer, line.item, line.invoice, line.drawer, line.staff]
}

/// The number that a text of digits is, whatever noughts stand in front.
#[inline]
fn number_of(id: &str) -> Option<u64> {
    let id = if id.len() > 18 { without_noughts(id) } else { id };
    if id.is_empty() || id.len() > 18 {
        return None;
    }
    let (words, rest) = id.as_bytes().as_chunks();
    let (mut number, mut is_number) = (0u64, true);
    for word in words {
        let (eight, are_digits) = number_of_eight(*word);
        is_number &= are_digits;
        number = number.wrapping_mul(100_000_000).wrapping_add(eight);
    }
    for byte in rest {
        let digit = byte.wrapping_sub(b'0');
        is_number &= digit < 10;
        number = number.wrapping_mul(10).wrapping_add(u64::from(digit));
    }
    is_number.then_some(number)
}

/// What eight digits make at once: pairs, then fours, then all; and whether they are digits.
fn number_of_eight(word: [u8; 8]) -> (u64, bool) {
    let ones = u64::from_le_bytes(word) ^ u64::from_le_bytes([b'0'; 8]);
    let are_digits = (ones.wrapping_add(0x7676_7676_7676_7676) | ones) & 0x8080_8080_8080_8080 == 0;
    let pairs = ones.wrapping_mul(10).wrapping_add(ones >> 8) & 0x00ff_00ff_00ff_00ff;
    let fours = pairs.wrapping_mul(100).wrapping_add(pairs >> 16) & 0x0000_ffff_0000_ffff;
    (fours.wrapping_mul(10_000).wrapping_add(fours >> 32) & 0xffff_ffff, are_digits)
}

/// A hash that is the same in every run, and whatever noughts stand in front.
fn hash_of(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    without_noughts(id).hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(ids: &[&str]) -> IdList {
        let mut list = IdList::default();
        for id in ids {
            list.push(id);
        }
        list
    }

    #[test]
    fn texts_of_digits_are_numbers_whatever_noughts_stand_in_front() {
        assert_eq!([number_of(""), number_of("1a"), number_of("1234567890123456789")], [None; 3]);
        for (text, number) in (0..2000u64).map(|number| (number.to_string(), number)) {
            assert_eq!(number_of(&text), Some(number));
            assert_eq!(number_of(&format!("{text:0>12}")), Some(number));
            assert_eq!(number_of(&format!("{text:0>30}")), Some(number));
        }
        for text in ["12345678", "1234567890123456", "999999999999999999"] {
            assert_eq!(number_of(text), text.parse().ok());
        }
        assert_eq!(["0", "00", "007", "a", "0a", ""].map(without_noughts), ["0", "0", "7", "a", "a", ""]);
    }

    #[test]
    fn what_came_twice_is_told() {
        let (mut all, twice) = IdSet::of(list(&["7", "5", "a", "b", "07", "00a", "9"]));
        assert!(["7", "07", "a"].iter().all(|id| twice.has(id)));
        assert!(["5", "b", "8"].iter().all(|id| !twice.has(id)));
        let (more, none) = IdSet::of(list(&["5", "b", "x", "8"]));
        assert!(none.is_empty());
        let both = all.join(more);
        assert!(["5", "b"].iter().all(|id| both.has(id)));
        assert!(["7", "a", "x", "8"].iter().all(|id| !both.has(id)));
        assert!(["7", "a", "x", "8", "5"].iter().all(|id| all.has(id)));
    }
}
