//! What lies beside the reports is brought up to the register once a night is done.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use chrono::Datelike;

use super::night::Nightly;
use super::summary::LibrarySummary;
use crate::archive::{Register, ReportRecord, regular};
use crate::config::Config;
use crate::config::libraries::LibrarySettings;
use crate::diagnostic::{Count, Diagnostic};
use crate::domain::Coverage;
use crate::domain::known_days::DayRun;
use crate::failure::Failure;
use crate::ingest::name_days::NameDays;
use crate::pages;
use crate::pages::facts::{NotedDay, PageFacts, desk_runs};
use crate::pages::library::LibraryShelf;
use crate::publish::make_folder;
use crate::shelf::{self, Refreshed, WrittenChain, chain_file, transcript_file};

/// What was issued gets its place on the shelf and on the pages, however the night ended.
///
/// Gives what there is to tell of it.
///
/// # Errors
/// When something can't be read or written; the next night finishes.
pub(super) fn refresh(
    nightly: &Nightly<'_>,
    library: &LibrarySettings,
    register: &Register,
    output: &Path,
    summary: &LibrarySummary,
    has_failed: bool,
) -> Result<Vec<Diagnostic>, Failure> {
    let refused = &summary.refused;
    let (config, modes) = (nightly.config, nightly.config.run.modes);
    let records = shelf::reports_in_place(register)?;
    let told = regular::read(&output.join(chain_file::FILE)).unwrap_or_default();
    let new = &records[chain_file::shared_records(&told, &records)..];
    if has_failed && new.is_empty() {
        // What came in must be in the transcript before its register can be lost.
        if !summary.exports.is_empty() {
            transcript_file::refresh(output, register, modes)?;
        }
        return Ok(Vec::new());
    }
    if !config.run.has_pages {
        PageFacts::forget(register)?;
    } else if register.newest_intake()? > 0 || !records.is_empty() {
        let earlier = PageFacts::noted(register)?;
        // A night that did not come as far as the desk knows nothing better than the one before.
        let noted = || earlier.as_ref().map(|earlier| earlier.desk.clone()).unwrap_or_default();
        let desk = summary.desk_days.clone().map_or_else(noted, desk_runs);
        let facts = PageFacts { desk, ..facts(config, library, register, refused, nightly.date)? };
        let years = changed_years(earlier.as_ref(), &facts, new, register)?;
        facts.note(register)?;
        let shelf = LibraryShelf::of(register, library.institution, facts)?;
        let years = years.map(|mut years| {
            years.extend(pages::changed_since(output, &shelf, WrittenChain::of(output)));
            years
        });
        pages::write(output, &shelf, years.as_ref(), modes)?;
    }
    if register.newest_intake()? > 0 || !records.is_empty() {
        make_folder(output, modes)?;
    }
    // The chain comes last: it tells how far the rest has come.
    Ok(of_refreshed(&shelf::refresh(output, register, &records, modes)?, output))
}

/// That something beside the reports was no longer what the register gives, and what became of it.
fn of_refreshed(refreshed: &Refreshed, output: &Path) -> Vec<Diagnostic> {
    let Refreshed { renewed, removed, foreign } = refreshed;
    let of = |paths: &[PathBuf]| {
        let first = paths.first()?;
        let first = first.strip_prefix(output).unwrap_or(first).display().to_string();
        Some((Count(paths.len() as u64, "file"), first))
    };
    let warning = |what: String, hint: &str| Diagnostic::warning(what).in_file(output).hinted(hint);
    let wrote =
        "somebody or something else wrote there: `kasverslag verify` says whether reports are as they were issued";
    let mut told = Vec::new();
    if let Some((count, first)) = of(renewed) {
        let what = format!("missing or altered beside the reports, and made again: {count}, the first of them {first}");
        told.push(warning(what, wrote));
    }
    if let Some((count, first)) = of(removed) {
        let what =
            format!("copies of issued reports under other names, taken away: {count}, the first of them {first}");
        told.push(warning(what, wrote));
    }
    if let Some((count, first)) = of(foreign) {
        let what = format!("what is no report lies among those that hold: {count}, the first of them {first}");
        let stays = "kasverslag takes away nothing that it did not write: move it elsewhere, so that nobody takes it for a report";
        told.push(warning(what, stays));
    }
    told
}

