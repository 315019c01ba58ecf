//! Laws of parts: whatever a match is cut into, its parts are the whole again.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::laws::*;
use super::match_part::MatchPart;
use super::matching::AccountEntry;
use crate::domain::{Cents, Period};

fn period(from: u64, to: u64) -> Period {
    Period::parse(&format!("{}..{}", day(from), day(to)), day(60)).expect("a period")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn parts_add_up_to_the_match(
        booked in booked(),
        entries in entries(),
        off in prop::collection::vec(-1..2_i8, 1..6),
        has_provider in any::<bool>(),
        cuts in prop::collection::btree_set(1..40_u64, 0..6),
    ) {
        let told = has_provider.then(|| payments(&booked, &off));
        let matches = with_provider(&booked, &entries, told.as_deref(), &BTreeMap::new());
        let channel = channel(super::channel::ChannelKind::Paid);
        let parts = |entries: &[AccountEntry], cuts: &BTreeSet<u64>| -> Vec<[Cents; 5]> {
            let starts: Vec<u64> = std::iter::once(0).chain(cuts.iter().copied()).collect();
            let ends: Vec<u64> = cuts.iter().map(|cut| cut - 1).chain([60]).collect();
            let mut sums = vec![[0; 5]; matches.len()];
            for (from, to) in starts.into_iter().zip(ends) {
                for (one, sums) in matches.iter().zip(&mut sums) {
                    for part in one.parts(&channel, period(from, to), &booked, entries) {
                        let MatchPart { booked, provider, commission, bank, difference, .. } = part;
                        for (sum, cents) in sums.iter_mut().zip([booked, provider, commission, bank, difference]) {
                            *sum += cents.unwrap_or_default();
                        }
                    }
                }
            }
            sums
        };
        prop_assert_eq!(parts(&entries, &cuts), parts(&entries, &BTreeSet::new()));
    }

    #[test]
    fn a_part_has_what_was_booked_on_its_own_days(
        booked in booked(),
        entries in entries(),
        (from, length) in (0..25_u64, 0..12_u64),
    ) {
        let matches = with_provider(&booked, &entries, None, &BTreeMap::new());
        let period = period(from, from + length);
        let channel = channel(super::channel::ChannelKind::Paid);
        let shown: Cents = matches
            .iter()
            .flat_map(|one| one.parts(&channel, period, &booked, &entries))
            .filter_map(|part| part.booked)
            .sum();
        let own: Cents = booked.iter().filter(|(day, _)| period.contains(**day)).map(|(_, cents)| cents).sum();
        prop_assert_eq!(shown, own);
    }
}
