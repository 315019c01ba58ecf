//! The exports that came in, feed by feed, each feed in the order of its files.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Bound::{Excluded, Included, Unbounded};

use chrono::NaiveDate;

use super::archived_export::ArchivedExport;
use crate::domain::Coverage;
use crate::ingest::ExportMode;
use crate::ingest::export_name::ExportOrder;
use crate::ingest::export_series::ExportSeries;
use crate::ingest::name_days::NameDays;

/// The exports of a library, feed by feed. Ids, snapshots and order are of a feed.
#[derive(Debug, Default)]
pub struct Feeds {
    snapshots: BTreeMap<String, BTreeMap<FeedPosition, Snapshot>>,
    by_hash: HashMap<String, Vec<SameBytes>>,
    with_lines: BTreeSet<String>,
}

/// A place among the exports of a feed: of two with the same order the one that came in later is behind.
type FeedPosition = (ExportOrder, u32);

/// What an export tells all of.
#[derive(Debug)]
struct Snapshot {
    /// The days of settlement, as far as they were over when it came in; `None` where it is no snapshot or nobody can know.
    days: Option<(NaiveDate, NaiveDate)>,
    /// Whether it has open items: then it has all that arose on those days and are open.
    has_open: bool,
}

/// An export with some bytes.
#[derive(Debug)]
struct SameBytes {
    feed: String,
    place: FeedPosition,
    /// Its name.
    name: String,
    /// The last day of which it knows all.
    known_to: Option<NaiveDate>,
    days_in_name: NameDays,
    last_told: Option<NaiveDate>,
    /// Whether it has lines of days that were not over when it came in.
    is_early: bool,
    /// The series of an export without a line.
    empty: Option<ExportSeries>,
}

/// What is known better than by an export that comes in: by those of its feed that came in before and are later.
#[derive(Debug, Default)]
pub struct KnownBetter {
    /// Those exports.
    pub exports: BTreeSet<u32>,
    /// The days of settlement that snapshots among them tell all of.
    pub settled: Coverage,
    /// The days of whose costs they tell all that are open.
    pub open: Coverage,
}

impl Feeds {
    /// Those of a register.
    #[must_use]
    pub fn of(exports: &[ArchivedExport]) -> Self {
        let mut feeds = Self::default();
        for export in exports {
            feeds.add(export);
        }
        feeds
    }

    /// Adds an export that came in.
    pub fn add(&mut self, export: &ArchivedExport) {
        if export.accepted > 0 {
            self.with_lines.insert(export.feed.clone());
        }
        let place = (export.order(), export.intake);
        let same = SameBytes {
            feed: export.feed.clone(),
            place: place.clone(),
            name: export.name.clone(),
            known_to: export.known_days().map(|(_, last)| last),
            days_in_name: NameDays::of(&export.name),
            is_early: export.days_of_lines.is_some_and(|(_, last)| export.complete_to < last),
            last_told: export.last_told,
            empty: (export.accepted == 0).then(|| ExportSeries::of(&export.name)),
        };
        self.by_hash.entry(export.sha256.clone()).or_default().push(same);
        let is_snapshot = export.mode == ExportMode::Snapshot.name();
        let snapshot = Snapshot { days: export.known_days().filter(|_| is_snapshot), has_open: export.open > 0 };
        self.snapshots.entry(export.feed.clone()).or_default().insert(place, snapshot);
    }

    /// The names of feeds with lines.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.with_lines.iter().map(String::as_str)
    }

    /// Whether a file would tell nothing that is not known: an export of its feed has the same bytes and the days of its
    /// name, if that tells any, and none stands between the two. The file's own place is behind all of its order.
    ///
    /// So a mistake that the source takes back is news (A, B and then A again), and a file that is left where it is, or
    /// gets another name, is none. The same bytes under a name with other days are news too: nothing happened on the
    /// days that it adds. So is another download (` (1)`) where not all days of its name, or of its lines, were over when the
    /// other one came in: nothing else happened on those; a file that was moved to another folder is the same one. So is an
    /// export without a line where it is of another series: all of those have the same bytes.
    #[must_use]
    pub fn know(&self, feed: &str, name: &str, sha256: &str) -> bool {
        let days = NameDays::of(name);
        let knows_to = days.told(true).map(|(_, last)| last);
        let is_known = |same: &&SameBytes| {
            // Exports came in without the folders around them once, and do where the patterns leave none open.
            let name = if same.name.contains('/') { name } else { file_of(name) };
            let last = (ExportOrder::of(name, same.last_told), u32::MAX);
            let between = (Excluded(&same.place), Included(&last));
            same.feed == feed
                && same.empty.as_ref().is_none_or(|empty| *empty == ExportSeries::of(name))
                && (days.span().is_none() || same.days_in_name == days)
                && (file_of(&same.name) == file_of(name)
                    || (knows_to <= same.known_to && (days.span().is_some() || !same.is_early)))
                && (same.place > last || self.snapshots[feed].range(between).next().is_none())
        };
        self.by_hash.get(sha256).is_some_and(|same| same.iter().any(|same| is_known(&same)))
    }

    /// Another feed in which an export with lines and the same bytes came in.
    #[must_use]
    pub fn other_with(&self, feed: &str, sha256: &str) -> Option<&str> {
        let mut same = self.by_hash.get(sha256)?.iter();
        same.find(|same| same.feed != feed && same.empty.is_none()).map(|same| same.feed.as_str())
    }

    /// What is known better than by an export of a feed that comes in now.
    #[must_use]
    pub fn known_better(&self, feed: &str, order: &ExportOrder) -> KnownBetter {
        let Some(exports) = self.snapshots.get(feed) else { return KnownBetter::default() };
        let later: Vec<_> = exports.range((Excluded(&(order.clone(), u32::MAX)), Unbounded)).collect();
        KnownBetter {
            exports: later.iter().map(|((_, intake), _)| *intake).collect(),
            settled: Coverage::of(later.iter().filter_map(|(_, snapshot)| snapshot.days)),
            open: Coverage::of(later.iter().filter_map(|(_, snapshot)| snapshot.days.filter(|_| snapshot.has_open))),
        }
    }
}

