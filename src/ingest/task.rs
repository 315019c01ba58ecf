//! What is asked of the reader of a file, and what it gives back, whatever the file is.

use super::count::{Count, CountError};
use super::gather::LineSink;
use super::header::Layout;
use super::ids::Seen;
use super::profile::Profile;
use super::reading::Reading;
use super::verdict::{Verdict, Verdicts};

/// What is to be done with the records of an export.
pub struct Task<'a, G> {
    /// How they are written.
    pub profile: &'a Profile,
    /// What becomes of records whose ids came in more than once; `None` while that is to be found out.
    pub verdicts: Option<&'a Verdicts>,
    /// Makes a new gatherer.
    pub make: &'a (dyn Fn() -> G + Sync),
    /// How many threads may read.
    pub threads: usize,
}

impl<G> Task<'_, G> {
    /// What becomes of the record on a line; `None` when it counts, as far as is known.
    #[must_use]
    pub fn verdict(&self, line: u64) -> Option<Verdict> {
        self.verdicts.and_then(|verdicts| verdicts.get(&line).copied())
    }
}

/// What was read of an export, beside a second count of it.
#[derive(Debug)]
pub struct Export<G> {
    /// Where its fields stand.
    pub layout: Layout,
    /// Its records.
    pub reading: Reading<G>,
    /// The second count.
    pub count: Result<Count, CountError>,
    /// Its ids, if they were to be told.
    pub seen: Seen,
}

impl<G: LineSink> Export<G> {
    /// An export that was read in one piece.
    #[must_use]
    pub fn of_one_chunk(layout: Layout, mut reading: Reading<G>, count: Result<Count, CountError>) -> Self {
        reading.gathered.end_chunk();
        let seen = reading.ids.take().map(Seen::of).unwrap_or_default();
        Self { layout, reading, count, seen }
    }
}
