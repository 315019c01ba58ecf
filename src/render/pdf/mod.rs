//! The report as PDF: laid out on A4 pages, drawn by printpdf, put together as an archival file.

mod archival;
mod chart;
mod closing;
mod columns;
mod draw;
mod file;
pub mod font;
mod head;
mod layout;
mod missing;
mod object;
pub mod page;
mod sheet;
pub mod structure;
mod table;
mod writer;

use sha2::{Digest, Sha256};

pub use missing::missing_characters;

use super::manifest::{Enclosure, MANIFEST, Manifest, Pages, short_code};
use crate::report::document::Document;
use crate::report::provenance::hex;
use archival::Facts;
use file::{AttachedFile, ReportFile};
use font::Face;
use page::{Content, Geometry, Page, Shape, Tag};
use sheet::Imprint;

/// The archival standard that a file keeps to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// PDF/A-3a and PDF/UA-1: with the structure that makes it accessible.
    A3a,
    /// PDF/A-3b: without structure, for very long listings.
    A3b,
}

/// The pages of a report as marks, and their size: what the file shows, before it is a file.
#[must_use]
pub fn pages(document: &Document) -> (Geometry, Vec<Page>) {
    let (_, count) = layout::lay_out(document, None, &mut |_| {});
    let imprint = Imprint { pages: count, code: short_code(&[]) };
    let mut pages = Vec::with_capacity(count);
    layout::lay_out(document, Some(&imprint), &mut |page| pages.push(page));
    (sheet::geometry(document), pages)
}

/// The bytes of the PDF, with the report's CSV inside.
///
/// The pages are laid out twice: once to count them and to know what they say, once to draw them in chunks, so that a
/// long report never lies in memory as printpdf's objects.
///
/// # Errors
/// What went wrong in drawing: a fault of the program.
pub fn render(document: &Document, enclosure: Enclosure<'_>, level: Level) -> Result<Vec<u8>, String> {
    let mut hash = Sha256::new();
    let (_, count) = layout::lay_out(document, None, &mut |page| read(&page, &mut hash));
    let text_sha256 = hex(&hash.finalize());
    let fonts = Face::ALL.map(|face| face.data().program.clone()).to_vec();
    let manifest = Manifest::of(document, enclosure, Pages { count: count as u64, text_sha256, fonts });
    let json = manifest.to_json();
    let imprint = Imprint { pages: count, code: short_code(&json) };

    let geometry = sheet::geometry(document);
    let mut file = ReportFile::start(geometry, level, document.presentation.logo.as_deref())?;
    let empty = draw::empty_document();
    let mut chunk: Vec<Page> = Vec::new();
    let mut result = Ok(());
    let mut draw_chunk = |chunk: &mut Vec<Page>| {
        if result.is_ok() {
            result = add_pages(&mut file, &draw::contents(&empty, geometry, level, chunk), chunk);
        }
        chunk.clear();
    };
    let (bookmarks, drawn) = layout::lay_out(document, Some(&imprint), &mut |page| {
        chunk.push(page);
        if chunk.len() == draw::CHUNK {
            draw_chunk(&mut chunk);
        }
    });
    draw_chunk(&mut chunk);
    result?;
    if drawn != count {
        return Err(format!("{count} pages were counted, {drawn} drawn"));
    }
    let title = &document.title;
    let facts = Facts {
        title: format!("{} · {} · {}", title.title, title.library, title.period),
        subject: title.subtitle.clone(),
        author: title.library.clone(),
        language: document.words.tag.clone(),
        made: title.made,
    };
    let attached = [
        AttachedFile {
            name: &manifest.csv.name,
            media_type: "text/csv",
            relationship: "Data",
            description: &document.words.attachment.csv,
            bytes: enclosure.bytes,
        },
        AttachedFile {
            name: MANIFEST,
            media_type: "application/json",
            relationship: "Supplement",
            description: &document.words.attachment.manifest,
            bytes: &json,
        },
    ];
    file.finish(&facts, level, &bookmarks, &attached)
}

fn add_pages(file: &mut ReportFile, contents: &Result<Vec<Vec<u8>>, String>, pages: &mut [Page]) -> Result<(), String> {
    let contents = contents.as_ref().map_err(Clone::clone)?;
    if contents.len() != pages.len() {
        return Err(format!("{} pages were to be drawn, {} were", pages.len(), contents.len()));
    }
    contents.iter().zip(pages).try_for_each(|(content, page)| file.add_page(content, std::mem::take(&mut page.events)))
}

/// Reads a page's text as [`Pages::text_sha256`] tells.
fn read(page: &Page, hash: &mut Sha256) {
    let mut run: Option<Content> = None;
    for mark in &page.marks {
        let (Some(content), Shape::Text { text, .. }) = (mark.content, &mark.shape) else { continue };
        if content.tag == Tag::Figure {
            continue;
        }
        if run.is_some_and(|run| run != content) {
            hash.update("\n");
        }
        run = Some(content);
        hash.update(text);
    }
    if run.is_some() {
        hash.update("\n");
    }
    hash.update("\u{c}");
}
