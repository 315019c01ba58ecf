//! The audit of what was handed over: a year's reports without register and lines. Their bytes, their chain as the bag
//! tells it, and each PDF by itself.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::examined::{Audit, Examined, errors};
use super::faults::Faults;
use super::files::entries;
use super::heads::{self, KeptHead};
use crate::archive::regular::{self, demand_known};
use crate::archive::{ArchiveError, LINES, REGISTER};
use crate::bag::{DECLARATION, INFO, PAYLOAD, manifest, not_handed_over, transfer_list};
use crate::config::Config;
use crate::domain::Institution;
use crate::inspect::{faults_of_any, manifest_of};
use crate::issuing::summary;
use crate::shelf::chain_file::{self, ChainRow};
use crate::shelf::{data_package, sums_file};

/// The folder of what was handed over, and the bag around it where that is there.
fn places(dir: &Path) -> Option<(PathBuf, Option<PathBuf>)> {
    let is_bag = |folder: &Path| folder.join(DECLARATION).is_file();
    if is_bag(dir) {
        return Some((dir.join(PAYLOAD), Some(dir.to_owned())));
    }
    let around = dir.canonicalize().ok().and_then(|dir| dir.parent().map(Path::to_owned));
    let is_payload = dir.join(transfer_list::FILE).is_file();
    is_payload.then(|| (dir.to_owned(), around.filter(|around| is_bag(around))))
}

/// Whether an archive lies in a folder, or what is left of one.
fn has_archive(folder: &Path) -> bool {
    ["archive", REGISTER, LINES, summary::FILE].iter().any(|name| folder.join(name).symlink_metadata().is_ok())
}

/// Audits what was handed over; `None` when the folder is no such thing. Where reports are issued to nothing is handed over,
/// whatever a file there says: nobody can have less looked at by adding one.
pub(super) fn audit(dir: &Path, config: &Config, kept: &[KeptHead]) -> Option<Audit> {
    let (payload, around) = places(dir)?;
    let is_output = !config.run.libraries.is_empty()
        && dir.canonicalize().is_ok_and(|dir| config.run.output.canonicalize().is_ok_and(|output| output == dir));
    if is_output || [dir, &payload].iter().any(|folder| has_archive(folder)) {
        return None;
    }
    let mut faults = Faults::default();
    if let Some(around) = &around {
        manifests(around, &payload, &mut faults);
    }
    let mut audit = Audit { diagnostics: faults.into_diagnostics(), ..Audit::default() };
    let mut faults = Faults::default();
    for folder in entries(&payload, &mut faults) {
        let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let Some(institution) = Institution::parse(&name).filter(|_| folder.is_dir()) else { continue };
        let mut own = Faults::default();
        let mut examined = library(&folder, institution, &mut own);
        for head in kept.iter().filter(|head| head.kept.is_some_and(|(library, _)| library == institution)) {
            if !examined.has(&head.record) {
                let what = format!("the head {} ({}) is not in the chain", head.record.text(), head.source);
                own.add(&folder.join(chain_file::FILE), what);
            }
        }
        let told = own.into_diagnostics();
        examined.errors = errors(&told);
        audit.diagnostics.extend(told);
        audit.libraries.push(examined);
    }
    if audit.libraries.is_empty() {
        faults.add(&payload, "no library's reports are in it");
    }
    let audited: Vec<Institution> = audit.libraries.iter().filter_map(|examined| examined.institution).collect();
    let of_nobody = kept.iter().filter(|head| head.kept.is_none());
    let found = of_nobody.filter(|head| audit.libraries.iter().any(|examined| examined.has(&head.record)));
    let found: Vec<_> = found.map(|head| head.record.clone()).collect();
    heads::lost(kept, &audited, &found, &mut faults);
    audit.diagnostics.extend(faults.into_diagnostics());
    Some(audit)
}

/// The files of the bag against its manifests: each is there as it was, and no other.
fn manifests(bag: &Path, payload: &Path, faults: &mut Faults) {
    for (name, is_of_payload) in [(manifest::PAYLOAD, true), (manifest::TAGS, false)] {
        let path = bag.join(name);
        let text = match regular::read(&path) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                faults.add(&path, "it is missing");
                continue;
            }
            Err(error) => {
                faults.fail(ArchiveError::Unreadable(path, error));
                continue;
            }
        };
        let named = match manifest::read(&text) {
            Ok(named) => named,
            Err(line) => {
                faults.add(&path, format!("line {line} names no file of the bag"));
                continue;
            }
        };
        for entry in &named {
            match demand_known(&bag.join(&entry.path), &entry.sha256) {
                Ok(()) => {}
                Err(ArchiveError::Missing(path)) => faults.add(&path, format!("it is missing, and {name} names it")),
                Err(ArchiveError::Altered(path)) => faults.add(&path, format!("it is not what {name} says")),
                Err(error) => faults.fail(error),
            }
        }
        if is_of_payload {
            let named: BTreeSet<PathBuf> = named.iter().map(|entry| bag.join(&entry.path)).collect();
            let mut all = Vec::new();
            collect(&bag.join(PAYLOAD), &mut all, faults);
            let strange = all.into_iter().filter(|path| !named.contains(path));
            strange.for_each(|path| faults.add(&path, format!("{name} does not name it")));
        } else if !named.iter().any(|entry| entry.path == INFO) {
            faults.add(&path, format!("it does not name {INFO}"));
        }
    }
    if !payload.is_dir() {
        faults.add(payload, "it is missing");
    }
}

