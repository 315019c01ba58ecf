//! Takes an export into the archive: what is new, what changed, what is gone.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, FixedOffset, NaiveDate};
use rusqlite::{OptionalExtension, params};
use sha2::{Digest, Sha256};

use super::archived_export::{ArchivedExport, MonthRecord};
use super::line_file::LineFile;
use super::line_version::{Ending, LineVersion};
use super::month::{Month, Wanted, to_parquet};
use super::register::Register;
use super::regular::known_bytes;
use super::{ArchiveError, LINES};
use crate::ingest::columns::Columns;
use crate::ingest::source::hex;
use crate::publish::{demand_free, passing_name, remove_file, settle_file, stage_file, sync};

/// What an export of a library means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportMode {
    /// It adds lines; it may repeat some.
    Append,
    /// It tells the whole truth about its days: what it lacks is gone.
    Snapshot,
}

impl ExportMode {
    /// Its name in configuration and register.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Append => "append",
            Self::Snapshot => "snapshot",
        }
    }
}

/// An export that was read, proven and accepted whole.
#[derive(Clone, Copy, Debug)]
pub struct AcceptedExport<'a> {
    /// The file's name, without its folder.
    pub name: &'a str,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: &'a str,
    /// Its length in bytes.
    pub bytes: u64,
    /// What it means.
    pub mode: ExportMode,
    /// The days that its name tells.
    pub days_in_name: Option<(NaiveDate, NaiveDate)>,
    /// How many of its records are blank.
    pub blank: u64,
    /// Its lines.
    pub lines: &'a Columns,
}

/// An export on its way in: the months that it touches, and what it does to them.
struct Work<'a> {
    intake: u32,
    export: AcceptedExport<'a>,
    /// The exports that came in before and are later by name: they know better.
    later: BTreeMap<u32, ArchivedExport>,
    months: BTreeMap<Month, Vec<LineVersion>>,
    /// Where the line that holds stands, by id.
    holding: HashMap<String, (Month, usize)>,
    dirty: BTreeSet<Month>,
    touched: BTreeSet<NaiveDate>,
    changes: Vec<Change>,
    record: ArchivedExport,
}

struct Change {
    id: String,
    how: Ending,
    before: (Option<NaiveDate>, i64),
    after: Option<(Option<NaiveDate>, i64)>,
}

