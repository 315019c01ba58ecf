//! What is typed for the command `archive`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::config_args::ConfigArgs;

/// What to do with an archive.
#[derive(Debug, Subcommand)]
pub enum ArchiveCommand {
    /// Take an archive that an older kasverslag made over into the layout of this one; silent when there is nothing to do
    Upgrade(UpgradeArgs),
    /// Make issued reports again that are gone, byte for byte, and a lost or older register from what lies beside them
    Restore(RestoreArgs),
}

/// The arguments of `archive restore`.
#[derive(Debug, Args)]
pub struct RestoreArgs {
    /// Where the configuration lies.
    #[command(flatten)]
    pub config: ConfigArgs,
    /// Only this library, such as I355; may be repeated
    #[arg(long)]
    pub library: Vec<String>,
    /// A copy of the archive to take a register from that fits the lines and reports that are left, with lines that are lost
    #[arg(long, value_name = "FOLDER")]
    pub from: Option<PathBuf>,
    /// Tell what would be restored, and change nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// The arguments of `archive upgrade`.
#[derive(Debug, Args)]
pub struct UpgradeArgs {
    /// The archive, or the folder that holds `archive`; left out, the one of the configuration
    pub path: Option<PathBuf>,
    /// Where the configuration lies.
    #[command(flatten)]
    pub config: ConfigArgs,
    /// Tell what would be upgraded, and change nothing
    #[arg(long)]
    pub dry_run: bool,
}
