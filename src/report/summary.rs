//! Makes the lines of a summary: groups with subtotals, in sections by kind of daybook.

use super::context::Context;
use super::dimension::Dimension;
use super::document::{Block, Cell, Section};
use super::lines::{GroupTotals, Key, Totals};
use super::row::{Row, RowKind, Rows};
use super::template::{Field, Grouping, SectionTemplate, Template};

/// The sections of a summary that have lines, and what was received in all.
#[must_use]
pub fn sections(context: &Context<'_>, grouping: &Grouping, lines: &[GroupTotals]) -> (Vec<Section>, Totals) {
    let mut received = Totals::ZERO;
    let mut sections = Vec::new();
    for template in &context.template.sections {
        let lines: Vec<&GroupTotals> = lines.iter().filter(|line| is_in_section(line, template)).collect();
        let total = sum(&lines);
        if template.is_received() {
            received = total;
        }
        if lines.is_empty() {
            continue;
        }
        sections.push(Section {
            title: context.text(&template.title),
            note: template.note.as_ref().map(|note| context.text(note)),
            kinds: template.kinds.clone(),
            blocks: lines
                .chunk_by(|a, b| a.daybook == b.daybook)
                .map(|lines| block(context, grouping, lines))
                .collect(),
            total: Some(total_row(context.template, &Cell::text(&context.text(&template.total)), |field| {
                figure(field, total)
            })),
        });
    }
    (sections, received)
}

fn is_in_section(line: &GroupTotals, section: &SectionTemplate) -> bool {
    line.daybook.is_some_and(|daybook| section.kinds.contains(&daybook.kind()))
}

fn sum(lines: &[&GroupTotals]) -> Totals {
    let mut total = Totals::ZERO;
    for line in lines {
        total += line.totals;
    }
    total
}

/// A line with words and figures, and no codes. The words stand under the first description; without one, under the
/// first column that has no figure there.
#[must_use]
pub fn total_row(template: &Template, words: &Cell, figure: impl Fn(Field) -> Option<Cell>) -> Row {
    let columns = &template.columns;
    let described = columns.iter().position(|column| column.field.is_description());
    let words_at = described.or_else(|| columns.iter().position(|column| figure(column.field).is_none()));
    let cells = columns.iter().enumerate().map(|(index, column)| {
        if Some(index) == words_at { words.clone() } else { figure(column.field).unwrap_or(Cell::Empty) }
    });
    Row { kind: RowKind::Total, cells: cells.collect() }
}

pub(super) fn figure(field: Field, totals: Totals) -> Option<Cell> {
    Some(match field {
        Field::Count => Cell::Count(totals.count),
        Field::Receipts => Cell::Money(totals.receipts),
        Field::Expenses => Cell::Money(totals.expenses),
        Field::Balance => Cell::Money(totals.balance()),
        _ => return None,
    })
}

/// The lines of one daybook, each level closed by its subtotal where lines part.
fn block(context: &Context<'_>, grouping: &Grouping, lines: &[&GroupTotals]) -> Block {
    let levels = grouping.levels();
    let subtotal_levels: Vec<usize> =
        (0..levels.len()).filter(|level| grouping.subtotals.contains(&levels[*level])).collect();
    let path = |line: &GroupTotals| -> Vec<Key> { levels.iter().map(|level| line.key(*level)).collect() };
    let mut rows = Vec::new();
    let mut started = vec![0; levels.len()];
    for (index, line) in lines.iter().enumerate() {
        rows.push(Row::detail(cells(context, line, line.totals, None)));
        let here = path(line);
        // Lines part at the outermost level that differs; behind the last line all levels end.
        let parted = match lines.get(index + 1) {
            Some(next) => here.iter().zip(path(next)).position(|(a, b)| *a != b).unwrap_or(levels.len()),
            None => 0,
        };
        let mut closed_before = 1;
        for level in subtotal_levels.iter().rev().copied().filter(|level| *level >= parted) {
            let members = &lines[started[level]..=index];
            let repeats = members.len() == closed_before && level > 0;
            closed_before = members.len();
            let dimension = levels[level];
            let cells = cells(context, line, sum(members), Some((dimension, &levels[..=level])));
            rows.push(Row { kind: RowKind::Subtotal { dimension, repeats }, cells });
        }
        for start in started.iter_mut().skip(parted) {
            *start = index + 1;
        }
    }
    let key = lines[0].key(Dimension::Daybook).text();
    Block { title: context.titled(lines[0].key(Dimension::Daybook), context.words), key, rows: Rows::Kept(rows) }
}

/// The cells of a line, or of the subtotal over one of its levels.
fn cells(
    context: &Context<'_>,
    line: &GroupTotals,
    totals: Totals,
    subtotal: Option<(Dimension, &[Dimension])>,
) -> Vec<Cell> {
    let words_at =
        context.template.columns.iter().position(|column| column.field.is_description()).unwrap_or(usize::MAX);
    let cell = |(index, field): (usize, Field)| {
        if let Some(figure) = figure(field, totals) {
            return figure;
        }
        // A subtotal has neither: a sum over what was received would count it beside its lines.
        if subtotal.is_some() && field.is_for_files_alone() {
            return Cell::Empty;
        }
        let Some((over, levels)) = subtotal else {
            return context.code_cell(field, line);
        };
        if index == words_at {
            return context.said(|words| {
                let word = words.subtotal.names.get(&over).map_or("", String::as_str);
                format!("{word} {}", context.titled(line.key(over), words))
            });
        }
        let dimension = field.dimension();
        if over == Dimension::BookingGroup && field == Field::BookingCode {
            return Cell::text(&line.key(Dimension::BookingGroup).text());
        }
        match dimension {
            Some(dimension) if levels.contains(&dimension) => context.code_cell(field, line),
            _ => Cell::Empty,
        }
    };
    context.template.columns.iter().map(|column| column.field).enumerate().map(cell).collect()
}
