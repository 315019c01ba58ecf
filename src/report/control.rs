//! The tables behind a report's lines: recaps, and where the figures come from and that they add up.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::bridge::Bridge;
use super::bridge_table::bridge_table;
use super::context::Context;
use super::cross_foot::CrossFoot;
use super::dimension::Dimension;
use super::document::{Cell, Column, Table};
use super::key::{Key, OpenLast};
use super::lines::{GroupTotals, Totals};
use super::row::{Row, RowKind};
use super::tally::Tally;
use super::template::{Format, RecapTemplate};
use crate::domain::known_days::DayRun;
use crate::domain::{Coverage, Institution, Period};
use crate::ingest::InputFile;

/// A short table of what lines add up to in one dimension. One of days has a line for each run of days of which not
/// everything is known and nothing came in.
#[must_use]
pub fn recap(context: &Context<'_>, template: &RecapTemplate, lines: &[GroupTotals], unknown_days: &[DayRun]) -> Table {
    let words = context.words;
    let counts = |line: &&GroupTotals| match line.daybook {
        Some(daybook) => template.kinds.contains(&daybook.kind()),
        None => template.kinds.len() == crate::domain::DaybookKind::ALL.len(),
    };
    let mut sums: BTreeMap<Key, Totals> = BTreeMap::new();
    let mut total = Totals::ZERO;
    for line in lines.iter().filter(counts) {
        *sums.entry(Key::of(line, template.by, context.tables)).or_default() += line.totals;
        total += line.totals;
    }
    let name = words.dimension.names.get(&template.by).map_or("", String::as_str);
    let is_day = template.by == Dimension::Day;
    let columns = vec![
        Column::new(name, 30.0, if is_day { Format::Weekday } else { Format::Text }),
        Column::new(&words.dimension.description, 62.0, Format::Text),
        Column::new(&words.measure.count, 17.0, Format::Count),
        Column::new(&words.measure.receipts, 26.0, Format::Amount),
        Column::new(&words.measure.expenses, 25.0, Format::Amount),
        Column::new(&words.measure.balance, 25.0, Format::Amount),
    ];
    let figures = |totals: Totals| {
        let amounts = [totals.receipts, totals.expenses, totals.balance()];
        std::iter::once(Cell::Count(totals.count)).chain(amounts.map(Cell::Money))
    };
    let mut rows: Vec<Row> = sums
        .iter()
        .map(|(key, totals)| {
            let code = day_of(key).map_or_else(|| Cell::text(&key.text()), Cell::Day);
            let words = Cell::text(&described(context, key.clone()));
            Row::detail([code, words].into_iter().chain(figures(*totals)).collect())
        })
        .collect();
    if is_day {
        let days: BTreeSet<NaiveDate> = sums.keys().filter_map(day_of).collect();
        rows.extend(rows_of_unknown_days(context, unknown_days, &days));
        // A row without a day is of open items, which come last.
        rows.sort_by_key(|row| if let Cell::Day(day) = row.cells[0] { day } else { NaiveDate::MAX });
    }
    // Kinds that were not received are never added to those that were.
    if template.kinds.iter().all(|kind| kind.is_received()) {
        let words = [Cell::Empty, Cell::text(&words.subtotal.received)];
        rows.push(Row { kind: RowKind::Total, cells: words.into_iter().chain(figures(total)).collect() });
    }
    let note = template.note.as_ref().map(|note| context.text(note));
    Table { title: context.text(&template.title), note, columns, rows }
}

fn day_of(key: &Key) -> Option<NaiveDate> {
    if let Key::Day(OpenLast::Settled(day)) = key { Some(*day) } else { None }
}

/// A line for each run of days of which not everything is known, but for those on which something came in.
fn rows_of_unknown_days(context: &Context<'_>, unknown: &[DayRun], lines: &BTreeSet<NaiveDate>) -> Vec<Row> {
    if lines.is_empty() {
        return Vec::new();
    }
    let days = unknown.iter().flat_map(|(first, last)| Period::Range { first: *first, last: *last }.days());
    let silent = Coverage::of(days.filter(|day| !lines.contains(day)).map(|day| (day, day)));
    let words = context.words;
    let row = |(first, last): &DayRun| {
        let to = if first == last { String::new() } else { format!("{} {}", words.title.to, words.weekday(*last)) };
        let nothing = || Cell::text(&words.knowledge.no_export);
        Row::detail(vec![Cell::Day(*first), Cell::text(&to), Cell::Empty, nothing(), nothing(), nothing()])
    };
    silent.runs().iter().map(row).collect()
}

/// The words for a code in a recap; an institution is told to be one's own or another.
fn described(context: &Context<'_>, key: Key) -> String {
    let described = context.described(key.clone(), context.words).unwrap_or_default();
    let (Some(own), Key::Institution(Some(institution))) = (context.institution, key) else {
        return described;
    };
    let words = &context.words.subtotal;
    let whose = if own == institution { &words.own } else { &words.other };
    if described.is_empty() { whose.clone() } else { format!("{described} ({whose})") }
}

/// The control tables: the bridge, source files, cross-foot, and by daybook the stornos and the first and last id.
#[must_use]
pub fn control(
    context: &Context<'_>,
    files: &[InputFile],
    cross_foot: &CrossFoot,
    tally: &Tally,
    bridge: Option<&Bridge>,
) -> Vec<Table> {
    let mut tables: Vec<Table> = bridge.iter().map(|bridge| bridge_table(bridge, context.words)).collect();
    tables.extend([files_table(context, files), cross_foot_table(context, cross_foot)]);
    let daybooks = daybooks_table(context, tally);
    if !daybooks.rows.is_empty() {
        tables.push(daybooks);
    }
    tables
}

fn files_table(context: &Context<'_>, files: &[InputFile]) -> Table {
    let words = &context.words.control;
    let columns = vec![
        Column::new(&words.file, 34.0, Format::Text),
        Column::new(&words.sha256, 42.0, Format::Text),
        Column::new(&words.accepted, 15.0, Format::Count),
        Column::new(&words.rejected, 16.0, Format::Count),
        Column::new(&words.blank, 10.0, Format::Count),
        Column::new(&words.overlap, 14.0, Format::Count),
        Column::new(&words.replaced, 16.0, Format::Count),
        Column::new(&words.amount_accepted, 21.0, Format::Amount),
        Column::new(&words.amount_rejected, 17.0, Format::Amount),
    ];
    let row = |file: &InputFile| {
        let counts = [file.accepted, file.rejects.count(), file.blank, file.overlap, file.replaced];
        let mut cells = vec![Cell::text(&file.name), Cell::text(file.sha256.as_deref().unwrap_or_default())];
        cells.extend(counts.map(Cell::Count));
        cells.extend([file.amount, file.rejected_amount].map(Cell::Money));
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

/// The library in words: its name and code, or that it is about all.
#[must_use]
pub fn library(context: &Context<'_>, institution: Option<Institution>) -> String {
    institution.map_or_else(
        || context.words.title.all_institutions.clone(),
        |institution| context.titled(Key::Institution(Some(institution)), context.words),
    )
}