/// All files in a folder and those in it.
fn collect(folder: &Path, all: &mut Vec<PathBuf>, faults: &mut Faults) {
    for path in entries(folder, faults) {
        if path.is_dir() && !path.is_symlink() { collect(&path, all, faults) } else { all.push(path) }
    }
}

/// The reports of a library: the chain as `keten.csv` tells it, and the files that it names.
fn library(folder: &Path, institution: Institution, faults: &mut Faults) -> Examined {
    let mut examined = Examined {
        folder: folder.to_owned(),
        institution: Some(institution),
        is_handed_over: true,
        ..Examined::default()
    };
    let path = folder.join(chain_file::FILE);
    let rows = match regular::read(&path).map(|bytes| chain_file::read(&bytes)) {
        Ok(Ok(rows)) => rows,
        Ok(Err(what)) => {
            faults.add(&path, what);
            return examined;
        }
        Err(error) => {
            faults.fail(ArchiveError::Unreadable(path, error));
            return examined;
        }
    };
    chain(&rows, &path, faults);
    let kept_back = kept_back(folder, faults);
    let years: BTreeSet<String> = entries(folder, faults)
        .into_iter()
        .filter(|path| path.is_dir())
        .filter_map(|path| path.file_name().map(|name| name.to_string_lossy().into_owned()))
        .collect();
    let mut known: BTreeMap<PathBuf, ()> = BTreeMap::new();
    let mut handed: Vec<&ChainRow> = Vec::new();
    for row in &rows {
        let is_of_year =
            row.files.iter().any(|file| file.path.split('/').next().is_some_and(|year| years.contains(year)));
        if !is_of_year || kept_back.contains(&row.number) {
            continue;
        }
        handed.push(row);
        for file in &row.files {
            let path = folder.join(&file.path);
            known.insert(path.clone(), ());
            examined.files.named += 1;
            check_file(&path, row, &file.sha256, &mut examined, faults);
        }
    }
    for year in &years {
        let mut all = Vec::new();
        collect(&folder.join(year), &mut all, faults);
        let beside = [sums_file::FILE, data_package::FILE].map(|name| folder.join(year).join(name));
        let strange = all.into_iter().filter(|path| !known.contains_key(path) && !beside.contains(path));
        strange.for_each(|path| faults.add(&path, "no report of the chain has such a file"));
    }
    examined.reports = handed.len() as u64;
    examined.numbers =
        handed.first().zip(handed.last()).map(|(first, last)| (first.number.clone(), last.number.clone()));
    examined.head = rows.last().map(|row| row.record.clone());
    examined.records = rows.into_iter().map(|row| row.record).collect();
    examined
}

/// That each record follows the one before, from the first on.
fn chain(rows: &[ChainRow], path: &Path, faults: &mut Faults) {
    let mut previous = "";
    let mut told = Vec::new();
    for (place, row) in (1_u32..).zip(rows) {
        if row.previous != previous {
            told.push(format!("{}: the chain is broken before it", row.number));
        }
        if row.sequence != place.to_string() {
            told.push(format!("{}: it stands in place {place} of the chain, not {}", row.number, row.sequence));
        }
        previous = &row.record;
    }
    faults.add_all(path, told);
}

/// The numbers of the reports that were not handed over.
fn kept_back(folder: &Path, faults: &mut Faults) -> BTreeSet<String> {
    let path = folder.join(not_handed_over::FILE);
    match regular::read(&path).map(|bytes| not_handed_over::read(&bytes)) {
        Ok(Ok(numbers)) => numbers.into_iter().collect(),
        Ok(Err(what)) => {
            faults.add(&path, what);
            BTreeSet::new()
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => BTreeSet::new(),
        Err(error) => {
            faults.fail(ArchiveError::Unreadable(path, error));
            BTreeSet::new()
        }
    }
}

/// A file's bytes; a PDF must be sound by itself, and say the same of the chain.
fn check_file(path: &Path, row: &ChainRow, sha256: &str, examined: &mut Examined, faults: &mut Faults) {
    let number = &row.number;
    match demand_known(path, sha256) {
        Ok(()) => examined.files.sound += 1,
        Err(ArchiveError::Missing(_)) => return faults.add(path, format!("{number}: it is missing")),
        Err(ArchiveError::Altered(_)) => {
            return faults.add(path, format!("{number}: it has been altered, its SHA-256 is another"));
        }
        Err(error) => return faults.fail(error),
    }
    let Ok(bytes) = regular::read(path) else { return };
    examined.files.bytes += bytes.len() as u64;
    if path.extension().is_none_or(|ending| ending != "pdf") {
        return;
    }
    faults.add_all(path, faults_of_any(&bytes));
    if let Ok(manifest) = manifest_of(&bytes) {
        let previous = manifest.previous.unwrap_or_default();
        // The former form does not tell the record before.
        let is_same = manifest.number.as_ref() == Some(number) && (previous.is_empty() || previous == row.previous);
        if !is_same {
            faults.add(
                path,
                format!("{number}: what it says of its place in the chain is not what {} says", chain_file::FILE),
            );
        }
    }
}
