//! What became of all lines that some exports had: the beginning of the way to a report out of the archive.

use std::collections::{BTreeMap, BTreeSet};

use super::ArchiveError;
use super::archived_export::{ArchivedExport, MonthRecord};
use super::archived_lines::ArchivedLines;
use super::history::HistoryView;
use super::month::Month;
use super::sums::months_of;
use crate::domain::LineSum;

/// What became of all lines that some exports had, each accepted line in one of these.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SourceSums {
    /// All that were accepted, as the register counts them.
    pub accepted: LineSum,
    /// Those that the archive had already, alike.
    pub overlap: LineSum,
    /// Those in whose place a later export has others, or none; those too that came after an export that knows better.
    pub replaced: LineSum,
    /// Those that hold and were settled before the days that are asked for.
    pub earlier: LineSum,
    /// Those that hold and were settled behind them.
    pub later: LineSum,
    /// Those that hold and are open, where days are asked for.
    pub open: LineSum,
}

/// What became of the lines that one export brought.
#[derive(Clone, Copy, Debug, Default)]
struct ExportSums {
    all: LineSum,
    replaced: LineSum,
}

impl HistoryView<'_> {
    /// What became of all lines of the exports that tell about a report's days, as it stood then; notes in their files how
    /// many were replaced.
    ///
    /// # Errors
    /// When a file of lines is missing or altered, or an export brought more lines than it had.
    pub fn source_sums(&mut self, lines: &mut ArchivedLines) -> Result<SourceSums, ArchiveError> {
        let (period, after) = (lines.period, lines.after);
        let mut brought: BTreeMap<u32, ExportSums> =
            lines.sources.iter().map(|intake| (*intake, ExportSums::default())).collect();
        let exports = self.exports().iter().filter(|export| brought.contains_key(&export.intake));
        let exports: Vec<ArchivedExport> = exports.cloned().collect();
        let mut sums = SourceSums::default();
        for record in self.months_with(&exports) {
            for day in self.day_sums(&record)?.iter() {
                let Some(of_export) = brought.get_mut(&day.brought_by) else { continue };
                of_export.all.merge(day.sum);
                if day.dropped_by.is_some_and(|by| by <= after) {
                    of_export.replaced.merge(day.sum);
                    continue;
                }
                let Some(period) = period else { continue };
                match day.settled {
                    None => sums.open.merge(day.sum),
                    Some(settled) if settled < period.first() => sums.earlier.merge(day.sum),
                    Some(settled) if period.last() < settled => sums.later.merge(day.sum),
                    Some(_) => {}
                }
            }
        }
        for (file, export) in lines.intake.files.iter_mut().zip(&exports) {
            let ExportSums { all, replaced } = brought.get(&export.intake).copied().unwrap_or_default();
            let accepted = LineSum { count: export.accepted, cents: export.cents.into() };
            if all.count > accepted.count {
                let what = format!("{} had {} lines, and {} are kept", export.name, accepted.count, all.count);
                return Err(ArchiveError::Changed(self.folder().to_owned(), what));
            }
            sums.accepted.merge(accepted);
            sums.overlap.merge(accepted.without(all));
            sums.replaced.merge(replaced);
            file.replaced = replaced.count;
        }
        Ok(sums)
    }

    /// The files in which lines of exports can be kept.
    fn months_with(&self, exports: &[ArchivedExport]) -> Vec<MonthRecord> {
        let mut records = self.all_months();
        // Of those that came in under layout 1 nobody wrote down the days of their lines.
        if exports.iter().all(|export| export.profile.is_some()) {
            let months: BTreeSet<Month> = exports.iter().flat_map(months_of).collect();
            records.retain(|record| months.contains(&record.month));
        }
        records
    }
}
