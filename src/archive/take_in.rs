//! Takes an export into the archive.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{DateTime, FixedOffset, NaiveDate};
use rusqlite::{OptionalExtension, Row, params};
use sha2::{Digest, Sha256};

use super::archived_export::{ArchivedExport, MonthRecord, files_hash, told_by_intake};
use super::clash::{Clash, Elsewhere, OtherNoughts, SharedIds};
use super::effect::{Change, Effect, KnownLine, Newest, PutAside};
use super::feeds::Feeds;
use super::line_file::LineFile;
use super::line_version::LineVersion;
use super::month::{Month, Wanted, to_parquet};
use super::register::Register;
use super::regular::known_bytes;
use super::{ArchiveError, LINES, finding_note};
use crate::domain::{Finding, Money};
use crate::ingest::ExportMode;
use crate::ingest::columns::Columns;
use crate::ingest::ids::without_noughts;
use crate::ingest::source::hex;
use crate::publish::{demand_free, passing_name, settle_file, stage_file, sync};

/// An export that was read, proven and accepted whole.
#[derive(Clone, Copy, Debug)]
pub struct AcceptedExport<'a> {
    /// The feed that it is of.
    pub feed: &'a str,
    /// The profile that read it.
    pub profile: &'a str,
    /// The file's name, with the folders that its pattern leaves open.
    pub name: &'a str,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: &'a str,
    /// Its length in bytes.
    pub bytes: u64,
    /// What it means.
    pub mode: ExportMode,
    /// The days that it tells all of, as far as they were over; `None` when nobody can know which.
    pub days: Option<(NaiveDate, NaiveDate)>,
    /// How many of its records are blank.
    pub blank: u64,
    /// Its lines.
    pub lines: &'a Columns,
    /// What was found in it.
    pub findings: &'a [Finding],
}

/// What became of an export that was taken in.
#[derive(Debug)]
pub struct TakenIn {
    /// What the register knows of it.
    pub export: ArchivedExport,
    /// What was found while it came in: lines that a later export knows better, that were there under ids with other noughts
    /// in front, or that other feeds have.
    pub findings: Vec<Finding>,
}

impl Register {
    /// Takes in an export: Parquet files of the months it touches are written anew, then the register names them in
    /// one step with all it knows of the export. Where it clashes with what is there, nothing is done.
    ///
    /// # Errors
    /// When something can't be read or written; then the archive is as it was.
    pub fn take_in(
        &mut self,
        export: AcceptedExport<'_>,
        feeds: &mut Feeds,
        taken_in: DateTime<FixedOffset>,
        complete_to: NaiveDate,
    ) -> Result<Result<TakenIn, Clash>, ArchiveError> {
        let lines = export.lines;
        let settled = lines.iter().filter_map(|line| Some(line.settlement?.settled.day()));
        let posted = lines.iter().map(|line| line.posted.day());
        let days_of_lines = settled.clone().min().zip(settled.max()).or_else(|| posted.clone().min().zip(posted.max()));
        let record = ArchivedExport {
            intake: self.newest_intake()? + 1,
            feed: export.feed.to_owned(),
            profile: Some(export.profile.to_owned()),
            name: export.name.to_owned(),
            sha256: export.sha256.to_owned(),
            bytes: export.bytes,
            taken_in,
            mode: export.mode.name().to_owned(),
            days_of_lines,
            days: export.days,
            complete_to,
            accepted: lines.len() as u64,
            open: lines.iter().filter(|line| line.settlement.is_none()).count() as u64,
            blank: export.blank,
            overlap: 0,
            brought: 0,
            changed: 0,
            vanished: 0,
            outdated: 0,
            cents: lines.iter().map(|line| line.cents).sum(),
            kept_cents: Some(0),
            files: None,
        };
        let mut effect = Effect {
            feed: Arc::from(export.feed),
            lines,
            mode: export.mode,
            better: feeds.known_better(export.feed, &record.order()),
            months: BTreeMap::new(),
            known: HashMap::new(),
            known_ids: HashMap::new(),
            as_known: HashMap::new(),
            elsewhere: Elsewhere::default(),
            dirty: BTreeSet::new(),
            touched: BTreeSet::new(),
            changes: Vec::new(),
            newest: BTreeMap::new(),
            put_aside: Vec::new(),
            record,
        };
        self.load(&mut effect, feeds)?;
        let compared = effect.elsewhere.judge().and_then(|shared| Ok((shared, effect.find_other_noughts()?)));
        let (shared, other_noughts) = match compared {
            Ok(compared) => compared,
            Err(clash) => return Ok(Err(clash)),
        };
        effect.take();
        let is_lossy = effect.record.vanished > 0 || effect.record.outdated > 0;
        if is_lossy && let Err(clash) = effect.demand_one_series(&self.exports()?) {
            return Ok(Err(clash));
        }
        let mut exports = self.exports()?;
        exports.push(effect.record.clone());
        let findings = found(&mut effect, &shared, &other_noughts, &exports);
        let noted: Vec<Finding> = export.findings.iter().chain(&findings).cloned().collect();
        let export = self.write(effect, finding_note::to_text(&noted))?;
        feeds.add(&export);
        Ok(Ok(TakenIn { export, findings }))
    }

