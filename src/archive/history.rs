//! Lines as they stood, ready to be reported on.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset, NaiveDate};

use super::archived_export::{ArchivedExport, ChangeRecord, MonthRecord};
pub use super::archived_lines::ArchivedLines;
use super::export_register::coverage;
use super::kept_months::{MOST_IN_MEMORY, keep};
use super::line_version::LineKey;
use super::month::{Month, Wanted};
use super::month_lines::{DaySum, MonthLines};
use super::register::Register;
use super::report_record::ReportRecord;
use super::versions::Versions;
use super::{ArchiveError, finding_note};
use crate::domain::finding_list::FindingList;
use crate::domain::{FeedCoverage, FeedDays, Finding, Period, Transaction};
use crate::ingest::Intake;
use crate::ingest::intake::{bound_turnover, told_by_hash};

/// Reads a library's lines, as they stood after any export.
#[derive(Debug)]
pub struct HistoryView<'r> {
    register: &'r Register,
    exports: Vec<ArchivedExport>,
    /// The numbers of the second exports with names that several have.
    same_name: BTreeMap<String, u32>,
    /// What exports did to settled lines.
    changes: Vec<ChangeRecord>,
    /// Those lines.
    changed: HashSet<LineKey>,
    /// Where those stand of them that hold now.
    holding: BTreeMap<LineKey, Month>,
    months: Vec<MonthRecord>,
    /// What is noted of stray lines, by the number of their export.
    noted: BTreeMap<u32, Vec<Finding>>,
    wanted: Wanted,
    loaded: BTreeMap<Month, (Wanted, Arc<MonthLines>)>,
    versions: BTreeMap<Month, Arc<BTreeMap<LineKey, Versions>>>,
    day_sums: BTreeMap<Month, Arc<Vec<DaySum>>>,
}

