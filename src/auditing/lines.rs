//! The lines that are kept, against all that the register says of them: which hold, what each export brought, changed and
//! dropped, and which days it touched.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use chrono::NaiveDate;

use super::faults::Faults;
use crate::archive::archived_export::ChangeRecord;
use crate::archive::line_version::Ending;
use crate::archive::month::{Month, Wanted};
use crate::archive::{ArchiveError, ArchivedExport, Audited, HeldLines, LINES, LineKey, LineVersion, Register};
use crate::domain::Money;

/// What the files of lines come to.
#[derive(Debug, Default)]
pub(super) struct SeenLines {
    held: HeldLines,
    exports: BTreeMap<u32, ExportTrace>,
    touched: BTreeSet<(NaiveDate, u32)>,
    /// What the register says that exports changed, by the lines.
    changes: HashMap<LineKey, Vec<SeenChange>>,
    /// Changes that lines tell and the register does not.
    unknown: BTreeSet<String>,
}

/// What an export did, as the lines tell it.
#[derive(Clone, Copy, Debug, Default)]
struct ExportTrace {
    held: u64,
    dropped: u64,
    outdated: u64,
    cents: i128,
}

/// A change that the register knows, and whether the lines say the same.
#[derive(Debug)]
struct SeenChange {
    record: ChangeRecord,
    how: Ending,
    has_before: bool,
    has_after: bool,
}

type DayAndCents = (Option<NaiveDate>, i64);

/// Reads all files of lines; `None` when some can't be read, which is told.
///
/// # Errors
/// When SQLite refuses.
pub(super) fn read(register: &Register, path: &Path, faults: &mut Faults) -> Result<Option<SeenLines>, ArchiveError> {
    let mut seen = SeenLines::default();
    for record in register.changes()? {
        match Ending::of_name(&record.how) {
            Some(how) => seen.changes.entry(record.key()).or_default().push(SeenChange::new(record, how)),
            None => faults.add(path, format!("line {}: `{}` is no way to change", record.id, record.how)),
        }
    }
    let mut are_read = true;
    for month in register.months()? {
        let read = register
            .lines_on_disk(&month, &Wanted::Lines)
            .and_then(|lines| lines.each(|piece| piece.versions().for_each(|line| seen.take(&month.month, &line))));
        match read {
            Ok(()) => {}
            Err(error) => {
                are_read = false;
                let file = register.folder().join(LINES).join(&month.file);
                match error {
                    ArchiveError::Missing(_) => faults.add(&file, "it is missing"),
                    ArchiveError::Altered(_) => faults.add(&file, "it has been altered, its SHA-256 is another"),
                    ArchiveError::Lines(_, what) => faults.add(&file, what),
                    error => faults.fail(error),
                }
            }
        }
    }
    Ok(are_read.then_some(seen))
}

impl SeenChange {
    fn new(record: ChangeRecord, how: Ending) -> Self {
        // Nothing comes after a line that vanished. What was outdated may have had nothing before it: then that is told
        // as itself.
        let has_after = matches!(how, Ending::Vanished | Ending::LeftOut) && record.after.is_none();
        let has_before = how == Ending::Outdated && record.after == Some(record.before);
        Self { record, how, has_before, has_after }
    }

    /// Compares it with a version of its line.
    fn see(&mut self, line: &LineVersion) {
        let figures: DayAndCents = (line.core.settled_day(), line.core.cents);
        let by = self.record.intake;
        match self.how {
            Ending::Outdated => {
                if line.history.dropped_by == Some((by, Ending::Outdated)) {
                    self.has_after = self.record.after == Some(figures);
                } else if line.history.holds_after(by) {
                    self.has_before = self.record.before == figures;
                }
            }
            how => {
                if line.history.dropped_by == Some((by, how)) {
                    self.has_before = self.record.before == figures;
                } else if how == Ending::Changed && line.history.brought_by == by && line.history.ever_held() {
                    self.has_after = self.record.after == Some(figures);
                }
            }
        }
    }
}

