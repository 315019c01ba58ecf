//! `kasverslag config`: looks over a configuration, shows what holds, prints the schema.

use std::path::{Path, PathBuf};

use super::cli::{ConfigArgs, ConfigCommand};
use super::configuration::{Configuration, Environment};
use super::outcome::Outcome;
use crate::config::doubts::doubts;
use crate::config::schema::schema_text;
use crate::config::{Config, ConfigError, ConfigSpot, show, spots_of_report};
use crate::control::desk_report::DeskReport;
use crate::diagnostic::{self, Count, Diagnostic, ExitStatus};
use crate::domain::{Institution, Severity};
use crate::failure::Failure;
use crate::reporting::templates;
use crate::setup::UNNAMED;

/// Looks over a configuration, shows what holds, or prints the schema.
#[must_use]
pub fn config(command: &ConfigCommand, environment: &Environment) -> Outcome {
    let done = match command {
        ConfigCommand::Schema => Ok(Outcome { output: schema_text(), ..Outcome::default() }),
        ConfigCommand::Check { config } => check(config, environment),
        ConfigCommand::Show { config, library } => shown(config, library.as_deref(), environment),
    };
    done.unwrap_or_else(|failure| Outcome::of_errors(failure.diagnostics))
}

fn check(args: &ConfigArgs, environment: &Environment) -> Result<Outcome, Failure> {
    let (configuration, mut diagnostics) = Configuration::look_over(args, environment, false);
    let path = place(&configuration, args, environment)?.to_owned();
    let is_read = diagnostics.is_empty();
    // Of a folder that is not there nobody knows which reports it has.
    if configuration.config.templates.as_deref().is_none_or(Path::is_dir) {
        let mistakes = of_templates(&configuration.config);
        diagnostics.extend(mistakes.into_iter().flat_map(|mistake| placed(mistake, &path)));
    }
    if is_read {
        if configuration.config.run.libraries.is_empty() {
            // Reports on demand need none.
            diagnostics.push(Diagnostic { severity: Severity::Notice, status: ExitStatus::Done, ..no_library(&path) });
        }
        let doubt = |error: &ConfigError| Diagnostic {
            severity: Severity::Warning,
            status: ExitStatus::Done,
            ..diagnostic::of_config_error(error)
        };
        diagnostics.extend(doubts(&path, &configuration.config).iter().map(doubt));
        diagnostics.extend(unnamed(&configuration.config, &path));
    }
    Ok(Outcome::of_errors(configuration.told_with(diagnostics)))
}

/// A mistake about a report that the configuration names, wherever it does; others have their own place.
fn placed(mistake: Diagnostic, path: &Path) -> Vec<Diagnostic> {
    let report = mistake.what.split('`').nth(1).unwrap_or_default();
    let spots = spots_of_report(path, report);
    if mistake.place.is_some() || spots.is_empty() {
        return vec![mistake];
    }
    let at = |spot: ConfigSpot| {
        let (path, entry, what) = (path.to_owned(), String::new(), mistake.what.clone());
        let error = ConfigError::Mistake { path, entry, what, spot: Some(spot) };
        Diagnostic { hint: mistake.hint.clone(), status: mistake.status, ..diagnostic::of_config_error(&error) }
    };
    spots.into_iter().map(at).collect()
}

/// The configuration's file.
fn place<'c>(
    configuration: &'c Configuration,
    args: &ConfigArgs,
    environment: &Environment,
) -> Result<&'c PathBuf, Failure> {
    let path = configuration.path.as_ref();
    path.ok_or_else(|| Configuration::lacking("there is no configuration", args, environment).into())
}

/// What the nightly run has nothing to do without.
pub(super) fn no_library(path: &Path) -> Diagnostic {
    Diagnostic::usage("no library has exports to take in")
        .in_file(path)
        .hinted("name them with `exports` in [run] or in a [[library]]")
}

/// What is wrong with the configured folder of templates, and with those of all reports that the configuration asks for, each
/// one time.
pub(super) fn of_templates(config: &Config) -> Vec<Diagnostic> {
    let mut reports: Vec<&String> = config.named_reports.iter().collect();
    let is_of_desk = |report: &&String| DeskReport::of_name(report).is_some();
    reports.retain(|report| !is_of_desk(report));
    let told = |report: &String| match templates::template(report, config) {
        Ok(found) => found.warnings(false),
        Err(mistakes) => mistakes,
    };
    let mut all = templates::mistakes_of_folder(config);
    for mistake in reports.into_iter().flat_map(told) {
        if !all.contains(&mistake) {
            all.push(mistake);
        }
    }
    all
}

/// Names of code tables that nobody has written yet.
fn unnamed(config: &Config, path: &Path) -> Option<Diagnostic> {
    let tables = &config.tables;
    let institutions = tables.institutions.values().map(|entry| &entry.name);
    let branches = tables.branches.values().flatten().map(|entry| &entry.name);
    let daybooks = tables.daybooks.values().flatten().map(|entry| &entry.description);
    let codes = tables.booking_codes.values().map(|entry| &entry.description);
    let names = institutions.chain(branches).chain(daybooks).chain(codes);
    let count = names.filter(|name| name.starts_with(UNNAMED)).count() as u64;
    let what = format!("names in the code tables are still `{UNNAMED}`, and stand so on reports");
    (count > 0).then(|| Diagnostic::notice(what).with(Count(count, "name").to_string()).in_file(path))
}

fn shown(args: &ConfigArgs, library: Option<&str>, environment: &Environment) -> Result<Outcome, Failure> {
    let configuration = Configuration::read(args, environment, false)?;
    let path = place(&configuration, args, environment)?;
    let parse = |text: &str| {
        let is_there =
            |code: &Institution| configuration.config.run.libraries.iter().any(|library| library.institution == *code);
        Institution::parse(text).filter(is_there).ok_or_else(|| {
            let what = format!("--library `{text}` is no library with exports");
            Failure::from(Diagnostic::usage(what).in_file(path))
        })
    };
    let library = library.map(parse).transpose()?;
    let output = show(path, library).map_err(|error| Failure::from(diagnostic::of_config_error(&error)))?;
    Ok(Outcome { output, ..Outcome::default() })
}
