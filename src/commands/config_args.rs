//! Where the configuration lies, as it is typed of every command.

use std::path::PathBuf;

use clap::Args;

/// Where the configuration lies.
// The help shows these lines as they stand.
#[allow(clippy::doc_markdown)]
#[derive(Clone, Debug, Default, Args)]
pub struct ConfigArgs {
    #[allow(clippy::doc_markdown)] // So it stands in the help.
    /// The configuration file; left out, the first there is: the one that KASVERSLAG_CONFIG names, ./kasverslag.toml,
    /// $XDG_CONFIG_HOME/kasverslag/kasverslag.toml, /etc/kasverslag/kasverslag.toml
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub config: Option<PathBuf>,
    /// Look for no configuration
    #[arg(long)]
    pub no_config: bool,
}
