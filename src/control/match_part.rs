//! The part of a match that a report shows: what is of the days of its period. A payout over the end of a month is of both
//! months, and stands in neither of them whole, so that months add up to their quarter.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::channel::Channel;
use super::day_differences::differing;
use super::matching::{AccountEntry, Match, Status};
use super::payout_differences::{Disputed, PayoutDifference};
use crate::domain::{Cents, Period};

/// What a match comes to on the days of a period. Sums of parts are those of the match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MatchPart<'m> {
    /// The match.
    pub of: &'m Match,
    /// Its days in the period; none of money at the bank that no booking tells of.
    pub days: Vec<NaiveDate>,
    /// Its other days, which stand in other parts.
    pub others: Vec<NaiveDate>,
    /// What was booked on its days.
    pub booked: Option<Cents>,
    /// What the provider says of them, or slips do.
    pub provider: Option<Cents>,
    /// What the provider keeps.
    pub commission: Option<Cents>,
    /// What came to the bank.
    pub bank: Option<Cents>,
    /// What one side says less what was booked.
    pub difference: Option<Cents>,
    /// The difference of a contract or a slip that it tells of.
    pub apart: Option<&'m PayoutDifference>,
    /// Money of it that was at the bank before its days, in another period: the last day of that.
    pub came_before: Option<NaiveDate>,
}

/// What came to the bank for a match before the first of its days: it stands on the day on which it came.
#[derive(Clone, Copy)]
struct EarlyMoney {
    day: NaiveDate,
    net: Cents,
    kept: Cents,
}

