//! Why a shelf could not be brought up to its register.

use crate::archive::ArchiveError;
use crate::publish::PublishError;

/// Why a shelf could not be brought up to its register.
#[derive(Debug)]
pub enum ShelfError {
    /// The register can't be read.
    Archive(ArchiveError),
    /// Something can't be written.
    Publish(PublishError),
}

impl From<ArchiveError> for ShelfError {
    fn from(error: ArchiveError) -> Self {
        Self::Archive(error)
    }
}

impl From<PublishError> for ShelfError {
    fn from(error: PublishError) -> Self {
        Self::Publish(error)
    }
}
