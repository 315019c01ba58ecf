//! The columns of a summary: those of its template, and among them those that stand side by side, one for each code.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;

use super::dimension::Dimension;
use super::document::{Cell, Document, Value};
use super::earlier::Earlier;
use super::error::ReportError;
use super::key::{Codes, Key};
use super::lines::{GroupTotals, Totals};
use super::row::RowKind;
use super::selection::Selection;
use super::summary_line::SummaryLine;
use super::template::{ColumnTemplate, Field, Grouping, Template};
use crate::domain::{CodeTables, Coverage, KnownDays, Money, Percent, Period};

/// What stands side by side in the lines of a summary.
#[derive(Clone, Debug)]
pub struct SideBySide {
    /// The dimension.
    pub dimension: Dimension,
    /// Its codes, in their order.
    pub codes: Vec<Key>,
    /// For each of them how far it can be shown and compared.
    pub standing: Vec<SideKnowledge>,
}

/// How far the figures of a code can be shown and compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SideKnowledge {
    /// They are all of it.
    Whole,
    /// The report's period ends within its days: its figures are of some of them, and compared with nothing.
    Cut,
    /// Not all of its days are known: its figures are compared with nothing.
    PartlyKnown,
    /// None of its days is known: its figures are not nought.
    Unknown,
}

/// A column of a summary's lines.
#[derive(Clone, Copy, Debug)]
pub enum Slot<'t> {
    /// A column as the template has it.
    Plain(&'t ColumnTemplate),
    /// The amount of one of the codes that stand side by side.
    Side(&'t ColumnTemplate, usize),
    /// How much one of them is more than the other, by their places.
    Difference {
        /// The column of the template.
        column: &'t ColumnTemplate,
        /// What is compared; `None` for the line itself.
        of: Option<usize>,
        /// What it is compared with.
        with: usize,
    },
}

impl SideBySide {
    /// What stands side by side in the lines of a grouping: of days, weeks, months and years all of the period, of
    /// earlier periods those that are known, of other dimensions the codes that occur.
    #[must_use]
    pub fn of(
        grouping: &Grouping,
        groups: &[GroupTotals],
        selection: &Selection,
        codes: Codes<'_>,
        known: &KnownDays,
        earlier: &[Earlier],
    ) -> Option<Self> {
        let dimension = grouping.across?;
        if dimension == Dimension::Earlier {
            let wanted = selection.period.map(|period| selection.compare.periods(period)).unwrap_or_default();
            let codes = wanted.into_iter().filter(|period| earlier.iter().any(|earlier| earlier.period == *period));
            let codes: Vec<Key> = codes.map(|period| Key::Earlier(period.last(), period)).collect();
            return Some(Self { dimension, standing: vec![SideKnowledge::Whole; codes.len()], codes });
        }
        // Whether it occurs, which is as good as known, and its days of the period by whether they are known.
        let mut all: BTreeMap<Key, (bool, Vec<bool>)> =
            groups.iter().map(|group| (Key::of(group, dimension, codes), (true, Vec::new()))).collect();
        let period = selection.period.filter(|_| dimension.is_time());
        for day in period.into_iter().flat_map(Period::days) {
            let code = Key::of(&GroupTotals { day: Some(day), ..GroupTotals::default() }, dimension, codes);
            all.entry(code).or_default().1.push(known.has_all(Period::Day(day)));
        }
        if dimension == Dimension::Category {
            for (place, category) in (0..).zip(codes.categories).filter(|(_, category)| !category.rest) {
                all.insert(Key::Category(place, Arc::clone(&category.name)), (true, Vec::new()));
            }
        }
        let is_cut = |code: &Key| {
            let days = code.days().zip(period);
            days.is_some_and(|((first, last), period)| first < period.first() || period.last() < last)
        };
        let standing = |(code, (occurs, days)): (Key, (bool, Vec<bool>))| {
            let standing = match (occurs || days.contains(&true), days.contains(&false)) {
                (false, _) => SideKnowledge::Unknown,
                (true, _) if is_cut(&code) => SideKnowledge::Cut,
                (true, true) => SideKnowledge::PartlyKnown,
                (true, false) => SideKnowledge::Whole,
            };
            (code, standing)
        };
        let (codes, standing): (Vec<Key>, Vec<SideKnowledge>) = all.into_iter().map(standing).unzip();
        Some(Self { dimension, codes, standing })
    }

    /// The groups of the earlier periods that stand side by side, each with its place.
    #[must_use]
    pub fn earlier<'e>(&self, earlier: &'e [Earlier]) -> Vec<(Option<usize>, &'e GroupTotals)> {
        let place = |period: Period| {
            self.codes.iter().position(|code| matches!(code, Key::Earlier(_, other) if *other == period))
        };
        let placed = earlier.iter().filter_map(|earlier| Some((place(earlier.period)?, &earlier.lines)));
        placed.flat_map(|(place, lines)| lines.iter().map(move |line| (Some(place), line))).collect()
    }

    /// How many codes of days, weeks, months or years stand side by side in the lines of a grouping.
    #[must_use]
    pub fn count(grouping: &Grouping, period: Option<Period>) -> usize {
        let known = KnownDays::new(Coverage::default(), BTreeSet::new(), NaiveDate::MIN);
        let selection = Selection { period, ..Selection::everything() };
        let codes = Codes { tables: &CodeTables::default(), categories: &[], day: NaiveDate::MIN };
        Self::of(grouping, &[], &selection, codes, &known, &[]).map_or(0, |sides| sides.codes.len())
    }

    /// How far the figures of the code at a place can be shown and compared.
    #[must_use]
    pub fn standing(&self, place: usize) -> SideKnowledge {
        self.standing.get(place).copied().unwrap_or(SideKnowledge::Whole)
    }
}

