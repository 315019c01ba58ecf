//! The report as PDF: laid out on A4 pages, drawn by printpdf, put together as an archival file.

mod content;
mod file;
mod layout;
pub mod level;
mod missing;
pub mod page;
pub mod paper_form;

use std::collections::VecDeque;
use std::io::Write;
use std::sync::Arc;

use sha2::{Digest, Sha256};

pub use missing::missing_characters;

use super::error::RenderError;
use super::manifest::{Enclosure, MANIFEST, Manifest, Pages, SignatureRoom, sha256};
use crate::report::document::{Document, Section};
use crate::report::provenance::hex;
use content::draw;
use content::drawn_lines_count::{all_drawn, lines_in};
use file::archival::FileFacts;
use file::packing::deflated;
use file::report_file::{AttachedFile, ReportFile};
use file::worker_pool::{Pending, WorkerPool};
use layout::sheet::{self, LaidOut};
use level::Level;
use page::font::Face;
use page::{Event, Geometry, Page, PageContent, RoomToSign, Shape, Tag};

/// How many chunks of pages may wait for a thread to draw them.
const AHEAD: usize = 2;
/// A report of no more pages than these is drawn sooner than a thread has started.
const SHORT: usize = 16;

/// The pages of a report as marks, and their size: what the file shows, before it is a file.
#[must_use]
pub fn pages(document: &Document) -> (Geometry, Vec<Page>) {
    let counted = layout::count(document);
    let geometry = sheet::geometry(document, counted.density);
    let mut pages = Vec::with_capacity(counted.pages);
    layout::draw(document, &counted, &mut |page| pages.push(page));
    (geometry, pages)
}

/// Writes the PDF to `out`, with the report's CSV inside; so many `threads` draw it.
///
/// The pages are laid out twice: once to count them, once to draw them in chunks, so that a long report never lies in
/// memory as pages. The code at the foot of every page comes last, since it covers the whole file; it is given back.
///
/// # Errors
/// What went wrong in drawing, a fault of the program; that a page has too many columns; or why the file can't be written.
pub fn render(
    document: &Document,
    enclosure: Enclosure<'_>,
    level: Level,
    threads: usize,
    out: &mut dyn Write,
) -> Result<String, RenderError> {
    layout::legible::demand_legible(document)?;
    let counted = layout::count(document);
    let count = counted.pages;
    let logo = document.presentation.logo.as_deref();
    let geometry = sheet::geometry(document, counted.density);
    let mut pool = WorkerPool::new(if count > SHORT { threads } else { 1 });
    let csv = Arc::clone(enclosure.bytes);
    let csv = pool.ask(move || deflated(&csv));
    let mut drawing = Drawing {
        geometry,
        level,
        file: ReportFile::start(geometry, level, logo, pool, out)?,
        chunk: Vec::new(),
        asked: VecDeque::new(),
        lines: 0,
        text: Sha256::new(),
        drawn: Sha256::new(),
    };
    let mut result = Ok(());
    let laid_out = layout::draw(document, &counted, &mut |page| {
        if result.is_ok() {
            result = drawing.add(page);
        }
    });
    result?;
    drawing.draw_chunk()?;
    drawing.take_drawn(0)?;
    let LaidOut { bookmarks, rooms, places, pages: drawn, .. } = laid_out;
    if places != counted.places {
        return Err(format!("pages refer to {:?}, which came to stand at {places:?}", counted.places).into());
    }
    if drawn != count {
        return Err(format!("{count} pages were counted, {drawn} drawn").into());
    }
    all_drawn(drawing.lines, document.sections.iter().map(Section::lines_on_pages).sum())?;
    let pages = Pages {
        count: count as u64,
        text_sha256: hex(&drawing.text.finalize()),
        drawing_sha256: Some(hex(&drawing.drawn.finalize())),
        signatures: rooms.iter().map(|room| signature_room(room, geometry)).collect(),
        fonts: Face::ALL.map(|face| face.data().program.clone()).to_vec(),
        logo_sha256: logo.map(|logo| sha256(&logo.rgb)),
    };
    let manifest = Manifest::of(document, enclosure, pages, &counted.density.left_out(document));
    let json = manifest.to_json();
    let title = &document.title;
    // Files that say different things have different manifests.
    let mut identity = [0; 16];
    identity.copy_from_slice(&Sha256::digest(&json)[..16]);
    let facts = FileFacts {
        title: format!("{} · {} · {}", title.title, title.library, title.period),
        subject: title.subtitle.clone(),
        author: title.library.clone(),
        language: document.words.tag.clone(),
        made: title.made,
        identity,
    };
    let attached = vec![
        AttachedFile {
            name: &manifest.csv.name,
            media_type: "text/csv",
            relationship: "Data",
            description: &document.words.attachment.csv,
            length: enclosure.bytes.len(),
            packed: csv,
        },
        AttachedFile {
            name: MANIFEST,
            media_type: "application/json",
            relationship: "Supplement",
            description: &document.words.attachment.manifest,
            length: json.len(),
            packed: Pending::Kept(deflated(&json)),
        },
    ];
    drawing.file.finish(&facts, level, &bookmarks, attached)
}

