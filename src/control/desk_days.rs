//! What the control desk says of each day: whether all agree, what differs, what is open, of what nobody tells.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::channel::{Channel, ChannelKind};
use super::day_boundary::channel_day;
use super::matching::{Match, Status};
use super::reports::{ChannelMatches, Desk, came};
use crate::domain::{DeskDay, Period};

impl Desk<'_> {
    /// What is said of each day until today on which something was booked, counted or paid.
    #[must_use]
    pub fn days(&self) -> BTreeMap<NaiveDate, DeskDay> {
        let mut days: BTreeMap<NaiveDate, DeskDay> = BTreeMap::new();
        let (entries, all) = self.matches();
        for (channel, ChannelMatches { matches, booked, .. }) in all {
            for one in matches {
                let came = came(one, entries);
                let own: Vec<NaiveDate> =
                    if one.days.is_empty() { came.into_iter().collect() } else { one.days.clone() };
                for day in own.into_iter().filter(|day| *day <= self.today) {
                    let parts = one.parts(channel, Period::Day(day), booked, entries);
                    let difference = parts.first().and_then(|part| part.difference).filter(|cents| *cents != 0);
                    judge(days.entry(day).or_default(), channel, one, difference);
                }
            }
        }
        self.judge_drawers(&mut days);
        days.retain(|_, day| *day != DeskDay::default());
        days
    }

    /// Drawers that were counted; those that were not, where money moved in them and nothing else is said of the day: how
    /// often a drawer is counted is the library's choice.
    fn judge_drawers(&self, days: &mut BTreeMap<NaiveDate, DeskDay>) {
        for drawer in self.drawers() {
            let name = drawer.daybook.to_string();
            let counted: BTreeSet<NaiveDate> =
                self.counts.iter().filter(|count| count.drawer == drawer.daybook).map(|count| count.day).collect();
            for day in counted.into_iter().filter(|day| *day <= self.today) {
                let counts = drawer.counts_of(day);
                let own = days.entry(day).or_default();
                for count in &counts {
                    // Where there are several, each is named by its time, as in `kasblad`.
                    let name =
                        if counts.len() == 1 { name.clone() } else { format!("{name} {}", count.time.format("%H:%M")) };
                    match drawer.counted(count).difference() {
                        None => own.missing.push(name),
                        Some(0) => own.agrees.push(name),
                        Some(difference) => own.differs.push((name, Some(difference))),
                    }
                }
            }
        }
        let cash = self.channels.iter().filter(|channel| channel.kind == ChannelKind::Cash);
        let mut silent: BTreeSet<(NaiveDate, String)> = BTreeSet::new();
        for channel in cash {
            let own = self.lines.iter().filter(|line| channel.has_line(line, self.tables, self.institution));
            silent.extend(own.map(|line| (channel_day(line, channel.day_ends), line.daybook.to_string())));
        }
        let is_said: BTreeSet<NaiveDate> =
            days.iter().filter(|(_, day)| **day != DeskDay::default()).map(|(day, _)| *day).collect();
        for (day, name) in silent.into_iter().filter(|(day, _)| *day <= self.today && !is_said.contains(day)) {
            days.entry(day).or_default().missing.push(name);
        }
    }
}

/// Says what a match says of one of its days.
fn judge(day: &mut DeskDay, channel: &Channel, one: &Match, difference: Option<i64>) {
    let name = channel.name.clone();
    let is_linked = one.rule.is_some() || one.days.is_empty();
    match one.status {
        // Where nothing was booked and nothing came, nobody agrees with anybody.
        Status::Matched if one.rule.is_none() => {}
        Status::Matched => day.agrees.push(name),
        // Of several days the one on which it differs says so; the others wait with it.
        Status::Open if is_linked && difference.is_some() => day.differs.push((name, difference)),
        Status::Refused => day.differs.push((name, difference)),
        Status::NotReceived => day.missing.push(name),
        Status::Proposed | Status::Open | Status::Late => day.open.push(name),
    }
}
