//! What became of lines after their day had been reported on: each change as a line of its own, with the amount that it
//! made of difference.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::job::ReportJob;
use super::source::gathered;
use crate::archive::history::HistoryView;
use crate::archive::{LineKey, ReportRecord};
use crate::domain::transaction::is_storno;
use crate::domain::transactions::{TEXTS, TransactionRow, column};
use crate::domain::{Cents, CodeTables, LineCore, Moment, Period, Settlement, Transaction};
use crate::failure::Failure;
use crate::ingest::LineSink;
use crate::report::ReportError;
use crate::report::accumulator::Accumulator;
use crate::report::gathering::ReportGathering;
use crate::report::needs::Needs;
use crate::report::selection::Selection;

/// A line as it stood, with its texts in the order of [`TEXTS`].
type LineWithTexts = (TransactionRow, [String; TEXTS.len()]);
/// The lines of some days, by feed and id.
type LinesById = BTreeMap<LineKey, LineWithTexts>;

/// A change of a line.
struct LineChange {
    /// Its name, as pages say it in their words.
    name: &'static str,
    line: LineWithTexts,
    /// The amount before; `None` where the line was not there.
    before: Option<Cents>,
    difference: Cents,
}

/// Gathers the changes of a report's days, up to an export.
pub(super) fn gather<'t>(
    view: &mut HistoryView<'_>,
    job: &ReportJob,
    after: u32,
    tables: &'t CodeTables,
) -> Result<Accumulator<'t, [ReportGathering; 1]>, Failure> {
    let spec = &job.spec;
    let mut lines = Accumulator::of_one(&job.needs(), tables);
    let Some(period) = spec.selection.period else { return Ok(lines) };
    let records = view.reports()?;
    let first_report = |day: NaiveDate| {
        let told = records.iter().filter(|record| record.report != spec.template.id && record.period.contains(day));
        told.min_by_key(|record| record.sequence)
    };
    // Which days each export changed that had been reported on.
    let mut touched: BTreeMap<u32, BTreeMap<NaiveDate, &ReportRecord>> = BTreeMap::new();
    for (day, intake) in view.touched_days()?.into_iter().filter(|(day, _)| period.contains(*day)) {
        let first = first_report(day).filter(|record| record.intake < intake && intake <= after);
        if let Some(first) = first {
            touched.entry(intake).or_default().insert(day, first);
        }
    }
    for (intake, days) in touched {
        let export = view.exports().iter().find(|export| export.intake == intake);
        let (name, came) = export.map(|export| (export.name.clone(), export.taken_in)).unwrap_or_default();
        let came = came.date_naive().to_string();
        for change in changes(view, tables, &days, intake)? {
            let LineChange { name: what, line: (row, texts), before, difference } = change;
            let (Some(settled), Some(daybook)) = (row.settled, row.daybook) else { continue };
            let Some(first) = days.get(&settled) else { continue };
            let moments = Moment::from_day(settled).zip(Moment::from_day(row.posted));
            let Some((settled, posted)) = moments else { continue };
            let core = LineCore {
                posted,
                settlement: Some(Settlement { daybook, settled }),
                institution: row.institution,
                branch: row.branch,
                booking_code: row.booking_code,
                cents: difference,
                cents_posted: before,
            };
            let texts = texts.each_ref().map(String::as_str);
            // What a change has and a line has not stands in the place of texts that no change shows.
            let shown = Transaction {
                source: what,
                settlement_source: "",
                invoice: &first.number,
                drawer: &name,
                staff: &came,
                ..Transaction::new("", core, texts)
            };
            lines.take(0, &shown);
        }
    }
    Ok(lines)
}

