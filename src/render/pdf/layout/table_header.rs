//! The labels over the columns of a table: in full where it begins, in small type where they were said shortly before.

use super::sheet::{Sheet, Style};
use super::table_line::{Grid, LineLook};
use crate::render::pdf::page::{Colour, Role, Tag};

/// The size of labels that are said again, in sizes of the table, and the distance of their lines, in sizes of theirs.
const SMALL: f32 = 0.86;
const LEADING: f32 = 1.02;
/// The blanks below and above them, in points; where lines stand closely there is none above.
const BELOW: f32 = 0.6;
const ABOVE: f32 = 1.4;

/// How the labels of columns are said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Labels {
    /// For the first time, in full.
    First,
    /// Again, over a further table of the same columns that begins at the head of a page.
    AtHead,
    /// The same further down the page, in small type.
    Small,
    /// For the eye alone, over the rest of a table.
    Aside,
}

impl Labels {
    fn tag(self) -> Option<Tag> {
        match self {
            Self::First => Some(Tag::Header),
            Self::AtHead | Self::Small => Some(Tag::HeaderAgain),
            Self::Aside => None,
        }
    }
}

impl Grid<'_> {
    /// Begins a table with the labels of its columns.
    pub(super) fn begin_table(&self, sheet: &mut Sheet<'_>, labels: Labels) {
        sheet.open(Role::Table);
        sheet.open(Role::TableHead);
        sheet.open(Role::TableRow);
        self.header(sheet, labels);
        sheet.close();
        sheet.close();
    }

    /// Draws the labels of the columns.
    pub(super) fn header(&self, sheet: &mut Sheet<'_>, labels: Labels) {
        let (top, height) = (sheet.y, self.labels_height(labels));
        let style = if labels == Labels::Small {
            Style::label(self.columns.size * SMALL)
        } else {
            Style::bold(self.columns.size)
        };
        for (index, column) in self.columns.placed.iter().enumerate() {
            if let Some(tag) = labels.tag() {
                sheet.open(Role::HeaderCell);
                sheet.begin(if index == 0 { tag } else { Tag::Cell });
            }
            let lines = &column.header;
            for (index, line) in lines.iter().enumerate() {
                // Labels of one line stand at the foot of those of two.
                let y = if labels == Labels::Small {
                    let below = lines.len() - index - 1;
                    #[expect(clippy::cast_precision_loss, reason = "a few lines")]
                    let below = below as f32 * style.size * LEADING;
                    top + height - BELOW - below
                } else {
                    let blank = height - 2.0 - self.height(lines.len(), LineLook::Plain);
                    top + blank + self.baseline(index)
                };
                sheet.text(column.text_x(style.width(line.trim_end_matches(' '))), y, style, line);
            }
            if labels.tag().is_some() {
                sheet.end();
                sheet.close();
            }
        }
        sheet.y += height;
        if labels != Labels::Small {
            sheet.rule(self.left(), sheet.y - 1.0, self.width(), 0.7, Colour::BLACK);
        }
    }

    /// The height of the labels over a table that begins, in points.
    #[must_use]
    pub(super) fn header_height(&self) -> f32 {
        self.labels_height(Labels::First)
    }

    /// The height of the labels of the columns, in points.
    #[must_use]
    pub(super) fn labels_height(&self, labels: Labels) -> f32 {
        let lines = self.columns.placed.iter().map(|column| column.header.len()).max().unwrap_or(0);
        if labels == Labels::Small {
            #[expect(clippy::cast_precision_loss, reason = "a few lines")]
            let lines = lines as f32;
            return lines * self.columns.size * SMALL * LEADING + BELOW + if self.around < 1.0 { 0.0 } else { ABOVE };
        }
        self.height(lines, LineLook::Plain) + 2.0
    }
}
