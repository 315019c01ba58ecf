//! `kasverslag desk`: an export that was put into a folder becomes reports in another, or a page beside it says in Dutch what
//! to mend. One pass; whatever sees that a file came in starts it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::SystemTime;

use chrono::NaiveDate;
use clap::Parser;

use super::Outcome;
use super::arguments::clock;
use super::check;
use super::cli::{Cli, Command, DeskArgs};
use super::configuration::{Configuration, Environment};
use super::desk_page::DeskPage;
use super::desk_period::{no_days, period};
use super::desk_unread::UnreadFolder;
use super::report;
use crate::archive::lock::Lock;
use crate::archive::regular;
use crate::config::Config;
use crate::config::desk_folder::DeskFolder;
use crate::diagnostic::{Diagnostic, ExitStatus};
use crate::domain::{Institution, Period};
use crate::failure::Failure;
use crate::ingest::Intake;
use crate::ingest::survey::SurveyKey;
use crate::publish::{make_folder, place, remove_file, remove_folder, settle_from, sync};
use crate::render::manifest::sha256;

/// The folder that exports go to of which reports were made.
const DONE: &str = "verwerkt";
/// How the name of a page begins that says what to mend.
const PAGE: &str = "LEES-MIJ ";
/// What each page says that kasverslag made.
const GENERATOR: &str = "<meta name=\"generator\" content=\"kasverslag\">";
/// The folder in which reports are made, before they are moved to where the desk finds them.
const UNDER_WAY_FOLDER: &str = ".onderweg";
/// How files end that are still on their way.
const UNDER_WAY: [&str; 5] = [".part", ".tmp", ".crdownload", ".partial", ".filepart"];

/// Makes reports of the exports that were put into the folder of the desk.
#[must_use]
pub fn desk(args: &DeskArgs, environment: &Environment) -> Outcome {
    try_desk(args, environment).unwrap_or_else(|failure| Outcome::of_errors(failure.diagnostics))
}

fn try_desk(args: &DeskArgs, environment: &Environment) -> Result<Outcome, Failure> {
    let made = clock(args.now.as_deref(), environment.source_date_epoch.as_deref())?;
    let configuration = Configuration::read(&args.config, environment, false)?;
    let (Some(desk), Some(path)) = (configuration.config.desk.clone(), configuration.path.clone()) else {
        let what = "no folder of the desk is configured";
        return Err(Diagnostic::usage(what)
            .hinted("write a [desk] with `in`, the folder that exports are put into")
            .into());
    };
    if !desk.input.is_dir() {
        let gone = Diagnostic::error(ExitStatus::Environment, "the folder that exports are put into is not there");
        return Err(gone.in_file(&desk.input).hinted("is the share mounted? It is never made by kasverslag").into());
    }
    let done = desk.input.join(DONE);
    make_folder(&done, configuration.config.run.modes)?;
    let holder = format!("process {}, which makes reports for the desk", std::process::id());
    let _lock = Lock::take(&done, &holder, configuration.config.run.modes)?;
    let mut pass = DeskPass {
        desk: &desk,
        config: &configuration.config,
        configuration: &path,
        environment,
        now: made.to_rfc3339(),
        today: made.date_naive(),
        outcome: Outcome::default(),
    };
    let mut exports = Vec::new();
    for file in steady(&desk)? {
        exports.extend(pass.look(&file)?);
    }
    for (of, exports) in together(exports) {
        pass.make(of, &exports)?;
    }
    pass.tell_unread()?;
    let mut outcome = pass.outcome;
    outcome.diagnostics = configuration.told_with(outcome.diagnostics);
    Ok(outcome)
}

/// What the folder has of files that nobody writes to any more, by name.
fn steady(desk: &DeskFolder) -> Result<Vec<PathBuf>, Failure> {
    let before = candidates(&desk.input)?;
    if before.is_empty() {
        return Ok(Vec::new());
    }
    sleep(desk.steady);
    let after = candidates(&desk.input)?;
    Ok(after.into_iter().filter(|file| before.contains(file)).map(|(path, ..)| path).collect())
}

/// A file with what tells that it is written to.
type FileStamp = (PathBuf, u64, Option<SystemTime>);

