//! One library's night: heal, take in, look for what is missing, issue.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::arrival;
use super::beside;
use super::desk;
use super::due::Calendar;
use super::issue::Issuer;
use super::news::ToldFindings;
use super::night::Nightly;
use super::own_exports;
use super::recovery::recover;
use super::regular_exports;
use super::state;
use super::summary::{LibrarySummary, MOST_MISSING_DAYS};
use super::turn::Turn;
use super::witnesses;
use crate::archive::delta_log::DELTA_LOG;
use crate::archive::unreplaced::Unreplaced;
use crate::archive::{ArchiveError, ArchivedExport, LINES, REGISTER, Register};
use crate::config::libraries::LibrarySettings;
use crate::diagnostic::{self, Diagnostic, ExitStatus, StandIns};
use crate::domain::{FeedCoverage, FeedDays, Finding, Period};
use crate::ingest::told_names::file_alone;
use crate::publish::{self, shadow};
use crate::reporting::rejects::{listed_name, remove_outdated};

/// How many missing days are named.
const DAYS_TOLD: usize = 7;

/// What to do where a feed need not have told of days.
const OF_FEED: &str =
    "If the feed begins later or sends nothing on some days, its [[library.feed]] says so with first_day and closed";

/// What became of a library's night so far.
#[derive(Debug)]
pub struct LibraryNight {
    /// What was done.
    pub summary: LibrarySummary,
    /// What there is to tell.
    pub diagnostics: Vec<Diagnostic>,
    /// The reports between libraries that are due, with what was told of the others; `None` where there are none, or the
    /// night did not come so far.
    waiting: Option<(Vec<Period>, ToldFindings)>,
    /// Files that are there, and of which no line came in.
    not_taken_in: Vec<Finding>,
}

impl LibraryNight {
    /// One that has not begun. Until it comes to something the chain is as it was.
    #[must_use]
    pub fn of(nightly: &Nightly<'_>, library: &LibrarySettings) -> Self {
        let mut summary = LibrarySummary::of(library.institution);
        let end = nightly.ends.of_library(library.institution).next();
        end.map(|(_, end)| end).unwrap_or_default().clone_into(&mut summary.chain);
        Self { summary, diagnostics: Vec::new(), waiting: None, not_taken_in: Vec::new() }
    }

    /// One that failed in a way that it should not.
    #[must_use]
    pub fn failed(library: &LibrarySettings, fault: Diagnostic) -> Self {
        let summary = LibrarySummary::of(library.institution);
        Self { summary, diagnostics: vec![fault], waiting: None, not_taken_in: Vec::new() }
    }

    /// Whether reports between libraries wait until all libraries have taken in what came.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.waiting.is_some()
    }
}

/// Does all there is to do for a library by itself, as far as it gets.
pub fn work(nightly: &Nightly<'_>, library: &LibrarySettings, night: &mut LibraryNight) {
    do_turn(nightly, library, night, Turn::Own);
}

/// Issues what waited until all libraries had taken in what came.
pub fn settle(nightly: &Nightly<'_>, library: &LibrarySettings, night: &mut LibraryNight) {
    do_turn(nightly, library, night, Turn::Between);
}

fn do_turn(nightly: &Nightly<'_>, library: &LibrarySettings, night: &mut LibraryNight, turn: Turn) {
    let done = try_work(nightly, library, night, turn);
    night.diagnostics.extend(done.err().into_iter().flatten());
    if let Some(shadow) = nightly.shadow {
        let name = library.institution.to_string();
        let output = shadow.join("output").join(&name);
        let places = StandIns::default().with(output, &library.output);
        places.with(shadow.join(&name), nightly.archive.join(&name)).reveal(&mut night.diagnostics);
    }
}

