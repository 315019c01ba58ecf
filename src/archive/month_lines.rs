//! Lines of a month in memory: in columns, as there may be millions.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::OnceLock;

use chrono::NaiveDate;
use polars_arrow::array::Utf8ViewArray;

use super::ArchiveError;
use super::export_feeds::ExportFeeds;
use super::line_version::{History, LineVersion};
use super::month::Wanted;
use super::month_file::MonthFile;
use crate::domain::transactions::TEXTS;
use crate::domain::{Cents, LineCore, LineSum, Period, Transaction};

/// All versions of the lines of a month, in the order of its file, piece by piece: in memory, or on the disk where they are
/// many.
#[derive(Debug, Default)]
pub struct MonthLines {
    pieces: Vec<LineBatch>,
    on_disk: Option<LinesOnDisk>,
}

/// Lines that are read when they are looked at.
#[derive(Debug)]
struct LinesOnDisk {
    file: MonthFile,
    path: PathBuf,
    wanted: Wanted,
    feeds: ExportFeeds,
    /// Their sums, once anybody asked.
    sums: OnceLock<(BTreeMap<u32, i128>, i128)>,
}

/// Lines that stand together in the file of a month.
#[derive(Debug)]
pub struct LineBatch {
    lines: Vec<(LineCore, History)>,
    /// The texts as they were decoded, in the order of [`TEXTS`]; `None` where they were not asked for.
    texts: [Option<Utf8ViewArray>; TEXTS.len()],
    feeds: ExportFeeds,
    turnover: i128,
}

impl LineBatch {
    /// Lines with their texts: a text of each column that is there for each line.
    #[must_use]
    pub fn new(
        lines: Vec<(LineCore, History)>,
        texts: [Option<Utf8ViewArray>; TEXTS.len()],
        feeds: &ExportFeeds,
    ) -> Self {
        let turnover = lines.iter().map(|(line, _)| i128::from(line.cents).abs()).sum();
        Self { lines, texts, feeds: feeds.clone(), turnover }
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.lines.len()
    }

    #[inline]
    fn transaction(&self, index: usize, (core, history): (LineCore, History)) -> Transaction<'_> {
        let texts = self.texts.each_ref().map(|texts| texts.as_ref().map_or("", |texts| texts.value(index)));
        Transaction::new(self.feeds.get(history.brought_by), core, texts)
    }

    /// Each with its history, in the order of the file.
    pub fn lines(&self) -> impl Iterator<Item = (Transaction<'_>, History)> {
        self.lines.iter().enumerate().map(|(index, line)| (self.transaction(index, *line), line.1))
    }

    /// Each for itself.
    pub fn versions(&self) -> impl Iterator<Item = LineVersion> {
        self.lines().map(|(line, history)| LineVersion::of(&line, history))
    }

    /// Shows those that held once the export with a number had come in, and that were settled in a period; without one,
    /// all that held, settled or not.
    pub fn show_holding(&self, intake: u32, period: Option<Period>, mut show: impl FnMut(&Transaction<'_>)) {
        let days = period.map(|period| period.first()..=period.last());
        let is_in = |line: &LineCore| match &days {
            Some(days) => line.settled_day().is_some_and(|day| days.contains(&day)),
            None => true,
        };
        for (index, (line, history)) in self.lines.iter().enumerate() {
            if history.holds_after(intake) && is_in(line) {
                show(&self.transaction(index, (*line, *history)));
            }
        }
    }
}

/// Lines of a day that one export brought and one ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DaySum {
    /// The number of the export that brought them.
    pub brought_by: u32,
    /// The same of the one that ended them.
    pub dropped_by: Option<u32>,
    /// The civil day of settlement; `None` of open items.
    pub settled: Option<NaiveDate>,
    /// The lines.
    pub sum: LineSum,
}

/// What sums are made of.
#[derive(Clone, Copy, Debug)]
pub struct LineFigures {
    /// The amount.
    pub cents: Cents,
    /// The civil day of settlement; `None` while the item is open.
    pub settled: Option<NaiveDate>,
    /// Which exports brought and dropped it: the number of the one that did.
    pub brought_by: u32,
    /// The same of the one that ended it.
    pub dropped_by: Option<u32>,
}

impl MonthLines {
    /// The pieces of a file, one behind the other.
    #[must_use]
    pub fn new(pieces: Vec<LineBatch>) -> Self {
        Self { pieces, on_disk: None }
    }

    /// Lines that are too many for memory: each piece is read when it is looked at.
    #[must_use]
    pub fn on_disk(file: MonthFile, path: PathBuf, wanted: Wanted, feeds: ExportFeeds) -> Self {
        Self { pieces: Vec::new(), on_disk: Some(LinesOnDisk { file, path, wanted, feeds, sums: OnceLock::new() }) }
    }

