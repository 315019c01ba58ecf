//! Which issued reports of open items exports concern: an item is on the reports of all days over which it was open, not
//! only of the day on which it was settled.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::archive::history::HistoryView;
use crate::archive::open_spans::OpenSpan;
use crate::archive::{ArchiveError, ReportRecord};
use crate::domain::Period;
use crate::report::line_scope::Items;
use crate::report::template::Template;

/// What exports told of open items since any issued report of these was looked at.
#[derive(Debug, Default)]
pub(super) struct OpenItems(BTreeSet<OpenSpan>);

impl OpenItems {
    /// What they told since the reports of some templates were last looked at, each by the number of an export.
    ///
    /// # Errors
    /// When the archive can't be read.
    pub(super) fn of(
        view: &mut HistoryView<'_>,
        templates: &[Arc<Template>],
        latest: &BTreeMap<(String, String), &ReportRecord>,
        checked: &BTreeMap<(String, String), u32>,
    ) -> Result<Self, ArchiveError> {
        let is_of_open = |id: &str| templates.iter().any(|of| of.id == id && of.scope.items.are_open());
        let records = latest.iter().filter(|((report, _), _)| is_of_open(report));
        let seen = records.map(|(key, record)| record.intake.max(checked.get(key).copied().unwrap_or(0)));
        let newest = view.last_export(|_| true);
        match seen.min() {
            Some(since) if since < newest => Ok(Self(view.open_spans(since)?)),
            _ => Ok(Self::default()),
        }
    }

    /// Whether exports behind one told of an item that a report of a period by a template may show.
    pub(super) fn concern(&self, template: &Template, period: Period, seen: u32) -> bool {
        let is_shown = |span: &OpenSpan| match template.scope.items {
            Items::OpenAtEnd => span.has(period.last()),
            // What is still open, by all that is known.
            Items::Open => span.posted <= period.last(),
            Items::Settled | Items::Changes => false,
        };
        self.0.iter().any(|span| span.intake > seen && is_shown(span))
    }
}
