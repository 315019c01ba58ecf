//! `kasverslag archive restore`: brings reports back from the register, and a register back from what lies beside the
//! reports or from a copy that fits.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::Outcome;
use super::cli::RestoreArgs;
use super::configuration::{Configuration, Environment};
use crate::archive::lines_folder::{Unnamed, files_of_lines, is_named, is_outdated};
use crate::archive::lock::Lock;
use crate::archive::regular::{self, demand_known};
use crate::archive::{ArchiveError, Audited, LINES, REGISTER, Register};
use crate::auditing::{audit_chain, audit_restored};
use crate::config::Config;
use crate::config::libraries::LibrarySettings;
use crate::diagnostic::{Count, Diagnostic, ExitStatus, StandIns, said};
use crate::domain::{Institution, Severity};
use crate::failure::Failure;
use crate::issuing::chain_ends::ChainEnds;
use crate::issuing::index;
use crate::issuing::summary::{FILE as RUN_SUMMARY, RunSummary};
use crate::publish::aside::put_aside;
use crate::publish::outbox;
use crate::publish::shadow::DryRunFolder;
use crate::publish::{PublishError, copy_file, make_folder};
use crate::report::language::Language;
use crate::shelf::chain_file::{self, ChainFileState, ChainRow};
use crate::shelf::transcript_file;

/// How names end of what was put aside; with a point in front, the folder of what was put aside of reports.
pub(super) const BEFORE: &str = "before-restore";
/// The name under which a register is kept that another one takes the place of.
const REPLACED: &str = "register.sqlite.before-restore";

/// Restores what can be, library by library; one that fails does not stop the others.
#[must_use]
pub fn restore(args: &RestoreArgs, environment: &Environment, language: Language) -> Outcome {
    try_restore(args, environment, language).unwrap_or_else(|failure| Outcome::of_errors(failure.diagnostics))
}

fn try_restore(args: &RestoreArgs, environment: &Environment, language: Language) -> Result<Outcome, Failure> {
    let configuration = Configuration::read(&args.config, environment, false)?;
    let config = &configuration.config;
    let is_wanted =
        |library: &&LibrarySettings| args.library.is_empty() || args.library.contains(&library.institution.to_string());
    let libraries: Vec<&LibrarySettings> = config.run.libraries.iter().filter(is_wanted).collect();
    if libraries.is_empty() {
        return Err(Diagnostic::usage("there is no such library with exports in the configuration")
            .hinted(
                "`archive restore` needs the configuration of the nightly run: --config, and --library for one alone",
            )
            .into());
    }
    let archive = &config.run.archive;
    let _lock = if args.dry_run {
        Lock::look(archive)?
    } else {
        make_folder(archive, config.run.modes)?;
        let holder = format!("process {}, which restores", std::process::id());
        Some(Lock::take(archive, &holder, config.run.modes)?)
    };
    let mut outcome = Outcome::default();
    let mut diagnostics = Vec::new();
    let last = RunSummary::read(&config.run.output).unwrap_or_else(|what| {
        let what = format!("what the last run ended with is not known, as its summary can't be read: {what}");
        diagnostics.push(Diagnostic::warning(what).in_file(config.run.output.join(RUN_SUMMARY)));
        None
    });
    let ends = ChainEnds::of(last.as_ref(), archive);
    for library in libraries {
        let folder = archive.join(library.institution.to_string());
        let restoration = Restoration { args, config, library, folder, language, ends: &ends };
        if let Err(failure) = restoration.run(&mut outcome) {
            diagnostics.extend(failure.diagnostics);
        }
    }
    if !args.dry_run {
        diagnostics.extend(index::refresh(&config.run).err().map(|failure| failure.diagnostics).unwrap_or_default());
    }
    outcome.diagnostics = configuration.told_with(diagnostics);
    Ok(outcome)
}

/// One library, and where it is.
pub(super) struct Restoration<'a> {
    pub(super) args: &'a RestoreArgs,
    pub(super) config: &'a Config,
    pub(super) library: &'a LibrarySettings,
    pub(super) folder: PathBuf,
    language: Language,
    /// Where the chains of libraries ended, as earlier runs have it.
    ends: &'a ChainEnds,
}

