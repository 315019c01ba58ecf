//! The lines of an export on its way into the archive, month by month: in memory while they are few, else put away.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;

use super::ArchiveError;
use super::line_record::{self, LineDecoder, month_of};
use super::month::MonthNumber;
use crate::domain::{Cents, Transaction};
use crate::ingest::LineSink;
use crate::publish::PublishError;
use crate::publish::scratch::{Scratch, StoredBytes};

/// How many bytes of lines wait at most until they are put away.
const MOST_WAITING: usize = 1 << 20;

/// All lines of an export, those of each month in the order of the file. However many they are, memory holds few.
#[derive(Debug)]
pub struct LineSpool {
    scratch: Arc<Scratch>,
    /// Lines of the chunk that is being read.
    waiting: BTreeMap<MonthNumber, Waiting>,
    bytes_waiting: usize,
    months: BTreeMap<MonthNumber, Vec<SpoolBlock>>,
    lines: u64,
    open: u64,
    cents: Cents,
    settled: Option<(NaiveDate, NaiveDate)>,
    posted: Option<(NaiveDate, NaiveDate)>,
    /// The ids of records that the profile leaves out.
    left_out: BTreeSet<String>,
    /// Why lines could not be put away.
    failed: Option<PublishError>,
}

#[derive(Debug, Default)]
struct Waiting {
    first: u64,
    bytes: Vec<u8>,
}

/// Lines that stand behind each other in the file, but for those of other months.
#[derive(Debug)]
struct SpoolBlock {
    /// The line on which the first of them stands.
    first: u64,
    piece: StoredBytes,
}

impl LineSpool {
    /// No line yet; those to come go where there is room.
    #[must_use]
    pub fn new(scratch: &Arc<Scratch>) -> Self {
        Self {
            scratch: Arc::clone(scratch),
            waiting: BTreeMap::new(),
            bytes_waiting: 0,
            months: BTreeMap::new(),
            lines: 0,
            open: 0,
            cents: 0,
            settled: None,
            posted: None,
            left_out: BTreeSet::new(),
            failed: None,
        }
    }

    /// All that was taken, in order.
    ///
    /// # Errors
    /// When some of it could not be put away.
    pub fn finish(mut self) -> Result<Self, ArchiveError> {
        self.put_away();
        if let Some(failed) = self.failed.take() {
            return Err(failed.into());
        }
        // Several threads read a file, each of them chunks of it.
        self.months.values_mut().for_each(|blocks| blocks.sort_by_key(|block| block.first));
        Ok(self)
    }

    /// How many lines there are.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.lines
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines == 0
    }

    /// How many of them are items that are still open.
    #[must_use]
    pub fn open(&self) -> u64 {
        self.open
    }

    /// What they add up to.
    #[must_use]
    pub fn cents(&self) -> Cents {
        self.cents
    }

    /// The first and the last day of settlement; of posting, where all are open.
    #[must_use]
    pub fn days(&self) -> Option<(NaiveDate, NaiveDate)> {
        self.settled.or(self.posted)
    }

    /// The ids of records that the profile leaves out; other records may have them too.
    pub(super) fn left_out(&self) -> &BTreeSet<String> {
        &self.left_out
    }

    /// Their months.
    pub(super) fn months(&self) -> impl Iterator<Item = MonthNumber> {
        self.months.keys().copied()
    }

    /// Shows the lines of a month in the order of the file, each with the line on which it stands.
    ///
    /// # Errors
    /// When they can't be read, or the first that `show` tells.
    pub(super) fn each(
        &self,
        month: MonthNumber,
        mut show: impl FnMut(u64, &Transaction<'_>) -> Result<(), ArchiveError>,
    ) -> Result<(), ArchiveError> {
        let (mut room, mut decoder) = (Vec::new(), LineDecoder::default());
        for block in self.months.get(&month).into_iter().flatten() {
            let mut bytes = self.scratch.get(&block.piece, &mut room)?;
            while !bytes.is_empty() {
                let (line, transaction) =
                    decoder.next(&mut bytes).unwrap_or_else(|| unreachable!("these bytes were lines"));
                show(line, &transaction)?;
            }
        }
        Ok(())
    }

    fn put_away(&mut self) {
        for (month, Waiting { first, bytes }) in std::mem::take(&mut self.waiting) {
            match self.scratch.put(&bytes) {
                Ok(piece) => self.months.entry(month).or_default().push(SpoolBlock { first, piece }),
                Err(error) => self.failed = Some(error),
            }
        }
        self.bytes_waiting = 0;
    }
}

/// The days from the first to the last of two runs.
fn joined(
    one: Option<(NaiveDate, NaiveDate)>,
    other: Option<(NaiveDate, NaiveDate)>,
) -> Option<(NaiveDate, NaiveDate)> {
    match (one, other) {
        (Some(one), Some(other)) => Some((one.0.min(other.0), one.1.max(other.1))),
        (one, other) => one.or(other),
    }
}

impl LineSink for LineSpool {
    fn take(&mut self, line: u64, transaction: &Transaction<'_>) {
        let waiting = self.waiting.entry(month_of(transaction)).or_default();
        if waiting.bytes.is_empty() {
            waiting.first = line;
        }
        let before = waiting.bytes.len();
        line_record::put(&mut waiting.bytes, line, transaction);
        self.bytes_waiting += waiting.bytes.len() - before;
        self.lines += 1;
        self.cents += transaction.cents;
        let (settled, posted) = (transaction.settled_day(), transaction.posted);
        self.open += u64::from(settled.is_none());
        self.settled = joined(self.settled, settled.map(|day| (day, day)));
        self.posted = joined(self.posted, Some((posted.day(), posted.day())));
        if self.bytes_waiting > MOST_WAITING {
            self.put_away();
        }
    }

    fn leave_out(&mut self, _line: u64, id: &str) {
        self.left_out.insert(id.to_owned());
    }

    fn end_chunk(&mut self) {
        self.put_away();
    }

    fn merge(&mut self, mut other: Self) {
        self.put_away();
        other.put_away();
        for (month, blocks) in other.months {
            self.months.entry(month).or_default().extend(blocks);
        }
        self.lines += other.lines;
        self.open += other.open;
        self.cents += other.cents;
        self.settled = joined(self.settled, other.settled);
        self.posted = joined(self.posted, other.posted);
        self.left_out.extend(other.left_out);
        self.failed = self.failed.take().or(other.failed);
    }
}