/// Where a role signs, as the manifest tells it.
fn signature_room(room: &RoomToSign, geometry: Geometry) -> SignatureRoom {
    let hundredths = |points: f32| (f64::from(points) * 100.0).round() / 100.0;
    let corners = |frame| geometry.corners(frame).map(hundredths);
    SignatureRoom {
        role: room.role.clone(),
        page: room.page as u64 + 1,
        frame: corners(room.frame),
        field: room.field.map(corners),
    }
}

/// The content of a page.
struct Drawn {
    /// How many lines of the report begin in it.
    lines: usize,
    /// As the page shows it.
    content: Vec<u8>,
    /// The same, packed.
    packed: Vec<u8>,
}

/// Pages on their way into the file.
struct Drawing<'w> {
    geometry: Geometry,
    level: Level,
    file: ReportFile<'w>,
    /// Pages that wait to be drawn.
    chunk: Vec<Page>,
    /// What is being drawn, and what those pages are.
    #[allow(clippy::type_complexity)]
    asked: VecDeque<(Pending<Result<Vec<Drawn>, RenderError>>, Vec<Vec<Event>>)>,
    /// How many lines of the report were drawn.
    lines: usize,
    /// Over the texts of the pages.
    text: Sha256,
    /// Over what is drawn on them.
    drawn: Sha256,
}

impl Drawing<'_> {
    fn add(&mut self, page: Page) -> Result<(), RenderError> {
        read(&page, &mut self.text);
        self.chunk.push(page);
        if self.chunk.len() == draw::CHUNK { self.draw_chunk() } else { Ok(()) }
    }

    /// Has the pages drawn that wait.
    fn draw_chunk(&mut self) -> Result<(), RenderError> {
        let mut pages = std::mem::take(&mut self.chunk);
        let events = pages.iter_mut().map(|page| std::mem::take(&mut page.events)).collect();
        let (geometry, level) = (self.geometry, self.level);
        let drawn = self.file.pool().ask(move || {
            let contents = draw::contents(geometry, level, &pages)?.into_iter();
            let drawn = |content: Vec<u8>| {
                let (lines, packed) = (lines_in(&content), deflated(&content));
                Drawn { lines, content, packed }
            };
            Ok(contents.map(drawn).collect())
        });
        self.asked.push_back((drawn, events));
        self.take_drawn(AHEAD)
    }

    /// Puts chunks into the file until no more than so many wait, and those that are drawn.
    fn take_drawn(&mut self, wait: usize) -> Result<(), RenderError> {
        while self.asked.len() > wait || self.asked.front().is_some_and(|(drawn, _)| drawn.is_kept()) {
            let Some((drawn, events)) = self.asked.pop_front() else { break };
            let drawn = drawn.take().ok_or("a thread that drew pages died")??;
            if drawn.len() != events.len() {
                return Err(format!("{} pages were to be drawn, {} were", events.len(), drawn.len()).into());
            }
            for (Drawn { lines, content, packed }, events) in drawn.into_iter().zip(events) {
                self.lines += lines;
                self.drawn.update(&content);
                self.file.add_page(packed, events)?;
            }
        }
        Ok(())
    }
}

/// Reads a page's text as [`Pages::text_sha256`] tells.
fn read(page: &Page, hash: &mut Sha256) {
    let mut run: Option<PageContent> = None;
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
