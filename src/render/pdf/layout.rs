//! Lays a report out on pages: head, lines, recaps, control, signatures.

use super::columns::{broken, place};
use super::font::{Face, drawable};
use super::page::{Bookmark, Page, mm};
use super::sheet::Sheet;
use super::table::TableWriter;
use crate::report::document::{Document, Section, Table};
use crate::report::finding_words::in_words;

/// The size of running text, in points.
const TEXT: f32 = 8.5;
/// The size of tables in the control section, in points.
const CONTROL: f32 = 7.5;

/// The distance of lines of running text, in points.
const LINE: f32 = 11.0;
/// The height of the signatures with their heading, in points.
const SIGNATURES: f32 = 120.0;

/// Lays the report out and hands each page to `emit`; tells where the outline leads and how many pages there are.
///
/// `total` is the number of pages as every page names it; without it the pages are only good to be counted.
pub(super) fn lay_out(document: &Document, total: Option<usize>, emit: &mut dyn FnMut(Page)) -> (Vec<Bookmark>, usize) {
    let mut sheet = Sheet::new(document, total, emit);
    head(&mut sheet);
    if document.is_empty() {
        sheet.y += 14.0;
        let y = sheet.y + 14.0;
        sheet.text(sheet.geometry.left, y, Face::Bold, 14.0, &document.words.title.no_bookings);
        sheet.y += 30.0;
    }
    for section in &document.sections {
        lines(&mut sheet, section);
    }
    if document.sections.iter().any(|section| section.total.is_none()) {
        received(&mut sheet);
    }
    for recap in &document.recaps {
        short_table(&mut sheet, recap, TEXT, 10.0, 0);
    }
    for (index, table) in document.revision.iter().enumerate() {
        short_table(&mut sheet, table, TEXT, if index == 0 { 11.0 } else { 9.0 }, u8::from(index > 0));
    }
    control(&mut sheet);
    signatures(&mut sheet);
    sheet.finish()
}

fn head(sheet: &mut Sheet<'_>) {
    let document = sheet.document;
    let (title, words) = (&document.title, &document.words);
    let (left, right) = (sheet.geometry.left, sheet.geometry.right);
    if document.incomplete_mark().is_some() {
        sheet.y += 6.0;
    }
    sheet.y += 18.0;
    sheet.text(left, sheet.y, Face::Bold, 18.0, &drawable(&title.title));
    sheet.y += 13.0;
    sheet.text(left, sheet.y, Face::Regular, 9.5, &drawable(&title.subtitle));
    sheet.y += 8.0;
    sheet.rule(left, sheet.y, right - left, 1.2);
    sheet.y += 4.0;
    let mut facts =
        vec![(words.title.library.clone(), title.library.clone()), (words.title.period.clone(), title.period.clone())];
    let selection = title.selection.iter().map(|(label, value)| format!("{label} {value}").trim().to_owned());
    let selection: Vec<String> = selection.collect();
    if !selection.is_empty() {
        facts.push((words.title.selection.clone(), selection.join(" · ")));
    }
    if let Some(number) = &title.number {
        facts.push((words.title.number.clone(), number.clone()));
    }
    facts.push((words.title.version.clone(), title.version.to_string()));
    facts.push((words.title.made.clone(), words.moment(title.made)));
    let value_x = left + mm(26.0);
    for (index, (label, value)) in facts.iter().enumerate() {
        let face = if index < 2 { Face::Bold } else { Face::Regular };
        for (line_index, line) in broken(&drawable(value), face, 9.5, right - value_x).iter().enumerate() {
            sheet.y += 12.5;
            if line_index == 0 {
                sheet.text(left, sheet.y, Face::Regular, 9.5, &drawable(label));
            }
            sheet.text(value_x, sheet.y, face, 9.5, line);
        }
    }
    sheet.y += 8.0;
}

/// A heading with a sentence under it; what follows needs `least` on the same page.
fn heading(sheet: &mut Sheet<'_>, title: &str, note: Option<&str>, size: f32, least: f32, level: u8) {
    let width = sheet.geometry.right - sheet.geometry.left;
    let notes = note.map_or_else(Vec::new, |note| broken(&drawable(note), Face::Regular, CONTROL, width));
    #[allow(clippy::cast_precision_loss)]
    let own = size * 2.2 + notes.len() as f32 * 9.5;
    sheet.keep_together(own + least);
    sheet.y += size * 1.9;
    sheet.bookmark(level, title);
    sheet.text(sheet.geometry.left, sheet.y, Face::Bold, size, &drawable(title));
    for line in &notes {
        sheet.y += 9.5;
        sheet.text(sheet.geometry.left, sheet.y, Face::Regular, CONTROL, line);
    }
    sheet.y += size * 0.3;
}

