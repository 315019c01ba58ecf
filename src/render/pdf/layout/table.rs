//! Draws a table over as many pages as it takes.

use std::borrow::Cow;
use std::ops::Range;

use super::columns::{Columns, drawn, face_of};
use super::sheet::{Sheet, Style, shortened};
use crate::domain::Money;
use crate::render::pdf::page::font::drawable;
use crate::render::pdf::page::{Colour, Role, Tag};
use crate::report::dimension::Dimension;
use crate::report::document::Value;
use crate::report::row::{RowKind, RowView};
use crate::report::template::Format;

/// The distance of baselines, in sizes.
const LEADING: f32 = 1.22;
/// The blank above and below a line of the table, in points.
const GAP: f32 = 1.7;
/// The part of a page that a group of lines may leave empty to stay together.
const SPARE: f32 = 0.4;

/// How many lines of a text are a good beginning of a line that goes on on the next page.
const BEGINNING: usize = 3;
/// The height that a heading above a table may take, in points.
const HEADING: f32 = 60.0;

/// What a table is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    /// The report's lines.
    Lines,
    /// Anything else.
    Others,
}

/// A line of a table, ready to be drawn.
struct Set<'r> {
    kind: RowKind,
    tag: Tag,
    /// A text for each column.
    texts: Vec<SetText<'r>>,
    /// Which lines of text of it are meant.
    lines: Range<usize>,
    height: f32,
}

/// A text of a line.
#[derive(Clone)]
struct SetText<'r> {
    text: Cow<'r, str>,
    /// Where it is broken.
    breaks: Vec<usize>,
    /// Its width before it was broken, in points.
    width: f32,
    colour: Colour,
}

impl SetText<'_> {
    fn line(&self, index: usize) -> Option<&str> {
        let start = index.checked_sub(1).map_or(Some(0), |before| self.breaks.get(before).copied())?;
        self.text.get(start..self.breaks.get(index).copied().unwrap_or(self.text.len()))
    }
}

impl Set<'_> {
    /// How many lines of text it has.
    fn lines(&self) -> usize {
        self.lines.len()
    }

    /// Its first lines of text, and the rest.
    fn split(self, at: usize, size: f32) -> (Self, Self) {
        let Self { kind, tag, texts, lines, .. } = self;
        let part = |tag, texts, lines: Range<usize>| {
            let height = height(lines.len(), size) + space_above(kind);
            Self { kind, tag, texts, lines, height }
        };
        let at = lines.start + at;
        (part(tag, texts.clone(), lines.start..at), part(Tag::Rest, texts, at..lines.end))
    }
}

/// A table in the course of being drawn.
pub(super) struct TableWriter {
    columns: Columns,
    about: About,
    header_height: f32,
    has_body: bool,
    /// Whether nothing but names of what follows stands on the page since the header.
    is_bare: bool,
}

impl TableWriter {
    /// A table with these columns.
    #[must_use]
    pub(super) fn new(columns: Columns, about: About) -> Self {
        let lines = columns.placed.iter().map(|column| column.header.len()).max().unwrap_or(0);
        let header_height = height(lines, columns.size) + 2.0;
        Self { columns, about, header_height, has_body: false, is_bare: true }
    }

