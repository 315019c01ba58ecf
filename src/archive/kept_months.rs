//! Which months stay in memory, and which go when there are too many.

use std::collections::BTreeMap;

use super::month::Month;

/// How many months stay in memory: what a week at the turn of a month needs with the same week a year earlier, and
/// the months between, which come next.
const KEPT: usize = 14;

/// How many lines lie in memory at a time, some 250 bytes each. What is more is read piece by piece when it is looked at.
pub(super) const MOST_IN_MEMORY: usize = 1 << 18;

/// Keeps what was made of a month, and lets the earliest month go when there are too many, or too many lines in memory.
pub(super) fn keep<T>(kept: &mut BTreeMap<Month, T>, month: &Month, made: T, lines: impl Fn(&T) -> usize) {
    let are_many = |kept: &BTreeMap<Month, T>| {
        kept.len() >= KEPT || kept.values().map(&lines).sum::<usize>() + lines(&made) > MOST_IN_MEMORY
    };
    while !kept.is_empty() && are_many(kept) {
        kept.pop_first();
    }
    kept.insert(month.clone(), made);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_earliest_month_goes_when_there_are_too_many() {
        let month = |number: usize| Month::from_register(format!("{number:02}"));
        let mut kept = BTreeMap::new();
        for number in 0..KEPT + 2 {
            keep(&mut kept, &month(number), number, |_| 0);
            assert_eq!(kept.get(&month(number)), Some(&number));
        }
        assert_eq!((kept.len(), kept.first_key_value()), (KEPT, Some((&month(2), &2))));
        for number in [MOST_IN_MEMORY / 2, MOST_IN_MEMORY / 2, MOST_IN_MEMORY / 2 + 1, 2 * MOST_IN_MEMORY] {
            let next = month(90 + kept.len());
            keep(&mut kept, &next, number, |lines| *lines);
            let lines: usize = kept.values().sum();
            assert!(lines <= MOST_IN_MEMORY || kept.len() == 1, "{lines} lines of {} months", kept.len());
        }
    }
}
