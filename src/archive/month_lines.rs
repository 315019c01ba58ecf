//! Lines of a month in memory: in columns, as there may be millions.

use std::collections::BTreeMap;

use polars_arrow::array::Utf8ViewArray;

use super::export_feeds::ExportFeeds;
use super::line_version::{Ending, LineVersion};
use crate::domain::transactions::TEXTS;
use crate::domain::{BookingCode, Branch, Cents, Institution, LineSum, Moment, Period, Settlement, Transaction};

/// All versions of the lines of a month, in the order of its file, piece by piece.
#[derive(Debug, Default)]
pub struct MonthLines {
    pieces: Vec<LineBatch>,
}

/// Lines that stand together in the file of a month.
#[derive(Debug)]
pub struct LineBatch {
    lines: Vec<LineCore>,
    /// The texts as they were decoded, in the order of [`TEXTS`]; `None` where they were not asked for.
    texts: [Option<Utf8ViewArray>; TEXTS.len()],
    feeds: ExportFeeds,
    turnover: i128,
}

/// A line without its texts.
#[derive(Clone, Copy, Debug)]
pub struct LineCore {
    /// When the cost arose.
    pub posted: Moment,
    /// How and when it was settled; `None` while the item is open.
    pub settlement: Option<Settlement>,
    /// Where the cost arose: the library.
    pub institution: Institution,
    /// Where the cost arose: the branch.
    pub branch: Branch,
    /// What was paid.
    pub booking_code: BookingCode,
    /// The amount.
    pub cents: Cents,
    /// The amount when the cost arose, where the export tells.
    pub cents_posted: Option<Cents>,
    /// Which exports brought and dropped it.
    pub history: History,
}

/// Which exports brought and dropped a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct History {
    /// The number of the export that brought it.
    pub brought_by: u32,
    /// The number of the export that ended it, and how.
    pub dropped_by: Option<(u32, Ending)>,
}

impl History {
    /// Whether the line held once the export with a number had come in.
    #[must_use]
    pub fn holds_after(self, intake: u32) -> bool {
        self.brought_by <= intake && self.dropped_by.is_none_or(|(dropped_by, _)| dropped_by > intake)
    }

    /// Whether there was a time at which the line held.
    #[must_use]
    pub fn ever_held(self) -> bool {
        self.dropped_by.is_none_or(|(_, how)| how != Ending::Outdated)
    }
}

impl LineBatch {
    /// Lines with their texts: a text of each column that is there for each line.
    #[must_use]
    pub fn new(lines: Vec<LineCore>, texts: [Option<Utf8ViewArray>; TEXTS.len()], feeds: &ExportFeeds) -> Self {
        let turnover = lines.iter().map(|line| i128::from(line.cents).abs()).sum();
        Self { lines, texts, feeds: feeds.clone(), turnover }
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.lines.len()
    }

    #[inline]
    fn transaction(&self, index: usize, line: &LineCore) -> Transaction<'_> {
        let text = |place: usize| self.texts[place].as_ref().map_or("", |texts| texts.value(index));
        let LineCore { posted, settlement, institution, branch, booking_code, cents, cents_posted, history } = *line;
        Transaction {
            feed: self.feeds.get(history.brought_by),
            id: text(0),
            posted,
            settlement,
            institution,
            branch,
            booking_code,
            cents,
            cents_posted,
            description: text(1),
            source: text(2),
            settlement_source: text(3),
            customer: text(4),
            item: text(5),
            invoice: text(6),
            drawer: text(7),
            staff: text(8),
        }
    }

    /// Each with its history, in the order of the file.
    pub fn lines(&self) -> impl Iterator<Item = (Transaction<'_>, History)> {
        self.lines.iter().enumerate().map(|(index, line)| (self.transaction(index, line), line.history))
    }

    /// Shows those that held once the export with a number had come in, and that were settled in a period; without one,
    /// all that held, settled or not.
    pub fn show_holding(&self, intake: u32, period: Option<Period>, mut show: impl FnMut(&Transaction<'_>)) {
        let days = period.map(|period| period.first()..=period.last());
        let is_in = |settlement: Option<Settlement>| match &days {
            Some(days) => settlement.is_some_and(|settlement| days.contains(&settlement.settled.day())),
            None => true,
        };
        for (index, line) in self.lines.iter().enumerate() {
            if line.history.holds_after(intake) && is_in(line.settlement) {
                show(&self.transaction(index, line));
            }
        }
    }
}

/// Lines that held at a time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HeldSums {
    /// All of them.
    pub all: LineSum,
    /// Those that were settled before a period.
    pub earlier: LineSum,
    /// Those that were settled behind it.
    pub later: LineSum,
}

impl MonthLines {
    /// How many lines held once the export with a number had come in, and how many of them were settled before a period
    /// and behind it.
    #[must_use]
    pub fn held(&self, intake: u32, period: Option<Period>) -> HeldSums {
        let mut held = HeldSums::default();
        for line in self.pieces.iter().flat_map(|piece| &piece.lines) {
            if line.history.holds_after(intake) {
                held.all.add(line.cents);
                match (period, line.settlement.map(|settlement| settlement.settled.day())) {
                    (Some(period), Some(day)) if day < period.first() => held.earlier.add(line.cents),
                    (Some(period), Some(day)) if period.last() < day => held.later.add(line.cents),
                    _ => {}
                }
            }
        }
        held
    }

    /// The pieces of a file, one behind the other.
    #[must_use]
    pub fn new(pieces: Vec<LineBatch>) -> Self {
        Self { pieces }
    }

    /// The pieces.
    #[must_use]
    pub fn pieces(&self) -> &[LineBatch] {
        &self.pieces
    }

    /// What those add up to that each export brought, in cents.
    #[must_use]
    pub fn sums(&self) -> BTreeMap<u32, i128> {
        let mut sums = BTreeMap::new();
        for line in self.pieces.iter().flat_map(|piece| &piece.lines) {
            *sums.entry(line.history.brought_by).or_default() += i128::from(line.cents);
        }
        sums
    }

    /// What all of them add up to in cents, without their signs.
    #[must_use]
    pub fn turnover(&self) -> i128 {
        self.pieces.iter().map(|piece| piece.turnover).sum()
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.pieces.iter().map(LineBatch::count).sum()
    }

    /// All of them, each for itself.
    pub fn lines(&self) -> impl Iterator<Item = LineVersion> {
        self.lines_where(|_, _| true)
    }

    /// Those that are wanted by what they say and by their history, each for itself.
    pub fn lines_where(
        &self,
        is_wanted: impl Fn(&Transaction<'_>, History) -> bool + Copy,
    ) -> impl Iterator<Item = LineVersion> {
        self.pieces.iter().flat_map(move |piece| {
            piece.lines().filter(move |(transaction, history)| is_wanted(transaction, *history)).map(
                |(transaction, history)| LineVersion {
                    dropped_by: history.dropped_by,
                    ..LineVersion::of(&transaction, history.brought_by)
                },
            )
        })
    }
}
