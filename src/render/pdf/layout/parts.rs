//! A heading with what stands under it, and a table under a heading: the parts that pages are made of.

use std::borrow::Cow;

use super::columns::place;
use super::line_breaks::broken;
use super::sheet::{Sheet, Style};
use super::table::{About, TableWriter};
use crate::render::pdf::page::font::drawable;
use crate::render::pdf::page::{Role, Tag, mm};
use crate::report::document::{Column, Table};
use crate::report::row::Row;

/// The size of notes under headings, in points.
const NOTE: f32 = 7.5;

/// The distance of their lines, in points.
const NOTE_LINE: f32 = 9.5;

/// The blank above what has no heading, in points, and how much of it stands under a note there.
const UNTITLED: f32 = 12.0;
const CLOSE_UNTITLED: f32 = 7.0;
const UNDER_NOTE: f32 = 2.0;

/// The blanks above and below a heading in columns, in sizes.
const CLOSE_ABOVE: f32 = 1.4;
const TIGHT_ABOVE: f32 = 1.2;
/// Where the first heading of a column stands, in points: beside that of the other.
const CLOSE_FIRST: f32 = 12.0;
pub(super) const CLOSE_BELOW: f32 = 0.25;
/// The blank between a heading and the note behind it, and how much room that needs at least, in points.
const BEHIND: f32 = 6.0;
const LEAST_BEHIND: f32 = 60.0;

/// The lines of a note.
fn lines_of(sheet: &Sheet<'_>, note: Option<&str>) -> Vec<String> {
    note.map_or_else(Vec::new, |note| broken(&drawable(note), Style::label(NOTE), sheet.width()))
}

/// The height of a heading with its note in a width, in points.
#[must_use]
#[allow(clippy::cast_precision_loss)]
pub(super) fn heading_height(title: &str, note: Option<&str>, size: f32, width: f32) -> f32 {
    let titles = broken(&drawable(title), Style::bold(size), width).len() as f32;
    let notes = note.map_or(0, |note| broken(&drawable(note), Style::label(NOTE), width).len()) as f32;
    size * (2.2 + 1.2 * (titles - 1.0)) + notes * NOTE_LINE
}

/// A heading with a sentence behind it, where parts stand in columns.
pub(super) fn close_heading(sheet: &mut Sheet<'_>, heading: CloseHeading<'_>, least: f32, level: u8) {
    let CloseHeading { title, size, above, titles, room, note_style, notes, height } = heading;
    let style = Style::bold(size).in_colour(sheet.accent());
    sheet.keep_together(height + least.max(2.0));
    sheet.y += if sheet.is_at_top() { CLOSE_FIRST } else { size * above };
    sheet.bookmark(level, title);
    let left = sheet.geometry.left;
    sheet.part(Role::Heading(level + 2), Tag::Heading, |sheet| {
        for (index, line) in titles.iter().enumerate() {
            sheet.y += if index > 0 { size * 1.2 } else { 0.0 };
            sheet.text(left, sheet.y, style, line);
        }
    });
    if !notes.is_empty() {
        sheet.part(Role::Paragraph, Tag::Text, |sheet| {
            for (index, line) in notes.iter().enumerate() {
                sheet.y += if index > 0 || room == 0.0 { NOTE_LINE } else { 0.0 };
                let x = if index == 0 && room > 0.0 { left + sheet.width() - room } else { left };
                sheet.text(x, sheet.y, note_style, line);
            }
        });
    }
    sheet.y += size * CLOSE_BELOW;
}

/// A heading with a sentence behind it.
pub(super) struct CloseHeading<'t> {
    title: &'t str,
    size: f32,
    /// The blank above it, in sizes.
    above: f32,
    titles: Vec<String>,
    /// The room behind the heading, in points; none where the sentence begins below.
    room: f32,
    note_style: Style,
    notes: Vec<String>,
    /// Its height, in points.
    pub(super) height: f32,
}

impl<'t> CloseHeading<'t> {
    /// Whether some of the sentence stands below the heading.
    pub(super) fn has_notes_below(&self) -> bool {
        self.notes.len() > usize::from(self.room > 0.0)
    }

    /// Where the last line of the sentence ends, from the left, in points.
    pub(super) fn end_of_notes(&self) -> f32 {
        self.notes.last().map_or(0.0, |line| self.note_style.width(line))
    }

    /// A heading in the width that there is.
    pub(super) fn new(sheet: &Sheet<'_>, title: &'t str, note: Option<&str>, note_style: Style, size: f32) -> Self {
        let width = sheet.width();
        let above = sheet.density.pick_of(CLOSE_ABOVE, CLOSE_ABOVE, TIGHT_ABOVE);
        let style = Style::bold(size);
        let titles = broken(&drawable(title), style, width);
        let label = note_style;
        let note = note.map(|note| drawable(note).into_owned()).unwrap_or_default();
        let mut room = if titles.len() == 1 { width - style.width(&titles[0]) - BEHIND } else { 0.0 };
        let mut notes = Vec::new();
        if !note.is_empty() {
            // As much as fits behind the heading, the rest below.
            let first = broken(&note, label, room.max(1.0)).remove(0);
            if room < LEAST_BEHIND || label.width(first.trim_end()) > room {
                room = 0.0;
                notes = broken(&note, label, width);
            } else {
                let rest = note[first.len()..].to_owned();
                notes.push(first);
                if !rest.is_empty() {
                    notes.extend(broken(&rest, label, width));
                }
            }
        }
        let more = notes.len().saturating_sub(usize::from(room > 0.0));
        #[allow(clippy::cast_precision_loss)]
        let height = size * (above + CLOSE_BELOW + 1.2 * (titles.len() - 1) as f32) + NOTE_LINE * more as f32;
        Self { title, size, above, titles, room, note_style, notes, height }
    }
}

