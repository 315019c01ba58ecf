//! Draws the lines of a section by hierarchy, over as many pages as it takes.

use super::apart::is_apart;
use super::columns::{Columns, place};
use super::density::Density;
use super::narrow::{narrow_columns, with_places};
use super::parts::{heading, untitled};
use super::reference::Place;
use super::sheet::{Sheet, shortened};
use super::table_line::{CLOSE_AROUND, Gap, Grid, Lead, LineLook, code_room};
use crate::render::pdf::page::font::drawable;
use crate::render::pdf::page::{Role, Tag, mm};
use crate::report::dimension::Dimension;
use crate::report::document::{Cell, Column, Section};
use crate::report::first_page::FirstPagePart;
use crate::report::outline::{Emphasis, Outline, OutlineRow};
use crate::report::row::{Row, RowKind};
use crate::report::template::Field;

/// The blank above and below a line, in points; where parts stand closely.
const GAP: Gap = 0.45;
const CLOSE_GAP: Gap = 0.1;
const TIGHT_GAP: Gap = -0.15;
/// The size of lines under headings and of a matrix at most, in points.
const OUTLINE: f32 = 8.0;
const CLOSE_OUTLINE: f32 = 7.5;
const MATRIX: f32 = 7.6;
/// How far lines and headings stand in from those around them, in millimetres.
const INDENT: f32 = 3.0;
const CLOSE_INDENT: f32 = 1.6;
/// What a title over the lines takes at most, in points.
const TITLE: f32 = 60.0;
/// How many lines of a text are a good beginning of a line that goes on on the next page.
const BEGINNING: usize = 3;
/// Names of more lines have no room in a column.
const MOST_LINES: usize = 3;
/// How many lines stand at least on either side of the end of a page.
const TOGETHER: usize = 2;

/// The lines of a section in the course of being drawn.
struct OutlineWriter<'a> {
    outline: &'a Outline,
    columns: Columns,
    gap: Gap,
    leads: Leads,
    /// The headings that stand around what comes next.
    open: Vec<&'a OutlineRow>,
    has_body: bool,
    /// Whether nothing but names of what follows stands on the page since the header.
    is_bare: bool,
}

/// Where the names of lines and headings stand.
struct Leads {
    /// How far they stand in from those around them, in points.
    indent: f32,
    /// The room of the codes of lines, in points.
    codes: f32,
    /// How deep the deepest line lies.
    depth: usize,
}

impl Leads {
    fn of(sheet: &Sheet<'_>, outline: &Outline, size: f32) -> Self {
        let style = LineLook::Plain.style(size);
        let lines = outline.rows.iter().filter(|row| !row.is_heading());
        let depth = lines.clone().map(|row| row.depth).max().unwrap_or_default();
        let codes = lines.map(|row| code_room(&row.code, style)).fold(0.0, f32::max);
        Self { indent: mm(sheet.density.pick(INDENT, CLOSE_INDENT)), codes, depth }
    }

    #[allow(clippy::cast_precision_loss)]
    fn lead(&self, row: &OutlineRow, size: f32) -> Lead {
        let indent = self.indent * row.depth as f32;
        let room = if row.row.kind == RowKind::Detail && !row.code.is_empty() {
            self.codes + self.indent * (self.depth - row.depth) as f32
        } else {
            code_room(&row.code, look_of(row).style(size))
        };
        // Booking groups are called as the report's language does; others as the code tables and exports do.
        let is_group = matches!(row.row.kind, RowKind::Subtotal { dimension: Dimension::BookingGroup, .. });
        let is_foreign = !row.code.is_empty() && !row.name().is_empty() && !is_group;
        Lead { indent, room, code: row.code.clone(), foreign: is_foreign.then_some(0), ..Lead::default() }
    }
}

/// The size of texts, in points.
fn size_of(sheet: &Sheet<'_>, outline: &Outline) -> f32 {
    let lines = sheet.density.pick(OUTLINE, CLOSE_OUTLINE);
    sheet.document.page.font_size.min(if outline.is_matrix { MATRIX } else { lines })
}

