//! What is wrong with a configuration.

use std::path::{Path, PathBuf};

/// What is wrong with a configuration.
#[derive(Debug)]
pub enum ConfigError {
    /// A file can't be read.
    Unreadable(PathBuf, std::io::Error),
    /// A file is not what it should be.
    Wrong {
        /// The file.
        path: PathBuf,
        /// What is wrong, with its line where it is known.
        what: String,
    },
}

/// A mistake in a file.
pub(super) fn wrong(path: &Path, what: impl Into<String>) -> ConfigError {
    ConfigError::Wrong { path: path.to_owned(), what: what.into() }
}