impl<'r> HistoryView<'r> {
    /// The memory of a library, as its register is now.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn of(register: &'r Register) -> Result<Self, ArchiveError> {
        let mut changes = register.changes()?;
        changes.retain(ChangeRecord::is_of_settled_line);
        let exports = register.exports()?;
        let noted = finding_note::all(register, &exports)?;
        Ok(Self {
            register,
            same_name: second_of_name(&exports),
            exports,
            changed: changes.iter().map(ChangeRecord::key).collect(),
            changes,
            holding: register.changed_and_holding()?,
            months: register.months()?,
            noted,
            wanted: Wanted::Lines,
            loaded: BTreeMap::new(),
            versions: BTreeMap::new(),
            day_sums: BTreeMap::new(),
        })
    }

    /// From now on only reads what sums need, with the texts of these columns: times, ids of customers and the like are
    /// not read.
    pub fn want_figures(&mut self, texts: Vec<&'static str>) {
        self.wanted = Wanted::Figures(texts);
    }

    /// The files of lines.
    pub(super) fn all_months(&self) -> Vec<MonthRecord> {
        self.months.clone()
    }

    /// The folder of the library.
    pub(super) fn folder(&self) -> &Path {
        self.register.folder()
    }

    /// The reports that were issued.
    ///
    /// # Errors
    /// When SQLite refuses, or the register holds something else.
    pub fn reports(&self) -> Result<Vec<ReportRecord>, ArchiveError> {
        self.register.reports()
    }

    /// Every day of settlement with the number of an export that brought, changed or dropped a line of it.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn touched_days(&self) -> Result<Vec<(NaiveDate, u32)>, ArchiveError> {
        self.register.touched_days()
    }

    /// The exports that came in.
    #[must_use]
    pub fn exports(&self) -> &[ArchivedExport] {
        &self.exports
    }

    /// The hash over all that the register knows of exports up to the last one that brought, changed or dropped lines of
    /// a period, none later than `after`: the same for as long as nothing of the period changes.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn state_of(&self, period: Option<Period>, after: u32) -> Result<String, ArchiveError> {
        let touching = period.map(|period| self.register.intakes_of(period)).transpose()?.unwrap_or_default();
        let last = touching.into_iter().filter(|intake| *intake <= after).max();
        self.register.exports_hash(last.unwrap_or(after))
    }

    /// The number of the last export that counts of those that came in by their times; 0 where none does.
    #[must_use]
    pub fn last_export(&self, counts: impl Fn(DateTime<FixedOffset>) -> bool) -> u32 {
        let came = self.exports.iter().filter(|export| counts(export.taken_in));
        came.map(|export| export.intake).max().unwrap_or(0)
    }

    /// What had come in after an export with a number: the lines of a period's months, or all lines and open items
    /// without one; the exports that told about the period; the changes to its lines.
    ///
    /// # Errors
    /// When a file of lines is missing or altered.
    pub fn lines_after(&mut self, period: Option<Period>, after: u32) -> Result<ArchivedLines, ArchiveError> {
        // First, since these want all of a month and may find it so.
        let mut findings = self.findings(period, after)?;
        let months = self.load(period)?;
        let touching: BTreeSet<u32> = match period {
            Some(period) => {
                let touching = self.register.intakes_of(period)?;
                touching.into_iter().chain(self.register.put_aside_in(period)?).collect()
            }
            None => self.exports.iter().map(|export| export.intake).collect(),
        };
        let tells_of = |export: &&ArchivedExport| {
            let overlaps = |(first, last)| period.is_none_or(|period| first <= period.last() && period.first() <= last);
            export.intake <= after && (touching.contains(&export.intake) || export.days.is_some_and(overlaps))
        };
        let sources = self.exports.iter().filter(tells_of).map(|export| export.intake).collect();
        let noted = |export: &ArchivedExport| self.noted.get(&export.intake).map_or(&[][..], Vec::as_slice);
        let files = self.exports.iter().filter(tells_of).map(|export| export.as_file(noted(export))).collect();
        let noted = self.exports.iter().filter(tells_of).flat_map(noted);
        findings.extend(noted.cloned().collect::<FindingList>().into_findings());
        let archived_lines = ArchivedLines { intake: Intake { files, findings }, sources, months, period, after };
        // Where all versions of all lines add up to little enough, those that held do.
        let months = &archived_lines.months;
        let turnover = months.iter().map(|lines| lines.turnover()).sum::<Result<i128, ArchiveError>>()?;
        if bound_turnover(turnover).is_err() {
            let mut turnover = 0;
            for lines in months {
                lines.each(|piece| {
                    piece.show_holding(after, period, |line| turnover += i128::from(line.cents).abs());
                })?;
            }
            bound_turnover(turnover).map_err(ArchiveError::Intake)?;
        }
        Ok(archived_lines)
    }

    fn load(&mut self, period: Option<Period>) -> Result<Vec<Arc<MonthLines>>, ArchiveError> {
        let (wanted, months) = (self.wanted.clone(), self.months_of(period));
        let are_few = months.iter().map(|record| record.lines).sum::<u64>() <= MOST_IN_MEMORY as u64;
        months.iter().map(|record| self.month_as(record, &wanted, are_few)).collect()
    }

    fn months_of(&self, period: Option<Period>) -> Vec<MonthRecord> {
        let wanted = |month: &Month| {
            period
                .is_none_or(|period| (Month::of(Some(period.first()))..=Month::of(Some(period.last()))).contains(month))
        };
        self.months.iter().filter(|record| wanted(&record.month)).cloned().collect()
    }

    /// The lines of a month, which stay in memory for a while where they are few.
    pub(super) fn month(&mut self, record: &MonthRecord, wanted: &Wanted) -> Result<Arc<MonthLines>, ArchiveError> {
        self.month_as(record, wanted, true)
    }

    fn month_as(
        &mut self,
        record: &MonthRecord,
        wanted: &Wanted,
        are_few: bool,
    ) -> Result<Arc<MonthLines>, ArchiveError> {
        if let Some((has, loaded)) = self.loaded.get(&record.month)
            && (has == wanted || *has == Wanted::Lines)
        {
            return Ok(loaded.clone());
        }
        let is_short = record.lines <= (MOST_IN_MEMORY / 2) as u64;
        let lines = if is_short && are_few {
            self.register.lines_of(record, wanted)?
        } else {
            self.register.lines_on_disk(record, wanted)?
        };
        let lines = Arc::new(lines);
        // Short months that are too many together now may be few the next time.
        if are_few || !is_short {
            let count = |(_, lines): &(Wanted, Arc<MonthLines>)| lines.count_in_memory();
            keep(&mut self.loaded, &record.month, (wanted.clone(), lines.clone()), count);
        }
        Ok(lines)
    }

    /// What exports did to lines of the period that others had brought.
    fn findings(&mut self, period: Option<Period>, after: u32) -> Result<Vec<Finding>, ArchiveError> {
        let versions = self.versions(period, after)?;
        let is_in = |day| period.is_none_or(|period| period.contains(day));
        let name = |intake: u32| {
            let place = self.exports.binary_search_by_key(&intake, |export| export.intake);
            place.map_or_else(|_| String::new(), |place| self.told(&self.exports[place], after))
        };
        let mut found: Vec<_> = versions.values().flat_map(|versions| versions.findings(after, is_in, name)).collect();
        found.sort_by_key(|(intake, _)| *intake);
        Ok(found.into_iter().map(|(_, finding)| finding).collect::<FindingList>().into_findings())
    }

    /// The name of an export, with the start of its hash where another one up to some number is called the same.
    fn told(&self, export: &ArchivedExport, after: u32) -> String {
        let is_alone = self.same_name.get(&export.name).is_none_or(|second| *second > after);
        if is_alone { export.name.clone() } else { told_by_hash(&export.name, &export.sha256) }
    }

    /// The versions of lines that exports, up to one with a number, changed or dropped on days of a period or moved
    /// there: those of other days too.
    ///
    /// # Errors
    /// When a file of lines is missing or altered.
    pub fn versions(
        &mut self,
        period: Option<Period>,
        after: u32,
    ) -> Result<BTreeMap<LineKey, Versions>, ArchiveError> {
        let is_in = |day: Option<NaiveDate>| day.is_some_and(|day| period.is_none_or(|period| period.contains(day)));
        let months: BTreeSet<Month> = self.months_of(period).into_iter().map(|record| record.month).collect();
        let concerns = |change: &&ChangeRecord| {
            let came_here = || self.holding.get(&change.key()).is_some_and(|month| months.contains(month));
            change.intake <= after && (is_in(change.before.0) || is_in(change.day_after()) || came_here())
        };
        let keys: HashSet<LineKey> = self.changes.iter().filter(concerns).map(ChangeRecord::key).collect();
        let changes = self.changes.iter().filter(|change| keys.contains(&change.key()));
        let days = changes.flat_map(|change| [Some(change.before.0), change.after.map(|(day, _)| day)]);
        let mut months: BTreeSet<Month> = days.flatten().map(Month::of).collect();
        months.extend(keys.iter().filter_map(|key| self.holding.get(key).cloned()));
        let mut found: BTreeMap<LineKey, Versions> = BTreeMap::new();
        for record in self.months.clone().iter().filter(|record| months.contains(&record.month)) {
            for (key, versions) in self.versions_in(record)?.iter().filter(|(key, _)| keys.contains(*key)) {
                found.entry(key.clone()).or_default().add(versions);
            }
        }
        Ok(found)
    }

    /// The versions of all such lines that stand in a month, which stay in memory for a while.
    fn versions_in(&mut self, record: &MonthRecord) -> Result<Arc<BTreeMap<LineKey, Versions>>, ArchiveError> {
        if let Some(known) = self.versions.get(&record.month) {
            return Ok(known.clone());
        }
        let lines = self.month(record, &Wanted::Lines)?;
        let versions = Arc::new(Versions::in_month(&lines, &self.changed)?);
        keep(&mut self.versions, &record.month, versions.clone(), |_| 0);
        Ok(versions)
    }

    /// What the lines of a month add up to by day and export; kept, as it is short.
    pub(super) fn day_sums(&mut self, record: &MonthRecord) -> Result<Arc<Vec<DaySum>>, ArchiveError> {
        if let Some(known) = self.day_sums.get(&record.month) {
            return Ok(known.clone());
        }
        let wanted = self.wanted.clone();
        let sums = Arc::new(self.month(record, &wanted)?.day_sums()?);
        self.day_sums.insert(record.month.clone(), sums.clone());
        Ok(sums)
    }

    /// The days that the exports up to one tell about, feed by feed.
    #[must_use]
    pub fn coverage(&self, after: u32) -> FeedCoverage {
        coverage(self.exports.iter().filter(|export| export.intake <= after))
    }

    /// The feeds that are expected to tell of days, where the configuration of the last run named some.
    ///
    /// # Errors
    /// When SQLite refuses, or the register holds something else.
    pub fn expected_feeds(&self) -> Result<Vec<FeedDays>, ArchiveError> {
        self.register.expected_feeds()
    }

    /// Shows every line that was settled in a period, as it stood after an export. However long the period is, only a month
    /// at a time is needed.
    ///
    /// # Errors
    /// When a file of lines is missing or altered.
    pub fn each_line(
        &mut self,
        period: Period,
        after: u32,
        mut show: impl FnMut(&Transaction<'_>),
    ) -> Result<(), ArchiveError> {
        let wanted = self.wanted.clone();
        for month in self.months_of(Some(period)) {
            let lines = self.month(&month, &wanted)?;
            for index in (0..lines.parts()).filter(|index| lines.part_may_be_in(*index, Some(period))) {
                lines.part(index, |piece| {
                    piece.show_holding(after, Some(period), &mut show);
                })?;
            }
        }
        Ok(())
    }
}