fn lines(sheet: &mut Sheet<'_>, section: &Section) {
    let document = sheet.document;
    let rows = || section.blocks.iter().flat_map(|block| &block.rows).chain(&section.total);
    let columns = place(
        &document.columns,
        rows().chain([&document.received]),
        &document.words,
        sheet.geometry.left,
        document.page.font_size,
    );
    let table = TableWriter::new(columns);
    let level = u8::from(!section.title.is_empty());
    if section.title.is_empty() {
        sheet.keep_together(table.least_height());
    } else {
        heading(sheet, &section.title, section.note.as_deref(), 11.0, table.least_height(), 0);
    }
    table.header(sheet);
    for (index, block) in section.blocks.iter().enumerate() {
        table.block_heading(sheet, &block.title, block.rows.first());
        sheet.bookmark(level, &block.title);
        let is_last = index + 1 == section.blocks.len();
        table.rows(sheet, block.rows.iter().chain(section.total.iter().filter(|_| is_last)));
    }
}

/// The total of what was received, under lines that have no total of their own.
fn received(sheet: &mut Sheet<'_>) {
    let document = sheet.document;
    let rows = document.sections.iter().flat_map(|section| &section.blocks).flat_map(|block| &block.rows);
    let rows = rows.chain([&document.received]);
    let columns = place(&document.columns, rows, &document.words, sheet.geometry.left, document.page.font_size);
    TableWriter::new(columns).rows(sheet, std::iter::once(&document.received));
}

fn short_table(sheet: &mut Sheet<'_>, table: &Table, size: f32, heading_size: f32, level: u8) {
    let columns = place(&table.columns, table.rows.iter(), &sheet.document.words, sheet.geometry.left, size);
    let writer = TableWriter::new(columns);
    let least = if table.rows.is_empty() { 0.0 } else { writer.least_height() };
    heading(sheet, &table.title, table.note.as_deref(), heading_size, least, level);
    if !table.rows.is_empty() {
        writer.header(sheet);
        writer.rows(sheet, table.rows.iter());
    }
}

fn control(sheet: &mut Sheet<'_>) {
    let document = sheet.document;
    let words = &document.words.control;
    heading(sheet, &words.title, None, 12.0, 60.0, 0);
    for table in &document.control {
        short_table(sheet, table, CONTROL, 9.0, 1);
    }
    let width = sheet.geometry.right - sheet.geometry.left;
    let mut findings: Vec<String> =
        document.findings.iter().map(|finding| format!("– {}", in_words(finding, document.words))).collect();
    if findings.is_empty() {
        findings.push(words.no_findings.clone());
    }
    let lines: Vec<String> =
        findings.iter().flat_map(|finding| broken(&drawable(finding), Face::Regular, TEXT, width)).collect();
    // Nobody should sign a page with nothing else on it: the last findings stay with the signatures.
    #[allow(clippy::cast_precision_loss)]
    let least = lines.len().min(8) as f32 * LINE + if document.roles.is_empty() { 0.0 } else { SIGNATURES };
    heading(sheet, &words.findings, None, 9.0, least, 1);
    for (index, line) in lines.iter().enumerate() {
        sheet.keep_together(if index + 8 == lines.len() { least } else { LINE });
        sheet.y += LINE;
        sheet.text(sheet.geometry.left, sheet.y, Face::Regular, TEXT, line);
    }
    sheet.y += 4.0;
}

/// A box for each role: name, date, room to sign.
fn signatures(sheet: &mut Sheet<'_>) {
    let document = sheet.document;
    if document.roles.is_empty() {
        return;
    }
    let words = &document.words.signature;
    let box_height = mm(30.0);
    heading(sheet, &words.title, None, 11.0, box_height + 6.0, 0);
    let (left, right) = (sheet.geometry.left, sheet.geometry.right);
    #[allow(clippy::cast_precision_loss)]
    let width = (right - left) / document.roles.len() as f32;
    let top = sheet.y + 4.0;
    for (index, role) in document.roles.iter().enumerate() {
        #[allow(clippy::cast_precision_loss)]
        let x = left + width * index as f32;
        let room = width - mm(6.0);
        for (line_index, line) in broken(&drawable(role), Face::Bold, TEXT, room).iter().take(2).enumerate() {
            #[allow(clippy::cast_precision_loss)]
            let y = top + 9.0 + 10.0 * line_index as f32;
            sheet.text(x, y, Face::Bold, TEXT, line);
        }
        sheet.rule(x, top + mm(18.0), room, 0.4);
        sheet.text(x, top + mm(21.5), Face::Regular, CONTROL, &drawable(&words.name));
        sheet.rule(x, top + mm(27.0), room, 0.4);
        sheet.text(x, top + mm(30.5), Face::Regular, CONTROL, &drawable(&words.date));
    }
    sheet.y = top + box_height + 4.0;
}
