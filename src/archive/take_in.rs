//! Takes an export into the archive.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{DateTime, FixedOffset, NaiveDate};
use rusqlite::{OptionalExtension, Row, params};

use super::archived_export::{ArchivedExport, told_by_intake};
use super::clash::{Clash, LinesElsewhere, OtherId, OtherNoughts, SharedIds};
use super::effect::{ExportEffect, PutAside};
use super::feeds::Feeds;
use super::known_lines::{KnownLines, LineKnowledge};
use super::left_out::left_out_key;
use super::line_notes::LineNotes;
use super::line_spool::LineSpool;
use super::line_version::Ending;
use super::month::{Month, MonthNumber};
use super::register::Register;
use super::spellings::WaitingLines;
use super::{ArchiveError, finding_note};
use crate::domain::gone_open_items::GoneOpenItems;
use crate::domain::{Finding, Money};
use crate::ingest::ExportMode;
use crate::ingest::ids::without_noughts;
use crate::publish::scratch::Scratch;

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
    /// Whether the configuration names that feed: then it is one, whatever names its files have.
    pub is_configured: bool,
    /// What it means.
    pub mode: ExportMode,
    /// The days that it tells all of, as far as they were over; `None` when nobody can know which.
    pub days: Option<(NaiveDate, NaiveDate)>,
    /// The last day that its records tell, by which it is later than another.
    pub last_told: Option<NaiveDate>,
    /// How many of its records are blank.
    pub blank: u64,
    /// Its lines.
    pub lines: &'a LineSpool,
    /// What was found in it.
    pub findings: &'a [Finding],
    /// Lines of exports that wait beside it.
    pub beside: &'a WaitingLines,
}

/// How many lines of short months stay in memory between being compared and being written again.
const MOST_KEPT: usize = 1 << 17;

