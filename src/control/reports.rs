//! The reports of the control desk as tables.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};

use super::bank_days::bank_days_between;
use super::booked::{BookedLine, DrawerEffect};
use super::by_sum::match_channels;
use super::channel::{Channel, ChannelKind};
use super::day_boundary::{around_ends, channel_day};
use super::desk_report::DeskReport;
use super::drawer::{Drawer, DrawerDay, drawers};
use super::match_rows::{match_row, open_status};
use super::matching::{AccountEntry, Match, Rule, Sides};
use super::roll_forward::{OutstandingItem, RollForward, band, open_items, roll_forward};
use crate::domain::{
    BookingCode, Cents, CodeTables, Coverage, DeskFinding, DeskMatter, Institution, Money, Period, verdict,
};
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
    /// What was booked, by daybook and time.
    pub lines: &'a [BookedLine],
    /// What the bank says: one statement of a number and account once.
    pub statements: &'a [BankStatement],
    /// The days of which exports tell.
    pub known: &'a Coverage,
    /// What providers say, by the name of the witness.
    pub payments: &'a BTreeMap<String, Payments>,
    /// What was counted.
    pub counts: &'a [CashCount],
    /// What was matched by hand.
    pub manual: &'a [ManualMatch],
    /// What was carried to the bank together, by which communication.
    pub slips: &'a [DepositSlip],
    /// The days that are asked for.
    pub period: Period,
    /// The day on which it is looked at.
    pub today: NaiveDate,
    /// What belongs together, where that was found before.
    pub matched: Option<&'a Matched>,
}

/// What belongs together on all channels.
#[derive(Clone, Debug)]
pub struct Matched {
    entries: Vec<AccountEntry>,
    /// Channel by channel.
    of_channels: Vec<ChannelMatches>,
}

/// What belongs together on a channel.
#[derive(Clone, Debug)]
pub struct ChannelMatches {
    /// What was booked on it, day by day.
    pub booked: BTreeMap<NaiveDate, Cents>,
    /// What belongs together.
    pub matches: Vec<Match>,
    /// The last day of which a statement of its account tells.
    pub told_until: Option<NaiveDate>,
}

pub(super) fn money(cents: Cents) -> Cell {
    Cell::Money(Money::from_cents(cents))
}

pub(super) fn money_if(cents: Option<Cents>) -> Cell {
    cents.map_or(Cell::Empty, money)
}

pub(super) fn text(text: impl AsRef<str>) -> Cell {
    if text.as_ref().is_empty() { Cell::Empty } else { Cell::Text(text.as_ref().into()) }
}

