//! Where the bank and whoever tells of its payments disagree: contract by contract, or slip by slip, and what is kept of them.
//! Sums of several contracts may be equal although one was paid too little and another too much.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::count_form::euro;
use crate::domain::Cents;

/// What one side says of the payments of a contract, or of a slip, on some days.
#[derive(Clone, Debug)]
pub(super) struct Portion {
    /// The contract, or the communication of the slip; empty where it is not told.
    pub of: String,
    /// The days.
    pub days: BTreeSet<NaiveDate>,
    /// What was paid, before anything is kept of it.
    pub gross: Cents,
    /// What is kept of it; `None` where that is not told.
    pub commission: Option<Cents>,
}

/// On which figure two sides disagree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Disputed {
    /// What was paid, before anything is kept of it.
    Gross,
    /// What is kept of it.
    Commission,
}

/// That the bank says something else than whoever tells of its payments.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PayoutDifference {
    /// The last of its days.
    pub last: NaiveDate,
    /// The first of them.
    pub first: NaiveDate,
    /// The contracts, or the communication of the slip; empty where they are not told.
    pub of: String,
    /// Which figure.
    pub disputed: Disputed,
    /// What the bank says.
    pub bank: Cents,
    /// What the provider or the slip says.
    pub told: Cents,
}

impl PayoutDifference {
    /// What the library got more than it should; below zero it got less.
    #[must_use]
    pub fn cents(&self) -> Cents {
        match self.disputed {
            Disputed::Gross => self.bank - self.told,
            Disputed::Commission => self.told - self.bank,
        }
    }

    /// What a report says of it: a word that it has in every language, and figures behind it.
    pub(super) fn said(&self, word: &str) -> String {
        let of = if self.of.is_empty() { String::new() } else { format!("{}: ", self.of) };
        format!("{word} ({of}{} / {})", euro(self.bank), euro(self.told))
    }
}

/// What both sides say of days that hang together.
#[derive(Default)]
struct BothSides {
    days: BTreeSet<NaiveDate>,
    bank: PortionSum,
    told: PortionSum,
}

/// What one side says in sum.
struct PortionSum {
    gross: Cents,
    /// `None` where it does not tell of all.
    commission: Option<Cents>,
    is_any: bool,
}

impl Default for PortionSum {
    fn default() -> Self {
        Self { gross: 0, commission: Some(0), is_any: false }
    }
}

impl PortionSum {
    fn add(&mut self, other: &Self) {
        self.gross += other.gross;
        self.commission = self.commission.zip(other.commission).map(|(one, other)| one + other);
        self.is_any |= other.is_any;
    }
}

impl BothSides {
    fn add(&mut self, other: &Self) {
        self.days.extend(&other.days);
        self.bank.add(&other.bank);
        self.told.add(&other.told);
    }
}

/// The differences between what the bank says and what is told; none where nobody tells. Of days that the bank pays
/// together it is not known what it paid for each. Numbers that only one side writes on these days stand together, for bank
/// and provider may call one contract by different numbers.
pub(super) fn payout_differences(bank: &[Portion], told: Option<&[Portion]>) -> Vec<PayoutDifference> {
    let Some(told) = told else { return Vec::new() };
    let names = |all: &[Portion]| -> BTreeSet<String> { all.iter().map(|one| one.of.clone()).collect() };
    let (of_bank, of_told) = (names(bank), names(told));
    let is_shared = |of: &String| of_bank.contains(of) && of_told.contains(of);
    let others: Vec<&str> =
        of_bank.symmetric_difference(&of_told).map(String::as_str).filter(|of| !of.is_empty()).collect();
    let others = others.join(", ");
    let mut sides: BTreeMap<&str, Vec<BothSides>> = BTreeMap::new();
    let sum = |one: &Portion| PortionSum { gross: one.gross, commission: one.commission, is_any: true };
    let of_bank = bank.iter().map(|one| (one, BothSides { bank: sum(one), ..BothSides::default() }));
    let of_told = told.iter().map(|one| (one, BothSides { told: sum(one), ..BothSides::default() }));
    for (one, mut both) in of_bank.chain(of_told) {
        both.days.extend(&one.days);
        let all = sides.entry(if is_shared(&one.of) { &one.of } else { &others }).or_default();
        let (touching, mut apart): (Vec<_>, Vec<_>) =
            std::mem::take(all).into_iter().partition(|other| !other.days.is_disjoint(&both.days));
        for other in &touching {
            both.add(other);
        }
        apart.push(both);
        *all = apart;
    }
    let all = sides.into_iter().flat_map(|(of, all)| all.into_iter().map(move |both| (of, both)));
    let mut differences: Vec<PayoutDifference> = all.flat_map(|(of, both)| both.differences(of)).collect();
    differences.sort();
    differences
}

impl BothSides {
    fn differences(self, of: &str) -> Vec<PayoutDifference> {
        let (Some(first), Some(last)) = (self.days.first().copied(), self.days.last().copied()) else {
            return Vec::new();
        };
        let difference = |disputed, bank, told| {
            (bank != told).then(|| PayoutDifference { last, first, of: of.to_owned(), disputed, bank, told })
        };
        let gross = difference(Disputed::Gross, self.bank.gross, self.told.gross);
        // Who pays nothing keeps nothing either.
        let kept = self.bank.commission.zip(self.told.commission).filter(|_| self.bank.is_any && self.told.is_any);
        let kept = kept.and_then(|(bank, told)| difference(Disputed::Commission, bank, told));
        gross.into_iter().chain(kept).collect()
    }
}
