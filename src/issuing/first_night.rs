//! The night in which a library gets its first reports: how many these may be.

use crate::archive::ReportRecord;
use crate::config::libraries::LibrarySettings;
use crate::diagnostic::{Diagnostic, ExitStatus};
use crate::domain::Period;

/// How many reports are issued at once, before all others of a library, without anybody having said since when they are
/// wanted.
const MOST_AT_FIRST: usize = 400;

/// Demands that somebody has said since when reports are wanted, where many of the new ones are of days before all that
/// were issued: a wrong date may be why, and numbers can't be taken back.
///
/// # Errors
/// When nobody has.
pub(super) fn demand_first_day(
    library: &LibrarySettings,
    records: &[ReportRecord],
    new: &[Period],
) -> Result<(), Diagnostic> {
    let first_issued = records.iter().map(|record| record.period.first()).min();
    let is_before = |period: &&Period| first_issued.is_none_or(|first| period.last() < first);
    let before: Vec<&Period> = new.iter().filter(is_before).collect();
    let (count, first) = (before.len(), before.iter().map(|period| period.first()).min());
    let Some(first) = first.filter(|_| library.first_day.is_none() && count > MOST_AT_FIRST) else {
        return Ok(());
    };
    let what = format!("{count} reports would be issued from {first} on, and none was before: is a date wrong?");
    let hint =
        format!("say in the configuration since when reports are wanted; first_day = \"{first}\" is for all of these");
    Err(Diagnostic::error(ExitStatus::Refused, what).hinted(hint))
}