/// The files of the folder that may be exports.
fn candidates(folder: &Path) -> Result<Vec<FileStamp>, Failure> {
    let refused = |error: std::io::Error| {
        let what = format!("`{}` can't be read: {error}", folder.display());
        Failure::from(Diagnostic::error(ExitStatus::Environment, what))
    };
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(refused)? {
        let path = entry.map_err(refused)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let is_passing = name.starts_with(['.', '~']) || UNDER_WAY.iter().any(|end| name.to_lowercase().ends_with(end));
        if is_passing || name.starts_with(PAGE) || name == "Thumbs.db" || name == "desktop.ini" {
            continue;
        }
        // A link may lead anywhere; what is gone meanwhile is not there.
        if let Ok(facts) = fs::symlink_metadata(&path)
            && facts.is_file()
        {
            found.push((path, facts.len(), facts.modified().ok()));
        }
    }
    found.sort();
    Ok(found)
}

/// A pass over the folder.
struct DeskPass<'a> {
    desk: &'a DeskFolder,
    config: &'a Config,
    configuration: &'a Path,
    environment: &'a Environment,
    now: String,
    today: NaiveDate,
    outcome: Outcome,
}

/// An export of which reports can be made.
struct SoundExport {
    path: PathBuf,
    name: String,
    /// By what it is known again: the hash of its bytes.
    mark: String,
    /// How many records were read.
    accepted: u64,
    of: Share,
}

/// What the reports of an export are of: exports that share it are read together, so that none takes another's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Share {
    library: Option<Institution>,
    period: Period,
}

/// The exports, those of one library and the same days together, in the order of their names.
fn together(exports: Vec<SoundExport>) -> BTreeMap<Share, Vec<SoundExport>> {
    let mut shares = BTreeMap::<Share, Vec<SoundExport>>::new();
    for export in exports {
        shares.entry(export.of).or_default().push(export);
    }
    shares
}

