//! Payments around the end of a day, which a provider may put on the other day (*daggrens*).

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate, NaiveTime};

use super::booked::BookedLine;
use super::matching::{Match, Rule, Sides, Status};
use super::payout_differences::Disputed;
use crate::domain::Cents;

/// How long before or behind the end of a day a payment may have been to be on the other one, in minutes.
const MINUTES: i64 = 30;

/// What was booked shortly before the end of a day, and what shortly behind it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AroundEnd {
    /// On the day, in its last half hour.
    pub before: Cents,
    /// On the next day, in its first half hour.
    pub behind: Cents,
}

/// The day of a channel that a line is on: one that ends at another hour than midnight takes what was settled until then.
#[must_use]
pub fn channel_day(line: &BookedLine, ends: Option<NaiveTime>) -> NaiveDate {
    let (day, time) = (line.settled.day(), line.settled.time());
    match ends {
        None => day,
        // An hour of the morning is that of the next day.
        Some(end) if is_of_morning(end) => {
            if time < end {
                day - Days::new(1)
            } else {
                day
            }
        }
        Some(end) => {
            if time >= end {
                day + Days::new(1)
            } else {
                day
            }
        }
    }
}

/// Whether an end of a day is of the next one.
fn is_of_morning(end: NaiveTime) -> bool {
    NaiveTime::from_hms_opt(12, 0, 0).is_some_and(|noon| end < noon)
}

/// The other day that has lines of a day of a channel, where its days end at another hour than midnight.
#[must_use]
pub fn other_day(day: NaiveDate, ends: Option<NaiveTime>) -> Option<NaiveDate> {
    ends.map(|end| if is_of_morning(end) { day + Days::new(1) } else { day - Days::new(1) })
}

/// What lines come to around the ends of days. A line without a time is on its day and nowhere else.
#[must_use]
pub fn around_ends<'l>(
    lines: impl Iterator<Item = &'l BookedLine>,
    ends: Option<NaiveTime>,
) -> BTreeMap<NaiveDate, AroundEnd> {
    let end = ends.unwrap_or(NaiveTime::MIN);
    let mut around: BTreeMap<NaiveDate, AroundEnd> = BTreeMap::new();
    for line in lines {
        let time = line.settled.time();
        if time == NaiveTime::MIN {
            continue;
        }
        let day = channel_day(line, ends);
        let since = (time - end).num_minutes().rem_euclid(24 * 60);
        if since >= 24 * 60 - MINUTES {
            around.entry(day).or_default().before += line.cents;
        } else if since < MINUTES {
            around.entry(day - Days::new(1)).or_default().behind += line.cents;
        }
    }
    around
}

/// Whether all that two matches have too much of one contract the other lacks of the same, and nothing else is apart.
fn cancel_out(matches: [&Match; 2]) -> bool {
    let mut sums: BTreeMap<&str, Cents> = BTreeMap::new();
    let mut all = matches.iter().flat_map(|one| &one.apart);
    let is_gross = all.clone().all(|apart| apart.disputed == Disputed::Gross);
    all.by_ref().for_each(|apart| *sums.entry(&apart.of).or_default() += apart.cents());
    is_gross && sums.values().all(|sum| *sum == 0)
}

impl Sides<'_> {
    /// Proposes two days beside each other that are linked and not equal, where what one lacks the other has too much of, and
    /// it is just what was booked in the half hour on either side of the end of the first. Each stays for itself, and
    /// outstanding as it is, until somebody agrees.
    pub(super) fn explain_day_ends(&self, matches: &mut [Match]) {
        let is_off = |one: &Match| {
            let sides = [one.booked, one.bank_gross()];
            let is_told_otherwise = one.provider().is_some_and(|told| !sides.contains(&Some(told)));
            let is_day = one.days.len() == 1 && !one.shares_days;
            one.status == Status::Open && is_day && one.rule.is_some() && !is_told_otherwise
        };
        let off = matches.iter().enumerate().filter(|(_, one)| is_off(one));
        let by_day: BTreeMap<NaiveDate, (usize, Cents)> =
            off.map(|(at, one)| (one.days[0], (at, -one.outstanding()))).collect();
        let mut explained: BTreeSet<usize> = BTreeSet::new();
        for (day, (at, apart)) in &by_day {
            let Some((other, apart_then)) = by_day.get(&(*day + Days::new(1))) else { continue };
            let is_free = !explained.contains(at) && !explained.contains(other);
            let are_of_one = cancel_out([&matches[*at], &matches[*other]]);
            if is_free && are_of_one && self.is_of_day_end(*day, *apart, *apart_then) {
                explained.extend([*at, *other]);
            }
        }
        for at in explained {
            (matches[at].status, matches[at].rule) = (Status::Proposed, Some(Rule::DayEnd));
        }
    }

    /// Whether all differences of days are pairs of days beside each other of which one has what the other lacks.
    pub(super) fn are_of_day_ends(&self, differing: &BTreeMap<NaiveDate, Cents>) -> bool {
        let mut left = differing.iter();
        while let Some((day, apart)) = left.next() {
            let is_pair = left
                .next()
                .is_some_and(|(next, other)| *next == *day + Days::new(1) && self.is_of_day_end(*day, *apart, *other));
            if !is_pair {
                return false;
            }
        }
        true
    }

    /// Whether differences of a day and the next cancel out and are what was booked around the end between them.
    fn is_of_day_end(&self, day: NaiveDate, apart: Cents, apart_then: Cents) -> bool {
        let AroundEnd { before, behind } = self.around_ends.get(&day).copied().unwrap_or_default();
        apart != 0 && apart + apart_then == 0 && (-apart == before || apart == behind)
    }
}
