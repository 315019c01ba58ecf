//! What the version before an issued report was made from, and by what.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono_tz::Europe::Brussels;

use super::job::{Outputs, ReportJob};
use super::make::make;
use super::parameters::Parameters;
use super::recipe::Recipe;
use super::source::{LineSource, gathered};
use crate::archive::ReportRecord;
use crate::archive::history::HistoryView;
use crate::domain::transactions::{TransactionRow, column};
use crate::domain::{Institution, Money, Transactions};
use crate::failure::Failure;
use crate::report::line_differences::shown;
use crate::report::listing::Customers;
use crate::report::needs::Needs;
use crate::report::selection::Selection;
use crate::report::shown_lines::ShownLines;
use crate::report::template::{Field, Template};
use crate::report::{Before, LineFate, ReportError, revision};

/// What an earlier version was made from, and what has become of those lines up to an export, by the template, tables and
/// settings that it was made by. `parameters` are those of the version that takes its place.
///
/// # Errors
/// When the archive can't be read.
pub fn before(
    view: &mut HistoryView<'_>,
    institution: Institution,
    earlier: &ReportRecord,
    recipe: &Recipe,
    parameters: &Parameters,
    after: u32,
) -> Result<Before, Failure> {
    let Recipe { template, tables, parameters: earlier_parameters, .. } = recipe;
    // What is open is on no day, and may be settled on any later.
    let days = Some(earlier.period).filter(|_| !template.scope.items.are_open());
    let needs = Needs::of_sums(&Selection::everything()).with_rows(&revision::COLUMNS);
    let mut rows_after = |intake| {
        let lines = view.lines_after(days, intake)?;
        Ok::<_, Failure>(gathered(&lines, &needs, tables)?.rows().clone())
    };
    let then = rows_after(earlier.intake)?;
    let now = if after == earlier.intake { then.clone() } else { rows_after(after)? };
    let versions = view.versions(days, after)?;
    let fates = versions.into_iter().map(|(key, versions)| {
        let row = |intake| versions.after(intake).map(|line| line.transaction().row(tables));
        let had_vanished = versions.had_vanished(earlier.intake);
        ((key.feed, key.id), LineFate { then: row(earlier.intake), now: row(after), had_vanished })
    });
    let mut fates: BTreeMap<(String, String), LineFate> = fates.collect();
    if days.is_none() {
        // That an open item was settled is no change of it.
        let now_by_key = rows_by_key(&now)?;
        for (key, row) in rows_by_key(&then)?.into_iter().filter(|(_, row)| row.settled.is_none()) {
            let fate =
                |settled: &TransactionRow| LineFate { then: Some(row), now: Some(*settled), had_vanished: false };
            if let Some(fate) = now_by_key.get(&key).map(fate) {
                fates.insert(key, fate);
            }
        }
    }
    Ok(Before {
        number: earlier.number.clone(),
        issued: earlier.issued.with_timezone(&Brussels),
        version: earlier.version,
        selection: Selection::of_library(template, tables, institution, earlier.period, earlier_parameters.write_offs),
        tables: Arc::clone(tables),
        then,
        now,
        // A sample shows a part of the lines that it is compared by.
        received: received(template, earlier).filter(|_| template.sample.is_none()),
        has_other_pseudonyms: template.shows_customers() && earlier_parameters.pseudonyms() != parameters.pseudonyms(),
        lines: shown_lines(view, institution, earlier, recipe, after)?,
        fates,
    })
}

/// The lines of an earlier version as it showed them, and as it would after an export; `None` where they are nothing but
/// bookings of its days.
fn shown_lines(
    view: &mut HistoryView<'_>,
    institution: Institution,
    earlier: &ReportRecord,
    recipe: &Recipe,
    after: u32,
) -> Result<Option<[ShownLines; 2]>, Failure> {
    if !recipe.template.has_lines_beyond_bookings() {
        return Ok(None);
    }
    let outputs = Outputs::of_lines_alone();
    let job = ReportJob::reissued(institution, earlier, recipe, Customers::Hidden, outputs);
    let mut lines = |after| Ok::<_, Failure>(shown(&make(&job, LineSource::Archive { view, after })?));
    Ok(Some([lines(earlier.intake)?, lines(after)?]))
}

/// Rows by feed and id.
fn rows_by_key(transactions: &Transactions) -> Result<BTreeMap<(String, String), TransactionRow>, ReportError> {
    let rows = transactions.rows()?;
    let (feeds, ids) = (rows.text(column::FEED)?, rows.text(column::ID)?);
    let key = |index: usize| {
        let [feed, id] = [feeds, ids].map(|texts| texts.get(index).unwrap_or_default().to_owned());
        (feed, id)
    };
    Ok(rows.iter().enumerate().map(|(index, row)| (key(index), row)).collect())
}

/// What the record of a report says was received, less expenses; `None` where its template shows no such figures.
fn received(template: &Template, record: &ReportRecord) -> Option<Money> {
    let figures: BTreeMap<String, String> = serde_json::from_str(&record.received).ok()?;
    let figure = |field| {
        let column = template.columns.iter().find(|column| column.field == field)?;
        Money::parse(figures.get(&column.header)?)
    };
    match (figure(Field::Receipts), figure(Field::Expenses)) {
        (Some(receipts), Some(expenses)) => Some(receipts - expenses),
        _ => figure(Field::Amount),
    }
}