impl DeskPass<'_> {
    /// Looks at a file: an export, or the page beside it tells what is wrong with it.
    fn look(&mut self, path: &Path) -> Result<Option<SoundExport>, Failure> {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let bytes = match regular::read(path) {
            Ok(bytes) => bytes,
            Err(error) => {
                let what = format!("`{}` can't be read: {error}", path.display());
                self.outcome.diagnostics.push(Diagnostic::error(ExitStatus::Environment, what));
                return Ok(None);
            }
        };
        let mark = sha256(&bytes);
        let is_told = |told: Vec<u8>| String::from_utf8_lossy(&told).contains(&mark);
        if regular::read(&self.desk.input.join(page(&name))).is_ok_and(is_told) {
            return Ok(None);
        }
        let (records, told, is_unmade) = match check::look(&[path.to_owned()], self.config, self.today) {
            Ok((intake, told)) => {
                let accepted = intake.files.iter().map(|file| file.accepted).sum();
                let refused = intake.files.iter().any(crate::ingest::InputFile::is_refused);
                let library = self.library(&intake);
                match period(&intake) {
                    _ if refused => (Some((accepted, intake.rejected())), told, false),
                    None => (Some((accepted, 0)), vec![no_days(accepted).in_file(path)], true),
                    Some(_) if library.is_some_and(|library| self.is_of_others(&intake, library)) => {
                        let told = library.map(|library| of_others(library).in_file(path));
                        (Some((accepted, 0)), told.into_iter().collect(), true)
                    }
                    Some(period) => {
                        let of = Share { library, period };
                        return Ok(Some(SoundExport { path: path.to_owned(), name, mark, accepted, of }));
                    }
                }
            }
            Err(failure) => (None, failure.diagnostics, false),
        };
        self.tell(&name, &mark, records, (&told, is_unmade))?;
        self.outcome.diagnostics.extend(told);
        Ok(None)
    }

    /// Puts the page beside a file that tells what is wrong with it, where somebody at the desk can mend it: nobody there
    /// can mend a full disk. It is unmade where all is sound and no report can be made of it.
    fn tell(
        &mut self,
        name: &str,
        mark: &str,
        records: Option<(u64, u64)>,
        (told, is_unmade): (&[Diagnostic], bool),
    ) -> Result<(), Failure> {
        if matches!(worst(told), ExitStatus::Environment | ExitStatus::Fault) {
            return Ok(());
        }
        let help = self.desk.help.as_deref();
        let html = DeskPage { file: name, mark, records, is_unmade, diagnostics: told, help }.html();
        place(&self.desk.input, &page(name), html.as_bytes(), self.config.run.modes)?;
        self.outcome.wrote(&self.desk.input.join(page(name)));
        Ok(())
    }

    /// Tells once of folders within the folder, with a page beside each; pages of what is gone go too.
    fn tell_unread(&mut self) -> Result<(), Failure> {
        let folder = &self.desk.input;
        let unread = UnreadFolder::all(folder, DONE);
        for unread in &unread {
            let mark = unread.mark();
            let page = page(&unread.name);
            if regular::read(&folder.join(&page)).is_ok_and(|told| String::from_utf8_lossy(&told).contains(&mark)) {
                continue;
            }
            let html = unread.html(self.desk.help.as_deref());
            place(folder, &page, html.as_bytes(), self.config.run.modes)?;
            self.outcome.wrote(&folder.join(page));
            self.outcome.diagnostics.push(unread.told());
        }
        for path in pages_of_nothing(folder) {
            remove_file(&path)?;
        }
        Ok(())
    }

    /// Makes the reports of exports that share a library and days, and puts the exports away.
    fn make(&mut self, of: Share, exports: &[SoundExport]) -> Result<(), Failure> {
        let paths: Vec<&Path> = exports.iter().map(|export| export.path.as_path()).collect();
        // What a pass left there that died is made again: its exports are still there.
        let under_way = self.desk.output.join(UNDER_WAY_FOLDER);
        remove_folder(&under_way)?;
        let told = self.report(&paths, of, &under_way);
        if worst(&told) == ExitStatus::Done {
            self.put_in_place(&under_way)?;
            for export in exports {
                self.put_away(&export.path, &export.name)?;
                remove_file(&self.desk.input.join(page(&export.name)))?;
            }
        } else {
            for export in exports {
                self.tell(&export.name, &export.mark, Some((export.accepted, 0)), (&told, false))?;
            }
        }
        remove_folder(&under_way)?;
        self.outcome.diagnostics.extend(told);
        Ok(())
    }

    /// Moves reports to where the desk finds them. Where others have their names they get a number, all the same one: what
    /// was made of other exports stays, and it is told.
    fn put_in_place(&mut self, under_way: &Path) -> Result<(), Failure> {
        let Ok(entries) = fs::read_dir(under_way) else { return Ok(()) };
        let names = entries.filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()));
        let mut names: Vec<String> = names.collect();
        names.sort();
        let is_free = |name: &str| fs::symlink_metadata(self.desk.output.join(name)).is_err();
        let number = (1..=u32::MAX).find(|number| names.iter().all(|name| is_free(&numbered(name, *number))));
        let number = number.unwrap_or(u32::MAX);
        for name in &names {
            let free = numbered(name, number);
            settle_from(&under_way.join(name), &self.desk.output, &free)?;
            self.outcome.wrote(&self.desk.output.join(&free));
            if number > 1 {
                let what = format!("reports of other exports have the name `{name}`; these are in `{free}`");
                let hint = "look whether both tell of the same money: one may be newer, or of another till";
                self.outcome.diagnostics.push(Diagnostic::warning(what).hinted(hint));
            }
        }
        Ok(sync(&self.desk.output)?)
    }

    /// Whether an export has lines and none of them is a library's, by its costs or by its daybooks.
    fn is_of_others(&self, intake: &Intake, library: Institution) -> bool {
        let is_own = |place: SurveyKey| {
            let manager = place.settled.and_then(|(book, day)| self.config.tables.managing_institution(book, day));
            place.institution == library || manager == Some(library)
        };
        let mut places = intake.files.iter().flat_map(|file| file.survey.places()).map(|(place, _)| place).peekable();
        places.peek().is_some() && !places.any(is_own)
    }

    /// The library that a file is of: the only one that is configured, else the only one of which it has lines.
    fn library(&self, intake: &Intake) -> Option<Institution> {
        let one = |mut all: Vec<Institution>| {
            all.sort_unstable();
            all.dedup();
            if let [only] = all[..] { Some(only) } else { None }
        };
        let of_lines = intake.files.iter().flat_map(|file| file.survey.places()).map(|(place, _)| place.institution);
        let is_known = |library: &Institution| self.config.libraries.contains(library);
        let configured =
            self.config.report.institution.or_else(|| one(self.config.libraries.iter().copied().collect()));
        configured.or_else(|| one(of_lines.filter(is_known).collect()))
    }

    /// Makes the reports of files in a folder, as if they had been typed.
    fn report(&self, paths: &[&Path], of: Share, folder: &Path) -> Vec<Diagnostic> {
        let names = |names: Vec<&str>| names.join(",");
        let formats = names(self.desk.formats.iter().map(|format| format.name()).collect());
        let reports = names(self.desk.reports.iter().map(String::as_str).collect());
        let period = of.period.to_string();
        let typed = ["kasverslag", "report", &reports, "--period", &period, "--format", &formats, "--now", &self.now];
        let typed = typed.iter().map(std::ffi::OsString::from);
        let mut typed: Vec<std::ffi::OsString> = typed.collect();
        let inputs = paths.iter().map(|path| ("--input", *path));
        for (flag, place) in [("--config", self.configuration), ("--out", folder)].into_iter().chain(inputs) {
            typed.extend([flag.into(), place.into()]);
        }
        if let Some(library) = of.library {
            typed.extend(["--institution".into(), library.to_string().into()]);
        }
        match Cli::try_parse_from(typed).map(|cli| cli.command) {
            Ok(Command::Report(args)) => report::report(&args, self.environment).diagnostics,
            Ok(_) => Vec::new(),
            Err(error) => vec![Diagnostic::usage(format!("[desk] asks for what is no report: {error}"))],
        }
    }

    /// Moves an export to those of which reports were made, by the day.
    fn put_away(&self, path: &Path, name: &str) -> Result<(), Failure> {
        let folder = self.desk.input.join(DONE).join(self.today.to_string());
        make_folder(&folder, self.config.run.modes)?;
        let free = (1..=u32::MAX)
            .map(|number| numbered(name, number))
            .find(|name| fs::symlink_metadata(folder.join(name)).is_err())
            .unwrap_or_else(|| name.to_owned());
        Ok(settle_from(path, &folder, &free)?)
    }
}

