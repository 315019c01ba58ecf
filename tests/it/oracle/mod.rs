//! An independent oracle for differential tests: a small reader and adder, written from the
//! contract alone. It shares no code with the program, uses the standard library only, and
//! panics on anything that is not well formed. It knows no configuration: every daybook in the
//! input is one's own.
#![allow(dead_code, unused_imports)]

mod ask;
pub mod auditor;
mod clock;
mod figures;
mod generate;
pub mod known;
mod order;
pub mod over_time;
mod query;
mod read;
mod report;
mod side_by_side;
mod tests;
mod worlds;
mod write;

use std::collections::{BTreeMap, BTreeSet};

pub use clock::parse_moment;
pub use figures::{days_of, earlier_periods, key_figures, known_days, receipts};
pub use generate::Generator;
pub use order::{File, YEARS, in_order, what_holds};
pub use query::{Dialect, Grouping, Query, Report, Selector};
pub use read::{parse_amount, read_csv, records};
pub use report::{descriptions, passes, received_total, report_csv};
pub use write::{DateForm, Style, to_csv, to_csv_styled};

/// One transaction: one daybook line, or an open item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Transaction id, as text.
    pub id: String,
    /// Moment of posting, in the text form of the export.
    pub posted: String,
    /// Moment of settlement in Brussels: ISO day, and time text (empty when the export has none).
    /// `None` is an open item.
    pub settled: Option<(String, String)>,
    /// Daybook code, letter first; `None` exactly when the item is open.
    pub daybook: Option<String>,
    /// Institution of origin.
    pub institution: String,
    /// Branch of origin.
    pub branch: String,
    /// Four digits, booking group first.
    pub booking_code: String,
    /// Amount in cents; money out is negative.
    pub cents: i128,
    /// The export's own text, possibly empty.
    pub description: String,
    /// Source of the posting (`Bron`).
    pub source: String,
    /// Source of the settlement (`Afboek bron`).
    pub settlement_source: String,
    /// Customer number.
    pub customer: String,
    /// Item number.
    pub item: String,
}

impl Line {
    /// First letter of the daybook; `None` for an open item.
    pub fn kind(&self) -> Option<char> {
        self.daybook.as_ref().and_then(|d| d.chars().next())
    }

    /// ISO day (Brussels) of posting.
    pub fn posted_day(&self) -> String {
        parse_moment(&self.posted).0
    }

    /// Is the booking group 5, money out?
    pub fn is_expense(&self) -> bool {
        self.booking_code.starts_with('5')
    }

    /// Settled on a daybook that counts as received: cash or bank.
    pub fn is_received(&self) -> bool {
        matches!(self.kind(), Some('K' | 'B' | 'G'))
    }
}

/// Puts the lines of several files together. An id that comes back in a later file is counted once, and the
/// later file holds.
///
/// # Panics
/// When one file holds an id twice.
pub fn merge(files: Vec<File>) -> Vec<Line> {
    let mut by_id: BTreeMap<String, Line> = BTreeMap::new();
    for (name, lines) in in_order(files) {
        let mut seen = BTreeSet::new();
        for line in lines {
            assert!(seen.insert(line.id.clone()), "{name}: id {} twice in one file", line.id);
            by_id.insert(line.id.clone(), line);
        }
    }
    by_id.into_values().collect()
}