    /// How many pieces there are.
    #[must_use]
    pub fn parts(&self) -> usize {
        self.on_disk.as_ref().map_or(self.pieces.len(), |on_disk| on_disk.file.pieces())
    }

    /// How many lines a piece has.
    #[must_use]
    pub fn part_length(&self, index: usize) -> usize {
        self.on_disk.as_ref().map_or_else(|| self.pieces[index].count(), |on_disk| on_disk.file.length(index))
    }

    /// Whether a piece may have lines that were settled in a period.
    #[must_use]
    pub fn part_may_be_in(&self, index: usize, period: Option<Period>) -> bool {
        let days = self.on_disk.as_ref().and_then(|on_disk| on_disk.file.days(index));
        period.zip(days).is_none_or(|(period, (first, last))| first <= period.last() && period.first() <= last)
    }

    /// Looks at a piece.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn part<T>(&self, index: usize, look: impl FnOnce(&LineBatch) -> T) -> Result<T, ArchiveError> {
        match &self.on_disk {
            Some(LinesOnDisk { file, path, wanted, feeds, .. }) => {
                let piece = file.piece(index, wanted, feeds);
                piece.map(|piece| look(&piece)).map_err(|what| ArchiveError::Lines(path.clone(), what))
            }
            None => Ok(look(&self.pieces[index])),
        }
    }

    /// Looks at all pieces.
    ///
    /// # Errors
    /// When one can't be read.
    pub fn each(&self, mut look: impl FnMut(&LineBatch)) -> Result<(), ArchiveError> {
        (0..self.parts()).try_for_each(|index| self.part(index, &mut look))
    }

    /// Looks at what sums of all lines are made of.
    fn each_figures(&self, mut look: impl FnMut(LineFigures)) -> Result<(), ArchiveError> {
        if let Some(LinesOnDisk { file, path, .. }) = &self.on_disk {
            let read = |index| file.each_figures(index, &mut look);
            return (0..file.pieces()).try_for_each(read).map_err(|what| ArchiveError::Lines(path.clone(), what));
        }
        for (line, History { brought_by, dropped_by }) in self.pieces.iter().flat_map(|piece| &piece.lines) {
            let (brought_by, settled) = (*brought_by, line.settled_day());
            look(LineFigures { cents: line.cents, settled, brought_by, dropped_by: dropped_by.map(|(by, _)| by) });
        }
        Ok(())
    }

    /// What its lines add up to, whatever became of them: by day and by the exports that brought and ended them.
    ///
    /// # Errors
    /// When they can't be read.
    pub fn day_sums(&self) -> Result<Vec<DaySum>, ArchiveError> {
        type Key = (u32, Option<u32>, Option<NaiveDate>);
        let mut sums: BTreeMap<Key, LineSum> = BTreeMap::new();
        // Most lines stand behind one of their day and export.
        let mut run: Option<(Key, LineSum)> = None;
        self.each_figures(|line| {
            let key = (line.brought_by, line.dropped_by, line.settled);
            match &mut run {
                Some((of, sum)) if *of == key => sum.add(line.cents),
                _ => {
                    let next = (key, LineSum { count: 1, cents: line.cents.into() });
                    if let Some((of, sum)) = run.replace(next) {
                        sums.entry(of).or_default().merge(sum);
                    }
                }
            }
        })?;
        if let Some((of, sum)) = run {
            sums.entry(of).or_default().merge(sum);
        }
        let day_sum = |((brought_by, dropped_by, settled), sum)| DaySum { brought_by, dropped_by, settled, sum };
        Ok(sums.into_iter().map(day_sum).collect())
    }

    /// What those add up to that each export brought, in cents; and all without their signs.
    ///
    /// # Errors
    /// When they can't be read.
    pub fn sums(&self) -> Result<(BTreeMap<u32, i128>, i128), ArchiveError> {
        if let Some(sums) = self.on_disk.as_ref().and_then(|on_disk| on_disk.sums.get()) {
            return Ok(sums.clone());
        }
        let (mut sums, mut turnover) = (BTreeMap::new(), 0);
        self.each_figures(|line| {
            *sums.entry(line.brought_by).or_default() += i128::from(line.cents);
            turnover += i128::from(line.cents).abs();
        })?;
        if let Some(on_disk) = &self.on_disk {
            on_disk.sums.get_or_init(|| (sums.clone(), turnover));
        }
        Ok((sums, turnover))
    }

    /// What all of them add up to in cents, without their signs.
    ///
    /// # Errors
    /// When they can't be read.
    pub fn turnover(&self) -> Result<i128, ArchiveError> {
        if self.on_disk.is_some() {
            return Ok(self.sums()?.1);
        }
        Ok(self.pieces.iter().map(|piece| piece.turnover).sum())
    }

    /// How many lie in memory.
    #[must_use]
    pub fn count_in_memory(&self) -> usize {
        self.pieces.iter().map(LineBatch::count).sum()
    }
}
