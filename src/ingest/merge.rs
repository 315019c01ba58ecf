//! One set of transactions out of many files that may overlap.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

use super::columns::TransactionColumns;
use super::export_series::ExportSeries;
use super::ids::{same_but_for_noughts, without_noughts};
use super::spellings::Spellings;
use super::verdict::{RecordVerdict, Verdicts};
use crate::domain::finding_list::FindingList;
use crate::domain::{Difference, Finding, LineSum, Money};

/// Which lines of each file count, and what was found while choosing them.
#[derive(Debug, Default)]
pub struct Merge {
    /// For each file, for each of its lines, whether it counts.
    pub kept: Vec<Vec<bool>>,
    /// For each file, its lines that an earlier file had already, alike.
    pub overlaps: Vec<LineSum>,
    /// For each file, its lines that a later file replaced.
    pub replaced: Vec<LineSum>,
    /// For each file, its lines that the profile leaves out in a later file.
    pub withdrawn: Vec<LineSum>,
    /// For each file, its lines that are refused, as an earlier file has their ids with other noughts in front.
    pub refused: Vec<Verdicts>,
    /// The ids that an earlier and a later file both have, by their places.
    pub shared: BTreeMap<(usize, usize), CommonIds>,
    /// The overlaps and changes.
    pub findings: FindingList,
}

/// Ids that two files have.
#[derive(Clone, Debug, Default)]
pub struct CommonIds {
    /// How many stand for the same line in both.
    pub alike: u64,
    /// How many stand for other lines.
    pub other: u64,
    /// The first of these.
    pub id: String,
}

impl CommonIds {
    fn add(&mut self, is_alike: bool, id: &str) {
        if is_alike {
            self.alike += 1;
            return;
        }
        if self.other == 0 {
            id.clone_into(&mut self.id);
        }
        self.other += 1;
    }
}

/// Files of one feed, told apart by names that differ in more than days, that have ids in common which mostly stand for
/// other lines: two systems that number alike, of which one takes the place of the other's lines.
#[must_use]
pub fn same_ids(
    names: &[String],
    series: &[ExportSeries],
    shared: &BTreeMap<(usize, usize), CommonIds>,
) -> Vec<Finding> {
    let are_two = |((earlier, later), ids): &(&(usize, usize), &CommonIds)| {
        series[*earlier] != series[*later] && ids.other > ids.alike
    };
    let finding = |((earlier, later), CommonIds { other: ids, id, .. }): (&(usize, usize), &CommonIds)| {
        let [file, other] = [*later, *earlier].map(|index| names[index].clone());
        Finding::SameIds { file, other, ids: *ids, id: id.clone() }
    };
    shared.iter().filter(are_two).map(finding).collect()
}

/// Merges files in their order: a line that an earlier file has alike counts once, one with other content takes
/// the earlier one's place. Ids that differ in noughts in front are one where some file has a line under the one that is
/// alike to one that a file has under the other; where none has, nobody knows, and the later one is refused. `left_out` are,
/// for each file, the ids without noughts in front of records that its profile leaves out: a line of an earlier file that
/// has one is gone.
#[must_use]
pub fn merge(files: &[(&str, &TransactionColumns)], left_out: &[BTreeMap<String, u64>]) -> Merge {
    let mut merge = Merge::default();
    let spellings = Spellings::of(files.iter().map(|(_, columns)| *columns));
    let mut holders: HashMap<&str, (usize, usize)> = HashMap::new();
    for (file, (name, columns)) in files.iter().enumerate() {
        merge.kept.push(vec![true; columns.len()]);
        merge.replaced.push(LineSum::ZERO);
        merge.withdrawn.push(LineSum::ZERO);
        merge.refused.push(Verdicts::new());
        let mut overlap = LineSum::ZERO;
        let mut noughts: BTreeMap<&str, (u64, [&str; 2])> = BTreeMap::new();
        // Lines that overlap under an id with other noughts in front: those are told by themselves.
        let mut alike_otherwise = 0;
        for index in 0..columns.len() {
            let line = columns.get(index);
            match holders.entry(without_noughts(line.id)) {
                Entry::Vacant(entry) => {
                    entry.insert((file, index));
                }
                Entry::Occupied(mut entry) => {
                    let (earlier_file, earlier_index) = *entry.get();
                    let (earlier_name, earlier_columns) = files[earlier_file];
                    let earlier = earlier_columns.get(earlier_index);
                    let is_spelt_alike = earlier.id == line.id;
                    if !spellings.are_one(earlier.id, line.id) {
                        merge.kept[file][index] = false;
                        let (id, earlier_line) = (earlier.id.to_owned(), earlier_columns.line(earlier_index));
                        let there = Some(earlier_name.to_owned());
                        let verdict = RecordVerdict::OtherNoughts { id, file: there, line: earlier_line };
                        merge.refused[file].insert(columns.line(index), verdict);
                        continue;
                    }
                    let is_alike = if is_spelt_alike { earlier == line } else { same_but_for_noughts(&earlier, &line) };
                    if is_spelt_alike {
                        merge.shared.entry((earlier_file, file)).or_default().add(is_alike, line.id);
                    } else {
                        noughts.entry(earlier_name).or_insert((0, [earlier.id, line.id])).0 += 1;
                    }
                    if is_alike {
                        merge.kept[file][index] = false;
                        overlap.add(line.cents);
                        alike_otherwise += u64::from(!is_spelt_alike);
                        continue;
                    }
                    merge.kept[earlier_file][earlier_index] = false;
                    merge.replaced[earlier_file].add(earlier.cents);
                    entry.insert((file, index));
                    merge.findings.push(Finding::ChangedLine {
                        id: line.id.to_owned(),
                        later: ((*name).to_owned(), columns.line(index)),
                        earlier: (earlier_name.to_owned(), earlier_columns.line(earlier_index)),
                        differences: Difference::between(&earlier, &line),
                    });
                }
            }
        }
        for (id, at) in left_out.get(file).into_iter().flatten() {
            let Some((earlier_file, earlier_index)) = holders.remove(id.as_str()) else { continue };
            let earlier = files[earlier_file].1.get(earlier_index);
            merge.kept[earlier_file][earlier_index] = false;
            merge.withdrawn[earlier_file].add(earlier.cents);
            merge.findings.push(Finding::WithdrawnLine {
                id: earlier.id.to_owned(),
                file: (*name).to_owned(),
                line: Some(*at),
                amount: Money::from_cents(earlier.cents),
            });
        }
        merge.overlaps.push(overlap);
        for (earlier, (lines, ids)) in noughts {
            let (file, earlier, ids) = ((*name).to_owned(), earlier.to_owned(), ids.map(str::to_owned));
            merge.findings.push(Finding::OtherNoughts { file, earlier, lines, ids });
        }
        if overlap.count > alike_otherwise {
            let lines = overlap.count - alike_otherwise;
            merge.findings.push(Finding::Overlap { file: (*name).to_owned(), lines });
        }
    }
    merge
}
