//! A heading with what stands under it, and a table under a heading: the parts that pages are made of.

use super::columns::{broken, place};
use super::sheet::{Sheet, Style};
use super::table::{About, TableWriter};
use crate::render::pdf::page::font::drawable;
use crate::render::pdf::page::{Role, Tag};
use crate::report::document::Table;
use crate::report::row::Row;

/// The size of notes under headings, in points.
const NOTE: f32 = 7.5;

/// The distance of their lines, in points.
const NOTE_LINE: f32 = 9.5;

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

/// A heading with a sentence under it; what follows needs `least` on the same page.
pub(super) fn heading(sheet: &mut Sheet<'_>, title: &str, note: Option<&str>, size: f32, least: f32, level: u8) {
    let style = Style::bold(size).in_colour(sheet.accent());
    let titles = broken(&drawable(title), style, sheet.width());
    let notes = lines_of(sheet, note);
    #[allow(clippy::cast_precision_loss)]
    let own = size * (2.2 + 1.2 * (titles.len() as f32 - 1.0)) + notes.len() as f32 * NOTE_LINE;
    // Two points for what hangs below the last line.
    sheet.keep_together(own + least.max(2.0));
    sheet.y += if sheet.is_fresh() { size } else { size * 1.9 };
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
    #[allow(clippy::cast_precision_loss)]
    let own = 12.0 + notes.len() as f32 * NOTE_LINE;
    sheet.keep_together(own + least);
    sheet.y += if sheet.is_fresh() { 0.0 } else { 12.0 };
    note_lines(sheet, &notes);
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

pub(super) fn titled(
    sheet: &mut Sheet<'_>,
    table: &Table,
    size: f32,
    heading_size: f32,
    level: u8,
    look: impl FnOnce(TableWriter) -> TableWriter,
) {
    let columns =
        place(&table.columns, table.rows.iter().map(Row::view), sheet.document.words, sheet.geometry.left, size);
    let mut writer = look(TableWriter::new(columns, About::Others));
    let least = if table.rows.is_empty() { 0.0 } else { writer.least_height(sheet, table.rows.iter().map(Row::view)) };
    heading(sheet, &table.title, table.note.as_deref(), heading_size, least, level);
    if !table.rows.is_empty() {
        writer.begin(sheet);
        writer.rows(sheet, table.rows.iter().map(Row::view));
        writer.end(sheet);
    }
}
