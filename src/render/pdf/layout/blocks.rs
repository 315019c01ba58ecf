//! The blocks of a report between its head and its signatures, in the order in which pages show them.

use std::cell::OnceCell;

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
use crate::report::document::{Document, FirstPageRecap, Section, Table};
use crate::report::first_page::FirstPagePart;
use crate::report::further_pages::FurtherPart;

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
                    blocks.extend(document.first_page_recaps.iter().map(LayoutBlock::FirstPageRecap));
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
    let left_out = density.left_out(document).recaps;
    let behind = document.recaps_behind().filter(move |(place, _)| !is_told(*place) && !left_out.contains(place));
    behind.map(|(place, table)| LayoutBlock::Recap(place, table))
}

impl LayoutBlock<'_> {
    /// Whether it stands in columns.
    pub(super) fn is_narrow(&self, sheet: &Sheet<'_>) -> bool {
        sheet.density.is_compact()
            && match self {
                Self::FirstPage(_) | Self::NoBookings | Self::Revision(..) => false,
                Self::FirstPageRecap(_) | Self::Recap(..) | Self::Findings | Self::Control { .. } => true,
                Self::Lines(section) => {
                    !section.pages.is_empty() && section.pages.iter().all(|outline| !outline.is_matrix)
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
