//! How closely the parts of a report stand: as close as it takes to keep a small report on few pages.

use std::collections::BTreeSet;

use crate::render::manifest::LeftOut;
use crate::report::document::Document;
use crate::report::template::Orientation;

/// How closely parts stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::render::pdf) enum Density {
    /// Each part takes the whole width.
    Usual,
    /// The same with lines that stand closer, where that keeps a long report within the pages that readers expect.
    CloseLines,
    /// The same with a first page whose parts stand as close as they can be read, where that keeps its recaps on it.
    CloseFirstPage,
    /// Recaps, lines and control stand in two columns, as close as they can be read.
    Compact,
    /// The same without headings of booking groups among the lines, whose sums a recap has, and without the notes of the
    /// control.
    Tight,
    /// The same without receipts less expenses among the lines, as both stand there: rather than on two pages.
    Tightest,
    /// `Tight` on a page that stands, of a report whose pages lie: its lines have more room below each other.
    Upright,
}

impl Density {
    /// Those that a report of few pages may have, the roomiest first.
    pub(super) const CLOSER: [Self; 4] = [Self::Compact, Self::Tight, Self::Tightest, Self::Upright];
    /// Reports of more pages are not set closer: nobody expects to find them on one or two.
    pub(super) const MOST_PAGES: usize = 6;
    /// A city's month takes no more pages; lines stand closer where that saves a few.
    pub(super) const CITY_PAGES: usize = 20;
    pub(super) const SAVED: usize = 4;
    /// Texts that would have to be smaller don't stand in columns, in points.
    pub(super) const SMALLEST: f32 = 7.5;

    /// A length, by how close parts stand.
    pub(super) fn pick(self, usual: f32, compact: f32) -> f32 {
        if self.is_compact() || self == Self::CloseFirstPage { compact } else { usual }
    }

    /// The same where each density has its own.
    pub(super) fn pick_of(self, usual: f32, compact: f32, tight: f32) -> f32 {
        match self {
            Self::Usual | Self::CloseLines => usual,
            Self::Compact => compact,
            Self::CloseFirstPage | Self::Tight | Self::Tightest | Self::Upright => tight,
        }
    }

    /// The same of the lines of the report.
    pub(super) fn pick_of_lines(self, usual: f32, compact: f32, tight: f32) -> f32 {
        match self {
            Self::CloseLines => compact,
            Self::CloseFirstPage => usual,
            _ => self.pick_of(usual, compact, tight),
        }
    }

    /// Whether what is said elsewhere is left out.
    pub(super) fn is_tight(self) -> bool {
        matches!(self, Self::Tight | Self::Tightest | Self::Upright)
    }

    /// What pages go without.
    pub(in crate::render::pdf) fn left_out(self, document: &Document) -> LeftOut {
        let recaps = if self.is_tight() { document.repeated_recaps.clone() } else { BTreeSet::new() };
        LeftOut { recaps, balance: self == Self::Tightest }
    }

    /// How the pages of a report stand.
    pub(super) fn orientation(self, usual: Orientation) -> Orientation {
        if self == Self::Upright { Orientation::Portrait } else { usual }
    }

    /// Whether it says anything else of a report than those before it.
    pub(super) fn is_for(self, document: &Document) -> bool {
        let mut outlines = document.sections.iter().flat_map(|section| &section.pages);
        match self {
            Self::Tightest => outlines.any(|outline| !outline.is_matrix && outline.dispensable_balance().is_some()),
            Self::Upright => {
                document.page.orientation == Orientation::Landscape && !outlines.any(|outline| outline.is_wide)
            }
            _ => true,
        }
    }

    /// Whether parts stand in columns.
    pub(super) fn is_compact(self) -> bool {
        self == Self::Compact || self.is_tight()
    }
}
