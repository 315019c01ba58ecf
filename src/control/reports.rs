//! The reports of the control desk as tables.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::booked::{BookedLine, DrawerEffect};
use super::by_sum::match_channels;
use super::cells::{money_if, text};
use super::channel::{Channel, ChannelKind};
use super::day_boundary::{around_ends, channel_day};
use super::desk_report::DeskReport;
use super::drawer::{Drawer, drawers};
use super::drawer_rows::{cash_row, count_rows};
use super::match_part::MatchPart;
use super::match_rows::{match_row, open_status};
use super::matching::{AccountEntry, Match, Rule, Sides};
use super::other_desks::OtherDesks;
use super::roll_forward::{OutstandingItem, RollForward, band, open_items, roll_forward};
use super::running_sums::RunningSums;
use crate::domain::bank_days::bank_days_between;
use crate::domain::{BookingCode, Cents, CodeTables, Coverage, DeskFinding, DeskMatter, Institution, Period};
use crate::report::desk_words::dutch_title;
use crate::report::document::Cell;
use crate::report::plain_table::PlainTable;
use crate::witness::bank::BankStatement;
use crate::witness::count::CashCount;
use crate::witness::deposit_slip::DepositSlip;
use crate::witness::manual::ManualMatch;
use crate::witness::payments::Payments;

/// All that the control desk looks at.
#[derive(Debug)]
pub struct Desk<'a> {
    /// The library.
    pub institution: Institution,
    /// The code tables.
    pub tables: &'a CodeTables,
    /// The channels of the library.
    pub channels: &'a [Channel],
    /// Codes by which money is carried to the bank, beside 5990.
    pub handed_over: &'a [BookingCode],
    /// What other libraries have where this one may meet it.
    pub others: &'a OtherDesks,
    /// What was booked, by daybook and time.
    pub lines: &'a [BookedLine],
    /// What the bank says: each entry of an account once.
    pub statements: &'a [BankStatement],
    /// The days of which exports tell.
    pub known: &'a Coverage,
    /// What providers say, by the name of the witness.
    pub payments: &'a BTreeMap<String, Payments>,
    /// What was counted.
    pub counts: &'a [CashCount],
    /// What was matched by hand.
    pub manual: &'a [ManualMatch],
    /// Where witnesses tell different things of one day.
    pub disagreements: &'a [DeskFinding],
    /// What was carried to the bank together, by which communication.
    pub slips: &'a [DepositSlip],
    /// The days that are asked for.
    pub period: Period,
    /// The day on which it is looked at.
    pub today: NaiveDate,
    /// What is the same whatever days are asked for.
    pub all_days: &'a AllDays,
}

/// What a desk says of all days, which is the same whatever days are asked for: worked out once, when it is first asked for. It
/// is of one desk alone, and of those that differ from it in their period.
#[derive(Debug, Default)]
pub struct AllDays {
    sums: OnceCell<RunningSums>,
    matched: OnceCell<Matched>,
}

/// What belongs together on all channels.
#[derive(Debug)]
pub struct Matched {
    entries: Vec<AccountEntry>,
    /// Channel by channel.
    of_channels: Vec<ChannelMatches>,
}

/// What belongs together on a channel.
#[derive(Debug)]
pub struct ChannelMatches {
    /// What belongs together.
    pub matches: Vec<Match>,
    /// The places of what has a day, or has none and came on it, by that day.
    places: BTreeMap<NaiveDate, Vec<usize>>,
    /// The last day of which a statement of its account tells.
    pub told_until: Option<NaiveDate>,
}