/// What the register knows of a line: its month, the latest export that has it, whether it holds.
type LineRow = (Month, u32, bool);
/// What looks one up by its feed and id.
type KnownLine<'k> = dyn FnMut(&str, &str) -> Result<Option<LineRow>, ArchiveError> + 'k;

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
        let record = ArchivedExport {
            intake: self.newest_intake()? + 1,
            feed: export.feed.to_owned(),
            profile: Some(export.profile.to_owned()),
            name: export.name.to_owned(),
            sha256: export.sha256.to_owned(),
            bytes: export.bytes,
            taken_in,
            mode: export.mode.name().to_owned(),
            days_of_lines: lines.days(),
            last_told: export.last_told,
            days: export.days,
            complete_to,
            accepted: lines.len(),
            open: lines.open(),
            blank: export.blank,
            overlap: 0,
            brought: 0,
            changed: 0,
            vanished: 0,
            outdated: 0,
            cents: lines.cents(),
            kept_cents: Some(0),
            files: None,
        };
        let scratch = Arc::new(Scratch::new(&self.folder));
        let mut effect = ExportEffect {
            feed: Arc::from(export.feed),
            lines,
            better: feeds.known_better(export.feed, &record.order()),
            wanted: BTreeSet::new(),
            known: KnownLines::default(),
            known_ids: HashMap::new(),
            known_spellings: HashMap::new(),
            beside: export.beside,
            other_ids: HashMap::new(),
            as_known: HashMap::new(),
            elsewhere: LinesElsewhere::default(),
            displaced: HashMap::new(),
            left_out: Vec::new(),
            withdrawing: BTreeSet::new(),
            withdrawn: Vec::new(),
            gone: Vec::new(),
            old: BTreeMap::new(),
            fates: BTreeMap::new(),
            drops: BTreeMap::new(),
            dirty: BTreeSet::new(),
            touched: BTreeSet::new(),
            changes: Vec::new(),
            newest_of_gone: HashMap::new(),
            notes: LineNotes::new(&scratch),
            put_aside: BTreeMap::new(),
            gone_open: GoneOpenItems::default(),
            record,
        };
        self.look_up(&mut effect, feeds)?;
        self.compare(&mut effect, export.mode)?;
        let shared = match effect.elsewhere.judge() {
            Ok(shared) => shared,
            Err(clash) => return Ok(Err(clash)),
        };
        let other_noughts = match effect.find_other_noughts()? {
            Ok(other_noughts) => other_noughts,
            Err(clash) => return Ok(Err(clash)),
        };
        effect.take()?;
        self.find_gone(&mut effect)?;
        let is_lossy = effect.record.vanished > 0 || effect.record.outdated > 0;
        if is_lossy && !export.is_configured {
            let shared = |others: &HashMap<u32, &ArchivedExport>| self.shared_with(&effect, others);
            if let Err(clash) = effect.demand_one_series(&self.exports()?, shared)? {
                return Ok(Err(clash));
            }
        }
        effect.withdraw()?;
        let mut exports = self.exports()?;
        exports.push(effect.record.clone());
        let findings = found(&mut effect, &shared, &other_noughts, &exports);
        let noted: Vec<Finding> = export.findings.iter().chain(&findings).cloned().collect();
        let export = self.write(effect, finding_note::to_text(&noted))?;
        feeds.add(&export);
        Ok(Ok(TakenIn { export, findings }))
    }

    /// Looks up what the register knows of the lines, and which months those are in.
    fn look_up(&self, effect: &mut ExportEffect<'_>, feeds: &Feeds) -> Result<(), ArchiveError> {
        // One transaction for all look-ups: by itself, each would lock the register's file anew.
        let reading = self.connection.unchecked_transaction().map_err(self.failed())?;
        let query = "SELECT month, newest, holds FROM line WHERE feed = ? AND id = ?";
        let mut look_up = reading.prepare(query).map_err(self.failed())?;
        let mut known_line = |feed: &str, id: &str| -> Result<Option<LineRow>, ArchiveError> {
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
        // What is known of an id under one with other noughts in front.
        let mut known_otherwise =
            |id: &str, known_line: &mut KnownLine<'_>| -> Result<Option<(String, LineRow)>, ArchiveError> {
                if !id.bytes().all(|byte| byte.is_ascii_digit()) {
                    return Ok(None);
                }
                let plain = without_noughts(id);
                if plain != id
                    && let Some(known) = known_line(&feed, plain)?
                {
                    return Ok(Some((plain.to_owned(), known)));
                }
                let Some(other) = id_with_noughts(id)? else { return Ok(None) };
                Ok(known_line(&feed, &other)?.map(|known| (other, known)))
            };
        let (mut left_out_by, mut spellings_of) = (self.left_out_by(&feed)?, self.spellings_of(&feed)?);
        let lines = effect.lines;
        // What stands beside a line of its own id is no news of it.
        let mut left_out: BTreeMap<&str, &str> =
            lines.left_out().iter().map(|id| (without_noughts(id), id.as_str())).collect();
        effect.wanted.extend(lines.months().map(MonthNumber::month));
        let want = |wanted: &mut BTreeSet<Month>, month: Month, holds: bool| {
            if holds && !wanted.contains(&month) {
                wanted.insert(month);
            }
        };
        for month in lines.months() {
            lines.each(month, |_, line| {
                left_out.remove(without_noughts(line.id));
                let is_later = |intake: &u32| effect.better.exports.contains(intake);
                let left_out_later = left_out_by(line.id)?.filter(is_later);
                if let Some((month, newest, holds)) = known_line(&feed, line.id)? {
                    let is_better = left_out_later.is_some() || is_later(&newest);
                    want(&mut effect.wanted, month, holds);
                    effect.known.push(line, if is_better { LineKnowledge::BETTER } else { LineKnowledge::NOTHING });
                    return Ok(());
                }
                let known = known_otherwise(line.id, &mut known_line)?;
                if known.is_none() && left_out_later.is_some() {
                    effect.known.push(line, LineKnowledge::BETTER);
                    return Ok(());
                }
                for other in &other_feeds {
                    if known_line(other, line.id)?.is_some_and(|(_, _, holds)| holds) {
                        effect.elsewhere.note(other, line);
                    }
                }
                if let Some((id, (month, newest, holds))) = known {
                    want(&mut effect.wanted, month, holds);
                    let newest = left_out_later.unwrap_or(newest);
                    effect.other_ids.insert(id.clone(), OtherId { newest, versions: Vec::new() });
                    effect.known_ids.insert(line.id.to_owned(), id);
                    let spellings = spellings_of(without_noughts(line.id))?;
                    if !spellings.is_empty() {
                        effect.known_spellings.insert(without_noughts(line.id).to_owned(), spellings);
                    }
                }
                Ok(())
            })?;
        }
        for (plain, id) in left_out {
            let is_later = |intake: &u32| effect.better.exports.contains(intake);
            if left_out_by(id)?.is_some_and(|intake| is_later(&intake)) {
                continue;
            }
            let mut known = known_line(&feed, id)?.map(|known| (id.to_owned(), known));
            if !known.as_ref().is_some_and(|(_, (_, _, holds))| *holds) {
                known = known_otherwise(id, &mut known_line)?;
            }
            if let Some((id, (month, newest, true))) = known
                && !is_later(&newest)
            {
                want(&mut effect.wanted, month, true);
                effect.withdrawing.insert(id);
            }
            effect.left_out.push(left_out_key(plain));
        }
        effect.known.sort();
        drop((look_up, look_up_noughts));
        reading.commit().map_err(self.failed())
    }

    /// What tells the latest export that has a line of a feed, by the line's id.
    pub(super) fn newest_of(
        &self,
        feed: &str,
    ) -> Result<impl FnMut(&str) -> Result<Option<u32>, ArchiveError> + use<'_>, ArchiveError> {
        let query = "SELECT newest FROM line WHERE feed = ? AND id = ?";
        let mut look_up = self.connection.prepare(query).map_err(self.failed())?;
        let (feed, failed) = (feed.to_owned(), self.failed());
        Ok(move |id: &str| look_up.query_row([feed.as_str(), id], |row| row.get(0)).optional().map_err(&failed))
    }

    /// Compares the export with the months that it can touch.
    fn compare(&self, effect: &mut ExportEffect<'_>, mode: ExportMode) -> Result<(), ArchiveError> {
        let told_of = effect.record.known_days().filter(|_| mode == ExportMode::Snapshot);
        let has_open = effect.record.open > 0;
        let is_told_of = |month: &Month| {
            let is_open = has_open && *month == Month::of(None);
            told_of.is_some_and(|(first, last)| {
                is_open || (Month::of(Some(first))..=Month::of(Some(last))).contains(month)
            })
        };
        let are_known = !effect.known.is_empty()
            || !effect.other_ids.is_empty()
            || !effect.elsewhere.is_empty()
            || !effect.withdrawing.is_empty();
        let (feeds, mut newest_of) = (self.feeds()?, self.newest_of(&effect.feed)?);
        let mut kept = 0;
        for record in self.months()? {
            let is_told_of = is_told_of(&record.month);
            // Nothing is compared with what no line has an id of.
            let is_wanted = are_known && effect.wanted.contains(&record.month);
            if !is_told_of && !is_wanted {
                continue;
            }
            let file = self.month_file(&record)?;
            let mut at = 0;
            for index in 0..file.pieces() {
                let piece = self.piece(&record, &file, index, &feeds)?;
                for (line, history) in piece.lines() {
                    let lost = effect.see((&record.month, at), &line, history, is_told_of);
                    if let Some(held) = lost
                        && let Some(newest) = newest_of(line.id)?
                    {
                        effect.gone.push((line.id.to_owned(), held, newest));
                    }
                    at += 1;
                }
                if file.pieces() == 1 && kept + piece.count() <= MOST_KEPT {
                    kept += piece.count();
                    effect.old.insert(record.month.clone(), piece);
                }
            }
        }
        Ok(())
    }

    /// Drops what the export tells is gone, once all of its lines are looked at.
    fn find_gone(&self, effect: &mut ExportEffect<'_>) -> Result<(), ArchiveError> {
        // Nothing is left here but where two ids have one hash.
        let mut left: Vec<_> = std::mem::take(&mut effect.displaced).into_iter().collect();
        left.retain(|(_, held)| held.is_told);
        left.sort_by(|(one, _), (other, _)| one.cmp(other));
        let mut newest_of = self.newest_of(&effect.feed)?;
        for (id, held) in left {
            if let Some(newest) = newest_of(&id)? {
                effect.gone.push((id, held, newest));
            }
        }
        effect.drop_vanished()?;
        for change in effect.changes.iter().filter(|change| change.how == Ending::Vanished) {
            if !effect.newest_of_gone.contains_key(&change.id)
                && let Some(newest) = newest_of(&change.id)?
            {
                effect.newest_of_gone.insert(change.id.clone(), newest);
            }
        }
        let mut left_out_by = self.left_out_by(&effect.feed)?;
        for put_aside in effect.put_aside.values_mut() {
            let id = effect.known_ids.get(&put_aside.id).unwrap_or(&put_aside.id);
            match &mut put_aside.held {
                Some((newest, _)) => *newest = newest_of(id)?.unwrap_or_default(),
                held => {
                    let by = left_out_by(id)?.filter(|intake| effect.better.exports.contains(intake));
                    *held = by.map(|intake| (intake, Vec::new()));
                }
            }
        }
        Ok(())
    }

    /// How many lines of the export hold that some others, by their numbers, have as the latest.
    fn shared_with(
        &self,
        effect: &ExportEffect<'_>,
        others: &HashMap<u32, &ArchivedExport>,
    ) -> Result<u64, ArchiveError> {
        let (lines, mut newest_of, mut shared) = (effect.lines, self.newest_of(&effect.feed)?, 0);
        for month in lines.months() {
            lines.each(month, |_, line| {
                let known_id = effect.known_ids.get(line.id);
                let holds = if let Some(other) = known_id.and_then(|id| effect.other_ids.get(id)) {
                    other.versions.iter().any(|(_, _, version)| version.history.dropped_by.is_none())
                } else {
                    let hash = effect.known.hash_of(line);
                    effect.known.get(hash).is_some_and(|known| known.is(LineKnowledge::HELD))
                };
                let id = known_id.map_or(line.id, String::as_str);
                if holds && newest_of(id)?.is_some_and(|newest| others.contains_key(&newest)) {
                    shared += 1;
                }
                Ok(())
            })?;
        }
        Ok(shared)
    }
}

/// What was found while an export came in.
fn found(
    effect: &mut ExportEffect<'_>,
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
    let mut findings: Vec<Finding> = put_aside.into_values().map(line).collect();
    let more = findings.last().filter(|_| untold > 0).map(|like| (Box::new(like.clone()), untold));
    findings.extend(more.map(|(like, count)| Finding::More { like, count }));
    findings.extend(std::mem::take(&mut effect.gone_open).finding(&file));
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
