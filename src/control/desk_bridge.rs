//! The bridge of the control desk's reports: every line that came in is on the report, or is not for a reason.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::booked::{BookedLine, DrawerEffect};
use super::channel::{Channel, ChannelKind};
use super::day_boundary::channel_day;
use super::desk_report::DeskReport;
use super::reports::Desk;
use crate::domain::{BookingGroup, Daybook, DeskFinding, DeskMatter, LineSum, Moment, Money};
use crate::report::ReportError;
use crate::report::bridge::{Accepted, Bridge};
use crate::report::departure::{Departure, Departures};
use crate::report::lines::Totals;

/// What came in, as those count it who brought it, and what of it is still open.
#[derive(Clone, Copy, Debug)]
pub struct CameIn {
    /// All of it.
    pub accepted: Accepted,
    /// Items that are still open.
    pub open: LineSum,
}

/// Where a line stands at the control desk.
enum DeskDeparture {
    /// On the channel of this place.
    On(usize),
    /// Nowhere, for a reason.
    Nowhere(Departure),
}

/// What a report shows lines of.
struct ShownDays {
    /// Of `openstaande-ontvangsten`: the days of each channel that were outstanding.
    open: BTreeSet<(usize, NaiveDate)>,
    /// Of `kastelling`: the last count of each drawer and day.
    counted: BTreeMap<(Daybook, NaiveDate), Option<Moment>>,
}

impl Desk<'_> {
    fn standing(&self, line: &BookedLine) -> DeskDeparture {
        let (daybook, day) = (line.daybook, line.day());
        let manager = self.tables.holding_institution(daybook, day);
        let is_shared = daybook.is_former_online() || (manager.is_none() && self.tables.name_managers());
        let is_of_another = is_shared && line.institution != self.institution;
        if let Some(at) = self.channels.iter().position(|channel| channel.has_line(line, self.tables, self.institution))
        {
            DeskDeparture::On(at)
        } else if !daybook.kind().is_received() {
            DeskDeparture::Nowhere(Departure::NotAskedFor)
        } else if is_of_another {
            DeskDeparture::Nowhere(Departure::OtherInstitutions)
        } else if manager.map_or(self.others.daybooks.contains(&daybook), |manager| manager != self.institution) {
            DeskDeparture::Nowhere(Departure::OthersDaybooks)
        } else {
            DeskDeparture::Nowhere(Departure::NoChannel)
        }
    }

    /// Money of the period on daybooks that no channel names: the control desk sets it beside nothing.
    pub(super) fn of_no_channel(&self) -> Vec<DeskFinding> {
        let mut sums: BTreeMap<Daybook, LineSum> = BTreeMap::new();
        for line in self.lines.iter().filter(|line| self.period.contains(line.day())) {
            if let DeskDeparture::Nowhere(Departure::NoChannel) = self.standing(line) {
                sums.entry(line.daybook).or_default().add(line.cents);
            }
        }
        let finding = |(daybook, sum): (Daybook, LineSum)| DeskFinding {
            matter: DeskMatter::NoChannel,
            of: daybook.to_string(),
            day: None,
            amount: Some(sum.money()),
        };
        sums.into_iter().map(finding).collect()
    }

    /// The bridge of a report, proven: all that came in is on it or left for a reason, each line once.
    ///
    /// # Errors
    /// When it is not: a fault of the program.
    pub fn bridge(&self, report: DeskReport, came_in: CameIn) -> Result<Bridge, ReportError> {
        let CameIn { accepted, open } = came_in;
        let shown = self.shown(report);
        let mut left = Departures::default();
        left.add(Departure::Open, open);
        let mut of_channels = vec![Totals::ZERO; self.channels.len()];
        let mut sum = LineSum::ZERO;
        for line in self.lines {
            match self.place(report, &shown, line) {
                Ok(channel) => {
                    sum.add(line.cents);
                    of_channels[channel] += totals(line);
                }
                Err(why) => left.add(why, LineSum { count: 1, cents: line.cents.into() }),
            }
        }
        let mut way = left.total();
        way.merge(sum);
        accepted.set_aside().into_iter().for_each(|lines| way.merge(lines));
        if way != accepted.all {
            return Err(ReportError::CrossFoot(format!("{:?} came in, and {way:?} left or is shown", accepted.all)));
        }
        let section = |(channel, totals): (&Channel, Totals)| (channel.name.clone(), true, totals);
        let sections = self.channels.iter().zip(of_channels).filter(|(_, totals)| totals.count > 0).map(section);
        Ok(Bridge { accepted, left, shown: sum, settled_since: None, sections: sections.collect() })
    }

    fn shown(&self, report: DeskReport) -> ShownDays {
        let mut shown = ShownDays { open: BTreeSet::new(), counted: BTreeMap::new() };
        if report == DeskReport::Outstanding {
            let (entries, all) = self.matches();
            for (at, (_, of_channel)) in all.enumerate() {
                let items = self.open_items(of_channel, entries);
                shown.open.extend(items.into_iter().flat_map(|item| item.days).map(|day| (at, day)));
            }
        }
        if report == DeskReport::Counts {
            for drawer in self.drawers() {
                for day in self.period.days() {
                    if let Some(count) = drawer.counts_of(day).last() {
                        let moment = Moment::from_local(day.and_time(count.time));
                        shown.counted.insert((drawer.daybook, day), moment);
                    }
                }
            }
        }
        shown
    }

    /// The channel as whose line a report shows it, or why it doesn't.
    fn place(&self, report: DeskReport, shown: &ShownDays, line: &BookedLine) -> Result<usize, Departure> {
        let standing = self.standing(line);
        let channel = if let DeskDeparture::On(at) = standing { self.channels.get(at) } else { None };
        let day = channel.map_or(line.day(), |channel| channel_day(line, channel.day_ends));
        let last =
            if matches!(report, DeskReport::Matching | DeskReport::Counts) { self.period.last() } else { self.end() };
        if day > last {
            return Err(Departure::LaterDays);
        }
        // What was outstanding at the end may be of any day before.
        if day < self.period.first() && report != DeskReport::Outstanding {
            return Err(Departure::EarlierDays);
        }
        let at = match standing {
            DeskDeparture::On(at) => at,
            DeskDeparture::Nowhere(why) => return Err(why),
        };
        let is_cash = self.channels[at].kind == ChannelKind::Cash;
        let is_matched = !is_cash || line.effect(self.handed_over) == DrawerEffect::HandedOver;
        match report {
            DeskReport::CashBook if is_cash => Ok(at),
            DeskReport::Matching if is_matched => Ok(at),
            DeskReport::Outstanding if is_matched && shown.open.contains(&(at, day)) => Ok(at),
            DeskReport::Outstanding if is_matched => Err(Departure::Settled),
            DeskReport::Counts => match shown.counted.get(&(line.daybook, day)) {
                Some(last) if last.is_none_or(|last| line.settled <= last) => Ok(at),
                _ => Err(Departure::NotAskedFor),
            },
            _ => Err(Departure::NotAskedFor),
        }
    }
}

/// A line as totals.
fn totals(line: &BookedLine) -> Totals {
    let money = Money::from_cents(line.cents);
    if line.code.group() == BookingGroup::EXPENSES {
        Totals { count: 1, receipts: Money::ZERO, expenses: Money::ZERO - money }
    } else {
        Totals { count: 1, receipts: money, expenses: Money::ZERO }
    }
}
