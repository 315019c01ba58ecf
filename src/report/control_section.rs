//! The parts of a report whose totals are proven one by one: money that was received is never added to money that was not.

use super::dimension::kind_name;
use super::template::{Kind, Template};
use super::words::Words;
use crate::domain::DaybookKind;

/// A part of a report, as its control tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ControlSection {
    /// Its name: that of the report's section, where there are sections.
    pub title: String,
    /// The kinds of daybooks in it; `None` for items that are still open.
    pub kinds: Vec<Option<DaybookKind>>,
}

impl ControlSection {
    /// Whether the money in it was received.
    #[must_use]
    pub fn is_received(&self) -> bool {
        self.kinds.iter().all(|kind| kind.is_some_and(DaybookKind::is_received))
    }

    /// The parts of a report, which have every kind of daybook once: the sections of a summary; of a listing what was
    /// received, and what was not by its reason.
    #[must_use]
    pub fn all(template: &Template, words: &Words) -> Vec<Self> {
        if template.kind == Kind::Summary {
            let of_template = template.sections.iter().map(|section| Self {
                title: template.text(&section.title, words.language).to_owned(),
                kinds: section.kinds.iter().copied().map(Some).chain(section.is_open.then_some(None)).collect(),
            });
            return of_template.collect();
        }
        let (received, apart): (Vec<DaybookKind>, Vec<DaybookKind>) =
            DaybookKind::ALL.into_iter().partition(|kind| kind.is_received());
        let received = Self { title: words.control.received.clone(), kinds: received.into_iter().map(Some).collect() };
        let apart = apart.into_iter().map(|kind| Self {
            title: words.key_figures.apart.get(kind_name(kind)).cloned().unwrap_or_default(),
            kinds: vec![Some(kind)],
        });
        let open = Self { title: words.key_figures.open.clone(), kinds: vec![None] };
        [received].into_iter().chain(apart).chain([open]).collect()
    }
}
