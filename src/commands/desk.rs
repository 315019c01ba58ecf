//! The control desk's reports on demand: what was booked is read from exports, what others say from witnesses.

use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate};
use chrono_tz::Tz;

use super::Outcome;
use super::arguments;
use super::cli::ReportArgs;
use super::configuration::Environment;
use super::defaults::completed;
use super::desk_input::{booked, configured, covered, sound};
use super::report::{FinishedReport, tell_findings, write_all};
use crate::archive::ReportRecord;
use crate::archive::history::HistoryView;
use crate::config::Config;
use crate::config::control::ControlSettings;
use crate::config::libraries::LibrarySettings;
use crate::control::desk_bridge::CameIn;
use crate::control::desk_report::DeskReport;
use crate::control::document::{DeskSheet, document};
use crate::control::reports::{AllDays, Desk};
use crate::diagnostic::Diagnostic;
use crate::domain::{Institution, KnownDays, Period, last_day_over};
use crate::failure::Failure;
use crate::render::form::{FileFormat, OutputFormat};
use crate::report::bridge::Accepted;
use crate::report::provenance::SourceFile;
use crate::report::words::Words;
use crate::reporting::archived::{self, AsOf};
use crate::reporting::desk::{self, DeskJob, DeskState};
use crate::reporting::issued_copy;
use crate::reporting::make::with_missing_characters;
use crate::witness::file::{Paths, WitnessPath};

/// Whether all reports that are asked for are the control desk's; `None` when none is.
///
/// # Errors
/// When they are mixed with others, which are made of other things.
pub fn asked(reports: &[String]) -> Result<Option<Vec<DeskReport>>, Diagnostic> {
    let desk: Vec<DeskReport> = reports.iter().filter_map(|name| DeskReport::of_name(name)).collect();
    match desk.len() {
        0 => Ok(None),
        count if count == reports.len() => Ok(Some(desk)),
        _ => Err(Diagnostic::usage("reports of the control desk can't be asked for together with others")
            .hinted("ask for each in a command of its own")),
    }
}

/// Demands that nothing is left out: what was counted and banked is of a whole drawer and a whole day.
fn demand_whole(args: &ReportArgs) -> Result<(), Failure> {
    let flags = [
        ("--branch", !args.branch.is_empty()),
        ("--booking-code", !args.booking_code.is_empty()),
        ("--daybook-type", !args.daybook_type.is_empty()),
        ("--daybook", !args.daybook.is_empty()),
        ("--source", !args.source.is_empty()),
        ("--posted-in", args.posted_in.is_some()),
        ("--grouping", args.grouping.is_some()),
        ("--with-write-offs", args.with_write_offs),
        ("--totals", args.totals),
        ("--show-customers", args.show_customers),
        ("--allow-rejected", args.allow_rejected > 0),
    ];
    let given: Vec<&str> = flags.iter().filter(|(_, is_given)| *is_given).map(|(flag, _)| *flag).collect();
    if given.is_empty() {
        return Ok(());
    }
    let what = format!("reports of the control desk take no {}", given.join(", "));
    let hint = "what was counted and banked is of whole drawers and days: it is set beside all that was booked";
    Err(Diagnostic::usage(what).hinted(hint).into())
}

