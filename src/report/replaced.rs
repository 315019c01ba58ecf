//! What a later version of a report takes the place of, and by how much they differ: what its first page begins with.

use std::collections::BTreeMap;

use chrono::DateTime;
use chrono_tz::Tz;

use super::revision_words::RevisionWords;
use crate::domain::Money;

/// The version that a report takes the place of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replaced {
    /// Its number, such as `I355-2026-00417`.
    pub number: String,
    /// Its version, from 1.
    pub version: u32,
    /// When it was issued, in Belgian time.
    pub issued: DateTime<Tz>,
    /// What it said, and what the report says; `None` where lines are no bookings.
    pub totals: Option<[VersionTotals; 2]>,
    /// The one total of a report of which nothing was received.
    pub own_total: Option<OwnTotal>,
    /// How many lines differ, where they are more than bookings of the report's own days.
    pub lines: Option<u64>,
    /// How many bookings differ, or lines of a report that is made of more than bookings, by why they do.
    pub causes: BTreeMap<Cause, u64>,
}

/// What a version of a report says in all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct VersionTotals {
    /// How many bookings it counts: those received, of a report about receipts; else all that are on it.
    pub bookings: u64,
    /// What was received.
    pub receipts: Money,
    /// The same, less expenses.
    pub balance: Money,
}

/// The one total of a report, then and now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnTotal {
    /// What it is called.
    pub label: String,
    /// What the version before said.
    pub then: Money,
    /// What the report says.
    pub now: Money,
}

/// Why a booking, or a line, is another than in the version before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// It came later than its day was reported on.
    Late,
    /// It was dated back into a day that had been reported on.
    BackDated,
    /// A later export has it no longer.
    Vanished,
    /// It had vanished, and a later export has it again.
    Returned,
    /// It is on another day now, or elsewhere.
    Moved,
    /// It has other contents.
    Changed,
    /// Of reports that wait for money: days went by on which it didn't come.
    DaysWentBy,
    /// Of reports that are made of more than bookings: what came since, of any kind.
    Arrivals,
    /// Tables, template or settings are others.
    Settings,
}

impl Cause {
    /// The word for it.
    #[must_use]
    pub fn word(self, words: &RevisionWords) -> &str {
        match self {
            Self::Late => &words.late,
            Self::BackDated => &words.back_dated,
            Self::Vanished => &words.vanished,
            Self::Returned => &words.returned,
            Self::Moved => &words.moved,
            Self::Changed => &words.changed,
            Self::DaysWentBy => &words.days_went_by,
            Self::Arrivals => &words.arrivals,
            Self::Settings => &words.settings,
        }
    }

    /// The name by which files for programs tell it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Late => "late",
            Self::BackDated => "back-dated",
            Self::Vanished => "vanished",
            Self::Returned => "returned",
            Self::Moved => "moved",
            Self::Changed => "changed",
            Self::DaysWentBy => "days",
            Self::Arrivals => "arrivals",
            Self::Settings => "settings",
        }
    }
}