impl Register {
    /// Whether a file with these bytes, telling of these days, has come in before. The same bytes under a name with
    /// other days are news: nothing happened on the days that it adds.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn knows(&self, sha256: &str, days_in_name: Option<(NaiveDate, NaiveDate)>) -> Result<bool, ArchiveError> {
        let exports = self.exports()?;
        Ok(exports
            .iter()
            .any(|export| export.sha256 == sha256 && (days_in_name.is_none() || export.days == days_in_name)))
    }

    /// Takes in an export: Parquet files of the months it touches are written anew, then the register names them in
    /// one step with all it knows of the export.
    ///
    /// # Errors
    /// When something can't be read or written; then the archive is as it was.
    pub fn take_in(
        &mut self,
        export: AcceptedExport<'_>,
        taken_in: DateTime<FixedOffset>,
        complete_to: NaiveDate,
    ) -> Result<ArchivedExport, ArchiveError> {
        let intake = self.newest_intake()? + 1;
        let later = self.exports()?.into_iter().filter(|other| other.name.as_str() > export.name);
        let settled = || export.lines.iter().filter_map(|line| Some(line.settlement?.settled.day()));
        let days = export.days_in_name.or_else(|| settled().min().zip(settled().max()));
        let mut work = Work {
            intake,
            export,
            later: later.map(|other| (other.intake, other)).collect(),
            months: BTreeMap::new(),
            holding: HashMap::new(),
            dirty: BTreeSet::new(),
            touched: BTreeSet::new(),
            changes: Vec::new(),
            record: ArchivedExport {
                intake,
                name: export.name.to_owned(),
                sha256: export.sha256.to_owned(),
                bytes: export.bytes,
                taken_in,
                mode: export.mode.name().to_owned(),
                days,
                complete_to,
                accepted: export.lines.len() as u64,
                blank: export.blank,
                overlap: 0,
                brought: 0,
                changed: 0,
                vanished: 0,
                outdated: 0,
                cents: export.lines.iter().map(|line| line.cents).sum(),
            },
        };
        self.load(&mut work)?;
        work.bring();
        if export.mode == ExportMode::Snapshot {
            work.drop_vanished();
        }
        self.write(work)
    }

    /// Loads the months that the export can touch.
    fn load(&self, work: &mut Work<'_>) -> Result<(), ArchiveError> {
        let mut wanted = BTreeSet::new();
        // One transaction for all look-ups: by itself, each would lock the register's file anew.
        let reading = self.connection.unchecked_transaction().map_err(self.failed())?;
        let mut holder = reading.prepare("SELECT month FROM line WHERE id = ?").map_err(self.failed())?;
        for line in work.export.lines.iter() {
            wanted.insert(Month::of(line.settlement.map(|settlement| settlement.settled.day())));
            let month: Option<String> =
                holder.query_row([line.id], |row| row.get(0)).optional().map_err(self.failed())?;
            wanted.extend(month.map(Month::from_register));
        }
        drop(holder);
        reading.commit().map_err(self.failed())?;
        let told_of = match (work.export.mode, work.record.days) {
            (ExportMode::Snapshot, Some((first, last))) => Month::of(Some(first))..=Month::of(Some(last)),
            _ => Month::of(None)..=Month::of(None),
        };
        for record in self.months()? {
            if wanted.contains(&record.month) || told_of.contains(&record.month) {
                let lines: Vec<LineVersion> = self.lines_of(&record, &Wanted::Lines)?.lines().collect();
                for (index, line) in lines.iter().enumerate().filter(|(_, line)| line.dropped_by.is_none()) {
                    work.holding.insert(line.id.clone(), (record.month.clone(), index));
                }
                work.months.insert(record.month, lines);
            }
        }
        Ok(())
    }

    fn write(&mut self, work: Work<'_>) -> Result<ArchivedExport, ArchiveError> {
        let folder = self.folder.join(LINES);
        let mut months = Vec::new();
        for month in &work.dirty {
            let lines = &work.months[month];
            let file = LineFile { month: month.clone(), intake: work.intake }.name();
            let bytes =
                to_parquet(lines).map_err(|error| ArchiveError::Lines(folder.join(&file), error.to_string()))?;
            let sha256 = hex(&Sha256::digest(&bytes));
            demand_free(&folder, &file)?;
            stage_file(&folder, &file, &bytes, self.modes)?;
            known_bytes(&folder.join(passing_name(&file)), &sha256).map_err(|error| match error {
                ArchiveError::Altered(_) => ArchiveError::Miswritten(folder.join(&file)),
                error => error,
            })?;
            months.push(MonthRecord { month: month.clone(), file, sha256, lines: lines.len() as u64 });
        }
        let old = self.months()?.into_iter().filter(|record| work.dirty.contains(&record.month));
        let old: Vec<String> = old.map(|record| record.file).collect();
        sync(&folder)?;
        self.enter_export(&work, &months).map_err(self.failed())?;
        for month in &months {
            settle_file(&folder, &month.file)?;
        }
        sync(&folder)?;
        for file in old {
            remove_file(&folder.join(file))?;
        }
        Ok(work.record)
    }

    fn enter_export(&mut self, work: &Work<'_>, months: &[MonthRecord]) -> rusqlite::Result<()> {
        let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let text = |day: Option<NaiveDate>| day.map(|day| day.to_string());
        let record = &work.record;
        let step = self.connection.transaction()?;
        step.execute(
            "INSERT INTO export VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            params![
                record.intake,
                record.name,
                record.sha256,
                number(record.bytes),
                record.taken_in.to_rfc3339(),
                record.mode,
                text(record.days.map(|(first, _)| first)),
                text(record.days.map(|(_, last)| last)),
                record.complete_to.to_string(),
                number(record.accepted),
                number(record.blank),
                number(record.overlap),
                number(record.brought),
                number(record.changed),
                number(record.vanished),
                number(record.outdated),
                record.cents,
            ],
        )?;
        let mut hold = step.prepare("INSERT OR REPLACE INTO line VALUES (?, ?, ?)")?;
        for month in months {
            let values = params![month.month.as_str(), month.file, month.sha256, number(month.lines)];
            step.execute("INSERT OR REPLACE INTO month VALUES (?, ?, ?, ?)", values)?;
            for line in &work.months[&month.month] {
                if line.brought_by == work.intake && line.dropped_by.is_none() {
                    hold.execute(params![line.id, month.month.as_str(), work.intake])?;
                }
            }
        }
        drop(hold);
        for change in &work.changes {
            if change.how == Ending::Vanished {
                step.execute("DELETE FROM line WHERE id = ?", [&change.id])?;
            }
            let (before, after) = (change.before, change.after);
            step.execute(
                "INSERT INTO change VALUES (?, ?, ?, ?, ?, ?, ?)",
                params![
                    work.intake,
                    change.id,
                    change.how.name(),
                    text(before.0),
                    before.1,
                    text(after.and_then(|after| after.0)),
                    after.map(|after| after.1),
                ],
            )?;
        }
        for day in &work.touched {
            step.execute("INSERT INTO touched VALUES (?, ?)", params![day.to_string(), work.intake])?;
        }
        step.commit()
    }
}

