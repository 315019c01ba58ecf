//! The days of which files tell the whole truth.

use chrono::NaiveDate;

use super::export_mode::ExportMode;
use super::feed::{LibraryFiles, MOST_EMPTY_DAYS};
use super::file_reading::FileReading;
use crate::domain::{Coverage, Finding, Transaction};

/// The days of which a file, or some, tell all lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WholeDays {
    /// Those that were settled then.
    pub settled: Coverage,
    /// Those that arose then and are open: only a file that has open lines tells all of them.
    pub open: Coverage,
}

impl WholeDays {
    /// Those that several files tell.
    #[must_use]
    pub fn of_several(files: &[Self]) -> Self {
        let all = |days: fn(&Self) -> &Coverage| {
            Coverage::of(files.iter().flat_map(|file| days(file).runs().iter().copied()))
        };
        Self { settled: all(|file| &file.settled), open: all(|file| &file.open) }
    }

    /// Those of each file of a feed, where its files are snapshots, of days up to the last that is over; beside them, what
    /// to tell of files of whose days nobody can know that.
    #[must_use]
    pub fn of_snapshots<G>(
        readings: &[FileReading<G>],
        libraries: &[LibraryFiles],
        last_over: NaiveDate,
    ) -> (Vec<Self>, Vec<Finding>) {
        let mut untold = Vec::new();
        let over = Coverage::of([(NaiveDate::MIN, last_over)]);
        let whole = |reading: &FileReading<G>| {
            let file = &reading.file;
            // Where nobody knows, it is refused once a line would be gone by it.
            if file.feed.mode == Some(ExportMode::Append) || file.is_refused() {
                return Self::default();
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
            Self { settled, open }
        };
        (readings.iter().map(whole).collect(), untold)
    }

    /// Whether a line is one of them: where it is not there, it is none.
    #[must_use]
    pub fn has(&self, line: &Transaction<'_>) -> bool {
        match line.settlement {
            Some(settlement) => self.settled.has(settlement.settled.day()),
            None => self.open.has(line.posted.day()),
        }
    }
}
