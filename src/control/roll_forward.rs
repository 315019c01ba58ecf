//! What is outstanding on a channel from day to day: what was open at the end of one is open at the start of the next.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::bank_days::bank_days_between;
use super::matching::{AccountEntry, Match, Rule, Status};
use crate::domain::{Cents, Period};

/// What was outstanding at the end of a day, by how long its money has been on its way in bank working days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outstanding {
    /// In all.
    pub cents: Cents,
    /// Of up to 3 days, of 4 to 10, and older.
    pub by_age: [Cents; 3],
}

/// What became of the money of a channel in a period. Nothing of it is nought because it is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RollForward {
    /// What was outstanding before; `None` where days lie before it of which no export tells and the bank does.
    pub opening: Option<Outstanding>,
    /// What was booked.
    pub booked: Option<Cents>,
    /// What came to the bank, before commission.
    pub received: Cents,
    /// What somebody says will never come.
    pub explained: Cents,
    /// What is outstanding afterwards.
    pub closing: Option<Outstanding>,
}

/// The band of an age in bank working days.
#[must_use]
pub fn band(age: u32) -> usize {
    match age {
        0..=3 => 0,
        4..=10 => 1,
        _ => 2,
    }
}

/// What a match comes to until the end of a day.
struct Until {
    booked: Option<Cents>,
    received: Cents,
    explained: Cents,
}

fn until(one: &Match, booked: &BTreeMap<NaiveDate, Cents>, entries: &[AccountEntry], end: NaiveDate) -> Until {
    let days = one.days.iter().filter(|day| **day <= end);
    let of_days: Cents = days.clone().filter_map(|day| booked.get(day)).sum();
    let came = one.entries.iter().filter(|at| entries[**at].entry.day <= end);
    let is_whole = came.clone().count() == one.entries.len();
    let net: Cents = came.map(|at| entries[*at].entry.cents).sum();
    // What the provider keeps is told once all of the payout is there.
    let commission = one.commission.filter(|_| is_whole && !one.entries.is_empty()).unwrap_or_default();
    let is_any_known = one.booked.is_some() || days.count() == 0;
    let is_by_hand = matches!(one.rule, Some(Rule::ByHand(_))) && one.status == Status::Matched;
    let is_over = is_whole && one.days.iter().all(|day| *day <= end);
    let explained = if is_by_hand && is_over { one.outstanding() } else { 0 };
    Until { booked: is_any_known.then_some(of_days), received: net + commission, explained }
}

/// What is outstanding at the end of a day; `None` where nobody knows what was booked on a day until then.
#[must_use]
pub fn outstanding(
    matches: &[Match],
    booked: &BTreeMap<NaiveDate, Cents>,
    entries: &[AccountEntry],
    end: NaiveDate,
) -> Option<Outstanding> {
    let mut sum = Outstanding::default();
    for one in matches {
        let Until { booked, received, explained } = until(one, booked, entries, end);
        let cents = booked? - received - explained;
        let first = one.days.first().copied();
        let first = first.or_else(|| one.entries.iter().map(|at| entries[*at].entry.day).min());
        let age = first.map_or(0, |first| bank_days_between(first, end));
        sum.cents += cents;
        sum.by_age[band(age)] += cents;
    }
    Some(sum)
}

/// What became of the money of a channel in a period, as far as it is over on a day.
#[must_use]
pub fn roll_forward(
    matches: &[Match],
    booked: &BTreeMap<NaiveDate, Cents>,
    entries: &[AccountEntry],
    period: Period,
    today: NaiveDate,
) -> RollForward {
    let (before, end) = (period.first() - Days::new(1), period.last().min(today));
    let sums = |end: NaiveDate| {
        let all = matches.iter().map(|one| until(one, booked, entries, end));
        all.fold(Until { booked: Some(0), received: 0, explained: 0 }, |sum, one| Until {
            booked: sum.booked.zip(one.booked).map(|(sum, one)| sum + one),
            received: sum.received + one.received,
            explained: sum.explained + one.explained,
        })
    };
    let (then, now) = (sums(before), sums(end.max(before)));
    RollForward {
        opening: outstanding(matches, booked, entries, before),
        booked: then.booked.zip(now.booked).map(|(then, now)| now - then),
        received: now.received - then.received,
        explained: now.explained - then.explained,
        closing: outstanding(matches, booked, entries, end.max(before)),
    }
}
