//! What was booked, as far as the control desk needs it.

use chrono::NaiveDate;

use crate::domain::{
    BookingCode, Cents, CodeTables, Daybook, Institution, LineCore, LineSum, Moment, Settlement, Transaction,
};
use crate::ingest::LineSink;

/// The booking code of money that is carried to the bank (*kasafdracht*).
pub const HANDED_OVER: &str = "5990";

/// A line of a daybook.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BookedLine {
    /// The daybook.
    pub daybook: Daybook,
    /// When it was settled.
    pub settled: Moment,
    /// What was paid.
    pub code: BookingCode,
    /// In cents.
    pub cents: Cents,
    /// Where the cost arose.
    pub institution: Institution,
}

/// What came in of daybooks.
#[derive(Debug, Default)]
pub struct Booked {
    /// Lines that were settled, by daybook and time.
    pub lines: Vec<BookedLine>,
    /// Those that are still open.
    pub open: LineSum,
}

/// Lines of daybooks while they come in.
#[derive(Debug, Default)]
pub struct BookedLines {
    booked: Booked,
}

impl BookedLines {
    /// All of them, in their order.
    #[must_use]
    pub fn sorted(mut self) -> Booked {
        self.booked.lines.sort_unstable();
        self.booked
    }
}

impl LineSink for BookedLines {
    fn texts(&self) -> Vec<&'static str> {
        Vec::new()
    }

    fn take(&mut self, _line: u64, transaction: &Transaction<'_>) {
        let LineCore { settlement, booking_code: code, cents, institution, .. } = transaction.core;
        match settlement {
            Some(Settlement { daybook, settled }) => {
                self.booked.lines.push(BookedLine { daybook, settled, code, cents, institution });
            }
            None => self.booked.open.add(cents),
        }
    }

    fn merge(&mut self, other: Self) {
        self.booked.lines.extend(other.booked.lines);
        self.booked.open.merge(other.booked.open);
    }
}

/// What a line does to a drawer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DrawerEffect {
    /// Money came in; a storno takes it back.
    Received,
    /// Money went out.
    Spent,
    /// Money was carried to the bank.
    HandedOver,
    /// A difference that was found when it was counted.
    Difference,
}

impl BookedLine {
    /// What it does to a drawer; `also` are codes by which money is carried to the bank, beside 5990.
    #[must_use]
    pub fn effect(&self, also: &[BookingCode]) -> DrawerEffect {
        let is_handed_over = BookingCode::parse(HANDED_OVER) == Some(self.code) || also.contains(&self.code);
        if is_handed_over {
            DrawerEffect::HandedOver
        } else if self.code == BookingCode::CASH_DISCREPANCY {
            DrawerEffect::Difference
        } else if self.code.number() / 1000 == 5 {
            DrawerEffect::Spent
        } else {
            DrawerEffect::Received
        }
    }

    /// Whether it is a library's, by the tables of its day: settled on a daybook that the library manages then, or managed
    /// last where it has ended. What is settled on one that no library manages, such as `B990`, is whose cost it is.
    #[must_use]
    pub fn is_of(&self, tables: &CodeTables, library: Institution) -> bool {
        match tables.holding_institution(self.daybook, self.day()) {
            Some(manager) => manager == library,
            None if self.daybook.is_former_online() || tables.name_managers() => self.institution == library,
            None => true,
        }
    }

    /// The civil day.
    #[must_use]
    pub fn day(&self) -> NaiveDate {
        self.settled.day()
    }
}
