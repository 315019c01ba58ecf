//! Laws of several channels that share an account.

use std::cell::OnceCell;

use super::by_sum::match_channels;
use super::channel::{Channel, ChannelKind};
use super::laws::*;
use super::matching::{AccountEntry, Match, Sides, Status};
use crate::domain::{Cents, Coverage};
use crate::witness::bank::{EntryKind, Reference};
use chrono::NaiveDate;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// The matches of several channels with the same entries, each with what was booked on it.
fn of_channels(
    channels: &[(Channel, BTreeMap<NaiveDate, Cents>)],
    entries: &[AccountEntry],
) -> (Vec<Vec<Match>>, BTreeSet<usize>) {
    let known = Coverage::of([(first(), day(40))]);
    let sides = channels.iter().map(|(channel, booked)| Sides {
        institution: library(),
        others: &ALONE,
        channel,
        known: &known,
        booked: booked.clone(),
        around_ends: BTreeMap::new(),
        payments: None,
        manual: Vec::new(),
        slips: &[],
        entries,
        told_until: Some(day(30)),
        today: day(35),
        provided: OnceCell::new(),
    });
    let mut taken = BTreeSet::new();
    (match_channels(&sides.collect::<Vec<_>>(), &mut taken), taken)
}

/// A channel that the bank says nothing of by itself.
fn silent(kind: ChannelKind, name: &str) -> Channel {
    Channel { name: name.to_owned(), contracts: Vec::new(), ..channel(kind) }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_channels_changes_nothing(
        kinds in (kind(), kind(), kind()),
        booked in (booked(), booked(), booked()),
        entries in entries(),
    ) {
        // One cash channel: what no booking tells of is on the first of an account.
        let others = if kinds.0 == ChannelKind::Cash { ChannelKind::Paid } else { kinds.1 };
        let last = if others == ChannelKind::Cash { ChannelKind::Paid } else { kinds.2 };
        let last = if kinds.0 == ChannelKind::Cash { ChannelKind::Paid } else { last };
        let mut channels = vec![
            (silent(kinds.0, "one"), booked.0),
            (silent(others, "two"), booked.1),
            (silent(last, "three"), booked.2),
        ];
        let (forward, taken) = of_channels(&channels, &entries);
        let mut own: Vec<usize> = forward.iter().flatten().flat_map(|one| one.entries.clone()).collect();
        own.sort_unstable();
        prop_assert_eq!(own, taken.into_iter().collect::<Vec<_>>(), "entries are lost or counted twice");
        channels.reverse();
        let (mut backward, _) = of_channels(&channels, &entries);
        backward.reverse();
        prop_assert_eq!(forward, backward);
    }
}

#[test]
fn a_sum_that_fits_two_channels_is_the_proof_of_neither() {
    let booked = || BTreeMap::from([(day(4), 400)]);
    let channels = |kinds: [ChannelKind; 2]| kinds.map(|kind| (silent(kind, "one"), booked()));
    let credit = [entry(1, day(6), 400, EntryKind::Transfer, Reference::None)];
    for kinds in [[ChannelKind::Paid, ChannelKind::Paid], [ChannelKind::Cash, ChannelKind::Paid]] {
        for matches in of_channels(&channels(kinds), &credit).0 {
            assert_eq!((matches.len(), matches[0].status), (1, Status::Late), "{kinds:?}");
        }
    }
    // Where the other channel's money says what it is of, it is the only one again.
    let mut two = channels([ChannelKind::Paid, ChannelKind::Paid]);
    two[1].0.contracts = vec!["602398".to_owned()];
    let known = [credit[0].clone(), entry(2, day(6), 400, EntryKind::Terminal, tickets(4, 0))];
    let (all, _) = of_channels(&two, &known);
    assert_eq!((all[0][0].status, all[1][0].status), (Status::Proposed, Status::Matched));
    // Nor does it prove a run of days of a third channel, once it fits two single ones.
    let mut three = channels([ChannelKind::Paid, ChannelKind::Paid]).to_vec();
    three.push((silent(ChannelKind::Paid, "run"), BTreeMap::from([(day(4), 150), (day(5), 250)])));
    let (all, _) = of_channels(&three, &credit);
    assert!(all.iter().flatten().all(|one| one.status == Status::Late));
}

#[test]
fn a_hand_over_is_proposed_for_the_only_credit_of_its_sum() {
    let booked = BTreeMap::from([(day(4), 4000)]);
    let credit = |number, kind, reference| entry(number, day(6), 4000, kind, reference);
    for kind in [EntryKind::Deposit, EntryKind::Transfer, EntryKind::Other] {
        let one = matches(ChannelKind::Cash, &booked, &[credit(1, kind, Reference::None)]).0;
        assert_eq!((one.len(), one[0].status), (1, Status::Proposed), "{kind:?}");
        let two = [credit(1, kind, Reference::None), credit(2, EntryKind::Other, Reference::None)];
        assert_eq!(
            matches(ChannelKind::Cash, &booked, &two).0.iter().find(|one| !one.days.is_empty()).map(|one| one.status),
            Some(Status::Late)
        );
    }
    let others = [credit(1, EntryKind::Cost, Reference::None), credit(2, EntryKind::Terminal, Reference::None)];
    for other in others {
        assert_eq!(matches(ChannelKind::Cash, &booked, &[other]).0[0].status, Status::Late);
    }
}

#[test]
fn money_that_comes_after_its_days_is_linked_and_told() {
    let booked = BTreeMap::from([(day(4), 400)]);
    // 5 October is a Monday: three bank working days later is Thursday.
    for (on, is_late) in [(5, false), (7, false), (8, true), (15, true)] {
        let one = matches(ChannelKind::Paid, &booked, &[entry(1, day(on), 400, EntryKind::Terminal, tickets(4, 0))]).0;
        assert_eq!((one[0].status, one[0].is_late), (Status::Matched, is_late), "{on}");
    }
}
