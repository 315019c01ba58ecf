//! The names of groups of lines before their lines instead of above them: where a page has no height to spare, but width.

use super::line_breaks::broken;
use super::sheet::{Sheet, Style};
use super::shortening::shortened;
use super::table::{LineGroup, TableWriter};
use super::table_line::{Gap, LineLook};
use crate::render::pdf::page::font::drawable;
use crate::render::pdf::page::{Colour, Role, Tag};
use crate::report::row::{RowKind, RowView};

/// A heading of no more characters is never cut off.
pub(super) const WHOLE: usize = 60;

/// The blank above and below a line of such a group, in points.
const LISTED: Gap = -0.35;
/// The blank between a name and its edges, in points.
const EDGE: f32 = 2.5;
/// So many lines of a group that goes on on the next page stand beside its name.
const FIRST: usize = 2;
/// What parts a name from the sums behind it.
const DASH: &str = " — ";
/// What adding up widths may lose, in points.
const ROUNDING: f32 = 0.02;

/// Where the names of groups stand before their lines.
pub(super) struct GroupNames {
    /// Their room, in points.
    room: f32,
    /// What they are.
    label: String,
}

impl TableWriter {
    /// The same with the names of groups before their lines, in a room of their own, and lines as close as can be.
    #[must_use]
    pub(super) fn beside(mut self, room: f32, label: &str) -> Self {
        self.names = Some(GroupNames { room, label: label.to_owned() });
        self.gap = LISTED;
        self
    }

    /// Says what names are, over them: for the eye alone, as a name is no cell of the lines beside it.
    pub(super) fn label_names(&self, sheet: &mut Sheet<'_>) {
        let Some(names) = self.names.as_ref().filter(|names| names.room > 0.0) else { return };
        let (left, size) = (sheet.geometry.left, self.columns.size);
        let style = Style::bold(size);
        let y = sheet.y - 2.0 - self.grid().height(1, LineLook::Plain) + self.grid().baseline(0);
        sheet.aside(left + EDGE, y, style, &shortened(&drawable(&names.label), style, names.room - 2.0 * EDGE));
        sheet.rule(left, sheet.y - 1.0, names.room, 0.7, Colour::BLACK);
    }

    /// Draws the lines of a group beside its name. One that is not taller than a page stays on it.
    pub(super) fn group_beside<'r, R: Iterator<Item = RowView<'r>>>(
        &mut self,
        sheet: &mut Sheet<'_>,
        group: LineGroup<'_>,
        rows: impl Fn() -> R,
    ) {
        let Some(room) = self.names.as_ref().map(|names| names.room) else { return };
        let (size, left) = (self.columns.size, sheet.geometry.left);
        let (lines, totals): (Vec<_>, Vec<_>) = rows().partition(|row| row.kind == RowKind::Detail);
        let name = name_lines(group, lines.len(), room - 2.0 * EDGE, size);
        let height = |rows: &[RowView<'r>]| {
            rows.iter().enumerate().map(|(index, row)| self.height_of(index, row, sheet)).sum::<f32>()
        };
        let (own, below) = (self.grid().height(name.len(), LineLook::Plain), height(&totals));
        let tall = own.max(height(&lines));
        let first = own.max(height(&lines[..lines.len().min(FIRST)]));
        self.continued.clear();
        if !self.is_bare {
            let whole = tall + below;
            self.make_room(sheet, if whole <= self.room_of_a_page(sheet) { whole } else { first });
        }
        self.is_bare = true;
        self.begin_body(sheet);
        let (top, page) = (sheet.y, sheet.number);
        sheet.open(Role::TableRow);
        sheet.part(Role::Cell { columns: self.columns.placed.len() }, Tag::Group, |sheet| {
            for (index, texts) in name.iter().enumerate() {
                let mut x = left + EDGE;
                for (style, text) in texts {
                    sheet.text(x, top + self.grid().baseline(index), *style, text);
                    x += style.width(text);
                }
            }
        });
        sheet.close();
        sheet.bookmark(group.level, group.title);
        group.title.clone_into(&mut self.continued);
        self.rows(sheet, lines.into_iter());
        self.continued.clear();
        if sheet.number == page {
            sheet.y = sheet.y.max(top + tall);
        }
        sheet.rule(left, sheet.y, room, 0.2, Colour::HAIR);
        if !totals.is_empty() {
            // The total's band goes over both.
            let top = sheet.y + LineLook::Total.above() * self.grid().around;
            sheet.tint(left, top, room, sheet.y + below - top, Colour::TINT);
            sheet.rule(left, top, room, 0.9, Colour::BLACK);
            sheet.rule(left, sheet.y + below, room, 0.9, Colour::BLACK);
            self.rows(sheet, totals.into_iter());
        }
    }
}

/// The width that the name of a group and what its lines come to would have, and that without which a word of them is broken,
/// in points.
pub(super) fn name_widths(title: &str, sums: &str, size: f32) -> [f32; 2] {
    let (bold, regular) = (Style::bold(size), Style::regular(size));
    let word = |text: &str, style: Style| text.split(' ').map(|word| style.width(&drawable(word))).fold(0.0, f32::max);
    let least = word(title, bold).max(word(sums, regular));
    [bold.width(&drawable(title)).max(least), least].map(|width| width + 2.0 * EDGE + ROUNDING)
}

/// The name of a group in lines, each in texts of their style. What its lines come to stands behind it, unless it has but
/// one, which says so itself.
fn name_lines(group: LineGroup<'_>, lines: usize, room: f32, size: f32) -> Vec<Vec<(Style, String)>> {
    let (bold, regular) = (Style::bold(size), Style::regular(size));
    let title = drawable(group.title);
    // A longer one stands whole in the lines.
    let title = if group.title.chars().count() > WHOLE { shortened(&title, bold, room) } else { title.into_owned() };
    let mut name: Vec<Vec<(Style, String)>> =
        broken(&title, bold, room).into_iter().map(|line| vec![(bold, line)]).collect();
    // What stands behind the last dash is read as the sums.
    if group.sums.is_empty() || (lines == 1 && !title.contains(DASH)) {
        return name;
    }
    let sums = drawable(group.sums);
    let behind = format!("{DASH}{sums}");
    match name.last_mut() {
        Some(last)
            if last.iter().map(|(style, text)| style.width(text)).sum::<f32>() + regular.width(&behind) <= room =>
        {
            last.push((regular, behind));
        }
        last => {
            if let Some((_, text)) = last.and_then(|last| last.last_mut()) {
                *text += " ";
            }
            let sums = format!("{} {sums}", DASH.trim());
            name.extend(broken(&sums, regular, room).into_iter().map(|line| vec![(regular, line)]));
        }
    }
    name
}
