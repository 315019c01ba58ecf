//! The pages of bookings that pages of reports lead to: of each period the version whose lines are those that reports are
//! made of tonight. What is issued leads there for good, so that a version leads to the bookings behind its own figures.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::archive::ReportRecord;
use crate::domain::Period;
use crate::render::form::FileFormat;
use crate::reporting::parameters::BOOKINGS;

/// The issued pages of bookings that hold, by their periods: paths from the library's output folder.
#[derive(Debug, Default)]
pub(super) struct BookingsPages(BTreeMap<String, String>);

impl BookingsPages {
    /// Those that were issued, in the order of their versions; none where no pages are made.
    pub(super) fn of(records: &[ReportRecord], formats: &BTreeSet<FileFormat>) -> Self {
        let mut pages = Self::default();
        if formats.contains(&FileFormat::Html) {
            for record in records {
                pages.issued(record);
            }
        }
        pages
    }

    /// Takes a report in the place of its version before, if it is one of bookings.
    pub(super) fn issued(&mut self, record: &ReportRecord) {
        if record.report != BOOKINGS {
            return;
        }
        let is_page = |name: &str| Path::new(name).extension().is_some_and(|end| end == FileFormat::Html.name());
        match record.files.iter().find(|file| is_page(&file.name)) {
            Some(file) => self.0.insert(record.period.to_string(), format!("{}/{}", record.folder, file.name)),
            None => self.0.remove(&record.period.to_string()),
        };
    }

    /// A report could not be made: if it is one of bookings, nothing leads to its version before any more.
    pub(super) fn refused(&mut self, report: &str, period: Period) {
        if report == BOOKINGS {
            self.0.remove(&period.to_string());
        }
    }

    /// The page of a period, as a path from the page of a report, which lies two folders deep.
    pub(super) fn of_period(&self, period: Period) -> Option<String> {
        self.0.get(&period.to_string()).map(|path| format!("../../{path}"))
    }
}
