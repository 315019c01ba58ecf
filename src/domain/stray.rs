//! Lines of a file that may be where nobody looks for them.

use chrono::NaiveDate;

use super::Institution;
use super::known_days::DayRun;

/// Why lines of a file are worth a look before anybody believes that its reports tell all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stray {
    /// They were settled on days that the file's name doesn't tell: these it tells.
    OutsideName(DayRun),
    /// They were settled after the day on which the file came in, or is read.
    AfterReceipt(NaiveDate),
    /// They were settled more than two years before the file's other lines.
    LongBefore,
    /// They were settled before the first day that the library is reported on.
    BeforeFirstDay(NaiveDate),
    /// They were settled after the last day that the library is reported on.
    AfterLastDay(NaiveDate),
    /// They were settled before the first day of the feed that the file is of.
    BeforeFeed(NaiveDate),
    /// They were settled after the last day of that feed.
    AfterFeed(NaiveDate),
    /// They are of a library that the configuration doesn't have.
    NotConfigured(Institution),
    /// They are all that the file has, and no report shows them.
    NotShown,
    /// They are all that the file has, and were settled on other days than those of the reports.
    OtherDays,
    /// They are still open, and many among so many lines: values that repeat may have been left out.
    Open(u64),
}
