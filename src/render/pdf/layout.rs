//! Lays a report out on pages: head, key figures, chart, lines, recaps, control, signatures.

use super::chart::chart;
use super::closing::{control, signatures};
use super::columns::{broken, place};
use super::font::drawable;
use super::head::{head, headlines};
use super::page::{Bookmark, Page, Tag};
use super::sheet::{Sheet, Style};
use super::structure::Role;
use super::table::{About, TableWriter};
use crate::report::document::{Block, Document, Section, Table};
use crate::report::row::Row;

/// The size of running text, in points.
const TEXT: f32 = 8.5;
/// The size of notes under headings, in points.
const NOTE: f32 = 7.5;

/// Lays the report out and hands each page to `emit`; tells where the outline leads and how many pages there are.
///
/// Without the number of pages, `total`, they are only good to be counted.
pub(super) fn lay_out(document: &Document, total: Option<usize>, emit: &mut dyn FnMut(Page)) -> (Vec<Bookmark>, usize) {
    let mut sheet = Sheet::new(document, total, emit);
    sheet.open(Role::Document);
    head(&mut sheet);
    if document.is_empty() {
        no_bookings(&mut sheet);
    } else {
        key_figures(&mut sheet);
    }
    for section in &document.sections {
        lines(&mut sheet, section);
    }
    for recap in &document.recaps {
        short_table(&mut sheet, recap, TEXT, 10.0, 0);
    }
    for (index, table) in document.revision.iter().enumerate() {
        short_table(&mut sheet, table, TEXT, if index == 0 { 11.0 } else { 9.0 }, u8::from(index > 0));
    }
    control(&mut sheet);
    signatures(&mut sheet);
    sheet.close();
    sheet.finish()
}

fn no_bookings(sheet: &mut Sheet<'_>) {
    let document = sheet.document;
    sheet.y += 26.0;
    let style = Style::bold(14.0);
    sheet.part(Role::Paragraph, Tag::Text, |sheet| {
        sheet.text(sheet.geometry.left, sheet.y, style, drawable(&document.words.title.no_bookings));
    });
    sheet.y += 18.0;
}

fn key_figures(sheet: &mut Sheet<'_>) {
    let document = sheet.document;
    if let Some(figures) = &document.key_figures {
        headlines(sheet, &figures.headlines);
        short_table(sheet, &figures.table, TEXT, 10.0, 0);
    }
    if let Some(data) = &document.chart {
        heading(sheet, &data.title, None, 10.0, 90.0, 0);
        chart(sheet, data);
    }
}

/// A heading with a sentence under it; what follows needs `least` on the same page.
pub(super) fn heading(sheet: &mut Sheet<'_>, title: &str, note: Option<&str>, size: f32, least: f32, level: u8) {
    let style = Style::bold(size).in_colour(sheet.accent());
    let titles = broken(&drawable(title), style, sheet.width());
    let notes = note.map_or_else(Vec::new, |note| broken(&drawable(note), Style::label(NOTE), sheet.width()));
    #[allow(clippy::cast_precision_loss)]
    let own = size * (2.2 + 1.2 * (titles.len() as f32 - 1.0)) + notes.len() as f32 * 9.5;
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
    if !notes.is_empty() {
        sheet.part(Role::Paragraph, Tag::Text, |sheet| {
            for line in &notes {
                sheet.y += 9.5;
                sheet.text(sheet.geometry.left, sheet.y, Style::label(NOTE), line);
            }
        });
    }
    sheet.y += size * 0.3;
}

fn lines<'a>(sheet: &mut Sheet<'a>, section: &'a Section) {
    let Document { columns, words, page, received, .. } = sheet.document;
    // The lines of a listing have no total but that of what was received.
    let total = section.total.as_ref().unwrap_or(received);
    let rows = section.rows().chain([total.view()]);
    let columns = place(columns, rows, words, sheet.geometry.left, page.font_size);
    let mut table = TableWriter::new(columns, About::Lines);
    let level = u8::from(!section.title.is_empty());
    let rows_of = |index: usize, block: &'a Block| {
        let is_last = index + 1 == section.blocks.len();
        block.rows.iter().chain(is_last.then(|| total.view()))
    };
    let least = section.blocks.first().map_or(0.0, |block| table.least_height_of_group(sheet, rows_of(0, block)));
    if section.title.is_empty() {
        sheet.y += 12.0;
        sheet.keep_together(least);
    } else {
        heading(sheet, &section.title, section.note.as_deref(), 11.0, least, 0);
    }
    table.begin(sheet);
    for (index, block) in section.blocks.iter().enumerate() {
        table.group(sheet, &block.title, level, rows_of(index, block));
    }
    table.end(sheet);
}

/// The height of a table's heading and of what must stay with it.
pub(super) fn least_height(sheet: &Sheet<'_>, table: &Table, size: f32, heading_size: f32) -> f32 {
    let columns =
        place(&table.columns, table.rows.iter().map(Row::view), sheet.document.words, sheet.geometry.left, size);
    let writer = TableWriter::new(columns, About::Others);
    heading_size * 2.2 + writer.least_height(sheet, table.rows.iter().map(Row::view))
}

/// A table under a heading.
pub(super) fn short_table(sheet: &mut Sheet<'_>, table: &Table, size: f32, heading_size: f32, level: u8) {
    let columns =
        place(&table.columns, table.rows.iter().map(Row::view), sheet.document.words, sheet.geometry.left, size);
    let mut writer = TableWriter::new(columns, About::Others);
    let least = if table.rows.is_empty() { 0.0 } else { writer.least_height(sheet, table.rows.iter().map(Row::view)) };
    heading(sheet, &table.title, table.note.as_deref(), heading_size, least, level);
    if !table.rows.is_empty() {
        writer.begin(sheet);
        writer.rows(sheet, table.rows.iter().map(Row::view));
        writer.end(sheet);
    }
}
