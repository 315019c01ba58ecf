//! The figures of earlier periods that a report is set beside.

use polars::prelude::PolarsResult;

use super::figures::Figures;
use super::selection::Selection;
use crate::domain::transactions::{Row, column};
use crate::domain::{CodeTables, Comparison, Period};
use crate::ingest::Intake;

/// The figures of an earlier period of which every day is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// The period.
    pub period: Period,
    /// What the same selection gives for it.
    pub figures: Figures,
}

/// Adds up an earlier period, row by row.
#[derive(Debug)]
pub struct EarlierSum<'a> {
    selection: Selection,
    tables: &'a CodeTables,
    earlier: Earlier,
}

/// The earlier periods that a report can be set beside, the one before first. None when it is also, or only, about the
/// days on which costs arose.
#[must_use]
pub fn periods(selection: &Selection) -> Vec<Period> {
    match (selection.period, selection.posted_in) {
        (Some(period), None) => Comparison::ALL.iter().filter_map(|comparison| comparison.of(period)).collect(),
        _ => Vec::new(),
    }
}

impl<'a> EarlierSum<'a> {
    /// Nothing yet of an earlier period.
    #[must_use]
    pub fn new(selection: &Selection, period: Period, tables: &'a CodeTables) -> Self {
        let selection = Selection { period: Some(period), ..selection.clone() };
        Self { selection, tables, earlier: Earlier { period, figures: Figures::default() } }
    }

    /// Adds a row, if it is selected.
    pub fn add(&mut self, row: &Row, source: &str) {
        if self.selection.matches(row, source) {
            self.earlier.figures.add(row, self.tables);
        }
    }

    /// What the rows add up to.
    #[must_use]
    pub fn finish(self) -> Earlier {
        self.earlier
    }
}

/// What export files tell of earlier periods: those that lie wholly within their days of settlement. Files with
/// refused records tell of none, as nobody knows what is missing where.
///
/// # Errors
/// Never for transactions of the fixed schema; what polars says otherwise.
pub fn of_intake(intake: &Intake, selection: &Selection, tables: &CodeTables) -> PolarsResult<Vec<Earlier>> {
    let Some((first, last)) = intake.transactions.settled_days()?.filter(|_| intake.rejected() == 0) else {
        return Ok(Vec::new());
    };
    let is_known = |period: &Period| first <= period.first() && period.last() <= last;
    let known = periods(selection).into_iter().filter(is_known);
    let mut sums: Vec<EarlierSum<'_>> = known.map(|period| EarlierSum::new(selection, period, tables)).collect();
    if !sums.is_empty() {
        let rows = intake.transactions.rows()?;
        let sources = rows.text(column::SOURCE)?;
        for (row, source) in rows.iter().zip(sources.iter()) {
            for sum in &mut sums {
                sum.add(&row, source.unwrap_or_default());
            }
        }
    }
    Ok(sums.into_iter().map(EarlierSum::finish).collect())
}
