//! The pages of a form as they fill: what is written, what is left to be filled in, what every page bears.

use super::line_breaks::broken;
use super::sheet::Style;
use super::shortening::shortened;
use crate::render::page_code;
use crate::render::pdf::page::font::drawable;
use crate::render::pdf::page::{Bookmark, Colour, Event, Geometry, Mark, Page, PageContent, Role, Shape, Tag, mm};
use crate::report::paper_form::PaperForm;

/// The size of what stands at the foot, in points.
const SMALL: f32 = 7.0;
/// How thick the rules of boxes are, in points.
const RULE: f32 = 0.6;

/// The pages of a form while they fill.
pub(super) struct FormCanvas<'a> {
    /// The form.
    pub(super) form: &'a PaperForm,
    /// The page and its margins.
    pub(super) geometry: Geometry,
    /// The height of the next mark.
    pub(super) y: f32,
    pages: Vec<Page>,
    page: Page,
    bookmarks: Vec<Bookmark>,
    next_content: u32,
    content: Option<PageContent>,
}

/// A standing A4 page with room for the holes of a binder.
#[must_use]
pub(in crate::render::pdf) fn geometry() -> Geometry {
    let (width, height) = (595.28, 841.89);
    Geometry { width, height, left: mm(18.0), right: width - mm(15.0), top: mm(14.0), bottom: height - mm(17.0) }
}

impl<'a> FormCanvas<'a> {
    /// Starts the first page.
    pub(super) fn new(form: &'a PaperForm) -> Self {
        let geometry = geometry();
        let y = geometry.top;
        let (page, pages, bookmarks) = (Page::default(), Vec::new(), Vec::new());
        let mut sheet = Self { form, geometry, y, pages, page, bookmarks, next_content: 0, content: None };
        sheet.open(Role::Document);
        sheet
    }

    /// The colour of headings.
    #[must_use]
    pub(super) fn accent(&self) -> Colour {
        self.form.accent.map_or(Colour::BLACK, Colour)
    }

    /// The room between the margins, in points.
    #[must_use]
    pub(super) fn width(&self) -> f32 {
        self.geometry.right - self.geometry.left
    }

    /// Goes on to the next page.
    pub(super) fn break_page(&mut self) {
        self.pages.push(std::mem::take(&mut self.page));
        self.y = self.geometry.top;
        self.next_content = 0;
    }

    /// Goes on to the next page unless a block of this height still fits; tells whether it did.
    pub(super) fn keep_together(&mut self, height: f32) -> bool {
        let must_break = self.y + height > self.geometry.bottom && self.y > self.geometry.top;
        if must_break {
            self.break_page();
        }
        must_break
    }

    /// Makes the outline lead here.
    pub(super) fn bookmark(&mut self, title: &str) {
        let (title, page, y) = (drawable(title).into_owned(), self.pages.len(), self.y);
        self.bookmarks.push(Bookmark { title, level: 0, page, y });
    }

    /// Begins a part of the form.
    pub(super) fn open(&mut self, role: Role) {
        self.page.events.push(Event::Open(role));
    }

    /// Ends the part that began last.
    pub(super) fn close(&mut self) {
        self.page.events.push(Event::Close);
    }

    /// A part with one run of marks, which all stand on this page.
    pub(super) fn part(&mut self, role: Role, tag: Tag, write: impl FnOnce(&mut Self)) {
        self.open(role);
        self.content = Some(PageContent { number: self.next_content, tag });
        self.page.events.push(Event::Content(self.next_content));
        self.next_content += 1;
        let before = self.page.marks.len();
        write(self);
        if self.page.marks.len() == before {
            // An empty box is a cell too.
            self.text(self.geometry.left, self.y, Style::regular(1.0), "");
        }
        self.content = None;
        self.close();
    }

    /// Draws something that belongs to the part that is open.
    pub(super) fn mark(&mut self, colour: Colour, shape: Shape) {
        self.page.marks.push(Mark { content: self.content, colour, shape });
    }

    /// Writes a line of text whose left end and baseline are given.
    pub(super) fn text(&mut self, x: f32, y: f32, style: Style, text: impl Into<String>) {
        let Style { face, size, colour } = style;
        self.mark(colour, Shape::Text { x, y, face, size, text: text.into() });
    }

    /// A paragraph over the room between the margins.
    pub(super) fn paragraph(&mut self, text: &str, style: Style, leading: f32) {
        let lines = broken(&drawable(text), style, self.width());
        self.part(Role::Paragraph, Tag::Text, |sheet| {
            for line in &lines {
                sheet.y += leading;
                sheet.text(sheet.geometry.left, sheet.y, style, line.as_str());
            }
        });
    }

    /// Draws a horizontal rule, which only helps the eye.
    pub(super) fn rule(&mut self, x: f32, y: f32, width: f32, colour: Colour) {
        let shape = Shape::Rule { x, y, width, thickness: RULE };
        self.page.marks.push(Mark { content: None, colour, shape });
    }

    /// Fills an area, which only helps the eye.
    pub(super) fn tint(&mut self, x: f32, y: f32, width: f32, height: f32, colour: Colour) {
        self.page.marks.push(Mark { content: None, colour, shape: Shape::Area { x, y, width, height } });
    }

    /// Draws the four sides of a box.
    pub(super) fn frame(&mut self, x: f32, y: f32, width: f32, height: f32, colour: Colour) {
        self.rule(x, y, width, colour);
        self.rule(x, y + height, width, colour);
        for side in [x, x + width] {
            self.tint(side - RULE / 2.0, y - RULE / 2.0, RULE, height + RULE, colour);
        }
    }

    /// Ends the form: what every page bears comes last, as only then it is known how many there are.
    pub(super) fn finish(mut self) -> (Vec<Page>, Vec<Bookmark>) {
        self.close();
        self.pages.push(std::mem::take(&mut self.page));
        let mut pages = std::mem::take(&mut self.pages);
        let total = pages.len();
        for (at, page) in pages.iter_mut().enumerate() {
            self.foot(&format!("blad {} / {total}", at + 1));
            page.marks.append(&mut self.page.marks);
        }
        (pages, self.bookmarks)
    }

    fn foot(&mut self, number: &str) {
        let (left, right, y) = (self.geometry.left, self.geometry.right, self.geometry.height - mm(9.0));
        let style = Style::label(SMALL);
        let program = concat!("kasverslag ", env!("CARGO_PKG_VERSION"));
        let what = format!("{program} · {} · {}", self.form.title, self.form.library);
        self.text(left, y, style, shortened(&drawable(&what), style, mm(68.0)));
        self.text(right - style.width(number), y, style, number);
        let x = (left + right - style.width(&page_code::specimen())) / 2.0;
        self.mark(style.colour, Shape::Code { x, y, size: style.size });
        self.rule(left, y - 8.5, right - left, Colour::HAIR);
        if let Some(footer) = &self.form.footer {
            self.text(left, y - 12.0, style, shortened(&drawable(footer), style, right - left));
        }
    }
}
