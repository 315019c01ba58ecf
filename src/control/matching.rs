//! Matching (*afpunten*): what was booked on a channel, day by day, beside what reached the bank.
//!
//! Links are exact. A reference, or a contract with its day, links a booking to what the bank says of it; a sum alone
//! only where it is the only one on either side within the days that the channel has, and then it is a proposal. Whatever
//! order the witnesses came in, the result is the same: all is sorted first, and no choice depends on what was tried before.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::channel::{Channel, ChannelKind};
use super::day_boundary::{AroundEnd, other_day};
use super::day_differences::differing;
pub use super::match_status::{Rule, Status};
use super::other_desks::{OtherDesks, Whose};
use super::payout_differences::{PayoutDifference, Portion, payout_differences};
use super::provider_days::ProviderDays;
use crate::domain::bank_days::{bank_day_after, bank_days_between};
use crate::domain::{Cents, Coverage, Institution};
use crate::witness::bank::{BankEntry, EntryKind};
use crate::witness::deposit_slip::{DepositSlip, HandOver};
use crate::witness::manual::ManualMatch;
use crate::witness::payments::Payments;

/// An entry of the bank, with the account that it is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountEntry {
    /// The account.
    pub account: String,
    /// The entry.
    pub entry: BankEntry,
}

/// All that is set beside each other for a channel.
#[derive(Debug)]
pub struct Sides<'a> {
    /// The library.
    pub institution: Institution,
    /// What other libraries have.
    pub others: &'a OtherDesks,
    /// The channel.
    pub channel: &'a Channel,
    /// The days of which exports tell: on others nobody knows what was booked.
    pub known: &'a Coverage,
    /// What was booked, day by day.
    pub booked: BTreeMap<NaiveDate, Cents>,
    /// What was booked around the ends of its days.
    pub around_ends: BTreeMap<NaiveDate, AroundEnd>,
    /// What the provider says; `None` when there is none.
    pub payments: Option<&'a Payments>,
    /// What was matched by hand on the channel, and was not withdrawn.
    pub manual: Vec<&'a ManualMatch>,
    /// The deposit slips.
    pub slips: &'a [DepositSlip],
    /// What the bank says, of all accounts.
    pub entries: &'a [AccountEntry],
    /// The last day of which a statement of the channel's account tells; `None` where there is none.
    pub told_until: Option<NaiveDate>,
    /// The day on which it is looked at.
    pub today: NaiveDate,
    /// What the provider says of each day, once it is added up.
    pub provided: OnceCell<ProviderDays>,
}

/// Days that belong together, and what there is of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// The days; none of money at the bank that no booking tells of.
    pub days: Vec<NaiveDate>,
    /// What was booked on them; `None` where no export tells of one of them.
    pub booked: Option<Cents>,
    /// What of it was booked on each day, as far as exports tell: the part of a day that is its own, where others have some of it.
    pub own: BTreeMap<NaiveDate, Cents>,
    /// Whether other matches have a part of one of its days.
    pub shares_days: bool,
    /// What the provider says was paid, or deposit slips say was carried to the bank, day by day; `None` where none tells.
    pub told: Option<BTreeMap<NaiveDate, Cents>>,
    /// What the provider keeps of it, as far as provider or bank tell.
    pub commission: Option<Cents>,
    /// The same of each entry of which it is told, by its place among all.
    pub kept: BTreeMap<usize, Cents>,
    /// What came to the bank: the places of the entries among all.
    pub entries: Vec<usize>,
    /// What they come to.
    pub bank: Option<Cents>,
    /// Whether some of it says what it is of, and came later than within the days of the channel.
    pub is_late: bool,
    /// Where the bank and whoever tells of its payments disagree, contract by contract or slip by slip.
    pub apart: Vec<PayoutDifference>,
    /// What became of it.
    pub status: Status,
    /// By which rule.
    pub rule: Option<Rule>,
}

/// What an entry says of itself that links it to a channel.
pub(super) struct Claim {
    /// The entry, by its place among all.
    pub entry: usize,
    /// The days that it is of.
    pub days: BTreeSet<NaiveDate>,
    /// The contract without noughts in front, or the settlement; empty where it tells none.
    pub contract: String,
    /// What was paid, before anything was kept of it.
    pub gross: Cents,
    /// What was kept of it.
    pub commission: Cents,
    /// What the bank itself says that was kept; `None` where it says nothing of it.
    pub told_commission: Option<Cents>,
    /// By which rule it is linked.
    pub rule: Rule,
    /// The slip that it is of, by its place among them.
    pub slip: Option<usize>,
}

