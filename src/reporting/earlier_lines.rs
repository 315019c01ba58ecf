//! The lines of an earlier period that a report may be set beside, added up out of an archive.

use super::job::ReportJob;
use crate::domain::{CodeTables, Period, Transaction};
use crate::ingest::LineSink;
use crate::report::describe::TextCounts;
use crate::report::earlier::EarlierSum;

/// What the lines of an earlier period add up to, and the texts of their codes where lines of those are shown.
pub(super) struct EarlierLines<'a> {
    pub(super) sum: EarlierSum,
    pub(super) texts: TextCounts,
    tells_texts: bool,
    tables: &'a CodeTables,
}

impl<'a> EarlierLines<'a> {
    /// Nothing yet of a period beside a report.
    pub(super) fn new(job: &ReportJob, period: Period, tables: &'a CodeTables) -> Self {
        let sum = EarlierSum::new(&job.spec.selection, period);
        Self { sum, texts: TextCounts::default(), tells_texts: job.describes_earlier(), tables }
    }
}

impl LineSink for EarlierLines<'_> {
    fn take(&mut self, _number: u64, line: &Transaction<'_>) {
        self.sum.add(&line.row(self.tables), line.source);
        if self.tells_texts {
            self.texts.add(line.booking_code, &line.words_of_code());
        }
    }

    fn merge(&mut self, other: Self) {
        self.sum.merge(other.sum);
        self.texts.merge(other.texts);
    }
}
