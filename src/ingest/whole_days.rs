//! The days of which files tell the whole truth.

use crate::domain::{Coverage, Transaction};

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

    /// Whether a line is one of them: where it is not there, it is none.
    #[must_use]
    pub fn has(&self, line: &Transaction<'_>) -> bool {
        match line.settlement {
            Some(settlement) => self.settled.has(settlement.settled.day()),
            None => self.open.has(line.posted.day()),
        }
    }
}
