//! Which libraries there are to audit, and where their reports lie.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::faults::Faults;
use crate::archive::lock::{Lock, LockError};
use crate::archive::{ArchiveError, LINES, REGISTER, Register};
use crate::config::Config;
use crate::domain::Institution;
use crate::issuing::chain_ends::ChainEnds;
use crate::issuing::index;
use crate::issuing::nights::FILE as NIGHTS;
use crate::issuing::summary::{FILE as SUMMARY, RunSummary};
use crate::pages::FILE as PAGE;
use crate::publish::PublishError;
use crate::publish::outbox;
use crate::shelf::chain_file;

/// A library's folder in an archive.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct LibraryFolder {
    /// The folder.
    pub(super) folder: PathBuf,
    /// The library that the folder is named after; `None` for the copy of one library alone.
    pub(super) name: Option<String>,
}

/// What earlier runs left of where chains ended, read once for all libraries.
#[derive(Debug, Default)]
pub(super) struct EarlierRuns {
    /// The summary of the last one, if there is one that can be read.
    pub(super) summary: Option<RunSummary>,
    archive: PathBuf,
    ends: ChainEnds,
}

impl EarlierRuns {
    /// Where chains ended, by the summary and by the record of the nights in an archive.
    pub(super) fn ends(&self, archive: &Path) -> Cow<'_, ChainEnds> {
        if is_same(archive, &self.archive) {
            Cow::Borrowed(&self.ends)
        } else {
            Cow::Owned(ChainEnds::of(self.summary.as_ref(), archive))
        }
    }
}

/// What there is to audit, and what there should be and can't be looked at.
#[derive(Debug, Default)]
pub(super) struct AuditPlaces {
    pub(super) libraries: Vec<LibraryFolder>,
    pub(super) faults: Faults,
    pub(super) runs: EarlierRuns,
    /// The names of those that have a folder in the archive, whatever lies in it.
    names: BTreeSet<String>,
}

/// All libraries that are configured, that have an archive, or to which reports were issued.
pub(super) fn find(dir: &Path, config: &Config) -> AuditPlaces {
    let mut places = AuditPlaces::default();
    if is_there(&dir.join(REGISTER)) {
        places.libraries.push(LibraryFolder { folder: dir.to_owned(), name: None });
        places.runs.summary = RunSummary::read(dir).ok().flatten();
        return places;
    }
    for (folder, is_archive) in roots(dir, config) {
        for path in places.entries(&folder) {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let has_register = is_there(&path.join(REGISTER));
            let is_library = Institution::parse(&name).is_some() && (is_archive || is_there(&path.join(LINES)));
            if has_register || is_library {
                places.add(path, name);
            }
        }
    }
    places.libraries.sort();
    places.demand_all(dir, config);
    places
}

/// The folders in which libraries' folders may lie, and whether they are an archive's for sure.
fn roots(dir: &Path, config: &Config) -> Vec<(PathBuf, bool)> {
    let mut roots = vec![(dir.join("archive"), true), (dir.to_owned(), false)];
    let configured = &config.run.archive;
    let is_known = |folder: &Path| roots.iter().any(|(root, _)| is_same(root, folder));
    if !config.run.libraries.is_empty() && is_same(dir, &config.run.output) && !is_known(configured) {
        roots.push((configured.clone(), true));
    }
    roots.retain(|(folder, _)| is_there(folder));
    roots
}

impl AuditPlaces {
    fn add(&mut self, folder: PathBuf, name: String) {
        self.names.insert(name.clone());
        match Register::is_there(&folder) {
            Ok(true) => self.libraries.push(LibraryFolder { folder, name: Some(name) }),
            Ok(false) => self.faults.add(&folder, format!("{name} was not looked at: there is no register")),
            Err(error) => self.faults.find(error),
        }
    }

    /// The entries of a folder; what can't be read is told.
    fn entries(&mut self, folder: &Path) -> Vec<PathBuf> {
        let read = || fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>();
        match read() {
            Ok(mut paths) => {
                paths.sort();
                paths
            }
            Err(error) => {
                self.faults.fail(ArchiveError::Unreadable(folder.to_owned(), error));
                Vec::new()
            }
        }
    }

