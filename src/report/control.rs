//! The tables behind a report's lines: where the figures come from and that they add up.

use super::bridge::Bridge;
use super::bridge_table::bridge_table;
use super::context::Context;
use super::cross_foot::CrossFoot;
use super::dimension::Dimension;
use super::document::{Cell, Column, Table};
use super::further_pages::ControlPart;
use super::key::Key;
use super::provenance::SourceFile;
use super::row::Row;
use super::tally::Tally;
use super::template::Format;
use super::words::Words;
use crate::domain::Institution;
use crate::ingest::InputFile;

/// The control tables in the template's order: the bridge, source files, cross-foot, and by daybook the stornos and the first
/// and last id.
#[must_use]
pub fn control(
    context: &Context<'_>,
    files: &[InputFile],
    cross_foot: &CrossFoot,
    tally: &Tally,
    bridge: Option<&Bridge>,
) -> Vec<Table> {
    let table = |part: &ControlPart| match part {
        ControlPart::Bridge => bridge.map(|bridge| bridge_table(bridge, context.words)),
        ControlPart::Sources => {
            Some(files_table(context.words, &files.iter().map(SourceFile::of).collect::<Vec<SourceFile>>()))
        }
        ControlPart::CrossFoot => Some(cross_foot_table(context, cross_foot)),
        // What a change takes away is no storno, and its ids are those of other lines.
        ControlPart::Daybooks if context.template.is_of_changes() => None,
        ControlPart::Daybooks => Some(daybooks_table(context, tally)).filter(|table| !table.rows.is_empty()),
    };
    context.template.further_pages.control.iter().filter_map(table).collect()
}

/// The files that figures come from.
#[must_use]
pub fn files_table(words: &Words, files: &[SourceFile]) -> Table {
    let words = &words.control;
    // Few profiles leave records out.
    let is_left_out = files.iter().any(|file| file.left_out > 0);
    let mut columns = vec![
        Column::new(&words.file, 34.0, Format::Text),
        Column::new(&words.sha256, 42.0, Format::Hash),
        Column::new(&words.accepted, 15.0, Format::Count),
        Column::new(&words.rejected, 16.0, Format::Count),
        Column::new(&words.blank, 10.0, Format::Count),
        Column::new(&words.overlap, 14.0, Format::Count),
        Column::new(&words.replaced, 16.0, Format::Count),
        Column::new(&words.amount_accepted, 21.0, Format::Amount),
        Column::new(&words.amount_rejected, 17.0, Format::Amount),
    ];
    if is_left_out {
        columns.push(Column::new(&words.left_out, 16.0, Format::Count));
        columns.push(Column::new(&words.amount_left_out, 19.0, Format::Amount));
    }
    let row = |file: &SourceFile| {
        let mut cells = vec![Cell::text(&file.titled(words)), Cell::text(file.sha256.as_deref().unwrap_or_default())];
        cells.extend(file.counts.map(Cell::Count));
        cells.extend(file.amounts.map(Cell::Money));
        if is_left_out {
            let amount = file.amount_left_out.map_or(Cell::Empty, Cell::Money);
            cells.extend([Cell::Count(file.left_out), amount]);
        }
        Row::detail(cells)
    };
    Table { title: words.files.clone(), note: None, columns, rows: files.iter().map(row).collect() }
}

fn cross_foot_table(context: &Context<'_>, cross_foot: &CrossFoot) -> Table {
    let (words, measure) = (&context.words.control, &context.words.measure);
    let columns = vec![
        Column::new(&words.part, 52.0, Format::Text),
        Column::new(&words.daybooks, 17.0, Format::Count),
        Column::new(&words.branches, 18.0, Format::Count),
        Column::new(&words.booking_codes, 15.0, Format::Count),
        Column::new(&words.transactions, 17.0, Format::Count),
        Column::new(&measure.plus, 24.0, Format::Amount),
        Column::new(&measure.minus, 22.0, Format::Amount),
        Column::new("", 20.0, Format::Text),
    ];
    let rows = cross_foot.sections.iter().map(|section| {
        let mut cells = vec![Cell::text(&section.title)];
        cells.extend(section.parts.map(Cell::Count));
        cells.extend([section.totals.receipts, section.totals.expenses].map(Cell::Money));
        cells.push(Cell::text(&words.agrees));
        Row::detail(cells)
    });
    Table { title: words.cross_foot.clone(), note: Some(words.cross_foot_note.clone()), columns, rows: rows.collect() }
}

fn daybooks_table(context: &Context<'_>, tally: &Tally) -> Table {
    let words = &context.words.control;
    let columns = vec![
        Column::new(&context.words.dimension.names[&Dimension::Daybook], 18.0, Format::Text),
        Column::new(&context.words.dimension.description, 50.0, Format::Text),
        Column::new(&context.words.measure.count, 16.0, Format::Count),
        Column::new(&words.stornos, 17.0, Format::Count),
        Column::new(&words.storno_amount, 26.0, Format::Amount),
        Column::new(&words.first_id, 29.0, Format::Text),
        Column::new(&words.last_id, 29.0, Format::Text),
    ];
    let rows = tally.ids.iter().map(|(daybook, (first, last))| {
        let stornos = tally.stornos.get(daybook).copied().unwrap_or_default();
        Row::detail(vec![
            Cell::text(&daybook.to_string()),
            context.description_cell(context.descriptions.daybook(*daybook, context.last_day)),
            Cell::Count(tally.lines_of(*daybook)),
            Cell::Count(stornos.count),
            Cell::Money(stornos.money()),
            Cell::text(first),
            Cell::text(last),
        ])
    });
    let rows: Vec<Row> = rows.collect();
    let note = (!rows.is_empty()).then(|| words.daybooks_note.clone());
    Table { title: words.daybooks_title.clone(), note, columns, rows }
}

/// The libraries in words: the name and code of one, the codes of several, or that it is about all.
#[must_use]
pub fn library(context: &Context<'_>, institutions: &[Institution]) -> String {
    /// So many are named one by one where there is one line.
    const NAMED: usize = 8;
    match institutions {
        [] => context.words.title.all_institutions.clone(),
        [institution] => context.titled(Key::Institution(Some(*institution)), context.words),
        several => {
            let named: Vec<String> = several.iter().take(NAMED).map(ToString::to_string).collect();
            let more = several.len().saturating_sub(NAMED);
            named.join(", ") + &if more == 0 { String::new() } else { format!(" + {more}") }
        }
    }
}
