//! What reports of receipts say of counted drawers, and what the version before said.

use sha2::{Digest, Sha256};

use super::desk::DeskState;
use super::parameters::{CountParameters, Parameters};
use crate::archive::history::HistoryView;
use crate::archive::{Register, ReportRecord};
use crate::config;
use crate::control::count_lines::{self, CountLine};
use crate::control::recipe::DeskRecipe;
use crate::diagnostic::{Diagnostic, ExitStatus};
use crate::domain::{BookingCode, CodeTables, Finding};
use crate::failure::Failure;
use crate::ingest::source::hex;
use crate::report::document::{Document, Table};
use crate::witness::WitnessKind;

/// What a report says of counted drawers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShownCounts {
    /// What it says; nothing where nobody counted.
    pub now: Vec<CountLine>,
    /// What the version before said, with its number; `None` for a first version, and for one that is not issued.
    pub before: Option<(u32, Vec<CountLine>)>,
}

impl ShownCounts {
    /// A report on demand, or a first version.
    #[must_use]
    pub fn of(now: Vec<CountLine>) -> Self {
        Self { now, before: None }
    }

    /// Puts it on a report: behind its lines, and what is another than before beside what else is.
    pub(super) fn show_on(&self, document: &mut Document) {
        if !self.now.is_empty() {
            document.recaps.push(count_lines::table(&self.now, document.words));
            document.findings.extend(count_lines::findings(&self.now).map(Finding::Desk));
        }
        let Some((version, before)) = &self.before else { return };
        if let Some(changes) = count_lines::changes(*version, before, &self.now, document.words) {
            // Where no booking differs, nothing is said of bookings.
            document.revision.retain(Table::has_facts);
            document.revision.push(changes);
        }
    }

    /// What the register keeps of how it was made; `None` where it says nothing.
    #[must_use]
    pub fn parameters(&self, witnesses: u32, recipe: &DeskRecipe) -> Option<CountParameters> {
        let lines = lines_hash(&self.now);
        (!self.now.is_empty()).then(|| CountParameters { witnesses, channels: recipe.sha256(), lines })
    }
}

/// A hash over what is said of drawers.
#[must_use]
pub fn lines_hash(lines: &[CountLine]) -> String {
    let text: String = lines.iter().map(|line| line.as_text() + "\n").collect();
    hex(&Sha256::digest(text))
}

/// Whether any witness of a library is a count.
///
/// # Errors
/// When the register can't be read.
pub fn has_counts(register: &Register) -> Result<bool, Failure> {
    let is_count = |kind: &str| WitnessKind::of_name(kind) == Some(WitnessKind::Count);
    Ok(register.witnesses()?.iter().any(|witness| is_count(&witness.kind)))
}

/// All codes by which cash is carried to the bank, beside 5990.
#[must_use]
pub fn handed_over(recipe: &DeskRecipe, tables: &CodeTables) -> Vec<BookingCode> {
    [&recipe.handed_over[..], &tables.handed_over].concat()
}

/// What an issued report and the version before it say of drawers, made again from the archive.
///
/// # Errors
/// When that is not what they said, or can't be made again.
pub fn of_issued(
    register: &Register,
    view: &mut HistoryView<'_>,
    reports: &[ReportRecord],
    record: &ReportRecord,
) -> Result<ShownCounts, Failure> {
    let is_before = |other: &&ReportRecord| {
        (&other.report, other.period, other.version + 1) == (&record.report, record.period, record.version)
    };
    let before = reports.iter().find(is_before);
    let before = before.map(|before| Ok::<_, Failure>((before.version, said(register, view, before)?))).transpose()?;
    Ok(ShownCounts { now: said(register, view, record)?, before })
}

/// What an issued report said of drawers, made again from the archive.
///
/// # Errors
/// When that is not what it said, or can't be made again.
pub fn said(register: &Register, view: &mut HistoryView<'_>, record: &ReportRecord) -> Result<Vec<CountLine>, Failure> {
    let refused = |what: &str| {
        let what = format!("what {} says of counts can't be made again: {what}", record.number);
        Failure::from(Diagnostic::error(ExitStatus::Refused, what))
    };
    let parameters = Parameters::of(record).map_err(|what| refused(&what))?;
    let Some(CountParameters { witnesses, channels, lines }) = &parameters.counts else { return Ok(Vec::new()) };
    let recipe = register.text(channels)?.as_deref().and_then(DeskRecipe::of_text);
    let recipe = recipe.filter(|recipe| recipe.sha256() == *channels);
    let recipe = recipe.ok_or_else(|| refused("the register lacks its channels"))?;
    let tables = register.text(&record.tables)?.ok_or_else(|| refused("the register lacks its code tables"))?;
    let tables = config::parse_tables(&tables).map_err(|what| refused(&what))?;
    let state = DeskState::of(register, view, (record.intake, *witnesses), &parameters.feeds)?;
    let found = state.count_lines(&recipe, &handed_over(&recipe, &tables), record.period);
    if lines_hash(&found) == *lines {
        Ok(found)
    } else {
        Err(refused("lines and witnesses of then give something else"))
    }
}
