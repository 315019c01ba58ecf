//! Laws of a channel with several contracts: a cent that one lacks and another has, or that is kept of one, is found.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::channel::{Channel, ChannelKind};
use super::laws::*;
use super::matching::{AccountEntry, Match, Sides, Status};
use crate::domain::{Cents, Coverage, Period};
use crate::witness::bank::{EntryKind, Reference};
use crate::witness::payments::{Payment, PaymentKind, Payments};
use crate::witness::payout::Payout;

/// A terminal that the bank pays gross or net, and cards that it pays net.
const CONTRACTS: [&str; 2] = ["602398", "27992973"];

/// A day: what was paid by each contract, and what is kept of it.
type PaidDay = ([Cents; 2], [Cents; 2]);

/// What all say of some days, one after the other.
#[derive(Clone, Debug)]
struct ContractWorld {
    payments: Vec<Payment>,
    entries: Vec<AccountEntry>,
}

impl ContractWorld {
    fn of(days: &[PaidDay], is_net: bool) -> Self {
        let (mut payments, mut entries) = (Vec::new(), Vec::new());
        for (on, (gross, kept)) in (0..).zip(days) {
            for (which, contract) in CONTRACTS.iter().enumerate() {
                payments.push(payment(contract, on, gross[which], Some(kept[which])));
            }
            let paid = gross[0] - if is_net { kept[0] } else { 0 };
            let number = u32::try_from(entries.len()).expect("few") + 1;
            entries.push(entry(number, day(on + 1), paid, EntryKind::Terminal, tickets(on, 0)));
            let mut reference = cards(on, gross[1], kept[1]);
            if let Reference::Payout(Payout::Cards(payout)) = &mut reference {
                CONTRACTS[1].clone_into(&mut payout.contract);
            }
            entries.push(entry(number + 1, day(on + 1), gross[1] - kept[1], EntryKind::Terminal, reference));
        }
        Self { payments, entries }
    }

    fn matches(&self, days: &[PaidDay]) -> Vec<Match> {
        let booked: BTreeMap<_, Cents> =
            (0..).zip(days).map(|(on, (gross, _))| (day(on), gross.iter().sum::<Cents>())).collect();
        matches_of(&booked, &self.entries, &self.payments, &CONTRACTS)
    }

    /// Adds to what the bank pays of a contract on a day, and says that it did.
    fn pay(&mut self, on: usize, which: usize, more: Cents) {
        let entry = &mut self.entries[2 * on + which].entry;
        entry.cents += more;
        if let Reference::Payout(Payout::Cards(payout)) = &mut entry.reference {
            payout.gross += more;
        }
    }
}

fn payment(contract: &str, on: u64, gross: Cents, commission: Option<Cents>) -> Payment {
    Payment {
        line: 2,
        id: String::new(),
        day: day(on),
        kind: PaymentKind::Payment,
        gross,
        commission,
        contract: contract.to_owned(),
        brand: String::new(),
        payout: String::new(),
    }
}

fn own(contracts: &[&str]) -> Channel {
    let contracts = contracts.iter().map(|one| (*one).to_owned()).collect();
    Channel { provider: "pin".to_owned(), contracts, ..channel(ChannelKind::Paid) }
}

fn matches_of(
    booked: &BTreeMap<chrono::NaiveDate, Cents>,
    entries: &[AccountEntry],
    payments: &[Payment],
    contracts: &[&str],
) -> Vec<Match> {
    let known = Coverage::of([(first(), day(40))]);
    let channel = own(contracts);
    let payments = Payments { each: payments.to_vec(), known: known.clone() };
    let sides = Sides {
        institution: library(),
        others: &ALONE,
        channel: &channel,
        known: &known,
        booked: booked.clone(),
        around_ends: BTreeMap::new(),
        payments: Some(&payments),
        provided: std::cell::OnceCell::new(),
        manual: Vec::new(),
        slips: &[],
        entries,
        told_until: Some(day(30)),
        today: day(35),
    };
    matched(sides, &mut BTreeSet::new())
}

