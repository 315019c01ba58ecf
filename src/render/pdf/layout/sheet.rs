//! The pages as they fill: where the next mark goes, when a page is full, what every page bears.

use std::collections::BTreeMap;

use super::density::Density;
use super::flow::{Flow, FlowEnd};
use super::reference::{PageReference, ReferenceTarget};
pub(super) use super::style::Style;
use crate::render::pdf::page::font::drawable;
use crate::render::pdf::page::{
    Bookmark, Colour, Event, Geometry, Mark, Page, PageContent, Role, RoomToSign, Shape, Tag, mm,
};
use crate::report::document::{Document, Section};
use crate::report::template::Orientation;

/// The distance of the marks that say why a report is not whole, in points.
pub(super) const MARK: f32 = 14.0;

/// Where the first page begins, in millimetres.
const FIRST_TOP: f32 = 11.0;
const CLOSE_FIRST_TOP: f32 = 9.0;
/// How much nearer to the footer the text ends where parts stand closely, in points.
const CLOSE_BOTTOM: f32 = 4.5;

/// What was laid out, beside the pages.
#[derive(Debug)]
pub(in crate::render::pdf) struct LaidOut {
    /// Where the outline leads.
    pub(in crate::render::pdf) bookmarks: Vec<Bookmark>,
    /// Where one signs.
    pub(in crate::render::pdf) rooms: Vec<RoomToSign>,
    /// The first and the last page, from 1, of what pages refer to.
    pub(in crate::render::pdf) places: BTreeMap<ReferenceTarget, (usize, usize)>,
    /// How many pages there are.
    pub(in crate::render::pdf) pages: usize,
    /// How closely parts stand.
    pub(in crate::render::pdf) density: Density,
    /// Where the columns of parts end, one pair after the other.
    pub(super) flow_ends: Vec<FlowEnd>,
    /// The size of the smallest text of a table in a column of parts, in points.
    pub(super) smallest: f32,
    /// Whether the recaps of the first page stand in two columns, though other parts take the whole width.
    pub(super) has_recaps_in_columns: bool,
}

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
    /// How closely parts stand.
    pub(super) density: Density,
    /// The two columns in which parts stand; `None` where they take the whole width.
    pub(super) flow: Option<Flow>,
    /// Where the columns of parts end, one pair after the other.
    pub(super) flow_ends: Vec<FlowEnd>,
    /// The size of the smallest text of a table in a column of parts, in points.
    pub(super) smallest: f32,
    /// Whether the recaps of the first page stand in two columns, though other parts take the whole width.
    pub(super) has_recaps_in_columns: bool,
    /// Whether a header or a heading was parted from the first line under it.
    pub(super) is_parted: bool,
    /// The number of the page, from 1.
    pub(super) number: usize,
    /// Whether parts are but tried out: nothing of it stays.
    is_tried_out: bool,
    /// Where one signs.
    rooms: Vec<RoomToSign>,
    page: Page,
    /// The first and the last page of what pages refer to, as far as they are filled.
    places: BTreeMap<ReferenceTarget, (usize, usize)>,
    /// What was laid out when the pages were counted; `None` while they are.
    counted: Option<&'a LaidOut>,
    content: Option<PageContent>,
    /// The number of the next run of marks on the page.
    next_content: u32,
    emit: &'a mut dyn FnMut(Page),
}

/// The A4 page of a report. The left margin of a standing page has room for the holes of a binder, and so has the head
/// of a lying one, which is filed by that side.
#[must_use]
pub(in crate::render::pdf) fn geometry(document: &Document, density: Density) -> Geometry {
    let (short, long) = (595.28, 841.89);
    let orientation = density.orientation(document.page.orientation);
    let (width, height, left) = match orientation {
        Orientation::Portrait => (short, long, mm(15.0)),
        Orientation::Landscape => (long, short, mm(10.0)),
    };
    let right = left + mm(orientation.text_width());
    let foot = if document.presentation.footer.is_some() { 18.5 } else { 15.0 };
    // The first mark has room in the margin.
    let marks = document.marks.len().saturating_sub(1);
    #[allow(clippy::cast_precision_loss)]
    let top = mm(18.0) + MARK * marks as f32;
    let bottom = height - mm(foot) + density.pick(0.0, CLOSE_BOTTOM);
    Geometry { width, height, left, right, top, bottom }
}

impl<'a> Sheet<'a> {
    /// Starts the first page. Without the number of pages they are only good to be counted.
    pub(super) fn new(
        document: &'a Document,
        density: Density,
        counted: Option<&'a LaidOut>,
        emit: &'a mut dyn FnMut(Page),
    ) -> Self {
        let mut sheet = Self {
            document,
            geometry: geometry(document, density),
            y: 0.0,
            bookmarks: Vec::new(),
            density,
            flow: None,
            flow_ends: Vec::new(),
            smallest: f32::MAX,
            has_recaps_in_columns: false,
            is_parted: false,
            number: 0,
            is_tried_out: false,
            rooms: Vec::new(),
            page: Page::default(),
            places: BTreeMap::new(),
            counted,
            content: None,
            next_content: 0,
            emit,
        };
        sheet.start_page();
        sheet
    }

