//! What an archive keeps of what was matched by hand.

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use super::manual::ManualMatch;
use crate::domain::Cents;

/// How a time is kept.
const TIME: &str = "%Y-%m-%dT%H:%M:%S";

/// A match by hand, as it is kept.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KeptMatch {
    line: u64,
    number: u32,
    time: String,
    role: String,
    reason: String,
    channel: String,
    days: Vec<(String, Cents)>,
    /// The day of an entry, the numbers of its statement and on that, its amount.
    entries: Vec<(String, u32, u32, Cents)>,
    explained: Cents,
    withdraws: Option<u32>,
}

impl KeptMatch {
    pub(super) fn of(one: &ManualMatch) -> Self {
        let entry = |((day, statement, number), cents): (&(NaiveDate, u32, u32), &Cents)| {
            (day.to_string(), *statement, *number, *cents)
        };
        Self {
            line: one.line,
            number: one.number,
            time: one.time.format(TIME).to_string(),
            role: one.role.clone(),
            reason: one.reason.clone(),
            channel: one.channel.clone(),
            days: one.days.iter().map(|(day, cents)| (day.to_string(), *cents)).collect(),
            entries: one.entries.iter().map(entry).collect(),
            explained: one.explained,
            withdraws: one.withdraws,
        }
    }

    pub(super) fn read(self) -> Option<ManualMatch> {
        let day = |(day, cents): (String, Cents)| Some((day.parse().ok()?, cents));
        let entry = |(day, statement, number, cents): (String, u32, u32, Cents)| {
            Some(((day.parse().ok()?, statement, number), cents))
        };
        Some(ManualMatch {
            line: self.line,
            number: self.number,
            time: NaiveDateTime::parse_from_str(&self.time, TIME).ok()?,
            role: self.role,
            reason: self.reason,
            channel: self.channel,
            days: self.days.into_iter().map(day).collect::<Option<_>>()?,
            entries: self.entries.into_iter().map(entry).collect::<Option<_>>()?,
            explained: self.explained,
            withdraws: self.withdraws,
        })
    }
}
