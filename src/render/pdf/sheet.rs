//! The pages as they fill: where the next mark goes, when a page is full, what every page bears.

use super::font::{Face, drawable};
use super::page::{Bookmark, Geometry, Mark, Page, mm};
use crate::report::document::Document;
use crate::report::template::Orientation;

/// The size of running headers and footers, in points.
const SMALL: f32 = 7.0;

/// Fills pages one after another and hands each on when it is full.
pub(super) struct Sheet<'a> {
    /// The report.
    pub(super) document: &'a Document,
    /// The page and its margins.
    pub(super) geometry: Geometry,
    /// The height of the next mark.
    pub(super) y: f32,
    /// Where the outline leads.
    pub(super) bookmarks: Vec<Bookmark>,
    page: Page,
    number: usize,
    total: Option<usize>,
    emit: &'a mut dyn FnMut(Page),
}

/// The A4 page of a report. The left margin of a standing page has room for the holes of a binder.
#[must_use]
pub(super) fn geometry(document: &Document) -> Geometry {
    let (short, long) = (595.28, 841.89);
    let (width, height, left) = match document.page.orientation {
        Orientation::Portrait => (short, long, mm(15.0)),
        Orientation::Landscape => (long, short, mm(10.0)),
    };
    let right = left + mm(document.page.orientation.text_width());
    Geometry { width, height, left, right, top: mm(17.0), bottom: height - mm(15.0) }
}

impl<'a> Sheet<'a> {
    /// Starts the first page. `total` is the number of pages, where it is known already.
    pub(super) fn new(document: &'a Document, total: Option<usize>, emit: &'a mut dyn FnMut(Page)) -> Self {
        let geometry = geometry(document);
        let mut sheet =
            Self { document, geometry, y: 0.0, bookmarks: Vec::new(), page: Page::default(), number: 0, total, emit };
        sheet.start_page();
        sheet
    }

    /// Whether a block of this height still fits on the page.
    #[must_use]
    pub(super) fn has_room(&self, height: f32) -> bool {
        self.y + height <= self.geometry.bottom
    }

    /// Whether nothing but the running header is on the page yet.
    #[must_use]
    pub(super) fn is_fresh(&self) -> bool {
        self.y <= self.geometry.top
    }

    /// Goes on to the next page.
    pub(super) fn break_page(&mut self) {
        self.finish_page();
        self.start_page();
    }

    /// Goes on to the next page unless a block of this height still fits.
    pub(super) fn keep_together(&mut self, height: f32) {
        if !self.has_room(height) && !self.is_fresh() {
            self.break_page();
        }
    }

    /// Writes a line of text whose left end and baseline are given.
    pub(super) fn text(&mut self, x: f32, y: f32, face: Face, size: f32, text: &str) {
        self.page.marks.push(Mark::Text { x, y, face, size, text: text.to_owned() });
    }

    /// Writes a line of text whose right end and baseline are given.
    pub(super) fn text_to(&mut self, right: f32, y: f32, face: Face, size: f32, text: &str) {
        self.text(right - face.width(text, size), y, face, size, text);
    }

    /// Draws a rule over the whole width of the text, or a part of it.
    pub(super) fn rule(&mut self, x: f32, y: f32, width: f32, thickness: f32) {
        self.page.marks.push(Mark::Rule { x, y, width, thickness });
    }

    /// Tints an area behind what is written next.
    pub(super) fn tint(&mut self, x: f32, y: f32, width: f32, height: f32, lightness: f32) {
        self.page.marks.push(Mark::Tint { x, y, width, height, lightness });
    }

    /// Makes the outline lead here.
    pub(super) fn bookmark(&mut self, level: u8, title: &str) {
        let title = drawable(title).into_owned();
        let y = (self.y - 10.0).max(0.0);
        self.bookmarks.push(Bookmark { title, level, page: self.number - 1, y });
    }

    /// Hands on the last page and tells where the outline leads and how many pages there are.
    #[must_use]
    pub(super) fn finish(mut self) -> (Vec<Bookmark>, usize) {
        self.finish_page();
        (self.bookmarks, self.number)
    }

    fn start_page(&mut self) {
        self.number += 1;
        self.y = self.geometry.top;
        self.running_header();
        self.footer();
    }

    fn finish_page(&mut self) {
        (self.emit)(std::mem::take(&mut self.page));
    }

    /// What every page bears at its head, so that a loose sheet still tells what it is of.
    fn running_header(&mut self) {
        let title = &self.document.title;
        let y = mm(10.0);
        let (left, right) = (self.geometry.left, self.geometry.right);
        let words = &self.document.words.title;
        let number = title.number.as_ref().map(|number| format!("{number} · ")).unwrap_or_default();
        let version = format!("{number}{} {}", words.version, title.version);
        let what = format!("{} · {} · {}", title.title, title.library, title.period);
        let mut room = right - left - Face::Regular.width(&version, SMALL) - 10.0;
        if let Some(mark) = self.document.incomplete_mark() {
            let width = Face::Bold.width(&mark, 9.0);
            self.tint(right - width - 12.0, y + 3.5, width + 12.0, 12.5, 0.8);
            self.text(right - width - 6.0, y + 13.0, Face::Bold, 9.0, &mark);
            room = room.min(right - left);
        }
        self.text(left, y, Face::Regular, SMALL, &shortened(&drawable(&what), Face::Regular, SMALL, room));
        self.text_to(right, y, Face::Regular, SMALL, &version);
        self.rule(left, y + 2.5, right - left, 0.4);
    }

    fn footer(&mut self) {
        let y = self.geometry.height - mm(9.0);
        let (left, right) = (self.geometry.left, self.geometry.right);
        let words = &self.document.words.title;
        let made = self.document.words.moment(self.document.title.made);
        let program = concat!("kasverslag ", env!("CARGO_PKG_VERSION"));
        let what = format!("{program} · {} · {} {made}", self.document.report, words.made);
        self.text(left, y, Face::Regular, SMALL, &drawable(&what));
        let total = self.total.map_or_else(String::new, |total| total.to_string());
        self.text_to(right, y, Face::Regular, SMALL, &format!("{} {} / {total}", words.page, self.number));
    }
}

/// A text that fits, cut off with an ellipsis where it must be.
#[must_use]
pub(super) fn shortened(text: &str, face: Face, size: f32, room: f32) -> String {
    if face.width(text, size) <= room {
        return text.to_owned();
    }
    let mut short = text.to_owned();
    while short.pop().is_some() {
        let cut = format!("{}…", short.trim_end());
        if face.width(&cut, size) <= room {
            return cut;
        }
    }
    String::new()
}
