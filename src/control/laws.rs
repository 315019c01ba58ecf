//! Laws of matching, over generated channels: nothing is lost or counted twice, the order of arrival changes nothing, a
//! planted cent is found.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate, TimeDelta};
use proptest::prelude::*;

use super::by_sum::match_channels;
use super::channel::{Channel, ChannelKind};
use super::day_boundary::AroundEnd;
use super::matching::{AccountEntry, Match, Sides, Status};
use super::other_desks::OtherDesks;
use super::roll_forward::{open_items, outstanding, roll_forward};
use crate::domain::{Cents, Coverage, Institution, Period};
use crate::witness::bank::{BankEntry, EntryKind, Reference};
use crate::witness::coda::Tickets;
use crate::witness::payments::{Payment, PaymentKind, Payments};
use crate::witness::payout::{CardPayout, Payout};

/// No other library shares anything.
pub(super) static ALONE: OtherDesks = OtherDesks::NONE;

pub(super) fn library() -> Institution {
    Institution::parse("I355").expect("a library")
}

pub(super) const ACCOUNT: &str = "BE68539007547034";

pub(super) fn first() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 10, 1).expect("a day")
}

pub(super) fn day(number: u64) -> NaiveDate {
    first() + Days::new(number)
}

pub(super) fn channel(kind: ChannelKind) -> Channel {
    let account = ACCOUNT.to_owned();
    let contracts = vec!["602398".to_owned()];
    let (name, provider, daybooks) = ("terminal".to_owned(), String::new(), Vec::new());
    Channel { name, kind, daybooks, account, provider, contracts, bank_days: 3, day_ends: None, opening: None }
}

pub(super) fn entry(number: u32, on: NaiveDate, cents: Cents, kind: EntryKind, reference: Reference) -> AccountEntry {
    let (line, value_day, returned, cash) = (u64::from(number), None, None, Vec::new());
    let entry = BankEntry { line, number: (1, number), day: on, value_day, cents, kind, reference, returned, cash };
    AccountEntry { account: ACCOUNT.to_owned(), entry }
}

/// Payments of a terminal, of some days.
pub(super) fn tickets(from: u64, days: u64) -> Reference {
    let (first_day, last_day) = (Some(day(from)), Some(day(from + days)));
    let terminal = "0602398".to_owned();
    Reference::Terminal(Tickets { scheme: '1', terminal, first: None, last: None, first_day, last_day })
}

pub(super) fn cards(on: u64, gross: Cents, commission: Cents) -> Reference {
    let (brand, contract, remittance) = ("MC".to_owned(), "602398".to_owned(), "1".to_owned());
    let payout = CardPayout { brand, contract, remittance, day: Some(day(on)), gross, commission };
    Reference::Payout(Payout::Cards(payout))
}

/// What the bank says: some of it tells of days, some is a sum alone.
pub(super) fn entries() -> impl Strategy<Value = Vec<AccountEntry>> {
    // Few amounts, so that sums are often equal.
    // Some of it comes before the days that it is of.
    let one = (0..5_u8, 0..20_u64, 0..3_u64, 1..6_i64, -3..4_i64);
    prop::collection::vec(one, 0..14).prop_map(|all| {
        let entry = |(number, (kind, on, days, amount, late)): (u32, (u8, u64, u64, i64, i64))| {
            let (cents, booked) = (amount * 100, day(on + days) + TimeDelta::days(late));
            match kind {
                0 => entry(number, booked, cents, EntryKind::Terminal, tickets(on, days)),
                1 => entry(number, booked, cents - 3, EntryKind::Terminal, cards(on, cents, 3)),
                2 => entry(number, booked, cents, EntryKind::Deposit, Reference::None),
                3 => entry(number, booked, -cents, EntryKind::Recount, Reference::None),
                _ => entry(number, booked, cents, EntryKind::Transfer, Reference::None),
            }
        };
        (1..).zip(all).map(entry).collect()
    })
}

