//! The folder of lines: files that the register names, files on their way, and whatever else lies there.
//!
//! A file is written under a passing name, then the register names it, then it is moved into its place. So a run that
//! dies leaves a passing file that no register names, which is nothing, or one that it names, which the next run moves.
//! What is neither is never removed.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset};

use super::archived_export::MonthRecord;
use super::line_file::LineFile;
use super::line_version::{History, LineVersion};
use super::month::{Month, Wanted};
use super::month_file::MonthFile;
use super::month_lines::LineBatch;
use super::register::Register;
use super::regular::demand_known;
use super::{ArchiveError, LINES, regular};
use crate::publish::{make_folder, passing_name, remove_file, settle_from, sync};

/// Where files of lines lie that others have replaced, until the next run replaces some: in the folder of lines, and
/// hidden from whoever reads all of that.
pub const REPLACED: &str = ".replaced";

/// Something in the folder of lines that the register does not name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unnamed {
    /// Was on its way when a run died: the register never named it.
    Passing(PathBuf),
    /// All of its lines stand in the file that took its place.
    Replaced(PathBuf),
    /// Likewise, by the Delta log, whose readers may still be at it.
    Staying(PathBuf),
    /// A file of lines of which the register knows nothing: it may be the only one that holds them.
    Unknown(PathBuf),
    /// Nothing that kasverslag wrote.
    Foreign(PathBuf),
}

/// The lines of a file, one behind the other, of which one piece lies in memory at a time.
struct LinesOfFile {
    pieces: std::ops::Range<usize>,
    lines: std::vec::IntoIter<LineVersion>,
}

impl LinesOfFile {
    fn next(
        &mut self,
        mut piece: impl FnMut(usize) -> Result<LineBatch, ArchiveError>,
    ) -> Result<Option<LineVersion>, ArchiveError> {
        loop {
            if let Some(line) = self.lines.next() {
                return Ok(Some(line));
            }
            let Some(index) = self.pieces.next() else { return Ok(None) };
            self.lines = piece(index)?.versions().collect::<Vec<_>>().into_iter();
        }
    }
}

impl Register {
    /// Where a file of lines lies that the register names: in its place; still under its passing name, when the run that
    /// wrote it is at work or died; or among those that were replaced, when a reader's register is older.
    #[must_use]
    pub fn line_path(&self, file: &str) -> PathBuf {
        let folder = self.folder.join(LINES);
        let path = folder.join(file);
        let places = [path.clone(), folder.join(passing_name(file)), folder.join(REPLACED).join(file)];
        places.into_iter().find(|place| place.exists()).unwrap_or(path)
    }

    /// Moves files of lines into their place that the register names and that a run which died had left on their way.
    ///
    /// # Errors
    /// When one can't be moved.
    pub fn settle_lines(&self) -> Result<(), ArchiveError> {
        let folder = self.folder.join(LINES);
        let mut is_moved = false;
        for record in self.months()? {
            let path = self.line_path(&record.file);
            if path != folder.join(&record.file) && path.exists() {
                settle_from(&path, &folder, &record.file)?;
                is_moved = true;
            }
        }
        if is_moved { Ok(sync(&folder)?) } else { Ok(()) }
    }

    /// What lies in the folder of lines and is not named by the register, in the order of the names.
    ///
    /// # Errors
    /// When the folder, or a file that must be looked into, can't be read.
    pub fn unnamed(&self) -> Result<Vec<Unnamed>, ArchiveError> {
        let months: BTreeMap<Month, MonthRecord> =
            self.months()?.into_iter().map(|record| (record.month.clone(), record)).collect();
        let next = self.newest_intake()? + 1;
        // A log that can't be read keeps nothing: what is needed stands in the register's files.
        let staying = self.staying_files(None).unwrap_or_default();
        let mut found = Vec::new();
        for path in entries(&self.folder.join(LINES))? {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let passing = name.strip_prefix('.').and_then(|name| name.strip_suffix(".part")).and_then(LineFile::parse);
            let is_named = |file: &LineFile| months.get(&file.month).is_some_and(|record| record.file == file.name());
            let is_file = fs::metadata(&path).is_ok_and(|metadata| metadata.is_file());
            if name == REPLACED && path.is_dir() {
                found.extend(Self::strange_replaced(&path, &months)?);
                continue;
            }
            let unnamed = match (LineFile::parse(name), passing) {
                (Some(file), _) if is_named(&file) => continue,
                (_, Some(file)) if is_named(&file) => continue,
                (None, None) => Unnamed::Foreign(path),
                (Some(_), _) | (_, Some(_)) if !is_file => Unnamed::Foreign(path),
                (_, Some(file)) if file.intake == next => Unnamed::Passing(path),
                (Some(_), _) if staying.get(name).is_some_and(|sha256| demand_known(&path, sha256).is_ok()) => {
                    Unnamed::Staying(path)
                }
                (Some(file), _) if self.holds_all_of(&path, months.get(&file.month))? => Unnamed::Replaced(path),
                _ => Unnamed::Unknown(path),
            };
            found.push(unnamed);
        }
        Ok(found)
    }

    /// What lies among the replaced files and was not replaced by those that the register names.
    fn strange_replaced(folder: &Path, months: &BTreeMap<Month, MonthRecord>) -> Result<Vec<Unnamed>, ArchiveError> {
        let intake = |record: &MonthRecord| LineFile::parse(&record.file).map(|file| file.intake);
        let mut found = Vec::new();
        for path in entries(folder)? {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            match LineFile::parse(name).map(|file| (months.get(&file.month).and_then(intake), file.intake)) {
                Some((Some(newest), intake)) if intake <= newest => {}
                Some(_) => found.push(Unnamed::Unknown(path)),
                None => found.push(Unnamed::Foreign(path)),
            }
        }
        Ok(found)
    }

