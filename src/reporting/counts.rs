//! What issued reports of receipts say of counted drawers, made again from the archive.

use super::desk::DeskState;
use super::parameters::{CountParameters, Parameters};
use super::shown_counts::{ShownCounts, lines_hash};
use crate::archive::history::HistoryView;
use crate::archive::{Register, ReportRecord};
use crate::config;
use crate::control::count_lines::CountLine;
use crate::control::recipe::DeskRecipe;
use crate::diagnostic::{Diagnostic, ExitStatus};
use crate::failure::Failure;
use crate::witness::WitnessKind;

/// Whether any witness of a library is a count.
///
/// # Errors
/// When the register can't be read.
pub fn has_counts(register: &Register) -> Result<bool, Failure> {
    Ok(register.has_witness_of(WitnessKind::Count.name())?)
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
    let recipe = recipe(register, channels)?.ok_or_else(|| refused("the register lacks its channels"))?;
    let tables = register.text(&record.tables)?.ok_or_else(|| refused("the register lacks its code tables"))?;
    let tables = config::parse_tables(&tables).map_err(|what| refused(&what))?;
    let state = DeskState::of(register, view, (record.intake, *witnesses), &parameters.feeds)?;
    let sums = state.running_sums(&recipe, &tables);
    let found = state.count_lines(sums.as_ref(), &tables, record.period);
    if lines_hash(&found) == *lines {
        Ok(found)
    } else {
        Err(refused("lines and witnesses of then give something else"))
    }
}

/// The channels of a hash; `None` where the register has none of it.
fn recipe(register: &Register, sha256: &str) -> Result<Option<DeskRecipe>, Failure> {
    let recipe = register.text(sha256)?.as_deref().and_then(DeskRecipe::of_text);
    Ok(recipe.filter(|recipe| recipe.sha256() == sha256))
}

/// Whether an issued report would say the same of drawers in another state; true also where what it was made by is gone,
/// which is told elsewhere.
///
/// # Errors
/// When the register can't be read.
pub fn is_still_so(
    register: &Register,
    record: &ReportRecord,
    parameters: &Parameters,
    state: &DeskState,
) -> Result<bool, Failure> {
    let Some(CountParameters { channels, lines, .. }) = &parameters.counts else { return Ok(true) };
    let tables = register.text(&record.tables)?.and_then(|text| config::parse_tables(&text).ok());
    let Some((recipe, tables)) = recipe(register, channels)?.zip(tables) else { return Ok(true) };
    let sums = state.running_sums(&recipe, &tables);
    let found = state.count_lines(sums.as_ref(), &tables, record.period);
    Ok(lines_hash(&found) == *lines)
}
