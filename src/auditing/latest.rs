//! Which export is the latest that has a line. It decides whether an export that comes in late may change the line, and no
//! file of lines tells it: so it is held against what the register knows of the exports.

use std::collections::BTreeMap;
use std::path::Path;

use super::faults::Faults;
use crate::archive::{ArchivedExport, LatestExports};

/// Holds the lines' latest exports against the exports: such a one must be of the lines' feed and no earlier than the one
/// that brought them, it can't have more lines than came in with it, and the latest of a feed has all of its own.
pub(super) fn check(latest: &[LatestExports], exports: &[ArchivedExport], path: &Path, faults: &mut Faults) {
    let known: BTreeMap<u32, &ArchivedExport> = exports.iter().map(|export| (export.intake, export)).collect();
    let (mut all, mut confirmed): (BTreeMap<u32, u64>, BTreeMap<u32, u64>) = (BTreeMap::new(), BTreeMap::new());
    let mut wrong = Vec::new();
    for LatestExports { feed, brought_by, newest, lines } in latest {
        let of_feed = |intake: &u32| known.get(intake).filter(|export| export.feed == *feed);
        match (of_feed(brought_by), of_feed(newest)) {
            (Some(first), Some(last)) if first.order() <= last.order() => {}
            _ => wrong.push(format!(
                "it says that export {newest} is the latest that has {lines} of the lines that export {brought_by} brought, \
                 which can't be"
            )),
        }
        *all.entry(*newest).or_default() += lines;
        if newest != brought_by {
            *confirmed.entry(*newest).or_default() += lines;
        }
    }
    let mut last_of_feed: BTreeMap<&str, &ArchivedExport> = BTreeMap::new();
    for export in exports {
        let last = last_of_feed.entry(&export.feed).or_insert(export);
        if last.order() <= export.order() {
            *last = export;
        }
    }
    for export in exports {
        let of = |lines: &BTreeMap<u32, u64>| lines.get(&export.intake).copied().unwrap_or_default();
        let (is_last, lines) = (last_of_feed[export.feed.as_str()].intake == export.intake, of(&all));
        // Of exports of layout 1 nobody noted which lines they confirmed.
        let must_have_all = is_last && export.profile.is_some();
        let is_wrong = lines > export.accepted || (must_have_all && lines < export.accepted);
        if is_wrong || of(&confirmed) > export.overlap {
            let name = &export.name;
            wrong.push(format!("it says of {lines} lines that {name} is the latest that has them, which can't be"));
        }
    }
    faults.add_all(path, wrong);
}
