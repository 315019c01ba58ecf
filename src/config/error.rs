//! What is wrong with a configuration.

use std::path::{Path, PathBuf};

use super::spot::ConfigSpot;

/// What is wrong with a configuration.
#[derive(Debug)]
pub enum ConfigError {
    /// A file can't be read.
    Unreadable(PathBuf, std::io::Error),
    /// A file is no text in UTF-8.
    NoText {
        /// The file.
        path: PathBuf,
        /// What it is.
        what: String,
        /// Where the first character of another set stands.
        spot: Option<ConfigSpot>,
    },
    /// A file is not what it should be.
    Mistake {
        /// The file.
        path: PathBuf,
        /// The entry that it is in, such as `library[2].channel[0]`, the first being 0; empty for the whole file.
        entry: String,
        /// What is wrong: the table, then the key, then the value between backquotes.
        what: String,
        /// Where in it, where that is known.
        spot: Option<ConfigSpot>,
    },
}

/// A mistake in an entry of a file.
pub(super) fn wrong(path: &Path, entry: impl Into<String>, what: impl Into<String>) -> ConfigError {
    ConfigError::Mistake { path: path.to_owned(), entry: entry.into(), what: what.into(), spot: None }
}