impl Work<'_> {
    /// Sorts every line of the export: there already, new, changed, or known better by a later export.
    fn bring(&mut self) {
        let lines = self.export.lines;
        for new in lines.iter() {
            let mut line = LineVersion::of(&new, self.intake);
            let day = line.settled_day();
            let holder = self.holding.get(new.id).cloned();
            let Some((month, index)) = holder else {
                if day.is_some_and(|day| self.is_known_better(day)) {
                    line.dropped_by = Some((self.intake, Ending::Outdated));
                    self.record.outdated += 1;
                    let after = Some((day, line.cents));
                    let (id, before) = (line.id.clone(), (day, line.cents));
                    self.changes.push(Change { id, how: Ending::Outdated, before, after });
                    self.keep(line);
                } else {
                    self.record.brought += 1;
                    self.touched.extend(day);
                    self.keep(line);
                }
                continue;
            };
            let old = &mut self.months.entry(month.clone()).or_default()[index];
            if old.transaction() == new {
                self.record.overlap += 1;
                continue;
            }
            let (before, after) = ((old.settled_day(), old.cents), Some((day, line.cents)));
            let how = if self.later.contains_key(&old.brought_by) {
                line.dropped_by = Some((self.intake, Ending::Outdated));
                self.record.outdated += 1;
                Ending::Outdated
            } else {
                old.dropped_by = Some((self.intake, Ending::Changed));
                self.record.changed += 1;
                self.dirty.insert(month);
                self.touched.extend(before.0);
                self.touched.extend(day);
                Ending::Changed
            };
            self.changes.push(Change { id: line.id.clone(), how, before, after });
            self.keep(line);
        }
    }

    fn keep(&mut self, line: LineVersion) {
        let month = Month::of(line.settled_day());
        let lines = self.months.entry(month.clone()).or_default();
        if line.dropped_by.is_none() {
            self.holding.insert(line.id.clone(), (month.clone(), lines.len()));
        }
        lines.push(line);
        self.dirty.insert(month);
    }

    /// Whether a snapshot that is later by name has come in already and tells about the day.
    fn is_known_better(&self, day: NaiveDate) -> bool {
        self.export.mode == ExportMode::Snapshot
            && self.later.values().any(|other| {
                other.mode == ExportMode::Snapshot.name()
                    && other.days.is_some_and(|(first, last)| first <= day && day <= last)
            })
    }

    /// Marks the lines that hold on the snapshot's days and that it doesn't have.
    fn drop_vanished(&mut self) {
        let Some((first, last)) = self.record.days else { return };
        let lines = self.export.lines;
        let here: std::collections::HashSet<&str> = lines.iter().map(|line| line.id).collect();
        let mut gone: Vec<(String, Month, usize, NaiveDate)> = Vec::new();
        for (month, lines) in &self.months {
            for (index, line) in lines.iter().enumerate() {
                let Some(day) = line.settled_day() else { continue };
                if line.dropped_by.is_none()
                    && first <= day
                    && day <= last
                    && !here.contains(line.id.as_str())
                    && !self.is_known_better(day)
                {
                    gone.push((line.id.clone(), month.clone(), index, day));
                }
            }
        }
        for (id, month, index, day) in gone {
            if let Some(line) = self.months.get_mut(&month).and_then(|lines| lines.get_mut(index)) {
                line.dropped_by = Some((self.intake, Ending::Vanished));
                let before = (Some(day), line.cents);
                self.changes.push(Change { id, how: Ending::Vanished, before, after: None });
                self.dirty.insert(month);
                self.touched.insert(day);
                self.record.vanished += 1;
            }
        }
    }
}