/// Pages that kasverslag put there about what is there no more, or is a folder without files by now.
fn pages_of_nothing(folder: &Path) -> Vec<PathBuf> {
    let unread: Vec<String> = UnreadFolder::all(folder, DONE).into_iter().map(|unread| page(&unread.name)).collect();
    let names = fs::read_dir(folder).into_iter().flatten().flatten();
    let names = names.filter_map(|entry| entry.file_name().into_string().ok());
    let is_of_nothing = |name: &String| {
        let of = name.strip_prefix(PAGE).and_then(|name| name.strip_suffix(".html"));
        of.is_some_and(|of| !folder.join(of).is_file()) && !unread.contains(name)
    };
    let is_own =
        |path: &PathBuf| regular::read(path).is_ok_and(|text| String::from_utf8_lossy(&text).contains(GENERATOR));
    names.filter(is_of_nothing).map(|name| folder.join(name)).filter(is_own).collect()
}

/// The gravest end that anything told leads to.
fn worst(told: &[Diagnostic]) -> ExitStatus {
    told.iter().map(|diagnostic| diagnostic.status).max().unwrap_or(ExitStatus::Done)
}

/// The name of the page that tells what is wrong with a file.
fn page(name: &str) -> String {
    format!("{PAGE}{name}.html")
}

/// A name, with a number where another has it.
fn numbered(name: &str, number: u32) -> String {
    match name.rsplit_once('.') {
        _ if number == 1 => name.to_owned(),
        Some((stem, end)) => format!("{stem} ({number}).{end}"),
        None => format!("{name} ({number})"),
    }
}

fn of_others(library: Institution) -> Diagnostic {
    let what = format!("no line of the export is of {library}: its reports would be empty");
    Diagnostic::error(ExitStatus::Refused, what)
        .hinted("choose the export of this library, or put it into the folder of the library that it is of")
}
