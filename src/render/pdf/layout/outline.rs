//! Draws the lines of a section by hierarchy, over as many pages as it takes.

use super::apart::is_apart;
use super::columns::{Columns, place};
use super::parts::{heading, untitled};
use super::reference::Place;
use super::sheet::{Sheet, shortened};
use super::table_line::{Gap, Grid, Lead, LineLook, code_room};
use crate::render::pdf::page::font::drawable;
use crate::render::pdf::page::{Role, Tag, mm};
use crate::report::dimension::Dimension;
use crate::report::document::Section;
use crate::report::outline::{Emphasis, Outline, OutlineRow};
use crate::report::row::RowKind;

/// The blank above and below a line, in points.
const GAP: Gap = 0.45;
/// The size of lines under headings and of a matrix at most, in points.
const OUTLINE: f32 = 8.0;
const MATRIX: f32 = 7.6;
/// How far lines and headings stand in from those around them, in millimetres.
const INDENT: f32 = 3.0;
/// What a title over the lines takes at most, in points.
const TITLE: f32 = 60.0;
/// How many lines of a text are a good beginning of a line that goes on on the next page.
const BEGINNING: usize = 3;
/// How many lines stand at least on either side of the end of a page.
const TOGETHER: usize = 2;

/// The lines of a section in the course of being drawn.
struct OutlineWriter<'a> {
    outline: &'a Outline,
    columns: Columns,
    /// The room of the codes of lines, in points.
    codes: f32,
    /// How deep the deepest line lies.
    depth: usize,
    /// The headings that stand around what comes next.
    open: Vec<&'a OutlineRow>,
    has_body: bool,
    /// Whether nothing but names of what follows stands on the page since the header.
    is_bare: bool,
}

/// Draws the lines of a section under its heading.
pub(super) fn outline<'a>(sheet: &mut Sheet<'a>, section: &'a Section, outline: &'a Outline, is_first: bool) {
    let writer = OutlineWriter::new(sheet, outline);
    let first = writer.head_height(sheet, 0);
    let least = writer.grid().header_height() + first;
    let notes: Vec<&str> = section.note.as_deref().into_iter().chain(outline.shared.as_deref()).collect();
    let note = (!notes.is_empty()).then(|| notes.join(" · "));
    if section.title.is_empty() || !is_first {
        untitled(sheet, note.as_deref(), least);
    } else {
        heading(sheet, &section.title, note.as_deref(), 10.0, least, 0);
    }
    let is_apart = is_apart(sheet.document, section);
    if is_apart {
        sheet.place(Place::NotReceived);
    }
    writer.draw(sheet, u8::from(!section.title.is_empty()));
    if is_apart {
        sheet.place(Place::NotReceived);
    }
}

impl<'a> OutlineWriter<'a> {
    fn new(sheet: &Sheet<'_>, outline: &'a Outline) -> Self {
        let document = sheet.document;
        let rows = outline.all().map(|row| row.row.view());
        let size = document.page.font_size.min(if outline.is_matrix { MATRIX } else { OUTLINE });
        let columns = place(&outline.columns, rows, document.words, sheet.geometry.left, size);
        let style = LineLook::Plain.style(columns.size);
        let lines = outline.rows.iter().filter(|row| !row.is_heading());
        let depth = lines.clone().map(|row| row.depth).max().unwrap_or_default();
        let codes = lines.map(|row| code_room(&row.code, style)).fold(0.0, f32::max);
        Self { outline, columns, codes, depth, open: Vec::new(), has_body: false, is_bare: true }
    }