impl Restoration<'_> {
    fn run(&self, outcome: &mut Outcome) -> Result<(), Failure> {
        let chain = self.chain()?;
        let unfit = self.unfit(&self.folder, &chain)?;
        if let Some(what) = &unfit {
            if self.is_new(&chain)? && !self.is_in_copy() {
                return Ok(());
            }
            self.restore_register(what, &chain, outcome)?;
            if self.args.dry_run {
                return Ok(());
            }
        }
        let register = Register::open_to_read(&self.folder)?;
        let told = audit_chain(&register)?;
        if told.iter().any(|fault| fault.severity == Severity::Error) {
            return Err(told.into());
        }
        if self.restore_lines(&register, outcome)? && self.args.dry_run {
            return Ok(());
        }
        self.restore_reports(&register, unfit.is_some(), outcome)
    }

    /// Tells of a file that is put back, or would be.
    pub(super) fn tell(&self, path: &Path, outcome: &mut Outcome) {
        let done = if self.args.dry_run { "would restore" } else { "restored" };
        outcome.output += &format!("{}\n", said(&format!("{done} {}", path.display()), self.language));
    }

    pub(super) fn institution(&self) -> Institution {
        self.library.institution
    }

    /// What the file beside the reports tells of the chain; nothing where there is none.
    fn chain(&self) -> Result<Vec<ChainRow>, Failure> {
        let path = self.library.output.join(chain_file::FILE);
        match regular::read(&path) {
            Ok(bytes) => chain_file::read(&bytes).map_err(|what| {
                let what = format!("it does not tell the chain of reports: {what}");
                Diagnostic::error(ExitStatus::Refused, what).in_file(&path).into()
            }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(ArchiveError::Unreadable(path, error).into()),
        }
    }

    /// Whether there is nothing at all of a library yet.
    fn is_new(&self, chain: &[ChainRow]) -> Result<bool, Failure> {
        Ok(chain.is_empty()
            && self.ends.of_library(self.institution()).next().is_none()
            && files_of_lines(&self.folder)?.is_empty()
            && outbox::found(&self.library.output)?.is_empty()
            && !index::told_libraries(&self.config.run.output)?.contains(&self.institution())
            && Register::is_absent(&self.folder)?)
    }

    /// Whether the copy that was named has a register of this library.
    fn is_in_copy(&self) -> bool {
        let register = self.args.from.as_ref().map(|from| Register::open_to_read(&self.place_of_copy(from)));
        let whose = register.and_then(Result::ok).and_then(|register| register.institution().ok()).flatten();
        whose == Some(self.institution())
    }

    /// Why the register in a folder is not that of the lines and reports that are there; `None` when it is.
    fn unfit(&self, folder: &Path, chain: &[ChainRow]) -> Result<Option<String>, Failure> {
        match self.look_at(folder, chain) {
            Err(error) => error.damage().map(Some).ok_or_else(|| error.into()),
            Ok(unfit) => Ok(unfit),
        }
    }

    fn look_at(&self, folder: &Path, chain: &[ChainRow]) -> Result<Option<String>, ArchiveError> {
        if Register::is_absent(folder)? {
            return Ok(Some(if folder.join(REGISTER).exists() { "it is empty" } else { "it is missing" }.to_owned()));
        }
        let Audited { register, damage, .. } = Register::open_to_audit(folder)?;
        if let Some(first) = damage.first() {
            return Ok(Some(format!("it is damaged: {first}")));
        }
        let whose = register.institution()?;
        if let Some(whose) = whose.filter(|whose| *whose != self.institution()) {
            return Ok(Some(format!("it is that of {whose}")));
        }
        let records = register.reports()?;
        if let Some((file, _)) = self.ends.unknown(self.institution(), &records).first() {
            return Ok(Some(format!("it does not know the report that the last run ended with, as {file} has it")));
        }
        match chain_file::standing(chain, &records) {
            ChainFileState::UpTo(_) => {}
            ChainFileState::Beyond(number) => return Ok(Some(format!("it is older than {number}, which was issued"))),
            ChainFileState::Other(number) => return Ok(Some(format!("it has another chain from {number} on"))),
        }
        let numbers: BTreeSet<&str> = records.iter().map(|record| record.number.as_str()).collect();
        let unreadable = |error: PublishError| ArchiveError::Unreadable(error.path, error.error);
        let found = outbox::found(&self.library.output).map_err(unreadable)?;
        if let Some(unknown) = found.iter().find(|found| !numbers.contains(found.number.as_str())) {
            return Ok(Some(format!("it does not know {}, which was issued", unknown.number)));
        }
        let months = register.months()?;
        let lines = files_of_lines(&self.folder)?;
        if folder == self.folder {
            let unknown = register.unnamed()?.into_iter().any(|file| matches!(file, Unnamed::Unknown(_)));
            return Ok(unknown.then(|| "it does not know all files of lines".to_owned()));
        }
        let is_known = |path: &&PathBuf| is_named(path, &months) || is_outdated(path, &months);
        Ok(lines.iter().find(|path| !is_known(path)).map(|path| format!("it does not know {}", path.display())))
    }

    /// Where a library lies in a copy of an archive, or of the folder that holds one.
    fn place_of_copy(&self, from: &Path) -> PathBuf {
        let name = self.institution().to_string();
        let places = [from.join("archive").join(&name), from.join(&name), from.to_owned()];
        let [_, likely, _] = &places;
        places.iter().find(|place| place.join(REGISTER).is_file()).unwrap_or(likely).clone()
    }

    /// The folder of a register that was made anew from its transcript and the files of lines.
    fn made_anew(
        &self,
        what: &str,
        tried: &DryRunFolder,
        refuse: &impl Fn(String, &str) -> Diagnostic,
        with_last: &impl Fn(&str) -> String,
    ) -> Result<PathBuf, Failure> {
        let path = self.library.output.join(transcript_file::FILE);
        let institution = self.institution();
        let hint = "nothing was changed. Name a copy of the archive with --from: any whose register fits what is left";
        let transcript = match transcript_file::open(&path) {
            Ok(transcript) => transcript,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let lines = files_of_lines(&self.folder)?.len() as u64;
                let reports = outbox::found(&self.library.output)?.len() as u64;
                let left = format!("{} of lines and {}", Count(lines, "file"), Count(reports, "report"));
                let what = format!(
                    "{institution}: the register can't be used: {what}. What is left, {left}, does not say all that it knew, \
                     and {} is missing, which did",
                    path.display()
                );
                return Err(refuse(what, &with_last(hint)).into());
            }
            Err(error) => return Err(ArchiveError::Unreadable(path, error).into()),
        };
        match Register::rebuild(tried.path(), &self.folder, transcript, &path, self.config.run.modes) {
            Ok(_) => Ok(tried.path().to_owned()),
            Err(ArchiveError::Missing(file) | ArchiveError::Altered(file)) => {
                let (path, file) = (path.display(), file.display());
                let what = format!(
                    "{institution}: the register can't be used: {what}. It can't be made anew: {path} names {file}, which is \
                     missing or altered: lines are lost, or it is of another night"
                );
                Err(refuse(what, &with_last(hint)).into())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Puts a register in place, made anew or from the copy that was named, with files of lines that are gone.
    fn restore_register(&self, what: &str, chain: &[ChainRow], outcome: &mut Outcome) -> Result<(), Failure> {
        let tried = DryRunFolder::new()?;
        self.try_restore_register(what, chain, &tried, outcome).map_err(|mut failure| {
            // What was made anew lies where nobody has ever been.
            let transcript = self.library.output.join(transcript_file::FILE);
            let places = StandIns::default().with(tried.path().join(REGISTER), transcript);
            places.with(tried.path(), &self.folder).reveal(&mut failure.diagnostics);
            failure
        })
    }

    fn try_restore_register(
        &self,
        what: &str,
        chain: &[ChainRow],
        tried: &DryRunFolder,
        outcome: &mut Outcome,
    ) -> Result<(), Failure> {
        let institution = self.institution();
        // What others say of the end of the chain is newer than the list beside the reports, if that does not have it.
        let mut ends = self.ends.of_library(institution).map(|(_, end)| end);
        let last = match ends.find(|end| chain.iter().all(|row| row.record != *end)) {
            Some(end) => Some(format!("its last record has the hash {end}")),
            None => chain.last().map(|row| format!("its last record is {} ({})", row.number, row.record)),
        };
        let with_last = |hint: &str| last.iter().fold(hint.to_owned(), |hint, last| format!("{hint}; {last}"));
        let place = self.folder.join(REGISTER);
        let refuse =
            |what: String, hint: &str| Diagnostic::error(ExitStatus::Environment, what).in_file(&place).hinted(hint);
        let copy = match &self.args.from {
            Some(from) => self.place_of_copy(from),
            None => self.made_anew(what, tried, &refuse, &with_last)?,
        };
        let is_made = self.args.from.is_none();
        let journal = |folder: &Path| folder.join(format!("{REGISTER}-journal"));
        // Without its register a journal mends nothing, and would spoil another one: it is put aside.
        let absent = Register::is_absent(&self.folder);
        let is_orphaned = absent.or_else(|error| error.damage().map(|_| false).ok_or(error))?;
        let half = [copy.as_path(), &self.folder].map(journal);
        let asked = if is_orphaned { &half[..1] } else { &half[..] };
        if let Some(half) = asked.iter().find(|path| path.exists()) {
            let what = format!("{institution}: a run died here while it wrote: {}", half.display());
            return Err(refuse(what, "nothing was changed. Let a run mend it, or take another copy").into());
        }
        let source = if is_made { self.library.output.join(transcript_file::FILE) } else { copy.clone() };
        if let Some(unfit) = self.unfit(&copy, chain)? {
            let what = format!(
                "{institution}: the register of the copy {} does not fit what is left: {unfit}",
                source.display()
            );
            let hint = "nothing was changed. A copy of the last night is needed";
            return Err(refuse(what, &with_last(hint)).into());
        }
        let register = Register::open_to_read(&copy)?;
        let faults = audit_chain(&register)?;
        if faults.iter().any(|fault| fault.severity == Severity::Error) {
            return Err(faults.into());
        }
        let own = self.folder.join(LINES);
        let other = if is_made { own.clone() } else { copy.join(LINES) };
        let (mut missing, mut lines) = (Vec::new(), Vec::new());
        for month in register.months()? {
            let path = own.join(&month.file);
            if demand_known(&path, &month.sha256).is_ok() {
                lines.push(path);
                continue;
            }
            let path = other.join(&month.file);
            demand_known(&path, &month.sha256)?;
            missing.push(month.file);
            lines.push(path);
        }
        let mut faults = audit_restored(&copy, &lines, &source, self.config)?;
        faults.retain(|fault| fault.severity == Severity::Error);
        if let Some(last) = faults.last_mut() {
            let hint = "nothing was changed: what it tells is not what lines and chain give. Name a copy of the archive with --from: \
                        any whose register fits what is left";
            last.hint = Some(with_last(hint));
            return Err(faults.into());
        }
        if !self.args.dry_run {
            make_folder(&own, self.config.run.modes)?;
            for file in &missing {
                self.put_lines(&other, file)?;
            }
            let months = register.months()?;
            for path in files_of_lines(&self.folder)?.iter().filter(|path| is_outdated(path, &months)) {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                put_aside(path, &self.folder, &format!("{name}.{BEFORE}"))?;
            }
            put_aside(&place, &self.folder, REPLACED)?;
            let journal = journal(&self.folder);
            let name = journal.file_name().unwrap_or_default().to_string_lossy();
            put_aside(&journal, &self.folder, &format!("{name}.{BEFORE}"))?;
            copy_file(&copy.join(REGISTER), &self.folder, REGISTER)?;
        }
        self.tell(&place, outcome);
        for file in &missing {
            self.tell(&own.join(file), outcome);
        }
        Ok(())
    }

    /// Copies a file of lines into its place; what lies there is put aside.
    fn put_lines(&self, from: &Path, file: &str) -> Result<(), Failure> {
        let own = self.folder.join(LINES);
        make_folder(&own, self.config.run.modes)?;
        put_aside(&own.join(file), &self.folder, &format!("{file}.{BEFORE}"))?;
        Ok(copy_file(&from.join(file), &own, file)?)
    }

    /// Puts files of lines back that are gone or altered, from the copy that was named; tells whether there were any.
    fn restore_lines(&self, register: &Register, outcome: &mut Outcome) -> Result<bool, Failure> {
        let from = self.args.from.as_ref().map(|from| self.place_of_copy(from).join(LINES));
        let (mut lost, mut is_any) = (Vec::new(), false);
        for month in register.months()? {
            let Err(fault) = demand_known(&register.line_path(&month.file), &month.sha256) else { continue };
            is_any = true;
            match from.as_ref().filter(|from| demand_known(&from.join(&month.file), &month.sha256).is_ok()) {
                Some(from) => {
                    if !self.args.dry_run {
                        self.put_lines(from, &month.file)?;
                    }
                    self.tell(&self.folder.join(LINES).join(&month.file), outcome);
                }
                None => lost.extend(Failure::from(fault).diagnostics.into_iter().map(|lost| {
                    lost.hinted("`kasverslag archive restore --from` takes it from a copy that has it as it was; until then no report is made again")
                })),
            }
        }
        if lost.is_empty() { Ok(is_any) } else { Err(lost.into()) }
    }
}
