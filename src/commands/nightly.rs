//! The nightly batch: every library's new exports come in, and every report that is due goes out.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::Instant;

use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::issuing::index;
use crate::issuing::library::{LibraryNight, settle, work};
use crate::issuing::metrics;
use crate::issuing::night::Nightly;
use crate::issuing::nights::NightRecord;
use crate::issuing::summary::{FILE as RUN_SUMMARY, LibrarySummary, RunSummary};
use crate::issuing::turn::ArchivedSides;

use super::Outcome;
use super::arguments;
use super::cli::{LogFormat, RunArgs};
use super::config::no_library;
use super::configuration::{Configuration, Environment};
use super::pages::MAKES_PAGES;
use crate::archive::lock::Lock;
use crate::config::libraries::{LibrarySettings, RunSettings};
use crate::diagnostic::{self, Diagnostic, ExitStatus, Message, said};
use crate::domain::{Institution, Period, Severity};
use crate::parallel::deal_out;
use crate::publish::room::demand_writable;
use crate::publish::{self, make_folder};
use crate::report::language::Language;
use crate::reporting::templates::own_output;

/// Takes in new exports and issues what is due, library by library; one that fails does not stop the others.
#[must_use]
pub fn run(args: &RunArgs, environment: &Environment, language: Language) -> Outcome {
    try_run(args, environment, language).unwrap_or_else(Outcome::of_errors)
}

