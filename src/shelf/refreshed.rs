//! What was found on a shelf and brought in order.

use std::path::PathBuf;

/// What a shelf had that it should not have had, or lacked.
#[derive(Debug, Default)]
pub struct Refreshed {
    /// What was missing, or changed by somebody, and was made again though nothing new was issued.
    pub renewed: Vec<PathBuf>,
    /// Copies of issued files under names of no report that holds, which are gone now.
    pub removed: Vec<PathBuf>,
    /// What somebody else put among the reports that hold, which stays there.
    pub foreign: Vec<PathBuf>,
}
