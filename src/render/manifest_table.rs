//! What a PDF says of the tables on its pages, so that a column that one lacks is found.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::report::document::{Cell, Column, Document, Presence, Table};
use crate::report::first_page::FirstPagePart;
use crate::report::further_pages::FurtherPart;
use crate::report::outline::Outline;
use crate::report::row::RowKind;

/// A table on the pages: its heading, and the labels that stand over its columns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManifestTable {
    /// Its heading; empty where it may be any.
    pub title: String,
    /// Those of figures that are there whatever room there is, in their order.
    pub columns: Vec<String>,
}

/// What pages go without, as whoever laid them out tells: they say the same elsewhere.
#[derive(Clone, Debug, Default)]
pub struct LeftOut {
    /// The places of recaps.
    pub recaps: BTreeSet<usize>,
    /// Whether tables of lines may lack their balance.
    pub balance: bool,
}

impl ManifestTable {
    /// The tables that the pages of a report have, but for those of its control.
    #[must_use]
    pub fn all_of(document: &Document, left_out: &LeftOut) -> Vec<Self> {
        let has = |part: FirstPagePart| !document.is_empty() && document.first_page.contains(&part);
        let goes_on_with = |part: FurtherPart| document.further_pages.contains(&part);
        let ways =
            document.key_figures.iter().filter(|_| has(FirstPagePart::WaysOfPayment)).map(|figures| &figures.table);
        let first = || document.first_page_recaps.iter().filter(|_| has(FirstPagePart::Recaps));
        let on_first = first().filter_map(|recap| recap.table.as_ref());
        let is_behind = |place: usize| !left_out.recaps.contains(&place) && !first().any(|recap| recap.recap == place);
        let behind = document.recaps.iter().enumerate().filter(|(place, _)| is_behind(*place)).map(|(_, table)| table);
        let behind = behind.filter(|_| goes_on_with(FurtherPart::Recaps));
        let changes = document.revision.iter().filter(|_| goes_on_with(FurtherPart::Changes));
        let tables = ways.chain(on_first).chain(behind).chain(changes).filter_map(Self::of_table);
        let lines = document.sections.iter().filter(|_| goes_on_with(FurtherPart::Lines));
        let outlines =
            lines.flat_map(|section| &section.pages).filter_map(|outline| Self::of_outline(outline, left_out));
        tables.chain(outlines).collect()
    }

    /// One of a table; `None` where it has no lines, as nothing but its heading is drawn then.
    fn of_table(table: &Table) -> Option<Self> {
        let is_filled = |place: usize| {
            let mut details = table.rows.iter().filter(|row| row.kind == RowKind::Detail);
            details.any(|row| row.cells.get(place).is_some_and(|cell| *cell != Cell::Empty))
        };
        let columns = table.columns.iter().enumerate().filter(|(place, _)| is_filled(*place)).map(|(_, column)| column);
        (!table.rows.is_empty()).then(|| Self { title: table.title.clone(), columns: labels(columns) })
    }

    /// One of lines. Columns that bear names of data, which a page may shorten, are proven by their figures alone.
    fn of_outline(outline: &Outline, left_out: &LeftOut) -> Option<Self> {
        let gone = outline.dispensable_balance().filter(|_| left_out.balance);
        let named = |(place, column): &(usize, &Column)| column.field.is_some() && Some(*place) != gone;
        let columns = labels(outline.columns.iter().enumerate().filter(named).map(|(_, column)| column));
        (!outline.rows.is_empty()).then_some(Self { title: String::new(), columns })
    }
}

/// The labels of columns of figures that are always there: names may stand together in one.
fn labels<'c>(columns: impl Iterator<Item = &'c Column>) -> Vec<String> {
    let stays = |column: &&Column| column.presence == Presence::Always && column.format.is_right_aligned();
    columns.filter(stays).map(|column| column.label.clone()).collect()
}
