//! One line of a daybook.

use std::borrow::Cow;
use std::ops::Deref;

use chrono::NaiveDate;

use super::booking_code::BookingGroup;
use super::customer_in_text::without_customer;
use super::tables::CodeTables;
use super::transactions::{TEXTS, TransactionRow, column};
use super::{BookingCode, Branch, Cents, Daybook, DaybookKind, Institution, Moment};

/// One line of a daybook, or an item that is still open, borrowed from the columns that hold it.
///
/// Optional texts are empty when the export has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transaction<'a> {
    /// The feed that it came from, where that is told: out of the archive.
    pub feed: &'a str,
    /// The id, unique per daybook line of its feed.
    pub id: &'a str,
    /// All of it that is no text.
    pub core: LineCore,
    /// The export's own description.
    pub description: &'a str,
    /// Where it was posted (*bron*).
    pub source: &'a str,
    /// Where it was settled (*afboekbron*).
    pub settlement_source: &'a str,
    /// The customer's id.
    pub customer: &'a str,
    /// The item's id.
    pub item: &'a str,
    /// The invoice's number.
    pub invoice: &'a str,
    /// The drawer's number.
    pub drawer: &'a str,
    /// The staff member's id.
    pub staff: &'a str,
}

/// A line of a daybook without its texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineCore {
    /// When the cost arose (*opboeking*).
    pub posted: Moment,
    /// How and when it was settled (*afboeking*); `None` while the item is open.
    pub settlement: Option<Settlement>,
    /// Where the cost arose: the library.
    pub institution: Institution,
    /// Where the cost arose: the branch.
    pub branch: Branch,
    /// What was paid.
    pub booking_code: BookingCode,
    /// The amount, negative for a storno and for money that goes out.
    pub cents: Cents,
    /// The amount when the cost arose, where the export tells.
    pub cents_posted: Option<Cents>,
}

impl LineCore {
    /// The civil day of settlement; `None` while the item is open.
    #[must_use]
    pub fn settled_day(&self) -> Option<NaiveDate> {
        self.settlement.map(|settlement| settlement.settled.day())
    }
}

impl Deref for Transaction<'_> {
    type Target = LineCore;

    fn deref(&self) -> &LineCore {
        &self.core
    }
}

impl<'a> Transaction<'a> {
    /// A line with its texts in the order of [`TEXTS`].
    #[inline]
    #[must_use]
    pub fn new(feed: &'a str, core: LineCore, texts: [&'a str; TEXTS.len()]) -> Self {
        let [id, description, source, settlement_source, customer, item, invoice, drawer, staff] = texts;
        Self { feed, id, core, description, source, settlement_source, customer, item, invoice, drawer, staff }
    }

    /// Its texts in the order of [`TEXTS`].
    #[inline]
    #[must_use]
    pub fn texts(&self) -> [&'a str; TEXTS.len()] {
        let Self {
            feed: _,
            id,
            core: _,
            description,
            source,
            settlement_source,
            customer,
            item,
            invoice,
            drawer,
            staff,
        } = *self;
        [id, description, source, settlement_source, customer, item, invoice, drawer, staff]
    }

    /// What its words say of its booking code: those of the export, and nothing of the customer.
    #[must_use]
    pub fn words_of_code(&self) -> Cow<'a, str> {
        without_customer(self.description, self.customer, || "…".to_owned())
    }

    /// The text that a column of a name holds; empty when no such column holds texts.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        match name {
            column::FEED => self.feed,
            column::ID => self.id,
            column::DESCRIPTION => self.description,
            column::SOURCE => self.source,
            column::SETTLEMENT_SOURCE => self.settlement_source,
            column::CUSTOMER => self.customer,
            column::ITEM => self.item,
            column::INVOICE => self.invoice,
            column::DRAWER => self.drawer,
            column::STAFF => self.staff,
            _ => "",
        }
    }

    /// The parts that figures are made of; `tables` tell who manages the daybook.
    #[inline]
    #[must_use]
    pub fn row(&self, tables: &CodeTables) -> TransactionRow {
        let settled = self.settlement.map(|settlement| (settlement.daybook, settlement.settled.day()));
        TransactionRow {
            settled: settled.map(|(_, day)| day),
            posted: self.posted.day(),
            daybook: settled.map(|(daybook, _)| daybook),
            manager: settled.and_then(|(daybook, day)| tables.managing_institution(daybook, day)),
            institution: self.institution,
            branch: self.branch,
            booking_code: self.booking_code,
            cents: self.cents,
            cents_posted: self.cents_posted,
        }
    }
}

/// How and when an item was settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settlement {
    /// The daybook it was settled on.
    pub daybook: Daybook,
    /// When.
    pub settled: Moment,
}

/// Whether a line with this daybook, code and amount turns an earlier one back (*storno*); `handed_over` are codes of
/// hand-overs beside 5990.
///
/// Wise books a storno as a negative line on the same daybook, only on K and B. A refund (group 5) is none, nor is what
/// turns a refund back; a cash discrepancy may have either sign and is none, and neither is cash carried to the bank whose
/// code is outside of group 5.
#[must_use]
pub fn is_storno(daybook: Daybook, code: BookingCode, cents: Cents, handed_over: &[BookingCode]) -> bool {
    if !matches!(daybook.kind(), DaybookKind::Cash | DaybookKind::Bank) || code == BookingCode::CASH_DISCREPANCY {
        return false;
    }
    cents < 0 && code.group() != BookingGroup::EXPENSES && !handed_over.contains(&code)
}

#[cfg(test)]
impl Transaction<'static> {
    /// An open item of one euro, from which tests make what they need.
    pub(crate) fn example() -> Self {
        let core = LineCore {
            posted: Moment::from_day("2026-11-02".parse().expect("a day")).expect("in range"),
            settlement: None,
            institution: Institution::parse("I355").expect("a library"),
            branch: Branch::parse("3550").expect("a branch"),
            booking_code: BookingCode::parse("2110").expect("a code"),
            cents: 100,
            cents_posted: None,
        };
        Self::new("", core, ["1", "", "", "", "", "", "", "", ""])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_storno_is_negative_no_refund_and_stands_on_a_daybook_of_money() {
        let rows = [
            ("K001", "2110", -1, true),
            ("B001", "2110", -1, true),
            ("K001", "2110", 0, false),
            ("K001", "2110", 1, false),
            ("K001", "5001", 1, false),
            ("K001", "5001", 0, false),
            ("K001", "5001", -1, false),
            ("T001", "2110", -1, false),
            ("A001", "2110", -1, false),
            ("K001", "4990", -1, false),
            ("K001", "4980", -1, false),
            ("K001", "4981", -1, true),
            ("K001", "5991", 1, false),
            ("K001", "5991", -1, false),
        ];
        let handed_over = ["4980", "5991"].map(|code| BookingCode::parse(code).expect("a code"));
        for (daybook, code, cents, is) in rows {
            let (book, number) =
                (Daybook::parse(daybook).expect("a daybook"), BookingCode::parse(code).expect("a code"));
            assert_eq!(is_storno(book, number, cents, &handed_over), is, "{daybook} {code} {cents}");
        }
    }
}
