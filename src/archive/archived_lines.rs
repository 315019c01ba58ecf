//! Lines of an archive as they stood after an export, for whoever gathers.

use std::sync::Arc;

use super::month_lines::{HeldSums, LineBatch, MonthLines};
use crate::domain::Period;
use crate::ingest::{Intake, LineSink};
use crate::parallel::{deal_out, processors};

/// What had come in after an export.
#[derive(Debug)]
pub struct ArchivedLines {
    /// The exports, and what they did to lines that others had brought.
    pub intake: Intake,
    pub(super) months: Vec<Arc<MonthLines>>,
    pub(super) period: Option<Period>,
    pub(super) after: u32,
}

impl ArchivedLines {
    /// How many lines are worth a thread.
    const PART: usize = 1 << 16;

    pub(super) fn pieces(&self) -> impl Iterator<Item = &LineBatch> {
        self.months.iter().flat_map(|lines| lines.pieces())
    }

    /// How many lines held in the months of the period, and how many of them were settled before and behind it and so are
    /// not shown.
    #[must_use]
    pub fn held(&self) -> HeldSums {
        let mut held = HeldSums::default();
        for of_month in self.months.iter().map(|lines| lines.held(self.after, self.period)) {
            held.all.merge(of_month.all);
            held.earlier.merge(of_month.earlier);
            held.later.merge(of_month.later);
        }
        held
    }

    /// Shows the lines that held to gatherers, on several threads where they are many, and gives what these gathered
    /// together; their order means nothing.
    pub fn gather<G: LineSink>(&self, make: impl Fn() -> G + Sync) -> G {
        let mut parts: Vec<Vec<&LineBatch>> = Vec::new();
        for piece in self.pieces() {
            match parts.last_mut() {
                Some(part) if part.iter().map(|piece| piece.count()).sum::<usize>() < Self::PART => part.push(piece),
                _ => parts.push(vec![piece]),
            }
        }
        let gather = |numbers: &mut dyn Iterator<Item = usize>| {
            let mut gatherer = make();
            for piece in numbers.flat_map(|number| &parts[number]) {
                piece.show_holding(self.after, self.period, |line| gatherer.take(0, line));
                gatherer.end_chunk();
            }
            gatherer
        };
        let mut whole = make();
        for gathered in deal_out(parts.len(), processors(), gather) {
            whole.merge(gathered);
        }
        whole
    }
}