    /// The colour of titles.
    #[must_use]
    pub(super) fn accent(&self) -> Colour {
        self.document.presentation.accent.map_or(Colour::BLACK, Colour)
    }

    /// The room between the margins, in points.
    #[must_use]
    pub(super) fn width(&self) -> f32 {
        self.geometry.right - self.geometry.left
    }

    /// Whether a block of this height still fits on the page.
    #[must_use]
    pub(super) fn has_room(&self, height: f32) -> bool {
        self.y + height <= self.geometry.bottom
    }

    /// Whether nothing but the running header is on the page yet, or above it in a column.
    #[must_use]
    pub(super) fn is_fresh(&self) -> bool {
        self.y <= self.geometry.top
    }

    /// Whether nothing stands above it in its column, or on its page.
    #[must_use]
    pub(super) fn is_at_top(&self) -> bool {
        self.flow.as_ref().map_or(self.is_fresh(), |flow| self.y <= flow.top)
    }

    /// Goes on to the next column or page. A run of marks that is open goes on there.
    pub(super) fn break_page(&mut self) {
        let content = self.content;
        self.end();
        if !self.next_column() {
            self.finish_page();
            self.start_page();
            self.begin_columns();
        }
        if let Some(content) = content {
            self.begin(content.tag);
        }
    }

    /// Goes on to the next page unless a block of this height still fits.
    pub(super) fn keep_together(&mut self, height: f32) {
        if !self.has_room(height) && !self.is_fresh() {
            self.break_for(height);
        }
    }

    /// Goes on to the next column or page that has room for a block of this height.
    pub(super) fn break_for(&mut self, height: f32) {
        self.break_page();
        // Columns that begin far down a page may both be too short.
        if !self.has_room(height) && !self.is_fresh() {
            self.break_page();
        }
    }

    /// Begins a part of the report.
    pub(super) fn open(&mut self, role: Role) {
        self.event(Event::Open(role));
    }

    /// Ends the part that began last.
    pub(super) fn close(&mut self) {
        self.event(Event::Close);
    }

    /// Whether pages are but counted, so that what stands on them matters no more than its height.
    #[must_use]
    pub(super) fn is_counting(&self) -> bool {
        self.counted.is_none() || self.is_tried_out
    }

