//! The refused records of one file: all are counted, and as many are kept as memory should hold.

use super::defect::Defect;
use super::limits::{MOST_REJECTS, REJECT_BYTES};
use crate::domain::{Cents, Money};

/// A record that was refused.
#[derive(Clone, Debug)]
pub struct Reject {
    /// The physical line on which it starts.
    pub line: u64,
    /// The record as it stands in the file.
    pub raw: String,
    /// Everything that is wrong with it.
    pub faults: Vec<Defect>,
    /// Its amount in cents, where it can be read.
    pub cents: Option<Cents>,
}

impl Reject {
    /// About how many bytes of memory it takes.
    fn bytes(&self) -> usize {
        let of_fault = |fault: &Defect| 100 + fault.column.len() + fault.value.len();
        100 + self.raw.len() + self.faults.iter().map(of_fault).sum::<usize>()
    }
}

/// Refused records. Kept are those with the lowest lines, however many threads have found them.
#[derive(Clone, Debug)]
pub struct Rejects {
    kept: Vec<Reject>,
    /// About how many bytes they take.
    bytes: usize,
    /// The line from which on none is kept, once there were too many.
    kept_before: u64,
    count: u64,
    amount: Money,
    is_of_file: bool,
}

impl Default for Rejects {
    fn default() -> Self {
        let (kept, amount) = (Vec::new(), Money::ZERO);
        Self { kept, bytes: 0, kept_before: u64::MAX, count: 0, amount, is_of_file: false }
    }
}

impl Rejects {
    /// Adds a record, which stands behind those that were added before.
    pub fn push(&mut self, reject: Reject) {
        self.count += 1;
        self.amount = self.amount + reject.cents.map_or(Money::ZERO, Money::from_cents);
        self.is_of_file |= reject.faults.iter().any(|fault| fault.reason.is_of_file());
        self.keep(reject);
    }

    fn keep(&mut self, reject: Reject) {
        let bytes = reject.bytes();
        if reject.line >= self.kept_before {
            return;
        }
        if self.kept.len() < MOST_REJECTS && self.bytes + bytes <= REJECT_BYTES {
            self.bytes += bytes;
            self.kept.push(reject);
        } else {
            self.kept_before = reject.line;
        }
    }

    /// Takes over others of the same file.
    pub fn merge(&mut self, other: Self) {
        let mut all = std::mem::take(&mut self.kept);
        all.extend(other.kept);
        all.sort_by_key(|reject| reject.line);
        self.bytes = 0;
        self.kept_before = self.kept_before.min(other.kept_before);
        for reject in all {
            self.keep(reject);
        }
        self.count += other.count;
        self.amount = self.amount + other.amount;
        self.is_of_file |= other.is_of_file;
    }

    /// Those that are kept, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &Reject> {
        self.kept.iter()
    }

    /// How many there are, those that are not kept among them.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// How many are not kept.
    #[must_use]
    pub fn left_out(&self) -> u64 {
        self.count - self.kept.len() as u64
    }

    /// The sum of all, as far as their amounts can be read.
    #[must_use]
    pub fn amount(&self) -> Money {
        self.amount
    }

    /// Whether any of them makes the file as a whole unusable.
    #[must_use]
    pub fn is_of_file(&self) -> bool {
        self.is_of_file
    }
}

#[cfg(test)]
mod tests {
    use super::super::defect::Reason;
    use super::*;

    fn reject(line: u64, length: usize) -> Reject {
        let faults = vec![Defect::of_record(line, Reason::StrayQuote)];
        Reject { line, raw: "x".repeat(length), faults, cents: Some(1) }
    }

    fn lines(rejects: &Rejects) -> Vec<u64> {
        rejects.iter().map(|reject| reject.line).collect()
    }

    #[test]
    fn the_lowest_lines_are_kept_whoever_finds_them() {
        let all = 2..=MOST_REJECTS as u64 * 2;
        let mut alone = Rejects::default();
        for line in all.clone() {
            alone.push(reject(line, 1));
        }
        let mut parts = [Rejects::default(), Rejects::default(), Rejects::default()];
        for line in all.clone() {
            parts[usize::try_from(line / 1000 % 3).expect("a small number")].push(reject(line, 1));
        }
        let mut merged = Rejects::default();
        for part in parts {
            merged.merge(part);
        }
        let first: Vec<u64> = all.clone().take(MOST_REJECTS).collect();
        for rejects in [alone, merged] {
            assert_eq!(lines(&rejects), first);
            assert_eq!(rejects.count(), all.clone().count() as u64);
            assert_eq!(rejects.left_out(), all.clone().count() as u64 - MOST_REJECTS as u64);
            assert_eq!(
                rejects.amount(),
                Money::from_cents(Cents::try_from(all.clone().count()).expect("a small number"))
            );
        }
    }

    #[test]
    fn long_records_are_kept_as_far_as_there_is_room() {
        let length = REJECT_BYTES / 5;
        let mut alone = Rejects::default();
        for line in 1..=8 {
            alone.push(reject(line, if line == 6 { 1 } else { length }));
        }
        assert_eq!((lines(&alone), alone.left_out()), (vec![1, 2, 3, 4], 4));
        // A thread that has seen the fifth alone has room for it; together there is none, and none behind it.
        let (mut odd, mut even) = (Rejects::default(), Rejects::default());
        for line in 1..=8 {
            let part = if line % 2 == 0 { &mut even } else { &mut odd };
            part.push(reject(line, if line == 6 { 1 } else { length }));
        }
        odd.merge(even);
        assert_eq!((lines(&odd), odd.left_out()), (vec![1, 2, 3, 4], 4));
    }
}