impl<'t> Slot<'t> {
    /// The columns of a report's lines, in their order.
    #[must_use]
    pub fn all(template: &'t Template, sides: Option<&SideBySide>) -> Vec<Self> {
        let count = sides.map_or(0, |sides| sides.codes.len());
        // The line itself is compared with each earlier period, else the last with the one before.
        let pairs: Vec<(Option<usize>, usize)> = match sides {
            Some(sides) if sides.dimension == Dimension::Earlier => (0..count).map(|with| (None, with)).collect(),
            _ => count.checked_sub(2).map(|with| (Some(with + 1), with)).into_iter().collect(),
        };
        let is_difference =
            |column: &ColumnTemplate| matches!(column.field, Field::Difference | Field::DifferencePercent);
        let slots = template.columns.chunk_by(|a, b| is_difference(a) && is_difference(b)).flat_map(|columns| {
            match columns[0].field {
                Field::Side => (0..count).map(|place| Self::Side(&columns[0], place)).collect::<Vec<_>>(),
                Field::Difference | Field::DifferencePercent => {
                    let beside = |(of, with): &(Option<usize>, usize)| {
                        let (of, with) = (*of, *with);
                        columns.iter().map(move |column| Self::Difference { column, of, with })
                    };
                    pairs.iter().flat_map(beside).collect()
                }
                _ => columns.iter().map(Self::Plain).collect(),
            }
        });
        slots.collect()
    }

    /// The column of the template that it comes from.
    #[must_use]
    pub fn column(self) -> &'t ColumnTemplate {
        match self {
            Self::Plain(column) | Self::Side(column, _) | Self::Difference { column, .. } => column,
        }
    }

    /// The place of the code that it is about, if it is about one: of a difference the one that is compared with.
    #[must_use]
    pub fn place(self) -> Option<usize> {
        match self {
            Self::Plain(_) => None,
            Self::Side(_, place) | Self::Difference { with: place, .. } => Some(place),
        }
    }

    /// Its figure of some sums; `None` when it has none.
    #[must_use]
    pub fn figure(self, totals: Totals, across: &[Totals], sides: Option<&SideBySide>) -> Option<Cell> {
        let standing = |place| sides.map_or(SideKnowledge::Whole, |sides| sides.standing(place));
        let is_compared = |place| standing(place) == SideKnowledge::Whole;
        let amount = |place: usize| across.get(place).map_or(Money::ZERO, |totals| totals.balance());
        Some(match self {
            Self::Side(_, place) if standing(place) == SideKnowledge::Unknown => Cell::Empty,
            Self::Difference { of, with, .. } if !of.is_none_or(is_compared) || !is_compared(with) => Cell::Empty,
            Self::Side(_, place) => Cell::Money(amount(place)),
            Self::Difference { column, of, with } => {
                let difference = of.map_or(totals.balance(), amount) - amount(with);
                if column.field == Field::Difference {
                    Cell::Money(difference)
                } else {
                    Percent::of(difference, amount(with)).map_or(Cell::Empty, Cell::Percent)
                }
            }
            Self::Plain(column) => match column.field {
                Field::Count => Cell::Count(totals.count),
                Field::Receipts => Cell::Money(totals.receipts),
                Field::Expenses => Cell::Money(totals.expenses),
                Field::Balance | Field::Amount => Cell::Money(totals.balance()),
                _ => return None,
            },
        })
    }
}

/// Demands that what stands side by side in a line adds up to the line, and in the earlier periods to their figures.
///
/// # Errors
/// The first difference: a fault of the program.
pub fn prove(sides: &SideBySide, document: &Document, earlier: &[Earlier]) -> Result<(), ReportError> {
    let mut columns = vec![Money::ZERO; sides.codes.len()];
    for row in document.rows().filter(|row| row.kind == RowKind::Detail) {
        let (mut whole, mut place) = (Money::ZERO, 0);
        let before = columns.iter().copied().sum::<Money>();
        for (column, cell) in document.columns.iter().zip(row.cells()) {
            match (column.field, cell) {
                (Some(Field::Side), cell) => {
                    if let Value::Money(amount) = cell {
                        columns[place] = columns[place] + amount;
                    }
                    place += 1;
                }
                (Some(Field::Receipts | Field::Amount), Value::Money(amount)) => whole = whole + amount,
                (Some(Field::Expenses), Value::Money(amount)) => whole = whole - amount,
                _ => {}
            }
        }
        let beside = columns.iter().copied().sum::<Money>() - before;
        if sides.dimension != Dimension::Earlier && beside != whole {
            return Err(format!("what stands side by side in a line adds up to {beside}, the line is {whole}").into());
        }
    }
    for (code, shown) in sides.codes.iter().zip(columns) {
        let Key::Earlier(_, period) = code else { continue };
        let of_period = earlier.iter().filter(|earlier| earlier.period == *period);
        let meant: Money = of_period.map(|earlier| earlier.figures.sum_of(|_| true).balance()).sum();
        if shown != meant {
            return Err(format!("the lines of {period} add up to {shown}, its figures to {meant}").into());
        }
    }
    Ok(())
}

/// Adds up lines, and what stands side by side in them.
#[must_use]
pub fn sum<'l>(lines: impl IntoIterator<Item = &'l SummaryLine>) -> (Totals, Vec<Totals>) {
    let (mut totals, mut across) = (Totals::ZERO, Vec::new());
    for line in lines {
        totals += line.totals;
        across.resize(line.across.len(), Totals::ZERO);
        for (sum, more) in across.iter_mut().zip(&line.across) {
            *sum += *more;
        }
    }
    (totals, across)
}
