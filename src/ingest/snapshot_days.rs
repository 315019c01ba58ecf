//! Of which days the files of a feed tell the whole truth.

use chrono::NaiveDate;

use super::export_mode::ExportMode;
use super::feed::{LibraryFiles, MOST_EMPTY_DAYS};
use super::file_reading::FileReading;
use super::whole_days::WholeDays;
use crate::domain::{Coverage, Finding};

/// The days of which each file of a feed tells the whole truth, where its files are snapshots, up to the last that is over;
/// beside them, what to tell of files of whose days nobody can know that.
pub(super) fn snapshot_days<G>(
    readings: &[FileReading<G>],
    libraries: &[LibraryFiles],
    last_over: NaiveDate,
) -> (Vec<WholeDays>, Vec<Finding>) {
    let mut untold = Vec::new();
    let over = Coverage::of([(NaiveDate::MIN, last_over)]);
    let whole = |reading: &FileReading<G>| {
        let file = &reading.file;
        // Where nobody knows, it is refused once a line would be gone by it.
        if file.feed.mode == Some(ExportMode::Append) || file.is_refused() {
            return WholeDays::default();
        }
        let of_lines = || {
            let owners = libraries.iter().filter(|library| file.feed.libraries.contains(&library.institution));
            let days = owners.map(|library| library.days_of_lines(&reading.days));
            // Of several libraries the one that can least know decides; nobody's may be of any that never closes.
            let of_all = days.reduce(|one, other| one.and_then(|days| other.map(|others| days.and(others))));
            of_all.unwrap_or_else(|| reading.days.span(NaiveDate::MIN, MOST_EMPTY_DAYS, |_| false))
        };
        let days = file.named_days.map_or_else(of_lines, |days| Ok(Some(days))).unwrap_or_else(|why| {
            untold.push(why.finding(file.name.clone()));
            None
        });
        let settled = Coverage::of(days).both(&over);
        let open = if file.has_open_lines() { settled.clone() } else { Coverage::default() };
        WholeDays { settled, open }
    };
    (readings.iter().map(whole).collect(), untold)
}
