//! The control desk's reports on demand: what was booked is read from exports, what others say from witnesses.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use chrono::NaiveDate;

use super::Outcome;
use super::arguments;
use super::cli::{OutputFormat, ReportArgs};
use crate::config::Config;
use crate::config::control::ControlSettings;
use crate::control::booked::{BookedLine, BookedLines};
use crate::control::reports::{Desk, DeskReport};
use crate::diagnostic::{self, Diagnostic, ExitStatus};
use crate::domain::{Coverage, Institution, Period, Severity};
use crate::failure::Failure;
use crate::ingest::{Intake, Reader};
use crate::publish::{OutputFile, publish};
use crate::render::plain;
use crate::report::language::Language;
use crate::report::words::Words;
use crate::reporting::templates::own_output;
use crate::witness::bank::BankStatement;
use crate::witness::chain::breaks;
use crate::witness::count::CashCount;
use crate::witness::deposit_slip::{DepositSlip, add_slip};
use crate::witness::file::{Paths, WitnessPath, read};
use crate::witness::manual::{ManualMatch, add_manual};
use crate::witness::payments::Payment;
use crate::witness::{Fault, Place, WitnessKind, reading};

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

/// Witnesses that were read and are sound.
#[derive(Default)]
struct Witnesses {
    statements: Vec<(PathBuf, BankStatement)>,
    counts: Vec<CashCount>,
    slips: Vec<DepositSlip>,
    manual: Vec<ManualMatch>,
    payments: BTreeMap<String, Vec<Payment>>,
}

/// Makes reports of the control desk.
///
/// # Errors
/// When an argument, an export or a witness is not what it must be.
pub fn report(
    args: &ReportArgs,
    reports: &[DeskReport],
    config: &Config,
    today: NaiveDate,
    outcome: &mut Outcome,
) -> Result<(), Failure> {
    let args = &completed(args, config);
    let (institution, settings, period) = settings(args, config, today)?;
    let formats = formats(args)?;
    let Paths { mut witnesses, others, .. } = Paths::told_apart(&args.input, None, !config.profiles.is_empty());
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
    let (lines, known) = booked(&others, config, outcome)?;
    let mut read = sound(&named)?;
    // A statement that came twice says the same: a chain that holds was demanded.
    read.statements.dedup_by(|(_, later), (_, earlier)| {
        later.account == earlier.account
            && later.number.is_some()
            && later.number == earlier.number
            && later.balances == earlier.balances
    });
    let statements: Vec<BankStatement> = read.statements.into_iter().map(|(_, statement)| statement).collect();
    let handed_over = [&settings.handed_over[..], &config.tables.handed_over].concat();
    let desk = Desk {
        channels: &settings.channels,
        handed_over: &handed_over,
        lines: &lines,
        statements: &statements,
        known: &known,
        payments: &read.payments,
        counts: &read.counts,
        slips: &read.slips,
        manual: &read.manual,
        period,
        today,
    };
    let mut files = Vec::new();
    for report in reports {
        let (table, findings) = desk.report(*report);
        for finding in findings {
            outcome
                .diagnostics
                .push(diagnostic::judged(Severity::Warning, args.strict, finding.what).with(finding.text));
        }
        let stem = format!("{}_{institution}_{}", table.id, period.file_part());
        for format in &formats {
            match format {
                OutputFormat::Csv => {
                    let dialect = arguments::form(args).or(arguments::USUAL_FORM).dialect;
                    files.push(OutputFile { name: format!("{stem}.csv").into(), bytes: plain::csv(&table, dialect) });
                }
                OutputFormat::Json => {
                    files.push(OutputFile { name: format!("{stem}.json").into(), bytes: plain::json(&table) });
                }
                _ => outcome.output += &plain::text(&table, Words::of(args.lang.unwrap_or(Language::Dutch))),
            }
        }
    }
    if outcome.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
        let hint = "without --strict these are warnings";
        return Err(Diagnostic::error(ExitStatus::Refused, "nothing was published").hinted(hint).into());
    }
    publish(args.folder(), &files, config.run.modes)?.iter().for_each(|path| outcome.wrote(path));
    Ok(())
}

/// The arguments with what the configuration says of what was not typed.
fn completed(args: &ReportArgs, config: &Config) -> ReportArgs {
    let mut args = args.clone();
    let defaults = &config.report;
    if args.input.is_empty() {
        args.input.clone_from(&defaults.inputs);
    }
    args.out = args.out.or_else(|| defaults.out.clone());
    if args.institution.is_empty() {
        args.institution = defaults.institution.iter().map(ToString::to_string).collect();
    }
    args
}

