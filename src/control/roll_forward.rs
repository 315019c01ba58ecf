//! What is outstanding on a channel from day to day: what was open at the end of one is open at the start of the next.

use chrono::{Days, NaiveDate};

use super::matching::{AccountEntry, Match, Rule, Status};
use crate::domain::bank_days::bank_days_between;
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

impl RollForward {
    /// Whether what was outstanding before, with what was booked and without what came or was explained, is what is
    /// outstanding afterwards, and that is the sum of its ages. Where a part is not known there is nothing to add up.
    #[must_use]
    pub fn adds_up(&self) -> bool {
        let sum = |open: Outstanding, booked: Cents| open.cents + booked - self.received - self.explained;
        let meant = self.opening.zip(self.booked).map(|(opening, booked)| sum(opening, booked));
        let is_of_ages = |open: Outstanding| open.by_age.iter().sum::<Cents>() == open.cents;
        let are_of_ages = self.opening.iter().chain(&self.closing).all(|open| is_of_ages(*open));
        are_of_ages && meant.zip(self.closing).is_none_or(|(meant, closing)| meant == closing.cents)
    }
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

fn until(one: &Match, entries: &[AccountEntry], end: NaiveDate) -> Until {
    let days = one.days.iter().filter(|day| **day <= end);
    let of_days: Cents = days.clone().filter_map(|day| one.own.get(day)).sum();
    // What nobody confirmed is not received yet.
    let came = one.entries.iter().filter(|at| entries[**at].entry.day <= end && !one.is_by_sum_alone());
    let is_whole = came.clone().count() == one.entries.len();
    let net: Cents = came.clone().map(|at| entries[*at].entry.cents).sum();
    let commission: Cents = came.filter_map(|at| one.kept.get(at)).sum();
    let is_any_known = one.booked.is_some() || days.count() == 0;
    let is_by_hand = matches!(one.rule, Some(Rule::ByHand(_))) && one.status == Status::Matched;
    let is_over = is_whole && one.days.iter().all(|day| *day <= end);
    let explained = if is_by_hand && is_over { one.outstanding() } else { 0 };
    Until { booked: is_any_known.then_some(of_days), received: net + commission, explained }
}

/// What is outstanding at the end of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutstandingItem<'m> {
    /// What it is of.
    pub of: &'m Match,
    /// The day of which it is outstanding; of money at the bank that no booking tells of until then, the day on which it
    /// came.
    pub day: NaiveDate,
    /// All days of it until then; none of money that no booking tells of.
    pub days: Vec<NaiveDate>,
    /// How much; `None` where no export tells of its days.
    pub cents: Option<Cents>,
    /// Whether some of its money had come until then.
    pub is_begun: bool,
}

/// What was outstanding on a channel at the end of a day, by what was at the bank until then: what came afterwards changes
/// nothing of it. Days of which nothing had come stand each for itself.
#[must_use]
pub fn open_items<'m>(matches: &'m [Match], entries: &[AccountEntry], end: NaiveDate) -> Vec<OutstandingItem<'m>> {
    let mut items = Vec::new();
    for of in matches {
        let days: Vec<NaiveDate> = of.days.iter().copied().filter(|day| *day <= end).collect();
        let came = of.entries.iter().map(|at| entries[*at].entry.day).filter(|day| *day <= end);
        let (first_came, Until { booked: of_days, received, explained }) = (came.min(), until(of, entries, end));
        // Money may be at the bank before the day on which it was booked.
        let Some(day) = days.first().copied().or(first_came) else { continue };
        let Some(of_days) = of_days else {
            items.push(OutstandingItem { of, day, days, cents: None, is_begun: first_came.is_some() });
            continue;
        };
        let is_begun = first_came.is_some() && !of.is_by_sum_alone();
        if is_begun || explained != 0 {
            items.push(OutstandingItem { of, day, days, cents: Some(of_days - received - explained), is_begun });
            continue;
        }
        let of_day = |day: NaiveDate| (day, of.own.get(&day).copied().unwrap_or_default());
        items.extend(days.into_iter().map(of_day).map(|(day, cents)| OutstandingItem {
            of,
            day,
            days: vec![day],
            cents: Some(cents),
            is_begun,
        }));
    }
    items.retain(|item| item.cents != Some(0));
    items
}

/// What is outstanding at the end of a day; `None` where nobody knows what was booked on a day until then.
#[must_use]
pub fn outstanding(matches: &[Match], entries: &[AccountEntry], end: NaiveDate) -> Option<Outstanding> {
    let mut sum = Outstanding::default();
    for item in open_items(matches, entries, end) {
        let cents = item.cents?;
        sum.cents += cents;
        sum.by_age[band(bank_days_between(item.day, end))] += cents;
    }
    Some(sum)
}

/// What became of the money of a channel in a period, as far as it is over on a day.
#[must_use]
pub fn roll_forward(matches: &[Match], entries: &[AccountEntry], period: Period, today: NaiveDate) -> RollForward {
    let (before, end) = (period.first() - Days::new(1), period.last().min(today));
    let sums = |end: NaiveDate| {
        let all = matches.iter().map(|one| until(one, entries, end));
        all.fold(Until { booked: Some(0), received: 0, explained: 0 }, |sum, one| Until {
            booked: sum.booked.zip(one.booked).map(|(sum, one)| sum + one),
            received: sum.received + one.received,
            explained: sum.explained + one.explained,
        })
    };
    let (then, now) = (sums(before), sums(end.max(before)));
    RollForward {
        opening: outstanding(matches, entries, before),
        booked: then.booked.zip(now.booked).map(|(then, now)| now - then),
        received: now.received - then.received,
        explained: now.explained - then.explained,
        closing: outstanding(matches, entries, end.max(before)),
    }
}
