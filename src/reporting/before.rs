//! What the version before an issued report was made from.

use super::source::gathered;
use crate::archive::ReportRecord;
use crate::archive::history::HistoryView;
use crate::domain::CodeTables;
use crate::failure::Failure;
use crate::report::gathering::Needs;
use crate::report::selection::Selection;
use crate::report::{Before, Fate, revision};

/// What an earlier version was made from, and what has become of those lines up to an export.
///
/// # Errors
/// When the archive can't be read.
pub fn before(
    view: &mut HistoryView<'_>,
    earlier: &ReportRecord,
    after: u32,
    tables: &CodeTables,
) -> Result<Before, Failure> {
    let lines = view.lines_after(Some(earlier.period), earlier.intake)?;
    let versions = view.versions(Some(earlier.period), after)?;
    let fates = versions.into_iter().map(|(key, versions)| {
        let row = |intake| versions.after(intake).map(|line| line.transaction().row(tables));
        let had_vanished = versions.had_vanished(earlier.intake);
        ((key.feed, key.id), Fate { then: row(earlier.intake), now: row(after), had_vanished })
    });
    let needs = Needs::of_sums(&Selection::everything()).with_rows(&revision::COLUMNS);
    let sums = gathered(&lines, &needs, tables)?;
    Ok(Before { version: earlier.version, rows: sums.rows().clone(), fates: fates.collect() })
}