/// The same in half the width with its columns: without receipts less expenses where names would be broken else, as both
/// stand there.
fn narrow_outline(sheet: &mut Sheet<'_>, outline: &Outline) -> (Outline, Columns) {
    let size = size_of(sheet, outline);
    let without = (sheet.density == Density::Tight).then(|| without_booking_groups(outline));
    let outline = without.as_ref().unwrap_or(outline);
    let leads = Leads::of(sheet, outline, size);
    let rows: Vec<Row> = outline.all().map(|row| row.row.clone()).collect();
    let names: Vec<f32> = outline
        .all()
        .filter(|row| !row.row.cells[1..].iter().all(|cell| *cell == Cell::Empty))
        .map(|row| {
            let lead = leads.lead(row, size);
            lead.indent + lead.room + look_of(row).style(size).width(&drawable(row.name()))
        })
        .collect();
    let place = |field| outline.columns.iter().position(|column| column.field == Some(field));
    let balance = place(Field::Balance).or_else(|| {
        let has_no_field = |column: &Column| column.field.is_none();
        outline.columns.iter().rposition(has_no_field).filter(|place| *place > 0)
    });
    let has_both = place(Field::Receipts).is_some() && place(Field::Expenses).is_some();
    let dispensable: Vec<usize> = balance.filter(|_| has_both).into_iter().collect();
    let narrow = narrow_columns(sheet, &outline.columns, &rows, &names, &dispensable, size);
    let row = |row: &OutlineRow| OutlineRow { row: with_places(&row.row, &narrow.places), ..row.clone() };
    let columns = narrow.place(sheet.geometry.left, size);
    let lines = |row: &OutlineRow| {
        let grid = Grid { columns: &columns, gap: 0.0, around: 1.0 };
        grid.lines_of(&with_places(&row.row, &narrow.places).view(), look_of(row), &leads.lead(row, size), sheet)
    };
    if outline.all().any(|row| lines(row) > MOST_LINES) {
        sheet.smallest = 0.0;
    }
    let narrowed = Outline {
        shared: outline.shared.clone(),
        rows: outline.rows.iter().map(row).collect(),
        totals: outline.totals.iter().map(row).collect(),
        columns: narrow.columns,
        ..*outline
    };
    (narrowed, columns)
}

/// The same without headings of booking groups under others; lines under them stand one level higher.
fn without_booking_groups(outline: &Outline) -> Outline {
    let is_group = |row: &OutlineRow| {
        row.depth > 0 && matches!(row.row.kind, RowKind::Subtotal { dimension: Dimension::BookingGroup, .. })
    };
    let mut rows = Vec::new();
    let mut gone: Option<usize> = None;
    for row in &outline.rows {
        gone = gone.filter(|depth| row.depth > *depth);
        if is_group(row) {
            gone = Some(row.depth);
        } else {
            rows.push(OutlineRow { depth: row.depth - usize::from(gone.is_some()), ..row.clone() });
        }
    }
    Outline { rows, ..outline.clone() }
}

/// Whether what stands apart is told on the first page, where there is no room to say it again.
fn is_said_first(sheet: &Sheet<'_>) -> bool {
    sheet.density == Density::Tight && sheet.document.first_page.contains(&FirstPagePart::NotReceived)
}

/// Draws the lines of a section under its heading.
pub(super) fn outline(sheet: &mut Sheet<'_>, section: &Section, outline: &Outline, is_first: bool) {
    let narrow = sheet.is_narrow().then(|| narrow_outline(sheet, outline));
    let writer = if let Some((outline, columns)) = &narrow {
        OutlineWriter::new(sheet, outline, columns.clone())
    } else {
        let rows = outline.all().map(|row| row.row.view());
        let (left, size) = (sheet.geometry.left, size_of(sheet, outline));
        OutlineWriter::new(sheet, outline, place(&outline.columns, rows, sheet.document.words, left, size))
    };
    let first = writer.head_height(sheet, 0);
    let least = writer.grid().header_height() + first;
    let is_apart = is_apart(sheet.document, section);
    // That money which stands apart was not received is said on the first page, too.
    let own = section.note.as_deref().filter(|_| !is_apart || !is_said_first(sheet));
    let notes: Vec<&str> = own.into_iter().chain(outline.shared.as_deref()).collect();
    let note = (!notes.is_empty()).then(|| notes.join(" · "));
    if section.title.is_empty() || !is_first {
        untitled(sheet, note.as_deref(), least);
    } else {
        heading(sheet, &section.title, note.as_deref(), 10.0, least, 0);
    }
    if is_apart {
        sheet.place(Place::NotReceived);
    }
    writer.draw(sheet, u8::from(!section.title.is_empty()));
    if is_apart {
        sheet.place(Place::NotReceived);
    }
}

impl<'a> OutlineWriter<'a> {
    fn new(sheet: &Sheet<'_>, outline: &'a Outline, columns: Columns) -> Self {
        let leads = Leads::of(sheet, outline, columns.size);
        let gap = sheet.density.pick_of(GAP, CLOSE_GAP, TIGHT_GAP);
        Self { outline, columns, gap, leads, open: Vec::new(), has_body: false, is_bare: true }
    }

    fn grid(&self) -> Grid<'_> {
        Grid { columns: &self.columns, gap: self.gap, around: if self.gap < GAP { CLOSE_AROUND } else { 1.0 } }
    }

    /// Where the name of a row stands: lines by how deep they lie, so that one that has no heading of its own is told from
    /// those above it, and all their names below each other.
    fn lead(&self, row: &OutlineRow) -> Lead {
        self.leads.lead(row, self.columns.size)
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

    fn draw(mut self, sheet: &mut Sheet<'_>, level: u8) {
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
    fn put(&mut self, sheet: &mut Sheet<'_>, row: &'a OutlineRow, tag: Tag) {
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
            self.next_page(sheet, 0.0);
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
            self.next_page(sheet, needed);
        }
    }

    fn next_page(&mut self, sheet: &mut Sheet<'_>, needed: f32) {
        sheet.is_parted |= self.is_bare;
        self.end_body(sheet);
        sheet.break_for(needed + self.grid().header_height());
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