    fn grid(&self) -> Grid<'_> {
        Grid { columns: &self.columns, gap: GAP }
    }

    /// Where the name of a row stands: lines by how deep they lie, so that one that has no heading of its own is told from
    /// those above it, and all their names below each other.
    #[allow(clippy::cast_precision_loss)]
    fn lead(&self, row: &OutlineRow) -> Lead {
        let look = look_of(row);
        let indent = mm(INDENT) * row.depth as f32;
        let room = if row.row.kind == RowKind::Detail && !row.code.is_empty() {
            self.codes + mm(INDENT) * (self.depth - row.depth) as f32
        } else {
            code_room(&row.code, look.style(self.columns.size))
        };
        Lead { indent, room, code: row.code.clone(), ..Lead::default() }
    }

    fn height_of(&self, sheet: &Sheet<'_>, row: &OutlineRow) -> f32 {
        let look = look_of(row);
        self.grid().height(self.grid().lines_of(&row.row.view(), look, &self.lead(row), sheet), look)
    }

    /// The height of what must not be parted from the row at a place: headings and the first lines under them, the last
    /// lines and the total.
    fn head_height(&self, sheet: &Sheet<'_>, at: usize) -> f32 {
        let rows = &self.outline.rows;
        let mut end = at;
        if self.outline.is_matrix && (at == 0 || rows[at].is_heading()) {
            // A month stands on one page.
            let inside = rows[at..].iter().skip(1).take_while(|row| !row.is_heading()).count();
            let end = at + 1 + inside;
            let totals = self.outline.totals.iter().filter(|_| end == rows.len());
            let height: f32 = rows[at..end].iter().chain(totals).map(|row| self.height_of(sheet, row)).sum();
            if height <= sheet.geometry.bottom - sheet.geometry.top - self.grid().header_height() - TITLE {
                return height;
            }
        }
        while rows.get(end).is_some_and(OutlineRow::is_heading) {
            end += 1;
        }
        let is_line = |row: &&OutlineRow| !row.is_heading();
        end += if end > at { rows[end..].iter().take(TOGETHER).take_while(is_line).count() } else { 1 };
        if rows[end..].len() < TOGETHER && rows[end..].iter().all(|row| !row.is_heading()) {
            end = rows.len();
        }
        let total = self.outline.totals.iter().filter(|_| end == rows.len());
        let height: f32 = rows[at..end].iter().chain(total).map(|row| self.height_of(sheet, row)).sum();
        let most = (sheet.geometry.bottom - sheet.geometry.top) * 0.5;
        if height <= most { height } else { self.grid().height(BEGINNING, LineLook::Band) }
    }

    fn draw(mut self, sheet: &mut Sheet<'a>, level: u8) {
        sheet.open(Role::Table);
        sheet.open(Role::TableHead);
        sheet.open(Role::TableRow);
        self.grid().header(sheet, true);
        sheet.close();
        sheet.close();
        for (index, row) in self.outline.rows.iter().enumerate() {
            self.open.truncate(row.depth);
            if !self.is_bare {
                let needed = self.head_height(sheet, index);
                self.make_room(sheet, needed);
            }
            if row.is_heading() {
                self.is_bare = true;
                self.put(sheet, row, Tag::Group);
                if row.depth == 0 {
                    sheet.bookmark(level, &format!("{} {}", row.code, row.name()));
                }
                self.is_bare = true;
                self.open.push(row);
            } else {
                self.put(sheet, row, Tag::Line);
                self.is_bare = false;
            }
        }
        self.open.clear();
        for total in &self.outline.totals {
            self.put(sheet, total, Tag::Total);
        }
        self.end_body(sheet);
        sheet.close();
    }

    /// Draws a row, and goes on with it on the next page where it is taller than this one.
    fn put(&mut self, sheet: &mut Sheet<'a>, row: &'a OutlineRow, tag: Tag) {
        let mut line = self.grid().line(row.row.view(), look_of(row), self.lead(row), tag, sheet);
        while !sheet.has_room(line.height) && line.lines() > 1 {
            let fitting = self.grid().fitting(sheet.geometry.bottom - sheet.y, line.look());
            if fitting >= BEGINNING || self.is_bare {
                let at = fitting.clamp(1, line.lines() - 1);
                let (beginning, rest) = line.split(at, self.grid());
                self.begin_body(sheet);
                self.grid().draw(sheet, beginning);
                line = rest;
            }
            self.next_page(sheet);
        }
        self.make_room(sheet, line.height);
        self.begin_body(sheet);
        self.grid().draw(sheet, line);
    }

    fn begin_body(&mut self, sheet: &mut Sheet<'_>) {
        if !self.has_body {
            self.has_body = true;
            sheet.open(Role::TableBody);
        }
    }

    fn end_body(&mut self, sheet: &mut Sheet<'_>) {
        if std::mem::take(&mut self.has_body) {
            sheet.close();
        }
    }

    fn make_room(&mut self, sheet: &mut Sheet<'_>, needed: f32) {
        if !sheet.has_room(needed) && !sheet.is_fresh() {
            self.next_page(sheet);
        }
    }

    fn next_page(&mut self, sheet: &mut Sheet<'_>) {
        self.end_body(sheet);
        sheet.break_page();
        self.grid().header(sheet, false);
        self.is_bare = true;
        if self.open.is_empty() {
            return;
        }
        let names = self.open.iter().map(|row| format!("{} {}", row.code, row.name()).trim().to_owned());
        let names = names.collect::<Vec<_>>().join(" › ");
        let style = LineLook::Band.style(self.columns.size);
        let behind = format!(" ({})", sheet.document.words.lines.continued);
        let width: f32 = self.columns.placed.iter().map(|column| column.width).sum();
        let room = width - 5.0 - style.width(&behind);
        let name = shortened(&drawable(&names), style, room) + &behind;
        self.grid().continued(sheet, &name);
    }
}

/// How a row looks: booking groups stand back, as their codes tell them.
fn look_of(row: &OutlineRow) -> LineLook {
    match row.row.kind {
        RowKind::Detail => match row.emphasis {
            Emphasis::Usual => LineLook::Plain,
            Emphasis::Weekend => LineLook::Shaded,
            Emphasis::WeekEnd => LineLook::ShadedLast,
        },
        RowKind::Total if row.depth > 0 => LineLook::Further,
        RowKind::Total => LineLook::Total,
        RowKind::Subtotal { .. } if row.depth == 0 => LineLook::Band,
        RowKind::Subtotal { dimension: Dimension::BookingGroup, .. } => LineLook::Quiet,
        RowKind::Subtotal { .. } => LineLook::Ruled,
    }
}