impl Desk<'_> {
    /// The lines of a report.
    #[must_use]
    pub fn table(&self, report: DeskReport) -> PlainTable {
        let rows = match report {
            DeskReport::CashBook => self.cash_rows(),
            DeskReport::Matching => self.match_rows(),
            DeskReport::Outstanding => self.open_rows(),
            DeskReport::Counts => self.counted_rows(),
        };
        PlainTable { id: report.name(), title: dutch_title(report.name()), columns: report.columns(), rows }
    }

    /// What must be looked at, by a report.
    #[must_use]
    pub fn findings(&self, report: DeskReport) -> Vec<DeskFinding> {
        let mut findings = match report {
            DeskReport::CashBook | DeskReport::Counts => self.of_drawers(report),
            DeskReport::Matching => self.of_matches(),
            DeskReport::Outstanding => self.of_open_items(),
        };
        if matches!(report, DeskReport::Matching | DeskReport::Outstanding) {
            findings.extend(self.of_witnesses());
        }
        findings.extend(self.of_no_channel());
        findings
    }

    /// The drawers, channel by channel.
    pub fn drawers(&self) -> impl Iterator<Item = Drawer<'_>> {
        let (of, known) = ((self.tables, self.institution), self.known);
        let sums = || RunningSums::of(self.channels, of, (known, self.lines), self.handed_over);
        drawers(of, (known, self.counts), self.all_days.sums.get_or_init(sums))
    }

    /// The days of the period on which a drawer is the library's.
    fn own_days<'d>(&self, drawer: &'d Drawer<'_>) -> impl Iterator<Item = NaiveDate> + use<'d, '_> {
        let today = self.today;
        self.period.days().filter(move |day| *day <= today && drawer.is_own_on(*day))
    }

    fn cash_rows(&self) -> Vec<Vec<Cell>> {
        let of_drawer = |drawer: Drawer<'_>| -> Vec<Vec<Cell>> {
            self.own_days(&drawer).map(|day| cash_row(&drawer.day(day))).collect()
        };
        self.drawers().flat_map(of_drawer).collect()
    }

    fn counted_rows(&self) -> Vec<Vec<Cell>> {
        let mut rows = Vec::new();
        for drawer in self.drawers() {
            let counts = self.period.days().flat_map(|day| drawer.counts_of(day));
            rows.extend(counts.flat_map(|count| count_rows(&drawer, count)));
        }
        rows
    }

    fn of_drawers(&self, report: DeskReport) -> Vec<DeskFinding> {
        let mut findings = Vec::new();
        for drawer in self.drawers() {
            match report {
                DeskReport::CashBook => findings.extend(self.own_days(&drawer).flat_map(|day| drawer.differing(day))),
                _ => findings.extend(self.period.days().flat_map(|day| drawer.differing(day))),
            }
        }
        findings.extend(self.hand_overs());
        findings.extend(self.stray_counts());
        findings
    }

    /// What belongs together, channel by channel, over all that is known: a payout in a period may be of days before it.
    pub fn matches(&self) -> (&[AccountEntry], impl Iterator<Item = (&Channel, &ChannelMatches)> + Clone) {
        let Matched { entries, of_channels } = self.all_days.matched.get_or_init(|| self.matched());
        (entries, self.channels.iter().zip(of_channels))
    }

    fn matched(&self) -> Matched {
        let entries = self.entries();
        tracing::debug!(lines = self.lines.len(), entries = entries.len(), "channels-matched");
        let of_channel = |channel| self.sides(channel, &entries);
        let sides: Vec<Sides<'_>> = self.channels.iter().map(of_channel).collect();
        let matches = match_channels(&sides, &mut BTreeSet::new());
        let of_channel = |(sides, matches): (Sides<'_>, Vec<Match>)| {
            let Sides { told_until, .. } = sides;
            let places = places(&matches, &entries);
            ChannelMatches { matches, places, told_until }
        };
        let of_channels = sides.into_iter().zip(matches).map(of_channel).collect();
        Matched { entries, of_channels }
    }

    /// All that is set beside each other for a channel.
    fn sides<'s>(&'s self, channel: &'s Channel, entries: &'s [AccountEntry]) -> Sides<'s> {
        let own = self.lines.iter().filter(|line| channel.has_line(line, self.tables, self.institution));
        let mut booked: BTreeMap<NaiveDate, Cents> = BTreeMap::new();
        for line in own.clone() {
            let is_handed_over = line.effect(self.handed_over) == DrawerEffect::HandedOver;
            let day = channel_day(line, channel.day_ends);
            match channel.kind {
                ChannelKind::Cash if is_handed_over => *booked.entry(day).or_default() -= line.cents,
                ChannelKind::Cash => {}
                ChannelKind::Paid => *booked.entry(day).or_default() += line.cents,
            }
        }
        let around_ends = match channel.kind {
            ChannelKind::Cash => BTreeMap::new(),
            ChannelKind::Paid => around_ends(own, channel.day_ends),
        };
        let of_account = self.statements.iter().filter(|statement| channel.has_account(&statement.account));
        let told_until = of_account.filter_map(last_day).max();
        let payments = self.payments.get(&channel.provider);
        let (known, slips, today) = (self.known, self.slips, self.today);
        let manual = ManualMatch::standing(self.manual).into_iter();
        let manual = manual.filter(|one| one.channel == channel.name).collect();
        Sides {
            institution: self.institution,
            others: self.others,
            channel,
            known,
            booked,
            around_ends,
            payments,
            manual,
            slips,
            entries,
            told_until,
            today,
            provided: OnceCell::new(),
        }
    }

    /// The entries of all statements, in an order that does not depend on how they came.
    fn entries(&self) -> Vec<AccountEntry> {
        let mut entries = Vec::new();
        for statement in self.statements {
            let own = statement.entries.iter().cloned();
            entries.extend(own.map(|entry| AccountEntry { account: statement.account.clone(), entry }));
        }
        let key = |one: &AccountEntry| (one.account.clone(), one.entry.day, one.entry.number, one.entry.cents);
        entries.sort_by_cached_key(key);
        entries
    }

    fn match_rows(&self) -> Vec<Vec<Cell>> {
        let (entries, all) = self.matches();
        let mut rows = Vec::new();
        for (channel, of_channel) in all {
            for one in of_channel.of_period(self.period) {
                let parts = self.parts(channel, one, entries);
                rows.extend(parts.iter().map(|part| match_row(channel, part, entries, (self.period, self.manual))));
            }
        }
        rows.extend(self.rows_of_nobody(entries, all_matches(self.matches().1)));
        rows
    }

    fn parts<'m>(&self, channel: &Channel, one: &'m Match, entries: &[AccountEntry]) -> Vec<MatchPart<'m>> {
        one.parts(channel, self.period, entries)
    }

    fn of_matches(&self) -> Vec<DeskFinding> {
        let (entries, all) = self.matches();
        let mut findings = Vec::new();
        for (channel, of_channel) in all.clone() {
            for one in of_channel.of_period(self.period) {
                // Money that came before its days is told with those.
                let is_of_period = one.days.is_empty() || one.days.iter().any(|day| self.period.contains(*day));
                if is_of_period && !self.parts(channel, one, entries).is_empty() {
                    findings.extend(self.unmatched(channel, one, entries));
                }
            }
        }
        findings.extend(self.of_no_contract(entries, all_matches(all.clone())));
        findings.extend(self.hand_overs());
        for one in ManualMatch::standing(self.manual) {
            let rule = Some(Rule::ByHand(one.number));
            if !all.clone().any(|(_, of)| of.matches.iter().any(|found| found.rule == rule)) {
                let of = format!("{}, nr. {}", one.channel, one.number);
                findings.push(DeskFinding { matter: DeskMatter::NotByHand, of, day: None, amount: None });
            }
        }
        findings
    }

    /// What became of the money of each channel in the period.
    #[must_use]
    pub fn roll_forwards(&self) -> Vec<(&Channel, RollForward)> {
        let (entries, all) = self.matches();
        let of = |(channel, of): (_, &ChannelMatches)| {
            (channel, roll_forward(&of.matches, entries, self.period, self.today))
        };
        all.map(of).collect()
    }

    /// What was outstanding on each channel at the end of the period, or today where that is earlier.
    pub(super) fn open_items<'m>(
        &self,
        of_channel: &'m ChannelMatches,
        entries: &[AccountEntry],
    ) -> Vec<OutstandingItem<'m>> {
        open_items(&of_channel.matches, entries, self.end())
    }

    /// The last day that a report looks at.
    pub(super) fn end(&self) -> NaiveDate {
        self.period.last().min(self.today)
    }

    fn open_rows(&self) -> Vec<Vec<Cell>> {
        let (entries, all) = self.matches();
        let end = self.end();
        let mut rows = Vec::new();
        for (channel, of_channel) in all {
            let row = |item: OutstandingItem<'_>| {
                let age = bank_days_between(item.day, end);
                let status = open_status(channel, &item, entries, of_channel.told_until, end);
                vec![
                    text(&channel.name),
                    Cell::Day(item.day),
                    money_if(item.cents),
                    Cell::Count(age.into()),
                    text(AGES[band(age)]),
                    text(status.dutch()),
                ]
            };
            rows.extend(self.open_items(of_channel, entries).into_iter().map(row));
        }
        rows
    }

    fn of_open_items(&self) -> Vec<DeskFinding> {
        let (entries, all) = self.matches();
        let mut findings = Vec::new();
        for (channel, of_channel) in all {
            let mut told: Option<&Match> = None;
            for item in self.open_items(of_channel, entries) {
                if !told.is_some_and(|told| std::ptr::eq(told, item.of)) {
                    findings.extend(self.unmatched(channel, item.of, entries));
                    told = Some(item.of);
                }
            }
        }
        findings
    }
}

