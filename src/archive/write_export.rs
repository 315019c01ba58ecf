//! Writes what an export does: the files of lines of the months that it touches, then the register names them.

use std::collections::HashMap;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use chrono::NaiveDate;
use polars::prelude::PolarsResult;
use rusqlite::params;
use sha2::{Digest, Sha256};

use super::archived_export::{ArchivedExport, MonthRecord, files_hash};
use super::effect::{ExportEffect, RecordFate, VersionChange};
use super::export_feeds::ExportFeeds;
use super::export_register::last_told_name;
use super::line_file::LineFile;
use super::line_notes::Newest;
use super::line_version::Ending;
use super::line_version::History;
use super::month::{Month, MonthNumber};
use super::month_file::MonthFile;
use super::month_lines::LineBatch;
use super::month_writer::MonthWriter;
use super::register::Register;
use super::regular::demand_known;
use super::{ArchiveError, LINES, finding_note};
use crate::ingest::source::hex;
use crate::publish::{PublishError, StagedFile, demand_free, passing_name, settle_file, sync};

/// A file that is hashed while it is written.
struct HashingWriter {
    file: BufWriter<StagedFile>,
    hash: Sha256,
    /// Why it could not be written.
    failed: Option<io::Error>,
}

impl Write for HashingWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.file.write_all(bytes) {
            Ok(()) => {
                self.hash.update(bytes);
                Ok(bytes.len())
            }
            Err(error) => {
                let told = io::Error::from(error.kind());
                self.failed.get_or_insert(error);
                Err(told)
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Where the lines of a month come from that was there before.
struct OldMonth<'e> {
    record: MonthRecord,
    file: Option<MonthFile>,
    /// All of them, where they are few.
    kept: Option<&'e LineBatch>,
}

impl Register {
    /// Writes an export that may come in.
    ///
    /// # Errors
    /// When something can't be read or written; then the archive is as it was.
    pub(super) fn write(
        &mut self,
        mut effect: ExportEffect<'_>,
        note: Option<String>,
    ) -> Result<ArchivedExport, ArchiveError> {
        let folder = self.folder.join(LINES);
        let (feeds, mut months) = (self.feeds()?, Vec::new());
        for month in &effect.dirty {
            months.push(self.write_month(&effect, month, &folder, &feeds)?);
        }
        let (old, kept): (Vec<_>, Vec<_>) =
            self.months()?.into_iter().partition(|record| effect.dirty.contains(&record.month));
        let old: Vec<String> = old.into_iter().map(|record| record.file).collect();
        effect.record.files = Some(files_hash(kept.iter().chain(&months)));
        sync(&folder)?;
        self.enter_export(&effect, &months, note)?;
        for month in &months {
            settle_file(&folder, &month.file)?;
        }
        sync(&folder)?;
        self.retire(&old, effect.record.intake == self.began + 1)?;
        Ok(effect.record)
    }

    /// Writes the file of a month: the lines that were there, with what became of them, then those that come.
    fn write_month(
        &self,
        effect: &ExportEffect<'_>,
        month: &Month,
        folder: &Path,
        feeds: &ExportFeeds,
    ) -> Result<MonthRecord, ArchiveError> {
        let old = self.months()?.into_iter().find(|record| record.month == *month);
        let old = old.map(|record| -> Result<_, ArchiveError> {
            let kept = effect.old.get(month);
            let file = if kept.is_some() { None } else { Some(self.month_file(&record)?) };
            Ok(OldMonth { record, file, kept })
        });
        let old = old.transpose()?;
        let fates = effect.fates.get(month).map_or(&[][..], Vec::as_slice);
        let new = fates.iter().filter(|fate| **fate != RecordFate::Known).count();
        let before = old.as_ref().map_or(0, |old| old.record.lines);
        let lines = before + new as u64;
        let name = LineFile { month: month.clone(), intake: effect.record.intake }.name();
        demand_free(folder, &name)?;
        let file = BufWriter::new(StagedFile::new(folder, &name, self.modes)?);
        let mut file = HashingWriter { file, hash: Sha256::new(), failed: None };
        let written = self.write_lines(effect, month, old.as_ref(), (&mut file, lines), feeds);
        let path = folder.join(&name);
        let unwritable = |error| ArchiveError::from(PublishError { path: path.clone(), error });
        if let Some(error) = file.failed {
            return Err(unwritable(error));
        }
        written.map_err(|error| match error {
            ArchiveError::Lines(_, what) => ArchiveError::Lines(path.clone(), what),
            error => error,
        })?;
        let staged = file.file.into_inner().map_err(|error| unwritable(error.into_error()))?;
        staged.finish()?;
        let sha256 = hex(&file.hash.finalize());
        demand_known(&folder.join(passing_name(&name)), &sha256).map_err(|error| match error {
            ArchiveError::Altered(_) => ArchiveError::Miswritten(path),
            error => error,
        })?;
        Ok(MonthRecord { month: month.clone(), file: name, sha256, lines })
    }

