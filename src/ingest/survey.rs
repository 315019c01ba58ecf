//! When, for whom and on which daybook the lines of a file were settled.

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use crate::domain::{Daybook, Institution, LineSum, Transaction};

/// What the lines have in common that a survey counts together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SurveyKey {
    /// Where the cost arose.
    pub institution: Institution,
    /// How and on which day it was settled; `None` for what is still open.
    pub settled: Option<(Daybook, NaiveDate)>,
}

/// The lines of a file, counted by place.
#[derive(Clone, Debug, Default)]
pub struct Survey {
    sums: FxHashMap<SurveyKey, LineSum>,
    /// Most lines have the place of their neighbour.
    last: Option<(SurveyKey, LineSum)>,
}

impl Survey {
    /// Adds a line.
    #[inline]
    pub fn add(&mut self, line: &Transaction<'_>) {
        let settled = line.settlement.map(|settlement| (settlement.daybook, settlement.settled.day()));
        let place = SurveyKey { institution: line.institution, settled };
        match &mut self.last {
            Some((last, sum)) if *last == place => sum.add(line.cents),
            _ => {
                self.put_last();
                let mut sum = LineSum::ZERO;
                sum.add(line.cents);
                self.last = Some((place, sum));
            }
        }
    }

    /// Adds those of another part of the file.
    pub fn merge(&mut self, mut other: Self) {
        other.put_last();
        self.put_last();
        let mut sums: Vec<(SurveyKey, LineSum)> = other.sums.into_iter().collect();
        sums.sort_unstable_by_key(|(place, _)| *place);
        for (place, sum) in sums {
            self.sums.entry(place).or_default().merge(sum);
        }
    }

    /// All places with their sums, in no order.
    pub fn places(&self) -> impl Iterator<Item = (SurveyKey, LineSum)> + '_ {
        self.sums.iter().map(|(place, sum)| (*place, *sum)).chain(self.last)
    }

    fn put_last(&mut self) {
        if let Some((place, sum)) = self.last.take() {
            self.sums.entry(place).or_default().merge(sum);
        }
    }
}
