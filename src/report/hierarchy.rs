//! Makes the outline of a section: its lines under headings that say what they share, and what they come to.

use super::context::Context;
use super::dimension::Dimension;
use super::document::{Cell, Column};
use super::key::{Key, OpenLast};
use super::knowledge::Knowledge;
use super::lines::Totals;
use super::matrix::ReportDays;
use super::outline::{Outline, OutlineRow};
use super::row::RowKind;
use super::side_by_side::{SideBySide, SideKnowledge, Slot, sum};
use super::summary_line::SummaryLine;
use super::template::{Field, Format, Grouping, SectionTemplate};
use super::title;

/// What a figure on a page is of.
#[derive(Clone, Copy)]
enum PageFigure<'t> {
    /// A column of the template.
    Slot(Slot<'t>),
    /// Receipts less expenses, which the template has no column of.
    Balance,
}

/// A code of more characters is part of the name: names stand below each other behind their codes.
const LONG: usize = 12;

/// The name of a code: the code itself, and what it is called.
type Name = (String, String);

struct OutlineMaker<'a, 'c> {
    context: &'a Context<'c>,
    sides: Option<&'a SideBySide>,
    calendar: ReportDays<'a>,
    levels: Vec<Dimension>,
    figures: Vec<PageFigure<'c>>,
    rows: Vec<OutlineRow>,
}

/// The lines of a section by hierarchy. A level that has one code in all of it is said once above it, one that has one
/// code under a heading in that heading; a heading over a single line is left out, as the line says what it would.
#[must_use]
pub(super) fn outline(
    context: &Context<'_>,
    grouping: &Grouping,
    sides: Option<&SideBySide>,
    section: &SectionTemplate,
    lines: &[SummaryLine],
    calendar: ReportDays<'_>,
) -> Outline {
    let (figures, columns) = figures(context, grouping, sides, section);
    let mut levels: Vec<Dimension> = grouping.levels();
    levels.retain(|level| grouping.order.contains(level) || grouping.subtotals.contains(level));
    let (outermost, innermost) = (levels[0], levels[levels.len() - 1]);
    let (shared, levels) =
        levels.into_iter().partition(|level| *level != outermost && *level != innermost && is_one(lines, *level));
    let mut maker = OutlineMaker { context, sides, calendar, levels, figures, rows: Vec::new() };
    let shared = lines.first().map(|line| maker.shared(line, shared)).unwrap_or_default();
    let is_partly_known = sides.is_some_and(|sides| sides.standing.contains(&SideKnowledge::PartlyKnown))
        || lines.iter().any(|line| grouping.order.iter().any(|level| maker.is_partly_known(line, *level)));
    let partly = is_partly_known.then(|| context.words.knowledge.partly.clone());
    let shared: Vec<String> = shared.into_iter().chain(partly).collect();
    let shared = (!shared.is_empty()).then(|| shared.join(" · "));
    maker.add(lines, 0, 0);
    let headings = maker.rows.iter().filter(|row| row.depth == 0 && row.is_heading()).count();
    let is_said = headings == 1 && !section.is_received();
    let total =
        (!is_said).then(|| maker.row(RowKind::Total, 0, &[(String::new(), context.text(&section.total))], lines));
    let names = context.words.dimension.names.get(&innermost).map_or("", String::as_str);
    let mut outline = Outline {
        shared,
        columns,
        rows: maker.rows,
        totals: total.into_iter().collect(),
        is_matrix: false,
        is_wide: false,
    };
    outline.leave_noughts_out();
    outline.set_names(names, context.template.page.orientation.text_width());
    outline
}

/// The figures of a section's lines with their columns. What was never received is an amount, and nobody's receipts.
fn figures<'c>(
    context: &Context<'c>,
    grouping: &Grouping,
    sides: Option<&SideBySide>,
    section: &SectionTemplate,
) -> (Vec<PageFigure<'c>>, Vec<Column>) {
    let slots: Vec<Slot<'c>> = Slot::all(context.template, sides);
    let has = |field: Field| slots.iter().any(|slot| slot.column().field == field);
    let measure = &context.words.measure;
    let mut figures = Vec::new();
    for (slot, column) in slots.iter().zip(title::columns(context, sides)) {
        let field = slot.column().field;
        // What lines are grouped by names them.
        let is_way = field == Field::WayOfPayment && grouping.order.contains(&Dimension::WayOfPayment);
        let is_name = field.dimension().is_some() || is_way || !column.is_on_pages();
        let balance = |label: &str| (PageFigure::Balance, Column::new(label, column.width, Format::Amount));
        match field {
            _ if is_name => {}
            Field::Receipts if !section.is_received() => figures.push(balance(&measure.amount)),
            Field::Expenses | Field::Balance if !section.is_received() && has(Field::Receipts) => {}
            Field::Expenses if has(Field::Receipts) && !has(Field::Balance) => {
                let balance = balance(&measure.balance);
                figures.extend([(PageFigure::Slot(*slot), column), balance]);
            }
            _ => figures.push((PageFigure::Slot(*slot), column)),
        }
    }
    figures.into_iter().unzip()
}

