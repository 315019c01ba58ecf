//! What a package holds beside the program: man pages, and completions for shells.

use std::path::{Path, PathBuf};

use clap::{Command, CommandFactory};
use clap_complete::Shell;

use super::cli::Cli;
use super::outcome::Outcome;
use crate::diagnostic;
use crate::failure::Failure;
use crate::publish::modes::{FileMode, FolderMode, Modes};
use crate::publish::{OutputFile, publish};

/// Completions for a shell, on stdout.
#[must_use]
pub fn completions(shell: Shell) -> Outcome {
    let mut bytes = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "kasverslag", &mut bytes);
    Outcome { output: String::from_utf8_lossy(&bytes).into_owned(), ..Outcome::default() }
}

/// The man pages of all commands, into a folder.
#[must_use]
pub fn man(folder: &Path) -> Outcome {
    let mut command = Cli::command().disable_help_subcommand(true);
    command.build();
    let mut pages = Vec::new();
    let rendered = collect(&command, "kasverslag", &mut pages);
    let made = rendered.map_err(|error| Failure::from(diagnostic::of_fault_in_program(&error.to_string())));
    // Whoever is on the machine may read them.
    let modes = Modes { file: FileMode::parse("0644").ok(), folder: FolderMode::parse("0755").ok() };
    let mut outcome = Outcome::default();
    match made.and_then(|()| Ok(publish(folder, &pages, modes)?)) {
        Ok(paths) => paths.iter().for_each(|path| outcome.wrote(path)),
        Err(failure) => outcome.diagnostics = failure.diagnostics,
    }
    outcome
}

fn collect(command: &Command, name: &str, pages: &mut Vec<OutputFile>) -> std::io::Result<()> {
    let mut bytes = Vec::new();
    // A page that bears no day is the same whenever it is made.
    clap_mangen::Man::new(command.clone()).title(name).date("").render(&mut bytes)?;
    pages.push(OutputFile { name: PathBuf::from(format!("{name}.1")), bytes });
    for inner in command.get_subcommands().filter(|inner| !inner.is_hide_set()) {
        collect(inner, &format!("{name}-{}", inner.get_name()), pages)?;
    }
    Ok(())
}
