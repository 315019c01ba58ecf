//! Laws of settlements that are cut within days: each is held against its own payments.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use proptest::prelude::*;

use super::channel::{Channel, ChannelKind};
use super::laws::*;
use super::matching::{AccountEntry, Match, Sides, Status};
use super::roll_forward::outstanding;
use crate::domain::{Cents, Coverage, Period};
use crate::witness::bank::{EntryKind, Reference};
use crate::witness::payments::{Payment, PaymentKind, Payments};
use crate::witness::payout::Payout;

/// What is kept of a settlement.
const KEPT: Cents = 5;

/// Payments of an online channel, how many of each day, and after how many of them a settlement is cut.
#[derive(Clone, Debug)]
struct SettledWorld {
    payments: Vec<Payment>,
    entries: Vec<AccountEntry>,
}

fn reference(number: usize) -> String {
    format!("1234567.2610.{number:02}")
}

impl SettledWorld {
    fn of(days: &[Vec<Cents>], every: usize) -> Self {
        let all = (0..).zip(days).flat_map(|(on, amounts)| amounts.iter().map(move |cents| (on, *cents)));
        let all: Vec<(u64, Cents)> = all.collect();
        let (mut payments, mut entries) = (Vec::new(), Vec::new());
        for (number, own) in all.chunks(every).enumerate() {
            let last = own.last().expect("one").0;
            payments.extend(own.iter().map(|(on, cents)| payment(*on, *cents, number, PaymentKind::Payment)));
            payments.push(payment(last, 0, number, PaymentKind::Cost));
            let net = own.iter().map(|(_, cents)| cents).sum::<Cents>() - KEPT;
            let reference = Reference::Payout(Payout::Settlement(reference(number)));
            let at = u32::try_from(number).expect("few") + 1;
            entries.push(entry(at, day(last + 1), net, EntryKind::Transfer, reference));
        }
        Self { payments, entries }
    }

    fn booked(&self) -> BTreeMap<NaiveDate, Cents> {
        let mut booked = BTreeMap::new();
        for payment in &self.payments {
            *booked.entry(payment.day).or_default() += payment.gross;
        }
        booked
    }

    fn matches(&self, booked: &BTreeMap<NaiveDate, Cents>) -> Vec<Match> {
        let known = Coverage::of([(first(), day(40))]);
        let channel = own();
        let payments = Payments { each: self.payments.clone(), known: known.clone() };
        let sides = Sides {
            institution: library(),
            others: &ALONE,
            channel: &channel,
            known: &known,
            booked: booked.clone(),
            around_ends: BTreeMap::new(),
            payments: Some(&payments),
            provided: OnceCell::new(),
            manual: Vec::new(),
            slips: &[],
            entries: &self.entries,
            told_until: Some(day(30)),
            today: day(35),
        };
        matched(sides, &mut BTreeSet::new())
    }
}

fn own() -> Channel {
    Channel { provider: "online".to_owned(), contracts: Vec::new(), bank_days: 10, ..channel(ChannelKind::Paid) }
}

fn payment(on: u64, gross: Cents, number: usize, kind: PaymentKind) -> Payment {
    Payment {
        line: 2,
        id: String::new(),
        day: day(on),
        kind,
        gross,
        commission: (kind == PaymentKind::Cost).then_some(KEPT),
        contract: String::new(),
        brand: String::new(),
        payout: reference(number),
    }
}

fn of_settlement(matches: &[Match], number: usize, world: &SettledWorld) -> Option<Match> {
    let wanted = Reference::Payout(Payout::Settlement(reference(number)));
    let is_of = |one: &&Match| one.entries.iter().any(|at| world.entries[*at].entry.reference == wanted);
    matches.iter().find(is_of).cloned()
}

fn days() -> impl Strategy<Value = Vec<Vec<Cents>>> {
    prop::collection::vec(prop::collection::vec(100..900_i64, 1..4), 2..9)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn each_settlement_is_held_against_its_own_payments(
        days in days(),
        every in 1..6_usize,
        (one, other) in (any::<prop::sample::Index>(), any::<prop::sample::Index>()),
        cents in prop_oneof![Just(1_i64), Just(-1), Just(300)],
    ) {
        let mut world = SettledWorld::of(&days, every);
        let booked = world.booked();
        let before = world.matches(&booked);
        prop_assert!(before.iter().all(|one| one.status == Status::Matched), "{before:?}");
        prop_assert_eq!(before.len(), world.entries.len());
        prop_assert_eq!(before.iter().filter_map(|one| one.booked).sum::<Cents>(), booked.values().sum::<Cents>());
        let (one, other) = (one.index(world.entries.len()), other.index(world.entries.len()));
        if one == other {
            return Ok(());
        }
        // The bank pays one too little and another too much: the sum of both is right.
        world.entries[one].entry.cents -= cents;
        world.entries[other].entry.cents += cents;
        let after = world.matches(&booked);
        for (number, apart) in [(one, cents), (other, -cents)] {
            let found = of_settlement(&after, number, &world).expect("it is linked");
            prop_assert_eq!((found.status, found.outstanding()), (Status::Open, apart));
        }
        prop_assert_eq!(after.iter().filter(|one| one.status != Status::Matched).count(), 2);
    }

    #[test]
    fn what_of_settlements_has_not_come_is_outstanding_and_nothing_else(
        days in days(),
        every in 1..6_usize,
        gone in any::<prop::sample::Index>(),
    ) {
        let mut world = SettledWorld::of(&days, every);
        let booked = world.booked();
        let gone = gone.index(world.entries.len());
        let own: Cents =
            world.payments.iter().filter(|one| one.payout == reference(gone)).map(|one| one.gross).sum();
        let first = world.payments.iter().find(|one| one.payout == reference(gone)).expect("one").day;
        world.entries.remove(gone);
        let all = world.matches(&booked);
        let open: Vec<&Match> = all.iter().filter(|one| one.status != Status::Matched).collect();
        prop_assert!(open.iter().all(|one| one.entries.is_empty() && one.days[0] >= first), "{open:?}");
        let waits = outstanding(&all, &world.entries, day(40)).map(|open| open.cents);
        prop_assert_eq!(waits, Some(own));
        prop_assert_eq!(all.iter().filter_map(|one| one.booked).sum::<Cents>(), booked.values().sum::<Cents>());
    }

    #[test]
    fn a_cent_that_was_booked_more_is_found_on_its_day(
        days in days(),
        every in 1..6_usize,
        at in any::<prop::sample::Index>(),
        cents in prop_oneof![Just(1_i64), Just(-1)],
    ) {
        let world = SettledWorld::of(&days, every);
        let mut booked = world.booked();
        let on = *booked.keys().nth(at.index(booked.len())).expect("a day");
        *booked.entry(on).or_default() += cents;
        let all = world.matches(&booked);
        let apart: Vec<(NaiveDate, Cents)> = all.iter().flat_map(Match::differing).collect();
        prop_assert_eq!(apart, vec![(on, -cents)]);
        prop_assert_eq!(all.iter().filter_map(|one| one.booked).sum::<Cents>(), booked.values().sum::<Cents>());
        // A period that is cut anywhere shows it once.
        let channel = own();
        let part = |from: u64, to: u64| -> Cents {
            let period = Period::parse(&format!("{}..{}", day(from), day(to)), day(60)).expect("a period");
            let parts = all.iter().flat_map(|one| one.parts(&channel, period, &world.entries));
            parts.filter_map(|part| part.booked).sum()
        };
        prop_assert_eq!(part(0, 3) + part(4, 40), part(0, 40));
    }
}
