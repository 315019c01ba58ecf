//! The blocks of a report between its head and its signatures, in the order in which pages show them.

use std::cell::OnceCell;

use super::apart::is_apart;
use super::closing::control;
use super::control_table::ControlTable;
use super::density::Density;
use super::findings::findings_apart;
use super::first_page::{first_page_part, first_page_recap};
use super::listing::listing;
use super::outline::outline;
use super::parts::short_table;
use super::recap::recap;
use super::reference::ReferenceTarget;
use super::sheet::Sheet;
use super::{TEXT, no_bookings};
use crate::report::document::{Block as LineBlock, Cell, Document, FirstPageRecap, Section, Table};
use crate::report::first_page::FirstPagePart;
use crate::report::further_pages::FurtherPart;
use crate::report::outline::Outline;
use crate::report::row::{Row, RowKind};
use crate::report::template::Orientation;

/// A matrix of no more columns has room in half the width of a page that lies.
const FEW_COLUMNS: usize = 6;

/// A block of a report.
pub(super) enum LayoutBlock<'a> {
    /// A part of the first page but its recaps.
    FirstPage(FirstPagePart),
    /// A recap of the first page.
    FirstPageRecap(&'a FirstPageRecap),
    /// That there is nothing.
    NoBookings,
    /// The lines of a section.
    Lines(&'a Section),
    /// A recap behind the lines, with its place among all.
    Recap(usize, &'a Table),
    /// What differs from the version before, table by table.
    Revision(usize, &'a Table),
    /// Findings, apart from the control.
    Findings,
    /// That the figures add up, below the findings where they stand there.
    Control {
        /// Whether they do.
        has_findings: bool,
        /// Its tables where they stand in columns, as soon as they were set.
        tables: OnceCell<Vec<ControlTable>>,
    },
}

/// The blocks of a report.
pub(super) fn blocks(document: &Document, density: Density) -> Vec<LayoutBlock<'_>> {
    let mut blocks = Vec::new();
    if document.is_empty() {
        blocks.push(LayoutBlock::NoBookings);
    } else {
        for part in &document.first_page {
            match part {
                FirstPagePart::Recaps => {
                    blocks.extend(document.first_page_recaps.iter().map(LayoutBlock::FirstPageRecap))
                }
                part => blocks.push(LayoutBlock::FirstPage(*part)),
            }
        }
    }
    for (index, part) in document.further_pages.iter().enumerate() {
        match part {
            FurtherPart::Lines => blocks.extend(document.sections.iter().map(LayoutBlock::Lines)),
            FurtherPart::Recaps => blocks.extend(recaps_behind(document, density)),
            FurtherPart::Changes => {
                blocks.extend(
                    document.revision.iter().enumerate().map(|(place, table)| LayoutBlock::Revision(place, table)),
                );
            }
            // What is no report has none: its findings stand in tables of its own.
            FurtherPart::Findings | FurtherPart::Control if document.control.is_empty() => {}
            FurtherPart::Findings if document.further_pages.get(index + 1) == Some(&FurtherPart::Control) => {}
            FurtherPart::Findings => blocks.push(LayoutBlock::Findings),
            FurtherPart::Control => {
                let has_findings = index > 0 && document.further_pages[index - 1] == FurtherPart::Findings;
                blocks.push(LayoutBlock::Control { has_findings, tables: OnceCell::new() });
            }
        }
    }
    blocks
}

/// The recaps behind the lines. Where parts stand closely a recap has room for all its lines where it stands first.
fn recaps_behind(document: &Document, density: Density) -> impl Iterator<Item = LayoutBlock<'_>> {
    let has_recaps = !document.is_empty() && document.first_page.contains(&FirstPagePart::Recaps);
    let is_told = move |place: usize| {
        let is_it = |recap: &FirstPageRecap| recap.recap == place && recap.table.is_some();
        density.is_compact() && has_recaps && document.first_page_recaps.iter().any(is_it)
    };
    let is_said = move |table: &Table| density.is_tight() && are_headings(document, table);
    let behind = document.recaps_behind().filter(move |(place, table)| !is_told(*place) && !is_said(table));
    behind.map(|(place, table)| LayoutBlock::Recap(place, table))
}

/// Whether the headings of the lines say all that a recap says: of each of its codes how many lines were received and what
/// they come to.
fn are_headings(document: &Document, recap: &Table) -> bool {
    let [section] = document.sections.as_slice() else { return false };
    let is_headed = |block: &LineBlock| !block.title.is_empty() && !block.sums.is_empty();
    let mut codes = recap.rows.iter().filter(|row| row.kind == RowKind::Detail);
    let is_said = |row: &Row| match row.cells.first() {
        Some(Cell::Text(code)) => section.blocks.iter().any(|block| block.key == **code),
        _ => false,
    };
    section.blocks.iter().all(is_headed) && codes.all(is_said)
}

impl LayoutBlock<'_> {
    /// Whether it stands in columns.
    pub(super) fn is_narrow(&self, sheet: &Sheet<'_>) -> bool {
        sheet.density.is_compact()
            && match self {
                Self::FirstPage(_) | Self::NoBookings | Self::Revision(..) => false,
                Self::FirstPageRecap(_) | Self::Recap(..) | Self::Findings | Self::Control { .. } => true,
                Self::Lines(section) => {
                    // Days beside what was not received are of few daybooks.
                    let is_narrow = |outline: &Outline| {
                        !outline.is_matrix
                            || (sheet.document.page.orientation == Orientation::Landscape
                                && is_apart(sheet.document, section)
                                && outline.columns.len() <= FEW_COLUMNS)
                    };
                    !section.pages.is_empty() && section.pages.iter().all(is_narrow)
                }
            }
    }

    /// Draws it.
    pub(super) fn draw(&self, sheet: &mut Sheet<'_>) {
        match self {
            Self::FirstPage(part) => first_page_part(sheet, *part),
            Self::FirstPageRecap(recap) => first_page_recap(sheet, recap),
            Self::NoBookings => no_bookings(sheet),
            Self::Lines(section) if section.pages.is_empty() => listing(sheet, section),
            Self::Lines(section) => {
                for (index, lines) in section.pages.iter().enumerate() {
                    outline(sheet, section, lines, index == 0);
                }
            }
            Self::Recap(place, table) => {
                recap(sheet, table);
                sheet.place(ReferenceTarget::Recap(*place));
            }
            Self::Revision(place, table) => {
                short_table(sheet, table, TEXT, if *place == 0 { 11.0 } else { 9.0 }, u8::from(*place > 0));
                sheet.place(ReferenceTarget::Revision);
            }
            Self::Findings => findings_apart(sheet),
            Self::Control { has_findings, tables } => control(sheet, *has_findings, tables),
        }
    }
}
