//! `kasverslag templates`: lists the reports there are, prints a template, looks templates over.

use std::path::{Path, PathBuf};

use super::cli::{TemplatesArgs, TemplatesCommand};
use super::configuration::{Configuration, Environment};
use super::outcome::Outcome;
use crate::control::desk_report::DeskReport;
use crate::diagnostic::{Diagnostic, ExitStatus};
use crate::failure::Failure;
use crate::reporting::templates;

/// Lists the reports there are, prints a template, or looks templates over.
#[must_use]
pub fn templates(args: &TemplatesArgs, environment: &Environment) -> Outcome {
    let done = match (&args.command, &args.name) {
        (Some(TemplatesCommand::Check { files, strict }), _) => checked(files, *strict),
        (None, Some(name)) => printed(name, args, environment),
        (None, None) => listed(args, environment),
    };
    done.unwrap_or_else(|failure| Outcome::of_errors(failure.diagnostics))
}

/// Every report with its title and what it is about.
fn listed(args: &TemplatesArgs, environment: &Environment) -> Result<Outcome, Failure> {
    let config = Configuration::read(&args.config, environment, false)?.config;
    let names = templates::names(&config);
    let width =
        |names: &mut dyn Iterator<Item = &str>| names.map(|name| name.chars().count()).max().unwrap_or_default();
    let of_desk = width(&mut DeskReport::ALL.into_iter().map(DeskReport::name));
    let width = of_desk.max(width(&mut names.iter().map(String::as_str)));
    let mut outcome = Outcome::default();
    for name in names {
        match templates::template(&name, &config) {
            Ok(found) => {
                let (title, subtitle) = (&found.template.title, &found.template.subtitle);
                outcome.output.push_str(&format!("{name:width$}  {title}: {subtitle}\n"));
            }
            Err(mistakes) => outcome.diagnostics.extend(mistakes),
        }
    }
    for report in DeskReport::ALL {
        outcome.output.push_str(&format!("{:width$}  {}\n", report.name(), report.subtitle()));
    }
    Ok(outcome)
}

/// The text of a template, to start one's own from.
fn printed(name: &str, args: &TemplatesArgs, environment: &Environment) -> Result<Outcome, Failure> {
    if DeskReport::of_name(name).is_some() {
        let what = format!("{name} has no template to print");
        let hint = "the control desk makes it from counts, terminals and bank statements: see docs/control-desk.md";
        return Err(Diagnostic::usage(what).hinted(hint).into());
    }
    let config = Configuration::read(&args.config, environment, false)?.config;
    let (text, _) = templates::template_text(name, &config)?;
    Ok(Outcome { output: text, ..Outcome::default() })
}

/// All that is wrong with templates; of a folder, with all in it.
fn checked(paths: &[PathBuf], strict: bool) -> Result<Outcome, Failure> {
    let mut diagnostics = Vec::new();
    for path in paths {
        for file in files(path)? {
            match templates::template_of_file(&file) {
                Ok(found) => diagnostics.extend(found.warnings(strict)),
                Err(mistakes) => diagnostics.extend(mistakes),
            }
        }
    }
    Ok(Outcome::of_errors(diagnostics))
}

/// The templates of a path, by name.
fn files(path: &Path) -> Result<Vec<PathBuf>, Diagnostic> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let unreadable = |error| {
        let what = format!("the folder `{}` can't be read: {error}", path.display());
        Diagnostic::error(ExitStatus::Environment, what)
    };
    let files = templates::files_of(path).map_err(unreadable)?;
    if files.is_empty() {
        let what = format!("there is no template in the folder `{}`", path.display());
        return Err(Diagnostic::usage(what).hinted("name a folder with files `.toml`, or a file"));
    }
    Ok(files)
}
