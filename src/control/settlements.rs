//! Settlements that are cut within a day share that day: each is held against the payments that its provider says are in it,
//! and against nothing else.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::matching::{Claim, DayShares, Match, Rule, Sides};
use super::payout_differences::{Portion, payout_differences};
use crate::domain::Cents;
use crate::witness::bank::Reference;
use crate::witness::payout::Payout;

impl Sides<'_> {
    /// The matches of days that hang together by settlements alone: one of each settlement, and one of what is left of each
    /// day, whose money has not come. `None` where something else than settlements is linked to them.
    ///
    /// Of what was booked on a day each settlement has what its provider says was paid in it. What was booked more, or less,
    /// stands with what has not come, and else with the last settlement of the day.
    pub(super) fn by_settlement(&self, days: &BTreeSet<NaiveDate>, claims: &[&Claim]) -> Option<Vec<Match>> {
        let mut settlements: BTreeMap<&str, Vec<&Claim>> = BTreeMap::new();
        for claim in claims {
            if claim.rule != Rule::Reference || !self.is_of_settlement(claim) {
                return None;
            }
            settlements.entry(&claim.contract).or_default().push(claim);
        }
        let all: Vec<NaiveDate> = days.iter().copied().collect();
        let told = self.told_on(&all)?;
        let mut booked_left = self.own_on(&all);
        let mut told_left = told;
        let mut shares: BTreeMap<&str, BTreeMap<NaiveDate, Cents>> = BTreeMap::new();
        for reference in settlements.keys() {
            let own = &self.provided().payout(reference)?.own;
            for (day, cents) in own {
                *booked_left.entry(*day).or_default() -= cents;
                *told_left.entry(*day).or_default() -= cents;
            }
            shares.insert(reference, own.clone());
        }
        let mut matches = Vec::new();
        for day in &all {
            let is_left = self.provided().payouts_of(*day).any(|payout| !settlements.contains_key(payout));
            let left = booked_left.get(day).copied().unwrap_or_default();
            if is_left {
                let shares = DayShares {
                    days: vec![*day],
                    own: BTreeMap::from([(*day, left)]),
                    told: told_left.get(day).map(|cents| BTreeMap::from([(*day, *cents)])),
                    apart: Vec::new(),
                    shares_days: true,
                };
                matches.push(self.without_entries(shares));
                continue;
            }
            let has_day =
                |reference: &&&str| self.provided().payout(reference).is_some_and(|payout| payout.days.contains(day));
            let last = settlements.keys().rfind(has_day).and_then(|last| shares.get_mut(last));
            if let Some(last) = last {
                *last.entry(*day).or_default() += left;
            }
        }
        for (reference, claims) in settlements {
            let payout = self.provided().payout(reference)?;
            let own = shares.remove(reference).unwrap_or_default();
            let days: Vec<NaiveDate> = payout.days.iter().copied().collect();
            let of = |day: &NaiveDate| self.booked.get(day).copied().unwrap_or_default();
            let shares_days = days.iter().any(|day| own.get(day).copied().unwrap_or_default() != of(day));
            let told = Portion {
                of: reference.to_owned(),
                days: payout.days.clone(),
                gross: payout.gross,
                commission: Some(payout.commission),
            };
            let apart = payout_differences(&self.bank_portions(&claims), Some(&[told]));
            let told = Some(payout.own.clone());
            matches.push(self.linked_to(&claims, DayShares { days, own, told, apart, shares_days }));
        }
        Some(matches)
    }

    /// Whether an entry names a settlement.
    fn is_of_settlement(&self, claim: &Claim) -> bool {
        matches!(self.entries[claim.entry].entry.reference, Reference::Payout(Payout::Settlement(_)))
    }
}