    /// Puts files of lines aside that others have replaced, for readers who began before; those that were put aside
    /// before this run go, as far as all of their lines are kept. Of files that this run made nobody needs a second one.
    /// Where a Delta log names files by their places, they stay in them.
    pub(super) fn retire(&self, files: &[String], is_first: bool) -> Result<(), ArchiveError> {
        let folder = self.folder.join(LINES);
        let aside = folder.join(REPLACED);
        if is_first {
            let months = self.months()?;
            for path in entries(&aside)? {
                let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
                let Some(file) = LineFile::parse(name) else { continue };
                let record = months.iter().find(|record| record.month == file.month);
                let is_named = record.is_some_and(|record| record.file == name);
                if path.is_file() && !is_named && self.holds_all_of(&path, record)? {
                    remove_file(&path)?;
                }
            }
        }
        for name in files {
            if LineFile::parse(name).is_some_and(|file| file.intake <= self.began) {
                if self.has_delta_log() {
                    continue;
                }
                make_folder(&aside, self.modes)?;
                settle_from(&folder.join(name), &aside, name)?;
            } else {
                remove_file(&folder.join(name))?;
            }
        }
        Ok(())
    }

    /// Whether every version of a line in a file stands in the one that the register names for the month, too.
    fn holds_all_of(&self, path: &Path, record: Option<&MonthRecord>) -> Result<bool, ArchiveError> {
        let Some(record) = record else { return Ok(false) };
        let bytes = regular::read(path).map_err(|error| ArchiveError::Unreadable(path.to_owned(), error))?;
        let (feeds, new) = (self.feeds()?, self.month_file(record)?);
        let Ok(old) = MonthFile::of_bytes(bytes) else { return Ok(false) };
        // Lines are only ever added behind: those of an older file stand in a newer one in the same order.
        let mut kept = LinesOfFile { pieces: 0..new.pieces(), lines: Vec::new().into_iter() };
        for index in 0..old.pieces() {
            let Ok(piece) = old.piece(index, &Wanted::Lines, &feeds) else { return Ok(false) };
            for line in piece.versions() {
                loop {
                    let Some(other) = kept.next(|index| self.piece(record, &new, index, &feeds))? else {
                        return Ok(false);
                    };
                    // What is dropped since was not when the file was written.
                    let is_whole = line.history.dropped_by.is_some();
                    let as_then =
                        History { dropped_by: other.history.dropped_by.filter(|_| is_whole), ..other.history };
                    if (LineVersion { history: as_then, ..other }) == line {
                        break;
                    }
                }
            }
        }
        Ok(true)
    }

    /// Removes what a run that died left behind in the folder of lines and that nobody needs, and tells how many files that
    /// were; and files that had to stay for readers of the Delta log until now.
    ///
    /// # Errors
    /// When the folder can't be read, or a file not be removed.
    pub fn clean(&self, now: DateTime<FixedOffset>) -> Result<usize, ArchiveError> {
        let mut removed = 0;
        let staying = self.staying_files(Some(now)).unwrap_or_default();
        let stays = |path: &Path| {
            path.file_name().and_then(|name| name.to_str()).is_some_and(|name| staying.contains_key(name))
        };
        let months = self.months()?;
        for unnamed in self.unnamed()? {
            match unnamed {
                Unnamed::Passing(path) | Unnamed::Replaced(path) => {
                    remove_file(&path)?;
                    removed += 1;
                }
                Unnamed::Staying(path) if !stays(&path) => {
                    let file = path.file_name().and_then(|name| LineFile::parse(&name.to_string_lossy()));
                    let record =
                        months.iter().find(|record| file.as_ref().is_some_and(|file| file.month == record.month));
                    if self.holds_all_of(&path, record)? {
                        remove_file(&path)?;
                    }
                }
                Unnamed::Staying(_) | Unnamed::Unknown(_) | Unnamed::Foreign(_) => {}
            }
        }
        Ok(removed)
    }
}

/// The files in a library's folder that may hold lines, whoever named them; none where there is no such folder.
///
/// # Errors
/// When the folder can't be read.
pub fn files_of_lines(library: &Path) -> Result<Vec<PathBuf>, ArchiveError> {
    let folder = library.join(LINES);
    let mut found = entries(&folder)?;
    found.retain(|path| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let name = name.strip_prefix('.').and_then(|name| name.strip_suffix(".part")).unwrap_or(&name);
        LineFile::parse(name).is_some()
    });
    Ok(found)
}

/// Whether a file of lines is named by a register that has these months.
#[must_use]
pub fn is_named(path: &Path, months: &[MonthRecord]) -> bool {
    months.iter().any(|month| path.file_name().is_some_and(|name| name == month.file.as_str()))
}

/// Whether a file of lines has been replaced by a later one of its month that a register names.
#[must_use]
pub fn is_outdated(path: &Path, months: &[MonthRecord]) -> bool {
    let Some(file) = path.file_name().and_then(|name| LineFile::parse(&name.to_string_lossy())) else { return false };
    let named = months.iter().filter_map(|month| LineFile::parse(&month.file));
    named.into_iter().any(|named| named.month == file.month && named.intake > file.intake)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, ArchiveError> {
    let unreadable = |error| ArchiveError::Unreadable(folder.to_owned(), error);
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(unreadable)?,
    };
    let mut paths =
        entries.map(|entry| Ok(entry.map_err(unreadable)?.path())).collect::<Result<Vec<_>, ArchiveError>>()?;
    paths.sort();
    Ok(paths)
}