fn try_work(
    nightly: &Nightly<'_>,
    library: &LibrarySettings,
    night: &mut LibraryNight,
    turn: Turn,
) -> Result<(), Vec<Diagnostic>> {
    let archived = |error: ArchiveError| diagnostic::of_archive_error(&error);
    let published = |error: publish::PublishError| vec![diagnostic::of_publish_error(&error)];
    if let Some(file) = nightly.config.keys.lost.get(&library.institution) {
        return Err(vec![diagnostic::of_lost_key(file)]);
    }
    let name = library.institution.to_string();
    let own_folder = nightly.archive.join(&name);
    let (folder, output) = match nightly.shadow {
        None => (own_folder.clone(), library.output.clone()),
        Some(shadow) => {
            let folder = shadow.join(&name);
            if turn == Turn::Own {
                shadow::copy(&own_folder, REGISTER, LINES, DELTA_LOG, &folder).map_err(published)?;
            }
            (folder, shadow.join("output").join(&name))
        }
    };
    let mut register = state::open(nightly, &folder, &own_folder, library)?;
    let is_dry = nightly.shadow.is_some();
    keep_places(&register, &own_folder, library, is_dry).map_err(|error| match error {
        Some(error) => archived(error),
        None => vec![moved_output(library)],
    })?;
    // What lies beside the reports was brought up to the register in the first turn: where the second adds nothing it stays.
    let before = (turn == Turn::Between).then(|| shown(&register)).transpose().map_err(archived)?;
    let done = match turn {
        Turn::Own => go_on(nightly, library, (&mut register, &own_folder), &output, night),
        Turn::Between => issue_between(nightly, library, &register, &output, night),
    };
    let is_as_before = before.is_some_and(|before| shown(&register).is_ok_and(|now| now == before));
    let shelf = match nightly.shadow {
        None if is_as_before => Ok(()),
        None => beside::refresh(nightly, library, &register, &output, &night.summary, done.is_err()).and_then(|told| {
            night.diagnostics.extend(told);
            let (now, run) = (nightly.made.fixed_offset(), &nightly.config.run);
            Ok(register.bring_on_delta_log(now, run.keep_replaced, run.has_delta_log)?)
        }),
        Some(_) => Ok(()),
    };
    match (done, shelf) {
        (done, Ok(())) => done,
        (Ok(()), Err(failure)) => Err(failure.diagnostics),
        (Err(mut all), Err(failure)) => {
            all.extend(failure.diagnostics);
            Err(all)
        }
    }
}

/// What the pages and lists beside the reports show of what a turn can change: the last report, and those that can't be
/// replaced.
fn shown(register: &Register) -> Result<(Option<String>, Unreplaced), ArchiveError> {
    let last = register.reports()?.pop().map(|record| record.record);
    Ok((last, register.unreplaced()?))
}

/// Does all that comes once register, lines and reports are known to belong to each other.
fn go_on(
    nightly: &Nightly<'_>,
    library: &LibrarySettings,
    (register, own_folder): (&mut Register, &Path),
    output: &Path,
    night: &mut LibraryNight,
) -> Result<(), Vec<Diagnostic>> {
    let LibraryNight { summary, diagnostics, waiting, not_taken_in } = night;
    let archived = |error: ArchiveError| diagnostic::of_archive_error(&error);
    // Also when none of them is needed: the sooner damage is told, the younger the copy that mends it.
    // And before anything is cleaned away: what an old register takes for leftovers may be what a new one needs.
    register.demand_files_of_newest().map_err(archived)?;
    register.check_lines(nightly.date).map_err(archived)?;
    diagnostics.extend(state::of_foreign(&state::demand_known_lines(register, own_folder)?));
    recover(nightly, library, register, output, summary, diagnostics)?;

    let arrivals = arrival::take_in(nightly, library, register, summary, diagnostics)?;
    let blocked = arrivals.is_any_refused;
    *not_taken_in = arrivals.not_taken_in;
    if nightly.shadow.is_none() {
        let refused: Vec<_> = summary.refused.iter().map(|name| listed_name(file_alone(name))).collect();
        let is_outdated = |names: [&str; 2]| !refused.iter().any(|name| names.contains(&&**name));
        diagnostics.extend(remove_outdated(&library.output, is_outdated));
    }
    let told = register.coverage().map_err(archived)?;
    let coverage = told.of_all(&library.feed_days());
    let first_told = told.of_any().first();
    summary.last_day = coverage.last().map(|day| day.to_string());
    let calendar = Calendar {
        coverage: &coverage,
        first_told,
        library,
        date: library.last_day.map_or(nightly.date, |last| last.min(nightly.date)),
    };
    let exports = register.exports().map_err(archived)?;
    diagnostics.extend(missing(&calendar, &told, summary, &exports, blocked));
    // One that was refused, or waits behind such a one, has come.
    if !blocked {
        diagnostics.extend(regular_exports::missing(&exports, library, calendar.date, nightly.strict));
    }
    diagnostics.extend(cut_off(&calendar, nightly));
    let settings = nightly.config.control.get(&library.institution);
    let of_desk = desk::wanted(&library.reports, settings).map_err(|mistake| vec![mistake])?;
    if let Some(settings) = settings {
        witnesses::take_in(nightly, settings, register, summary, diagnostics)?;
    }
    let issuer = Issuer::new(nightly, library, register, output, diagnostics, (Turn::Own, not_taken_in))?;
    let due = calendar.due();
    let mut known = ToldFindings::default();
    issuer.issue(&due, &mut known, summary, diagnostics)?;
    issuer.issue_desk(&of_desk, &due, &mut known, summary, diagnostics)?;
    let last = register.reports().map_err(archived)?.pop();
    summary.chain = last.map(|record| record.record).unwrap_or_default();
    *waiting = issuer.has_reports_between.then_some((due, known));
    Ok(())
}

