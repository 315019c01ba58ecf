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

use printpdf::PdfDocument;
use sha2::{Digest, Sha256};

pub use missing::missing_characters;

use super::manifest::{Enclosure, MANIFEST, Manifest, Pages, sha256, short_code};
use crate::report::document::Document;
use crate::report::provenance::hex;
use archival::Facts;
use file::{AttachedFile, ReportFile};
use font::Face;
use page::{Content, Geometry, Page, Shape, Tag};

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
    let geometry = sheet::geometry(document);
    let (_, count) = layout::lay_out(document, None, &mut |_| {});
    let code = sheet::code_page(geometry, &short_code(&[])).marks;
    let mut pages = Vec::with_capacity(count);
    layout::lay_out(document, Some(count), &mut |mut page| {
        page.marks.extend(code.iter().cloned());
        pages.push(page);
    });
    (geometry, pages)
}

/// The bytes of the PDF, with the report's CSV inside.
///
/// The pages are laid out twice: once to count them, once to draw them in chunks, so that a long report never lies in
/// memory as printpdf's objects. What they say and how they are drawn goes into the manifest, and its code to the foot
/// of every page: as a content of its own, since it comes last.
///
/// # Errors
/// What went wrong in drawing: a fault of the program.
pub fn render(document: &Document, enclosure: Enclosure<'_>, level: Level) -> Result<Vec<u8>, String> {
    let (_, count) = layout::lay_out(document, None, &mut |_| {});
    let logo = document.presentation.logo.as_deref();
    let mut drawing = Drawing {
        geometry: sheet::geometry(document),
        level,
        empty: draw::empty_document(),
        file: ReportFile::start(sheet::geometry(document), level, logo)?,
        chunk: Vec::new(),
        text: Sha256::new(),
        contents: Sha256::new(),
    };
    let mut result = Ok(());
    let (bookmarks, drawn) = layout::lay_out(document, Some(count), &mut |page| {
        if result.is_ok() {
            result = drawing.add(page);
        }
    });
    result?;
    drawing.draw_chunk()?;
    if drawn != count {
        return Err(format!("{count} pages were counted, {drawn} drawn"));
    }
    let pages = Pages {
        count: count as u64,
        text_sha256: hex(&drawing.text.finalize()),
        drawing_sha256: hex(&drawing.contents.finalize()),
        fonts: Face::ALL.map(|face| face.data().program.clone()).to_vec(),
        logo_sha256: logo.map(|logo| sha256(&logo.rgb)),
    };
    let manifest = Manifest::of(document, enclosure, pages);
    let json = manifest.to_json();
    let code = [sheet::code_page(drawing.geometry, &short_code(&json))];
    let code = draw::contents(&drawing.empty, drawing.geometry, level, &code, &mut Sha256::new())?.concat();
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
    drawing.file.finish(&facts, level, &bookmarks, &code, &attached)
}

/// Pages on their way into the file.
struct Drawing {
    geometry: Geometry,
    level: Level,
    empty: PdfDocument,
    file: ReportFile,
    chunk: Vec<Page>,
    /// Over the texts of the pages.
    text: Sha256,
    /// Over the contents of the pages.
    contents: Sha256,
}

impl Drawing {
    fn add(&mut self, page: Page) -> Result<(), String> {
        read(&page, &mut self.text);
        self.chunk.push(page);
        if self.chunk.len() == draw::CHUNK { self.draw_chunk() } else { Ok(()) }
    }

    fn draw_chunk(&mut self) -> Result<(), String> {
        let pages = std::mem::take(&mut self.chunk);
        let contents = draw::contents(&self.empty, self.geometry, self.level, &pages, &mut self.contents)?;
        if contents.len() != pages.len() {
            return Err(format!("{} pages were to be drawn, {} were", pages.len(), contents.len()));
        }
        contents.iter().zip(pages).try_for_each(|(content, page)| self.file.add_page(content, page.events))
    }
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
