//! The blocks of a report between its head and its signatures, in the order in which pages show them.

use super::closing::control;
use super::density::Density;
use super::first_page::{first_page_part, first_page_recap};
use super::listing::listing;
use super::outline::outline;
use super::parts::short_table;
use super::recap::recap;
use super::reference::Place;
use super::sheet::Sheet;
use super::{TEXT, no_bookings};
use crate::report::document::{Document, FirstPageRecap, Section, Table};
use crate::report::first_page::FirstPagePart;

/// A block of a report.
pub(super) enum Block<'a> {
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
    /// Findings, and that the figures add up.
    Control,
}

/// The blocks of a report.
pub(super) fn blocks(document: &Document, density: Density) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    if document.is_empty() {
        blocks.push(Block::NoBookings);
    } else {
        for part in &document.first_page {
            match part {
                FirstPagePart::Recaps => blocks.extend(document.first_page_recaps.iter().map(Block::FirstPageRecap)),
                part => blocks.push(Block::FirstPage(*part)),
            }
        }
    }
    blocks.extend(document.sections.iter().map(Block::Lines));
    // Where parts stand closely a recap has room for all its lines where it stands first.
    let has_recaps = !document.is_empty() && document.first_page.contains(&FirstPagePart::Recaps);
    let is_told = |place: usize| {
        let is_it = |recap: &FirstPageRecap| recap.recap == place && recap.table.is_some();
        density.is_compact() && has_recaps && document.first_page_recaps.iter().any(is_it)
    };
    let behind = document.recaps_behind().filter(|(place, _)| !is_told(*place));
    blocks.extend(behind.map(|(place, table)| Block::Recap(place, table)));
    blocks.extend(document.revision.iter().enumerate().map(|(place, table)| Block::Revision(place, table)));
    // What is no report has none: its findings stand in tables of its own.
    if !document.control.is_empty() {
        blocks.push(Block::Control);
    }
    blocks
}

impl Block<'_> {
    /// Whether it stands in columns.
    pub(super) fn is_narrow(&self, sheet: &Sheet<'_>) -> bool {
        sheet.density.is_compact()
            && match self {
                Self::FirstPage(_) | Self::NoBookings | Self::Revision(..) => false,
                Self::FirstPageRecap(_) | Self::Recap(..) | Self::Control => true,
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
                sheet.place(Place::Recap(*place));
            }
            Self::Revision(place, table) => {
                short_table(sheet, table, TEXT, if *place == 0 { 11.0 } else { 9.0 }, u8::from(*place > 0));
                sheet.place(Place::Revision);
            }
            Self::Control => control(sheet),
        }
    }
}
