//! The lines of a report as files for programs have them, and the proof that a file has all of them.

use rust_decimal::Decimal;

use crate::domain::Finding;
use crate::render::error::RenderError;
use crate::report::document::{Document, Value};
use crate::report::row::{RowKind, RowView};
use crate::report::template::Format;

/// Takes the lines one after the other, each with the word for what it is: facts, and with `totals` the total lines.
///
/// # Errors
/// The first that `take` gives.
pub fn each<E>(
    document: &Document,
    totals: bool,
    mut take: impl FnMut(&RowView<'_>, &'static str) -> Result<(), E>,
) -> Result<(), E> {
    for block in document.blocks_in_order() {
        for row in block.rows.iter() {
            match row.kind {
                RowKind::Detail => take(&row, "detail")?,
                RowKind::Subtotal { dimension, .. } if totals => take(&row, dimension.row_type())?,
                RowKind::Subtotal { .. } | RowKind::Total => {}
            }
        }
    }
    if totals && document.is_of_receipts && !document.is_empty() {
        take(&document.received.view(), "totaal-ontvangen")?;
    }
    Ok(())
}

/// What was told about the figures. That a page can't show a character is no matter of files.
pub fn findings(document: &Document) -> impl Iterator<Item = &Finding> {
    document.findings.iter().filter(|finding| !matches!(finding, Finding::MissingCharacters { .. }))
}

/// How many facts there are, and the sum of each column of amounts.
#[derive(Debug, PartialEq, Eq)]
pub struct FactSums {
    rows: usize,
    amounts: Vec<Decimal>,
}

impl FactSums {
    /// Nothing yet, for the lines of a report.
    #[must_use]
    pub fn none(document: &Document) -> Self {
        Self { rows: 0, amounts: vec![Decimal::ZERO; document.columns.len()] }
    }

    /// Counts a fact.
    pub fn count(&mut self) {
        self.rows += 1;
    }

    /// Counts several facts that a file has the sums of alone.
    pub fn count_all(&mut self, facts: usize) {
        self.rows = self.rows.saturating_add(facts);
    }

    /// Adds to the sum of a column.
    pub fn add(&mut self, column: usize, amount: Decimal) {
        self.amounts[column] += amount;
    }
}

/// Checks what was read back from a finished file against the document.
///
/// # Errors
/// What differs: a fault of the program.
pub fn agree(document: &Document, file: &str, written: &FactSums) -> Result<(), RenderError> {
    let mut meant = FactSums::none(document);
    for row in document.rows().filter(|row| row.kind == RowKind::Detail) {
        meant.count();
        for (index, cell) in row.cells().enumerate() {
            if let Value::Money(money) = cell {
                meant.add(index, money.decimal());
            }
        }
    }
    if *written == meant {
        return Ok(());
    }
    let (rows, amounts) = (meant.rows, meant.amounts);
    let own = format!("the {file} has {} rows adding up to {:?}", written.rows, written.amounts);
    Err(format!("{own}, the report {rows} adding up to {amounts:?}").into())
}

/// Whether a column of the lines holds amounts.
#[must_use]
pub fn is_amount(document: &Document, column: usize) -> bool {
    document.columns.get(column).is_some_and(|column| column.format == Format::Amount)
}
