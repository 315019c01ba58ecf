//! Sums by the ways in which money came in, added up row by row in plain code.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::lines::Totals;
use crate::domain::{CodeTables, Daybook, DaybookKind, LineSum, SeparateItem};

/// A way in which money came in, or a reason why it did not; the order is that of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Means {
    /// In a drawer or payment machine.
    Cash,
    /// By card or transfer.
    Bank,
    /// Online.
    Online,
    /// Not received: a kind of daybook that stands apart.
    Apart(DaybookKind),
    /// Not received: still open.
    Open,
}

impl Means {
    /// The parts that were received.
    pub const RECEIVED: [Self; 3] = [Self::Cash, Self::Bank, Self::Online];

    /// Where a line belongs that was settled on a daybook on a day, if it was.
    #[must_use]
    pub fn of_line(settlement: Option<(Daybook, NaiveDate)>, tables: &CodeTables) -> Self {
        settlement.map_or(Self::Open, |(daybook, settled)| Self::of(daybook, settled, tables))
    }

    /// Where a line belongs that was settled on a daybook on a day.
    #[must_use]
    pub fn of(daybook: Daybook, settled: NaiveDate, tables: &CodeTables) -> Self {
        match daybook.kind() {
            DaybookKind::Cash => Self::Cash,
            DaybookKind::Bank if tables.is_online(daybook, settled) => Self::Online,
            DaybookKind::Bank | DaybookKind::SecondBank => Self::Bank,
            kind => Self::Apart(kind),
        }
    }

    /// Its name in files for programs, in the column `Soort`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Cash => "kas",
            Self::Bank => "bank",
            Self::Online => "online",
            Self::Apart(DaybookKind::Deposit) => "deposito",
            Self::Apart(DaybookKind::Offset) => "verrekening",
            Self::Apart(DaybookKind::Points) => "spaarpunten",
            Self::Apart(DaybookKind::Voucher) => "vouchers",
            Self::Apart(DaybookKind::WriteOff) => "afboeking",
            Self::Apart(_) => "overige",
            Self::Open => "open",
        }
    }

    /// Its place in the order of a report.
    #[must_use]
    pub fn place(self) -> u8 {
        match self {
            Self::Cash => 0,
            Self::Bank => 1,
            Self::Online => 2,
            Self::Apart(kind) => 3 + kind as u8,
            Self::Open => u8::MAX,
        }
    }

    /// Whether the money was received.
    #[must_use]
    pub fn is_received(self) -> bool {
        Self::RECEIVED.contains(&self)
    }
}

/// The sums of selected transactions by the ways in which money came in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// What came in each way that occurs.
    pub parts: BTreeMap<Means, Totals>,
    /// Stornos, which are within the parts.
    pub stornos: Totals,
    /// What stands on a line of its own, which is within what was received.
    pub separate: BTreeMap<SeparateItem, Totals>,
}

impl Figures {
    /// Adds sums of lines that came in one way.
    pub fn add(&mut self, part: Means, receipts: LineSum, expenses: LineSum) {
        *self.parts.entry(part).or_default() += totals(receipts, expenses);
    }

    /// Adds sums of stornos, which are within the parts.
    pub fn add_stornos(&mut self, stornos: LineSum) {
        self.stornos += totals(stornos, LineSum::ZERO);
    }

    /// Adds sums of lines that stand on a line of their own, which are within the parts.
    pub fn add_separate(&mut self, item: SeparateItem, receipts: LineSum, expenses: LineSum) {
        *self.separate.entry(item).or_default() += totals(receipts, expenses);
    }

    /// What stands on a line of its own; zeros where there is nothing.
    #[must_use]
    pub fn separate(&self, item: SeparateItem) -> Totals {
        self.separate.get(&item).copied().unwrap_or_default()
    }

    /// What came in one way; zeros when nothing did.
    #[must_use]
    pub fn of(&self, part: Means) -> Totals {
        self.parts.get(&part).copied().unwrap_or_default()
    }

    /// What was received in all.
    #[must_use]
    pub fn received(&self) -> Totals {
        self.sum_of(Means::is_received)
    }

    /// The sum of the parts that a condition holds for.
    pub fn sum_of(&self, is_in: impl Fn(Means) -> bool) -> Totals {
        let mut sum = Totals::ZERO;
        for (_, totals) in self.parts.iter().filter(|(part, _)| is_in(**part)) {
            sum += *totals;
        }
        sum
    }
}

/// The figures of lines, by the sums of their cents as the export has them.
fn totals(receipts: LineSum, expenses: LineSum) -> Totals {
    let count = receipts.count + expenses.count;
    Totals { count, receipts: receipts.money(), expenses: -expenses.money() }
}