/// What pages tell that stands nowhere else in the register.
///
/// # Errors
/// When the register can't be read.
pub fn facts(
    config: &Config,
    library: &LibrarySettings,
    register: &Register,
    refused: &[String],
    date: chrono::NaiveDate,
) -> Result<PageFacts, Failure> {
    let coverage = register.coverage()?.of_all(&library.feed_days());
    let name = config.tables.institutions.get(&library.institution).map(|entry| entry.name.clone());
    let first = library.first_day.or_else(|| coverage.first());
    let days = first.into_iter().flat_map(|first| first.iter_days()).take_while(|day| *day <= date);
    let spans = refused.iter().filter_map(|name| NameDays::of(name).span());
    Ok(PageFacts {
        language: config.looks.of(Some(library.institution)).language,
        name: name.unwrap_or_else(|| library.institution.to_string()),
        date: NotedDay(date),
        expected: library.rhythm.expected(date).map(NotedDay),
        first_day: library.first_day.map(NotedDay),
        closed: days.filter(|day| library.is_closed(*day) && !coverage.has(*day)).map(NotedDay).collect(),
        covered: coverage.runs().iter().map(|(first, last)| (NotedDay(*first), NotedDay(*last))).collect(),
        intake: register.newest_intake()?,
        witnesses: witnesses(register)?,
        desk: Vec::new(),
        refused: spans.map(|(first, last)| (NotedDay(first), NotedDay(last))).collect(),
    })
}

/// The days that each witness of the control desk tells about.
fn witnesses(register: &Register) -> Result<BTreeMap<String, Vec<(NotedDay, NotedDay)>>, Failure> {
    let mut days: BTreeMap<String, Vec<DayRun>> = BTreeMap::new();
    for witness in register.witnesses()? {
        days.entry(witness.name).or_default().extend(witness.days);
    }
    let noted =
        |runs| Coverage::of(runs).runs().iter().map(|(first, last)| (NotedDay(*first), NotedDay(*last))).collect();
    Ok(days.into_iter().map(|(name, runs)| (name, noted(runs))).collect())
}

/// The years whose pages may have changed; `None` for all.
fn changed_years(
    earlier: Option<&PageFacts>,
    now: &PageFacts,
    new: &[ReportRecord],
    register: &Register,
) -> Result<Option<BTreeSet<i32>>, Failure> {
    let Some(earlier) = earlier else { return Ok(None) };
    let is_alike = (&earlier.name, earlier.language, earlier.first_day) == (&now.name, now.language, now.first_day);
    if !is_alike || earlier.date > now.date {
        return Ok(None);
    }
    let mut years = BTreeSet::from([earlier.date.0.year(), now.date.0.year()]);
    for record in new {
        let last = record.period.last().year();
        // The year after sets its months beside those of this one.
        years.extend([last, last + 1]);
        years.extend(record.year().parse::<i32>());
    }
    // Days of which something became known, or is no longer.
    let days = earlier.closed.symmetric_difference(&now.closed).map(|day| day.0.year());
    years.extend(days);
    for (first, last) in earlier.refused.iter().chain(&now.refused) {
        years.extend(first.0.year()..=last.0.year());
    }
    for (first, last, _) in earlier.desk.iter().filter(|run| !now.desk.contains(run)) {
        years.extend(first.0.year()..=last.0.year());
    }
    for (first, last, _) in now.desk.iter().filter(|run| !earlier.desk.contains(run)) {
        years.extend(first.0.year()..=last.0.year());
    }
    let all_witnessed = [earlier, now].map(PageFacts::witnessed);
    if earlier.witnesses != now.witnesses {
        years.extend(all_witnessed.iter().flatten().map(Datelike::year));
    }
    let touched = register.touched_days()?.into_iter().filter(|(_, intake)| *intake > earlier.intake);
    years.extend(touched.map(|(day, _)| day.year()));
    let [before, after] = [earlier, now].map(|facts| Coverage::of(facts.covered.iter().map(|run| (run.0.0, run.1.0))));
    if let (Some(first), Some(last)) = (before.first().min(after.first()), before.last().max(after.last())) {
        let differs = |day: &chrono::NaiveDate| before.has(*day) != after.has(*day);
        years.extend(first.iter_days().take_while(|day| *day <= last).filter(differs).map(|day| day.year()));
    }
    Ok(Some(years))
}
