//! Lines as they stood, ready to be reported on.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Bound, RangeBounds};
use std::path::PathBuf;
use std::sync::Arc;

use super::ArchiveError;
use super::coverage::Coverage;
use super::export_record::{ChangeRecord, ExportRecord, MonthRecord};
use super::kept_lines::{KeptLines, Piece};
use super::line::Drop;
use super::month::{Month, Wanted};
use super::register::Register;
use super::workers::deal_out;
use crate::domain::transactions::Row;
use crate::domain::{CodeTables, Finding, Money, Period};
use crate::ingest::intake::bound_turnover;
use crate::ingest::rejects::Rejects;
use crate::ingest::{FileIntake, Gather, Intake};

/// How many months stay in memory: what a week at the turn of a month needs with the same week a year earlier, and
/// the months between, which come next.
const KEPT: usize = 14;

/// Reads a library's lines, as they stood after any export.
#[derive(Debug)]
pub struct Memory<'r> {
    register: &'r Register,
    exports: Vec<ExportRecord>,
    changes: Vec<ChangeRecord>,
    months: Vec<MonthRecord>,
    wanted: Wanted,
    loaded: BTreeMap<Month, Arc<KeptLines>>,
}

/// What had come in after an export.
#[derive(Debug)]
pub struct Recollection {
    /// The exports, and what they did to lines that others had brought.
    pub intake: Intake,
    months: Vec<Arc<KeptLines>>,
    period: Option<Period>,
    after: u32,
}

impl Recollection {
    /// How many lines are worth a thread.
    const PART: usize = 1 << 16;

    fn pieces(&self) -> impl Iterator<Item = &Piece> {
        self.months.iter().flat_map(|lines| lines.pieces())
    }

    /// Shows the lines that held to gatherers, on several threads where they are many, and gives what these gathered
    /// together; their order means nothing.
    pub fn gather<G: Gather>(&self, make: impl Fn() -> G + Sync) -> G {
        let mut parts: Vec<Vec<&Piece>> = Vec::new();
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
        for gathered in deal_out(parts.len(), gather) {
            whole.merge(gathered);
        }
        whole
    }
}

