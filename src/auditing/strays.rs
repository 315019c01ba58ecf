//! Reports that no register knows, and copies under other names, wherever they lie in an output: among those of a year, in
//! years of which there are none, beside the folders of years and of libraries.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::faults::Faults;
use super::files::entries;
use super::places::LibraryFolder;
use crate::archive::{Register, ReportRecord, regular};
use crate::inspect::{manifest_of, without_signatures};
use crate::pages;
use crate::publish::{outbox, passing_name};
use crate::render::manifest::sha256;
use crate::shelf::{data_package, sums_file, years};

/// No report that is looked at by the way is larger.
const LARGEST: u64 = 1 << 30;

/// `IssuedByHash` files by their SHA-256: each with its number and how its name begins.
type IssuedByHash = BTreeMap<String, (String, String)>;

/// Looks at the folder of a library's reports.
pub(super) fn check(output: &Path, reports: &[ReportRecord], faults: &mut Faults) {
    let known: BTreeSet<PathBuf> = reports.iter().map(|report| output.join(&report.folder)).collect();
    let own_years = years(reports);
    let issued = issued(reports);
    for path in entries(output, faults) {
        let name = name_of(&path);
        if name.len() != 4 || !name.bytes().all(|byte| byte.is_ascii_digit()) {
            look(&path, &issued, faults);
            continue;
        }
        // Which years have pages is for those who hold them against the register to say.
        let mut beside: Vec<String> = pages::names().collect();
        if own_years.contains(&*name) {
            beside.extend([sums_file::FILE, data_package::FILE].map(str::to_owned));
        }
        for folder in entries(&path, faults) {
            let name = name_of(&folder);
            // On its way, or left by a run that died: the next one puts it in its place or clears it away.
            let is_passing = outbox::is_staged(&name) || beside.iter().any(|beside| name == passing_name(beside));
            if is_passing || beside.contains(&name) || known.contains(&folder) {
                continue;
            }
            faults.add(&folder, "no register knows of such a report");
        }
    }
}

/// Looks at what lies beside the folders of libraries.
pub(super) fn check_beside(dir: &Path, places: &[LibraryFolder], faults: &mut Faults) {
    if places.iter().any(|place| place.name.is_none()) {
        return;
    }
    let mut of_all = IssuedByHash::new();
    for place in places {
        // A register that can't be read is told of otherwise.
        let reports = Register::open_to_read(&place.folder).and_then(|register| register.reports());
        of_all.extend(issued(&reports.unwrap_or_default()));
    }
    for path in entries(dir, faults) {
        look(&path, &of_all, faults);
    }
}

fn issued(reports: &[ReportRecord]) -> IssuedByHash {
    let files = reports.iter().flat_map(|report| report.files.iter().map(|file| (&report.number, file)));
    files
        .map(|(number, file)| {
            let stem = file.name.rsplit_once('.').map_or(&*file.name, |(stem, _)| stem);
            (file.sha256.clone(), (number.clone(), stem.to_owned()))
        })
        .collect()
}

/// Whatever bears the number of a report, in its name or in itself, must be one. A copy may lie there, signed or not, as
/// long as its name says what it is of.
fn look(path: &Path, issued: &IssuedByHash, faults: &mut Faults) {
    let name = name_of(path);
    let Ok(facts) = fs::metadata(path) else { return };
    let bytes = (facts.is_file() && facts.len() <= LARGEST).then(|| path.extension()).flatten().and_then(|ending| {
        let is_report = ["pdf", "csv", "xlsx", "json"].iter().any(|known| ending.eq_ignore_ascii_case(known));
        is_report.then(|| regular::read(path).ok()).flatten()
    });
    let copy = bytes.as_ref().and_then(|bytes| issued.get(&sha256(without_signatures(bytes))));
    match copy {
        Some((_, stem)) if name.starts_with(&**stem) => {}
        Some((number, _)) => {
            faults.add(path, format!("it is a copy of {number} under a name that says something else"));
        }
        None => {
            let says = || {
                bytes.as_ref().is_some_and(|bytes| {
                    bytes.starts_with(b"%PDF") && manifest_of(bytes).is_ok_and(|own| own.number.is_some())
                })
            };
            if outbox::number_of(&name).is_some() || says() {
                faults.add(path, "no register knows of such a report");
            }
        }
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
