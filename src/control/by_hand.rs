//! What somebody matched by hand, held against what is known: it counts only as long as every figure in it is still so.

use std::collections::{BTreeMap, BTreeSet};

use super::matching::{Match, Rule, Sides, Status};
use crate::domain::Cents;
use crate::witness::manual::ManualMatch;

impl Match {
    /// Whether somebody who matched it by hand explains what the provider says less than was booked, or more: it is of one
    /// day, and just what the bank paid less.
    pub(super) fn is_explained_by_hand(&self) -> bool {
        matches!(self.rule, Some(Rule::ByHand(_)))
            && self.differing().len() == 1
            && self.provider() == Some(self.bank_gross().unwrap_or_default())
    }
}

impl Sides<'_> {
    /// The matches that were made by hand and hold: the days are known and bear what was told, the entries are on the account
    /// and of that amount, nothing of it belongs to another match, and the bank links none of the days to anything else.
    /// What they take is added to `taken`.
    #[must_use]
    pub fn by_hand(&self, taken: &mut BTreeSet<usize>) -> Vec<Match> {
        let mut matches: Vec<Match> = Vec::new();
        for one in &self.manual {
            let found = self.held(one, taken);
            let is_free = one.days.keys().all(|day| !matches.iter().any(|other| other.days.contains(day)));
            if let Some(found) = found.filter(|_| is_free) {
                taken.extend(&found.entries);
                matches.push(found);
            }
        }
        // Only what takes all that the bank links to its days is whole; what is not gives its entries back, and those may
        // be linked to the days of another.
        loop {
            let linked = self.linked_days(taken);
            let (whole, torn): (Vec<Match>, Vec<Match>) =
                matches.into_iter().partition(|one| one.days.iter().all(|day| !linked.contains(day)));
            if torn.is_empty() {
                return whole;
            }
            for entry in torn.iter().flat_map(|one| &one.entries) {
                taken.remove(entry);
            }
            matches = whole;
        }
    }

    fn held(&self, one: &ManualMatch, taken: &BTreeSet<usize>) -> Option<Match> {
        let is_booked = |(day, cents): (&chrono::NaiveDate, &Cents)| {
            self.known.has(*day) && self.booked.get(day).copied().unwrap_or_default() == *cents
        };
        if !one.days.iter().all(is_booked) {
            return None;
        }
        let find = |(key, cents): (&(chrono::NaiveDate, u32, u32), &Cents)| {
            let (day, statement, number) = *key;
            let mut all = self.entries.iter().enumerate().filter(|(_, entry)| {
                let it = &entry.entry;
                self.channel.has_account(&entry.account) && it.day == day && it.number == (statement, number)
            });
            let (at, entry) = all.next()?;
            let is_only = all.next().is_none();
            (is_only && entry.entry.cents == *cents && !taken.contains(&at)).then_some(at)
        };
        let entries: Option<Vec<usize>> = one.entries.iter().map(find).collect();
        let mut entries = entries?;
        entries.sort_unstable();
        let bank: Option<Cents> = (!entries.is_empty()).then(|| one.entries.values().sum());
        // It says which money at the bank is of the days, and nothing of what the provider tells of them.
        let days: Vec<chrono::NaiveDate> = one.days.keys().copied().collect();
        let booked: Cents = one.days.values().sum();
        let told = self.told_on(&days).filter(|_| !days.is_empty());
        let kept = self.commission_on(&days);
        // What the provider keeps is no difference, where the bank paid just the rest of what was booked or of what it tells.
        let gross = [Some(booked), told.as_ref().map(|told| told.values().sum())];
        let is_net = told.is_some() && kept != 0 && gross.contains(&bank.map(|bank| bank + kept));
        let kept: BTreeMap<usize, Cents> =
            entries.last().filter(|_| is_net).map(|last| (*last, kept)).into_iter().collect();
        Some(Match {
            days,
            booked: Some(booked),
            own: one.days.clone(),
            shares_days: false,
            told,
            commission: kept.values().next().copied(),
            kept,
            entries,
            bank,
            is_late: false,
            apart: Vec::new(),
            status: Status::Matched,
            rule: Some(Rule::ByHand(one.number)),
        })
    }
}
