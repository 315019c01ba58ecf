//! Sums by the ways in which money came in, added up row by row in plain code.

use std::collections::BTreeMap;

use super::lines::Totals;
use crate::domain::transaction::is_storno;
use crate::domain::transactions::Row;
use crate::domain::{BookingGroup, CodeTables, DaybookKind, Money};

/// A way in which money came in, or a reason why it did not; the order is that of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
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

impl Part {
    /// The parts that were received.
    pub const RECEIVED: [Self; 3] = [Self::Cash, Self::Bank, Self::Online];

    /// Where a row belongs.
    #[must_use]
    pub fn of(row: &Row, tables: &CodeTables) -> Self {
        let (Some(daybook), Some(settled)) = (row.daybook, row.settled) else { return Self::Open };
        match daybook.kind() {
            DaybookKind::Cash => Self::Cash,
            DaybookKind::Bank if tables.is_online(daybook, settled) => Self::Online,
            DaybookKind::Bank | DaybookKind::SecondBank => Self::Bank,
            kind => Self::Apart(kind),
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
    pub parts: BTreeMap<Part, Totals>,
    /// Stornos, which are within the parts.
    pub stornos: Totals,
}

impl Figures {
    /// Adds a row; tells where it belongs and what it adds.
    pub fn add(&mut self, row: &Row, tables: &CodeTables) -> (Part, Totals) {
        let amount = Money::from_cents(row.cents);
        let totals = if row.booking_code.group() == BookingGroup::EXPENSES {
            Totals { count: 1, receipts: Money::ZERO, expenses: -amount }
        } else {
            Totals { count: 1, receipts: amount, expenses: Money::ZERO }
        };
        let part = Part::of(row, tables);
        *self.parts.entry(part).or_default() += totals;
        if row.daybook.is_some_and(|daybook| is_storno(daybook, row.booking_code, row.cents)) {
            self.stornos += totals;
        }
        (part, totals)
    }

    /// What came in one way; zeros when nothing did.
    #[must_use]
    pub fn of(&self, part: Part) -> Totals {
        self.parts.get(&part).copied().unwrap_or_default()
    }

    /// What was received in all.
    #[must_use]
    pub fn received(&self) -> Totals {
        self.sum_of(Part::is_received)
    }

    /// The sum of the parts that a condition holds for.
    pub fn sum_of(&self, is_in: impl Fn(Part) -> bool) -> Totals {
        let mut sum = Totals::ZERO;
        for (_, totals) in self.parts.iter().filter(|(part, _)| is_in(**part)) {
            sum += *totals;
        }
        sum
    }
}
