//! Which archival standard a PDF keeps to.

/// The archival standard that a file keeps to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// PDF/A-3a and PDF/UA-1: with the structure that makes it accessible.
    A3a,
    /// PDF/A-3b: without structure, for very long listings.
    A3b,
}
