//! Whether an issued report would be another one today, and why: because of exports, or of tables, templates and settings.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::news::ReportChange;
use crate::archive::ReportRecord;
use crate::archive::history::HistoryView;
use crate::config::libraries::LibrarySettings;
use crate::diagnostic::{Diagnostic, ExitStatus};
use crate::domain::{Coverage, Institution, KnownDays, Period};
use crate::failure::Failure;
use crate::render::csv::{self, Dialect};
use crate::render::manifest::figures;
use crate::report::document::{Document, Section};
use crate::report::template::{Field, Template};
use crate::reporting::job::{Outputs, ReportJob};
use crate::reporting::make::make;
use crate::reporting::recipe::Recipe;
use crate::reporting::source::LineSource;

/// Why an issued report would be another one today.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Restatement {
    /// How exports that came in since change it, by what it was made by.
    pub(super) exports: Option<ReportChange>,
    /// Whether other tables, templates or settings give other figures.
    pub(super) settings: bool,
    /// How what it says of counted drawers changes it.
    pub(super) counts: Option<CountChange>,
}

/// Why a report says something else of counted drawers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CountChange {
    /// Drawers were counted since, or what had to be in them is another amount.
    Arrivals,
    /// Channels or tables are others.
    Settings,
}

impl Restatement {
    /// Whether other tables, templates or settings are a reason.
    pub(super) fn is_by_settings(self) -> bool {
        self.settings || self.counts == Some(CountChange::Settings)
    }

    /// Whether there is a reason for a new version.
    pub(super) fn is_due(self) -> bool {
        self.exports.is_some() || self.settings || self.counts.is_some()
    }
}

/// Why an issued report would be another one today, as far as exports up to `newest` go; `today` is that report, lines
/// alone, by what holds today. First it is proven that the lines of then still give what was issued.
///
/// # Errors
/// When they don't, or something can't be read.
pub(super) fn restatement(
    view: &mut HistoryView<'_>,
    institution: Institution,
    earlier: &ReportRecord,
    recipe: &Recipe,
    today: &ReportJob,
    newest: u32,
) -> Result<Restatement, Failure> {
    let customers = today.customers.clone();
    let as_then = ReportJob::reissued(institution, earlier, recipe, customers, Outputs::of_lines_alone());
    let then = make(&as_then, LineSource::Archive { view, after: earlier.intake })?;
    if rows(&then) != earlier.rows || !is_received(&then, earlier) {
        let number = &earlier.number;
        let what = format!("report {number} can't be replaced: the lines of then no longer give what it says");
        let hint = "the archive has been altered, or this program reckons otherwise; `kasverslag verify` tells more";
        return Err(Diagnostic::error(ExitStatus::Refused, what).hinted(hint).into());
    }
    let by_exports = make(&as_then, LineSource::Archive { view, after: newest })?;
    let exports = ReportChange::between(&then, &by_exports);
    let now = make(today, LineSource::Archive { view, after: newest })?;
    Ok(Restatement { exports, settings: has_other_figures(&by_exports, &now), counts: None })
}

/// Whether an earlier period that a report shows beside its own is known since some exports, or no longer: what exports tell
/// of was `[then, now]`, and `over` is the last day that is over.
pub(super) fn knows_more_periods(
    library: &LibrarySettings,
    template: &Template,
    period: Period,
    [then, now]: [&Coverage; 2],
    over: NaiveDate,
) -> bool {
    template.compare.periods(period).into_iter().any(|shown| {
        let knows = |coverage: &Coverage| {
            let closed = shown.days().filter(|day| library.is_known_closed(*day, coverage.first())).collect();
            KnownDays::new(coverage.clone(), closed, over).has_all(shown)
        };
        knows(then) != knows(now)
    })
}

/// Whether two documents of the same lines differ in figures, or in what these stand beside, as far as both show it. In
/// which order, under which words and beside which other columns is nothing that one would issue a report anew for.
fn has_other_figures(one: &Document, other: &Document) -> bool {
    let fields = |document: &Document| -> BTreeSet<String> {
        let fields = document.columns.iter().filter_map(|column| column.field);
        fields.filter(|field| !field.is_free_text()).map(name).collect()
    };
    let common: BTreeSet<String> = fields(one).intersection(&fields(other)).cloned().collect();
    let totals = |document: &Document| {
        let mut figures = figures(document, &document.received);
        let shown =
            document.columns.iter().filter(|column| column.field.map(name).is_some_and(|it| common.contains(&it)));
        let headers: BTreeSet<&str> = shown.map(|column| column.header.as_str()).collect();
        figures.retain(|header, _| headers.contains(header.as_str()));
        figures
    };
    let separate = |document: &Document| document.key_figures.as_ref().map(|figures| figures.separate.clone());
    separate(one) != separate(other) || facts(one, &common) != facts(other, &common) || totals(one) != totals(other)
}

fn name(field: Field) -> String {
    format!("{field:?}")
}

/// The lines of a document as far as they show some fields, whatever their order.
fn facts(document: &Document, common: &BTreeSet<String>) -> Vec<Vec<String>> {
    let mut places: Vec<(String, usize)> = document
        .columns
        .iter()
        .enumerate()
        .filter_map(|(place, column)| Some((name(column.field?), place)))
        .filter(|(name, _)| common.contains(name))
        .collect();
    places.sort();
    let csv = csv::render(document, Dialect::Rfc4180, false);
    let mut reader = ::csv::ReaderBuilder::new().flexible(true).from_reader(&csv[..]);
    let records = reader.records().filter_map(Result::ok);
    let cells = |record: ::csv::StringRecord| {
        places.iter().map(|(_, place)| record.get(*place).unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    let mut facts: Vec<Vec<String>> = records.map(cells).collect();
    facts.sort_unstable();
    facts
}

/// How many rows the CSV of a report has.
#[must_use]
pub fn rows(document: &Document) -> u64 {
    document.sections.iter().map(Section::facts).sum::<usize>() as u64
}

/// What the record of a report says was received: the total, as JSON by column, and the receipts that the first page
/// tells, where no column has them.
#[must_use]
pub fn received(document: &Document) -> String {
    let mut totals = figures(document, &document.received);
    totals.extend(document.receipts_beside_columns().map(|(name, receipts)| (name, receipts.to_string())));
    as_json(&totals)
}

/// Whether that is what a record says. Former records hold the total alone.
#[must_use]
pub fn is_received(document: &Document, record: &ReportRecord) -> bool {
    record.received == received(document) || record.received == as_json(&figures(document, &document.received))
}

fn as_json(totals: &BTreeMap<String, String>) -> String {
    serde_json::to_string(totals).unwrap_or_default()
}