impl Desk<'_> {
    /// Makes a report, and tells what must be looked at.
    #[must_use]
    pub fn report(&self, report: DeskReport) -> (PlainTable, Vec<DeskFinding>) {
        let (table, mut findings) = match report {
            DeskReport::CashBook => self.cash_book(),
            DeskReport::Matching => self.matching(),
            DeskReport::Outstanding => self.outstanding(),
            DeskReport::Counts => self.counted(),
        };
        findings.extend(self.of_no_channel());
        (table, findings)
    }

    /// The drawers, channel by channel.
    pub fn drawers(&self) -> impl Iterator<Item = Drawer<'_>> {
        drawers(self.channels, (self.tables, self.institution), (self.known, self.lines, self.counts), self.handed_over)
    }

    fn cash_book(&self) -> (PlainTable, Vec<DeskFinding>) {
        let (mut rows, mut findings) = (Vec::new(), Vec::new());
        for drawer in self.drawers() {
            for day in self.period.days().filter(|day| *day <= self.today && drawer.is_own_on(*day)) {
                findings.extend(drawer.differing(day));
                rows.push(cash_row(&drawer.day(day)));
            }
        }
        findings.extend(self.hand_overs());
        findings.extend(self.stray_counts());
        (table(DeskReport::CashBook, rows), findings)
    }

    fn counted(&self) -> (PlainTable, Vec<DeskFinding>) {
        let (mut rows, mut findings) = (Vec::new(), Vec::new());
        for drawer in self.drawers() {
            for day in self.period.days() {
                for count in drawer.counts_of(day) {
                    rows.extend(count_rows(&drawer, count));
                }
                findings.extend(drawer.differing(day));
            }
        }
        findings.extend(self.hand_overs());
        findings.extend(self.stray_counts());
        (table(DeskReport::Counts, rows), findings)
    }

    /// What belongs together on each channel, over all that is known: a payout in a period may be of days before it.
    #[must_use]
    pub fn matched(&self) -> Matched {
        let (entries, all) = self.matches();
        Matched { entries, of_channels: all.into_iter().map(|(_, of_channel)| of_channel).collect() }
    }

    /// The same, channel by channel.
    #[must_use]
    pub fn matches(&self) -> (Vec<AccountEntry>, Vec<(&Channel, ChannelMatches)>) {
        if let Some(done) = self.matched {
            return (done.entries.clone(), self.channels.iter().zip(done.of_channels.iter().cloned()).collect());
        }
        let entries = self.entries();
        let of_channel = |channel| self.sides(channel, &entries);
        let sides: Vec<Sides<'_>> = self.channels.iter().map(of_channel).collect();
        let matches = match_channels(&sides, &mut BTreeSet::new());
        let of_channel = |(sides, matches): (Sides<'_>, _)| {
            let Sides { booked, told_until, .. } = sides;
            ChannelMatches { booked, matches, told_until }
        };
        let all: Vec<ChannelMatches> = sides.into_iter().zip(matches).map(of_channel).collect();
        (entries, self.channels.iter().zip(all).collect())
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
        Sides { channel, known, booked, around_ends, payments, manual, slips, entries, told_until, today }
    }

    /// The entries of all statements, in an order that does not depend on how they came.
    fn entries(&self) -> Vec<AccountEntry> {
        let mut entries = Vec::new();
        let mut seen = BTreeSet::new();
        for statement in self.statements {
            for entry in &statement.entries {
                // Files without balances may overlap: a number of an account comes once a year.
                let key = (&statement.account, entry.day.year(), entry.number);
                if statement.balances.is_some() || seen.insert(key) {
                    entries.push(AccountEntry { account: statement.account.clone(), entry: entry.clone() });
                }
            }
        }
        let key = |one: &AccountEntry| (one.account.clone(), one.entry.day, one.entry.number, one.entry.cents);
        entries.sort_by_cached_key(key);
        entries
    }

    fn matching(&self) -> (PlainTable, Vec<DeskFinding>) {
        let (entries, all) = self.matches();
        let (mut rows, mut findings) = (Vec::new(), Vec::new());
        for (channel, ChannelMatches { matches, booked, .. }) in &all {
            for one in matches {
                let came = one.entries.iter().map(|at| entries[*at].entry.day).max();
                let parts = one.parts(channel, self.period, booked, came);
                rows.extend(parts.iter().map(|part| match_row(channel, part, &entries, (self.period, self.manual))));
                if !parts.is_empty() {
                    findings.extend(self.unmatched(channel, one, (booked, &entries)));
                }
            }
        }
        findings.extend(self.of_no_contract(&entries, all.iter().flat_map(|(_, of)| &of.matches)));
        findings.extend(self.hand_overs());
        for one in ManualMatch::standing(self.manual) {
            let rule = Some(Rule::ByHand(one.number));
            if !all.iter().any(|(_, of)| of.matches.iter().any(|found| found.rule == rule)) {
                let of = format!("{}, nr. {}", one.channel, one.number);
                findings.push(DeskFinding { matter: DeskMatter::NotByHand, of, day: None, amount: None });
            }
        }
        (table(DeskReport::Matching, rows), findings)
    }

    /// What became of the money of each channel in the period.
    #[must_use]
    pub fn roll_forwards(&self) -> Vec<(&Channel, RollForward)> {
        let (entries, all) = self.matches();
        let of = |(channel, of): (_, ChannelMatches)| {
            (channel, roll_forward(&of.matches, &of.booked, &entries, self.period, self.today))
        };
        all.into_iter().map(of).collect()
    }

    /// What was outstanding on each channel at the end of the period, or today where that is earlier.
    pub(super) fn open_items<'m>(
        &self,
        of_channel: &'m ChannelMatches,
        entries: &[AccountEntry],
    ) -> Vec<OutstandingItem<'m>> {
        open_items(&of_channel.matches, &of_channel.booked, entries, self.end())
    }

    /// The last day that a report looks at.
    pub(super) fn end(&self) -> NaiveDate {
        self.period.last().min(self.today)
    }

    fn outstanding(&self) -> (PlainTable, Vec<DeskFinding>) {
        let (entries, all) = self.matches();
        let end = self.end();
        let (mut rows, mut findings) = (Vec::new(), Vec::new());
        for (channel, of_channel) in &all {
            let mut told: Option<&Match> = None;
            for item in self.open_items(of_channel, &entries) {
                let age = bank_days_between(item.day, end);
                let status = open_status(channel, &item, &entries, of_channel.told_until, end);
                if !told.is_some_and(|told| std::ptr::eq(told, item.of)) {
                    findings.extend(self.unmatched(channel, item.of, (&of_channel.booked, &entries)));
                    told = Some(item.of);
                }
                rows.push(vec![
                    text(&channel.name),
                    Cell::Day(item.day),
                    money_if(item.cents),
                    Cell::Count(age.into()),
                    text(AGES[band(age)]),
                    text(status.dutch()),
                ]);
            }
        }
        (table(DeskReport::Outstanding, rows), findings)
    }
}

