//! Makes the lines of a summary: groups with subtotals, in sections by kind of daybook.

use super::context::Context;
use super::dimension::Dimension;
use super::document::{Block, Cell, Section};
use super::earlier::Earlier;
use super::hierarchy::outline;
use super::key::Key;
use super::lines::{GroupTotals, Totals};
use super::matrix::{ReportDays, matrix};
use super::row::{Row, RowKind, Rows};
use super::side_by_side::{SideBySide, Slot, sum};
use super::summary_line::{SummaryLine, SummaryShape, grouped};
use super::template::{Grouping, SectionTemplate};

/// What the lines of a summary are made by.
struct SectionMaker<'a, 'c> {
    context: &'a Context<'c>,
    grouping: &'a Grouping,
    slots: Vec<Slot<'c>>,
    sides: Option<&'a SideBySide>,
}

/// The sections of a summary that have lines, and the line of what was received in all.
#[must_use]
pub fn sections(
    context: &Context<'_>,
    grouping: &Grouping,
    sides: Option<&SideBySide>,
    groups: &[GroupTotals],
    earlier: &[Earlier],
    calendar: ReportDays<'_>,
) -> (Vec<Section>, Row) {
    let maker = SectionMaker { context, grouping, slots: Slot::all(context.template, sides), sides };
    let shape = SummaryShape {
        order: &grouping.order,
        across: sides.map(|sides| (sides.dimension, sides.codes.as_slice())),
        codes: context.codes(),
    };
    let (mut received, mut sections) = ((Totals::ZERO, Vec::new()), Vec::new());
    for template in &context.template.sections {
        let now = groups.iter().map(|group| (None, group));
        let all = now.chain(sides.map(|sides| sides.earlier(earlier)).unwrap_or_default());
        let lines = grouped(all.filter(|(_, group)| is_in_section(group, template)), shape);
        let total = sum(&lines);
        if !lines.is_empty() {
            sections.push(Section {
                title: context.text(&template.title),
                note: template.note.as_ref().map(|note| context.text(note)),
                kinds: template.kinds.clone(),
                blocks: maker.blocks(&lines),
                pages: match grouping.matrix {
                    Some(across) => matrix(context, grouping, across, template, &lines, calendar),
                    None => vec![outline(context, grouping, sides, template, &lines, calendar)],
                },
                total: Some(maker.total_row(&Cell::text(&context.text(&template.total)), &total)),
            });
        }
        if template.is_received() {
            received = total;
        }
    }
    let words = context.received_label();
    (sections, maker.total_row(&words, &received))
}

fn is_in_section(group: &GroupTotals, section: &SectionTemplate) -> bool {
    group.daybook.map_or(section.is_open, |daybook| section.kinds.contains(&daybook.kind()))
}

/// A line with words and figures, and no codes. The words stand under the first description; without one, under the
/// first column that has no figure there.
#[must_use]
pub fn total_row(slots: &[Slot<'_>], words: &Cell, figure: impl Fn(Slot<'_>) -> Option<Cell>) -> Row {
    let described = slots.iter().position(|slot| slot.column().field.is_description());
    let words_at = described.or_else(|| slots.iter().position(|slot| figure(*slot).is_none()));
    let cells = slots.iter().enumerate().map(|(index, slot)| {
        if Some(index) == words_at { words.clone() } else { figure(*slot).unwrap_or(Cell::Empty) }
    });
    Row { kind: RowKind::Total, cells: cells.collect() }
}

impl SectionMaker<'_, '_> {
    fn total_row(&self, words: &Cell, (totals, across): &(Totals, Vec<Totals>)) -> Row {
        total_row(&self.slots, words, |slot| slot.figure(*totals, across, self.sides))
    }

    /// The lines in blocks: one for each code of the outermost dimension, or one for all where there is no other.
    fn blocks(&self, lines: &[SummaryLine]) -> Vec<Block> {
        let outermost = self.grouping.order[0];
        if self.grouping.levels().len() == 1 {
            return vec![Block {
                key: String::new(),
                title: String::new(),
                sums: String::new(),
                rows: self.rows(lines),
            }];
        }
        let blocks = lines.chunk_by(|a, b| a.key(outermost) == b.key(outermost)).map(|lines| {
            let key = lines[0].key(outermost);
            let title = key.clone().map(|key| self.context.titled(key, self.context.words)).unwrap_or_default();
            // What has no code comes last, but what the export left blank first: blank is its code.
            let is_blank = matches!(key, Some(Key::Source(_) | Key::Drawer(_)));
            let text = key.map(|key| key.sort_text()).filter(|text| !text.is_empty() || is_blank);
            let key = text.unwrap_or_else(|| title.clone());
            Block { title, key, sums: String::new(), rows: self.rows(lines) }
        });
        blocks.collect()
    }

    /// Lines, each level closed by its subtotal where lines part.
    fn rows(&self, lines: &[SummaryLine]) -> Rows {
        let levels = self.grouping.levels();
        let subtotal_levels: Vec<usize> =
            (0..levels.len()).filter(|level| self.grouping.subtotals.contains(&levels[*level])).collect();
        let path = |line: &SummaryLine| -> Vec<Option<Key>> { levels.iter().map(|level| line.key(*level)).collect() };
        let mut rows = Vec::new();
        let mut started = vec![0; levels.len()];
        for (index, line) in lines.iter().enumerate() {
            rows.push(Row::detail(self.cells(line, (line.totals, &line.across), None)));
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
                let (totals, across) = sum(members);
                let cells = self.cells(line, (totals, &across), Some((dimension, &levels[..=level])));
                rows.push(Row { kind: RowKind::Subtotal { dimension, repeats }, cells });
            }
            for start in started.iter_mut().skip(parted) {
                *start = index + 1;
            }
        }
        Rows::Kept(rows)
    }

    /// The cells of a line, or of the subtotal over one of its levels.
    fn cells(
        &self,
        line: &SummaryLine,
        (totals, across): (Totals, &[Totals]),
        subtotal: Option<(Dimension, &[Dimension])>,
    ) -> Vec<Cell> {
        let context = self.context;
        let words_at = self.slots.iter().position(|slot| slot.column().field.is_description()).unwrap_or(usize::MAX);
        let cell = |(index, slot): (usize, &Slot<'_>)| {
            if let Some(figure) = slot.figure(totals, across, self.sides) {
                return figure;
            }
            let field = slot.column().field;
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
                    let titled = line.key(over).map(|key| context.titled(key, words)).unwrap_or_default();
                    format!("{word} {titled}")
                });
            }
            let dimension = field.dimension();
            if over == Dimension::BookingGroup && dimension == Some(Dimension::BookingCode) {
                return line.key(over).map_or(Cell::Empty, |key| Cell::text(&key.text()));
            }
            match dimension {
                Some(dimension) if levels.contains(&dimension) => context.code_cell(field, line),
                _ => Cell::Empty,
            }
        };
        self.slots.iter().enumerate().map(cell).collect()
    }
}
