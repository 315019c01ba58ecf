//! Where the names of lines and headings of an outline stand, and how they look.

use super::sheet::Sheet;
use super::table_line::{Lead, LineLook, code_room};
use crate::render::pdf::page::mm;
use crate::report::dimension::Dimension;
use crate::report::document::Cell;
use crate::report::outline::{Emphasis, Outline, OutlineRow};
use crate::report::row::RowKind;

/// How far lines and headings stand in from those around them, in millimetres.
const INDENT: f32 = 3.0;
const CLOSE_INDENT: f32 = 1.6;
/// A name of more characters is no heading of its own: it may have to go on on the next page.
const LONGEST_HEADING: usize = 200;

/// Where the names of lines and headings stand.
pub(super) struct Leads {
    /// How far they stand in from those around them, in points.
    indent: f32,
    /// The room of the codes of lines, in points.
    codes: f32,
    /// How deep the deepest line lies.
    depth: usize,
    /// What stands beside the figures of a heading over a table of its own; none where all lines are one table, as those of
    /// a matrix, whose labels are tall.
    total: Option<&'static str>,
}

impl Leads {
    pub(super) fn of(sheet: &Sheet<'_>, outline: &Outline, size: f32) -> Self {
        let style = LineLook::Plain.style(size);
        let lines = outline.rows.iter().filter(|row| !row.is_heading());
        let depth = lines.clone().map(|row| row.depth).max().unwrap_or_default();
        let codes = lines.map(|row| code_room(&row.code, style)).fold(0.0, f32::max);
        let total = (!outline.is_matrix).then_some(sheet.document.words.lines.total.as_str());
        Self { indent: mm(sheet.density.pick(INDENT, CLOSE_INDENT)), codes, depth, total }
    }

    /// Whether a row is a heading over a table of its own.
    pub(super) fn is_heading_of_a_table(&self, row: &OutlineRow) -> bool {
        let is_short = row.name().chars().count() <= LONGEST_HEADING;
        self.total.is_some() && row.depth == 0 && row.is_heading() && is_short
    }

    #[allow(clippy::cast_precision_loss)]
    pub(super) fn lead(&self, row: &OutlineRow, size: f32) -> Lead {
        let indent = self.indent * row.depth as f32;
        let room = if row.row.kind == RowKind::Detail && !row.code.is_empty() {
            self.codes + self.indent * (self.depth - row.depth) as f32
        } else {
            code_room(&row.code, look_of(row).style(size))
        };
        // Booking groups are called as the report's language does; others as the code tables and exports do.
        let is_group = matches!(row.row.kind, RowKind::Subtotal { dimension: Dimension::BookingGroup, .. });
        let is_foreign = !row.code.is_empty() && !row.name().is_empty() && !is_group;
        let has_figures = row.row.cells[1..].iter().any(|cell| *cell != Cell::Empty);
        let total = self.total.filter(|_| self.is_heading_of_a_table(row) && has_figures);
        Lead { indent, room, code: row.code.clone(), total, foreign: is_foreign.then_some(0), ..Lead::default() }
    }
}

/// How a row looks: booking groups stand back, as their codes tell them.
pub(super) fn look_of(row: &OutlineRow) -> LineLook {
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