/// Makes reports of the control desk.
///
/// # Errors
/// When an argument, an export or a witness is not what it must be.
pub fn report(
    args: &ReportArgs,
    reports: &[DeskReport],
    config: &Config,
    (made, environment): (DateTime<Tz>, &Environment),
    outcome: &mut Outcome,
) -> Result<(), Failure> {
    demand_whole(args)?;
    let args = &completed(args, config)?;
    let today = made.date_naive();
    let (institution, settings, period) = settings(args, config, today)?;
    if let Some(archive) = &args.archive {
        let finished = out_of_archive(archive, args, reports, (institution, settings, period), config, made)?;
        tell_findings(&finished, args.strict, outcome)?;
        return write_all(args, &finished, config.run.modes, environment, outcome);
    }
    let Paths { mut witnesses, others, .. } =
        Paths::told_apart(&args.input, None, !config.profiles.is_empty(), &config.payment_profiles);
    let mut named: Vec<(String, WitnessPath)> = configured(settings)?;
    // What is given with --input is a witness of its kind, unless the configuration has a name for it.
    let is_named = |given: &WitnessPath| {
        named.iter().any(|(_, other)| other.path.canonicalize().ok() == given.path.canonicalize().ok())
    };
    witnesses.retain(|given| !is_named(given));
    named.extend(witnesses.into_iter().map(|given| (given.kind.name().to_owned(), given)));
    if others.is_empty() {
        return Err(Diagnostic::usage("there is nothing to read that was booked: name exports with --input").into());
    }
    let (intake, booked) = booked(&others, (institution, last_day_over(made)), config)?;
    let library = config.run.library(institution);
    let coverage = covered(&intake, library, &config.tables);
    // What a night does: what is refused is not received, and the reports say so.
    let (witnesses, sources, refused) = sound(&named, settings, &config.payment_profiles, institution, (period, made));
    let handed_over = settings.recipe().hand_overs(&config.tables);
    let closed = library
        .map(|library| period.days().filter(|day| library.is_known_closed(*day, coverage.first())).collect())
        .unwrap_or_default();
    let known = KnownDays::new(coverage.clone(), closed, last_day_over(made));
    let all_days = AllDays::default();
    let desk = Desk {
        institution,
        tables: &config.tables,
        channels: &settings.channels,
        handed_over: &handed_over,
        others: &settings.others,
        lines: &booked.lines,
        statements: &witnesses.statements,
        known: &coverage,
        payments: &witnesses.payments,
        counts: &witnesses.counts,
        slips: &witnesses.slips,
        manual: &witnesses.manual,
        disagreements: &witnesses.disagreements,
        period,
        today,
        all_days: &all_days,
    };
    let look = config.looks.of(Some(institution));
    let words = Words::of(args.lang.unwrap_or(look.language));
    let sheet = || DeskSheet {
        institution,
        made,
        words,
        presentation: &look.presentation,
        tables: &config.tables,
        known: &known,
        recipe: settings.recipe().sha256(),
        sources: intake.files.iter().map(SourceFile::of).chain(sources.iter().cloned()).collect(),
        came_in: CameIn { accepted: Accepted::of_files(&intake.files), open: booked.open },
        findings: intake.findings.iter().cloned().chain(refused.findings()).collect(),
        issue: None,
    };
    let (files, form) = (arguments::outputs(args).files, arguments::form(args).or(arguments::USUAL_FORM));
    let finished = reports.iter().map(|report| {
        let document = with_missing_characters(document(&desk, *report, sheet())?, &files);
        Ok(FinishedReport { document, form, notices: Vec::new() })
    });
    let finished: Vec<FinishedReport> = finished.collect::<Result<_, Failure>>()?;
    // What was refused is why witnesses lack, and stands before what that leads to.
    let told = outcome.diagnostics.len();
    let published = tell_findings(&finished, args.strict, outcome);
    let is_refused = !refused.why.is_empty();
    outcome.diagnostics.splice(told..told, refused.why);
    published.map_err(|mut failure| {
        // Without --strict it is refused all the same.
        failure.diagnostics.iter_mut().filter(|_| is_refused).for_each(|diagnostic| diagnostic.hint = None);
        failure
    })?;
    write_all(args, &finished, config.run.modes, environment, outcome)
}

