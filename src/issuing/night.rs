//! A night, for all libraries.

use std::path::Path;

use chrono::{DateTime, NaiveDate};
use chrono_tz::Tz;

use super::summary::RunSummary;
use crate::config::Config;

/// What holds for every library of a run.
#[derive(Debug)]
pub struct Nightly<'a> {
    /// The configuration.
    pub config: &'a Config,
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
    /// How the last run ended, as it says itself.
    pub last: Option<&'a RunSummary>,
}
