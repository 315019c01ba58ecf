//! Lays a report out on pages: the first with what a reader wants to know, then lines, recaps, control, signatures.

mod apart;
mod blocks;
mod chart;
mod closing;
mod columns;
mod control_table;
mod density;
mod figure_shape;
mod findings;
mod first_page;
mod first_page_table;
mod flow;
pub(super) mod form_canvas;
mod group_heading;
mod group_names;
mod head;
mod leads;
pub(super) mod legible;
mod line_breaks;
mod listing;
mod margins;
mod narrow;
mod outline;
pub(super) mod paper_form;
mod parts;
mod recap;
mod reference;
pub(super) mod sheet;
mod shortening;
mod status;
mod style;
mod table;
mod table_header;
mod table_line;
mod two_columns;

use crate::render::pdf::page::font::drawable;
use crate::render::pdf::page::{Page, Role, Tag};
use crate::report::document::Document;
use blocks::{LayoutBlock, blocks};
use closing::{signatures, signatures_height};
use density::Density;
use head::head;
use line_breaks::broken;
use sheet::{LaidOut, Sheet, Style};
use status::status;
use two_columns::in_columns;

/// The size of running text, in points.
const TEXT: f32 = 8.5;

/// Counts the pages, and finds how closely parts must stand so that a small report takes as few as can be, and a first page
/// has its recaps.
pub(super) fn count(document: &Document) -> LaidOut {
    let best = shortest(document);
    let close = Density::CloseFirstPage;
    let on_first_page = |density| recaps_on_first_page(document, density);
    if best.density != Density::Usual || on_first_page(close) <= on_first_page(best.density) {
        return best;
    }
    let closer = lay_out(Sheet::new(document, close, None, &mut |_| {}));
    if closer.pages <= best.pages { closer } else { best }
}

/// How closely parts must stand so that a small report takes as few pages as can be.
fn shortest(document: &Document) -> LaidOut {
    let laid_out = |density| lay_out(Sheet::new(document, density, None, &mut |_| {}));
    let mut best = laid_out(Density::Usual);
    let most = Density::CITY_PAGES;
    if (most + 1..=most + Density::SAVED).contains(&best.pages) {
        let closer = laid_out(Density::CloseLines);
        return if closer.pages <= most { closer } else { best };
    }
    if best.pages > Density::MOST_PAGES {
        return best;
    }
    for density in Density::CLOSER.into_iter().filter(|density| density.is_for(document)) {
        if best.pages > 1 {
            let closer = laid_out(density);
            if closer.pages < best.pages && closer.smallest >= Density::SMALLEST {
                best = closer;
            }
        }
    }
    best
}

/// Lays the report out as it was counted and hands each page to `emit`; tells what else comes of it.
pub(super) fn draw(document: &Document, counted: &LaidOut, emit: &mut dyn FnMut(Page)) -> LaidOut {
    lay_out(Sheet::new(document, counted.density, Some(counted), emit))
}

fn lay_out(mut sheet: Sheet<'_>) -> LaidOut {
    sheet.open(Role::Document);
    head(&mut sheet);
    status(&mut sheet);
    let blocks = blocks(sheet.document, sheet.density);
    // What stands in columns next to each other shares them.
    let mut blocks = blocks.as_slice();
    while let Some(first) = blocks.first() {
        let is_recap = |block: &&LayoutBlock<'_>| matches!(block, LayoutBlock::FirstPageRecap(_));
        let recaps = blocks.iter().take_while(is_recap).count();
        let (here, rest) = if first.is_narrow(&sheet) {
            let count = blocks.iter().take_while(|block| block.is_narrow(&sheet)).count();
            blocks.split_at(count)
        } else {
            blocks.split_at(recaps.max(1))
        };
        if recaps > 0 && !first.is_narrow(&sheet) {
            first_page_recaps(&mut sheet, here);
        } else if first.is_narrow(&sheet) {
            let tail = if rest.is_empty() { signatures_height(&sheet) } else { 0.0 };
            in_columns(&mut sheet, tail, |sheet| here.iter().for_each(|block| block.draw(sheet)));
        } else {
            first.draw(&mut sheet);
        }
        blocks = rest;
    }
    signatures(&mut sheet);
    sheet.close();
    sheet.finish()
}

/// How many recaps end on the first page.
fn recaps_on_first_page(document: &Document, density: Density) -> usize {
    let blocks = blocks(document, density);
    let above = blocks.iter().take_while(|block| matches!(block, LayoutBlock::FirstPage(_))).count();
    let (above, rest) = blocks.split_at(above);
    let most = rest.iter().take_while(|block| matches!(block, LayoutBlock::FirstPageRecap(_))).count();
    // All together in columns, or as many below each other as there is room for.
    let ends_there = |count: usize| {
        let mut emit = |_| {};
        let mut sheet = Sheet::new(document, density, None, &mut emit);
        head(&mut sheet);
        status(&mut sheet);
        for block in above {
            block.draw(&mut sheet);
        }
        first_page_recaps(&mut sheet, &rest[..count]);
        sheet.number == 1
    };
    (1..=most).rev().find(|count| ends_there(*count)).unwrap_or_default()
}

/// Draws the recaps of the first page below each other, or in two columns where they have room on it only so.
fn first_page_recaps<'a>(sheet: &mut Sheet<'a>, recaps: &[LayoutBlock<'a>]) {
    let draw = |sheet: &mut Sheet<'a>| recaps.iter().for_each(|recap| recap.draw(sheet));
    let is_here = |sheet: &Sheet<'a>, (page, y): (usize, f32)| page == sheet.number && y <= sheet.geometry.bottom;
    let in_two = if let Some(counted) = sheet.counted() {
        counted.has_recaps_in_columns
    } else {
        let below = sheet.try_out(draw);
        let mut has_room = false;
        let beside = sheet.try_out(|sheet| {
            in_columns(sheet, 0.0, draw);
            has_room = sheet.smallest >= Density::SMALLEST;
        });
        has_room && !is_here(sheet, below) && is_here(sheet, beside)
    };
    sheet.has_recaps_in_columns = in_two;
    if in_two { in_columns(sheet, 0.0, draw) } else { draw(sheet) }
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
