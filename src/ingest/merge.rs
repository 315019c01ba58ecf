//! One set of transactions out of many files that may overlap.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::columns::Columns;
use crate::domain::finding_list::FindingList;
use crate::domain::{Difference, Finding};

/// Which lines of each file count, and what was found while choosing them.
#[derive(Debug, Default)]
pub struct Merge {
    /// For each file, for each of its lines, whether it counts.
    pub kept: Vec<Vec<bool>>,
    /// For each file, how many of its lines an earlier file had already, alike.
    pub overlaps: Vec<u64>,
    /// For each file, how many of its lines a later file replaced.
    pub replaced: Vec<u64>,
    /// The overlaps and changes.
    pub findings: FindingList,
}

/// Merges files in their order: a line that an earlier file has alike counts once, one with other content takes
/// the earlier one's place.
#[must_use]
pub fn merge(files: &[(&str, &Columns)]) -> Merge {
    let mut merge = Merge::default();
    let mut holders: HashMap<&str, (usize, usize)> = HashMap::new();
    for (file, (name, columns)) in files.iter().enumerate() {
        merge.kept.push(vec![true; columns.len()]);
        merge.replaced.push(0);
        let mut overlap = 0;
        for index in 0..columns.len() {
            let line = columns.get(index);
            match holders.entry(line.id) {
                Entry::Vacant(entry) => {
                    entry.insert((file, index));
                }
                Entry::Occupied(mut entry) => {
                    let (earlier_file, earlier_index) = *entry.get();
                    let (earlier_name, earlier_columns) = files[earlier_file];
                    let earlier = earlier_columns.get(earlier_index);
                    if earlier == line {
                        merge.kept[file][index] = false;
                        overlap += 1;
                        continue;
                    }
                    merge.kept[earlier_file][earlier_index] = false;
                    merge.replaced[earlier_file] += 1;
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
        merge.overlaps.push(overlap);
        if overlap > 0 {
            merge.findings.push(Finding::Overlap { file: (*name).to_owned(), lines: overlap });
        }
    }
    merge
}
