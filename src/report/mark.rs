//! What every page of a report bears that is not whole, or not the issued one that holds, and says so.

use chrono::NaiveDate;
use serde::Deserialize;

use super::filter::Filter;
use crate::domain::UnknownDays;
use crate::domain::known_days::DayRun;

/// Why a report is not whole, or not the issued one that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReportMark {
    /// Days of its period are not known: *voorlopig*.
    Provisional(UnknownDays),
    /// Records were refused and let through, so many: *onvolledig*.
    Incomplete(u64),
    /// Only the lines that a filter lets through were asked for: *gedeeltelijk*.
    Partial(Filter),
    /// It is an issued report in another form than that was issued in: *afschrift*.
    Copy {
        /// Its number.
        number: String,
        /// Its version.
        version: u32,
        /// The code of the issued PDF, where there is one and it is known.
        code: Option<String>,
    },
    /// A later version holds in its place: *vervangen*.
    ReplacedBy {
        /// The number of the one that holds.
        number: String,
        /// Its version.
        version: u32,
        /// The day on which it was issued.
        issued: NaiveDate,
    },
}

/// The words of marks.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct MarkWords {
    pub provisional: String,
    pub incomplete_one: String,
    pub incomplete_many: String,
    pub partial: String,
    pub copy: String,
    pub copy_of_code: String,
    pub replaced_by: String,
    pub more_codes: String,
    pub more_days_one: String,
    pub more_days_many: String,
}

impl ReportMark {
    /// The name by which files for programs tell it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Provisional(_) => "provisional",
            Self::Incomplete(_) => "incomplete",
            Self::Partial(_) => "partial",
            Self::Copy { .. } => "copy",
            Self::ReplacedBy { .. } => "replaced",
        }
    }

    /// The days that it is about.
    #[must_use]
    pub fn days(&self) -> Vec<DayRun> {
        match self {
            Self::Provisional(unknown) => unknown.runs(),
            Self::Incomplete(_) | Self::Partial(_) | Self::Copy { .. } | Self::ReplacedBy { .. } => Vec::new(),
        }
    }
}
