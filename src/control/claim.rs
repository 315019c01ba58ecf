//! What entries of the bank say of themselves that links them to the days of a channel.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::channel::{ChannelKind, plain_number};
use super::matching::{AccountEntry, Claim, Rule, Sides};
use crate::domain::Cents;
use crate::witness::bank::{EntryKind, Reference};
use crate::witness::payout::Payout;

impl Sides<'_> {
    /// The entries that say themselves that they are the channel's.
    pub(super) fn claims(&self, taken: &BTreeSet<usize>) -> Vec<Claim> {
        let free = self.entries.iter().enumerate().filter(|(at, _)| !taken.contains(at));
        let own = free.filter(|(_, one)| self.channel.has_account(&one.account));
        let mut claims: Vec<Claim> = own.filter_map(|(at, one)| self.claim(at, one)).collect();
        // What is kept of a settlement is kept once, however often it is paid.
        let mut paid = BTreeSet::new();
        for claim in claims.iter_mut().filter(|claim| claim.rule == Rule::Reference) {
            if !paid.insert(claim.contract.clone()) && claim.commission != 0 {
                (claim.gross, claim.commission) = (claim.gross - claim.commission, 0);
            }
        }
        claims
    }

    fn claim(&self, at: usize, one: &AccountEntry) -> Option<Claim> {
        let cents = one.entry.cents;
        let plain = |days: BTreeSet<NaiveDate>| Claim {
            entry: at,
            days,
            contract: String::new(),
            gross: cents,
            commission: 0,
            told_commission: None,
            rule: Rule::ContractAndDay,
            slip: None,
        };
        match &one.entry.reference {
            Reference::Ogm(ogm) if self.channel.kind == ChannelKind::Cash => {
                let kinds = [EntryKind::Deposit, EntryKind::Transfer, EntryKind::Other];
                let slip = self.slips.iter().position(|slip| slip.ogm == *ogm)?;
                let days: BTreeSet<NaiveDate> = self.own_hand_overs(slip).map(|hand_over| hand_over.day).collect();
                let is_own = kinds.contains(&one.entry.kind) && !days.is_empty();
                is_own.then(|| Claim { rule: Rule::SlipReference, slip: Some(slip), ..plain(days) })
            }
            Reference::Terminal(tickets) if self.channel.has_contract(&tickets.terminal) => {
                let (first, last) = (tickets.first_day?, tickets.last_day?);
                let days: BTreeSet<NaiveDate> = first.iter_days().take_while(|day| *day <= last).take(366).collect();
                let contract = plain_number(&tickets.terminal).to_owned();
                let commission = self.kept_of(&contract, &days, cents);
                let gross = cents + commission;
                (!days.is_empty()).then(|| Claim { contract, gross, commission, ..plain(days) })
            }
            Reference::Payout(Payout::Cards(payout)) if self.channel.has_contract(&payout.contract) => {
                let sign = if cents < 0 { -1 } else { 1 };
                let (gross, commission) = (sign * payout.gross, sign * payout.commission);
                let (contract, told_commission) = (plain_number(&payout.contract).to_owned(), Some(commission));
                let days = BTreeSet::from([payout.day?]);
                Some(Claim { contract, gross, commission, told_commission, ..plain(days) })
            }
            Reference::Payout(Payout::Bulk(payout)) if self.channel.has_contract(&payout.merchant) => {
                let contract = plain_number(&payout.merchant).to_owned();
                Some(Claim { contract, rule: Rule::Reference, ..plain(BTreeSet::from([payout.day])) })
            }
            Reference::Payout(Payout::Settlement(reference)) => {
                let payout = self.provided().payout(reference)?;
                let (days, commission) = (payout.days.clone(), payout.commission);
                // What came may be another sum than the settlement says: it is linked all the same, and differs.
                let gross = cents + commission;
                let contract = reference.clone();
                (!days.is_empty()).then(|| Claim { contract, gross, commission, rule: Rule::Reference, ..plain(days) })
            }
            _ => None,
        }
    }

    /// What a provider keeps of the payments of a contract, where it tells so and the bank paid just the rest; nought where it
    /// paid all of it, as where costs are invoiced, and where nobody knows.
    fn kept_of(&self, contract: &str, days: &BTreeSet<NaiveDate>, paid: Cents) -> Cents {
        let all: Vec<NaiveDate> = days.iter().copied().collect();
        if self.told_on(&all).is_none() {
            return 0;
        }
        let own = self.provided().contracts_on(&all).filter(|(_, of, ..)| *of == contract);
        let (gross, kept) =
            own.fold((0, 0), |(sum, all), (_, _, gross, kept)| (sum + gross, all + kept.unwrap_or_default()));
        if paid == gross - kept { kept } else { 0 }
    }
}