    fn write_lines(
        &self,
        effect: &ExportEffect<'_>,
        month: &Month,
        old: Option<&OldMonth<'_>>,
        (file, lines): (&mut HashingWriter, u64),
        feeds: &ExportFeeds,
    ) -> Result<(), ArchiveError> {
        fn told<T>(result: PolarsResult<T>) -> Result<T, ArchiveError> {
            result.map_err(|error| ArchiveError::Lines(std::path::PathBuf::new(), error.to_string()))
        }
        let mut writer = told(MonthWriter::new(file, usize::try_from(lines).unwrap_or(usize::MAX)))?;
        let (intake, drops) = (effect.record.intake, effect.drops.get(month));
        let mut at = 0;
        let mut copy = |piece: &LineBatch, writer: &mut MonthWriter<&mut HashingWriter>| {
            for (line, history) in piece.lines() {
                let dropped = drops.and_then(|drops| drops.get(&at)).map(|how| (intake, *how));
                told(writer.push(&line, History { dropped_by: dropped.or(history.dropped_by), ..history }))?;
                at += 1;
            }
            Ok::<(), ArchiveError>(())
        };
        match old {
            Some(OldMonth { kept: Some(piece), .. }) => copy(piece, &mut writer)?,
            Some(OldMonth { record, file: Some(file), .. }) => {
                for index in 0..file.pieces() {
                    copy(&self.piece(record, file, index, feeds)?, &mut writer)?;
                }
            }
            Some(OldMonth { file: None, .. }) | None => {}
        }
        let mut fates = effect.fates.get(month).into_iter().flatten();
        let number = effect.lines.months().find(|number| number.month() == *month);
        let Some(number) = number else { return told(writer.finish()) };
        effect.lines.each(number, |_, line| {
            let dropped_by = match fates.next() {
                Some(RecordFate::Known) | None => return Ok(()),
                Some(RecordFate::Holds) => None,
                Some(RecordFate::Outdated) => Some((intake, Ending::Outdated)),
            };
            let history = History { brought_by: intake, dropped_by };
            told(match effect.as_known.get(line.id) {
                Some(known) => writer.push(&known.transaction(), history),
                None => writer.push(line, history),
            })
        })?;
        told(writer.finish())
    }

    fn enter_export(
        &mut self,
        effect: &ExportEffect<'_>,
        months: &[MonthRecord],
        note: Option<String>,
    ) -> Result<(), ArchiveError> {
        let failed = self.failed();
        let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let text = |day: Option<NaiveDate>| day.map(|day| day.to_string());
        let ends =
            |days: Option<(NaiveDate, NaiveDate)>| days.map(|(first, last)| [first, last].map(|day| day.to_string()));
        let record = &effect.record;
        let (lines, days) = (ends(record.days_of_lines), ends(record.days));
        let step = self.connection.transaction().map_err(&failed)?;
        let enter = || -> rusqlite::Result<()> {
            step.execute(
                "INSERT INTO export VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                params![
                    record.intake,
                    record.feed,
                    record.profile,
                    record.name,
                    record.sha256,
                    number(record.bytes),
                    record.taken_in.to_rfc3339(),
                    record.mode,
                    lines.as_ref().map(|[first, _]| first),
                    lines.as_ref().map(|[_, last]| last),
                    days.as_ref().map(|[first, _]| first),
                    days.as_ref().map(|[_, last]| last),
                    record.complete_to.to_string(),
                    number(record.accepted),
                    number(record.open),
                    number(record.blank),
                    number(record.overlap),
                    number(record.brought),
                    number(record.changed),
                    number(record.vanished),
                    number(record.outdated),
                    record.cents,
                    record.kept_cents,
                    record.files,
                ],
            )?;
            for MonthRecord { month, file, sha256, lines } in months {
                let values = params![month.as_str(), file, sha256, number(*lines)];
                step.execute("INSERT OR REPLACE INTO month VALUES (?, ?, ?, ?)", values)?;
            }
            Ok(())
        };
        enter().map_err(&failed)?;
        let mut names: HashMap<MonthNumber, Month> = HashMap::new();
        let (feed, intake) = (&record.feed, record.intake);
        let mut bring = step.prepare("INSERT OR REPLACE INTO line VALUES (?, ?, ?, ?, ?, ?)").map_err(&failed)?;
        let mut confirm = step.prepare("UPDATE line SET newest = ? WHERE feed = ? AND id = ?").map_err(&failed)?;
        let mut drop_line = step.prepare("UPDATE line SET holds = 0 WHERE feed = ? AND id = ?").map_err(&failed)?;
        effect.notes.each(|id, newest| {
            let noted = match newest {
                Newest::Brought { month, holds } => {
                    let name = names.entry(month).or_insert_with(|| month.month());
                    bring.execute(params![feed, id, name.as_str(), intake, intake, holds])
                }
                Newest::Confirmed => confirm.execute(params![intake, feed, id]),
                Newest::Dropped => drop_line.execute(params![feed, id]),
                Newest::Mark => bring.execute(params![feed, id, "", intake, intake, false]),
            };
            noted.map(|_| ()).map_err(&failed)
        })?;
        drop((bring, confirm, drop_line));
        let enter = || -> rusqlite::Result<()> {
            for VersionChange { id, how, brought_by, before, after } in &effect.changes {
                step.execute(
                    "INSERT INTO change VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    params![
                        record.intake,
                        id,
                        how.name(),
                        brought_by,
                        text(before.0),
                        before.1,
                        text(after.and_then(|after| after.0)),
                        after.map(|after| after.1),
                    ],
                )?;
            }
            for day in &effect.touched {
                step.execute("INSERT INTO touched VALUES (?, ?)", params![day.to_string(), record.intake])?;
            }
            if record.is_told_apart() {
                let values = params![last_told_name(record.intake), text(record.last_told).unwrap_or_default()];
                step.execute("INSERT INTO note (name, value) VALUES (?, ?)", values)?;
            }
            if let Some(note) = note {
                let values = params![finding_note::name(record.intake), note];
                step.execute("INSERT INTO note (name, value) VALUES (?, ?)", values)?;
            }
            Ok(())
        };
        enter().map_err(&failed)?;
        step.commit().map_err(&failed)
    }
}
