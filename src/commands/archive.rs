//! Work on the archive itself: an older one is taken over into the layout of this program.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::Outcome;
use super::cli::UpgradeArgs;
use super::configuration::{Configuration, Environment};
use crate::archive::lock::Lock;
use crate::archive::schema::LAYOUT;
use crate::archive::{ArchiveError, OLD_REGISTER, REGISTER, Register};
use crate::auditing::audit_chain;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, said};
use crate::domain::steering::visible;
use crate::domain::{Institution, Severity};
use crate::failure::Failure;
use crate::ingest::profile::{self, Profile};
use crate::report::language::Language;
use crate::shelf;

/// Upgrades every register of an older layout, library by library; one that fails does not stop the others.
#[must_use]
pub fn upgrade(args: &UpgradeArgs, environment: &Environment, language: Language) -> Outcome {
    try_upgrade(args, environment, language).unwrap_or_else(|failure| Outcome::of_errors(failure.diagnostics))
}

fn try_upgrade(args: &UpgradeArgs, environment: &Environment, language: Language) -> Result<Outcome, Failure> {
    let configuration = Configuration::read(&args.config, environment, false)?;
    let archive = archive(args, &configuration, environment)?;
    let folders = libraries(&archive)?;
    if folders.is_empty() && args.path.is_some() {
        let what = format!("there is no archive in `{}`", archive.display());
        let hint = "name the archive, or the folder that holds `archive`: it has a folder per library";
        return Err(Diagnostic::usage(what).hinted(hint).into());
    }
    if folders.is_empty() {
        return Ok(Outcome::default());
    }
    let _lock = if args.dry_run {
        Lock::look(&archive)?
    } else {
        let holder = format!("process {}, which upgrades the archive", std::process::id());
        Some(Lock::take(&archive, &holder, configuration.config.run.modes)?)
    };
    let mut outcome = Outcome::default();
    let mut diagnostics = Vec::new();
    for folder in folders {
        match upgrade_library(&folder, &configuration.config, args.dry_run, &mut diagnostics) {
            Ok(Some(line)) => outcome.output += &format!("{}\n", visible(&said(&line, language))),
            Ok(None) => {}
            Err(failure) => diagnostics.extend(failure.diagnostics),
        }
    }
    outcome.diagnostics = configuration.told_with(diagnostics);
    Ok(outcome)
}

/// The archive that is named, else the configured one.
fn archive(args: &UpgradeArgs, configuration: &Configuration, environment: &Environment) -> Result<PathBuf, Failure> {
    if let Some(path) = &args.path {
        let inner = path.join("archive");
        return Ok(if inner.is_dir() { inner } else { path.clone() });
    }
    if configuration.path.is_none() {
        let looked_for = Configuration::looked_for(&args.config, environment);
        let hint = format!("name the archive, or a configuration with --config. {looked_for}");
        return Err(Diagnostic::usage("no archive is named, and there is no configuration").hinted(hint).into());
    }
    Ok(configuration.config.run.archive.clone())
}

/// The folders of libraries that have a register, by name; none where there is no archive.
fn libraries(archive: &Path) -> Result<Vec<PathBuf>, ArchiveError> {
    let read = || fs::read_dir(archive)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>();
    let mut folders = match read() {
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Vec::new(),
        read => read.map_err(|error| ArchiveError::Unreadable(archive.to_owned(), error))?,
    };
    folders.retain(|folder| folder.is_dir() && folder.join(REGISTER).exists());
    folders.sort();
    Ok(folders)
}

/// Upgrades a library's register if it is of an older layout, and tells so. Nothing is done where the chain of its
/// reports is not whole: what was altered before must not look like the upgrade's doing.
fn upgrade_library(
    folder: &Path,
    config: &Config,
    is_dry: bool,
    told: &mut Vec<Diagnostic>,
) -> Result<Option<String>, Failure> {
    if !is_dry {
        Register::recover(folder)?;
    }
    if !Register::is_of_layout_1(folder)? {
        return Ok(None);
    }
    let institution = folder.file_name().and_then(|name| Institution::parse(name.to_str()?));
    let library = institution.and_then(|institution| config.run.library(institution));
    let feed_of = |name: &str| {
        let by_profile =
            || Profile::of_file(&config.profiles, name).map_or(profile::BUILT_IN, |of| &of.name).to_owned();
        library.and_then(|library| library.feed_of_name(name)).map_or_else(by_profile, str::to_owned)
    };
    let faults = audit_chain(&Register::upgraded_in_memory(folder, feed_of)?)?;
    let is_broken = faults.iter().any(|fault| fault.severity == Severity::Error);
    told.extend(faults);
    if is_broken {
        return Ok(None);
    }
    let register = folder.join(REGISTER);
    let words = format!("{} from layout 1 to {LAYOUT}", register.display());
    if is_dry {
        return Ok(Some(format!("would upgrade {words}")));
    }
    Register::upgrade(folder, feed_of)?;
    let upgraded = Register::open(folder, config.run.modes)?;
    if let Some(output) = upgraded.note("output")?.map(|output| folder.join(output)).filter(|output| output.is_dir()) {
        shelf::refresh(&output, &upgraded, &shelf::reports_in_place(&upgraded)?, config.run.modes)?;
    }
    Ok(Some(format!("upgraded {words}; the old one is kept as {OLD_REGISTER}")))
}
