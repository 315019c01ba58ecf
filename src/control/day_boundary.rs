//! Payments around the end of a day, which a provider may put on the other day (*daggrens*).

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate, NaiveTime};

use super::booked::BookedLine;
use super::matching::{Match, Rule, Sides, Status};
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

impl Sides<'_> {
    /// Joins two days beside each other that are linked and not equal, where what one lacks the other has too much of, and it
    /// is just what was booked in the half hour on either side of the end of the first.
    pub(super) fn join_at_day_ends(&self, matches: Vec<Match>) -> Vec<Match> {
        let is_off = |one: &Match| one.status == Status::Open && one.days.len() == 1 && one.rule.is_some();
        let by_day: BTreeMap<NaiveDate, usize> =
            matches.iter().enumerate().filter(|(_, one)| is_off(one)).map(|(at, one)| (one.days[0], at)).collect();
        let mut joined: BTreeSet<usize> = BTreeSet::new();
        let mut pairs = Vec::new();
        for (day, at) in &by_day {
            let Some(other) = by_day.get(&(*day + Days::new(1))) else { continue };
            let moved = matches[*at].outstanding();
            let AroundEnd { before, behind } = self.around_ends.get(day).copied().unwrap_or_default();
            let is_pair = moved != 0 && moved + matches[*other].outstanding() == 0;
            let is_around = moved == before || -moved == behind;
            if is_pair && is_around && !joined.contains(at) && !joined.contains(other) {
                joined.extend([*at, *other]);
                pairs.push((*at, *other));
            }
        }
        let join = |(at, other): (usize, usize)| {
            let (one, other) = (&matches[at], &matches[other]);
            let sum = |one: Option<Cents>, other: Option<Cents>| Some(one? + other?);
            // They are of two days: nothing is in both.
            let both = |one: &BTreeMap<NaiveDate, Cents>, other: &BTreeMap<NaiveDate, Cents>| {
                one.iter().chain(other).map(|(day, cents)| (*day, *cents)).collect()
            };
            let mut entries = [&one.entries[..], &other.entries].concat();
            entries.sort_unstable();
            Match {
                days: [&one.days[..], &other.days].concat(),
                booked: sum(one.booked, other.booked),
                told: one.told.as_ref().zip(other.told.as_ref()).map(|(one, other)| both(one, other)),
                commission: sum(one.commission, other.commission),
                kept: one.kept.iter().chain(&other.kept).map(|(entry, cents)| (*entry, *cents)).collect(),
                entries,
                bank: sum(one.bank, other.bank),
                is_late: one.is_late || other.is_late,
                status: Status::Proposed,
                rule: Some(Rule::DayEnd),
            }
        };
        let new: Vec<Match> = pairs.into_iter().map(join).collect();
        let kept = matches.into_iter().enumerate().filter(|(at, _)| !joined.contains(at)).map(|(_, one)| one);
        kept.chain(new).collect()
    }
}
