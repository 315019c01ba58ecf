//! Laws of single days: what is told of a day counts for that day, however the bank pays.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use proptest::prelude::*;

use super::day_boundary::AroundEnd;
use super::laws::*;
use super::matching::{Match, Rule, Status};
use super::roll_forward::open_items;
use crate::domain::Cents;
use crate::witness::bank::{EntryKind, Reference};

#[test]
fn payments_around_midnight_may_be_on_the_other_day() {
    let booked = BTreeMap::from([(day(4), 1000), (day(5), 500)]);
    let entries = [
        entry(1, day(6), 800, EntryKind::Terminal, tickets(4, 0)),
        entry(2, day(7), 700, EntryKind::Terminal, tickets(5, 0)),
    ];
    let told = |gross: [Cents; 2]| {
        let mut all = payments(&booked, &[0]);
        (all[0].gross, all[1].gross) = (gross[0], gross[1]);
        all
    };
    let late = |before, behind| BTreeMap::from([(day(4), AroundEnd { before, behind })]);
    let all = |ends| with_provider(&booked, &entries, Some(&told([800, 700])), &ends);
    for ends in [late(200, 0), late(0, -200)] {
        let explained = all(ends);
        let said = |one: &Match| (one.status, one.rule, one.outstanding());
        let meant = [200, -200].map(|open| (Status::Proposed, Some(Rule::DayEnd), open));
        assert_eq!(explained.iter().map(said).collect::<Vec<_>>(), meant);
        // Until somebody agrees it is outstanding, as a proposal.
        let open: Vec<_> = open_items(&explained, &entries, day(20)).into_iter().map(|one| one.cents).collect();
        assert_eq!(open, [Some(200), Some(-200)]);
    }
    // Equal and opposite alone explains nothing: it must have been booked around midnight, to the cent.
    for ends in [BTreeMap::new(), late(199, 0), late(0, 200)] {
        let apart = all(ends);
        assert_eq!((apart.len(), apart[0].status, apart[1].status), (2, Status::Open, Status::Open));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_a_provider_tells_of_a_day_counts_however_the_bank_pays(
        booked in booked(),
        moved in -2..3_i64,
        at in any::<prop::sample::Index>(),
        is_by_sum in any::<bool>(),
    ) {
        // All days come in one credit, and the provider says that some money was paid a day earlier or later.
        let days: Vec<NaiveDate> = booked.keys().copied().collect();
        let sum: Cents = booked.values().sum();
        if days.len() < 2 || moved == 0 || sum == 0 {
            return Ok(());
        }
        let mut told = payments(&booked, &[0]);
        let first = at.index(days.len() - 1);
        told[first].gross += moved;
        told[first + 1].gross -= moved;
        let span = |reference| vec![entry(1, day(21), sum, EntryKind::Terminal, reference)];
        let length = (days[days.len() - 1] - days[0]).num_days().unsigned_abs();
        let from = (days[0] - day(0)).num_days().unsigned_abs();
        let entries = span(if is_by_sum { Reference::None } else { tickets(from, length) });
        let all = with_provider(&booked, &entries, Some(&told), &BTreeMap::new());
        for (at, cents) in [(first, moved), (first + 1, -moved)] {
            let one = all.iter().find(|one| one.days.contains(&days[at])).expect("every day is in a match");
            prop_assert!(!matches!(one.status, Status::Matched | Status::Proposed), "{one:?}");
            prop_assert_eq!(one.differing().remove(&days[at]), Some(cents));
        }
    }
}

#[test]
fn payments_around_midnight_are_explained_where_the_days_are_paid_together() {
    let booked = BTreeMap::from([(day(4), 1000), (day(5), 500), (day(6), 0)]);
    let entries = [entry(1, day(7), 1500, EntryKind::Terminal, tickets(4, 2))];
    let mut told = payments(&booked, &[0]);
    (told[0].gross, told[1].gross) = (800, 700);
    let late = |before| BTreeMap::from([(day(4), AroundEnd { before, behind: 0 })]);
    for (before, meant) in
        [(200, (Status::Proposed, Some(Rule::DayEnd))), (199, (Status::Open, Some(Rule::ContractAndDay)))]
    {
        let all = with_provider(&booked, &entries, Some(&told), &late(before));
        assert_eq!((all.len(), (all[0].status, all[0].rule)), (1, meant));
    }
}