fn try_run(args: &RunArgs, environment: &Environment, language: Language) -> Result<Outcome, Vec<Diagnostic>> {
    let one = |diagnostic| vec![diagnostic];
    let made = arguments::clock(args.now.as_deref(), environment.source_date_epoch.as_deref()).map_err(one)?;
    let Configuration { config, path, notices } = Configuration::read(&args.config, environment, false)?;
    let place = path.ok_or_else(|| {
        let places = Configuration::places(environment);
        let hint = format!("name it with --config. One was looked for at {places}");
        one(Diagnostic::usage("`run` needs a configuration, and there is none").hinted(hint))
    })?;
    let mut outcome = Outcome { diagnostics: notices, ..Outcome::default() };
    let date = date(args, made, &mut outcome)?;
    let libraries = chosen(&args.library, &config.run, &place)?;
    let RunSettings { archive, output, modes, .. } = &config.run;
    let shadow = args.dry_run.then(publish::shadow::DryRunFolder::new).transpose();
    let shadow = shadow.map_err(|error| one(diagnostic::of_publish_error(&error)))?;
    let locked = |error| one(diagnostic::of_lock_error(&error));
    let _lock = if shadow.is_some() {
        // A dry run changes nothing, not even the lock: it works on a copy of the registers. What a run could not write
        // it finds all the same.
        let outputs = libraries.iter().map(|library| &library.output);
        let folders = [archive, output].into_iter().chain(outputs);
        let refused = folders.filter_map(|folder| demand_writable(folder).err());
        let mut refused: Vec<Diagnostic> = refused.map(|error| diagnostic::of_publish_error(&error)).collect();
        refused.dedup_by(|one, other| one.what == other.what);
        outcome.diagnostics.extend(refused);
        Lock::look(archive).map_err(locked)?
    } else {
        make_folder(archive, *modes).map_err(|error| one(diagnostic::of_publish_error(&error)))?;
        let holder = format!("process {} since {}", std::process::id(), made.to_rfc3339());
        Some(Lock::take_after(archive, &holder, *modes, |other| other.ends_with(MAKES_PAGES)).map_err(locked)?)
    };
    if !args.dry_run {
        publish::clean_place(output, RUN_SUMMARY).map_err(|error| one(diagnostic::of_publish_error(&error)))?;
    }
    let shadow = shadow.as_ref().map(publish::shadow::DryRunFolder::path);
    let last = RunSummary::read(output).unwrap_or_else(|what| {
        let what = format!("what the last run ended with is not known, as its summary can't be read: {what}");
        outcome.diagnostics.push(Diagnostic::warning(what).at(output.join(RUN_SUMMARY).display().to_string()));
        None
    });
    let own = own_output(&config);
    let (accepts_clock, accepts_restatements) = (args.accept_clock, args.accept_restatements);
    let nightly = Nightly {
        config: &config,
        configuration: &place,
        own: &own,
        archive,
        shadow,
        date,
        made,
        accepts_clock,
        accepts_restatements,
        sides: ArchivedSides::default(),
        strict: args.strict,
        last: last.as_ref(),
    };
    let started = Instant::now();
    let results = side_by_side(&nightly, &libraries, args);
    let mut summaries = Vec::new();
    for (summary, diagnostics) in results {
        let completed = summary.completed.iter().flat_map(|completed| &completed.paths);
        let issued = summary.issued.iter().flat_map(|issued| &issued.paths);
        for (would, path) in completed.map(|path| ("complete", path)).chain(issued.map(|path| ("issue", path))) {
            let line = if args.dry_run { said(&format!("would {would} {path}"), language) } else { path.clone() };
            outcome.output += &format!("{line}\n");
        }
        outcome.diagnostics.extend(diagnostics);
        summaries.push(summary);
    }
    let mut summary = RunSummary::of(date, made, summaries);
    let seconds = started.elapsed().as_secs_f64();
    if args.now.is_some() || environment.source_date_epoch.is_some() {
        summary.libraries.iter_mut().for_each(|library| library.seconds = None);
    } else {
        summary.seconds = Some(seconds);
    }
    // While a library is stopped, nobody knows what is to be told of it.
    let is_stopped = summary.libraries.iter().any(|library| library.status > ExitStatus::Refused as u8);
    if !args.dry_run && !is_stopped {
        let failure = config.run.has_pages.then(|| index::refresh(&config.run).err()).flatten();
        outcome.diagnostics.extend(failure.into_iter().flat_map(|failure| failure.diagnostics));
    }
    let published = if args.dry_run { Ok(()) } else { summary.publish(output, *modes) };
    outcome.diagnostics.extend(published.err().map(|error| diagnostic::of_publish_error(&error)));
    if !args.dry_run {
        // By the clock of the machine, whatever `--now` says: monitors ask whether it ran.
        let night = NightRecord::of(&summary, Utc::now().timestamp(), seconds, outcome.status() as u8);
        let told = config.run.metrics.as_ref().map(|path| metrics::publish(path, &night, archive));
        let kept = night.add_to(archive, *modes);
        let refused = told.into_iter().chain([kept]).filter_map(Result::err);
        outcome.diagnostics.extend(refused.map(|error| diagnostic::of_publish_error(&error)));
    }
    let is_well = outcome.diagnostics.iter().all(|diagnostic| diagnostic.severity == Severity::Notice);
    if args.quiet && is_well {
        outcome.diagnostics.clear();
        outcome.output.clear();
    } else if args.log_format == LogFormat::Text {
        outcome.summary = Some(summary.in_words(args.dry_run));
    }
    Ok(outcome)
}

/// The last complete day: yesterday, or an earlier one that was asked for. A day that is not over by the clock is not
/// complete, whatever was asked for.
fn date(args: &RunArgs, made: DateTime<Tz>, outcome: &mut Outcome) -> Result<NaiveDate, Vec<Diagnostic>> {
    let today = made.date_naive();
    let yesterday = today - Days::new(1);
    let Some(text) = &args.date else {
        return Ok(yesterday);
    };
    match Period::parse(text, today) {
        Ok(Period::Day(day)) if day > yesterday => {
            let what = format!("--date {day} is not over, by the clock it is {}", made.format("%Y-%m-%d %H:%M"));
            let what = format!("{what}: reports go up to {yesterday}");
            outcome.diagnostics.push(Diagnostic::warning(what));
            Ok(yesterday)
        }
        Ok(Period::Day(day)) => Ok(day),
        _ => Err(vec![Diagnostic::usage(format!("--date `{text}` is not a day, such as 2026-11-22"))]),
    }
}