/// Days, or parts of them, that belong to a match.
pub(super) struct DayShares {
    /// The days.
    pub days: Vec<NaiveDate>,
    /// What of what was booked on each is its own.
    pub own: BTreeMap<NaiveDate, Cents>,
    /// What the provider or slips say of that.
    pub told: Option<BTreeMap<NaiveDate, Cents>>,
    /// Where the bank says something else of payouts.
    pub apart: Vec<PayoutDifference>,
    /// Whether others have a part of one of the days.
    pub shares_days: bool,
}

impl Match {
    /// What the bank paid before the provider kept anything of it; `None` where nothing came.
    #[must_use]
    pub fn bank_gross(&self) -> Option<Cents> {
        Some(self.bank? + self.commission.unwrap_or_default())
    }

    /// What provider or slips say of all its days; `None` where none tells.
    #[must_use]
    pub fn provider(&self) -> Option<Cents> {
        self.told.as_ref().map(|told| told.values().sum())
    }

    /// What was booked and is not at the bank yet.
    #[must_use]
    pub fn outstanding(&self) -> Cents {
        self.booked.unwrap_or_default() - self.bank_gross().unwrap_or_default()
    }
}

impl Match {
    /// Whether a sum alone makes it, which nobody confirmed: its money is not known to have come.
    #[must_use]
    pub fn is_by_sum_alone(&self) -> bool {
        self.status == Status::Proposed && matches!(self.rule, Some(Rule::UniqueSum | Rule::RunOfDays))
    }
}

/// What is said of a day whose money has not come, where statements tell until a day: whether it is late by then.
#[must_use]
pub fn waiting(channel: &Channel, day: NaiveDate, told_until: Option<NaiveDate>, today: NaiveDate) -> Status {
    let latest = bank_day_after(day, channel.bank_days);
    if told_until.is_some_and(|last| latest <= last) {
        Status::Late
    } else if bank_days_between(day, today) <= channel.bank_days {
        Status::Open
    } else {
        Status::NotReceived
    }
}

