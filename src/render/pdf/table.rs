//! Draws a table over as many pages as it takes.

use super::columns::{Columns, broken, face_of};
use super::font::{Face, drawable};
use super::sheet::{Sheet, shortened};
use crate::render::number::shown;
use crate::report::dimension::Dimension;
use crate::report::document::{Row, RowKind};

/// The distance of baselines, in sizes.
const LEADING: f32 = 1.22;
/// The blank above and below a line of the table, in points.
const GAP: f32 = 1.6;

/// A line of a table, ready to be drawn.
struct Set {
    kind: RowKind,
    /// For each column, its lines of text.
    texts: Vec<Vec<String>>,
    height: f32,
}

/// A table in the course of being drawn.
pub(super) struct TableWriter {
    columns: Columns,
    header_height: f32,
}

impl TableWriter {
    /// A table with these columns.
    #[must_use]
    pub(super) fn new(columns: Columns) -> Self {
        let lines = columns.placed.iter().map(|column| column.header.len()).max().unwrap_or(0);
        let header_height = if columns.placed.iter().all(|column| column.header.concat().is_empty()) {
            0.0
        } else {
            height(lines, columns.size) + 1.5
        };
        Self { columns, header_height }
    }

    /// The height of the header with one line under it: what must fit for the table to begin on a page.
    #[must_use]
    pub(super) fn least_height(&self) -> f32 {
        self.header_height + 3.0 * height(1, self.columns.size)
    }

    /// Draws the header row.
    pub(super) fn header(&self, sheet: &mut Sheet<'_>) {
        if self.header_height == 0.0 {
            return;
        }
        let size = self.columns.size;
        let top = sheet.y;
        for column in &self.columns.placed {
            // Headers of one line stand at the foot of those of two.
            let blank = self.header_height - 1.5 - height(column.header.len(), size);
            for (index, line) in column.header.iter().enumerate() {
                let y = top + blank + baseline(index, size);
                sheet.text(column.text_x(line, Face::Bold, size), y, Face::Bold, size, line);
            }
        }
        sheet.y += self.header_height;
        sheet.rule(self.left(), sheet.y - 0.8, self.width(), 0.8);
    }

    /// Draws a heading line inside the table, such as a daybook's name; `with` is the line that must follow it.
    pub(super) fn block_heading(&self, sheet: &mut Sheet<'_>, title: &str, with: Option<&Row>) {
        let size = self.columns.size;
        let below = with.map_or(0.0, |row| self.set(row, sheet).height);
        let text = drawable(title);
        // The lines below have the description whole.
        let line = shortened(&text, Face::Bold, size, self.width() - 5.0);
        let own = height(1, size) + 3.0;
        self.make_room(sheet, (own + below).min(self.room_of_a_page(sheet)));
        sheet.text(self.left() + 2.5, sheet.y + 3.0 + baseline(0, size), Face::Bold, size, &line);
        sheet.y += own;
    }

    /// Draws lines. A subtotal or total is never parted from the line above it.
    pub(super) fn rows<'r>(&self, sheet: &mut Sheet<'_>, rows: impl Iterator<Item = &'r Row>) {
        let mut rows = rows.filter(|row| !is_left_out(row)).peekable();
        while let Some(row) = rows.next() {
            let mut together = vec![self.set(row, sheet)];
            while let Some(closing) = rows.next_if(|row| row.kind != RowKind::Detail) {
                together.push(self.set(closing, sheet));
            }
            let needed: f32 = together.iter().map(|set| set.height).sum();
            if needed <= self.room_of_a_page(sheet) {
                self.make_room(sheet, needed);
            } else {
                together = together.into_iter().flat_map(|set| self.split(set, sheet)).collect();
            }
            for set in &together {
                self.make_room(sheet, set.height);
                self.draw(sheet, set);
            }
        }
    }

    fn make_room(&self, sheet: &mut Sheet<'_>, needed: f32) {
        if !sheet.has_room(needed) && !sheet.is_fresh() {
            sheet.break_page();
            self.header(sheet);
        }
    }

    fn room_of_a_page(&self, sheet: &Sheet<'_>) -> f32 {
        sheet.geometry.bottom - sheet.geometry.top - self.header_height
    }

    /// A line that is taller than a page in pieces that are not, in the order of their texts.
    fn split(&self, set: Set, sheet: &Sheet<'_>) -> Vec<Set> {
        let size = self.columns.size;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let most = ((self.room_of_a_page(sheet) - 2.0 * GAP) / (size * LEADING)).floor().max(1.0) as usize;
        let lines = set.texts.iter().map(Vec::len).max().unwrap_or(1);
        let piece = |start: usize| {
            let texts: Vec<Vec<String>> =
                set.texts.iter().map(|lines| lines.iter().skip(start).take(most).cloned().collect()).collect();
            let height = height((lines - start).min(most), size);
            Set { kind: set.kind, texts, height }
        };
        (0..lines).step_by(most).map(piece).collect()
    }

    fn set(&self, row: &Row, sheet: &Sheet<'_>) -> Set {
        let face = face_of(row.kind);
        let size = self.columns.size;
        let texts: Vec<Vec<String>> = row
            .cells
            .iter()
            .zip(&self.columns.placed)
            .map(|(cell, column)| {
                let text = shown(cell, column.format, &sheet.document.words);
                broken(&drawable(&text), face, size, column.room())
            })
            .collect();
        let lines = texts.iter().map(Vec::len).max().unwrap_or(1);
        Set { kind: row.kind, texts, height: height(lines, size) }
    }

    fn draw(&self, sheet: &mut Sheet<'_>, set: &Set) {
        let size = self.columns.size;
        let face = face_of(set.kind);
        let (left, width, top) = (self.left(), self.width(), sheet.y);
        match set.kind {
            RowKind::Detail => {}
            RowKind::Subtotal { dimension: Dimension::Daybook, .. } => {
                sheet.tint(left, top, width, set.height, 0.93);
                sheet.rule(left, top, width, 0.4);
            }
            RowKind::Subtotal { .. } => sheet.rule(left, top, width, 0.25),
            RowKind::Total => {
                sheet.tint(left, top, width, set.height, 0.86);
                sheet.rule(left, top, width, 0.8);
                sheet.rule(left, top + set.height, width, 0.8);
            }
        }
        for (column, lines) in self.columns.placed.iter().zip(&set.texts) {
            for (index, line) in lines.iter().enumerate() {
                sheet.text(column.text_x(line, face, size), top + baseline(index, size), face, size, line);
            }
        }
        sheet.y += set.height;
        if set.kind == RowKind::Detail {
            sheet.rule(left, sheet.y, width, 0.1);
        }
    }

    fn left(&self) -> f32 {
        self.columns.placed.first().map_or(0.0, |column| column.x)
    }

    fn width(&self) -> f32 {
        self.columns.placed.iter().map(|column| column.width).sum()
    }
}

/// Whether a page can do without a line, as it would only repeat the one above.
fn is_left_out(row: &Row) -> bool {
    matches!(row.kind, RowKind::Subtotal { repeats: true, .. })
}

#[allow(clippy::cast_precision_loss)]
fn height(lines: usize, size: f32) -> f32 {
    lines as f32 * size * LEADING + 2.0 * GAP
}

#[allow(clippy::cast_precision_loss)]
fn baseline(line: usize, size: f32) -> f32 {
    GAP + size * 0.98 + line as f32 * size * LEADING
}
