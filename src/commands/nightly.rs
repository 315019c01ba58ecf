//! The nightly batch: every library's new exports come in, and every report that is due goes out.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::issuing::chain_ends::ChainEnds;
use crate::issuing::index;
use crate::issuing::library::{LibraryNight, settle, work};
use crate::issuing::metrics;
use crate::issuing::neighbour;
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
use super::shared_place;
use super::worker::{self, Done, WorkerStep, WorkerTelling, finished};
use crate::archive::lock::Lock;
use crate::config::folders_of_no_library::folders_of_no_library;
use crate::config::libraries::{LibrarySettings, RunSettings};
use crate::diagnostic::{self, Diagnostic, ExitStatus, said};
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
        let what = "`run` needs a configuration, and there is none";
        one(Configuration::lacking(what, &args.config, environment))
    })?;
    let mut outcome = Outcome { diagnostics: notices, ..Outcome::default() };
    let date = date(args, made, &mut outcome)?;
    let libraries = chosen(&args.library, &config.run, &place)?;
    let RunSettings { archive, output, modes, .. } = &config.run;
    let is_worker = args.worker.is_some();
    let shadow = (args.dry_run && !is_worker).then(publish::shadow::DryRunFolder::new).transpose();
    let shadow = shadow.map_err(|error| one(diagnostic::of_publish_error(&error)))?;
    if !is_worker {
        outcome.diagnostics.extend(of_no_library(&config.run));
    }
    let lock = if is_worker {
        None
    } else if shadow.is_some() {
        outcome.diagnostics.extend(unwritable(&config.run, &libraries));
        // A dry run changes nothing, not even the lock: it works on a copy of the registers.
        Lock::look(archive).map_err(|error| one(diagnostic::of_lock_error(&error)))?
    } else {
        Some(locked(&config.run, made).map_err(one)?)
    };
    if !args.dry_run && !is_worker {
        publish::clean_place(output, RUN_SUMMARY).map_err(|error| one(diagnostic::of_publish_error(&error)))?;
    }
    let shadow = shadow.as_ref().map(publish::shadow::DryRunFolder::path).or_else(|| worker::shadow(args));
    let last = RunSummary::read(output).unwrap_or_else(|what| {
        let what = format!("what the last run ended with is not known, as its summary can't be read: {what}");
        outcome.diagnostics.push(Diagnostic::warning(what).in_file(output.join(RUN_SUMMARY)));
        None
    });
    if !is_worker {
        outcome.diagnostics.extend(of_shared_place(&config.run, &place, last.as_ref(), args.strict).map_err(one)?);
    }
    let ends = ChainEnds::of(last.as_ref(), archive);
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
        ends: &ends,
    };
    let started = Instant::now();
    if is_worker {
        let telling = WorkerTelling::begin().map_err(|_| {
            one(Diagnostic::usage("`--worker` is for processes that a run starts by itself, and for no one else"))
        })?;
        side_by_side(&nightly, &libraries, args, &|step| telling.tell(&step));
        return Ok(Outcome::default());
    }
    let results = results(&nightly, &libraries, args, lock.as_ref());
    let mut summaries = Vec::new();
    for (summary, diagnostics) in results {
        tell(&summary);
        let completed = summary.completed.iter().flat_map(|completed| &completed.paths);
        let issued = summary.issued.iter().flat_map(|issued| &issued.paths);
        for (would, path) in completed.map(|path| ("complete", path)).chain(issued.map(|path| ("issue", path))) {
            let line = if args.dry_run { said(&format!("would {would} {path}"), language) } else { path.clone() };
            outcome.output += &format!("{line}\n");
        }
        outcome.diagnostics.extend(diagnostics);
        summaries.push(summary);
    }
    let mut summary = RunSummary::of(date, made, summaries).after(ends.all());
    let seconds = started.elapsed().as_secs_f64();
    note_time(&mut summary, seconds, args.now.is_some() || environment.source_date_epoch.is_some());
    // While a library is stopped, nobody knows what is to be told of it.
    let is_stopped = summary.libraries.iter().any(|library| library.status > ExitStatus::Refused as u8);
    if !args.dry_run && !is_stopped {
        let failure = config.run.has_pages.then(|| index::refresh(&config.run).err()).flatten();
        outcome.diagnostics.extend(failure.into_iter().flat_map(|failure| failure.diagnostics));
    }
    let published = if args.dry_run { Ok(()) } else { summary.publish(output, *modes) };
    outcome.diagnostics.extend(published.err().map(|error| diagnostic::of_publish_error(&error)));
    if !args.dry_run {
        let status = outcome.status() as u8;
        outcome.diagnostics.extend(remember((&config.run, &place), &summary, seconds, status));
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

/// Notes how long a night took, unless its clock stands still: then nothing tells of that.
fn note_time(summary: &mut RunSummary, seconds: f64, is_clock_fixed: bool) {
    if is_clock_fixed {
        summary.libraries.iter_mut().for_each(|library| library.seconds = None);
    } else {
        summary.seconds = Some(seconds);
    }
}

/// What there is to tell of another configuration that writes to the same place; an error where that is refused.
fn of_shared_place(
    run: &RunSettings,
    place: &Path,
    last: Option<&RunSummary>,
    strict: bool,
) -> Result<Option<Diagnostic>, Diagnostic> {
    match shared_place::told(run, place, last, strict) {
        Some(refused) if refused.severity == Severity::Error => Err(refused),
        told => Ok(told),
    }
}

/// Keeps a record of the night, for monitors, for `status` and for the next run; what could not be written.
fn remember((run, place): (&RunSettings, &Path), summary: &RunSummary, seconds: f64, status: u8) -> Vec<Diagnostic> {
    let RunSettings { archive, modes, .. } = run;
    // By the clock of the machine, whatever `--now` says: monitors ask whether it ran.
    let night = NightRecord::of(summary, Utc::now().timestamp(), seconds, status).by(place);
    let told = run.metrics.as_ref().map(|path| metrics::publish(path, &night, archive));
    let ends = night.ends.clone();
    let kept = night.add_to(archive, *modes);
    let all: Vec<Institution> = run.libraries.iter().map(|library| library.institution).collect();
    let is_done = |library: Institution| {
        let mut done = summary.libraries.iter().filter(|done| done.status <= ExitStatus::Refused as u8);
        done.any(|done| done.library == library.to_string())
    };
    let beside = neighbour::write(archive, &all, is_done, &ends, *modes);
    let refused = told.into_iter().chain([kept, beside]).filter_map(Result::err);
    refused.map(|error| diagnostic::of_publish_error(&error)).collect()
}

/// Folders of exports that no library has.
fn of_no_library(run: &RunSettings) -> Vec<Diagnostic> {
    let tell = |folder: PathBuf| {
        let what =
            "a folder has the code of a library that the configuration does not have, and its exports were not read";
        Diagnostic::warning(what).in_file(&folder).hinted("add a [[library]] for it, or put the folder elsewhere")
    };
    folders_of_no_library(&run.libraries).into_iter().map(tell).collect()
}

/// What a run could not write to, which a dry run finds all the same.
fn unwritable(run: &RunSettings, libraries: &[LibrarySettings]) -> Vec<Diagnostic> {
    let outputs = libraries.iter().map(|library| &library.output);
    let folders = [&run.archive, &run.output].into_iter().chain(outputs);
    let refused = folders.filter_map(|folder| demand_writable(folder).err());
    let mut refused: Vec<Diagnostic> = refused.map(|error| diagnostic::of_publish_error(&error)).collect();
    refused.dedup_by(|one, other| one.what == other.what);
    refused
}

/// The lock of the archive, which may have to be made; making pages is waited for.
fn locked(run: &RunSettings, made: DateTime<Tz>) -> Result<Lock, Diagnostic> {
    make_folder(&run.archive, run.modes).map_err(|error| diagnostic::of_publish_error(&error))?;
    let holder = format!("process {} since {}", std::process::id(), made.to_rfc3339());
    let taken = Lock::take_after(&run.archive, &holder, run.modes, |other| other.ends_with(MAKES_PAGES));
    taken.map_err(|error| diagnostic::of_lock_error(&error))
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
    let mut mistakes = Vec::new();
    let mut wanted = BTreeSet::new();
    for text in named {
        match Institution::parse(text).filter(|code| run.libraries.iter().any(|library| library.institution == *code)) {
            Some(institution) => {
                wanted.insert(institution);
            }
            None => mistakes
                .push(Diagnostic::usage(format!("--library `{text}` is no library with exports")).in_file(place)),
        }
    }
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    let is_wanted = |library: &&LibrarySettings| wanted.is_empty() || wanted.contains(&library.institution);
    Ok(run.libraries.iter().filter(is_wanted).cloned().collect())
}

/// What comes of the libraries, in their order. Of several each is worked on in another process, so that whatever ends
/// that ends no more than its night.
fn results(nightly: &Nightly<'_>, libraries: &[LibrarySettings], args: &RunArgs, lock: Option<&Lock>) -> Vec<Done> {
    let by_workers = (libraries.len() > 1).then(|| worker::by_workers(nightly, libraries, args, lock)).flatten();
    by_workers.unwrap_or_else(|| {
        let done: Mutex<BTreeMap<usize, Done>> = Mutex::default();
        side_by_side(nightly, libraries, args, &|step| {
            if let WorkerStep::Done(index, of_library) = step {
                done.lock().unwrap_or_else(PoisonError::into_inner).insert(index, *of_library);
            }
        });
        done.into_inner().unwrap_or_else(PoisonError::into_inner).into_values().collect()
    })
}

/// Works on libraries with `--jobs` threads, and tells of each step.
fn side_by_side(
    nightly: &Nightly<'_>,
    libraries: &[LibrarySettings],
    args: &RunArgs,
    told: &(dyn Fn(WorkerStep) + Sync),
) {
    let bar = progress(libraries.len(), args.quiet);
    let work = |index: usize| {
        let library = &libraries[index];
        bar.set_message(library.institution.to_string());
        told(WorkerStep::Begun(index));
        let night = one(library, LibraryNight::of(nightly, library), |night| work(nightly, library, night));
        let so_far = finished(library, (night.summary.clone(), night.diagnostics.clone()));
        told(if night.waits() {
            WorkerStep::Waits(index, so_far.into())
        } else {
            WorkerStep::Done(index, so_far.into())
        });
        bar.inc(1);
        night.waits().then_some((index, night))
    };
    let parts = deal_out(libraries.len(), args.jobs.into(), |indexes| indexes.map(&work).collect::<Vec<_>>());
    bar.finish_and_clear();
    let mut waiting: Vec<_> = parts.into_iter().flatten().flatten().collect();
    waiting.sort_unstable_by_key(|(index, _)| *index);
    // What is between libraries comes once each has taken in what came.
    for (index, night) in waiting {
        let library = &libraries[index];
        told(WorkerStep::Begun(index));
        let night = one(library, night, |night| settle(nightly, library, night));
        told(WorkerStep::Done(index, finished(library, (night.summary, night.diagnostics)).into()));
    }
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