/// Whether all lines have one code in a level.
fn is_one(lines: &[SummaryLine], level: Dimension) -> bool {
    lines.windows(2).all(|pair| pair[0].key(level) == pair[1].key(level))
}

impl OutlineMaker<'_, '_> {
    /// Adds lines, the codes of whose outer levels were said.
    fn add(&mut self, lines: &[SummaryLine], level: usize, depth: usize) {
        let dimension = self.levels[level];
        let is_innermost = level + 1 == self.levels.len();
        for lines in lines.chunk_by(|a, b| a.key(dimension) == b.key(dimension)) {
            let mut names = Vec::new();
            if lines.len() == 1 && (is_innermost || level > 0) {
                // The line says all levels that it stands alone in; its code tells the booking group.
                let inner = self.levels[level..].iter().filter(|level| !self.is_told(**level));
                names.extend(inner.map(|level| self.name(&lines[0], *level)));
                let row = self.row(RowKind::Detail, depth, &names, lines);
                self.rows.push(row);
                continue;
            }
            names.push(self.name(&lines[0], dimension));
            // The only code of a level stands in the heading around it; a booking group is told by the codes under it.
            let mut inner = level + 1;
            while inner + 1 < self.levels.len() && is_one(lines, self.levels[inner]) {
                if !self.is_told(self.levels[inner]) {
                    names.push(self.name(&lines[0], self.levels[inner]));
                }
                inner += 1;
            }
            let row = self.row(RowKind::Subtotal { dimension, repeats: false }, depth, &names, lines);
            self.rows.push(row);
            self.add(lines, inner, depth + 1);
        }
    }

    /// Whether the codes of another level tell the code: those of bookings their group.
    fn is_told(&self, level: Dimension) -> bool {
        level == Dimension::BookingGroup && self.levels.contains(&Dimension::BookingCode)
    }

    fn row(&self, kind: RowKind, depth: usize, names: &[Name], lines: &[SummaryLine]) -> OutlineRow {
        let (totals, across): (Totals, Vec<Totals>) = sum(lines);
        let figure = |figure: &PageFigure<'_>| match figure {
            PageFigure::Balance => Cell::Money(totals.balance()),
            PageFigure::Slot(slot) => slot
                .figure(totals, &across, self.sides)
                .or_else(|| (kind == RowKind::Detail).then(|| self.context.code_cell(slot.column().field, &lines[0])))
                .unwrap_or(Cell::Empty),
        };
        let (code, mut name) = names.first().cloned().unwrap_or_default();
        for (code, more) in names.iter().skip(1) {
            name = format!("{name} · {}", format!("{code} {more}").trim());
        }
        let name = name.trim_start_matches(" · ").to_owned();
        let cells = std::iter::once(Cell::Text(name.into())).chain(self.figures.iter().map(figure)).collect();
        OutlineRow::new(kind, depth, code, cells)
    }

    /// Whether not all days of its week, month or year are known: its figures are of some of them.
    fn is_partly_known(&self, line: &SummaryLine, level: Dimension) -> bool {
        level.is_time() && line.key(level).is_some_and(|key| self.calendar.knowledge(&key) != Knowledge::Whole)
    }

    fn name(&self, line: &SummaryLine, level: Dimension) -> Name {
        let (code, mut name) = self.plain_name(line, level);
        if self.is_partly_known(line, level) {
            format!("{name} *").trim_start().clone_into(&mut name);
        }
        (code, name)
    }

    fn plain_name(&self, line: &SummaryLine, level: Dimension) -> Name {
        let Some(key) = line.key(level) else { return Name::default() };
        let words = self.context.words;
        let described = self.context.described(key.clone(), words).unwrap_or_default();
        let code = match &key {
            Key::WayOfPayment(_) | Key::Category(..) | Key::Age(_) | Key::Weekday(_) => String::new(),
            Key::Day(OpenLast::Settled(day)) => {
                let columns = &self.context.template.columns;
                let column = columns.iter().find(|column| column.field == Field::Day);
                let is_short = column.is_some_and(|column| column.format != Format::Weekday);
                return (String::new(), if is_short { words.day(*day) } else { words.weekday(*day) });
            }
            key => key.text(),
        };
        if code.chars().count() > LONG {
            return (String::new(), format!("{code} {described}").trim().to_owned());
        }
        if code.is_empty() && described.is_empty() { (String::new(), "–".to_owned()) } else { (code, described) }
    }

    /// What all lines share, in words; of a report of one library its name stands in the title.
    fn shared(&self, line: &SummaryLine, levels: Vec<Dimension>) -> Option<String> {
        let own = self.context.institution.map(|own| Key::Institution(Some(own)));
        let told = levels
            .into_iter()
            .filter(|level| !self.is_told(*level) && line.key(*level).is_none_or(|key| Some(key) != own));
        let words: Vec<String> = told
            .map(|level| {
                let (code, name) = self.name(line, level);
                let word = self.context.words.dimension.names.get(&level).map_or("", String::as_str);
                format!("{word} {code} {name}").split_whitespace().collect::<Vec<_>>().join(" ")
            })
            .collect();
        (!words.is_empty()).then(|| words.join(" · "))
    }
}