impl SeenLines {
    fn take(&mut self, month: &Month, line: &LineVersion) {
        let day = line.core.settled_day();
        let brought = self.exports.entry(line.history.brought_by).or_default();
        brought.cents += i128::from(line.core.cents);
        if let Some((_, Ending::Outdated)) = line.history.dropped_by {
            brought.outdated += 1;
        } else {
            brought.held += 1;
            self.touched.extend(day.map(|day| (day, line.history.brought_by)));
        }
        match line.history.dropped_by {
            Some((by, how)) if how != Ending::Outdated => {
                self.exports.entry(by).or_default().dropped += 1;
                self.touched.extend(day.map(|day| (day, by)));
            }
            Some(_) => {}
            None => self.held.add(&line.key(), month, line.history.brought_by),
        }
        let changes = self.changes.get_mut(&line.key());
        let is_told = |(by, how)| {
            changes.as_ref().is_some_and(|all| all.iter().any(|change| change.record.intake == by && change.how == how))
        };
        if let Some((by, how)) = line.history.dropped_by.filter(|dropped| !is_told(*dropped)) {
            self.unknown.insert(format!("it does not say that export {by} left line {} {}", line.id(), how.name()));
        }
        changes.into_iter().flatten().for_each(|change| change.see(line));
    }

    /// Compares what was read with the register.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub(super) fn check(self, audited: &Audited, path: &Path, faults: &mut Faults) -> Result<(), ArchiveError> {
        let register = &audited.register;
        for month in audited.held.differing(&self.held) {
            check_held(register, &month, path, faults)?;
        }
        let exports = register.exports()?;
        faults.add_all(path, exports.iter().filter_map(|export| self.fault_of(export)));
        let known: BTreeSet<u32> = exports.iter().map(|export| export.intake).collect();
        let unknown = self.exports.keys().filter(|intake| !known.contains(intake));
        faults.add_all(
            path,
            unknown.map(|intake| format!("there are lines of an export {intake}, which it does not know")),
        );
        let touched: BTreeSet<(NaiveDate, u32)> = register.touched_days()?.into_iter().collect();
        let says = |(day, intake): &(NaiveDate, u32), what: &str| format!("{what} that export {intake} touched {day}");
        faults.add_all(path, self.touched.difference(&touched).map(|pair| says(pair, "it does not say")));
        faults.add_all(path, touched.difference(&self.touched).map(|pair| says(pair, "no line says")));
        faults.add_all(path, self.unknown);
        let mut wrong: Vec<&SeenChange> = self.changes.values().flatten().collect();
        wrong.retain(|change| !change.has_before || !change.has_after);
        wrong.sort_by_key(|change| (change.record.intake, change.record.id.clone()));
        let what = |change: &&SeenChange| {
            let ChangeRecord { intake, id, how, .. } = &change.record;
            format!("what it says of line {id}, which export {intake} left {how}, is not what the lines say")
        };
        faults.add_all(path, wrong.iter().map(what));
        Ok(())
    }

    /// What is wrong with the counts and the sum of an export.
    fn fault_of(&self, export: &ArchivedExport) -> Option<String> {
        let ExportTrace { held, dropped, outdated, cents } =
            self.exports.get(&export.intake).copied().unwrap_or_default();
        let meant = [export.brought + export.changed, export.changed + export.vanished, export.outdated];
        let adds_up = export.accepted == export.overlap + export.brought + export.changed + export.outdated;
        if [held, dropped, outdated] != meant || !adds_up {
            return Some(format!("what it says of export {} is not what the lines say", export.name));
        }
        // Lines that were there already, alike, are those of another export.
        let all = (export.overlap == 0).then_some(export.cents);
        let wrong = [all, export.kept_cents].into_iter().flatten().find(|meant| i128::from(*meant) != cents);
        wrong.map(|meant| {
            let (sum, meant) = (Money::from_cents(i64::try_from(cents).unwrap_or(i64::MAX)), Money::from_cents(meant));
            format!("the lines of export {} add up to {sum}, when they came in it was {meant}", export.name)
        })
    }
}

/// Names the lines of a month of which the register says something else than the files.
fn check_held(register: &Register, month: &Month, path: &Path, faults: &mut Faults) -> Result<(), ArchiveError> {
    let mut noted = Register::held_in(register.folder(), month)?;
    let mut wrong = Vec::new();
    if let Some(record) = register.months()?.into_iter().find(|record| record.month == *month) {
        register.lines_on_disk(&record, &Wanted::Lines)?.each(|piece| {
            for line in piece.versions().filter(|line| line.history.dropped_by.is_none()) {
                if noted.remove(&line.key()) != Some(line.history.brought_by) {
                    wrong.push(format!("it does not know line {} as {} has it", line.id(), record.file));
                }
            }
        })?;
    }
    wrong.extend(noted.into_keys().map(|key| format!("line {} is in no file of lines", key.id)));
    faults.add_all(path, wrong);
    Ok(())
}
