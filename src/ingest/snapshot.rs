//! Lines that are gone because a later file of their feed, which tells the whole truth of its days, lacks them.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::columns::TransactionColumns;
use super::export_series::ExportSeries;
use super::ids::without_noughts;
use super::merge::Merge;
use super::whole_days::WholeDays;
use crate::domain::finding::FindingLines;
use crate::domain::gone_open_items::GoneOpenItems;
use crate::domain::{Finding, LineSum};

/// A file of a feed, in the order of these.
#[derive(Clone, Copy, Debug)]
pub struct SnapshotFile<'a> {
    /// Its name.
    pub name: &'a str,
    /// What its name and folders have in common with others of its kind.
    pub series: &'a ExportSeries,
    /// Those of its lines that may be gone, or that tell that others are not.
    pub columns: &'a TransactionColumns,
    /// The days of which it tells all.
    pub days: &'a WholeDays,
    /// The ids of records that were refused: they are there, whatever they say.
    pub refused: &'a [String],
}

/// Takes out of what counts the lines that a later file lacks, though it tells all of their day; tells which files those
/// later ones are.
///
/// Where nobody has configured the feed, two files whose names differ in more than days, and of which the later lacks more
/// lines of the earlier than it has, are of two kinds: nothing of the one is gone because the other lacks it. That is told.
pub fn drop_lacking(files: &[SnapshotFile<'_>], is_configured: bool, merge: &mut Merge) -> BTreeSet<usize> {
    let mut newest: HashMap<&str, usize> = HashMap::new();
    for (index, file) in files.iter().enumerate() {
        newest.extend(file.columns.iter().map(|line| (without_noughts(line.id), index)));
        newest.extend(file.refused.iter().map(|id| (without_noughts(id), index)));
    }
    let mut lacking: BTreeMap<(usize, usize), LineSum> = BTreeMap::new();
    let mut gone: Vec<(usize, usize, Vec<usize>)> = Vec::new();
    for (index, file) in files.iter().enumerate() {
        for place in (0..file.columns.len()).filter(|place| merge.kept[index][*place]) {
            let line = file.columns.get(place);
            let last = newest.get(without_noughts(line.id)).copied().unwrap_or(index);
            let by: Vec<usize> = (last + 1..files.len()).filter(|later| files[*later].days.has(&line)).collect();
            for later in &by {
                lacking.entry((last, *later)).or_default().add(line.cents);
            }
            if !by.is_empty() {
                gone.push((index, place, by));
            }
        }
    }
    let shared = |earlier: usize, later: usize| {
        let ids: HashSet<&str> = files[earlier].columns.iter().map(|line| without_noughts(line.id)).collect();
        files[later].columns.iter().filter(|line| ids.contains(without_noughts(line.id))).count() as u64
    };
    let mut apart: BTreeMap<(usize, usize), LineSum> = BTreeMap::new();
    for ((earlier, later), sum) in lacking {
        if !is_configured && files[earlier].series != files[later].series && sum.count > shared(earlier, later) {
            apart.insert((earlier, later), sum);
        }
    }
    for ((earlier, later), sum) in &apart {
        let lines = FindingLines { count: sum.count, amount: sum.money() };
        let [file, other] = [*later, *earlier].map(|index| files[index].name.to_owned());
        merge.findings.push(Finding::TwoKinds { file, other, lines });
    }
    let mut dropped_by = BTreeSet::new();
    let mut gone_open: BTreeMap<usize, GoneOpenItems> = BTreeMap::new();
    for (index, place, by) in gone {
        let line = files[index].columns.get(place);
        let last = newest.get(without_noughts(line.id)).copied().unwrap_or(index);
        let Some(later) = by.into_iter().find(|later| !apart.contains_key(&(last, *later))) else { continue };
        dropped_by.insert(later);
        merge.kept[index][place] = false;
        merge.replaced[index].add(line.cents);
        if line.settlement.is_none() {
            gone_open.entry(later).or_default().add(line.id, line.cents);
            continue;
        }
        let mut sum = LineSum::ZERO;
        sum.add(line.cents);
        let (id, file) = (line.id.to_owned(), files[later].name.to_owned());
        merge.findings.push(Finding::VanishedLine { id, file, amount: sum.money() });
    }
    for (later, items) in gone_open {
        merge.findings.extend(items.finding(files[later].name));
    }
    dropped_by
}