/// Reports out of the archive: as they were issued, where they were and nothing is asked otherwise, else by what came in
/// until now.
fn out_of_archive(
    archive: &Path,
    args: &ReportArgs,
    reports: &[DeskReport],
    (institution, settings, period): (Institution, &ControlSettings, Period),
    config: &Config,
    made: DateTime<Tz>,
) -> Result<Vec<FinishedReport>, Failure> {
    let register = archived::open(archive, institution)?;
    let mut view = HistoryView::of(&register)?;
    let records = register.reports()?;
    let (files, as_of) = (arguments::outputs(args).files, arguments::as_of(args)?);
    let mut finished = Vec::new();
    for report in reports {
        let is_of_this = |record: &&ReportRecord| {
            record.report == report.name() && record.period == period && desk::is_of_desk(record)
        };
        let mut issued = records.iter().filter(is_of_this);
        let record = match as_of {
            AsOf::Now => issued.next_back(),
            AsOf::Version(version) => issued.find(|record| record.version == version),
            AsOf::Time(time) => issued.rfind(|record| record.issued <= time),
        };
        let mut notices = Vec::new();
        let (document, form) = match (record, as_of) {
            (Some(record), _) => {
                let (mut document, made) = desk::again(&register, institution, &mut view, &records, record, &files)?;
                let form = arguments::form(args).or(made.form());
                document.marks.extend(issued_copy::marks(record, &records, form, made.form()));
                let last = records.iter().rfind(is_of_this).filter(|last| last.version > record.version);
                notices.extend(last.map(|last| archived::replaced_by(record, last)));
                (document, form)
            }
            (None, AsOf::Now) => {
                let library = config.run.library(institution);
                let told = view.coverage(register.newest_intake()?);
                let closed = |library: &LibrarySettings| {
                    let first_told = told.of_all(&library.feed_days()).first();
                    period.days().filter(|day| library.is_known_closed(*day, first_told)).collect()
                };
                let look = config.looks.of(Some(institution));
                let job = DeskJob {
                    institution,
                    report: *report,
                    period,
                    made,
                    language: args.lang.unwrap_or(look.language),
                    presentation: Arc::clone(&look.presentation),
                    tables: Arc::clone(&config.tables),
                    recipe: Arc::new(settings.recipe()),
                    closed: library.map(closed).unwrap_or_default(),
                    not_taken_in: Vec::new(),
                };
                let newest = register.witnesses()?.last().map_or(0, |last| last.number);
                let at = (register.newest_intake()?, newest);
                let feeds = view.expected_feeds()?;
                let state = DeskState::of(&register, &mut view, at, &feeds)?;
                let document = state.document((&job, &state.view(&job)), &mut view, None, &files)?;
                (document, arguments::form(args).or(arguments::USUAL_FORM))
            }
            (None, _) => {
                let what = format!("--as-of: no version of {} of {period} was issued by then", report.name());
                return Err(Diagnostic::usage(what).into());
            }
        };
        finished.push(FinishedReport { document, form, notices });
    }
    Ok(finished)
}

/// The control desk of the library that is asked for, and the days.
fn settings<'c>(
    args: &ReportArgs,
    config: &'c Config,
    today: NaiveDate,
) -> Result<(Institution, &'c ControlSettings, Period), Failure> {
    let mut mistakes = Vec::new();
    if args.format.contains(&OutputFormat::File(FileFormat::Journal)) {
        mistakes.push(
            Diagnostic::usage("reports of the control desk can't be a journal: their lines are no transactions")
                .hinted("name another form with --format"),
        );
    }
    let period = match args.period.as_deref().map(|text| Period::parse(text, today)) {
        Some(Ok(period)) => Some(period),
        Some(Err(error)) => {
            mistakes.push(Diagnostic::usage(format!("--period: {error}")));
            None
        }
        None => {
            mistakes.push(Diagnostic::usage("--period is missing").hinted("such as --period 2026-10"));
            None
        }
    };
    let is_of_all = args.institution.iter().any(|named| named.eq_ignore_ascii_case(arguments::ALL));
    if is_of_all || args.institution.len() > 1 {
        let own = config.control.iter().filter(|(_, desk)| !desk.channels.is_empty());
        let own: Vec<String> = own.map(|(library, _)| library.to_string()).collect();
        let what = "the control desk is one library's: its drawers, accounts and channels are its own";
        let hint = format!("ask for each in a command of its own; with channels: {}", own.join(", "));
        return Err(Diagnostic::usage(what)
            .hinted(if own.is_empty() { "name one with --institution".to_owned() } else { hint })
            .into());
    }
    let named = args.institution.first().and_then(Institution::parse);
    let desk = match named {
        Some(institution) => config.control.get_key_value(&institution),
        None if config.control.len() == 1 => config.control.iter().next(),
        None => None,
    };
    if desk.is_none_or(|(_, desk)| desk.channels.is_empty()) {
        mistakes.push(Diagnostic::usage("the configuration tells of no channels of this library").hinted(
            "add a [[library.channel]] for each way on which its money comes in (docs/control-desk.md), and name the library with \
             --institution",
        ));
    }
    match (desk, period) {
        (Some((institution, desk)), Some(period)) if mistakes.is_empty() => Ok((*institution, desk, period)),
        _ => Err(mistakes.into()),
    }
}
