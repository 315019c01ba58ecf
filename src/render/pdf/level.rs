//! Which archival standard a PDF keeps to.

use clap::ValueEnum;

/// The archival standard that a file keeps to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Level {
    /// PDF/A-3a and PDF/UA-1: with the structure that makes it accessible.
    #[value(name = "3a", help = "PDF/A-3a and PDF/UA-1")]
    A3a,
    /// PDF/A-3b: without structure, for very long listings.
    #[value(name = "3b", help = "PDF/A-3b")]
    A3b,
}

impl Level {
    /// Every one, with its name in the configuration.
    pub const ALL: [(&str, Self); 2] = [("3a", Self::A3a), ("3b", Self::A3b)];
}
