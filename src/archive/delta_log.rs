//! The Delta log of a library's lines: `_delta_log/<version>.json` in its folder, for engines that read Delta tables. Whoever
//! reads by it sees the lines as one night left them, while the next night writes new files.
//!
//! Every commit tells what the register named then, so the newest one is enough to write the next. The log follows from the
//! register and is never read for a report. Delta tables: the protocol of delta.io, reader version 1, writer version 2.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset, TimeDelta};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::archived_export::MonthRecord;
use super::line_file::LineFile;
use super::month::{BROUGHT_BY, DROPPED_BY, DROPPED_HOW, POSTED_AT, TEXTS};
use super::month_file::MonthFile;
use super::regular;
use super::{ArchiveError, LINES, Register};
use crate::domain::transactions::column;
use crate::ingest::source::hex;
use crate::publish::{clean_place, make_folder, place};

/// The folder of the log in a library's folder of the archive.
pub const DELTA_LOG: &str = "_delta_log";

/// The program as transactions of the log name it.
const PROGRAM: &str = "kasverslag";

/// One line of a commit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Action {
    CommitInfo(CommitInfo),
    Protocol(Protocol),
    MetaData(MetaData),
    Add(AddedFile),
    Remove(RemovedFile),
    /// Which state of the register a commit tells of.
    Txn(StateOfRegister),
}

/// What a commit says of itself. Its times are milliseconds since 1970, like all times of a log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct CommitInfo {
    timestamp: i64,
    operation: String,
    operation_parameters: BTreeMap<String, String>,
    engine_info: String,
    /// The files that hold all lines after this commit, with the SHA-256 of each.
    files: BTreeMap<String, String>,
    /// Files that others have replaced and that stay for readers under way.
    replaced: BTreeMap<String, ReplacedFile>,
}

