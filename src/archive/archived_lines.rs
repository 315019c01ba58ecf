//! Lines of an archive as they stood after an export, for whoever gathers.

use std::sync::Arc;

use super::ArchiveError;
use super::month_lines::MonthLines;
use crate::domain::{Period, Transaction};
use crate::ingest::{Intake, LineSink};
use crate::parallel::{deal_out, processors};

/// What had come in after an export.
#[derive(Debug)]
pub struct ArchivedLines {
    /// The exports, and what they did to lines that others had brought.
    pub intake: Intake,
    /// The numbers of the exports, in the order of the files.
    pub(super) sources: Vec<u32>,
    pub(super) months: Vec<Arc<MonthLines>>,
    pub(super) period: Option<Period>,
    pub(super) after: u32,
}

impl ArchivedLines {
    /// Shows every version of the lines that were settled in a period and ever held by then, with the number of the export
    /// that brought it.
    ///
    /// # Errors
    /// When lines can't be read.
    pub fn each_brought(
        &self,
        period: Period,
        mut show: impl FnMut(&Transaction<'_>, u32),
    ) -> Result<(), ArchiveError> {
        for lines in &self.months {
            for index in (0..lines.parts()).filter(|index| lines.part_may_be_in(*index, Some(period))) {
                lines.part(index, |piece| {
                    for (line, history) in piece.lines() {
                        let is_in = line.settled_day().is_some_and(|day| period.contains(day));
                        if is_in && history.brought_by <= self.after && history.ever_held() {
                            show(&line, history.brought_by);
                        }
                    }
                })?;
            }
        }
        Ok(())
    }

    /// How many lines are worth a thread.
    const LINES_PER_THREAD: usize = 1 << 16;

    /// Shows the lines that held to gatherers, on several threads where they are many, and gives what these gathered
    /// together; their order means nothing.
    ///
    /// # Errors
    /// When lines can't be read.
    pub fn gather<G: LineSink>(&self, make: impl Fn() -> G + Sync) -> Result<G, ArchiveError> {
        // Pieces of months, with how many lines those have that are dealt out together.
        let mut parts: Vec<(usize, Vec<(&MonthLines, usize)>)> = Vec::new();
        for lines in &self.months {
            for index in (0..lines.parts()).filter(|index| lines.part_may_be_in(*index, self.period)) {
                let length = lines.part_length(index);
                match parts.last_mut() {
                    Some((count, part)) if *count < Self::LINES_PER_THREAD => {
                        part.push((lines, index));
                        *count += length;
                    }
                    _ => parts.push((length, vec![(lines, index)])),
                }
            }
        }
        let gather = |numbers: &mut dyn Iterator<Item = usize>| {
            let mut gatherer = make();
            for (lines, index) in numbers.flat_map(|number| &parts[number].1) {
                lines.part(*index, |piece| {
                    piece.show_holding(self.after, self.period, |line| gatherer.take(0, line));
                    gatherer.end_chunk();
                })?;
            }
            Ok::<G, ArchiveError>(gatherer)
        };
        let mut whole = make();
        for gathered in deal_out(parts.len(), processors(), gather) {
            whole.merge(gathered?);
        }
        Ok(whole)
    }
}
