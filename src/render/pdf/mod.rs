//! The report as PDF: laid out on A4 pages, drawn by printpdf, put together as a file.

mod columns;
mod draw;
mod file;
pub mod font;
mod layout;
pub mod page;
mod sheet;
mod table;

use std::collections::BTreeSet;

use crate::report::document::{Cell, Document, Row};
use page::Page;

/// The characters of the report that its typeface lacks; each shows as a visible mark.
#[must_use]
pub fn missing_characters(document: &Document) -> String {
    let mut lacking = BTreeSet::new();
    let mut look = |text: &str| lacking.extend(font::missing(text));
    let title = &document.title;
    for text in [&title.title, &title.subtitle, &title.library, &title.period] {
        look(text);
    }
    for (label, value) in &title.selection {
        look(label);
        look(value);
    }
    for role in &document.roles {
        look(role);
    }
    for finding in &document.findings {
        look(&crate::report::finding_words::in_words(finding, document.words));
    }
    for section in &document.sections {
        look(&section.title);
        section.note.iter().for_each(|note| look(note));
        for block in &section.blocks {
            look(&block.title);
            look_at_rows(&block.rows, &mut look);
        }
    }
    for table in document.recaps.iter().chain(&document.revision).chain(&document.control) {
        look(&table.title);
        look_at_rows(&table.rows, &mut look);
    }
    lacking.into_iter().collect()
}

fn look_at_rows(rows: &[Row], look: &mut impl FnMut(&str)) {
    for cell in rows.iter().flat_map(|row| &row.cells) {
        if let Cell::Text(text) = cell {
            look(text);
        }
    }
}

/// The bytes of the PDF.
///
/// # Errors
/// What went wrong in drawing: a fault of the program.
pub fn render(document: &Document) -> Result<Vec<u8>, String> {
    let (_, total) = layout::lay_out(document, None, &mut |_| {});
    let geometry = sheet::geometry(document);
    let title = &document.title;
    let empty = draw::empty_document(&title.title);
    let mut contents = Vec::with_capacity(total);
    let mut chunk: Vec<Page> = Vec::new();
    let mut result = Ok(());
    let mut draw_chunk = |chunk: &mut Vec<Page>| {
        if result.is_ok() {
            result = draw::contents(&empty, geometry, chunk).map(|drawn| contents.extend(drawn));
        }
        chunk.clear();
    };
    let (bookmarks, pages) = layout::lay_out(document, Some(total), &mut |page| {
        chunk.push(page);
        if chunk.len() == draw::CHUNK {
            draw_chunk(&mut chunk);
        }
    });
    draw_chunk(&mut chunk);
    result?;
    if pages != total || contents.len() != total {
        return Err(format!("{total} pages were counted, {pages} laid out, {} drawn", contents.len()));
    }
    let facts = file::Facts {
        title: format!("{} · {} · {}", title.title, title.library, title.period),
        subject: title.subtitle.clone(),
        made: title.made,
    };
    file::assemble(&facts, geometry, contents, &bookmarks)
}
