//! Whether what stands side by side can be read: figures get smaller the more columns a page has.

use super::columns::{needed_widths, place};
use crate::render::error::RenderError;
use crate::render::pdf::page::mm;
use crate::report::document::{Column, Document};
use crate::report::row::{Row, RowView};

/// The smallest size that figures may have, in points.
const SMALLEST: f32 = 3.5;
/// Fewer columns than these can always be read.
const COLUMNS_ALWAYS_LEGIBLE: usize = 12;
/// The room for the names of lines, in millimetres.
const NAMES: f32 = 26.0;

/// Demands that the tables of a report can be read, however many columns they have.
///
/// # Errors
/// How many columns would stand side by side, and how many there is room for.
pub(in crate::render::pdf) fn demand_legible(document: &Document) -> Result<(), RenderError> {
    for outline in document.sections.iter().flat_map(|section| &section.pages) {
        let rows: Vec<RowView<'_>> = outline.all().map(|row| row.row.view()).collect();
        demand(document, &outline.columns, &rows)?;
    }
    for table in &document.recaps {
        let rows: Vec<RowView<'_>> = table.rows.iter().map(Row::view).collect();
        demand(document, &table.columns, &rows)?;
    }
    Ok(())
}

fn demand(document: &Document, columns: &[Column], rows: &[RowView<'_>]) -> Result<(), RenderError> {
    let size = document.page.font_size;
    let is_legible = || place(columns, rows.iter().copied(), document.words, 0.0, size).size >= SMALLEST;
    if columns.len() <= COLUMNS_ALWAYS_LEGIBLE || is_legible() {
        return Ok(());
    }
    let needed = needed_widths(columns, rows.iter().copied(), document.words, SMALLEST);
    let room: f32 = columns.iter().map(|column| mm(column.width)).sum();
    let widest = needed.iter().skip(1).copied().fold(1.0, f32::max);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few columns")]
    let most = ((room - mm(NAMES)) / widest) as usize;
    Err(RenderError::TooWide { count: columns.len(), most: most.min(columns.len() - 1) })
}