    /// The height of the header and what must follow it on the page: the first line with its subtotals, or the
    /// beginning of a line that is taller than a page; and no less than a group's name and two lines.
    #[must_use]
    pub(super) fn least_height<'r>(&self, sheet: &Sheet<'_>, rows: impl Iterator<Item = RowView<'r>>) -> f32 {
        self.least_start().max(self.header_height + self.first_height(sheet, rows, 0.0))
    }

    /// The same for a table that begins with a group.
    #[must_use]
    pub(super) fn least_height_of_group<'r>(
        &self,
        sheet: &Sheet<'_>,
        rows: impl Iterator<Item = RowView<'r>> + Clone,
    ) -> f32 {
        self.least_start().max(self.header_height + self.group_height(sheet, rows))
    }

    /// The height of the header, a group's name and two lines: less than that is no good start on a page.
    fn least_start(&self) -> f32 {
        self.header_height + 3.0 * height(1, self.columns.size) + 5.0
    }

    /// Begins the table.
    pub(super) fn begin(&self, sheet: &mut Sheet<'_>) {
        sheet.open(Role::Table);
        sheet.open(Role::TableHead);
        sheet.open(Role::TableRow);
        self.header(sheet, true);
        sheet.close();
        sheet.close();
    }

    /// Ends the table.
    pub(super) fn end(mut self, sheet: &mut Sheet<'_>) {
        self.end_body(sheet);
        sheet.close();
    }

    /// Draws the header. On further pages it only helps the eye.
    fn header(&self, sheet: &mut Sheet<'_>, is_first: bool) {
        let size = self.columns.size;
        let style = Style::bold(size);
        let top = sheet.y;
        for (index, column) in self.columns.placed.iter().enumerate() {
            // Headers of one line stand at the foot of those of two.
            let blank = self.header_height - 2.0 - height(column.header.len(), size);
            if is_first {
                sheet.open(Role::HeaderCell);
                sheet.begin(if index == 0 { Tag::Header } else { Tag::Cell });
            }
            for (index, line) in column.header.iter().enumerate() {
                let y = top + blank + baseline(index, size);
                sheet.text(column.text_x(style.width(line.trim_end_matches(' '))), y, style, line);
            }
            if is_first {
                sheet.end();
                sheet.close();
            }
        }
        sheet.y += self.header_height;
        sheet.rule(self.left(), sheet.y - 1.0, self.width(), 0.7, Colour::BLACK);
    }

    /// Draws a heading line inside the table, such as a daybook's name, and the lines under it. A group that is not
    /// long stays on one page.
    pub(super) fn group<'r>(
        &mut self,
        sheet: &mut Sheet<'_>,
        title: &str,
        level: u8,
        rows: impl Iterator<Item = RowView<'r>> + Clone,
    ) {
        let style = Style::bold(self.columns.size).in_colour(sheet.accent());
        let own = self.group_name_height();
        let together = self.group_height(sheet, rows.clone());
        if !self.is_bare {
            self.make_room(sheet, together);
        }
        self.is_bare = true;
        self.begin_body(sheet);
        // The lines below have the description whole.
        let line = shortened(&drawable(title), style, self.width() - 5.0);
        let y = sheet.y + 4.0 + baseline(0, style.size);
        sheet.open(Role::TableRow);
        sheet.part(Role::Cell { columns: self.columns.placed.len() }, Tag::Group, |sheet| {
            sheet.text(sheet.geometry.left + 2.5, y, style, &line);
        });
        sheet.close();
        sheet.y += own;
        sheet.bookmark(level, title);
        self.rows(sheet, rows);
    }

    fn group_name_height(&self) -> f32 {
        height(1, self.columns.size) + 4.0
    }

    /// The height of a group's name and of what must stay with it: all of a group that is not long, else its first line.
    fn group_height<'r>(&self, sheet: &Sheet<'_>, rows: impl Iterator<Item = RowView<'r>> + Clone) -> f32 {
        let own = self.group_name_height();
        let spare = self.room_of_a_page(sheet) * SPARE;
        let mut needed = own;
        for row in rows.clone().filter(|row| !is_left_out(row)) {
            needed += self.height_of(&row, sheet);
            if needed > spare {
                return self.first_height(sheet, rows, own);
            }
        }
        needed
    }

    /// The height of the first line with its subtotals, and of what stands above it; where that is taller than a page,
    /// of as much as is a good beginning.
    fn first_height<'r>(&self, sheet: &Sheet<'_>, rows: impl Iterator<Item = RowView<'r>>, above: f32) -> f32 {
        let rows = rows.filter(|row| !is_left_out(row)).enumerate();
        let first = rows.take_while(|(index, row)| *index == 0 || row.kind != RowKind::Detail);
        let needed = above + first.map(|(_, row)| self.height_of(&row, sheet)).sum::<f32>();
        if needed <= self.room_of_a_page(sheet) - HEADING {
            needed
        } else {
            above + height(BEGINNING, self.columns.size)
        }
    }

    /// Draws lines. A subtotal or total is never parted from the line above it.
    pub(super) fn rows<'r>(&mut self, sheet: &mut Sheet<'_>, rows: impl Iterator<Item = RowView<'r>>) {
        let mut rows = rows.filter(|row| !is_left_out(row)).peekable();
        while let Some(row) = rows.next() {
            let mut line = self.set(row, sheet);
            let closings: Vec<Set<'r>> = std::iter::from_fn(|| rows.next_if(|row| row.kind != RowKind::Detail))
                .map(|closing| self.set(closing, sheet))
                .collect();
            let below: f32 = closings.iter().map(|set| set.height).sum();
            if self.is_bare || line.height + below > self.room_of_a_page(sheet) {
                while !sheet.has_room(line.height + below) && line.lines() > 1 {
                    line = self.draw_beginning(sheet, line);
                    self.next_page(sheet);
                }
            }
            self.make_room(sheet, line.height + below);
            for set in std::iter::once(line).chain(closings) {
                self.make_room(sheet, set.height);
                self.begin_body(sheet);
                self.draw(sheet, set);
            }
        }
    }

    /// Draws as much of a line as fits on the page, so that some of it is left; returns the rest.
    fn draw_beginning<'r>(&mut self, sheet: &mut Sheet<'_>, line: Set<'r>) -> Set<'r> {
        let size = self.columns.size;
        let room = sheet.geometry.bottom - sheet.y - space_above(line.kind) - 2.0 * GAP;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let fitting = (room / (size * LEADING)).floor().max(0.0) as usize;
        if !self.is_bare && fitting < BEGINNING {
            return line;
        }
        let at = fitting.clamp(1, line.lines() - 1);
        let (beginning, rest) = line.split(at, size);
        self.begin_body(sheet);
        self.draw(sheet, beginning);
        rest
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
        self.header(sheet, false);
        self.is_bare = true;
    }

    fn room_of_a_page(&self, sheet: &Sheet<'_>) -> f32 {
        sheet.geometry.bottom - sheet.geometry.top - self.header_height
    }

    /// The height of a line, without making it.
    fn height_of(&self, row: &RowView<'_>, sheet: &Sheet<'_>) -> f32 {
        space_above(row.kind) + height(self.lines_of(row, sheet), self.columns.size)
    }

    /// How many lines of text a line has.
    fn lines_of(&self, row: &RowView<'_>, sheet: &Sheet<'_>) -> usize {
        let style = self.style(row.kind);
        let texts = self.columns.placed.iter().enumerate().filter(|(_, column)| column.format == Format::Text);
        let lines = texts.filter_map(|(index, column)| {
            let text = drawn(row.cell(index)?, column.format, sheet.document.words);
            Some(1 + column.breaks(&text, style, style.width(&text)).len())
        });
        lines.max().unwrap_or(1)
    }

    fn style(&self, kind: RowKind) -> Style {
        Style { face: face_of(kind), ..Style::regular(self.columns.size) }
    }

    fn set<'r>(&self, row: RowView<'r>, sheet: &Sheet<'_>) -> Set<'r> {
        let kind = row.kind;
        if sheet.is_counting() && self.lines_of(&row, sheet) == 1 {
            // Only how tall it is will be asked of it.
            let height = space_above(kind) + height(1, self.columns.size);
            return Set { kind, tag: self.tag(kind), texts: Vec::new(), lines: 0..1, height };
        }
        let style = self.style(kind);
        let mut lines = 1;
        let texts = row.cells().zip(&self.columns.placed).map(|(value, column)| {
            let text = drawn(value, column.format, sheet.document.words);
            let width = style.width(&text);
            let breaks = column.breaks(&text, style, width);
            lines = lines.max(breaks.len() + 1);
            let colour = match value {
                Value::Money(money) => of_amount(money, kind == RowKind::Detail),
                _ => Colour::BLACK,
            };
            SetText { text, breaks, width, colour }
        });
        let texts = texts.collect();
        let height = space_above(kind) + height(lines, self.columns.size);
        Set { kind, tag: self.tag(kind), texts, lines: 0..lines, height }
    }

    fn tag(&self, kind: RowKind) -> Tag {
        match (self.about, kind) {
            (About::Others, _) => Tag::Row,
            (About::Lines, RowKind::Detail) => Tag::Line,
            (About::Lines, RowKind::Subtotal { .. }) => Tag::Subtotal,
            (About::Lines, RowKind::Total) => Tag::Total,
        }
    }

    fn draw(&mut self, sheet: &mut Sheet<'_>, set: Set<'_>) {
        if sheet.is_counting() {
            self.is_bare = false;
            sheet.y += set.height;
            return;
        }
        let size = self.columns.size;
        let (left, width) = (self.left(), self.width());
        let top = sheet.y + space_above(set.kind);
        match set.kind {
            RowKind::Detail => {}
            RowKind::Subtotal { dimension: Dimension::Daybook, .. } => {
                sheet.rule(left, top, width, 0.5, Colour::BLACK);
            }
            RowKind::Subtotal { .. } => {
                for column in self.columns.placed.iter().filter(|column| column.format.is_right_aligned()) {
                    sheet.rule(column.x + 5.0, top, column.width - 5.0, 0.3, Colour::QUIET);
                }
            }
            RowKind::Total => {
                let height = set.height - space_above(set.kind);
                sheet.tint(left, top, width, height, Colour::TINT);
                sheet.rule(left, top, width, 0.9, Colour::BLACK);
                sheet.rule(left, top + height, width, 0.9, Colour::BLACK);
            }
        }
        let style = self.style(set.kind);
        sheet.open(Role::TableRow);
        for (index, (column, text)) in self.columns.placed.iter().zip(set.texts).enumerate() {
            let tag = if index == 0 { set.tag } else { Tag::Cell };
            let role = if index == 0 { Role::RowHeaderCell } else { Role::Cell { columns: 1 } };
            sheet.part(role, tag, |sheet| {
                let style = style.in_colour(text.colour);
                if text.breaks.is_empty() {
                    if set.lines.start == 0 {
                        sheet.text(column.text_x(text.width), top + baseline(0, size), style, text.text);
                    }
                    return;
                }
                for (index, line) in set.lines.clone().map_while(|line| text.line(line)).enumerate() {
                    let width = style.width(line.trim_end_matches(' '));
                    sheet.text(column.text_x(width), top + baseline(index, size), style, line);
                }
            });
        }
        sheet.close();
        self.is_bare = false;
        sheet.y += set.height;
        if set.kind == RowKind::Detail {
            sheet.rule(left, sheet.y, width, 0.2, Colour::HAIR);
        }
    }

    fn left(&self) -> f32 {
        self.columns.placed.first().map_or(0.0, |column| column.x)
    }

    fn width(&self) -> f32 {
        self.columns.placed.iter().map(|column| column.width).sum()
    }
}

/// The colour of an amount: what is below zero stands out, zero stands back unless it is a sum; neither by its colour
/// alone.
#[must_use]
pub(super) fn of_amount(money: Money, stands_back: bool) -> Colour {
    if money.is_negative() {
        Colour::NEGATIVE
    } else if money == Money::ZERO && stands_back {
        Colour::QUIET
    } else {
        Colour::BLACK
    }
}

/// Whether a page can do without a line, as it would only repeat the one above.
fn is_left_out(row: &RowView<'_>) -> bool {
    matches!(row.kind, RowKind::Subtotal { repeats: true, .. })
}

/// The blank that sets a total off from what it adds up, in points.
fn space_above(kind: RowKind) -> f32 {
    match kind {
        RowKind::Total => 2.0,
        RowKind::Detail | RowKind::Subtotal { .. } => 0.0,
    }
}

#[allow(clippy::cast_precision_loss)]
fn height(lines: usize, size: f32) -> f32 {
    lines as f32 * size * LEADING + 2.0 * GAP
}

#[allow(clippy::cast_precision_loss)]
fn baseline(line: usize, size: f32) -> f32 {
    GAP + size * 0.98 + line as f32 * size * LEADING
}
