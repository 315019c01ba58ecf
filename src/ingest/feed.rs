//! The feeds of a library: which files are whose, and how they are read.

use std::path::Path;

use super::{ExportMode, FilePattern};

/// A feed: files of one kind that come again and again, such as those of the desk or of online payments. Ids, snapshots,
/// order and coverage are of a feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed {
    /// Its name.
    pub name: String,
    /// The patterns of its files.
    pub files: Vec<FilePattern>,
    /// The name of the profile that reads them; `None` for whichever is for a file's name.
    pub profile: Option<String>,
    /// What they mean.
    pub mode: ExportMode,
}

impl Feed {
    /// Whether a file is one of its.
    #[must_use]
    pub fn is_of(&self, file: &Path) -> bool {
        self.files.iter().any(|pattern| pattern.fits(file))
    }

    /// The feeds that a file may be of: there should be one, and nobody knows which where there are several.
    #[must_use]
    pub fn of_file<'f>(feeds: &'f [Self], file: &Path) -> Vec<&'f Self> {
        feeds.iter().filter(|feed| feed.is_of(file)).collect()
    }
}