impl ChannelMatches {
    /// What has a day in a period, or has none and came in it; in the order of all.
    fn of_period(&self, period: Period) -> impl Iterator<Item = &Match> {
        let own = self.places.range(period.first()..=period.last()).flat_map(|(_, places)| places);
        let own: BTreeSet<usize> = own.copied().collect();
        own.into_iter().map(|place| &self.matches[place])
    }
}

fn all_matches<'m>(all: impl Iterator<Item = (&'m Channel, &'m ChannelMatches)>) -> impl Iterator<Item = &'m Match> {
    all.flat_map(|(_, of)| &of.matches)
}

/// The day on which the last of what is of a match came to the bank.
pub(super) fn came(one: &Match, entries: &[AccountEntry]) -> Option<NaiveDate> {
    one.entries.iter().map(|at| entries[*at].entry.day).max()
}

fn places(matches: &[Match], entries: &[AccountEntry]) -> BTreeMap<NaiveDate, Vec<usize>> {
    let mut places: BTreeMap<NaiveDate, Vec<usize>> = BTreeMap::new();
    for (place, one) in matches.iter().enumerate() {
        let came = came(one, entries).filter(|_| one.days.is_empty());
        let first = one.days.first().copied();
        let early =
            one.entries.iter().map(|at| entries[*at].entry.day).filter(|day| first.is_some_and(|first| *day < first));
        for day in one.days.iter().copied().chain(came).chain(early) {
            places.entry(day).or_default().push(place);
        }
    }
    places
}

/// The words for ages in bank working days.
pub const AGES: [&str; 3] = ["0-3", "4-10", "> 10"];

/// The last day that a statement tells of.
fn last_day(statement: &BankStatement) -> Option<NaiveDate> {
    let last = statement.entries.iter().map(|entry| entry.day).max();
    last.max(statement.balances.map(|balances| balances.day))
}
