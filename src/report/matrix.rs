//! The lines of a section as a matrix: days down, daybooks side by side, or what else the template says.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate, Weekday};

use super::context::Context;
use super::dimension::Dimension;
use super::document::{Cell, Column};
use super::key::{Codes, Key, OpenLast};
use super::knowledge::Knowledge;
use super::lines::{GroupTotals, Totals};
use super::outline::{Emphasis, Outline, OutlineRow};
use super::row::RowKind;
use super::summary_line::SummaryLine;
use super::template::{Field, Format, Grouping, Orientation, SectionTemplate};
use super::title;
use crate::domain::{KnownDays, Money, Period};

/// So many codes stand side by side on an upright page.
const UPRIGHT: usize = 6;
/// So many stand side by side on a lying page; more go on in another table.
const LYING: usize = 15;
/// The widths of names, sums and numbers, in millimetres, and how many sums there are.
const NAME: f32 = 26.0;
const SUM: f32 = 18.0;
const COUNT: f32 = 13.0;
const SUMS: f32 = 3.0;
/// A code's column is no wider, in millimetres.
const WIDEST: f32 = 22.0;
/// The widths of a digit, of what stands between digits, and of the blanks around a figure, in millimetres.
const DIGIT: f32 = 1.54;
const MARK: f32 = 0.9;
const BLANKS: f32 = 1.8;
/// A code's column is no narrower, in millimetres.
const NARROWEST: f32 = 11.0;
/// A name of more characters, or with a longer word, is too long for the head of a narrow column.
const LONG: usize = 40;
const WORD: usize = 12;
/// Longer periods have a line for each month in the place of one for each day.
const DAYS: i64 = 400;

/// The days that a report is about, and what is known of them.
#[derive(Clone, Copy, Debug)]
pub struct ReportDays<'a> {
    /// The days; `None` where it is about all that came in.
    pub period: Option<Period>,
    /// What is known of them.
    pub known: &'a KnownDays,
}

impl ReportDays<'_> {
    /// How much is known of the days of a day, week, month or year that the report is about; all of what is no time.
    #[must_use]
    pub fn knowledge(self, key: &Key) -> Knowledge {
        let days = match key {
            Key::Day(OpenLast::Settled(day)) => Some((*day, *day)),
            key => key.days(),
        };
        let Some(((first, last), period)) = days.zip(self.period) else { return Knowledge::Whole };
        let (first, last) = (first.max(period.first()), last.min(period.last()));
        Knowledge::of(self.known, first.iter_days().take_while(|day| *day <= last))
    }
}

/// What a line of the matrix is made of.
#[derive(Clone, Debug, Default)]
struct CellSums {
    all: Totals,
    by_code: BTreeMap<Key, Totals>,
}

impl CellSums {
    fn add(&mut self, code: &Key, totals: Totals) {
        self.all += totals;
        *self.by_code.entry(code.clone()).or_insert(Totals::ZERO) += totals;
    }
}

struct MatrixMaker<'a, 'c> {
    context: &'a Context<'c>,
    calendar: ReportDays<'a>,
    is_received: bool,
    /// What lines are about.
    down: Dimension,
    /// What headings are about, where there are several.
    around: Option<Dimension>,
    lines: BTreeMap<Key, CellSums>,
    /// The days of each line.
    days: BTreeMap<Key, Vec<NaiveDate>>,
}

/// The lines of a section as a matrix, in as many tables as its codes take. Where money is received every day of the period
/// has a line: one without bookings says so, or what is not known of it.
#[must_use]
pub fn matrix(
    context: &Context<'_>,
    grouping: &Grouping,
    across: Dimension,
    section: &SectionTemplate,
    lines: &[SummaryLine],
    calendar: ReportDays<'_>,
) -> Vec<Outline> {
    let maker = MatrixMaker::new(context, grouping, across, section, lines, calendar);
    let codes: BTreeSet<Key> = maker.lines.values().flat_map(|sums| sums.by_code.keys().cloned()).collect();
    let codes: Vec<Key> = codes.into_iter().collect();
    let (amount, sum) = maker.widest();
    let room = |page: Orientation| (page.text_width() - NAME - SUMS * sum.max(SUM) - COUNT) / amount.max(NARROWEST);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let most = |page, most: usize| (room(page).max(1.0) as usize).min(most);
    let count = codes.len().div_ceil(most(Orientation::Landscape, LYING)).max(1);
    let parts: Vec<&[Key]> = codes.chunks(codes.len().div_ceil(count).max(1)).collect();
    let is_upright = codes.len() <= most(Orientation::Portrait, UPRIGHT)
        && context.template.page.orientation == Orientation::Portrait;
    let part = |(index, part): (usize, &&[Key])| {
        let mut outline = maker.outline(part, index + 1 == parts.len(), is_upright, &context.text(&section.total));
        if let ([first, .., last], true) = (part, parts.len() > 1) {
            let codes = format!("{} {} {}", first.text(), context.words.title.to, last.text());
            outline.shared = Some(outline.shared.map_or(codes.clone(), |shared| format!("{codes} · {shared}")));
        }
        outline
    };
    parts.iter().enumerate().map(part).collect()
}