/// The differences that rows show, of whatever sign.
fn shown(matches: &[Match], entries: &[AccountEntry]) -> Cents {
    let period = Period::parse(&format!("{}..{}", first(), day(40)), day(60)).expect("a period");
    let channel = own(&CONTRACTS);
    let parts = matches.iter().flat_map(|one| one.parts(&channel, period, entries));
    parts.filter_map(|part| part.difference).map(Cents::abs).sum()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_planted_cent_is_found_whatever_the_sums_are(
        days in prop::collection::vec(((500..900_i64, 500..900_i64), (0..9_i64, 1..9_i64)), 2..6),
        is_net in any::<bool>(),
        (on, then) in (any::<prop::sample::Index>(), any::<prop::sample::Index>()),
        plant in 0..7_u8,
        cents in prop_oneof![Just(1_i64), Just(-1), Just(100)],
    ) {
        let days: Vec<PaidDay> = days.into_iter().map(|((one, two), (a, b))| ([one, two], [a, b])).collect();
        let mut world = ContractWorld::of(&days, is_net);
        let before = world.matches(&days);
        prop_assert!(before.iter().all(|one| one.status == Status::Matched), "{before:?}");
        prop_assert_eq!(shown(&before, &world.entries), 0);
        let (on, then) = (on.index(days.len()), then.index(days.len()));
        match plant {
            // The bank pays one contract too little and another, or another day, too much.
            0 => { world.pay(on, 0, -cents); world.pay(on, 1, cents); }
            1 => { world.pay(on, 0, -cents); world.pay((on + 1) % days.len(), 1, cents); }
            2 => { world.pay(on, 1, -cents); world.pay((on + 1) % days.len(), 1, cents); }
            3 => world.pay(then, 1, cents),
            // The provider says so.
            4 => { world.payments[2 * on].gross += cents; world.payments[2 * on + 1].gross -= cents; }
            // The bank keeps more than the provider says, or the provider says more.
            5 => if let Reference::Payout(Payout::Cards(payout)) = &mut world.entries[2 * on + 1].entry.reference {
                payout.commission += cents;
                world.entries[2 * on + 1].entry.cents -= cents;
            },
            _ => world.payments[2 * on + 1].commission = Some(days[on].1[1] + cents),
        }
        let after = world.matches(&days);
        prop_assert!(after.iter().any(|one| one.status == Status::Open), "{after:?}");
        prop_assert!(shown(&after, &world.entries) > 0, "{after:?}");
        let own: BTreeSet<usize> = after.iter().flat_map(|one| one.entries.clone()).collect();
        prop_assert_eq!(own.len(), world.entries.len(), "money at the bank is nowhere");
    }

    #[test]
    fn a_settlement_is_linked_whatever_came_of_it(paid in 1..2000_i64, parts in 1..3_i64) {
        let settlement = || Reference::Payout(Payout::Settlement("1234567.2610.01".to_owned()));
        let (gross, kept) = (1300, 58);
        let of = |payment: Payment| Payment { payout: "1234567.2610.01".to_owned(), ..payment };
        let cost = Payment { kind: PaymentKind::Cost, ..payment("", 0, 0, Some(kept)) };
        let payments = [of(payment("", 0, gross, None)), of(cost)];
        let entries: Vec<AccountEntry> = (1..=parts)
            .map(|part| {
                let own = if part == 1 { paid - paid / parts * (parts - 1) } else { paid / parts };
                entry(u32::try_from(part).expect("few"), day(2), own, EntryKind::Transfer, settlement())
            })
            .collect();
        let booked = BTreeMap::from([(day(0), gross)]);
        let all = matches_of(&booked, &entries, &payments, &[]);
        prop_assert_eq!(all.len(), 1);
        prop_assert_eq!((all[0].bank, all[0].commission), (Some(paid), Some(kept)));
        prop_assert_eq!(all[0].outstanding(), gross - kept - paid);
        let meant = if paid == gross - kept { Status::Matched } else { Status::Open };
        prop_assert_eq!(all[0].status, meant);
    }
}

#[test]
fn numbers_that_only_one_side_writes_are_compared_together() {
    let booked = BTreeMap::from([(day(0), 1000)]);
    let entries = [entry(1, day(1), 1000, EntryKind::Terminal, tickets(0, 0))];
    let payments = [payment("P1", 0, 400, None), payment("P2", 0, 600, None)];
    let all = matches_of(&booked, &entries, &payments, &["602398", "P1", "P2"]);
    assert_eq!((all.len(), all[0].status), (1, Status::Matched));
    // A contract that the bank does not name and that it paid under the number of another is no such thing.
    let payments = [payment("602398", 0, 400, None), payment("P2", 0, 600, None)];
    let all = matches_of(&booked, &entries, &payments, &["602398", "P2"]);
    assert_eq!((all[0].status, all[0].apart.len()), (Status::Open, 2));
}
