//! The columns of a summary: those of its template, and among them those that stand side by side, one for each code.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::dimension::Dimension;
use super::document::Cell;
use super::key::Key;
use super::lines::{GroupTotals, Totals};
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
    /// For each of them whether it is a run of days of which none is known: its figures are not nought.
    pub unknown: Vec<bool>,
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
        /// What is compared.
        of: usize,
        /// What it is compared with.
        with: usize,
    },
}

impl SideBySide {
    /// What stands side by side in the lines of a grouping: of days, weeks, months and years all of the period, of other
    /// dimensions the codes that occur.
    #[must_use]
    pub fn of(
        grouping: &Grouping,
        groups: &[GroupTotals],
        period: Option<Period>,
        tables: &CodeTables,
        known: &KnownDays,
    ) -> Option<Self> {
        let dimension = grouping.across?;
        // What occurs is known.
        let mut codes: BTreeMap<Key, bool> =
            groups.iter().map(|group| (Key::of(group, dimension, tables), true)).collect();
        for day in period.filter(|_| dimension.is_time()).into_iter().flat_map(Period::days) {
            let code = Key::of(&GroupTotals { day: Some(day), ..GroupTotals::default() }, dimension, tables);
            *codes.entry(code).or_default() |= known.has_all(Period::Day(day));
        }
        let (codes, known): (Vec<Key>, Vec<bool>) = codes.into_iter().unzip();
        Some(Self { dimension, codes, unknown: known.into_iter().map(|known| !known).collect() })
    }

    /// How many codes of days, weeks, months or years stand side by side in the lines of a grouping.
    #[must_use]
    pub fn count(grouping: &Grouping, period: Option<Period>) -> usize {
        let known = KnownDays::new(Coverage::default(), BTreeSet::new(), NaiveDate::MIN);
        Self::of(grouping, &[], period, &CodeTables::default(), &known).map_or(0, |sides| sides.codes.len())
    }

    /// Whether nothing is known of the code at a place.
    fn is_unknown(&self, place: usize) -> bool {
        self.unknown.get(place).copied().unwrap_or_default()
    }
}

impl<'t> Slot<'t> {
    /// The columns of a report's lines, in their order.
    #[must_use]
    pub fn all(template: &'t Template, sides: Option<&SideBySide>) -> Vec<Self> {
        let count = sides.map_or(0, |sides| sides.codes.len());
        let slots = template.columns.iter().flat_map(|column| match column.field {
            Field::Side => (0..count).map(|place| Self::Side(column, place)).collect(),
            Field::Difference | Field::DifferencePercent => {
                let last = count.checked_sub(2).map(|with| Self::Difference { column, of: with + 1, with });
                last.into_iter().collect()
            }
            _ => vec![Self::Plain(column)],
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
        let is_unknown = |place| sides.is_some_and(|sides| sides.is_unknown(place));
        let amount = |place: usize| across.get(place).map_or(Money::ZERO, |totals| totals.balance());
        Some(match self {
            Self::Side(_, place) if is_unknown(place) => Cell::Empty,
            Self::Difference { of, with, .. } if is_unknown(of) || is_unknown(with) => Cell::Empty,
            Self::Side(_, place) => Cell::Money(amount(place)),
            Self::Difference { column, of, with } => {
                let difference = amount(of) - amount(with);
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