/// The control desk of the library that is asked for, and the days.
fn settings<'c>(
    args: &ReportArgs,
    config: &'c Config,
    today: NaiveDate,
) -> Result<(Institution, &'c ControlSettings, Period), Failure> {
    let mut mistakes = Vec::new();
    if args.archive.is_some() {
        mistakes.push(
            Diagnostic::usage("the control desk reads exports and witnesses, not the archive")
                .hinted("leave --archive out"),
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
    if args.institution.len() > 1 {
        mistakes.push(Diagnostic::usage("the control desk is one library's").hinted("name one with --institution"));
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

/// What the reports become. Unless anything was typed: CSV.
fn formats(args: &ReportArgs) -> Result<Vec<OutputFormat>, Failure> {
    let made = [OutputFormat::Csv, OutputFormat::Json, OutputFormat::Table];
    match args.format.iter().find(|format| !made.contains(format)) {
        _ if args.format.is_empty() => Ok(vec![OutputFormat::Csv]),
        Some(_) => Err(Diagnostic::usage("reports of the control desk are made as csv, json and table")
            .hinted("name one with --format")
            .into()),
        None => Ok(args.format.clone()),
    }
}

/// The witnesses that the configuration names.
pub(super) fn configured(settings: &ControlSettings) -> Result<Vec<(String, WitnessPath)>, Failure> {
    let mut found = Vec::new();
    for source in &settings.witnesses {
        for pattern in &source.files {
            let paths =
                glob::glob(pattern).map_err(|error| Diagnostic::usage(format!("files: `{pattern}`: {error}")))?;
            let files = paths.flatten().filter(|path| path.is_file());
            found.extend(files.map(|path| (source.name.clone(), WitnessPath { path, kind: source.kind })));
        }
    }
    found.sort_by(|(_, one), (_, other)| one.path.cmp(&other.path));
    Ok(found)
}

/// What was booked. Where anything of an export is refused, nothing can be set beside anything.
fn booked(paths: &[PathBuf], config: &Config, outcome: &mut Outcome) -> Result<(Vec<BookedLine>, Coverage), Failure> {
    let (own, make) = (own_output(config), BookedLines::default);
    let reader = Reader {
        profiles: &config.profiles,
        feeds: &[],
        own: &own,
        is_hashed: false,
        day_in_name: config.run.is_day_in_name(),
        make: &make,
    };
    let (intake, lines) = Intake::read(paths, &reader)?;
    if intake.rejected() > 0 || intake.has_unusable_file() {
        return Err(diagnostic::of_files(&intake.files).into());
    }
    outcome.diagnostics.extend(intake.findings.iter().map(|finding| diagnostic::of_finding(finding, false)));
    Ok((lines.sorted(), intake.coverage().of_all(&[])))
}

/// Reads witnesses; all must be sound, by themselves and beside each other.
fn sound(paths: &[(String, WitnessPath)]) -> Result<Witnesses, Failure> {
    let (mut read_all, mut wrong, mut seen) = (Witnesses::default(), Vec::new(), BTreeSet::new());
    let mut counts: BTreeMap<_, CashCount> = BTreeMap::new();
    for (name, WitnessPath { path, kind }) in paths {
        let bytes = match read(path) {
            // The same file under another name says nothing more.
            Ok(file) if !seen.insert((*kind, file.sha256.clone())) => continue,
            Ok(file) => file.bytes,
            Err(error) => {
                wrong.push(diagnostic::of_unreadable_witness(path, &error));
                continue;
            }
        };
        let one = reading::read(*kind, &bytes);
        wrong.extend(one.faults.iter().map(|fault| diagnostic::of_witness_fault(path, fault)));
        if matches!(kind, WitnessKind::Provider | WitnessKind::MijnBib) {
            read_all.payments.entry(name.clone()).or_default().extend(one.payments);
        }
        read_all.statements.extend(one.statements.into_iter().map(|statement| (path.clone(), statement)));
        wrong.extend(
            add_manual(&mut read_all.manual, one.manual).map(|fault| diagnostic::of_witness_fault(path, &fault)),
        );
        let slips = one.slips.into_iter();
        let faults: Vec<Fault> = slips.filter_map(|slip| add_slip(&mut read_all.slips, slip)).collect();
        wrong.extend(faults.iter().map(|fault| diagnostic::of_witness_fault(path, fault)));
        for count in one.counts {
            let key = (count.drawer, count.day, count.time);
            let other = counts.entry(key).or_insert_with(|| count.clone());
            if *other != (CashCount { line: other.line, ..count.clone() }) {
                let what = "two files tell of one count and say different things";
                let fault = Fault::at(Place::Line(count.line), what)
                    .with(format!("{}, {} {}", count.drawer, count.day, count.time))
                    .hinted("a count is never changed: leave the wrong file out, or count again at another time");
                wrong.push(diagnostic::of_witness_fault(path, &fault));
            }
        }
    }
    read_all.counts = counts.into_values().collect();
    let statements = read_all.statements.iter().map(|(path, statement)| (path.as_path(), statement));
    wrong.extend(breaks(statements).iter().map(|(path, fault)| diagnostic::of_witness_fault(path, fault)));
    if !wrong.is_empty() {
        return Err(diagnostic::bounded(wrong).into());
    }
    let key = |(_, statement): &(PathBuf, BankStatement)| {
        (statement.account.clone(), statement.balances.map(|balances| balances.day), statement.number)
    };
    read_all.statements.sort_by_key(key);
    Ok(read_all)
}
