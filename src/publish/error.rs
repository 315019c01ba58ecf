//! What could not be written, and why.

use std::io;
use std::path::PathBuf;

/// What could not be written, and why.
#[derive(Debug)]
pub struct PublishError {
    /// The file or folder.
    pub path: PathBuf,
    /// What the system said.
    pub error: io::Error,
}
