//! Finishes what a run that died had begun.

use std::path::Path;

use super::issue::restated;
use super::library::Nightly;
use super::summary::{CompletedSummary, LibrarySummary};
use crate::archive::{ArchiveError, Register};
use crate::config::libraries::LibrarySettings;
use crate::diagnostic::{self, Diagnostic};
use crate::publish::{PublishError, outbox};

/// Puts reports in their place that the register knows and that were not published, and clears all else away that a
/// run left behind. The summary tells of both: whoever died has told nobody.
///
/// # Errors
/// When something can't be read, moved or removed.
pub fn recover(
    nightly: &Nightly<'_>,
    library: &LibrarySettings,
    register: &Register,
    output: &Path,
    summary: &mut LibrarySummary,
    told: &mut Vec<Diagnostic>,
) -> Result<(), Vec<Diagnostic>> {
    let archived = |error: ArchiveError| diagnostic::of_archive_error(&error);
    let published = |error: PublishError| vec![diagnostic::of_publish_error(&error)];
    let waiting = register.unpublished().map_err(archived)?;
    if !waiting.is_empty() {
        let mut records = register.reports().map_err(archived)?;
        records.retain(|record| waiting.contains(&record.sequence));
        if nightly.shadow.is_none() {
            for record in &records {
                tracing::warn!(number = record.number, "put in its place after a run that died");
            }
            let folders = records.iter().map(|record| &*record.folder);
            outbox::move_reports(output, folders, nightly.config.run.modes).map_err(published)?;
        }
        register.mark_published(&waiting).map_err(archived)?;
        told.extend(records.iter().filter_map(restated));
        summary.completed = records.iter().map(|record| CompletedSummary::of(record, &library.output)).collect();
    }
    summary.leftovers = outbox::clean(output, &[]).map_err(published)?;
    summary.leftovers += register.clean().map_err(archived)?.len();
    Ok(())
}
