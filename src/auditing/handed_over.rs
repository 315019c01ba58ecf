//! The audit of a library's year that was handed over: its chain, its files, and all lists that follow from both.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::bag::collect;
use super::examined::Examined;
use super::faults::Faults;
use super::shelf::{ListSource, compare};
use super::{chain, heads, pdf_facts, stamps};
use crate::archive::regular::{self, demand_known};
use crate::archive::{ArchiveError, ReportRecord};
use crate::bag::transfer_list::Dossier;
use crate::bag::{TEMPLATES, is_of_bookings, not_handed_over, record_list, transfer_list};
use crate::domain::Institution;
use crate::inspect::{faults_of_any, manifest_of};
use crate::pages::{self, handed_over};
use crate::render::manifest::sha256;
use crate::shelf::issued_templates::IssuedTemplates;
use crate::shelf::{chain_file, data_package, sums_file, years};

/// The reports of a library as they were handed over.
pub(super) struct HandedLibrary {
    /// What was looked at.
    pub(super) examined: Examined,
    /// What the transfer list should say of its files.
    pub(super) list: String,
    /// The code and name by which the transfer list knows it, where that list has a file of it, and the year.
    pub(super) dossier: Option<(String, i32)>,
    /// All that should lie there.
    pub(super) known: BTreeSet<PathBuf>,
}

impl HandedLibrary {
    fn of(folder: &Path, institution: Institution) -> Self {
        let examined = Examined {
            folder: folder.to_owned(),
            institution: Some(institution),
            is_handed_over: true,
            ..Examined::default()
        };
        Self { examined, list: String::new(), dossier: None, known: BTreeSet::new() }
    }
}

/// Audits the reports in a library's folder; `list` is the transfer list of all, as it was found.
pub(super) fn audit(folder: &Path, institution: Institution, list: &[u8], faults: &mut Faults) -> HandedLibrary {
    let mut library = HandedLibrary::of(folder, institution);
    let path = folder.join(record_list::FILE);
    let Some(bytes) = read(&path, faults) else { return library };
    let records = match record_list::read(&bytes) {
        Ok(records) => records,
        Err(what) => {
            faults.add(&path, what);
            return library;
        }
    };
    compare(&path, &bytes, &record_list::text(&records), ListSource::Records, faults);
    chain::check_records(&institution.to_string(), &path, &records, faults);
    let path = folder.join(chain_file::FILE);
    if let Some(found) = read(&path, faults) {
        compare(&path, &found, &chain_file::text(&records), ListSource::Records, faults);
    }
    let kept_back = folder.join(not_handed_over::FILE);
    let found = match regular::read(&kept_back) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        _ => read(&kept_back, faults),
    };
    let of_years = of_handed_years(folder, found.as_deref(), &records);
    if of_years.is_empty() {
        faults.add(folder, "no report of the chain was handed over");
    }
    let texts = templates(folder, &of_years, &mut library.known, faults);
    let templates = IssuedTemplates::of_texts(&texts);
    let (back, handed): (Vec<&ReportRecord>, Vec<&ReportRecord>) =
        of_years.iter().copied().partition(|record| found.is_some() && is_of_bookings(record, &templates));
    if let Some(found) = &found {
        compare(&kept_back, found, &not_handed_over::text(&back), ListSource::Records, faults);
    }
    for record in &handed {
        check_files(folder, record, institution, &mut library, faults);
    }
    let own: Vec<ReportRecord> = handed.iter().map(|record| (*record).clone()).collect();
    let packages = data_package::texts(&institution.to_string(), &templates, &own, &years(&own));
    let packages = packages.into_iter().map(|(year, text)| (year, data_package::FILE, text));
    let sums = sums_file::texts(&own, &years(&own)).into_iter().map(|(year, text)| (year, sums_file::FILE, text));
    for (year, name, text) in sums.chain(packages) {
        let path = folder.join(year).join(name);
        if let Some(found) = read(&path, faults) {
            compare(&path, &found, &text, ListSource::Records, faults);
        }
        library.known.insert(path);
    }
    for year in years(&own) {
        let Some(dossier) = year.parse().ok().and_then(|year| transfer_list::dossier(list, institution, year)) else {
            let what =
                format!("the first file of {institution} and {year} has no sound row in {}", transfer_list::FILE);
            faults.add(&folder.join(year), what);
            continue;
        };
        let of_year: Vec<&ReportRecord> = own.iter().filter(|record| record.year() == year).collect();
        let pieces = transfer_list::pieces(institution, &records, &of_year, &templates);
        library.list += &transfer_list::rows(&dossier, &pieces);
        check_page(folder, institution, &dossier, (&records, &of_year), &texts, &mut library.known, faults);
        library.dossier = Some((dossier.library, dossier.year));
    }
    let stamped = stamps::kept(folder, institution, faults);
    heads::check(&stamped, Some(institution), &records, &folder.join(chain_file::FILE), faults);
    library.known.extend([record_list::FILE, chain_file::FILE, not_handed_over::FILE].map(|name| folder.join(name)));
    let mut of_stamps = Vec::new();
    collect(&folder.join(crate::shelf::stamps::FOLDER), &mut of_stamps, faults);
    library.known.extend(of_stamps);
    let examined = &mut library.examined;
    examined.reports = handed.len() as u64;
    let ends = handed.first().zip(handed.last());
    examined.numbers = ends.map(|(first, last)| (first.number.clone(), last.number.clone()));
    examined.head = records.last().map(|record| record.record.clone());
    examined.records = records.iter().map(|record| record.record.clone()).collect();
    library
}