/// Issues the reports between libraries.
fn issue_between(
    nightly: &Nightly<'_>,
    library: &LibrarySettings,
    register: &Register,
    output: &Path,
    night: &mut LibraryNight,
) -> Result<(), Vec<Diagnostic>> {
    let LibraryNight { summary, diagnostics, waiting, not_taken_in } = night;
    let Some((due, mut known)) = waiting.take() else { return Ok(()) };
    // What there is to say of keys and templates was said in the turn of its other reports.
    let issuer = Issuer::new(nightly, library, register, output, &mut Vec::new(), (Turn::Between, not_taken_in))?;
    let unchanged = summary.unchanged;
    issuer.issue(&due, &mut known, summary, diagnostics)?;
    summary.unchanged += unchanged;
    let last = register.reports().map_err(|error| diagnostic::of_archive_error(&error))?.pop();
    summary.chain = last.map(|record| record.record).unwrap_or_default();
    Ok(())
}

/// Notes whose register it is and where its reports lie; an output folder that has moved without its reports is an
/// error without a reason of the archive.
///
/// A dry run, whose register is a copy, notes nothing.
fn keep_places(
    register: &Register,
    own_folder: &Path,
    library: &LibrarySettings,
    is_dry: bool,
) -> Result<(), Option<ArchiveError>> {
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let output = relative(&absolute(own_folder), &absolute(&library.output));
    let known = register.note("output").map_err(Some)?;
    let has_reports = !register.reports().map_err(Some)?.is_empty();
    if has_reports && known.is_some_and(|known| known != output) {
        return Err(None);
    }
    if is_dry {
        return Ok(());
    }
    register.set_expected_feeds(&library.feed_days()).map_err(Some)?;
    register.set_note("institution", &library.institution.to_string()).map_err(Some)?;
    register.set_note("output", &output).map_err(Some)
}

fn moved_output(library: &LibrarySettings) -> Diagnostic {
    Diagnostic::usage(format!("its reports were issued to another folder than `{}`", library.output.display()))
        .hinted("set `out` back, or keep archive and reports in the same place to each other")
}

/// The way from a folder to another, so that a copy of both still finds its parts.
fn relative(from: &Path, to: &Path) -> String {
    let (from, to): (Vec<_>, Vec<_>) = (from.components().collect(), to.components().collect());
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let mut path = PathBuf::new();
    path.extend(from[common..].iter().map(|_| ".."));
    path.extend(&to[common..]);
    path.display().to_string()
}

