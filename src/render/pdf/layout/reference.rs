//! Pages that a page refers to, which are known only when all have been counted.

use super::columns::broken;
use super::style::Style;
use crate::render::pdf::page::font::drawable;

/// What pages refer to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::render::pdf) enum Place {
    /// What a reader should know about the figures.
    Findings,
    /// What differs from the version before.
    Revision,
    /// The lines of what was not received.
    NotReceived,
    /// A recap behind the lines, by its place among all.
    Recap(usize),
}

/// What stands for the pages of a place while they are only counted: no reference is wider.
const WIDEST_REFERENCE: &str = "00000000-00000000";

/// The pages on which something stands.
#[derive(Clone, Debug)]
pub(super) struct Reference {
    pages: String,
}

impl Reference {
    /// Pages in figures; `None` while they are counted.
    pub(super) fn to(pages: Option<String>) -> Self {
        Self { pages: pages.unwrap_or_else(|| WIDEST_REFERENCE.to_owned()) }
    }

    /// A text with the pages in the place of `{page}`.
    pub(super) fn filled(&self, text: &str) -> String {
        text.replace("{page}", &self.pages)
    }

    /// A text with the pages in the place of `{page}`, in lines; as many of them however wide the pages are.
    pub(super) fn broken(&self, text: &str, style: Style, room: f32) -> Vec<String> {
        let with = |pages: &str| broken(&drawable(&text.replace("{page}", pages)), style, room);
        let mut lines = with(&self.pages);
        lines.resize(with(WIDEST_REFERENCE).len().max(lines.len()), String::new());
        lines
    }
}
