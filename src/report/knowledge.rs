//! How much of some days is known, and what is said in the place of figures that nobody knows.

use chrono::NaiveDate;
use serde::Deserialize;

use crate::domain::KnownDays;
use crate::domain::known_days::DayState;

/// How much of some days is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Knowledge {
    /// All of it.
    Whole,
    /// Some of it.
    Part,
    /// Nothing: no export tells of any of them.
    Nothing,
    /// The library was closed on all of them, and no export tells of any.
    Closed,
}

/// How many days there are, by what is known of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayCounts {
    /// Those of which everything is known.
    pub known: u64,
    /// Those on which the library was closed, and of which no export tells.
    pub closed: u64,
    /// Those of which it is not known what happened.
    pub unknown: u64,
}

impl DayCounts {
    /// Of these days.
    #[must_use]
    pub fn of(known: &KnownDays, days: impl Iterator<Item = NaiveDate>) -> Self {
        let mut counts = Self::default();
        for day in days {
            let count = match known.state(day) {
                DayState::Known => &mut counts.known,
                DayState::Closed => &mut counts.closed,
                DayState::NoExport | DayState::NotOver => &mut counts.unknown,
            };
            *count += 1;
        }
        counts
    }

    /// All of them.
    #[must_use]
    pub fn all(self) -> u64 {
        self.known + self.closed + self.unknown
    }
}

/// The words for what is not known.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct KnowledgeWords {
    /// In the place of a figure.
    pub no_export: String,
    /// In the place of a figure.
    pub closed: String,
    /// Behind the name of a week, month or year of which the report has some days.
    pub part: String,
    /// In the place of lines.
    pub nothing_known: String,
    /// In the place of lines.
    pub all_closed: String,
    /// In the place of lines.
    pub no_known_bookings: String,
    /// Under a chart with bars whose days are known in part.
    pub partly: String,
}

impl Knowledge {
    /// How much of these days is known.
    #[must_use]
    pub fn of(known: &KnownDays, days: impl Iterator<Item = NaiveDate>) -> Self {
        let (mut is_known, mut is_closed, mut is_unknown) = (false, false, false);
        for day in days {
            match known.state(day) {
                DayState::Known => is_known = true,
                DayState::Closed => is_closed = true,
                DayState::NoExport | DayState::NotOver => is_unknown = true,
            }
        }
        match (is_known, is_closed, is_unknown) {
            (true, _, false) | (false, false, false) => Self::Whole,
            (false, true, false) => Self::Closed,
            (false, false, true) => Self::Nothing,
            (_, _, true) => Self::Part,
        }
    }

    /// What stands in the place of a figure that is nought where nothing came in; `None` where the figure is right.
    #[must_use]
    pub fn in_place_of_nought(self, words: &KnowledgeWords) -> Option<&str> {
        match self {
            Self::Whole | Self::Part => None,
            Self::Nothing => Some(&words.no_export),
            Self::Closed => Some(&words.closed),
        }
    }
}