/// A heading with a sentence under it; what follows needs `least` on the same page.
pub(super) fn heading(sheet: &mut Sheet<'_>, title: &str, note: Option<&str>, size: f32, least: f32, level: u8) {
    if sheet.is_narrow() {
        let close = CloseHeading::new(sheet, title, note, Style::label(NOTE), size);
        return close_heading(sheet, close, least, level);
    }
    let style = Style::bold(size).in_colour(sheet.accent());
    let titles = broken(&drawable(title), style, sheet.width());
    let notes = lines_of(sheet, note);
    #[allow(clippy::cast_precision_loss)]
    let own =
        size * (sheet.density.pick(2.2, 1.7) + 1.2 * (titles.len() as f32 - 1.0)) + notes.len() as f32 * NOTE_LINE;
    // Two points for what hangs below the last line.
    sheet.keep_together(own + least.max(2.0));
    sheet.y += if sheet.is_fresh() { size } else { size * sheet.density.pick(1.9, 1.4) };
    sheet.bookmark(level, title);
    sheet.part(Role::Heading(level + 2), Tag::Heading, |sheet| {
        for (index, line) in titles.iter().enumerate() {
            sheet.y += if index > 0 { size * 1.2 } else { 0.0 };
            sheet.text(sheet.geometry.left, sheet.y, style, line);
        }
    });
    note_lines(sheet, &notes);
    sheet.y += size * 0.3;
}

/// The same without a heading.
pub(super) fn untitled(sheet: &mut Sheet<'_>, note: Option<&str>, least: f32) {
    let notes = lines_of(sheet, note);
    let below = if notes.is_empty() { 0.0 } else { UNDER_NOTE };
    let above = sheet.density.pick(UNTITLED, CLOSE_UNTITLED) - below;
    #[allow(clippy::cast_precision_loss)]
    let own = above + below + notes.len() as f32 * NOTE_LINE;
    sheet.keep_together(own + least);
    sheet.y += if sheet.is_at_top() { 0.0 } else { above };
    note_lines(sheet, &notes);
    sheet.y += below;
}

fn note_lines(sheet: &mut Sheet<'_>, notes: &[String]) {
    if notes.is_empty() {
        return;
    }
    sheet.part(Role::Paragraph, Tag::Text, |sheet| {
        for line in notes {
            sheet.y += NOTE_LINE;
            sheet.text(sheet.geometry.left, sheet.y, Style::label(NOTE), line);
        }
    });
}

/// A table under a heading.
pub(super) fn short_table(sheet: &mut Sheet<'_>, table: &Table, size: f32, heading_size: f32, level: u8) {
    titled(sheet, table, size, heading_size, level, |writer| writer);
}

/// Columns that are as wide as they were meant to be, or as much narrower as they have room: those of a report's lines may
/// have others beside them.
fn within(columns: &[Column], room: f32) -> Cow<'_, [Column]> {
    let share = room / columns.iter().map(|column| mm(column.width)).sum::<f32>();
    // Less than a thousandth is rounding.
    if share > 0.999 {
        return Cow::Borrowed(columns);
    }
    let narrower = |column: &Column| Column { width: column.width * share, ..column.clone() };
    columns.iter().map(narrower).collect()
}

/// A table under its heading, as a look makes it.
pub(super) fn titled(
    sheet: &mut Sheet<'_>,
    table: &Table,
    size: f32,
    heading_size: f32,
    level: u8,
    look: impl FnOnce(TableWriter) -> TableWriter,
) {
    let columns = within(&table.columns, sheet.width());
    let columns = place(&columns, table.rows.iter().map(Row::view), sheet.document.words, sheet.geometry.left, size);
    let writer = look(TableWriter::new(columns, About::Others));
    under_heading(sheet, table, &table.rows, writer, heading_size, level);
}

/// Lines of a table under its heading.
pub(super) fn under_heading(
    sheet: &mut Sheet<'_>,
    table: &Table,
    rows: &[Row],
    mut writer: TableWriter,
    heading_size: f32,
    level: u8,
) {
    let least = if rows.is_empty() { 0.0 } else { writer.least_height(sheet, rows.iter().map(Row::view)) };
    heading(sheet, &table.title, table.note.as_deref(), heading_size, least, level);
    if !rows.is_empty() {
        writer.begin(sheet);
        writer.rows(sheet, rows.iter().map(Row::view));
        writer.end(sheet);
    }
}