/// A file that stays until a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct ReplacedFile {
    sha256: String,
    until: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Protocol {
    min_reader_version: u32,
    min_writer_version: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct MetaData {
    id: String,
    name: String,
    format: FileKind,
    schema_string: String,
    partition_columns: Vec<String>,
    configuration: BTreeMap<String, String>,
    created_time: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct FileKind {
    provider: String,
    options: BTreeMap<String, String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct AddedFile {
    path: String,
    partition_values: BTreeMap<String, String>,
    size: u64,
    modification_time: i64,
    data_change: bool,
    stats: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct RemovedFile {
    path: String,
    deletion_timestamp: i64,
    data_change: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct StateOfRegister {
    app_id: String,
    /// The number of the newest export.
    version: u32,
}

/// What `verify` has to say of a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeltaFault {
    /// It tells of an earlier state: a run died, or is at work.
    Behind,
    /// It tells something else than the register.
    Other,
}

impl Register {
    /// Brings the log up to the register, or begins one; nothing where there is none and none is wanted, or where nothing
    /// is new. Files that are replaced stay so long from now on.
    ///
    /// # Errors
    /// When the log is not one that this program wrote, or something can't be read or written.
    pub fn bring_on_delta_log(
        &self,
        now: DateTime<FixedOffset>,
        stay: TimeDelta,
        is_wanted: bool,
    ) -> Result<(), ArchiveError> {
        let folder = self.delta_log_folder();
        let newest = newest_version(&folder)?;
        let months = self.months()?;
        if newest.is_none() && (!is_wanted || months.is_empty()) {
            return Ok(());
        }
        let before = newest.map(|version| read_commit(&folder, version)).transpose()?;
        let before = before.as_deref().map(|commit| commit_info(commit, &folder)).transpose()?;
        let files: BTreeMap<_, _> = months.iter().map(|month| (month.file.clone(), month.sha256.clone())).collect();
        if before.is_some_and(|before| before.files == files) {
            return Ok(());
        }
        let timestamp = now.timestamp_millis();
        let until = (now + stay).timestamp_millis();
        let gone: BTreeMap<_, _> =
            before.iter().flat_map(|before| &before.files).filter(|(file, _)| !files.contains_key(*file)).collect();
        let mut replaced = before.map(|before| before.replaced.clone()).unwrap_or_default();
        replaced.retain(|file, _| self.line_path(file).exists());
        replaced.extend(
            gone.iter().map(|(file, sha256)| ((*file).clone(), ReplacedFile { sha256: (*sha256).clone(), until })),
        );
        let mut commit = vec![Action::CommitInfo(CommitInfo {
            timestamp,
            operation: "WRITE".to_owned(),
            operation_parameters: BTreeMap::new(),
            engine_info: format!("{PROGRAM} {}", env!("CARGO_PKG_VERSION")),
            files: files.clone(),
            replaced,
        })];
        if newest.is_none() {
            commit.extend([Action::Protocol(Protocol { min_reader_version: 1, min_writer_version: 2 })]);
            commit.push(Action::MetaData(self.meta_data(&files, timestamp)?));
        }
        commit.push(Action::Txn(StateOfRegister { app_id: PROGRAM.to_owned(), version: self.newest_intake()? }));
        for month in &months {
            if before.is_none_or(|before| !before.files.contains_key(&month.file)) {
                commit.push(Action::Add(self.added_file(month)?));
            }
        }
        let removed =
            |file: &String| RemovedFile { path: table_path(file), deletion_timestamp: timestamp, data_change: true };
        commit.extend(gone.keys().map(|file| Action::Remove(removed(file))));
        make_folder(&folder, self.modes)?;
        let name = version_name(newest.map_or(0, |version| version + 1));
        clean_place(&folder, &name)?;
        Ok(place(&folder, &name, text(&commit)?.as_bytes(), self.modes)?)
    }

    /// What the log says otherwise than the register; `None` when it says the same, or there is none.
    ///
    /// # Errors
    /// When it is no log that this program wrote, or something can't be read.
    pub fn fault_of_delta_log(&self) -> Result<Option<DeltaFault>, ArchiveError> {
        let folder = self.delta_log_folder();
        let Some(newest) = newest_version(&folder)? else { return Ok(None) };
        let (mut added, mut state) = (BTreeMap::new(), 0);
        for version in 0..=newest {
            let commit = read_commit(&folder, version)?;
            let told = commit_info(&commit, &folder)?.files.clone();
            for action in commit {
                match action {
                    Action::Add(file) => drop(added.insert(file.path.clone(), file)),
                    Action::Remove(file) => drop(added.remove(&file.path)),
                    Action::Txn(of) => state = of.version,
                    Action::MetaData(found) if found != self.meta_data(&told, found.created_time)? => {
                        return Ok(Some(DeltaFault::Other));
                    }
                    Action::CommitInfo(_) | Action::Protocol(_) | Action::MetaData(_) => {}
                }
            }
            if !added.keys().eq(told.keys().map(|file| table_path(file)).collect::<Vec<_>>().iter()) {
                return Ok(Some(DeltaFault::Other));
            }
        }
        let meant = self.months()?.iter().map(|month| self.added_file(month)).collect::<Result<Vec<_>, _>>()?;
        let meant: BTreeMap<_, _> = meant.into_iter().map(|file| (file.path.clone(), file)).collect();
        let is_behind = state < self.newest_intake()?;
        Ok((added != meant).then_some(if is_behind { DeltaFault::Behind } else { DeltaFault::Other }))
    }

    /// The files of lines that others have replaced and that stay for readers of the log, with the SHA-256 of each, and
    /// whether their time is over. Those of the log's own state are among them, while the register has gone on.
    ///
    /// # Errors
    /// When the log is not one that this program wrote, or can't be read.
    pub(super) fn staying_files(
        &self,
        now: Option<DateTime<FixedOffset>>,
    ) -> Result<BTreeMap<String, String>, ArchiveError> {
        let folder = self.delta_log_folder();
        let Some(newest) = newest_version(&folder)? else { return Ok(BTreeMap::new()) };
        let commit = read_commit(&folder, newest)?;
        let CommitInfo { files, replaced, .. } = commit_info(&commit, &folder)?;
        let stays = |file: &ReplacedFile| now.is_none_or(|now| now.timestamp_millis() < file.until);
        let replaced = replaced.iter().filter(|(_, file)| stays(file));
        let replaced = replaced.map(|(name, file)| (name.clone(), file.sha256.clone()));
        Ok(files.clone().into_iter().chain(replaced).collect())
    }

    /// Whether there is a log.
    pub(super) fn has_delta_log(&self) -> bool {
        self.delta_log_folder().is_dir()
    }

    fn delta_log_folder(&self) -> PathBuf {
        self.folder.join(DELTA_LOG)
    }

    /// What the log says of the table as a whole. Its id is made from the first files.
    fn meta_data(&self, files: &BTreeMap<String, String>, created: i64) -> Result<MetaData, ArchiveError> {
        let name = self.institution()?.map(|institution| institution.to_string()).unwrap_or_default();
        let first: Vec<&str> = files.values().map(String::as_str).collect();
        let hash = hex(&Sha256::digest(format!("{name} {created} {}", first.join(" "))));
        // The form of a random UUID (RFC 9562, section 5.4).
        let id = format!("{}-{}-4{}-8{}-{}", &hash[..8], &hash[8..12], &hash[12..15], &hash[15..18], &hash[18..30]);
        Ok(MetaData {
            id,
            name,
            format: FileKind { provider: "parquet".to_owned(), options: BTreeMap::new() },
            schema_string: schema(),
            partition_columns: Vec::new(),
            configuration: BTreeMap::new(),
            created_time: created,
        })
    }

    /// What the log says of a file. It was written when its export came in.
    fn added_file(&self, month: &MonthRecord) -> Result<AddedFile, ArchiveError> {
        let path = self.line_path(&month.file);
        let unreadable = |error| ArchiveError::Unreadable(path.clone(), error);
        let size = fs::metadata(&path).map_err(unreadable)?.len();
        let file = self.month_file(month)?;
        let intake = LineFile::parse(&month.file).map(|file| file.intake);
        let taken_in = self.exports()?.into_iter().find(|export| Some(export.intake) == intake);
        Ok(AddedFile {
            path: table_path(&month.file),
            partition_values: BTreeMap::new(),
            size,
            modification_time: taken_in.map_or(0, |export| export.taken_in.timestamp_millis()),
            data_change: true,
            stats: statistics(&file),
        })
    }
}

/// How many lines a file has, and their first and last day where each has one.
fn statistics(file: &MonthFile) -> String {
    let days: Option<Vec<_>> = (0..file.pieces()).map(|index| file.days(index)).collect();
    let mut told = serde_json::json!({ "numRecords": file.lines() });
    let first = days.iter().flatten().map(|(first, _)| first).min();
    let last = days.iter().flatten().map(|(_, last)| last).max();
    if let Some((first, last)) = first.zip(last) {
        told["minValues"] = serde_json::json!({ column::SETTLED_DAY: first.to_string() });
        told["maxValues"] = serde_json::json!({ column::SETTLED_DAY: last.to_string() });
    }
    told.to_string()
}

/// The columns of files of lines as Delta names their types, which has no unsigned numbers.
fn schema() -> String {
    let mut columns = vec![
        (column::ID, "string"),
        (column::POSTED_DAY, "date"),
        (POSTED_AT, "long"),
        (column::SETTLED_DAY, "date"),
        (column::SETTLED_AT, "long"),
        (column::DAYBOOK, "string"),
        (column::INSTITUTION, "string"),
        (column::BRANCH, "string"),
        (column::BOOKING_CODE, "string"),
        (column::CENTS, "long"),
        (column::CENTS_POSTED, "long"),
    ];
    columns.extend(TEXTS.map(|text| (text, "string")));
    columns.extend([(BROUGHT_BY, "long"), (DROPPED_BY, "long"), (DROPPED_HOW, "string")]);
    let field = |(name, kind)| serde_json::json!({ "name": name, "type": kind, "nullable": true, "metadata": {} });
    let fields: Vec<_> = columns.into_iter().map(field).collect();
    serde_json::json!({ "type": "struct", "fields": fields }).to_string()
}

/// Where a file of lines lies, seen from the library's folder.
fn table_path(file: &str) -> String {
    format!("{LINES}/{file}")
}

fn version_name(version: u64) -> String {
    format!("{version:020}.json")
}

/// The number of the newest commit; `None` where there is no log.
fn newest_version(folder: &Path) -> Result<Option<u64>, ArchiveError> {
    let unreadable = |error| ArchiveError::Unreadable(folder.to_owned(), error);
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        entries => entries.map_err(unreadable)?,
    };
    let mut newest = None;
    for entry in entries {
        let name = entry.map_err(unreadable)?.file_name();
        let number = name.to_str().and_then(|name| name.strip_suffix(".json")).and_then(|number| number.parse().ok());
        newest = newest.max(number.filter(|number| name.to_str() == Some(&version_name(*number))));
    }
    Ok(newest)
}

fn read_commit(folder: &Path, version: u64) -> Result<Vec<Action>, ArchiveError> {
    let path = folder.join(version_name(version));
    let bytes = match regular::read(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(ArchiveError::Missing(path)),
        bytes => bytes.map_err(|error| ArchiveError::Unreadable(path.clone(), error))?,
    };
    let actions = serde_json::Deserializer::from_slice(&bytes).into_iter().collect::<Result<_, _>>();
    actions.map_err(|_| ArchiveError::Altered(path))
}

fn commit_info<'c>(commit: &'c [Action], folder: &Path) -> Result<&'c CommitInfo, ArchiveError> {
    let found = commit.iter().find_map(|action| match action {
        Action::CommitInfo(info) => Some(info),
        _ => None,
    });
    found.ok_or_else(|| ArchiveError::Altered(folder.to_owned()))
}

fn text(commit: &[Action]) -> Result<String, ArchiveError> {
    let lines: Result<Vec<_>, _> = commit.iter().map(serde_json::to_string).collect();
    let lines = lines.map_err(|error| ArchiveError::Lines(DELTA_LOG.into(), error.to_string()))?;
    Ok(lines.join("\n") + "\n")
}
