//! What reports make of the lines of a file.

/// What reports make of the lines of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileUse {
    /// No line is on any report, for other reasons than its day alone.
    NotShown,
    /// No line is on any report: they were settled on other days, or are still open.
    OtherDays,
    /// Some line is on a report.
    Shown,
}