/// The words for ages in bank working days.
pub const AGES: [&str; 3] = ["0-3", "4-10", "> 10"];

fn table(report: DeskReport, rows: Vec<Vec<Cell>>) -> PlainTable {
    PlainTable { id: report.name(), title: dutch_title(report.name()), columns: report.columns(), rows }
}

/// The last day that a statement tells of.
fn last_day(statement: &BankStatement) -> Option<NaiveDate> {
    let last = statement.entries.iter().map(|entry| entry.day).max();
    last.max(statement.balances.map(|balances| balances.day))
}

/// The rows of a count: notes and coins from the largest on, other money, then what they come to, what had to be there, and
/// the difference with its word.
fn count_rows(drawer: &Drawer<'_>, count: &CashCount) -> Vec<Vec<Cell>> {
    let row = |what: &str, pieces: Option<u32>, cents: Option<Cents>| {
        let role = |role: &Option<String>| text(role.as_deref().unwrap_or_default());
        vec![
            text(count.drawer.to_string()),
            Cell::Day(count.day),
            text(count.time.format("%H:%M").to_string()),
            text(what),
            pieces.map_or(Cell::Empty, |pieces| Cell::Count(pieces.into())),
            money_if(cents),
            role(&count.counted_by),
            role(&count.second),
            role(&count.reason),
        ]
    };
    let of_pieces = |(value, pieces): (&Cents, &u32)| {
        let what = Money::from_cents(*value).to_string().replace('.', ",");
        row(&what, Some(*pieces), Some(value * Cents::from(*pieces)))
    };
    let mut rows: Vec<Vec<Cell>> = count.pieces.iter().rev().map(of_pieces).collect();
    let expected = drawer.expected_of(count);
    let difference = expected.map(|expected| count.counted() - expected);
    rows.extend((count.other != 0).then(|| row("andere", None, Some(count.other))));
    rows.push(row("geteld", None, Some(count.counted())));
    rows.push(row("verwacht", None, expected));
    rows.push(row(difference.map_or("verschil niet bekend", verdict), None, difference));
    rows.push(row("wisselgeld", None, count.float));
    rows.push(row("kasafdracht", None, count.handed_over));
    rows
}

fn cash_row(day: &DrawerDay) -> Vec<Cell> {
    let count = day.count.as_ref();
    let difference = count.and_then(super::drawer::DrawerCount::difference);
    let said = match (count, difference) {
        _ if day.sums.is_none() => "geen export",
        (None, _) => "niet ontvangen",
        (Some(_), None) => "beginsaldo niet bekend",
        (Some(_), Some(difference)) => verdict(difference),
    };
    vec![
        text(day.drawer.to_string()),
        Cell::Day(day.day),
        money_if(day.opening),
        money_if(day.sums.map(|sums| sums.received)),
        money_if(day.sums.map(|sums| sums.spent)),
        money_if(day.sums.map(|sums| sums.handed_over)),
        money_if(day.sums.map(|sums| sums.difference)),
        money_if(day.closing),
        Cell::Count(day.counts),
        money_if(count.map(|count| count.counted)),
        money_if(count.and_then(|count| count.expected)),
        money_if(difference),
        text(said),
        text(count.and_then(|count| count.reason.as_deref()).unwrap_or_default()),
    ]
}
