//! Pages that a page refers to, which are known only when all have been counted.

use super::line_breaks::broken;
use super::style::Style;
use crate::render::pdf::page::font::drawable;

/// What pages refer to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::render::pdf) enum ReferenceTarget {
    /// What a reader should know about the figures.
    Findings,
    /// What differs from the version before.
    Revision,
    /// The lines of what was not received.
    NotReceived,
    /// A recap behind the lines, by its place among all.
    Recap(usize),
}

/// What stands for the pages of a place while they are only counted, by how many lines a report has: no reference is wider
/// but of a report whose lines are pages long.
const WIDEST_REFERENCES: [(usize, &str); 4] =
    [(150, "00-00"), (2_000, "000-000"), (40_000, "0000-0000"), (usize::MAX, "00000000-00000000")];

/// The pages on which something stands.
#[derive(Clone, Debug)]
pub(super) struct PageReference {
    pages: String,
    widest: &'static str,
}

impl PageReference {
    /// Pages in figures, a run or the first alone, of a report of so many lines; `None` while they are counted.
    pub(super) fn to(pages: Option<String>, is_run: bool, lines: usize) -> Self {
        let widest = WIDEST_REFERENCES.into_iter().find(|(most, _)| lines <= *most).map_or("", |(_, widest)| widest);
        let widest = if is_run { widest } else { &widest[..widest.len() / 2] };
        Self { pages: pages.unwrap_or_else(|| widest.to_owned()), widest }
    }

    /// A text with the pages in the place of `{page}`.
    pub(super) fn filled(&self, text: &str) -> String {
        text.replace("{page}", &self.pages)
    }

    /// A text with the pages in the place of `{page}`, in lines; as many of them however wide the pages are.
    pub(super) fn broken(&self, text: &str, style: Style, room: f32) -> Vec<String> {
        let with = |pages: &str| broken(&drawable(&text.replace("{page}", pages)), style, room);
        let mut lines = with(&self.pages);
        let count = with(self.widest).len();
        if lines.len() > count {
            let rest = lines.split_off(count - 1).concat();
            lines.push(rest);
        }
        lines.resize(count, String::new());
        lines
    }
}
