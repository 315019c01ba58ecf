//! Draws the lines of a section by hierarchy, over as many pages as it takes.

use super::apart::is_apart;
use super::columns::{Columns, place};
use super::density::Density;
use super::leads::{Leads, look_of};
use super::narrow::{narrow_columns, with_places};
use super::parts::{heading, untitled};
use super::reference::ReferenceTarget;
use super::sheet::{Sheet, Style};
use super::table_header::Labels;
use super::table_line::{CLOSE_AROUND, Gap, Grid, Lead, LineLook};
use crate::render::pdf::page::font::drawable;
use crate::render::pdf::page::{Role, Tag};
use crate::report::dimension::Dimension;
use crate::report::document::{Cell, Section};
use crate::report::first_page::FirstPagePart;
use crate::report::outline::{Outline, OutlineRow};
use crate::report::row::{Row, RowKind};

/// The blank above and below a line, in points; where parts stand closely.
const GAP: Gap = 0.45;
const CLOSE_GAP: Gap = 0.1;
const TIGHT_GAP: Gap = -0.35;
/// The size of lines under headings and of a matrix at most, in points.
const OUTLINE: f32 = 8.0;
const CLOSE_OUTLINE: f32 = 7.5;
const MATRIX: f32 = 7.6;
/// What a title over the lines takes at most, in points.
const TITLE: f32 = 60.0;
/// How many lines of a text are a good beginning of a line that goes on on the next page.
const BEGINNING: usize = 3;
/// Names of more lines have no room in a column.
const MOST_LINES: usize = 3;
/// How many lines stand at least on either side of the end of a page.
const TOGETHER: usize = 2;
/// The blank between such a name and the word beside its figures, in points.
const TOTAL_BLANK: f32 = 5.0;

/// The lines of a section in the course of being drawn.
#[expect(clippy::struct_excessive_bools, reason = "each is told of another part of the page, and ends apart")]
struct OutlineWriter<'a> {
    outline: &'a Outline,
    columns: Columns,
    gap: Gap,
    leads: Leads,
    /// The level of a heading over a table of its own.
    level: u8,
    /// Whether a table is open, and whether one was before.
    has_table: bool,
    has_labels: bool,
    /// The headings that stand around what comes next.
    open: Vec<&'a OutlineRow>,
    has_body: bool,
    /// Whether nothing but names of what follows stands on the page since the header.
    is_bare: bool,
}

/// The size of texts, in points.
fn size_of(sheet: &Sheet<'_>, outline: &Outline) -> f32 {
    let lines = sheet.density.pick_of_lines(OUTLINE, CLOSE_OUTLINE, CLOSE_OUTLINE);
    sheet.document.page.font_size.min(if outline.is_matrix { MATRIX } else { lines })
}

/// The same in half the width with its columns, without the balance where names would be broken else and pages must be few.
fn narrow_outline(sheet: &mut Sheet<'_>, outline: &Outline) -> (Outline, Columns) {
    let size = size_of(sheet, outline);
    let without = (sheet.density.is_tight()).then(|| without_booking_groups(outline));
    let outline = without.as_ref().unwrap_or(outline);
    let leads = Leads::of(sheet, outline, size);
    let rows: Vec<Row> = outline.all().map(|row| row.row.clone()).collect();
    let names: Vec<f32> = outline
        .all()
        .filter(|row| !row.row.cells[1..].iter().all(|cell| *cell == Cell::Empty))
        .map(|row| {
            let lead = leads.lead(row, size);
            let total = lead.total.map_or(0.0, |total| Style::label(size).width(total) + TOTAL_BLANK);
            lead.indent + lead.room + look_of(row).style(size).width(&drawable(row.name())) + total
        })
        .collect();
    let is_dispensed = |_: &usize| sheet.density == Density::Tightest;
    let dispensable: Vec<usize> = outline.dispensable_balance().into_iter().filter(is_dispensed).collect();
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
    sheet.density.is_tight() && sheet.document.first_page.contains(&FirstPagePart::NotReceived)
}

/// Draws the lines of a section under its heading.
pub(super) fn outline(sheet: &mut Sheet<'_>, section: &Section, outline: &Outline, is_first: bool) {
    let narrow = sheet.is_narrow().then(|| narrow_outline(sheet, outline));
    let mut writer = if let Some((outline, columns)) = &narrow {
        OutlineWriter::new(sheet, outline, columns.clone())
    } else {
        let rows = outline.all().map(|row| row.row.view());
        let (left, size) = (sheet.geometry.left, size_of(sheet, outline));
        OutlineWriter::new(sheet, outline, place(&outline.columns, rows, sheet.document.words, left, size))
    };
    let bookmark_level = u8::from(!section.title.is_empty());
    writer.level = 2 + bookmark_level;
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
        sheet.place(ReferenceTarget::NotReceived);
    }
    writer.draw(sheet, bookmark_level);
    if is_apart {
        sheet.place(ReferenceTarget::NotReceived);
    }
}

