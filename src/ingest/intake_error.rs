//! Why nothing came in at all.

use std::path::PathBuf;

use super::source::SourceError;

/// Why nothing came in.
#[derive(Debug)]
pub enum IntakeError {
    /// Paths that lead to no export.
    Sources(Vec<SourceError>),
    /// There is nothing but files that kasverslag wrote itself.
    OwnOutputAlone(Vec<PathBuf>),
    /// A file fits the patterns of several feeds.
    SeveralFeeds {
        /// The file.
        file: PathBuf,
        /// The feeds.
        feeds: Vec<String>,
    },
    /// Files that are of none of the feeds that their library names, beside others: what they hold may be there already.
    NoFeed {
        /// The files.
        files: Vec<PathBuf>,
    },
    /// Files that may be any library's, beside files of libraries: what they hold may be there already.
    NoLibrary {
        /// The files.
        files: Vec<PathBuf>,
    },
    /// Lines are gone by a file where it is a snapshot, and hold where it is not, and its libraries don't say the same.
    UnclearMode {
        /// The file.
        file: PathBuf,
    },
    /// The amounts together are more than a column of cents can add up.
    TooMuchMoney,
    /// A second count of a file differs from the first: a fault of the program, told rather than risked.
    Proof {
        /// The file.
        file: String,
        /// What differs.
        what: String,
    },
}

impl From<SourceError> for IntakeError {
    fn from(error: SourceError) -> Self {
        Self::Sources(vec![error])
    }
}
