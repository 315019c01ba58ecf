//! The audit of what was handed over: a year's reports without register and lines. Their bytes, their chain as the bag
//! tells it, and each PDF by itself.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::examined::{Audit, errors};
use super::faults::Faults;
use super::files::entries;
use super::handed_over;
use super::heads::{self, KeptHead};
use super::shelf::{ListSource, compare};
use crate::archive::regular::{self, demand_known};
use crate::archive::{ArchiveError, LINES, REGISTER};
use crate::bag::info::{self, BagContents};
use crate::bag::{DECLARATION, DECLARATION_TEXT, PAYLOAD, manifest, transfer_list};
use crate::config::Config;
use crate::domain::Institution;
use crate::issuing::summary;
use crate::shelf::chain_file;

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
    let list_path = payload.join(transfer_list::FILE);
    let list = regular::read(&list_path).unwrap_or_default();
    let mut audit = Audit { diagnostics: faults.into_diagnostics(), ..Audit::default() };
    let mut faults = Faults::default();
    let (mut meant, mut known) = (transfer_list::head(), BTreeSet::from([list_path.clone()]));
    let mut dossiers = Vec::new();
    for folder in entries(&payload, &mut faults) {
        let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let Some(institution) = Institution::parse(&name).filter(|_| folder.is_dir()) else { continue };
        let mut own = Faults::default();
        let handed = handed_over::audit(&folder, institution, &list, &mut own);
        let mut examined = handed.examined;
        meant += &handed.list;
        known.extend(handed.known);
        dossiers.extend(handed.dossier.map(|(library, year)| (institution, library, year)));
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
    if list_path.exists() {
        compare(&list_path, &list, &meant, ListSource::Records, &mut faults);
    } else {
        faults.add(&list_path, "it is missing");
    }
    let mut all = Vec::new();
    collect(&payload, &mut all, &mut faults);
    for path in all.iter().filter(|path| !known.contains(*path)) {
        faults.add(path, "nothing that was handed over is called so");
    }
    if let Some(around) = &around {
        check_info(around, &all, &dossiers, &mut faults);
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
        } else if !named.iter().any(|entry| entry.path == info::FILE) {
            faults.add(&path, format!("it does not name {}", info::FILE));
        }
    }
    if !payload.is_dir() {
        faults.add(payload, "it is missing");
    }
}

/// What is said of the bag: that it is one, and what follows from what is in it.
fn check_info(bag: &Path, payload: &[PathBuf], dossiers: &[(Institution, String, i32)], faults: &mut Faults) {
    let read = |name: &str| regular::read(&bag.join(name)).unwrap_or_default();
    if read(DECLARATION) != DECLARATION_TEXT.as_bytes() {
        faults.add(&bag.join(DECLARATION), "it is not as kasverslag writes it");
    }
    // A bag is of one library's year; what is not so is told elsewhere.
    let [(institution, library, year)] = dossiers else { return };
    let bytes = payload.iter().filter_map(|path| path.metadata().ok()).map(|file| file.len()).sum();
    let contents = BagContents { institution: *institution, library, year: *year, files: payload.len() as u64, bytes };
    let contradicted = contents.contradicted(&String::from_utf8_lossy(&read(info::FILE)));
    if !contradicted.is_empty() {
        let what = format!("its {} is not what the bag holds", contradicted.join(", "));
        faults.add(&bag.join(info::FILE), what);
    }
}

/// All files in a folder and those in it.
pub(super) fn collect(folder: &Path, all: &mut Vec<PathBuf>, faults: &mut Faults) {
    for path in entries(folder, faults) {
        if path.is_dir() && !path.is_symlink() { collect(&path, all, faults) } else { all.push(path) }
    }
}