impl<'a> OutlineWriter<'a> {
    fn new(sheet: &Sheet<'_>, outline: &'a Outline, columns: Columns) -> Self {
        let leads = Leads::of(sheet, outline, columns.size);
        let gap = sheet.density.pick_of_lines(GAP, CLOSE_GAP, TIGHT_GAP);
        Self {
            outline,
            columns,
            gap,
            leads,
            level: 2,
            has_table: false,
            has_labels: false,
            open: Vec::new(),
            has_body: false,
            is_bare: true,
        }
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

    /// The height of some rows, with the totals where they are the last.
    fn height_of_rows(&self, sheet: &Sheet<'_>, at: usize, end: usize) -> f32 {
        let rows = &self.outline.rows;
        let totals = if end == rows.len() { self.height_of_totals(sheet) } else { 0.0 };
        rows[at..end].iter().map(|row| self.height_of(sheet, row)).sum::<f32>() + totals
    }

    /// Whether the totals are a table of their own; where there is little room they stand in that of the last lines.
    fn are_totals_apart(&self, sheet: &Sheet<'_>) -> bool {
        !sheet.density.is_tight() && self.outline.rows.iter().any(|row| self.leads.is_heading_of_a_table(row))
    }

    /// The height of the totals, with the labels over them where they are a table of their own.
    fn height_of_totals(&self, sheet: &Sheet<'_>) -> f32 {
        let totals = &self.outline.totals;
        let labels = if self.are_totals_apart(sheet) && !totals.is_empty() {
            self.grid().labels_height(Labels::Small)
        } else {
            0.0
        };
        totals.iter().map(|total| self.height_of(sheet, total)).sum::<f32>() + labels
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
            let height = self.height_of_rows(sheet, at, end);
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
        let height = self.height_of_rows(sheet, at, end);
        let most = (sheet.geometry.bottom - sheet.geometry.top) * 0.5;
        if height <= most { height } else { self.grid().height(BEGINNING, LineLook::Band) }
    }

    fn draw(mut self, sheet: &mut Sheet<'_>, level: u8) {
        for (index, row) in self.outline.rows.iter().enumerate() {
            self.open.truncate(row.depth);
            if self.leads.is_heading_of_a_table(row) {
                self.head(sheet, index, level);
                self.open.push(row);
                continue;
            }
            self.begin_table(sheet);
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
        if self.are_totals_apart(sheet) {
            // What all come to stands under none of the headings.
            self.end_table(sheet);
            let needed = self.height_of_totals(sheet);
            sheet.keep_together(needed);
        }
        if !self.outline.totals.is_empty() {
            self.begin_table(sheet);
        }
        for total in &self.outline.totals {
            self.put(sheet, total, Tag::Total);
        }
        self.end_table(sheet);
    }

    /// How the labels of a table that begins here are said.
    fn labels(&self, sheet: &Sheet<'_>) -> Labels {
        match (self.has_labels, sheet.is_at_top()) {
            (false, _) => Labels::First,
            (true, true) => Labels::AtHead,
            (true, false) => Labels::Small,
        }
    }

    fn begin_table(&mut self, sheet: &mut Sheet<'_>) {
        if !self.has_table {
            let labels = self.labels(sheet);
            (self.has_table, self.has_labels) = (true, true);
            self.grid().begin_table(sheet, labels);
        }
    }

    fn end_table(&mut self, sheet: &mut Sheet<'_>) {
        self.end_body(sheet);
        if std::mem::take(&mut self.has_table) {
            sheet.close();
        }
    }

    /// Draws a heading and begins the table under it with what its lines come to.
    fn head(&mut self, sheet: &mut Sheet<'_>, index: usize, level: u8) {
        let row = &self.outline.rows[index];
        self.end_table(sheet);
        let needed = self.grid().labels_height(self.labels(sheet)) + self.head_height(sheet, index);
        if !sheet.has_room(needed) && !sheet.is_at_top() {
            sheet.is_parted |= self.is_bare;
            sheet.break_for(needed);
        }
        let labels = self.labels(sheet);
        let (top, height) = (sheet.y, self.grid().labels_height(labels));
        let line = self.grid().line(row.row.view(), look_of(row), self.lead(row), Tag::GroupTotal, sheet);
        // It is read before the labels of its table and stands under them.
        sheet.y = top + height;
        sheet.bookmark(level, &format!("{} {}", row.code, row.name()));
        self.grid().heading(sheet, &line, self.level);
        sheet.y = top;
        self.begin_table(sheet);
        if line.lead.total.is_some() {
            self.begin_body(sheet);
            self.grid().draw(sheet, line);
        } else {
            sheet.y += line.height;
        }
        self.is_bare = true;
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
        self.grid().header(sheet, Labels::Aside);
        self.is_bare = true;
        if self.open.is_empty() {
            return;
        }
        let names = self.open.iter().map(|row| format!("{} {}", row.code, row.name()).trim().to_owned());
        self.grid().continued(sheet, &names.collect::<Vec<_>>().join(" › "));
    }
}
