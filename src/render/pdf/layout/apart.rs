//! What stands apart on pages: money that was not received.

use crate::domain::Daybook;
use crate::report::document::{Document, Section};

/// Whether a section is of what was not received, in a report of what was.
pub(super) fn is_apart(document: &Document, section: &Section) -> bool {
    let is_received = !section.kinds.is_empty() && section.kinds.iter().all(|kind| kind.is_received());
    document.is_of_receipts && !section.title.is_empty() && !is_received
}

/// Whether what was settled on a daybook was received.
pub(super) fn is_received(daybook: &str) -> bool {
    Daybook::parse(daybook).is_some_and(|daybook| daybook.kind().is_received())
}