/// The page of a year, which older bags lack: it says what records and templates give, however it looks.
fn check_page(
    folder: &Path,
    institution: Institution,
    dossier: &Dossier,
    (records, of_year): (&[ReportRecord], &[&ReportRecord]),
    texts: &BTreeMap<String, String>,
    known: &mut BTreeSet<PathBuf>,
    faults: &mut Faults,
) {
    let path = folder.join(dossier.year.to_string()).join(pages::FILE);
    known.insert(path.clone());
    if fs::symlink_metadata(&path).is_err() {
        return;
    }
    let Some(found) = read(&path, faults) else { return };
    let meant = handed_over::page(institution, &dossier.library, dossier.year, (records, of_year), texts);
    if handed_over::said(&String::from_utf8_lossy(&found)) != handed_over::said(&meant) {
        faults.add(&path, format!("it is not what {} says", record_list::FILE));
    }
}

/// A file that must be there.
fn read(path: &Path, faults: &mut Faults) -> Option<Vec<u8>> {
    match regular::read(path) {
        Ok(bytes) => Some(bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            faults.add(path, "it is missing");
            None
        }
        Err(error) => {
            faults.fail(ArchiveError::Unreadable(path.to_owned(), error));
            None
        }
    }
}

/// The reports of the years of which anything is there: a folder, or numbers that are told to be kept back.
fn of_handed_years<'r>(folder: &Path, kept_back: Option<&[u8]>, records: &'r [ReportRecord]) -> Vec<&'r ReportRecord> {
    let kept_back = String::from_utf8_lossy(kept_back.unwrap_or_default());
    let is_told = |record: &ReportRecord| {
        kept_back.lines().any(|line| line.split_once(';').is_some_and(|(number, _)| number == record.number))
    };
    let told: BTreeSet<&str> = records.iter().filter(|record| is_told(record)).map(ReportRecord::year).collect();
    let is_handed = |record: &&ReportRecord| told.contains(record.year()) || folder.join(record.year()).is_dir();
    records.iter().filter(is_handed).collect()
}

/// The templates of reports, each as its hash has it.
fn templates(
    folder: &Path,
    records: &[&ReportRecord],
    known: &mut BTreeSet<PathBuf>,
    faults: &mut Faults,
) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    for hash in records.iter().map(|record| &record.template).collect::<BTreeSet<_>>() {
        let path = folder.join(TEMPLATES).join(format!("{hash}.toml"));
        // What is called otherwise leads elsewhere, and is no hash of anything.
        if hash.bytes().all(|byte| byte.is_ascii_hexdigit())
            && let Some(bytes) = read(&path, faults)
        {
            match String::from_utf8(bytes) {
                Ok(text) if sha256(text.as_bytes()) == *hash => {
                    texts.insert(hash.clone(), text);
                }
                _ => faults.add(&path, "it is not the template whose hash is its name"),
            }
        }
        known.insert(path);
    }
    texts
}

/// The files of a report: their bytes; a PDF must be sound by itself, and say what the record says.
fn check_files(
    folder: &Path,
    record: &ReportRecord,
    institution: Institution,
    library: &mut HandedLibrary,
    faults: &mut Faults,
) {
    let (number, hashed) = (&record.number, &mut library.examined.files);
    for file in &record.files {
        let path = folder.join(&record.folder).join(&file.name);
        library.known.insert(path.clone());
        hashed.named += 1;
        match demand_known(&path, &file.sha256) {
            Ok(()) => hashed.sound += 1,
            Err(ArchiveError::Missing(_)) => {
                faults.add(&path, format!("{number}: it is missing"));
                continue;
            }
            Err(ArchiveError::Altered(_)) => {
                faults.add(&path, format!("{number}: it has been altered, its SHA-256 is another"));
                continue;
            }
            Err(error) => {
                faults.fail(error);
                continue;
            }
        }
        hashed.bytes += file.bytes;
        if path.extension().is_none_or(|ending| ending != "pdf") {
            continue;
        }
        let Ok(bytes) = regular::read(&path) else { continue };
        faults.add_all(&path, faults_of_any(&bytes));
        if let Ok(manifest) = manifest_of(&bytes) {
            let others = pdf_facts::contradicted(&manifest, record, Some(&institution.to_string()));
            if !others.is_empty() {
                let what = format!("{number}: its {} is not as {} has it", others.join(", "), record_list::FILE);
                faults.add(&path, what);
            }
        }
    }
}
