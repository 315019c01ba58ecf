//! A night, for all libraries.

use std::path::Path;

use chrono::{DateTime, NaiveDate};
use chrono_tz::Tz;

use super::chain_ends::ChainEnds;
use super::summary::RunSummary;
use super::turn::ArchivedSides;
use crate::config::Config;
use crate::ingest::OwnOutput;

/// What holds for every library of a run.
#[derive(Debug)]
pub struct Nightly<'a> {
    /// The configuration.
    pub config: &'a Config,
    /// The file of the configuration.
    pub configuration: &'a Path,
    /// What files are known by that kasverslag wrote itself.
    pub own: &'a OwnOutput,
    /// The folder of the archive.
    pub archive: &'a Path,
    /// Where a dry run does all it does.
    pub shadow: Option<&'a Path>,
    /// The last complete day.
    pub date: NaiveDate,
    /// When the run began.
    pub made: DateTime<Tz>,
    /// Whether a clock that is behind what was done before is right.
    pub accepts_clock: bool,
    /// Whether it is right that other settings replace many reports at once.
    pub accepts_restatements: bool,
    /// What libraries say of each other's money.
    pub sides: ArchivedSides,
    /// Whether what reports find is an error.
    pub strict: bool,
    /// How the last run ended, as it says itself.
    pub last: Option<&'a RunSummary>,
    /// Where the chains of libraries ended, as earlier runs have it.
    pub ends: &'a ChainEnds,
}

impl Nightly<'_> {
    /// Whether something is kasverslag's own: the configuration, the archive, the folder of reports or that of templates.
    #[must_use]
    pub fn is_own(&self, path: &Path) -> bool {
        let run = &self.config.run;
        let folders = [Some(self.archive), Some(&run.output), self.config.templates.as_deref()];
        let is_within = |folder: &Path| folder.starts_with(path);
        let outputs = run.libraries.iter().map(|library| library.output.as_path());
        path == self.configuration || folders.into_iter().flatten().chain(outputs).any(is_within)
    }
}