impl<'a, 'c> MatrixMaker<'a, 'c> {
    fn new(
        context: &'a Context<'c>,
        grouping: &Grouping,
        across: Dimension,
        section: &SectionTemplate,
        lines: &[SummaryLine],
        calendar: ReportDays<'a>,
    ) -> Self {
        let down = grouping.order.iter().copied().find(|dimension| *dimension != across);
        let mut down = down.unwrap_or(Dimension::Day);
        let period = calendar.period;
        if down == Dimension::Day && period.is_some_and(|period| (period.last() - period.first()).num_days() >= DAYS) {
            down = Dimension::Month;
        }
        let mut maker = Self {
            context,
            calendar,
            is_received: section.is_received(),
            down,
            around: None,
            lines: BTreeMap::new(),
            days: BTreeMap::new(),
        };
        for day in period.into_iter().flat_map(Period::days) {
            let key = maker.of_day(day, down);
            if section.is_received() {
                maker.lines.entry(key.clone()).or_default();
            }
            maker.days.entry(key).or_default().push(day);
        }
        for line in lines {
            let own = grouping.order.iter().find(|dimension| **dimension != across).and_then(|own| line.key(*own));
            let key = match own {
                Some(Key::Day(OpenLast::Settled(day))) => maker.of_day(day, down),
                other => other.unwrap_or(Key::Day(OpenLast::Open)),
            };
            if let Some(code) = line.key(across) {
                maker.lines.entry(key).or_default().add(&code, line.totals);
            }
        }
        let around = match down {
            Dimension::Day => Some(Dimension::Month),
            Dimension::Month => Some(Dimension::Year),
            _ => None,
        };
        let headings = |around: &Dimension| {
            let keys: BTreeSet<Option<Key>> = maker.lines.keys().map(|key| maker.around(key, *around)).collect();
            keys.len() > 1
        };
        maker.around = around.filter(headings);
        maker
    }

    /// The widths of the widest amount of a code and of the widest sum, in millimetres.
    fn widest(&self) -> (f32, f32) {
        let mut codes: BTreeMap<&Key, Totals> = BTreeMap::new();
        let mut all = Totals::ZERO;
        for (code, totals) in self.lines.values().flat_map(|sums| &sums.by_code) {
            *codes.entry(code).or_insert(Totals::ZERO) += *totals;
            all += *totals;
        }
        let width = |totals: &Totals| {
            let amounts = [totals.receipts, totals.expenses, totals.balance()];
            amounts.map(|amount| self.width_of(amount)).into_iter().fold(0.0, f32::max)
        };
        let of_codes = self.lines.values().flat_map(|sums| sums.by_code.values()).chain(codes.values());
        let of_sums = self.lines.values().map(|sums| &sums.all).chain([&all]);
        (of_codes.map(width).fold(0.0, f32::max), of_sums.map(width).fold(0.0, f32::max))
    }

    fn width_of(&self, amount: Money) -> f32 {
        let width = |sign: char| if sign.is_ascii_digit() { DIGIT } else { MARK };
        BLANKS + self.context.words.amount(amount).chars().map(width).sum::<f32>()
    }

    /// The code of a day.
    fn of_day(&self, day: NaiveDate, dimension: Dimension) -> Key {
        let codes: Codes<'_> = self.context.codes();
        Key::of(&GroupTotals { day: Some(day), ..GroupTotals::default() }, dimension, codes)
    }

    /// The code of the heading around a line.
    fn around(&self, key: &Key, around: Dimension) -> Option<Key> {
        match key {
            Key::Day(OpenLast::Settled(day)) | Key::Month(OpenLast::Settled(day)) => Some(self.of_day(*day, around)),
            _ => None,
        }
    }

