//! A daybook line as the archive keeps it, with the exports that brought and dropped it.

use std::sync::Arc;

use crate::domain::{BookingCode, Branch, Cents, Institution, Moment, Settlement, Transaction};

/// How a line stopped to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// A later export has it with other content.
    Changed,
    /// A later snapshot of its day no longer has it.
    Vanished,
    /// A later export has it too, and its profile leaves it out there.
    LeftOut,
    /// It came with an export that arrived after a later one which knows better; it never held.
    Outdated,
}

impl Ending {
    const ALL: [(Self, &'static str); 4] = [
        (Self::Changed, "changed"),
        (Self::Vanished, "vanished"),
        (Self::LeftOut, "left-out"),
        (Self::Outdated, "outdated"),
    ];

    /// Its name in the archive.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(how, _)| *how == self).map_or("", |(_, name)| name)
    }

    /// What a name in the archive stands for.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, other)| *other == name).map(|(how, _)| *how)
    }
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

/// What tells a line from all others of a library: ids of two feeds never meet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineKey {
    /// The feed.
    pub feed: String,
    /// The id, unique per daybook line of the feed.
    pub id: String,
}

/// One version of a daybook line, or of an item that is still open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineVersion {
    /// The feed that it came from.
    pub feed: Arc<str>,
    /// The id, unique per daybook line of the feed.
    pub id: String,
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
    /// Description, source, settlement source, customer, item, invoice, drawer, staff.
    pub texts: [Box<str>; 8],
    /// The number of the export that brought it.
    pub brought_by: u32,
    /// The number of the export that ended it, and how.
    pub dropped_by: Option<(u32, Ending)>,
}

impl LineVersion {
    /// A line as an export brings it.
    #[must_use]
    pub fn of(transaction: &Transaction<'_>, brought_by: u32) -> Self {
        let Transaction { description, source, settlement_source, customer, item, invoice, drawer, staff, .. } =
            *transaction;
        let texts = [description, source, settlement_source, customer, item, invoice, drawer, staff];
        Self {
            feed: transaction.feed.into(),
            id: transaction.id.to_owned(),
            posted: transaction.posted,
            settlement: transaction.settlement,
            institution: transaction.institution,
            branch: transaction.branch,
            booking_code: transaction.booking_code,
            cents: transaction.cents,
            cents_posted: transaction.cents_posted,
            texts: texts.map(Box::from),
            brought_by,
            dropped_by: None,
        }
    }

    /// The line without its history.
    #[must_use]
    pub fn transaction(&self) -> Transaction<'_> {
        let [description, source, settlement_source, customer, item, invoice, drawer, staff] =
            self.texts.each_ref().map(|text| &**text);
        Transaction {
            feed: &self.feed,
            id: &self.id,
            posted: self.posted,
            settlement: self.settlement,
            institution: self.institution,
            branch: self.branch,
            booking_code: self.booking_code,
            cents: self.cents,
            cents_posted: self.cents_posted,
            description,
            source,
            settlement_source,
            customer,
            item,
            invoice,
            drawer,
            staff,
        }
    }

    /// What tells it from all others.
    #[must_use]
    pub fn key(&self) -> LineKey {
        LineKey { feed: self.feed.to_string(), id: self.id.clone() }
    }

    /// Which exports brought and dropped it.
    #[must_use]
    pub fn history(&self) -> History {
        History { brought_by: self.brought_by, dropped_by: self.dropped_by }
    }

    /// The civil day of settlement; `None` while the item is open.
    #[must_use]
    pub fn settled_day(&self) -> Option<chrono::NaiveDate> {
        self.settlement.map(|settlement| settlement.settled.day())
    }
}