/// What an export changed of some days, in the order of feeds and ids.
fn changes(
    view: &mut HistoryView<'_>,
    tables: &CodeTables,
    days: &BTreeMap<NaiveDate, &ReportRecord>,
    intake: u32,
) -> Result<Vec<LineChange>, Failure> {
    let (Some(first), Some(last)) = (days.keys().next(), days.keys().next_back()) else { return Ok(Vec::new()) };
    let period = Period::Range { first: *first, last: *last };
    let (then, now) =
        (lines_of(view, tables, days, period, intake - 1)?, lines_of(view, tables, days, period, intake)?);
    let versions = view.versions(Some(period), intake)?;
    let settled_after = |key: &LineKey, intake: u32| {
        let line = versions.get(key).and_then(|versions| versions.after(intake));
        line.and_then(|line| line.transaction().settlement)
    };
    let mut changes = Vec::new();
    let keys: BTreeSet<&LineKey> = then.keys().chain(now.keys()).collect();
    for key in keys {
        let gone = |line: &LineWithTexts, name| LineChange {
            name,
            before: Some(line.0.cents),
            difference: -line.0.cents,
            line: line.clone(),
        };
        let come = |line: &LineWithTexts, name| LineChange {
            name,
            before: None,
            difference: line.0.cents,
            line: line.clone(),
        };
        match (then.get(key), now.get(key)) {
            (Some(was), None) => {
                let is_elsewhere = settled_after(key, intake).is_some();
                changes.push(gone(was, if is_elsewhere { "moved-away" } else { "vanished" }));
            }
            (None, Some(is)) => {
                let had_vanished = versions.get(key).is_some_and(|versions| versions.had_vanished(intake - 1));
                let name = match settled_after(key, intake - 1) {
                    Some(_) => "moved-here",
                    None if had_vanished => "returned",
                    None if is_back_dated(&is.0, tables) => "back-dated",
                    None => "late",
                };
                changes.push(come(is, name));
            }
            (Some(was), Some(is)) if was != is => {
                let same_place = TransactionRow { cents: is.0.cents, cents_posted: is.0.cents_posted, ..was.0 } == is.0;
                if same_place {
                    let difference = is.0.cents - was.0.cents;
                    changes.push(LineChange {
                        name: "changed",
                        before: Some(was.0.cents),
                        difference,
                        line: is.clone(),
                    });
                } else {
                    let is_moved = was.0.settled != is.0.settled;
                    let names = if is_moved { ["moved-away", "moved-here"] } else { ["was", "is"] };
                    changes.push(gone(was, names[0]));
                    changes.push(come(is, names[1]));
                }
            }
            _ => {}
        }
    }
    Ok(changes)
}

/// The lines of some days as they stood after an export.
fn lines_of(
    view: &mut HistoryView<'_>,
    tables: &CodeTables,
    days: &BTreeMap<NaiveDate, &ReportRecord>,
    period: Period,
    after: u32,
) -> Result<LinesById, Failure> {
    let archived = view.lines_after(Some(period), after)?;
    let needs = Needs::of_sums(&Selection::everything()).with_rows(&[column::FEED]).with_rows(&TEXTS);
    let sums = gathered(&archived, &needs, tables)?;
    let rows = sums.rows().rows().map_err(ReportError::from)?;
    let text = |name: &str| rows.text(name).map_err(ReportError::from);
    let feeds = text(column::FEED)?;
    let texts = TEXTS.iter().map(|name| text(name)).collect::<Result<Vec<_>, _>>()?;
    let mut lines = LinesById::new();
    for (place, row) in
        rows.iter().enumerate().filter(|(_, row)| row.settled.is_some_and(|day| days.contains_key(&day)))
    {
        let texts: [String; TEXTS.len()] =
            std::array::from_fn(|index| texts[index].get(place).unwrap_or_default().to_owned());
        let feed = feeds.get(place).unwrap_or_default().to_owned();
        lines.insert(LineKey { feed, id: texts[0].clone() }, (row, texts));
    }
    Ok(lines)
}

/// Whether a line that came after its day had been reported on was dated back, rather than sent late.
fn is_back_dated(row: &TransactionRow, tables: &CodeTables) -> bool {
    row.daybook.is_some_and(|daybook| is_storno(daybook, row.booking_code, row.cents, &tables.handed_over))
        || row.settled.is_some_and(|settled| settled < row.posted)
}