    fn outline(&self, codes: &[Key], has_sums: bool, is_upright: bool, total: &str) -> Outline {
        let page = if is_upright { Orientation::Portrait } else { Orientation::Landscape };
        let (amount, sum) = self.widest();
        let sum = sum.max(SUM);
        #[allow(clippy::cast_precision_loss)]
        let width = (page.text_width() - NAME - SUMS * sum - COUNT) / codes.len().max(1) as f32;
        let width = width.min(WIDEST).max(amount);
        let mut columns: Vec<Column> = codes.iter().map(|code| self.code_column(code, is_upright, width)).collect();
        if has_sums {
            columns.extend(self.sum_columns(sum));
        }
        let mut rows = Vec::new();
        let mut all = CellSums::default();
        let depth = usize::from(self.around.is_some());
        let mut headed: Option<Option<Key>> = None;
        let mut silent: Option<(String, &str)> = None;
        let mut is_partly_known = false;
        for (key, sums) in &self.lines {
            if let Some(around) = self.around {
                let heading = self.around(key, around);
                if headed.as_ref() != Some(&heading) {
                    let mut inside = CellSums::default();
                    let lines = self.lines.iter().filter(|(key, _)| self.around(key, around) == heading);
                    lines.flat_map(|(_, sums)| &sums.by_code).for_each(|(code, totals)| inside.add(code, *totals));
                    let kind = RowKind::Subtotal { dimension: around, repeats: false };
                    let name = heading.as_ref().map(|key| self.name(key, false)).unwrap_or_default();
                    let knowledge = heading.as_ref().map_or(Knowledge::Whole, |key| self.calendar.knowledge(key));
                    let nothing = knowledge.in_place_of_nought(&self.context.words.knowledge);
                    let cells = match nothing.filter(|_| inside.by_code.is_empty()) {
                        Some(nothing) => Self::cells_without_figures(&format!("{name}  {nothing}"), columns.len()),
                        None if knowledge == Knowledge::Whole => self.cells(&name, codes, has_sums, &inside),
                        None => {
                            is_partly_known = true;
                            self.cells(&format!("{name} *"), codes, has_sums, &inside)
                        }
                    };
                    rows.push(OutlineRow::new(kind, 0, String::new(), cells));
                    headed = Some(heading);
                    silent = None;
                }
            }
            sums.by_code.iter().for_each(|(code, totals)| all.add(code, *totals));
            let is_partly = !sums.by_code.is_empty() && self.knowledge(key) != Knowledge::Whole;
            is_partly_known |= is_partly;
            // What came in is known, whatever else is not.
            let name = self.name(key, true) + if is_partly { " *" } else { "" };
            let nothing = sums.by_code.is_empty().then(|| self.nothing(key));
            if let (Some((first, of_run)), Some(nothing)) = (&silent, nothing)
                && *of_run == nothing
                && let Some(row) = rows.pop_if(|row: &mut OutlineRow| !row.is_heading())
            {
                // Days of which nothing is known stand on one line as long as they follow each other.
                let text = format!("{first} {} {name}  {nothing}", self.context.words.title.to);
                let mut cells = row.row.cells;
                cells[0] = Cell::text(&text);
                rows.push(OutlineRow::new(RowKind::Detail, depth, String::new(), cells));
                continue;
            }
            silent = nothing
                .filter(|nothing| *nothing != self.context.words.title.no_bookings)
                .map(|nothing| (name.clone(), nothing));
            let cells = if let Some(nothing) = nothing {
                Self::cells_without_figures(&format!("{name}  {nothing}"), columns.len())
            } else {
                self.cells(&name, codes, has_sums, sums)
            };
            let emphasis = match key {
                Key::Day(OpenLast::Settled(day)) if day.weekday() == Weekday::Sat => Emphasis::Weekend,
                Key::Day(OpenLast::Settled(day)) if day.weekday() == Weekday::Sun => Emphasis::WeekEnd,
                _ => Emphasis::Usual,
            };
            rows.push(OutlineRow { emphasis, ..OutlineRow::new(RowKind::Detail, depth, String::new(), cells) });
        }
        let totals = self.totals(codes, has_sums, &all, total);
        let shared = is_partly_known.then(|| self.context.words.knowledge.partly.clone());
        let mut outline = Outline { shared, columns, rows, totals, is_matrix: true, is_wide: !is_upright };
        if has_sums {
            outline.leave_noughts_out();
        }
        let label = self.context.words.dimension.names.get(&self.down).map_or("", String::as_str);
        outline.set_names(label, page.text_width());
        outline
    }

    fn code_column(&self, code: &Key, is_upright: bool, width: f32) -> Column {
        let label = if is_upright {
            let titled = self.context.titled(code.clone(), self.context.words);
            let is_short = titled.chars().count() <= LONG && titled.split(' ').all(|word| word.chars().count() <= WORD);
            if is_short { titled } else { self.context.short(code) }
        } else {
            self.context.short(code)
        };
        Column::new(&label, width, Format::Amount)
    }

