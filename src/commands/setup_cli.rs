//! What is typed of the commands that set a library up, and of those of every morning.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::cli::{ConfigArgs, TextOrJson, language};
use crate::report::language::Language;

/// The arguments of `init`.
#[derive(Clone, Debug, Args)]
pub struct InitArgs {
    /// A folder with exports, or with a folder for each library; or export files
    #[arg(required_unless_present = "from")]
    pub paths: Vec<PathBuf>,
    /// The folder to write to, the current one unless said otherwise; with --from the file
    #[arg(long, value_name = "DIR|FILE")]
    pub to: Option<PathBuf>,
    /// The libraries to report for, such as I355; left out, those on whose daybooks money was received
    #[arg(long, value_delimiter = ',')]
    pub institution: Vec<String>,
    /// The language of pages: nl, fr, de or en
    #[arg(long, value_name = "LANGUAGE", value_parser = language())]
    pub lang: Option<Language>,
    /// Ask nothing; `init` asks nothing as it is, and writes over nothing
    #[arg(long)]
    pub yes: bool,
    /// Write this older configuration to --to, with the keys that have come since as comments
    #[arg(long, value_name = "OLD", conflicts_with_all = ["paths", "institution", "lang"], requires = "to")]
    pub from: Option<PathBuf>,
}

/// What to do with a configuration.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Tell every mistake of a configuration, its code tables and templates; silent and 0 when there is none
    Check {
        /// Where the configuration lies.
        #[command(flatten)]
        config: ConfigArgs,
    },
    /// Print what holds, and where each value comes from
    Show {
        /// Where the configuration lies.
        #[command(flatten)]
        config: ConfigArgs,
        /// Only this library, such as I355
        #[arg(long)]
        library: Option<String>,
    },
    /// Print the JSON schema of configurations, by which editors help
    Schema,
}

/// The arguments of `doctor`.
#[derive(Debug, Args)]
pub struct DoctorArgs {
    /// Where the configuration lies.
    #[command(flatten)]
    pub config: ConfigArgs,
    /// How it is told
    #[arg(long, default_value = "text")]
    pub format: TextOrJson,
}

/// The arguments of `status`.
#[derive(Debug, Args)]
pub struct StatusArgs {
    /// Where the configuration lies.
    #[command(flatten)]
    pub config: ConfigArgs,
    /// Only these libraries, such as I355
    #[arg(long, value_delimiter = ',')]
    pub library: Vec<String>,
    /// How it is told; nagios has exit statuses of its own
    #[arg(long, default_value = "text")]
    pub format: StatusFormat,
    /// The time to work with instead of now, such as 2026-11-24T08:00:00+01:00
    #[arg(long, value_name = "TIMESTAMP")]
    pub now: Option<String>,
}

/// How the status is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum StatusFormat {
    /// For people
    Text,
    /// For programs
    Json,
    /// For monitors: one line; exit status 0 well, 2 not, 3 unknown
    Nagios,
}

/// The arguments of `deliver`.
#[derive(Debug, Args)]
pub struct DeliverArgs {
    /// Where the configuration lies.
    #[command(flatten)]
    pub config: ConfigArgs,
    /// Tell what would be delivered, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// The time to work with instead of now, such as 2026-11-24T08:00:00+01:00
    #[arg(long, value_name = "TIMESTAMP")]
    pub now: Option<String>,
}

/// The arguments of `desk`.
#[derive(Debug, Args)]
pub struct DeskArgs {
    /// Where the configuration lies.
    #[command(flatten)]
    pub config: ConfigArgs,
    /// The time to work with instead of now, such as 2026-11-24T08:00:00+01:00
    #[arg(long, value_name = "TIMESTAMP")]
    pub now: Option<String>,
}

/// The arguments of `explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The code, such as KV312; left out, all codes are listed
    pub code: Option<String>,
    /// The language: nl or en; left out, that of messages
    #[arg(long, value_name = "LANGUAGE", value_parser = ["nl", "en"])]
    pub lang: Option<String>,
}
