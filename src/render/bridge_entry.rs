//! The bridge of a report as files for programs tell it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::LineSum;
use crate::report::bridge::{Bridge, Origin};
use crate::report::lines::Totals;

/// The way from what came in to what is on a report. What was accepted, less all of `minus`, is what the report has, and
/// that is what its sections have together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BridgeEntry {
    /// `files`, or `archive`: the exports in it that the report names as its sources, of the control desk all.
    pub from: String,
    /// What came in.
    pub accepted: LinesEntry,
    /// What is not on the report, by the reason.
    pub minus: BTreeMap<String, LinesEntry>,
    /// The lines of the report.
    pub report: LinesEntry,
    /// Those of them that were open at the end of the period and were settled since: only of a report of what was open then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled_since: Option<LinesEntry>,
    /// The same by its parts.
    pub sections: Vec<SectionEntry>,
}

/// A number of lines and their sum.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinesEntry {
    /// How many.
    pub lines: u64,
    /// Their sum in euro, with two decimals.
    pub amount: String,
}

/// The lines of a part of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SectionEntry {
    /// Its name.
    pub title: String,
    /// Whether the money in it was received.
    pub received: bool,
    /// How many lines.
    pub lines: u64,
    /// Their sum in euro, with two decimals.
    pub amount: String,
}

impl LinesEntry {
    fn of(lines: LineSum) -> Self {
        Self { lines: lines.count, amount: lines.money().to_string() }
    }
}

impl BridgeEntry {
    /// What is told of a bridge.
    #[must_use]
    pub fn of(bridge: &Bridge) -> Self {
        let minus = bridge.steps().into_iter().map(|(step, lines)| (step.name().to_owned(), LinesEntry::of(lines)));
        let section = |(title, received, totals): &(String, bool, Totals)| SectionEntry {
            title: title.clone(),
            received: *received,
            lines: totals.count,
            amount: totals.balance().to_string(),
        };
        Self {
            from: if bridge.accepted.from == Origin::Files { "files" } else { "archive" }.to_owned(),
            accepted: LinesEntry::of(bridge.came_in()),
            minus: minus.collect(),
            report: LinesEntry::of(bridge.shown),
            settled_since: bridge.settled_since.map(LinesEntry::of),
            sections: bridge.sections.iter().map(section).collect(),
        }
    }
}