impl Match {
    /// Its parts of a period: one, or where days differ from what is told of them, each day for itself. None where no day of it
    /// is in the period, and no money came for it in the period before those days.
    pub(super) fn parts<'m>(
        &'m self,
        channel: &Channel,
        period: Period,
        entries: &[AccountEntry],
    ) -> Vec<MatchPart<'m>> {
        let mut parts = self.parts_by_day(channel, period, entries);
        if parts.is_empty() {
            parts.extend(self.early_part(period, entries));
        }
        let own = self.beside_sums().iter().filter(|apart| period.contains(apart.last));
        parts.extend(own.map(|apart| MatchPart {
            of: self,
            days: apart.first.iter_days().take_while(|day| *day <= apart.last).collect(),
            others: Vec::new(),
            booked: None,
            provider: None,
            commission: None,
            bank: None,
            difference: Some(apart.cents()),
            apart: Some(apart),
            came_before: None,
        }));
        parts
    }

    /// The differences of contracts, slips and commissions that its sums don't tell: more than one, or of what is kept.
    pub(super) fn beside_sums(&self) -> &[PayoutDifference] {
        match &self.apart[..] {
            [PayoutDifference { disputed: Disputed::Gross, .. }] => &[],
            all => all,
        }
    }

    /// Its parts, without what contracts and slips differ by.
    fn parts_by_day<'m>(&'m self, channel: &Channel, period: Period, entries: &[AccountEntry]) -> Vec<MatchPart<'m>> {
        let differing = self.differing();
        if self.days.len() == 1 || differing.is_empty() {
            return self.part(channel, period, entries).into_iter().collect();
        }
        let is_last_here = self.days.last().is_some_and(|last| period.contains(*last));
        let (bank, commission) = self.money(period, true, entries);
        let of = |sums: &BTreeMap<NaiveDate, Cents>, day| sums.get(&day).copied().unwrap_or_default();
        let own = self.days.iter().copied().filter(|day| period.contains(*day));
        let part = |day: NaiveDate| {
            // It is known what is told of a day, and not what came for it: that stands with the last.
            let whole = (self.days.last() == Some(&day)).then_some(self);
            let whole_by_bank = whole.filter(|whole| whole.beside_sums().is_empty());
            let by_bank = whole_by_bank.and_then(|whole| Some(whole.bank_gross()? - whole.booked?)).unwrap_or_default();
            MatchPart {
                of: self,
                days: vec![day],
                others: self.days.iter().copied().filter(|other| *other != day).collect(),
                booked: self.booked.map(|_| of(&self.own, day)),
                provider: self.told.as_ref().map(|told| of(told, day)),
                commission: whole.and(commission),
                bank: whole.and(bank),
                difference: Some(differing.get(&day).copied().unwrap_or(by_bank)),
                apart: None,
                came_before: whole.and_then(|_| self.came_before(period, entries)),
            }
        };
        let early = if is_last_here { None } else { self.early_part(period, entries) };
        early.into_iter().chain(own.map(part)).collect()
    }

    /// What came before its days.
    fn early<'e>(&'e self, entries: &'e [AccountEntry]) -> impl Iterator<Item = EarlyMoney> + Clone + use<'e> {
        let first = self.days.first().copied();
        let kept = |at: &usize| self.kept.get(at).copied().unwrap_or_default();
        let money = move |at: &usize| {
            let entry = &entries[*at].entry;
            EarlyMoney { day: entry.day, net: entry.cents, kept: kept(at) }
        };
        self.entries.iter().map(money).filter(move |one| first.is_some_and(|first| one.day < first))
    }

    /// The last day before its days, in another period, on which money of it came.
    fn came_before(&self, period: Period, entries: &[AccountEntry]) -> Option<NaiveDate> {
        self.early(entries).map(|one| one.day).filter(|day| !period.contains(*day)).max()
    }

    /// What came to the bank of it in a period, and what was kept of that: what came before its days on the day on which it
    /// came, all else with the last of its days.
    fn money(&self, period: Period, is_last: bool, entries: &[AccountEntry]) -> (Option<Cents>, Option<Cents>) {
        let early = self.early(entries);
        let here = early.clone().filter(|one| period.contains(one.day));
        if is_last && early.clone().count() == here.clone().count() {
            return (self.bank, self.commission);
        }
        let net = |all: &mut dyn Iterator<Item = EarlyMoney>| all.map(|one| one.net).sum::<Cents>();
        let kept = |all: &mut dyn Iterator<Item = EarlyMoney>| all.map(|one| one.kept).sum::<Cents>();
        let (mut bank, mut commission) = (net(&mut here.clone()), kept(&mut here.clone()));
        let mut is_any = here.count() > 0;
        if is_last {
            bank += self.bank.unwrap_or_default() - net(&mut early.clone());
            commission += self.commission.unwrap_or_default() - kept(&mut early.clone());
            is_any |= early.count() < self.entries.len();
        }
        (is_any.then_some(bank), self.commission.filter(|_| is_any || commission != 0).map(|_| commission))
    }

    /// What came in a period before its days, none of which is in it.
    fn early_part(&self, period: Period, entries: &[AccountEntry]) -> Option<MatchPart<'_>> {
        let is_early = self.early(entries).any(|one| period.contains(one.day));
        let (bank, commission) = self.money(period, false, entries);
        is_early.then(|| MatchPart {
            of: self,
            days: Vec::new(),
            others: self.days.clone(),
            booked: None,
            provider: None,
            commission,
            bank,
            difference: None,
            apart: None,
            came_before: None,
        })
    }

    /// Its part of a period as one; `None` where it has none.
    fn part<'m>(&'m self, channel: &Channel, period: Period, entries: &[AccountEntry]) -> Option<MatchPart<'m>> {
        let (days, others): (Vec<NaiveDate>, Vec<NaiveDate>) =
            self.days.iter().copied().partition(|day| period.contains(*day));
        let came = self.entries.iter().map(|at| entries[*at].entry.day).max();
        let is_of_period =
            if self.days.is_empty() { came.is_some_and(|day| period.contains(day)) } else { !days.is_empty() };
        if !is_of_period {
            return None;
        }
        let whole = MatchPart {
            of: self,
            days: self.days.clone(),
            others: Vec::new(),
            booked: self.booked,
            provider: self.provider(),
            commission: self.commission,
            bank: self.bank,
            // What stands for itself is no difference of the sums.
            difference: if self.beside_sums().is_empty() {
                difference(channel, self.booked, self.provider(), self.bank_gross())
            } else {
                self.booked.zip(self.provider()).map(|(booked, told)| told - booked)
            },
            apart: None,
            came_before: self.came_before(period, entries),
        };
        if others.is_empty() {
            let (bank, commission) = self.money(period, true, entries);
            return Some(MatchPart { commission, bank, ..whole });
        }
        let of_days = |sums: &BTreeMap<NaiveDate, Cents>| days.iter().filter_map(|day| sums.get(day)).sum::<Cents>();
        let own = self.booked.map(|_| of_days(&self.own));
        let provider = self.told.as_ref().map(of_days);
        let (commission, bank, difference) = if self.is_divisible() && self.early(entries).next().is_none() {
            (self.commission, own, difference(channel, own, provider, own))
        } else {
            let is_last = days.last() == self.days.last();
            let (bank, commission) = self.money(period, is_last, entries);
            (commission, bank, whole.difference.filter(|_| is_last))
        };
        Some(MatchPart { days, others, booked: own, provider, commission, bank, difference, ..whole })
    }

    /// Whether it is known what came for each of its days: all was paid to the cent, and nothing kept of it. Otherwise what
    /// came stands with the last of its days.
    fn is_divisible(&self) -> bool {
        let is_even = matches!(self.status, Status::Matched | Status::Proposed);
        is_even && self.commission.unwrap_or_default() == 0 && self.bank.is_some() && self.bank == self.booked
    }
}

/// What one side says less what was booked: the provider or the slip where that differs, else the bank. It is nought where
/// all who should tell say the same, and not known where one of them is missing.
fn difference(
    channel: &Channel,
    booked: Option<Cents>,
    provider: Option<Cents>,
    bank_gross: Option<Cents>,
) -> Option<Cents> {
    let booked = booked?;
    let by_provider = provider.map(|told| told - booked);
    let by_bank = bank_gross.map(|gross| gross - booked);
    let differs = |difference: &Cents| *difference != 0;
    let is_lacking = by_provider.is_none() && channel.has_provider();
    by_provider.filter(differs).or_else(|| by_bank.filter(|bank| differs(bank) || !is_lacking))
}

impl Match {
    /// The days on which the provider, or slips, say something else than was booked. None where it is not known what was
    /// booked, or told.
    pub(super) fn differing(&self) -> BTreeMap<NaiveDate, Cents> {
        let told = self.told.as_ref().filter(|_| self.booked.is_some());
        told.map(|told| differing(&self.days, &self.own, told)).unwrap_or_default()
    }
}
