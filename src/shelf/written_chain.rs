//! When the chain beside the reports was written: what is newer was changed since.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use super::chain_file;

/// When the chain of a library was written, by the file system; `None` where there is none.
#[derive(Clone, Copy, Debug)]
pub struct WrittenChain(Option<(i64, i64)>);

impl WrittenChain {
    /// That beside a library's reports.
    #[must_use]
    pub fn of(output: &Path) -> Self {
        let metadata = fs::metadata(output.join(chain_file::FILE)).ok();
        Self(metadata.map(|metadata| (metadata.ctime(), metadata.ctime_nsec())))
    }

    /// Whether a file came or was changed since, or is not there.
    #[must_use]
    pub fn is_older_than(&self, path: &Path) -> bool {
        fs::metadata(path).map_or(true, |metadata| self.is_older(&metadata))
    }

    /// Whether it was written before a file came or was changed.
    pub(super) fn is_older(&self, metadata: &fs::Metadata) -> bool {
        self.0.is_none_or(|written| (metadata.ctime(), metadata.ctime_nsec()) > written)
    }
}