impl Sides<'_> {
    /// What somebody or the bank itself says belongs together. `taken` are entries that other channels have; what this one
    /// has is added.
    pub(super) fn told(&self, taken: &mut BTreeSet<usize>) -> Vec<Match> {
        let by_hand = self.by_hand(taken);
        let claims = self.claims(taken);
        taken.extend(claims.iter().map(|claim| claim.entry));
        let mut matches = self.linked(&claims);
        self.explain_day_ends(&mut matches);
        matches.extend(by_hand);
        matches
    }

    /// The days with a booking or a payment that are in none of these matches.
    pub(super) fn left(&self, matches: &[Match]) -> Vec<NaiveDate> {
        let linked: BTreeSet<NaiveDate> = matches.iter().flat_map(|one| one.days.iter().copied()).collect();
        let days: BTreeSet<NaiveDate> = self.booked.keys().copied().chain(self.provided().days()).collect();
        days.into_iter().filter(|day| !linked.contains(day)).collect()
    }

    /// The days that the bank itself links to entries that nobody has.
    pub(super) fn linked_days(&self, taken: &BTreeSet<usize>) -> BTreeSet<NaiveDate> {
        self.claims(taken).into_iter().flat_map(|claim| claim.days).collect()
    }

    /// What the provider says of each day and payout.
    pub(super) fn provided(&self) -> &ProviderDays {
        self.provided.get_or_init(|| ProviderDays::of(self.payments, self.channel))
    }

    /// Days and entries that are linked, directly or by way of others.
    fn linked(&self, claims: &[Claim]) -> Vec<Match> {
        let mut groups: BTreeMap<usize, (BTreeSet<NaiveDate>, Vec<&Claim>)> = BTreeMap::new();
        let mut of_day: BTreeMap<NaiveDate, usize> = BTreeMap::new();
        for (number, claim) in claims.iter().enumerate() {
            let touching: BTreeSet<usize> = claim.days.iter().filter_map(|day| of_day.get(day)).copied().collect();
            let mut group = (claim.days.clone(), vec![claim]);
            for (days, claims) in touching.iter().filter_map(|other| groups.remove(other)) {
                group.0.extend(days);
                group.1.extend(claims);
            }
            of_day.extend(group.0.iter().map(|day| (*day, number)));
            groups.insert(number, group);
        }
        let matches = groups.into_values().flat_map(|(days, claims)| {
            self.by_settlement(&days, &claims).unwrap_or_else(|| vec![self.group(days, &claims)])
        });
        matches.collect()
    }

    fn group(&self, days: BTreeSet<NaiveDate>, claims: &[&Claim]) -> Match {
        let days: Vec<NaiveDate> = days.into_iter().collect();
        let told = self.told_of(claims).or_else(|| self.told_on(&days));
        let apart = payout_differences(&self.bank_portions(claims), self.told_portions(claims, &days).as_deref());
        let own = self.own_on(&days);
        self.linked_to(claims, DayShares { days, own, told, apart, shares_days: false })
    }

    /// What is linked to claims, with its part of days.
    pub(super) fn linked_to(&self, claims: &[&Claim], of_days: DayShares) -> Match {
        let DayShares { days, own, told, apart, shares_days } = of_days;
        let gross: Cents = claims.iter().map(|claim| claim.gross).sum();
        let kept: BTreeMap<usize, Cents> = claims.iter().map(|claim| (claim.entry, claim.commission)).collect();
        let commission: Cents = kept.values().sum();
        let mut entries: Vec<usize> = claims.iter().map(|claim| claim.entry).collect();
        entries.sort_unstable();
        let is_returned = entries.iter().any(|entry| self.entries[*entry].entry.returned.is_some());
        let booked = self.booked_on(&days).map(|_| own.values().sum::<Cents>());
        let provider = told.as_ref().map(|told| told.values().sum::<Cents>());
        // Equal in sum only is not equal: what one day or one contract lacks another may have too much of.
        let other_days = told.as_ref().map(|told| differing(&days, &own, told)).unwrap_or_default();
        let is_equal = Some(gross) == booked && provider.is_none_or(|provider| provider == gross) && apart.is_empty();
        let is_of_day_ends = is_equal && !other_days.is_empty() && self.are_of_day_ends(&other_days);
        let mut rule = claims.iter().map(|claim| claim.rule).max();
        let status = if is_returned {
            Status::Refused
        } else if booked.is_none() || (is_equal && self.lacks_provider(provider)) {
            Status::NotReceived
        } else if is_of_day_ends {
            rule = Some(Rule::DayEnd);
            Status::Proposed
        } else if is_equal && other_days.is_empty() {
            Status::Matched
        } else {
            Status::Open
        };
        let bank = Some(gross - commission);
        let is_late = claims.iter().any(|claim| self.is_late(claim));
        Match {
            days,
            booked,
            own,
            shares_days,
            told,
            commission: Some(commission),
            kept,
            entries,
            bank,
            is_late,
            apart,
            status,
            rule,
        }
    }

    /// Whether money came after the bank working days of the last day that it is of: until then it was not yet due.
    fn is_late(&self, claim: &Claim) -> bool {
        let latest = claim.days.last().map(|last| bank_day_after(*last, self.channel.bank_days));
        latest.is_some_and(|latest| latest < self.entries[claim.entry].entry.day)
    }

    /// What the bank says of the payments of contracts, or of the money of slips.
    pub(super) fn bank_portions(&self, claims: &[&Claim]) -> Vec<Portion> {
        let portion = |claim: &&Claim| {
            let of = claim.slip.map_or_else(|| claim.contract.clone(), |slip| self.slips[slip].ogm.to_string());
            Portion { of, days: claim.days.clone(), gross: claim.gross, commission: claim.told_commission }
        };
        claims.iter().map(portion).collect()
    }

    /// What the provider says of the payments of contracts on days, or slips of their own money; none where nobody tells of
    /// all of them.
    fn told_portions(&self, claims: &[&Claim], days: &[NaiveDate]) -> Option<Vec<Portion>> {
        let slips: BTreeSet<usize> = claims.iter().filter_map(|claim| claim.slip).collect();
        if !slips.is_empty() {
            let own = slips.into_iter().map(|slip| {
                let own = self.own_hand_overs(slip);
                let (days, gross) = (own.clone().map(|one| one.day).collect(), own.map(|one| one.cents).sum());
                Portion { of: self.slips[slip].ogm.to_string(), days, gross, commission: None }
            });
            return Some(own.collect());
        }
        self.told_on(days)?;
        let portion = |(day, of, gross, commission): (NaiveDate, &str, Cents, Option<Cents>)| Portion {
            of: of.to_owned(),
            days: BTreeSet::from([day]),
            gross,
            commission,
        };
        Some(self.provided().contracts_on(days).map(portion).collect())
    }

    /// The hand-overs of a slip from drawers of the channel.
    pub(super) fn own_hand_overs(&self, slip: usize) -> impl Iterator<Item = &HandOver> + Clone {
        let own = self.slips[slip].hand_overs.iter();
        own.filter(|hand_over| self.channel.daybooks.contains(&hand_over.drawer))
    }

    /// What the slips say that claims are of, each once, day by day; `None` where they are of none.
    fn told_of(&self, claims: &[&Claim]) -> Option<BTreeMap<NaiveDate, Cents>> {
        let slips: BTreeSet<usize> = claims.iter().filter_map(|claim| claim.slip).collect();
        let mut days = BTreeMap::new();
        for hand_over in slips.iter().flat_map(|slip| self.own_hand_overs(*slip)) {
            *days.entry(hand_over.day).or_default() += hand_over.cents;
        }
        (!slips.is_empty()).then_some(days)
    }

    /// What was booked on days; `None` where no export tells of one of them.
    pub(super) fn booked_on(&self, days: &[NaiveDate]) -> Option<Cents> {
        let has = |day: NaiveDate| self.known.has(day);
        let is_known = days.iter().all(|day| has(*day) && other_day(*day, self.channel.day_ends).is_none_or(has));
        is_known.then(|| days.iter().filter_map(|day| self.booked.get(day)).sum())
    }

    /// What was booked on each of some days, as far as exports tell.
    pub(super) fn own_on(&self, days: &[NaiveDate]) -> BTreeMap<NaiveDate, Cents> {
        days.iter().filter_map(|day| Some((*day, *self.booked.get(day)?))).collect()
    }

    /// What the provider says of days, day by day; `None` where there is no provider, or it tells nothing of one of them.
    pub(super) fn told_on(&self, days: &[NaiveDate]) -> Option<BTreeMap<NaiveDate, Cents>> {
        let known = &self.payments?.known;
        if !days.iter().all(|day| known.has(*day)) {
            return None;
        }
        Some(self.provided().gross_of(days))
    }

    /// Whether a provider should tell what customers paid, and does not.
    fn lacks_provider(&self, told: Option<Cents>) -> bool {
        self.channel.has_provider() && told.is_none()
    }

    /// What the provider says that it keeps of the payments of days.
    pub(super) fn commission_on(&self, days: &[NaiveDate]) -> Cents {
        self.provided().commission_on(days)
    }

    /// Whether no other library might claim money on an account that they share.
    pub(super) fn is_ours(&self, one: &AccountEntry) -> bool {
        let own = (self.institution, std::slice::from_ref(self.channel));
        self.others.whose(own, &one.account, &one.entry) == Whose::Ours
    }

    /// Cash at the bank that no booking tells of, and what the bank found in it when it counted again.
    pub(super) fn unbooked(&self, taken: &mut BTreeSet<usize>) -> Vec<Match> {
        let is_cash = self.channel.kind == ChannelKind::Cash;
        let kinds = [EntryKind::Deposit, EntryKind::Recount];
        let is_own = |one: &AccountEntry| {
            is_cash && kinds.contains(&one.entry.kind) && one.account == self.channel.account && self.is_ours(one)
        };
        let all = self.entries.iter().enumerate();
        let own: Vec<usize> = all.filter(|(at, one)| !taken.contains(at) && is_own(one)).map(|(at, _)| at).collect();
        taken.extend(&own);
        let of_entry = |at: usize| {
            let one = &self.entries[at].entry;
            Match {
                days: Vec::new(),
                booked: Some(0),
                own: BTreeMap::new(),
                shares_days: false,
                told: None,
                commission: None,
                kept: BTreeMap::new(),
                entries: vec![at],
                bank: Some(one.cents),
                is_late: false,
                apart: Vec::new(),
                status: if one.returned.is_some() { Status::Refused } else { Status::Open },
                rule: None,
            }
        };
        own.into_iter().map(of_entry).collect()
    }

    /// A day of which the bank says nothing.
    pub(super) fn alone(&self, day: NaiveDate) -> Match {
        let days = vec![day];
        let (own, told) = (self.own_on(&days), self.told_on(&days));
        self.without_entries(DayShares { days, own, told, apart: Vec::new(), shares_days: false })
    }

    /// Days, or a part of them, of which the bank says nothing.
    pub(super) fn without_entries(&self, of_days: DayShares) -> Match {
        let DayShares { days, own, told, apart, shares_days } = of_days;
        let booked = self.booked_on(&days).map(|_| own.values().sum::<Cents>());
        let provider = told.as_ref().map(|told| told.values().sum::<Cents>());
        let status = if booked.is_none() || booked == Some(0) && self.lacks_provider(provider) {
            Status::NotReceived
        } else if booked == Some(0) && provider.is_none_or(|provider| provider == 0) {
            Status::Matched
        } else {
            let day = days.first().copied().unwrap_or(self.today);
            waiting(self.channel, day, self.told_until, self.today)
        };
        Match {
            days,
            booked,
            own,
            shares_days,
            told,
            commission: None,
            kept: BTreeMap::new(),
            entries: Vec::new(),
            bank: None,
            is_late: false,
            apart,
            status,
            rule: None,
        }
    }
}