    /// What was laid out when the pages were counted; `None` while they are.
    #[must_use]
    pub(super) fn counted(&self) -> Option<&'a LaidOut> {
        self.counted
    }

    /// Tries out what would come of drawing something: the number of the page on which it ends, and the height there.
    pub(super) fn try_out(&mut self, draw: impl FnOnce(&mut Self)) -> (usize, f32) {
        let (number, y, next_content) = (self.number, self.y, self.next_content);
        let (bookmarks, rooms, flow_ends) = (self.bookmarks.len(), self.rooms.len(), self.flow_ends.len());
        let (places, smallest) = (self.places.clone(), self.smallest);
        let was_tried_out = std::mem::replace(&mut self.is_tried_out, true);
        draw(self);
        let end = (self.number, self.y);
        self.is_tried_out = was_tried_out;
        (self.number, self.y, self.next_content) = (number, y, next_content);
        self.bookmarks.truncate(bookmarks);
        self.rooms.truncate(rooms);
        self.flow_ends.truncate(flow_ends);
        (self.places, self.smallest) = (places, smallest);
        end
    }

    /// Notes what happens in the structure.
    pub(super) fn event(&mut self, event: Event) {
        if !self.is_counting() {
            self.page.events.push(event);
        }
    }

    /// What is written next belongs to the part that is open.
    pub(super) fn begin(&mut self, tag: Tag) {
        self.content = Some(PageContent { number: self.next_content, tag });
        self.event(Event::Content(self.next_content));
        self.next_content += 1;
    }

    /// What is written next belongs to no part.
    pub(super) fn end(&mut self) {
        let is_bare = self.page.marks.last().is_none_or(|mark| mark.content != self.content);
        if is_bare && self.content.is_some_and(|content| content.tag != Tag::Figure) {
            // Even an empty cell is a run of its own: the cells of a line are counted by their runs.
            self.text(self.geometry.left, self.y, Style::regular(1.0), "");
        }
        self.content = None;
    }

    /// A part of the report with one run of marks, or more where it goes over pages.
    pub(super) fn part(&mut self, role: Role, tag: Tag, write: impl FnOnce(&mut Self)) {
        self.open(role);
        self.begin(tag);
        write(self);
        self.end();
        self.close();
    }

    /// Writes a line of text whose left end and baseline are given.
    pub(super) fn text(&mut self, x: f32, y: f32, style: Style, text: impl Into<String>) {
        if !self.is_counting() {
            let Style { face, size, colour } = style;
            self.mark(colour, Shape::Text { x, y, face, size, text: text.into() });
        }
    }

    /// Writes a line of text whose right end and baseline are given.
    pub(super) fn text_to(&mut self, right: f32, y: f32, style: Style, text: &str) {
        self.text(right - style.width(text), y, style, text);
    }

    /// Draws something that belongs to the part that is open.
    pub(super) fn mark(&mut self, colour: Colour, shape: Shape) {
        self.mark_in(self.content, colour, shape);
    }

    pub(super) fn mark_in(&mut self, content: Option<PageContent>, colour: Colour, shape: Shape) {
        if !self.is_counting() {
            let shape = shape.moved(self.flow.as_ref().map_or(0.0, Flow::shift));
            self.page.marks.push(Mark { content, colour, shape });
        }
    }

    /// Draws a rule, which only helps the eye.
    pub(super) fn rule(&mut self, x: f32, y: f32, width: f32, thickness: f32, colour: Colour) {
        self.mark_in(None, colour, Shape::Rule { x, y, width, thickness });
    }

    /// Writes a text that belongs to no part, as it stands elsewhere too: its left end and baseline are given.
    pub(super) fn aside(&mut self, x: f32, y: f32, style: Style, text: &str) {
        if !self.is_counting() {
            let Style { face, size, colour } = style;
            self.mark_in(None, colour, Shape::Text { x, y, face, size, text: text.to_owned() });
        }
    }

    /// The same with its right end.
    pub(super) fn aside_to(&mut self, right: f32, y: f32, style: Style, text: &str) {
        self.aside(right - style.width(text), y, style, text);
    }

    /// Fills an area behind what is written, which only helps the eye.
    pub(super) fn tint(&mut self, x: f32, y: f32, width: f32, height: f32, colour: Colour) {
        self.mark_in(None, colour, Shape::Area { x, y, width, height });
    }

    /// Makes the outline lead here.
    pub(super) fn bookmark(&mut self, level: u8, title: &str) {
        let title = drawable(title).into_owned();
        let y = (self.y - 10.0).max(0.0);
        self.bookmarks.push(Bookmark { title, level, page: self.number - 1, y });
    }

    /// Notes that something stands on this page that others refer to.
    pub(super) fn place(&mut self, place: ReferenceTarget) {
        let page = self.number;
        self.places.entry(place).or_insert((page, page)).1 = page;
    }

    /// The pages on which something stands, in figures, and what takes no less room and is known before they are.
    pub(super) fn reference(&self, place: ReferenceTarget) -> PageReference {
        let pages = self.counted.and_then(|counted| counted.places.get(&place));
        // Of a table it is enough to know where it begins.
        let is_run = !matches!(place, ReferenceTarget::Recap(_));
        let pages = pages.map(
            |(first, last)| {
                if first == last || !is_run { first.to_string() } else { format!("{first}-{last}") }
            },
        );
        let lines = self.document.sections.iter().map(Section::lines_on_pages).sum();
        PageReference::to(pages, is_run, lines)
    }

    /// Keeps an area of the page for a role to sign in: its left edge, top edge, width and height.
    pub(super) fn keep_to_sign(&mut self, role: &str, frame: [f32; 4], field: Option<[f32; 4]>) {
        self.rooms.push(RoomToSign { role: role.to_owned(), page: self.number - 1, frame, field });
    }

    /// Puts a field here for a role to sign in electronically.
    pub(super) fn signature_field(&mut self, role: &str, frame: [f32; 4]) {
        self.open(Role::Form);
        self.event(Event::SignatureField { role: role.to_owned(), frame });
        self.close();
    }

    /// Hands on the last page and tells what was laid out.
    #[must_use]
    pub(super) fn finish(mut self) -> LaidOut {
        self.finish_page();
        let Self {
            bookmarks, rooms, places, number: pages, density, flow_ends, smallest, has_recaps_in_columns, ..
        } = self;
        LaidOut { bookmarks, rooms, places, pages, density, flow_ends, smallest, has_recaps_in_columns }
    }

    fn start_page(&mut self) {
        self.number += 1;
        // What every page bears takes the whole width.
        let flow = self.flow.take();
        let narrow = self.geometry;
        self.geometry = flow.as_ref().map_or(narrow, |flow| flow.whole);
        let first = self.density.pick(FIRST_TOP, CLOSE_FIRST_TOP);
        // The title of the first page says what its running header would.
        self.y = match (self.number, self.document.marks.is_empty(), self.density.is_compact()) {
            (1, true, _) => mm(first),
            (1, false, true) => self.below_marks(),
            _ => self.geometry.top,
        };
        self.next_content = 0;
        if !self.is_counting() {
            if self.number > 1 {
                self.running_header();
            }
            self.marks();
            self.footer();
        }
        (self.flow, self.geometry) = (flow, narrow);
    }

    fn finish_page(&mut self) {
        if self.is_tried_out {
            return;
        }
        // The next page is likely to be as full.
        let Page { marks, events } = &self.page;
        let next = Page { marks: Vec::with_capacity(marks.len()), events: Vec::with_capacity(events.len()) };
        (self.emit)(std::mem::replace(&mut self.page, next));
    }
}