pub(super) fn booked() -> impl Strategy<Value = BTreeMap<NaiveDate, Cents>> {
    let days = prop::collection::btree_map(0..20_u64, 0..6_i64, 0..14);
    days.prop_map(|days| days.into_iter().map(|(on, amount)| (day(on), amount * 100)).collect())
}

pub(super) fn kind() -> impl Strategy<Value = ChannelKind> {
    prop_oneof![Just(ChannelKind::Cash), Just(ChannelKind::Paid)]
}

pub(super) fn matches(
    kind: ChannelKind,
    booked: &BTreeMap<NaiveDate, Cents>,
    entries: &[AccountEntry],
) -> (Vec<Match>, BTreeSet<usize>) {
    let known = Coverage::of([(first(), day(40))]);
    let channel = channel(kind);
    let (booked, told_until, today) = (booked.clone(), Some(day(30)), day(35));
    let sides = Sides {
        institution: library(),
        others: &ALONE,
        channel: &channel,
        known: &known,
        booked,
        around_ends: BTreeMap::new(),
        payments: None,
        manual: Vec::new(),
        slips: &[],
        entries,
        told_until,
        today,
        provided: OnceCell::new(),
    };
    let mut taken = BTreeSet::new();
    (matched(sides, &mut taken), taken)
}

/// The matches of one channel, which is alone.
pub(super) fn matched(sides: Sides<'_>, taken: &mut BTreeSet<usize>) -> Vec<Match> {
    match_channels(&[sides], taken).remove(0)
}

/// What a match says, with its entries themselves in the place of where they stand.
pub(super) fn said(matches: &[Match], entries: &[AccountEntry]) -> BTreeSet<String> {
    let of_match = |one: &Match| {
        let mut own: Vec<u32> = one.entries.iter().map(|at| entries[*at].entry.number.1).collect();
        own.sort_unstable();
        format!("{:?} {:?} {own:?} {:?} {:?} {:?}", one.days, one.booked, one.bank, one.status, one.rule)
    };
    matches.iter().map(of_match).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_booking_and_every_entry_is_in_one_match(kind in kind(), booked in booked(), entries in entries()) {
        let (matches, taken) = matches(kind, &booked, &entries);
        let sum: Cents = matches.iter().filter_map(|one| one.booked).sum();
        prop_assert_eq!(sum, booked.values().sum::<Cents>());
        let mut days: Vec<NaiveDate> = matches.iter().flat_map(|one| one.days.clone()).collect();
        let count = days.len();
        days.sort_unstable();
        days.dedup();
        prop_assert_eq!(days.len(), count, "a day is in two matches");
        prop_assert!(booked.keys().all(|day| days.contains(day)), "a day is in no match");
        let mut own: Vec<usize> = matches.iter().flat_map(|one| one.entries.clone()).collect();
        own.sort_unstable();
        prop_assert_eq!(own, taken.into_iter().collect::<Vec<_>>(), "entries are lost or counted twice");
        let bank: Cents = matches.iter().filter_map(|one| one.bank).sum();
        let of_entries: Cents = matches.iter().flat_map(|one| &one.entries).map(|at| entries[*at].entry.cents).sum();
        prop_assert_eq!(bank, of_entries);
    }

    #[test]
    fn what_is_matched_or_proposed_is_equal_to_the_cent(kind in kind(), booked in booked(), entries in entries()) {
        for one in matches(kind, &booked, &entries).0 {
            if matches!(one.status, Status::Matched | Status::Proposed) {
                prop_assert_eq!(one.booked, one.bank_gross().or(Some(0)));
                prop_assert_eq!(one.outstanding(), 0);
            }
        }
    }

    #[test]
    fn the_order_of_arrival_changes_nothing(
        kind in kind(),
        booked in booked(),
        (entries, shuffled) in entries().prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
    ) {
        let (one, _) = matches(kind, &booked, &entries);
        let (other, _) = matches(kind, &booked, &shuffled);
        prop_assert_eq!(said(&one, &entries), said(&other, &shuffled));
    }

    #[test]
    fn a_planted_cent_is_found(kind in kind(), booked in booked(), entries in entries(), at in any::<prop::sample::Index>()) {
        let (before, _) = matches(kind, &booked, &entries);
        let linked: Vec<usize> =
            before.iter().filter(|one| one.status == Status::Matched).flat_map(|one| one.entries.clone()).collect();
        if linked.is_empty() {
            return Ok(());
        }
        let planted = linked[at.index(linked.len())];
        let mut changed = entries.clone();
        changed[planted].entry.cents += 1;
        if let Reference::Payout(Payout::Cards(payout)) = &mut changed[planted].entry.reference {
            payout.gross += 1;
        }
        let (after, _) = matches(kind, &booked, &changed);
        let of_planted = after.iter().find(|one| one.entries.contains(&planted));
        prop_assert!(of_planted.is_some_and(|one| one.status == Status::Open && one.outstanding() != 0), "{:?}", of_planted);
    }

    #[test]
    fn without_an_entry_no_more_is_matched(booked in booked(), entries in entries(), at in any::<prop::sample::Index>()) {
        if entries.is_empty() {
            return Ok(());
        }
        let sum = |matches: &[Match]| -> Cents {
            let certain = matches.iter().filter(|one| one.status == Status::Matched && !one.entries.is_empty());
            certain.filter_map(|one| one.booked).sum()
        };
        let (whole, _) = matches(ChannelKind::Paid, &booked, &entries);
        let gone = at.index(entries.len());
        let was = whole.iter().find(|one| one.entries.contains(&gone));
        // Of a day that two payouts tell of, of which one was too many, the other may fit alone.
        if was.is_some_and(|one| one.entries.len() > 1) {
            return Ok(());
        }
        let mut fewer = entries.clone();
        fewer.remove(gone);
        prop_assert!(sum(&matches(ChannelKind::Paid, &booked, &fewer).0) <= sum(&whole));
    }
}