fn file_of(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn export(intake: u32, name: &str, sha256: &str) -> ArchivedExport {
        let day: NaiveDate = "2026-11-02".parse().expect("a day");
        ArchivedExport {
            intake,
            name: name.to_owned(),
            sha256: sha256.to_owned(),
            days_of_lines: Some((day, day)),
            last_told: Some(day),
            ..ArchivedExport::example()
        }
    }

    #[test]
    fn what_is_taken_back_is_news_and_what_is_left_in_place_is_none() {
        let came = [("kas.csv", "a"), ("kas.csv", "b"), ("2026-11-03_2026-11-04.csv", "c")];
        let exports: Vec<_> = (1..).zip(came).map(|(intake, (name, sha256))| export(intake, name, sha256)).collect();
        let mut feeds = Feeds::of(&exports);
        let know = |feeds: &Feeds, name: &str, sha256: &str| feeds.know("wise", name, sha256);
        assert!(know(&feeds, "kas.csv", "b"), "left where it is");
        assert!(!know(&feeds, "kas.csv", "a"), "taken back");
        assert!(!know(&feeds, "kas (2).csv", "a"), "taken back by another download");
        assert!(know(&feeds, "kas (2).csv", "b"), "nothing stands between");
        assert!(know(&feeds, "2026-11-03_2026-11-04 (1).csv", "c") && know(&feeds, "x_2026-11-03_2026-11-04.csv", "c"));
        assert!(!know(&feeds, "2026-11-03_2026-11-05.csv", "c"), "it tells of another day");
        assert!(!feeds.know("other", "kas.csv", "b"));
        feeds.add(&export(4, "kas (2).csv", "a"));
        let of_a_day_to_come = ArchivedExport { complete_to: NaiveDate::MIN, ..export(6, "kas_7.csv", "e") };
        let mut early = Feeds::of(&[of_a_day_to_come]);
        assert!(
            know(&early, "kas_7.csv", "e") && !know(&early, "kas_7 (1).csv", "e"),
            "its lines were of a day to come"
        );
        early.add(&export(7, "kas_7 (1).csv", "e"));
        assert!(know(&early, "kas_7 (1).csv", "e") && know(&early, "kas_7 (2).csv", "e"));
        let known_to = ArchivedExport {
            complete_to: "2026-11-03".parse().expect("a day"),
            ..export(5, "2026-11-05_2026-11-06.csv", "d")
        };
        feeds.add(&ArchivedExport { days: NameDays::of(&known_to.name).span(), ..known_to });
        assert!(know(&feeds, "2026-11-05_2026-11-06.csv", "d"), "left where it is");
        assert!(know(&feeds, "old/2026-11-05_2026-11-06.csv", "d"), "moved");
        assert!(!know(&feeds, "2026-11-05_2026-11-06 (1).csv", "d"), "downloaded again when its days were over");
        assert!(know(&feeds, "kas (2).csv", "a") && know(&feeds, "kas (10).csv", "a"));
        assert!(know(&feeds, "zuid/kas (2).csv", "a"), "exports came in without their folders once");
        assert!(know(&feeds, "kas.csv", "a"), "a later one says the same");
        assert!(know(&feeds, "kas.csv", "b") && !know(&feeds, "kas (3).csv", "b"));
        assert_eq!((feeds.other_with("wise", "b"), feeds.other_with("other", "b")), (None, Some("wise")));
    }

    #[test]
    fn only_later_ones_know_better() {
        let feeds = Feeds::of(&[export(1, "1.csv", "a"), export(2, "3.csv", "b"), export(3, "2.csv", "c")]);
        let better = |name: &str| {
            let order = ExportOrder::of(name, "2026-11-02".parse().ok());
            feeds.known_better("wise", &order).exports.into_iter().collect::<Vec<_>>()
        };
        assert_eq!((better("0.csv"), better("2.csv"), better("9.csv")), (vec![1, 2, 3], vec![2], vec![]));
        assert!(feeds.known_better("other", &ExportOrder::of("0.csv", None)).exports.is_empty());
    }
}
