//! Lays a report out on pages: the first with what a reader wants to know, then lines, recaps, control, signatures.

mod apart;
mod chart;
mod closing;
mod columns;
mod control_table;
mod first_page;
mod first_page_table;
pub(super) mod form_canvas;
mod head;
pub(super) mod legible;
mod listing;
mod outline;
pub(super) mod paper_form;
mod parts;
mod recap;
mod reference;
pub(super) mod sheet;
mod status;
mod style;
mod table;
mod table_line;

use crate::render::pdf::page::font::drawable;
use crate::render::pdf::page::{Page, Role, Tag};
use crate::report::document::{Document, Section};
use closing::{control, signatures};
use columns::broken;
use first_page::first_page;
use head::head;
use listing::listing;
use parts::short_table;
use reference::Place;
use sheet::{LaidOut, Sheet, Style};
use status::status;

/// The size of running text, in points.
const TEXT: f32 = 8.5;

/// Lays the report out and hands each page to `emit`; tells what else comes of it.
///
/// Without what was `counted` before, they are only good to be counted.
pub(super) fn lay_out(document: &Document, counted: Option<&LaidOut>, emit: &mut dyn FnMut(Page)) -> LaidOut {
    let mut sheet = Sheet::new(document, counted, emit);
    sheet.open(Role::Document);
    head(&mut sheet);
    status(&mut sheet);
    if document.is_empty() {
        no_bookings(&mut sheet);
    } else {
        first_page(&mut sheet);
    }
    for section in &document.sections {
        lines(&mut sheet, section);
    }
    for (index, recap) in document.recaps_behind() {
        recap::recap(&mut sheet, recap);
        sheet.place(Place::Recap(index));
    }
    for (index, table) in document.revision.iter().enumerate() {
        short_table(&mut sheet, table, TEXT, if index == 0 { 11.0 } else { 9.0 }, u8::from(index > 0));
        sheet.place(Place::Revision);
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
        for (index, line) in broken(&drawable(document.no_lines()), style, sheet.width()).iter().enumerate() {
            sheet.y += if index > 0 { 17.0 } else { 0.0 };
            sheet.text(sheet.geometry.left, sheet.y, style, line);
        }
    });
    sheet.y += 18.0;
}

fn lines<'a>(sheet: &mut Sheet<'a>, section: &'a Section) {
    if !section.pages.is_empty() {
        for (index, lines) in section.pages.iter().enumerate() {
            outline::outline(sheet, section, lines, index == 0);
        }
        return;
    }
    listing(sheet, section);
}