/// What to tell about days that no export covers. Missing at the end is an error: nobody knows what happened.
fn missing(
    calendar: &Calendar<'_>,
    told: &FeedCoverage,
    summary: &mut LibrarySummary,
    exports: &[ArchivedExport],
    blocked: bool,
) -> Vec<Diagnostic> {
    let (days, is_stale) = calendar.missing();
    summary.missing_days = days.iter().take(MOST_MISSING_DAYS).map(ToString::to_string).collect();
    summary.missing_day_count = days.len();
    let library = calendar.library;
    let place = || format!("exports are looked for at {}", library.exports.told());
    let hint = || match own_exports::of_others(exports, library) {
        Some(export) => format!(
            "exports are looked for at {}; {} and others like it hold no line of the library: if they are its exports, \
             say so with a [[library.feed]]",
            library.exports.told(),
            export.name
        ),
        None => place(),
    };
    let judged = |what: String, hint: String| {
        let is_error = is_stale && !blocked;
        let diagnostic =
            if is_error { Diagnostic::error(ExitStatus::Refused, what) } else { Diagnostic::warning(what) };
        diagnostic.hinted(hint)
    };
    let one = |what: &str| vec![judged(what.to_owned(), hint())];
    match &days[..] {
        [] if is_stale && !exports.is_empty() => {
            return one("no report can be made: of no day is known that an export tells all");
        }
        [] if is_stale => return one("geen export ontvangen: no export has come in yet"),
        [] => return Vec::new(),
        _ => {}
    }
    let named = |days: &[NaiveDate]| {
        let names: Vec<String> = days.iter().take(DAYS_TOLD).map(ToString::to_string).collect();
        let more = if days.len() > DAYS_TOLD { format!(" and {} more", days.len() - DAYS_TOLD) } else { String::new() };
        format!("no export tells all of {}{more}; no report covers that", names.join(", "))
    };
    let expected = if library.feeds.is_empty() { told.feeds() } else { library.feed_days() };
    if expected.len() < 2 {
        return one(&format!("geen export ontvangen: {}", named(&days)));
    }
    let of_feed = |feed: &FeedDays| {
        let lacking = told.lacking(feed, &days);
        let is_new = !told.has_feed(&feed.name);
        let (name, lacked) = (&feed.name, named(&lacking));
        let what = if is_new {
            format!("geen export ontvangen of the feed `{name}`, of which none has come in yet: {lacked}")
        } else {
            format!("geen export ontvangen of the feed `{name}`: {lacked}")
        };
        let named = library.feeds.iter().find(|named| named.feed.name == feed.name);
        let files = named.map(|named| named.feed.files.iter().map(|file| format!("`{}`", file.text())));
        let place = match files.map(|files| files.collect::<Vec<_>>().join(", ")) {
            Some(files) => format!("{}; its files are {files}", place()),
            None => place(),
        };
        (!lacking.is_empty()).then(|| judged(what, format!("{place}. {OF_FEED}")))
    };
    expected.iter().filter_map(of_feed).collect()
}

/// What to tell about periods that ended since the last run and that get no report, as nothing is known of their first
/// days.
fn cut_off(calendar: &Calendar<'_>, nightly: &Nightly<'_>) -> Vec<Diagnostic> {
    let Some(first) = calendar.first() else { return Vec::new() };
    let since = nightly.last.and_then(|last| last.date.parse().ok());
    let is_chosen = calendar.library.first_day.is_some();
    let tell = |period: Period| {
        let what = format!("no report of {period} is issued");
        if is_chosen {
            return Diagnostic::notice(format!("{what}: the library's first_day is {first}"));
        }
        Diagnostic::warning(format!("{what}: {first} is the first day that an export tells about"))
            .hinted("add the exports of its days before, or say with first_day that there are none")
    };
    calendar.cut_off(since).into_iter().map(tell).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_lead_from_one_folder_to_the_other() {
        let rows = [
            ("/a/archive/I355", "/a/I355", "../../I355"),
            ("/a/archive/I355", "/a/archive/I355", ""),
            ("/a/archive/I355", "/b/I355", "../../../b/I355"),
            ("/a/b", "/a/b/c", "c"),
            // What is the same again behind a difference is another folder.
            ("/a/x/c", "/a/y/c", "../../y/c"),
        ];
        for (from, to, way) in rows {
            assert_eq!(relative(Path::new(from), Path::new(to)), way, "{from} {to}");
        }
    }
}
