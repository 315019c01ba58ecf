//! What each library has to do with a report over several.

use super::ReportSpec;
use super::dimension::Dimension;
use super::document::{Cell, Column, Table};
use super::error::ReportError;
use super::lines::Totals;
use super::row::Row;
use super::tally::Tally;
use super::template::Format;
use super::words::Words;
use crate::domain::{Institution, LineSum, UnknownDays};

/// So many runs of days are named in a cell.
const RUNS: usize = 4;

/// A library's part of a report over several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LibraryPart {
    /// The library.
    pub institution: Institution,
    /// All of its lines on the report.
    pub lines: LineSum,
    /// What was received of them.
    pub received: Totals,
    /// The days of the report of which is not known what happened there.
    pub unknown: UnknownDays,
}

/// The table of the libraries, each of whose parts was proven by itself.
///
/// # Errors
/// When the parts together are not the report: a fault of the program.
pub fn libraries_table(spec: &ReportSpec, parts: &[LibraryPart], whole: &Tally) -> Result<Table, ReportError> {
    let (mut lines, mut received) = (LineSum::ZERO, Totals::ZERO);
    for part in parts {
        lines.merge(part.lines);
        received += part.received;
    }
    if (lines, received) != (whole.all, whole.figures.received()) {
        return Err(
            format!("the libraries have {lines:?}, received {received:?}; the report has {:?}", whole.all).into()
        );
    }
    let words = Words::of(spec.language);
    let is_of_receipts = spec.template.is_of_receipts();
    let mut columns = vec![
        Column::new(&words.dimension.names[&Dimension::Institution], 16.0, Format::Text),
        Column::new(&words.dimension.description, 46.0, Format::Text),
        Column::new(&words.control.transactions, 17.0, Format::Count),
    ];
    if is_of_receipts {
        columns.push(Column::new(&words.measure.receipts, 24.0, Format::Amount));
        columns.push(Column::new(&words.measure.expenses, 22.0, Format::Amount));
    } else {
        columns.push(Column::new(&words.measure.amount, 24.0, Format::Amount));
    }
    columns.push(Column::new(&words.control.days, 55.0, Format::Text));
    let row = |part: &LibraryPart| {
        let name = spec.tables.institutions.get(&part.institution).map_or("", |entry| &entry.name);
        let mut cells = vec![Cell::text(&part.institution.to_string()), Cell::text(name)];
        // Not known is not nought.
        let is_silent = part.lines.count == 0 && !part.unknown.are_none();
        let no_export = || Cell::text(&words.knowledge.no_export);
        let amount = |money| if is_silent { no_export() } else { Cell::Money(money) };
        cells.push(if is_silent { no_export() } else { Cell::Count(part.lines.count) });
        if is_of_receipts {
            cells.extend([part.received.receipts, part.received.expenses].map(amount));
        } else {
            cells.push(amount(part.lines.money()));
        }
        let unknown = format!("{}: {}", words.knowledge.no_export, words.runs(&part.unknown.runs(), RUNS));
        cells.push(Cell::text(if part.unknown.are_none() { &words.control.all_days } else { &unknown }));
        Row::detail(cells)
    };
    let rows = parts.iter().map(row).collect();
    Ok(Table {
        title: words.control.libraries_title.clone(),
        note: Some(words.control.libraries_note.clone()),
        columns,
        rows,
    })
}