    fn sum_columns(&self, width: f32) -> Vec<Column> {
        let words = &self.context.words.measure;
        // What the template calls its columns; a word of pages may be the header of another of its columns.
        let own = title::columns(self.context, None);
        let label = |word: &str, field: Option<Field>| {
            let own = own.iter().find(|column| field.is_some() && column.field == field);
            own.map_or_else(|| word.to_owned(), |column| column.label.clone())
        };
        let amount = |word: &str, field| Column { field, ..Column::new(&label(word, field), width, Format::Amount) };
        let mut columns = if self.is_received {
            vec![
                amount(&words.receipts, Some(Field::Receipts)),
                amount(&words.expenses, Some(Field::Expenses)),
                amount(&words.balance, Some(Field::Balance)),
            ]
        } else {
            vec![amount(&words.amount, Some(Field::Amount))]
        };
        let count = Some(Field::Count);
        columns.push(Column { field: count, ..Column::new(&label(&words.count, count), COUNT, Format::Count) });
        columns
    }

    fn cells_without_figures(text: &str, columns: usize) -> Vec<Cell> {
        std::iter::once(Cell::text(text)).chain((0..columns).map(|_| Cell::Empty)).collect()
    }

    fn amount(&self, totals: Totals) -> Cell {
        Cell::Money(if self.is_received { totals.receipts } else { totals.balance() })
    }

    fn cells(&self, name: &str, codes: &[Key], has_sums: bool, sums: &CellSums) -> Vec<Cell> {
        let of = |code: &Key| sums.by_code.get(code).copied().unwrap_or(Totals::ZERO);
        let mut cells = vec![Cell::text(name)];
        cells.extend(codes.iter().map(|code| self.amount(of(code))));
        if has_sums && self.is_received {
            let Totals { receipts, expenses, .. } = sums.all;
            cells.extend([receipts, expenses, sums.all.balance()].map(Cell::Money));
        } else if has_sums {
            cells.push(Cell::Money(sums.all.balance()));
        }
        cells.extend(has_sums.then_some(Cell::Count(sums.all.count)));
        cells
    }

    /// The sums of all; where money went out, also how much of each code.
    fn totals(&self, codes: &[Key], has_sums: bool, all: &CellSums, total: &str) -> Vec<OutlineRow> {
        let row = |depth, cells| OutlineRow::new(RowKind::Total, depth, String::new(), cells);
        let mut totals = vec![row(0, self.cells(total, codes, has_sums, all))];
        let of = |code: &Key| all.by_code.get(code).copied().unwrap_or(Totals::ZERO);
        if self.is_received && codes.iter().any(|code| of(code).expenses != Totals::ZERO.expenses) {
            let words = &self.context.words.measure;
            let figures = |figure: fn(Totals) -> Cell| codes.iter().map(move |code| figure(of(code)));
            let blank = || (0..if has_sums { 4 } else { 0 }).map(|_| Cell::Empty);
            let line =
                |name: &str, figure| std::iter::once(Cell::text(name)).chain(figures(figure)).chain(blank()).collect();
            totals.push(row(1, line(&words.expenses, |totals| Cell::Money(totals.expenses))));
            totals.push(row(1, line(&words.balance, |totals| Cell::Money(totals.balance()))));
        }
        totals
    }

    /// How much is known of the days of a line.
    fn knowledge(&self, key: &Key) -> Knowledge {
        Knowledge::of(self.calendar.known, self.days.get(key).into_iter().flatten().copied())
    }

    /// What stands in the place of figures where there was no booking.
    fn nothing(&self, key: &Key) -> &str {
        let words = self.context.words;
        self.knowledge(key).in_place_of_nought(&words.knowledge).unwrap_or(&words.title.no_bookings)
    }

    fn name(&self, key: &Key, is_line: bool) -> String {
        let words = self.context.words;
        match key {
            Key::Day(OpenLast::Settled(day)) if self.calendar.period.is_some() || self.around.is_some() => {
                let weekday = &words.weekdays[day.weekday().num_days_from_monday() as usize];
                format!("{weekday} {}", day.format("%d/%m"))
            }
            Key::Day(OpenLast::Settled(day)) => words.weekday(*day),
            Key::Month(OpenLast::Settled(first)) if is_line && self.around.is_some() => {
                words.months[first.month0() as usize].clone()
            }
            Key::Month(OpenLast::Settled(first)) => words.month(*first),
            key => self.context.titled(key.clone(), words),
        }
    }
}