/// The numbers of the second exports with names that several have.
fn second_of_name(exports: &[ArchivedExport]) -> BTreeMap<String, u32> {
    let mut seen = HashSet::new();
    let mut second = BTreeMap::new();
    for export in exports {
        if !seen.insert(export.name.as_str()) {
            second.entry(export.name.clone()).or_insert(export.intake);
        }
    }
    second
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::export_feeds::ExportFeeds;
    use crate::archive::line_version::{Ending, History};
    use crate::archive::month_lines::LineBatch;
    use crate::domain::LineCore;
    use crate::domain::transactions::TEXTS;
    use crate::publish::modes::Modes;

    /// A month whose file is not there: what is not in memory is not to be had.
    fn record() -> MonthRecord {
        let (month, file) = (Month::from_register("2026-11".to_owned()), "none".to_owned());
        MonthRecord { month, file, sha256: String::new(), lines: 0 }
    }

    #[test]
    fn what_held_at_a_time_adds_up_to_what_a_sum_can_be() {
        let folder = tempfile::tempdir().expect("a folder");
        let register = Register::create(folder.path(), Modes::default()).expect("a register");
        let line = |(cents, dropped_by): (i64, Option<u32>)| {
            let history = History { brought_by: 1, dropped_by: dropped_by.map(|by| (by, Ending::Changed)) };
            (LineCore { cents, ..*Transaction::example() }, history)
        };
        let is_refused = |lines: &[(i64, Option<u32>)]| {
            let mut memory = HistoryView::of(&register).expect("a memory");
            memory.months.push(record());
            let texts = [const { None }; TEXTS.len()];
            let piece = LineBatch::new(lines.iter().copied().map(line).collect(), texts, &ExportFeeds::default());
            let lines = Arc::new(MonthLines::new(vec![piece]));
            memory.loaded.insert(record().month, (Wanted::Lines, lines));
            memory.lines_after(None, 2).is_err()
        };
        assert!(!is_refused(&[(i64::MAX, None)]));
        assert!(is_refused(&[(i64::MAX, None), (1, None)]) && is_refused(&[(-i64::MAX, None), (1, None)]));
        assert!(!is_refused(&[(i64::MAX, Some(2)), (i64::MAX, None)]), "versions that follow each other");
    }

    #[test]
    fn lines_serve_for_figures_but_figures_not_for_lines() {
        let folder = tempfile::tempdir().expect("a folder");
        let register = Register::create(folder.path(), Modes::default()).expect("a register");
        let mut memory = HistoryView::of(&register).expect("a memory");
        let figures = |texts: &[&'static str]| Wanted::Figures(texts.to_vec());
        let mut has = |kept: Wanted, asked: &Wanted| {
            memory.loaded.insert(record().month, (kept, Arc::new(MonthLines::new(Vec::new()))));
            memory.month(&record(), asked).is_ok()
        };
        assert!(has(Wanted::Lines, &Wanted::Lines) && has(Wanted::Lines, &figures(&[])));
        assert!(has(figures(&["source"]), &figures(&["source"])));
        assert!(!has(figures(&["source"]), &Wanted::Lines) && !has(figures(&[]), &figures(&["source"])));
    }
}