    /// Loads the months that the export can touch, and what the register knows of lines that it can change.
    fn load(&self, effect: &mut Effect<'_>, feeds: &Feeds) -> Result<(), ArchiveError> {
        let mut wanted = BTreeSet::new();
        // One transaction for all look-ups: by itself, each would lock the register's file anew.
        let reading = self.connection.unchecked_transaction().map_err(self.failed())?;
        let query = "SELECT month, newest, holds FROM line WHERE feed = ? AND id = ?";
        let mut look_up = reading.prepare(query).map_err(self.failed())?;
        let mut known_line = |feed: &str, id: &str| -> Result<Option<(Month, u32, bool)>, ArchiveError> {
            let read =
                |row: &Row<'_>| Ok((Month::from_register(row.get("month")?), row.get("newest")?, row.get("holds")?));
            look_up.query_row(params![feed, id], read).optional().map_err(self.failed())
        };
        let feed = effect.feed.clone();
        let other_feeds: Vec<&str> = feeds.names().filter(|name| **name != *feed).collect();
        // Few ids have noughts in front: those have an index of their own, for which the query must say so.
        let query = "SELECT id FROM line INDEXED BY line_noughts \
                     WHERE feed = ? AND ltrim(id, '0') = ? AND id >= '0' AND id < '1' ORDER BY holds DESC, id LIMIT 1";
        let mut look_up_noughts = reading.prepare(query).map_err(self.failed())?;
        let mut id_with_noughts = |id: &str| -> Result<Option<String>, ArchiveError> {
            let rest = id.trim_start_matches('0');
            look_up_noughts.query_row(params![&*feed, rest], |row| row.get(0)).optional().map_err(self.failed())
        };
        for (place, line) in effect.lines.iter().enumerate() {
            wanted.insert(Month::of(line.settlement.map(|settlement| settlement.settled.day())));
            if let Some((month, newest, holds)) = known_line(&feed, line.id)? {
                wanted.extend(Some(month).filter(|_| holds));
                effect.known.insert(line.id.to_owned(), KnownLine { newest, held: None });
                continue;
            }
            for other in &other_feeds {
                if known_line(other, line.id)?.is_some_and(|(_, _, holds)| holds) {
                    effect.elsewhere.note(other, line.id, place);
                }
            }
            if !line.id.bytes().all(|byte| byte.is_ascii_digit()) {
                continue;
            }
            let plain = without_noughts(line.id);
            let known = if plain == line.id { None } else { known_line(&feed, plain)? };
            let known = match known {
                Some(known) => Some((plain.to_owned(), known)),
                None => match id_with_noughts(line.id)? {
                    Some(id) => known_line(&feed, &id)?.map(|known| (id, known)),
                    None => None,
                },
            };
            if let Some((id, (month, newest, holds))) = known {
                wanted.extend(Some(month).filter(|_| holds));
                effect.known.insert(id.clone(), KnownLine { newest, held: None });
                effect.known_ids.insert(line.id.to_owned(), id);
            }
        }
        let told_of = effect.record.known_days().filter(|_| effect.mode == ExportMode::Snapshot);
        let is_told_of = |month: &Month| {
            let is_open = effect.record.open > 0 && *month == Month::of(None);
            told_of.is_some_and(|(first, last)| {
                is_open || (Month::of(Some(first))..=Month::of(Some(last))).contains(month)
            })
        };
        for record in self.months()? {
            let is_told_of = is_told_of(&record.month);
            if !wanted.contains(&record.month) && !is_told_of {
                continue;
            }
            let lines: Vec<LineVersion> = self.lines_of(&record, &Wanted::Lines)?.lines().collect();
            for (index, line) in lines.iter().enumerate() {
                if line.dropped_by.is_some() {
                    continue;
                }
                if *line.feed != *feed {
                    effect.elsewhere.compare(line, effect.lines);
                    continue;
                }
                let place = Some((record.month.clone(), index));
                if let Some(known) = effect.known.get_mut(&line.id) {
                    known.held = place;
                } else if is_told_of && let Some((_, newest, _)) = known_line(&feed, &line.id)? {
                    effect.known.insert(line.id.clone(), KnownLine { newest, held: place });
                }
            }
            effect.months.insert(record.month, lines);
        }
        drop((look_up, look_up_noughts));
        reading.commit().map_err(self.failed())
    }

