//! Feeds as they were read on demand, and what of them the feeds of other libraries tell too.

use std::collections::BTreeMap;

use super::file_reading::FileReading;
use super::gather::LineSink;
use super::ids::{IdSet, SeenIds};
use super::intake::{ExportReader, same, told_apart};
use super::intake_error::IntakeError;
use super::shared_lines::{LibraryLines, ToldElsewhere, shared_lines};
use super::source::ExportPath;
use super::verdict::{RecordVerdict, Suspects, Verdicts};
use super::whole_days::WholeDays;
use crate::domain::{Finding, Institution, LineSum};

/// The files of a feed, as they were read.
pub(super) struct FeedReading<'e, G> {
    /// The first of the libraries whose files they are; `None` where nobody says.
    pub home: Option<Institution>,
    /// The ids of their records.
    pub ids: IdSet,
    /// Where they lie, in their order.
    pub exports: Vec<&'e ExportPath>,
    /// What was read of each.
    pub readings: Vec<FileReading<G>>,
    /// For each file, what becomes of records that do not count.
    pub verdicts: Vec<Verdicts>,
}

/// The ids that feeds of several libraries have.
pub(super) fn ids_of_several<G>(feeds: &mut [FeedReading<'_, G>]) -> IdSet {
    let mut homes: BTreeMap<Institution, SeenIds> = BTreeMap::new();
    for feed in feeds {
        let all = std::mem::take(&mut feed.ids);
        if let Some(home) = feed.home {
            homes.entry(home).or_default().join(SeenIds { all, twice: IdSet::default() });
        }
    }
    let mut together = SeenIds::default();
    for seen in homes.into_values() {
        together.join(SeenIds { all: seen.all, twice: IdSet::default() });
    }
    together.twice
}

impl<G: LineSink> ExportReader<'_, G> {
    /// Takes what another library's exports tell too out of the files of libraries, and tells what was found.
    ///
    /// # Errors
    /// When a file can't be read again, or is another by now.
    pub(super) fn merge_libraries(
        &self,
        feeds: &mut [FeedReading<'_, G>],
        ids: &IdSet,
    ) -> Result<Vec<Finding>, IntakeError> {
        let no_days = WholeDays::default();
        let make = || Suspects::new(ids, &no_days);
        let reader = self.reading_again(&make);
        let (mut places, mut columns) = (Vec::new(), Vec::new());
        for (feed, of) in feeds.iter().enumerate().filter(|(_, of)| of.home.is_some()) {
            for (file, export) in of.exports.iter().enumerate() {
                let first = &of.readings[file].file;
                let suspects = reader.read(export, &first.feed, Some(&of.verdicts[file]))?;
                same(export, &suspects.file, first)?;
                columns.push(suspects.gathered.columns.in_order());
                places.push((feed, file));
            }
        }
        let names = told_apart(places.iter().map(|(feed, file)| &feeds[*feed].readings[*file].file));
        let with = places.iter().zip(&names).zip(&columns);
        let lines: Vec<LibraryLines<'_>> = with
            .filter_map(|(((feed, file), name), columns)| {
                let FeedReading { home, readings, .. } = &feeds[*feed];
                Some(LibraryLines { name, home: (*home)?, feed: &readings[*file].file.feed.name, columns })
            })
            .collect();
        let (told, mut findings) = shared_lines(&lines, self.tables);
        for (((feed, file), columns), ToldElsewhere { alike, replaced }) in places.into_iter().zip(&columns).zip(told) {
            if alike.is_empty() && replaced.is_empty() {
                continue;
            }
            let FeedReading { exports, readings, verdicts, .. } = &mut feeds[feed];
            let lines = alike.iter().chain(&replaced).map(|place| columns.line(*place));
            verdicts[file].extend(lines.map(|line| (line, RecordVerdict::Superseded)));
            let again = self.read(exports[file], &readings[file].file.feed, Some(&verdicts[file]))?;
            same(exports[file], &again.file, &readings[file].file)?;
            let before = std::mem::replace(&mut readings[file], again).file;
            let now = &mut readings[file].file;
            let sum_of = |places: &[usize]| {
                let mut sum = LineSum::ZERO;
                for place in places {
                    sum.add(columns.get(*place).cents);
                }
                sum
            };
            let (alike, replaced_there) = (sum_of(&alike), sum_of(&replaced));
            if alike.count > 0 {
                findings.push(Finding::SharedLines { file: now.name.clone(), lines: alike.count });
            }
            now.overlap = before.overlap + alike.count;
            now.replaced = before.replaced + replaced_there.count;
            now.withdrawn = before.withdrawn;
            let [overlap, replaced, withdrawn] = before.set_aside_cents.unwrap_or_default();
            now.set_aside_cents = Some([overlap + alike.cents, replaced + replaced_there.cents, withdrawn]);
        }
        Ok(findings)
    }
}
