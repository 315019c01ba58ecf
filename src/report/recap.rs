//! Short tables of what lines add up to in one dimension, and of how they spread over another.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::context::Context;
use super::dimension::Dimension;
use super::document::{Cell, Column, Presence, Table};
use super::key::{Key, OpenLast};
use super::knowledge::Knowledge;
use super::lines::{GroupTotals, Totals};
use super::matrix::ReportDays;
use super::row::{Row, RowKind};
use super::template::{Format, RecapTemplate};
use crate::domain::known_days::DayRun;
use crate::domain::{Coverage, DaybookKind, Money, Period};

/// How many codes of a calendar stand side by side at most; of a longer one, those with lines.
const MOST_ACROSS: usize = 31;

/// What a recap shows of the lines with one code.
#[derive(Clone, Debug, Default)]
struct RecapSums {
    totals: Totals,
    across: BTreeMap<Key, Money>,
    against: Money,
}

/// The figures of a recap, as columns.
enum RecapFigures<'a> {
    /// Number, receipts, expenses and balance.
    Received,
    /// Number and amount, of what was not received.
    Apart,
    /// The amounts of codes side by side, each with what stands in the place of a nought, and all together.
    Across(Vec<(Key, Option<&'a str>)>),
    /// One amount against another.
    Against(&'a super::template::Against),
}

/// A short table of what lines add up to in one dimension. One of days has a line for each run of days of which not
/// everything is known and nothing came in. Days, weeks, months or years that stand side by side are all of the calendar's
/// period, as long as they can be read: one of which nothing is known says so where nothing came in.
#[must_use]
pub fn recap(
    context: &Context<'_>,
    template: &RecapTemplate,
    lines: &[GroupTotals],
    unknown_days: &[DayRun],
    calendar: ReportDays<'_>,
) -> Table {
    let words = context.words;
    let mut rows: BTreeMap<Key, RecapSums> = BTreeMap::new();
    let mut total = RecapSums::default();
    for line in lines.iter().filter(|line| is_counted(context, template, line)) {
        let code = Key::of(line, template.by, context.codes());
        let side = template.across.map(|across| Key::of(line, across, context.codes()));
        for sums in [rows.entry(code).or_default(), &mut total] {
            if is_against(template, line) {
                sums.against = sums.against + line.totals.balance();
                continue;
            }
            sums.totals += line.totals;
            if let Some(side) = &side {
                let amount = sums.across.entry(side.clone()).or_insert(Money::ZERO);
                *amount = *amount + line.totals.balance();
            }
        }
    }
    let figures = RecapFigures::of(context, template, &total, calendar);
    let has_codes = !matches!(template.by, Dimension::Category | Dimension::Age | Dimension::Weekday);
    let columns = columns(context, template, &figures, has_codes);
    let is_day = template.by == Dimension::Day;
    let head = |key: &Key| {
        let code = day_of(key).map_or_else(|| Cell::text(&key.text()), Cell::Day);
        let described = Cell::text(&described(context, key.clone()));
        if has_codes { vec![code, described] } else { vec![described] }
    };
    let row = |(key, sums): (&Key, &RecapSums)| Row::detail(head(key).into_iter().chain(figures.cells(sums)).collect());
    let mut facts: Vec<Row> = rows.iter().map(row).collect();
    if is_day {
        let days: BTreeSet<NaiveDate> = rows.keys().filter_map(day_of).collect();
        facts.extend(rows_of_unknown_days(context, unknown_days, &days, columns.len()));
        // A row without a day is of open items, which come last.
        facts.sort_by_key(|row| if let Cell::Day(day) = row.cells[0] { day } else { NaiveDate::MAX });
    }
    let is_received = template.kinds.iter().all(|kind| kind.is_received());
    let is_one = template.kinds.len() == 1 || context.template.kinds().next().is_none();
    // Kinds that were not received are never added to those that were.
    let label = match (is_received, &figures) {
        (true, RecapFigures::Received) if template.income.is_none() => Some(&words.subtotal.received),
        (true, _) => Some(&words.chart.total),
        (false, _) => is_one.then_some(&words.chart.total),
    };
    if let Some(label) = label {
        let head = if has_codes { vec![Cell::Empty, Cell::text(label)] } else { vec![Cell::text(label)] };
        let cells = head.into_iter().chain(figures.cells(&total)).collect();
        facts.push(Row { kind: RowKind::Total, cells });
    }
    let note = template.note.as_ref().map(|note| context.text(note));
    Table { title: context.text(&template.title), note, columns, rows: facts }
}

impl<'a> RecapFigures<'a> {
    fn of(context: &'a Context<'_>, template: &'a RecapTemplate, total: &RecapSums, calendar: ReportDays<'_>) -> Self {
        if let Some(against) = &template.against {
            return Self::Against(against);
        }
        match template.across {
            Some(across) => {
                let mut days: BTreeMap<Key, Vec<NaiveDate>> =
                    total.across.keys().map(|code| (code.clone(), Vec::new())).collect();
                for day in calendar.period.filter(|_| across.is_time()).into_iter().flat_map(Period::days) {
                    let line = GroupTotals { day: Some(day), ..GroupTotals::default() };
                    days.entry(Key::of(&line, across, context.codes())).or_default().push(day);
                }
                if days.len() > MOST_ACROSS {
                    days.retain(|code, _| total.across.contains_key(code));
                }
                let nothing = |days: Vec<NaiveDate>| {
                    Knowledge::of(calendar.known, days.into_iter()).in_place_of_nought(&context.words.knowledge)
                };
                Self::Across(days.into_iter().map(|(code, days)| (code, nothing(days))).collect())
            }
            None if context.template.is_of_receipts()
                && (template.kinds.iter().any(|kind| kind.is_received()) || template.kinds.len() > 1) =>
            {
                Self::Received
            }
            None => Self::Apart,
        }
    }

    fn cells(&self, sums: &RecapSums) -> Vec<Cell> {
        let Totals { count, receipts, expenses } = sums.totals;
        let balance = sums.totals.balance();
        match self {
            Self::Received => {
                vec![Cell::Count(count), Cell::Money(receipts), Cell::Money(expenses), Cell::Money(balance)]
            }
            Self::Apart => vec![Cell::Count(count), Cell::Money(balance)],
            Self::Across(codes) => {
                let amount = |(code, nothing): &(Key, Option<&str>)| match (sums.across.get(code), nothing) {
                    (None, Some(nothing)) => Cell::text(nothing),
                    (amount, _) => Cell::Money(amount.copied().unwrap_or(Money::ZERO)),
                };
                codes.iter().map(amount).chain([Cell::Money(balance)]).collect()
            }
            Self::Against(_) => [balance, sums.against, balance - sums.against].map(Cell::Money).to_vec(),
        }
    }
}

/// Whether a recap is about a line.
fn is_counted(context: &Context<'_>, template: &RecapTemplate, line: &GroupTotals) -> bool {
    let is_of_kinds = match line.daybook {
        Some(daybook) => template.kinds.contains(&daybook.kind()) || is_against(template, line),
        None => template.kinds.is_empty() || template.kinds.len() == DaybookKind::ALL.len(),
    };
    is_of_kinds && template.income.is_none_or(|wanted| is_income(context, line) == wanted)
}

fn is_against(template: &RecapTemplate, line: &GroupTotals) -> bool {
    let kinds = template.against.as_ref().map_or(&[][..], |against| &against.kinds);
    line.daybook.is_some_and(|daybook| kinds.contains(&daybook.kind()))
}

fn is_income(context: &Context<'_>, line: &GroupTotals) -> bool {
    let Key::Category(place, _) = Key::of(line, Dimension::Category, context.codes()) else { return true };
    context.template.categories.get(usize::from(place)).is_none_or(|category| !category.no_income)
}

fn columns(
    context: &Context<'_>,
    template: &RecapTemplate,
    figures: &RecapFigures<'_>,
    has_codes: bool,
) -> Vec<Column> {
    let words = context.words;
    let name = words.dimension.names.get(&template.by).map_or("", String::as_str);
    let format = if template.by == Dimension::Day { Format::Weekday } else { Format::Text };
    let wide = matches!(figures, RecapFigures::Across(_));
    let mut columns = if has_codes {
        let width = if wide { 30.0 } else { 62.0 };
        vec![Column::new(name, 30.0, format), Column::new(&words.dimension.description, width, Format::Text)]
    } else {
        vec![Column::new(name, if wide { 50.0 } else { 92.0 }, format)]
    };
    let used: f32 = columns.iter().map(|column| column.width).sum();
    let amount = |label: &str, width: f32| Column::new(label, width, Format::Amount);
    match figures {
        RecapFigures::Received => columns.extend([
            Column::new(&words.measure.count, 17.0, Format::Count),
            amount(&words.measure.receipts, 26.0),
            amount(&words.measure.expenses, 25.0).present(Presence::UnlessNought),
            amount(&words.measure.balance, 25.0).present(Presence::Derived),
        ]),
        RecapFigures::Apart => columns
            .extend([Column::new(&words.measure.count, 17.0, Format::Count), amount(&words.measure.amount, 26.0)]),
        RecapFigures::Across(codes) => {
            let room = context.template.page.orientation.text_width() - used;
            let count = f32::from(u16::try_from(codes.len() + 1).unwrap_or(u16::MAX));
            let width = (room / count).min(26.0);
            columns.extend(codes.iter().map(|(code, _)| amount(&context.short(code), width)));
            columns.push(amount(&words.chart.total, width));
        }
        RecapFigures::Against(against) => columns.extend(
            [&against.counted, &against.title, &against.difference].map(|label| amount(&context.text(label), 31.0)),
        ),
    }
    columns
}

fn day_of(key: &Key) -> Option<NaiveDate> {
    if let Key::Day(OpenLast::Settled(day)) = key { Some(*day) } else { None }
}

/// A line for each run of days of which not everything is known, but for those on which something came in.
fn rows_of_unknown_days(
    context: &Context<'_>,
    unknown: &[DayRun],
    lines: &BTreeSet<NaiveDate>,
    width: usize,
) -> Vec<Row> {
    if lines.is_empty() {
        return Vec::new();
    }
    let days = unknown.iter().flat_map(|(first, last)| Period::Range { first: *first, last: *last }.days());
    let silent = Coverage::of(days.filter(|day| !lines.contains(day)).map(|day| (day, day)));
    let words = context.words;
    let row = |(first, last): &DayRun| {
        let to = if first == last { String::new() } else { format!("{} {}", words.title.to, words.weekday(*last)) };
        let mut cells = vec![Cell::Day(*first), Cell::text(&to), Cell::Empty];
        cells.resize_with(width, || Cell::text(&words.knowledge.no_export));
        Row::detail(cells)
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