/// A provider's payments: what was booked, a few of them a cent off.
pub(super) fn payments(booked: &BTreeMap<NaiveDate, Cents>, off: &[i8]) -> Vec<Payment> {
    let payment = |((day, cents), off): ((&NaiveDate, &Cents), &i8)| Payment {
        line: 2,
        id: String::new(),
        day: *day,
        kind: PaymentKind::Payment,
        gross: cents + Cents::from(*off),
        commission: Some(0),
        contract: "602398".to_owned(),
        brand: String::new(),
        payout: String::new(),
    };
    booked.iter().zip(off.iter().cycle()).map(payment).collect()
}

/// Matches of a terminal with a provider, whose file has come or has not.
pub(super) fn with_provider(
    booked: &BTreeMap<NaiveDate, Cents>,
    entries: &[AccountEntry],
    payments: Option<&[Payment]>,
    ends: &BTreeMap<NaiveDate, AroundEnd>,
) -> Vec<Match> {
    let known = Coverage::of([(first(), day(40))]);
    let channel = Channel { provider: "pin".to_owned(), ..channel(ChannelKind::Paid) };
    let (booked, around_ends, told_until, today) = (booked.clone(), ends.clone(), Some(day(30)), day(35));
    let (manual, slips) = (Vec::new(), &[][..]);
    // Its file tells of the days from its first payment to its last.
    let run = payments.and_then(|all| Some((all.first()?.day, all.last()?.day)));
    let payments = payments.map(|all| Payments { each: all.to_vec(), known: Coverage::of(run) });
    let payments = payments.as_ref();
    let sides = Sides {
        institution: library(),
        others: &ALONE,
        channel: &channel,
        known: &known,
        booked,
        around_ends,
        payments,
        manual,
        slips,
        entries,
        told_until,
        today,
        provided: OnceCell::new(),
    };
    matched(sides, &mut BTreeSet::new())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn without_a_provider_no_difference_looks_smaller(
        booked in booked(),
        entries in entries(),
        off in prop::collection::vec(-1..2_i8, 1..6),
    ) {
        let told = payments(&booked, &off);
        let none = BTreeMap::new();
        let is_settled = |all: &[Match], day: &NaiveDate| {
            all.iter().any(|one| one.days.contains(day) && one.status == Status::Matched)
        };
        let whole = with_provider(&booked, &entries, Some(&told), &none);
        let fewer = with_provider(&booked, &entries, None, &none);
        for day in booked.keys() {
            prop_assert!(is_settled(&whole, day) || !is_settled(&fewer, day), "{day}");
        }
    }

    #[test]
    fn a_cent_of_the_provider_is_found(booked in booked(), entries in entries(), at in any::<prop::sample::Index>()) {
        if booked.is_empty() {
            return Ok(());
        }
        let mut told = payments(&booked, &[0]);
        let planted = at.index(told.len());
        told[planted].gross += 1;
        let all = with_provider(&booked, &entries, Some(&told), &BTreeMap::new());
        let one = all.iter().find(|one| one.days.contains(&told[planted].day)).expect("every day is in a match");
        prop_assert!(!matches!(one.status, Status::Matched | Status::Proposed), "{one:?}");
        // Linked with days of which the provider does not tell, it is not known what it says of all.
        let told = one.provider().zip(one.booked).map(|(told, booked)| told - booked);
        prop_assert!(told == Some(1) || told.is_none() && matches!(one.status, Status::NotReceived | Status::Open), "{one:?}");
    }

    #[test]
    fn what_is_open_in_the_evening_is_open_in_the_morning(
        kind in kind(),
        booked in booked(),
        entries in entries(),
        (from, length) in (0..25_u64, 0..12_u64),
    ) {
        let (matches, _) = matches(kind, &booked, &entries);
        let roll = |from: u64, to: u64| {
            let period = Period::parse(&format!("{}..{}", day(from), day(to)), day(35)).expect("a period");
            roll_forward(&matches, &entries, period, day(60))
        };
        let (one, next) = (roll(from, from + length), roll(from + length + 1, from + length + 5));
        prop_assert_eq!(one.closing.map(|open| open.cents), next.opening.map(|open| open.cents));
        prop_assert!(one.adds_up() && next.adds_up());
        let (opening, closing) = (one.opening.expect("known"), one.closing.expect("known"));
        prop_assert_eq!(opening.cents + one.booked.expect("known") - one.received - one.explained, closing.cents);
        prop_assert_eq!(closing.by_age.iter().sum::<Cents>(), closing.cents);
        let whole = roll(0, 40);
        prop_assert_eq!(whole.booked, Some(booked.values().sum::<Cents>()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_comes_afterwards_changes_nothing_of_what_was_open(
        booked in booked(),
        entries in entries(),
        end in 0..25_u64,
    ) {
        let (end, kind) = (day(end), ChannelKind::Paid);
        let then: Vec<AccountEntry> = entries.iter().filter(|one| one.entry.day <= end).cloned().collect();
        let open = |entries: &[AccountEntry]| outstanding(&matches(kind, &booked, entries).0, entries, end);
        prop_assert_eq!(open(&entries).map(|open| open.cents), open(&then).map(|open| open.cents));
    }

    #[test]
    fn what_was_open_stands_there_item_by_item_and_none_is_nought(
        kind in kind(),
        booked in booked(),
        entries in entries(),
        end in 0..25_u64,
    ) {
        let (all, _) = matches(kind, &booked, &entries);
        let items = open_items(&all, &entries, day(end));
        let sum: Cents = items.iter().filter_map(|item| item.cents).sum();
        prop_assert_eq!(Some(sum), outstanding(&all, &entries, day(end)).map(|open| open.cents));
        prop_assert!(items.iter().all(|item| item.cents != Some(0) && item.day <= day(end)));
        // A sum that nobody confirmed pays nothing.
        for one in all.iter().filter(|one| one.is_by_sum_alone()) {
            for of_day in one.days.iter().filter(|one| **one <= day(end) && booked[*one] != 0) {
                let open = items.iter().find(|item| item.days == [*of_day]).and_then(|item| item.cents);
                prop_assert_eq!(open, Some(booked[of_day]));
            }
        }
    }
}

#[test]
fn money_between_ones_own_accounts_is_never_proposed() {
    let booked = BTreeMap::from([(day(4), 4650)]);
    for (family, transaction) in [(1, 13), (1, 64), (2, 64), (1, 17), (1, 66), (11, 50), (13, 50)] {
        let own = entry(1, day(5), 4650, EntryKind::of_code(family, transaction), Reference::None);
        let all = matches(ChannelKind::Paid, &booked, &[own]).0;
        assert_eq!((all.len(), all[0].status), (1, Status::Late), "{family} {transaction}");
    }
}

#[test]
fn a_sum_alone_is_a_proposal_and_only_where_it_is_the_only_one() {
    let booked = BTreeMap::from([(day(4), 4650)]);
    let transfer = |number, on| entry(number, day(on), 4650, EntryKind::Transfer, Reference::None);
    let alone = matches(ChannelKind::Paid, &booked, &[transfer(1, 5)]).0;
    assert_eq!(alone[0].status, Status::Proposed);
    let two = matches(ChannelKind::Paid, &booked, &[transfer(1, 5), transfer(2, 6)]).0;
    assert_eq!((two.len(), two[0].status), (1, Status::Late));
    // Not on the day itself, nor after its bank working days: 5 October is a Monday.
    assert_eq!(matches(ChannelKind::Paid, &booked, &[transfer(1, 4)]).0[0].status, Status::Late);
    assert_eq!(matches(ChannelKind::Paid, &booked, &[transfer(1, 8)]).0[0].status, Status::Late);
    assert_eq!(matches(ChannelKind::Paid, &booked, &[transfer(1, 7)]).0[0].status, Status::Proposed);
}

#[test]
fn days_that_are_paid_together_are_one_proposal() {
    // Friday to Sunday, paid on Monday.
    let booked = BTreeMap::from([(day(1), 100), (day(2), 250), (day(3), 75)]);
    let all = matches(ChannelKind::Paid, &booked, &[entry(1, day(4), 425, EntryKind::Transfer, Reference::None)]).0;
    assert_eq!((all.len(), all[0].days.len(), all[0].status), (1, 3, Status::Proposed));
}

#[test]
fn two_brands_of_a_day_are_one_match() {
    let booked = BTreeMap::from([(day(4), 1800)]);
    let visa = entry(1, day(6), 782, EntryKind::Terminal, cards(4, 800, 18));
    let master = entry(2, day(7), 980, EntryKind::Terminal, cards(4, 1000, 20));
    let both = matches(ChannelKind::Paid, &booked, &[visa.clone(), master]).0;
    assert_eq!((both[0].status, both[0].bank, both[0].commission), (Status::Matched, Some(1762), Some(38)));
    let one = matches(ChannelKind::Paid, &booked, &[visa]).0;
    assert_eq!((one[0].status, one[0].outstanding()), (Status::Open, 1000));
}

#[test]
fn a_day_that_no_export_tells_of_is_no_nought() {
    let known = Coverage::of([(first(), day(3))]);
    let channel = channel(ChannelKind::Paid);
    let entries = [entry(1, day(6), 500, EntryKind::Terminal, tickets(5, 0))];
    let (booked, told_until, today) = (BTreeMap::new(), Some(day(30)), day(35));
    let sides = Sides {
        institution: library(),
        others: &ALONE,
        channel: &channel,
        known: &known,
        booked,
        around_ends: BTreeMap::new(),
        payments: None,
        slips: &[],
        manual: Vec::new(),
        entries: &entries,
        told_until,
        today,
        provided: OnceCell::new(),
    };
    let all = matched(sides, &mut BTreeSet::new());
    assert_eq!((all[0].booked, all[0].status), (None, Status::NotReceived));
}
