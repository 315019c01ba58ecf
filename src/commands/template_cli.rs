//! What is typed for templates.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::config_args::ConfigArgs;

/// The arguments of `kasverslag templates`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct TemplatesArgs {
    /// The template to print: its name or title
    pub name: Option<String>,
    /// What else there is to do.
    #[command(subcommand)]
    pub command: Option<TemplatesCommand>,
    /// The configuration, whose `templates` adds to the reports.
    #[command(flatten)]
    pub config: ConfigArgs,
}

/// What else `kasverslag templates` does.
#[derive(Debug, Subcommand)]
pub enum TemplatesCommand {
    /// Tell all that is wrong with templates, and write nothing; silent and 0 when they are sound
    Check {
        /// Template files, or folders of them
        #[arg(required = true, value_name = "PATH")]
        files: Vec<PathBuf>,
        /// Make warnings errors
        #[arg(long)]
        strict: bool,
    },
}
