//! `kasverslag export`: a year's reports of a library as a bag, to be handed over to an archive. Nothing is deleted.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::Outcome;
use super::arguments::clock;
use super::bag_file::pack;
use super::cli::ExportArgs;
use super::configuration::{Configuration, Environment};
use super::nightly::chosen;
use crate::archive::regular::{self, demand_known};
use crate::archive::{ArchiveError, Register, ReportRecord};
use crate::bag::info::BagContents;
use crate::bag::manifest::BagEntry;
use crate::bag::transfer_list::{self, Dossier, TransferredFile};
use crate::bag::{
    DECLARATION, DECLARATION_TEXT, PAYLOAD, TEMPLATES, info, is_of_bookings, manifest, not_handed_over, record_list,
};
use crate::config::Config;
use crate::config::libraries::LibrarySettings;
use crate::diagnostic::{Count, Diagnostic, ExitStatus};
use crate::domain::Severity;
use crate::failure::Failure;
use crate::pages::{self, handed_over};
use crate::publish::modes::Modes;
use crate::publish::{copy_file, make_folder, place};
use crate::render::manifest::sha256;
use crate::shelf::issued_templates::{IssuedTemplates, template_texts};
use crate::shelf::{chain_file, data_package, reports_in_place, stamps, sums_file, years};

/// Hands over a year of a library's reports.
#[must_use]
pub fn export(args: &ExportArgs, environment: &Environment) -> Outcome {
    try_export(args, environment).unwrap_or_else(|failure| Outcome::of_errors(failure.diagnostics))
}

fn try_export(args: &ExportArgs, environment: &Environment) -> Result<Outcome, Failure> {
    let now = clock(args.now.as_deref(), environment.source_date_epoch.as_deref())?;
    let configuration = Configuration::read(&args.config, environment, false)?;
    let Some(path) = &configuration.path else {
        let what = "`export` needs a configuration, and there is none";
        return Err(Configuration::lacking(what, &args.config, environment).into());
    };
    let config = &configuration.config;
    let libraries = chosen(std::slice::from_ref(&args.library), &config.run, path)?;
    let Some(library) = libraries.first() else { return Ok(Outcome::default()) };
    demand_room(&args.to)?;
    let packed = args.tar.then(|| packed_name(&args.to)).transpose()?;
    let Some(days) = transfer_list::days_of(args.year) else {
        return Err(Diagnostic::usage(format!("--year {} is no year", args.year)).into());
    };
    let kept_until = transfer_list::days_of(args.year + i32::from(args.keep_years)).unwrap_or(days).1;
    let made_at = u64::try_from(now.timestamp()).unwrap_or_default();
    let year = Year { args, config, library, days, kept_until, today: now.date_naive() };
    let mut outcome = Outcome::default();
    let made = year.hand_over(&mut outcome)?;
    match packed {
        Some(name) => {
            let folder = args.to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            pack(&args.to, folder, &name, made_at, config.run.modes)?;
            outcome.wrote(&folder.join(name));
        }
        None => outcome.wrote(&args.to),
    }
    outcome.summary = Some(made);
    outcome.diagnostics = configuration.told_with(std::mem::take(&mut outcome.diagnostics));
    Ok(outcome)
}

/// A bag is made where nothing is.
fn demand_room(folder: &Path) -> Result<(), Diagnostic> {
    let is_free = match fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    };
    if is_free {
        return Ok(());
    }
    let what = format!("--to `{}` is not empty", folder.display());
    Err(Diagnostic::usage(what).hinted("name a folder that is not there yet: a bag holds nothing else"))
}

/// The name of the file that a bag becomes, which is not there yet.
fn packed_name(folder: &Path) -> Result<PathBuf, Diagnostic> {
    let Some(name) = folder.file_name().and_then(|name| name.to_str()) else {
        let what = format!("--to `{}` has no name that a file could have", folder.display());
        return Err(Diagnostic::usage(what).hinted("name a folder that is not there yet: the file is called after it"));
    };
    let name = PathBuf::from(format!("{name}.tar"));
    let path = folder.with_file_name(&name);
    if fs::symlink_metadata(&path).is_ok() {
        let what = format!("`{}` is there already", path.display());
        return Err(Diagnostic::usage(what).hinted("move it away, or name another folder with --to"));
    }
    Ok(name)
}