    fn write(&mut self, mut effect: Effect<'_>, note: Option<String>) -> Result<ArchivedExport, ArchiveError> {
        let folder = self.folder.join(LINES);
        let mut months = Vec::new();
        for month in &effect.dirty {
            let lines = &effect.months[month];
            let file = LineFile { month: month.clone(), intake: effect.record.intake }.name();
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
        let (old, kept): (Vec<_>, Vec<_>) =
            self.months()?.into_iter().partition(|record| effect.dirty.contains(&record.month));
        let old: Vec<String> = old.into_iter().map(|record| record.file).collect();
        effect.record.files = Some(files_hash(kept.iter().chain(&months)));
        sync(&folder)?;
        self.enter_export(&effect, &months, note).map_err(self.failed())?;
        for month in &months {
            settle_file(&folder, &month.file)?;
        }
        sync(&folder)?;
        self.retire(&old, effect.record.intake == self.began + 1)?;
        Ok(effect.record)
    }

    fn enter_export(
        &mut self,
        effect: &Effect<'_>,
        months: &[MonthRecord],
        note: Option<String>,
    ) -> rusqlite::Result<()> {
        let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let text = |day: Option<NaiveDate>| day.map(|day| day.to_string());
        let ends =
            |days: Option<(NaiveDate, NaiveDate)>| days.map(|(first, last)| [first, last].map(|day| day.to_string()));
        let record = &effect.record;
        let (lines, days) = (ends(record.days_of_lines), ends(record.days));
        let step = self.connection.transaction()?;
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
        {
            let mut bring = step.prepare("INSERT OR REPLACE INTO line VALUES (?, ?, ?, ?, ?, ?)")?;
            let mut confirm = step.prepare("UPDATE line SET newest = ? WHERE feed = ? AND id = ?")?;
            let mut drop = step.prepare("UPDATE line SET holds = 0 WHERE feed = ? AND id = ?")?;
            for (id, newest) in &effect.newest {
                let (feed, intake) = (&record.feed, record.intake);
                match newest {
                    Newest::Brought { month, holds } => {
                        bring.execute(params![feed, id, month.as_str(), intake, intake, holds])?
                    }
                    Newest::Confirmed => confirm.execute(params![intake, feed, id])?,
                    Newest::Dropped => drop.execute(params![feed, id])?,
                };
            }
        }
        for Change { id, how, brought_by, before, after } in &effect.changes {
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
        if let Some(note) = note {
            let values = params![finding_note::name(record.intake), note];
            step.execute("INSERT INTO note (name, value) VALUES (?, ?)", values)?;
        }
        step.commit()
    }
}

/// What was found while an export came in.
fn found(
    effect: &mut Effect<'_>,
    shared: &[SharedIds],
    other_noughts: &BTreeMap<u32, OtherNoughts>,
    exports: &[ArchivedExport],
) -> Vec<Finding> {
    let file = told_by_intake(effect.record.intake, exports);
    let line = |PutAside { id, cents, held }: PutAside| {
        let amount = Money::from_cents(cents);
        let (later, differences) = held
            .map_or((None, Vec::new()), |(newest, differences)| (Some(told_by_intake(newest, exports)), differences));
        Finding::LateLine { id, file: file.clone(), amount, later, differences }
    };
    let put_aside = std::mem::take(&mut effect.put_aside);
    let untold = effect.record.outdated - put_aside.len() as u64;
    let mut findings: Vec<Finding> = put_aside.into_iter().map(line).collect();
    let more = findings.last().filter(|_| untold > 0).map(|like| (Box::new(like.clone()), untold));
    findings.extend(more.map(|(like, count)| Finding::More { like, count }));
    findings.extend(other_noughts.iter().map(|(brought_by, noughts)| Finding::OtherNoughts {
        file: file.clone(),
        earlier: told_by_intake(*brought_by, exports),
        lines: noughts.lines,
        ids: noughts.ids.clone(),
    }));
    findings.extend(shared.iter().map(|shared| Finding::AlikeInFeeds {
        file: file.clone(),
        feed: shared.feed.clone(),
        ids: shared.ids,
        alike: shared.alike,
        id: shared.id.clone().unwrap_or_default(),
    }));
    findings
}
