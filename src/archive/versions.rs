//! The versions of a line that exports changed or dropped, one after the other, and what there is to tell of them.

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;

use super::ArchiveError;
use super::line_version::{Ending, LineKey, LineVersion};
use super::month_lines::MonthLines;
use crate::domain::{Difference, Finding, Money};

/// The versions of one line that held, in the order in which they did.
#[derive(Clone, Debug, Default)]
pub struct Versions {
    lines: Vec<LineVersion>,
}

impl Versions {
    /// Those of some lines that stand in a month.
    ///
    /// # Errors
    /// When the month can't be read.
    pub fn in_month(lines: &MonthLines, keys: &HashSet<LineKey>) -> Result<BTreeMap<LineKey, Self>, ArchiveError> {
        let mut found: BTreeMap<LineKey, Self> = BTreeMap::new();
        if keys.is_empty() {
            return Ok(found);
        }
        // Most lines are told from those by their ids alone.
        let ids: HashSet<&str> = keys.iter().map(|key| key.id.as_str()).collect();
        lines.each(|piece| {
            for (line, history) in piece.lines().filter(|(line, history)| ids.contains(line.id) && history.ever_held())
            {
                let line = LineVersion::of(&line, history);
                if keys.contains(&line.key()) {
                    found.entry(line.key()).or_default().lines.push(line);
                }
            }
        })?;
        Ok(found)
    }

    /// Adds those that stand in another month.
    pub fn add(&mut self, other: &Self) {
        self.lines.extend(other.lines.iter().cloned());
        self.lines.sort_by_key(|line| line.history.brought_by);
    }

    /// The version that held once the export with a number had come in.
    #[must_use]
    pub fn after(&self, intake: u32) -> Option<&LineVersion> {
        self.lines.iter().find(|line| line.history.holds_after(intake))
    }

    /// Whether an export, up to the one with a number, no longer had the line.
    #[must_use]
    pub fn had_vanished(&self, intake: u32) -> bool {
        self.lines.iter().any(|line| line.gone_by().is_some_and(|(by, _)| by <= intake))
    }

    /// What exports, up to the one with a number, did to the line on days that matter, with the number of the export
    /// that did it: each other content that it got, and that it is gone. What vanished and came back as it was is
    /// nothing to tell. An open item that is settled is no change either: that is what open items are for.
    pub fn findings(
        &self,
        intake: u32,
        is_in: impl Fn(NaiveDate) -> bool,
        name: impl Fn(u32) -> String,
    ) -> Vec<(u32, Finding)> {
        let mut found = Vec::new();
        let known = self.lines.iter().take_while(|line| line.history.brought_by <= intake).collect::<Vec<_>>();
        let matters = |line: &LineVersion| line.core.settled_day().is_some_and(&is_in);
        for pair in known.windows(2) {
            let [before, now] = [pair[0], pair[1]];
            if before.core.settlement.is_none() || !(matters(before) || matters(now)) {
                continue;
            }
            let differences = Difference::between(&before.transaction(), &now.transaction());
            if !differences.is_empty() {
                let (id, by) = (now.id().to_owned(), now.history.brought_by);
                found.push((by, Finding::RememberedChange { id, file: name(by), differences }));
            }
        }
        if let Some(last) = known.last().filter(|line| matters(line))
            && let Some((by, how)) = last.gone_by().filter(|(by, _)| *by <= intake)
        {
            let (id, file, amount) = (last.id().to_owned(), name(by), Money::from_cents(last.core.cents));
            let finding = match how {
                Ending::LeftOut => Finding::WithdrawnLine { id, file, line: None, amount },
                _ => Finding::VanishedLine { id, file, amount },
            };
            found.push((by, finding));
        }
        found
    }
}

impl LineVersion {
    /// The export that no longer had it, or whose profile leaves it out there.
    fn gone_by(&self) -> Option<(u32, Ending)> {
        self.history.dropped_by.filter(|(_, how)| matches!(how, Ending::Vanished | Ending::LeftOut))
    }
}
