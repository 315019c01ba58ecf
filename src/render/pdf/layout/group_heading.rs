//! An outermost heading over lines that are a table of their own: those who hear the report go from one to the next.

use super::sheet::{Sheet, Style};
use super::shortening::shortened;
use super::table_line::{Grid, Lead, LineLook, TableLine, in_the_language_of_tables};
use crate::render::pdf::page::font::drawable;
use crate::render::pdf::page::{Colour, Role, Tag};

/// The blank in front of the word beside the figures, and behind it, in points.
const BLANK: f32 = 4.0;
const BEHIND: f32 = 2.5;

impl Grid<'_> {
    fn total_style(&self) -> Style {
        Style::label(self.columns.size * 0.92)
    }

    /// The room of the word that stands beside the figures of a heading, in points.
    #[must_use]
    pub(super) fn room_of_total(&self, lead: &Lead) -> f32 {
        lead.total.map_or(0.0, |total| self.total_style().width(total) + BLANK)
    }

    /// Writes the word beside the figures of a heading; it names their line.
    pub(super) fn total(&self, sheet: &mut Sheet<'_>, total: &str, top: f32) {
        let Some(column) = self.columns.placed.first() else { return };
        sheet.text_to(column.x + column.width - BEHIND, top + self.baseline(0), self.total_style(), total);
    }

    /// Writes the name of a heading, whose figures are drawn as a line of the table under it.
    pub(super) fn heading(&self, sheet: &mut Sheet<'_>, line: &TableLine<'_>, level: u8) {
        let Some(name) = line.texts.first() else { return };
        let top = sheet.y + line.look.above() * self.around;
        let bottom = sheet.y + line.height - line.look.below() * self.around;
        let style = line.look.style(self.columns.size);
        let column = self.placed(0, &line.lead, line.lead.total.is_none());
        sheet.tint(self.left(), top, self.width(), bottom - top, Colour::BAND);
        sheet.part(Role::Heading(level), Tag::GroupHeading, |sheet| {
            if line.lead.foreign == Some(0) && name.text != sheet.document.words.title.unknown {
                in_the_language_of_tables(sheet);
            }
            if !line.lead.code.is_empty() {
                let x = column.x + column.indent - line.lead.room;
                // The blank parts the code from the name for those who hear or copy it.
                sheet.text(x, top + self.baseline(0), style, format!("{} ", drawable(&line.lead.code)));
            }
            for (index, text) in (0..line.lines()).map_while(|index| name.line(index)).enumerate() {
                let width = style.width(text.trim_end_matches(' '));
                sheet.text(column.text_x(width), top + self.baseline(index), style, text);
            }
        });
    }

    /// Names, at the head of a page, what goes on there; it only helps the eye.
    pub(super) fn continued(&self, sheet: &mut Sheet<'_>, title: &str) {
        let style = LineLook::Band.style(self.columns.size);
        let behind = format!(" ({})", sheet.document.words.lines.continued);
        let name = shortened(&drawable(title), style, self.width() - 5.0 - style.width(&behind)) + &behind;
        let height = self.height(1, LineLook::Plain);
        sheet.tint(self.left(), sheet.y, self.width(), height, Colour::BAND);
        sheet.text(self.left() + 2.5, sheet.y + self.baseline(0), style, &name);
        sheet.y += height;
    }
}
