//! What is wrong with a configuration.

use std::path::{Path, PathBuf};

use crate::domain::position::Position;

/// What is wrong with a configuration.
#[derive(Debug)]
pub enum ConfigError {
    /// A file can't be read.
    Unreadable(PathBuf, std::io::Error),
    /// A file is no TOML, or has what a configuration does not have.
    Syntax {
        /// The file.
        path: PathBuf,
        /// Where in it, where that is known.
        position: Option<Position>,
        /// What is wrong.
        what: String,
        /// The line, unless a key may stand on it.
        text: Option<String>,
    },
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