/// What is handed over, and where it goes.
struct Year<'a> {
    args: &'a ExportArgs,
    config: &'a Config,
    library: &'a LibrarySettings,
    days: (NaiveDate, NaiveDate),
    kept_until: NaiveDate,
    today: NaiveDate,
}

/// The bag as it fills.
struct Bag<'a> {
    folder: &'a Path,
    modes: Modes,
    payload: Vec<BagEntry>,
    bytes: u64,
}

impl Year<'_> {
    fn hand_over(&self, outcome: &mut Outcome) -> Result<String, Failure> {
        let register = Register::open_to_read(&self.config.run.archive.join(self.library.institution.to_string()))?;
        let all = reports_in_place(&register)?;
        let year = self.args.year.to_string();
        let of_year: Vec<&ReportRecord> = all.iter().filter(|record| record.year() == year).collect();
        if of_year.is_empty() {
            let what = format!("{} issued no report in {year}", self.library.institution);
            return Err(Diagnostic::error(ExitStatus::Refused, what).into());
        }
        let texts = template_texts(&register, of_year.iter().copied())?;
        let templates = IssuedTemplates::of_texts(&texts);
        let (kept_back, handed): (Vec<&ReportRecord>, Vec<&ReportRecord>) =
            of_year.into_iter().partition(|record| !self.args.with_details && is_of_bookings(record, &templates));
        if self.today <= self.days.1 {
            let what = format!("{year} is not over: reports that are issued later are not in this bag");
            outcome
                .diagnostics
                .push(Diagnostic { severity: Severity::Warning, ..Diagnostic::error(ExitStatus::Done, what) });
        }
        self.demand_sound(&handed)?;
        let name = self.config.tables.institutions.get(&self.library.institution).map(|entry| entry.name.clone());
        let library = match name {
            Some(name) => format!("{} {name}", self.library.institution),
            None => self.library.institution.to_string(),
        };
        let mut bag = Bag { folder: &self.args.to, modes: self.config.run.modes, payload: Vec::new(), bytes: 0 };
        make_folder(bag.folder, bag.modes)?;
        let pieces = transfer_list::pieces(self.library.institution, &all, &handed, &templates);
        self.copy_files(&mut bag, &pieces)?;
        let own: Vec<ReportRecord> = handed.iter().map(|record| (*record).clone()).collect();
        let code = self.library.institution.to_string();
        let own_folder = PathBuf::from(&code);
        for (_, text) in sums_file::texts(&own, &years(&own)) {
            bag.put(&own_folder.join(&year), sums_file::FILE, text)?;
        }
        for (_, text) in data_package::texts(&code, &templates, &own, &years(&own)) {
            bag.put(&own_folder.join(&year), data_package::FILE, text)?;
        }
        let page = handed_over::page(self.library.institution, &library, self.args.year, (&all, &handed), &texts);
        bag.put(&own_folder.join(&year), pages::FILE, page)?;
        self.put_stamps(&mut bag, &own_folder)?;
        bag.put(&own_folder, chain_file::FILE, chain_file::text(&all))?;
        bag.put(&own_folder, record_list::FILE, record_list::text(&all))?;
        for (hash, text) in &texts {
            bag.put(&own_folder.join(TEMPLATES), &format!("{hash}.toml"), text)?;
        }
        if !kept_back.is_empty() {
            bag.put(&own_folder, not_handed_over::FILE, not_handed_over::text(&kept_back))?;
        }
        let dossier =
            Dossier { library: library.clone(), year: self.args.year, days: self.days, kept_until: self.kept_until };
        let list = transfer_list::head() + &transfer_list::rows(&dossier, &pieces);
        bag.put(Path::new(""), transfer_list::FILE, list)?;
        let (institution, year, files) = (self.library.institution, self.args.year, bag.payload.len() as u64);
        let contents = BagContents { institution, library: &library, year, files, bytes: bag.bytes };
        bag.close(&contents.text(self.today))?;
        let reports = Count(handed.len() as u64, "report");
        let apart = match kept_back.len() as u64 {
            0 => String::new(),
            count => format!("; {} with lines of bookings not, see {}", Count(count, "report"), not_handed_over::FILE),
        };
        Ok(format!("{library}: {reports} of {year} handed over, {}{apart}", Count(files, "file")))
    }

    /// Nothing that is not as it was issued is handed over.
    fn demand_sound(&self, records: &[&ReportRecord]) -> Result<(), Failure> {
        let files = records.iter().flat_map(|record| record.files.iter().map(move |file| (record, file)));
        let faults = files.filter_map(|(record, file)| {
            demand_known(&self.library.output.join(&record.folder).join(&file.name), &file.sha256).err()
        });
        let told: Vec<Diagnostic> = faults.flat_map(|fault| Failure::from(fault).diagnostics).collect();
        if told.is_empty() { Ok(()) } else { Err(told.into()) }
    }

    /// The time stamps of the year, as they lie beside the reports.
    fn put_stamps(&self, bag: &mut Bag<'_>, own_folder: &Path) -> Result<(), Failure> {
        let folder = self.library.output.join(stamps::FOLDER);
        for name in stamps::names(&folder, self.args.year)? {
            let path = folder.join(&name);
            let bytes = regular::read(&path).map_err(|error| ArchiveError::Unreadable(path, error))?;
            bag.put(&own_folder.join(stamps::FOLDER), &name, bytes)?;
        }
        Ok(())
    }

    fn copy_files(&self, bag: &mut Bag<'_>, pieces: &[TransferredFile<'_>]) -> Result<(), Failure> {
        for TransferredFile { record, file, .. } in pieces {
            let (from, folder) = (self.library.output.join(&record.folder).join(&file.name), &record.folder);
            let folder = format!("{}/{folder}", self.library.institution);
            bag.copy(&from, &folder, &file.name, &file.sha256)?;
            bag.bytes += file.bytes;
        }
        Ok(())
    }
}

