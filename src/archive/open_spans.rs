//! From which day to which costs were open, as far as exports told of them anew: what reports of open items rest on.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::ArchiveError;
use super::history::HistoryView;
use super::line_file::LineFile;
use super::month::Wanted;

/// The days over which the cost of a line was open that an export brought or ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OpenSpan {
    /// The day on which the cost arose.
    pub posted: NaiveDate,
    /// The day on which it was settled; `None` while it is open.
    pub settled: Option<NaiveDate>,
    /// The number of the last export that did something to the line.
    pub intake: u32,
}

impl OpenSpan {
    /// Whether the cost was open at the end of a day.
    #[must_use]
    pub fn has(&self, day: NaiveDate) -> bool {
        self.posted <= day && self.settled.is_none_or(|settled| day < settled)
    }
}

impl HistoryView<'_> {
    /// Of all lines that exports behind one brought or ended, over which days their costs were open, where it was any.
    ///
    /// # Errors
    /// When a file of lines is missing or altered.
    pub fn open_spans(&mut self, since: u32) -> Result<BTreeSet<OpenSpan>, ArchiveError> {
        let mut spans = BTreeSet::new();
        // What an export changes is in a file that is written for it.
        let is_newer = |file: &str| LineFile::parse(file).is_none_or(|file| file.intake > since);
        for record in self.all_months().into_iter().filter(|record| is_newer(&record.file)) {
            self.month(&record, &Wanted::Figures(Vec::new()))?.each(|piece| {
                for (line, history) in piece.lines() {
                    let settled = line.settlement.map(|settlement| settlement.settled.day());
                    let dropped_by = history.dropped_by.map_or(0, |(by, _)| by);
                    let (posted, intake) = (line.posted.day(), history.brought_by.max(dropped_by));
                    if intake > since && settled.is_none_or(|settled| posted < settled) {
                        spans.insert(OpenSpan { posted, settled, intake });
                    }
                }
            })?;
        }
        Ok(spans)
    }
}