/// The libraries that are named, or all that have exports.
pub(super) fn chosen(
    named: &[String],
    run: &RunSettings,
    place: &Path,
) -> Result<Vec<LibrarySettings>, Vec<Diagnostic>> {
    if run.libraries.is_empty() {
        return Err(vec![no_library(place)]);
    }
    let place = place.display().to_string();
    let mut mistakes = Vec::new();
    let mut wanted = BTreeSet::new();
    for text in named {
        match Institution::parse(text).filter(|code| run.libraries.iter().any(|library| library.institution == *code)) {
            Some(institution) => {
                wanted.insert(institution);
            }
            None => mistakes
                .push(Diagnostic::usage(format!("--library `{text}` is no library with exports")).at(place.clone())),
        }
    }
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    let is_wanted = |library: &&LibrarySettings| wanted.is_empty() || wanted.contains(&library.institution);
    Ok(run.libraries.iter().filter(is_wanted).cloned().collect())
}

type Result1 = (LibrarySummary, Vec<Diagnostic>);

/// Works on libraries with `--jobs` threads; results come in the order of the libraries, whoever was first.
fn side_by_side(nightly: &Nightly<'_>, libraries: &[LibrarySettings], args: &RunArgs) -> Vec<Result1> {
    let bar = progress(libraries.len(), args.quiet);
    let work = |index: usize| {
        let library = &libraries[index];
        bar.set_message(library.institution.to_string());
        let done = one(library, LibraryNight::of(nightly, library), |night| work(nightly, library, night));
        bar.inc(1);
        (index, done)
    };
    let parts = deal_out(libraries.len(), args.jobs.into(), |indexes| indexes.map(&work).collect::<Vec<_>>());
    bar.finish_and_clear();
    let mut results: Vec<_> = parts.into_iter().flatten().collect();
    results.sort_unstable_by_key(|(index, _)| *index);
    // What is between libraries comes once each has taken in what came.
    let settled = results.into_iter().map(|(index, night)| {
        let library = &libraries[index];
        let waits = night.waits();
        let night = if waits { one(library, night, |night| settle(nightly, library, night)) } else { night };
        let done = finished(library, night);
        tell(&done.0);
        done
    });
    settled.collect()
}

/// Does a part of a library's night.
fn one(library: &LibrarySettings, mut night: LibraryNight, part: impl FnOnce(&mut LibraryNight)) -> LibraryNight {
    let started = Instant::now();
    if catch_unwind(AssertUnwindSafe(|| part(&mut night))).is_err() {
        let what = format!("{} failed in a way that it should not", library.institution);
        night = LibraryNight::failed(library, diagnostic::of_fault_in_program(&what));
    }
    let before = night.summary.seconds.unwrap_or_default();
    night.summary.seconds = Some(before + started.elapsed().as_secs_f64());
    night
}

fn finished(library: &LibrarySettings, night: LibraryNight) -> Result1 {
    let LibraryNight { mut summary, diagnostics, .. } = night;
    summary.status = diagnostics.iter().map(|diagnostic| diagnostic.status as u8).max().unwrap_or(0);
    summary.messages = diagnostic::messages(&diagnostics).iter().map(Message::line).collect();
    let at = |diagnostic: Diagnostic| Diagnostic {
        what: format!("{}: {}", library.institution, diagnostic.what),
        ..diagnostic
    };
    (summary, diagnostics.into_iter().map(at).collect())
}

fn tell(summary: &LibrarySummary) {
    let (library, exports, issued) = (&summary.library, summary.exports.len(), summary.issued.len());
    if summary.status == 0 {
        tracing::info!(library, exports, issued, seconds = summary.seconds, "done");
    } else {
        tracing::error!(library, exports, issued, status = summary.status, seconds = summary.seconds, "failed");
    }
}

/// A bar on a terminal; nothing elsewhere.
fn progress(libraries: usize, quiet: bool) -> ProgressBar {
    let target = if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
    let bar = ProgressBar::with_draw_target(Some(libraries as u64), target);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg} {eta}") {
        bar.set_style(style);
    }
    bar
}