impl Bag<'_> {
    /// Copies a file that was issued.
    fn copy(&mut self, from: &Path, folder: &str, name: &str, sha256: &str) -> Result<(), Failure> {
        let to = self.folder.join(PAYLOAD).join(folder);
        make_folder(&to, self.modes)?;
        copy_file(from, &to, name)?;
        // Whoever changed it meanwhile changed the copy.
        demand_known(&to.join(name), sha256)?;
        self.payload.push(BagEntry { sha256: sha256.to_owned(), path: format!("{PAYLOAD}/{folder}/{name}") });
        Ok(())
    }

    /// Writes a file beside the reports.
    fn put(&mut self, folder: &Path, name: &str, bytes: impl AsRef<[u8]>) -> Result<(), Failure> {
        let bytes = bytes.as_ref();
        place(&self.folder.join(PAYLOAD).join(folder), name, bytes, self.modes)?;
        let path = Path::new(PAYLOAD).join(folder).join(name);
        self.payload.push(BagEntry { sha256: sha256(bytes), path: path.display().to_string() });
        self.bytes += bytes.len() as u64;
        Ok(())
    }

    /// Writes what is said about the payload; last what makes the folder a bag.
    fn close(&self, said: &str) -> Result<(), Failure> {
        let payload = manifest::text(&self.payload);
        let tags = [(info::FILE, said), (manifest::PAYLOAD, &payload), (DECLARATION, DECLARATION_TEXT)];
        let entries = tags.map(|(name, text)| BagEntry { sha256: sha256(text.as_bytes()), path: name.to_owned() });
        let of_tags = manifest::text(&entries);
        for (name, text) in [tags[0], tags[1], (manifest::TAGS, &of_tags), tags[2]] {
            place(self.folder, name, text.as_bytes(), self.modes)?;
        }
        for entry in &self.payload {
            demand_known(&self.folder.join(&entry.path), &entry.sha256)?;
        }
        // What makes it a bag reads back too.
        let read = regular::read(&self.folder.join(DECLARATION)).unwrap_or_default();
        if read == DECLARATION_TEXT.as_bytes() {
            Ok(())
        } else {
            Err(Diagnostic::error(ExitStatus::Environment, "the bag reads back otherwise than it was written").into())
        }
    }
}
