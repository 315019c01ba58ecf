//! Which transaction ids came in, in little memory: enough to tell that one came twice, not where.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use roaring::RoaringTreemap;

use super::limits::MOST_TEXT_IDS;

/// A set of transaction ids. Numbers are kept exactly, in a compressed bitmap: ids of a library system lie close
/// together. Other ids are kept as hashes, so that an id that is not in the set may seem to be, very rarely.
#[derive(Clone, Debug, Default)]
pub struct Ids {
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

impl Ids {
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
pub struct Seen {
    /// All of them.
    pub all: Ids,
    /// Those that came more than once.
    pub twice: Ids,
}

impl Seen {
    /// What a list has.
    #[must_use]
    pub fn of(list: IdList) -> Self {
        let (all, twice) = Ids::of(list);
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

/// The place of a text of digits among all such texts, shorter ones first: `9`, `00`, `01`.
#[inline]
fn number_of(id: &str) -> Option<u64> {
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
        number = number.wrapping_mul(10).wrapping_add(u64::from(digit) + 1);
    }
    is_number.then_some(number)
}

/// What eight bytes, each one more than its digit, make at once: pairs, then fours, then all; and whether they are
/// digits.
fn number_of_eight(word: [u8; 8]) -> (u64, bool) {
    let values = u64::from_le_bytes(word) ^ u64::from_le_bytes([b'0'; 8]);
    let are_digits = (values.wrapping_add(0x7676_7676_7676_7676) | values) & 0x8080_8080_8080_8080 == 0;
    let ones = values.wrapping_add(0x0101_0101_0101_0101);
    let pairs = ones.wrapping_mul(10).wrapping_add(ones >> 8) & 0x00ff_00ff_00ff_00ff;
    let fours = pairs.wrapping_mul(100).wrapping_add(pairs >> 16) & 0x0000_ffff_0000_ffff;
    (fours.wrapping_mul(10_000).wrapping_add(fours >> 32) & 0xffff_ffff, are_digits)
}

/// A hash that is the same in every run.
fn hash_of(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
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
    fn texts_of_digits_each_have_a_number_of_their_own() {
        let texts = ["0", "9", "00", "09", "99", "000", "123", "0123", "999999999999999999"];
        let numbers: HashSet<_> = texts.iter().map(|text| number_of(text)).collect();
        assert_eq!(numbers.len(), texts.len());
        assert_eq!([number_of(""), number_of("1a"), number_of("1234567890123456789")], [None; 3]);
        let texts = (0..10).map(|n| n.to_string()).chain((0..100).map(|n| format!("{n:02}")));
        for (text, number) in texts.zip(1..) {
            assert_eq!(number_of(&text), Some(number), "{text}");
        }
    }

    #[test]
    fn what_came_twice_is_told() {
        let (mut all, twice) = Ids::of(list(&["7", "5", "a", "7", "b", "07", "a"]));
        assert!(["7", "a"].iter().all(|id| twice.has(id)));
        assert!(["5", "b", "07", "8"].iter().all(|id| !twice.has(id)));
        let (more, none) = Ids::of(list(&["5", "b", "x", "8"]));
        assert!(none.is_empty());
        let both = all.join(more);
        assert!(["5", "b"].iter().all(|id| both.has(id)));
        assert!(["7", "a", "x", "8"].iter().all(|id| !both.has(id)));
        assert!(["7", "a", "x", "8", "5"].iter().all(|id| all.has(id)));
    }
}