    /// Names libraries to which reports were issued, or that are configured, and that are not in the archive.
    fn demand_all(&mut self, dir: &Path, config: &Config) {
        let mut missing: BTreeMap<String, (PathBuf, bool)> = BTreeMap::new();
        for library in config.run.libraries.iter().filter(|_| is_same(dir, &config.run.output)) {
            let is_issued = self.has_reports(&library.output);
            missing.insert(library.institution.to_string(), (library.output.clone(), is_issued));
        }
        for path in self.entries(dir) {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            if Institution::parse(&name).is_some() && self.has_reports(&path) {
                missing.insert(name, (path, true));
            }
        }
        self.runs.summary = RunSummary::read(dir).unwrap_or_else(|what| {
            self.faults
                .warn(&dir.join(SUMMARY), &format!("it is not the summary of a run as kasverslag wrote it: {what}"));
            None
        });
        self.demand_told(dir, config, &mut missing);
        match index::told_libraries(dir) {
            Ok(told) => {
                for library in told {
                    missing.entry(library.to_string()).or_insert_with(|| (dir.join(PAGE), true)).1 = true;
                }
            }
            Err(error) => self.faults.fail(error),
        }
        missing.retain(|name, _| !self.names.contains(name));
        for (name, (path, is_issued)) in missing {
            let untold = format!("{name} was not looked at");
            if is_issued {
                let what = format!("{untold}: the archive has nothing of it, but reports were issued to it");
                self.faults.add(&path, what);
            } else {
                self.faults.warn(&path, &format!("{untold}: the archive has nothing of it"));
            }
        }
    }

    /// Adds the libraries that files of earlier runs tell of, and tells when one of those files is gone.
    fn demand_told(&mut self, dir: &Path, config: &Config, missing: &mut BTreeMap<String, (PathBuf, bool)>) {
        let Self { runs, faults, .. } = self;
        let summary = runs.summary.as_ref();
        let archives = roots(dir, config).into_iter().filter(|(_, is_archive)| *is_archive).map(|(folder, _)| folder);
        let archives: Vec<PathBuf> = archives.collect();
        let nights = archives.iter().find(|archive| is_there(&archive.join(NIGHTS)));
        let Some(archive) = nights.or(archives.first()) else { return };
        runs.archive.clone_from(archive);
        runs.ends = ChainEnds::of(summary, archive);
        let ends = &runs.ends;
        for (file, told) in [(dir.join(SUMMARY), &ends.in_summary), (archive.join(NIGHTS), &ends.in_nights)] {
            for library in told.iter().flat_map(BTreeMap::keys) {
                missing.entry(library.clone()).or_insert_with(|| (file.clone(), true)).1 = true;
            }
        }
        for (library, (_, file)) in &ends.at_neighbours {
            missing.entry(library.clone()).or_insert_with(|| (archive.join(file), true)).1 = true;
        }
        // A run that is at work, or ended a moment ago, writes one after the other.
        if matches!(Lock::look(archive), Err(LockError::Held(..)))
            || RunSummary::read(dir).ok().flatten().as_ref() != summary
        {
            return;
        }
        match (&ends.in_summary, &ends.in_nights) {
            (None, _) if is_there(&archive.join(NIGHTS)) && !is_there(&dir.join(SUMMARY)) => {
                let what = format!("it is missing, though {NIGHTS} tells of runs: the next run writes it anew");
                faults.warn(&dir.join(SUMMARY), &what);
            }
            (Some(_), None)
                if !is_there(&archive.join(NIGHTS))
                    && summary.is_some_and(|summary| summary.other_chains.is_some()) =>
            {
                let what = format!("it is missing, though {SUMMARY} tells of a run: the next run writes it anew");
                faults.warn(&archive.join(NIGHTS), &what);
            }
            _ => {}
        }
    }

    fn has_reports(&mut self, output: &Path) -> bool {
        if is_there(&output.join(chain_file::FILE)) {
            return true;
        }
        match outbox::found(output) {
            Ok(found) => !found.is_empty(),
            Err(PublishError { path, error }) => {
                self.faults.fail(ArchiveError::Unreadable(path, error));
                false
            }
        }
    }
}

/// Where a library's reports lie: in the folder that was named when there are any, else as the register has it.
pub(super) fn output(
    register: &Register,
    folder: &Path,
    dir: &Path,
    faults: &mut Faults,
) -> Result<PathBuf, ArchiveError> {
    let noted = register.note("output")?.map(|noted| folder.join(noted)).filter(|path| path.is_dir());
    let named = register.institution()?.map(|institution| dir.join(institution.to_string()));
    let has_reports = |path: &PathBuf| outbox::found(path).map_or(true, |found| !found.is_empty());
    Ok(match (noted, named) {
        (Some(noted), Some(named)) if is_same(&noted, &named) => named,
        (Some(noted), Some(named)) if has_reports(&named) => {
            let what = format!(
                "it says that its reports lie in {}: those in {} were looked at",
                noted.display(),
                named.display()
            );
            faults.add(&folder.join(REGISTER), what);
            named
        }
        // As users name it, where that is the same place.
        (Some(noted), _) => noted.canonicalize().unwrap_or(noted),
        // That it is gone too is told of its files. The copy of one library alone has none of its name.
        (None, Some(named)) if named.is_dir() || !is_same(folder, dir) => named,
        (None, _) => dir.to_owned(),
    })
}

/// Whether there is anything at a path, or could be: what can't be looked at is there.
fn is_there(path: &Path) -> bool {
    match fs::symlink_metadata(path) {
        Ok(_) => true,
        Err(error) => !matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory),
    }
}

pub(super) fn is_same(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}