impl<'r> Memory<'r> {
    /// The memory of a library, as its register is now.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn of(register: &'r Register) -> Result<Self, ArchiveError> {
        let (exports, changes, months) = (register.exports()?, register.changes()?, register.months()?);
        Ok(Self { register, exports, changes, months, wanted: Wanted::Lines, loaded: BTreeMap::new() })
    }

    /// The same for those who only want sums, with the texts of these columns: times, ids of customers and the like are
    /// not read.
    #[must_use]
    pub fn of_figures(mut self, texts: Vec<&'static str>) -> Self {
        self.wanted = Wanted::Figures(texts);
        self
    }

    /// The exports that came in.
    #[must_use]
    pub fn exports(&self) -> &[ExportRecord] {
        &self.exports
    }

    /// What had come in after an export with a number: the lines of a period's months, or all lines and open items
    /// without one; the exports that told about the period; the changes to its lines.
    ///
    /// # Errors
    /// When a file of lines is missing or altered.
    pub fn recollect(&mut self, period: Option<Period>, after: u32) -> Result<Recollection, ArchiveError> {
        let months = self.load(period)?;
        let touching: BTreeSet<u32> = match period {
            Some(period) => self.register.intakes_of(period)?.into_iter().collect(),
            None => self.exports.iter().map(|export| export.intake).collect(),
        };
        let tells_of = |export: &&ExportRecord| {
            let overlaps = |(first, last)| period.is_none_or(|period| first <= period.last() && period.first() <= last);
            export.intake <= after && (touching.contains(&export.intake) || export.days.is_some_and(overlaps))
        };
        let files = self.exports.iter().filter(tells_of).map(file).collect();
        let findings = self.findings(period, after);
        let recollection = Recollection { intake: Intake { files, findings }, months, period, after };
        // Where all versions of all lines add up to little enough, those that held do.
        if bound_turnover(recollection.months.iter().map(|lines| lines.turnover()).sum()).is_err() {
            let mut turnover = 0;
            for piece in recollection.pieces() {
                piece.show_holding(after, period, |line| turnover += i128::from(line.cents).abs());
            }
            bound_turnover(turnover).map_err(ArchiveError::Intake)?;
        }
        Ok(recollection)
    }

    fn load(&mut self, period: Option<Period>) -> Result<Vec<Arc<KeptLines>>, ArchiveError> {
        self.months_of(period).iter().map(|record| self.month(record)).collect()
    }

    fn months_of(&self, period: Option<Period>) -> Vec<MonthRecord> {
        let wanted = |month: &Month| {
            period
                .is_none_or(|period| (Month::of(Some(period.first()))..=Month::of(Some(period.last()))).contains(month))
        };
        self.months.iter().filter(|record| wanted(&record.month)).cloned().collect()
    }

    /// The lines of a month, which stay in memory for a while.
    fn month(&mut self, record: &MonthRecord) -> Result<Arc<KeptLines>, ArchiveError> {
        if let Some(loaded) = self.loaded.get(&record.month) {
            return Ok(loaded.clone());
        }
        let lines = Arc::new(self.register.lines_of(record, &self.wanted)?);
        while self.loaded.len() >= KEPT {
            self.loaded.pop_first();
        }
        self.loaded.insert(record.month.clone(), lines.clone());
        Ok(lines)
    }

    /// What exports did to lines of the period that others had brought. An open item that is settled is no change
    /// worth telling: that is what open items are for.
    fn findings(&self, period: Option<Period>, after: u32) -> Vec<Finding> {
        let is_in = |day| period.is_none_or(|period| period.contains(day));
        let mut findings = Vec::new();
        for change in self.changes.iter().filter(|change| change.intake <= after) {
            let Some(day_before) = change.before.0 else { continue };
            let day_after = change.after.and_then(|after| after.0);
            if !is_in(day_before) && !day_after.is_some_and(is_in) {
                continue;
            }
            let file = self.exports.iter().find(|export| export.intake == change.intake);
            let file = file.map_or_else(String::new, |export| export.name.clone());
            let (id, amount_before) = (change.id.clone(), Money::from_cents(change.before.1));
            match (Drop::of_name(&change.how), change.after) {
                (Some(Drop::Vanished), _) => findings.push(Finding::VanishedLine { id, file, amount: amount_before }),
                (Some(Drop::Changed), Some((_, cents))) => {
                    let amount = Money::from_cents(cents);
                    findings.push(Finding::RememberedChange { id, file, amount, amount_before });
                }
                _ => {}
            }
        }
        findings
    }

    /// Whether the exports up to one tell about every day of a period.
    #[must_use]
    pub fn covers(&self, period: Period, after: u32) -> bool {
        let came = self.exports.iter().filter(|export| export.intake <= after);
        Coverage::of(came.filter_map(ExportRecord::known_days)).has_all(period)
    }

    /// Shows every line that was settled in a period, as it stood after an export, with its source. However long the
    /// period is, only a month at a time is needed.
    ///
    /// # Errors
    /// When a file of lines is missing or altered.
    pub fn each_row(
        &mut self,
        period: Period,
        after: u32,
        tables: &CodeTables,
        mut show: impl FnMut(&Row, &str),
    ) -> Result<(), ArchiveError> {
        for month in self.months_of(Some(period)) {
            let lines = self.month(&month)?;
            for piece in lines.pieces() {
                piece.show_holding(after, Some(period), |line| show(&line.row(tables), line.source));
            }
        }
        Ok(())
    }

    /// The ids of lines that vanished after an export, up to another.
    #[must_use]
    pub fn vanished_between(&self, before: u32, after: u32) -> BTreeSet<String> {
        let is_between = |change: &&ChangeRecord| {
            let is_later = (Bound::Excluded(before), Bound::Included(after)).contains(&change.intake);
            is_later && change.how == Drop::Vanished.name()
        };
        self.changes.iter().filter(is_between).map(|change| change.id.clone()).collect()
    }
}

/// An export as the control section shows it.
fn file(export: &ExportRecord) -> FileIntake {
    FileIntake {
        name: export.name.clone(),
        path: PathBuf::from(&export.name),
        sha256: export.sha256.clone(),
        faults: Vec::new(),
        rejects: Rejects::default(),
        accepted: export.accepted,
        blank: export.blank,
        overlap: export.overlap,
        replaced: export.changed,
        amount: Money::from_cents(export.cents),
        rejected_amount: Money::ZERO,
    }
}
