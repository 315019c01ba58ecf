//! `kasverslag report`: the reports that are asked for, from export files or out of the archive.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;

use super::Outcome;
use super::arguments;
use super::cli::ReportArgs;
use super::configuration::{Configuration, Environment};
use super::counted::CountFiles;
use super::defaults::completed;
use super::desk;
use crate::archive::history::HistoryView;
use crate::config::Config;
use crate::config::control::ControlSettings;
use crate::control::desk_report::DeskReport;
use crate::diagnostic::{self, Count, Diagnostic, ExitStatus};
use crate::domain::{Finding, Institution, Severity};
use crate::failure::Failure;
use crate::ingest::Intake;
use crate::ingest::told_names::file_alone;
use crate::parallel::processors;
use crate::publish::modes::Modes;
use crate::publish::{Publication, publish};
use crate::render::form::{FileFormat, Form, OutputFormat};
use crate::render::rendering::Rendering;
use crate::render::table;
use crate::report::back_dated::BackDated;
use crate::report::document::Document;
use crate::reporting::archived::{self, ArchiveQuery, AsOf, Resolved};
use crate::reporting::archived_part::{self, LibraryArchive};
use crate::reporting::customer_keys::CustomerKeys;
use crate::reporting::job::ReportJob;
use crate::reporting::late_stornos;
use crate::reporting::make::make;
use crate::reporting::parameters::BOOKINGS;
use crate::reporting::rejects::{listed_name, reject_files, remove_outdated};
use crate::reporting::several;
use crate::reporting::sides;
use crate::reporting::source::{FileLines, LineSource, ReadFrom};

/// How often an archive is read again that a run changes meanwhile.
const TRIES: u32 = 5;

/// A finished report, and how it is written.
pub(super) struct FinishedReport {
    pub(super) document: Document,
    pub(super) form: Form,
    /// What its pages can't say.
    pub(super) notices: Vec<Diagnostic>,
}

/// Makes reports: all that are asked for, or none.
#[must_use]
pub fn report(args: &ReportArgs, environment: &Environment) -> Outcome {
    Outcome::of(|outcome| try_report(args, environment, outcome))
}

fn try_report(args: &ReportArgs, environment: &Environment, outcome: &mut Outcome) -> Result<(), Failure> {
    let mut args = args.clone();
    let Some((reports, modes)) = finished(&mut args, environment, false, outcome)? else { return Ok(()) };
    write_all(&args, &reports, modes, environment, outcome)
}

/// Publishes reports, and shows them.
///
/// # Errors
/// When a file can't be made or written.
pub(super) fn write_all(
    args: &ReportArgs,
    reports: &[FinishedReport],
    modes: Modes,
    environment: &Environment,
    outcome: &mut Outcome,
) -> Result<(), Failure> {
    let mut publication = Publication::new(args.folder(), modes);
    for report in reports {
        stage(args, &mut publication, report)?;
    }
    publication.finish()?.iter().for_each(|path| outcome.wrote(path));
    if args.format.contains(&OutputFormat::Table) {
        let shown = |report: &FinishedReport| table::render(&report.document, environment.columns);
        outcome.output.extend(reports.iter().map(shown));
    }
    Ok(())
}

/// The reports that are asked for, ready to be written, with the modes of new files; `args` are completed with what was not
/// typed. For a workbook that is what the nightly run makes, out of its archive. `None` where the reports are the control
/// desk's, which writes them itself.
pub(super) fn finished(
    args: &mut ReportArgs,
    environment: &Environment,
    is_for_workbook: bool,
    outcome: &mut Outcome,
) -> Result<Option<(Vec<FinishedReport>, Modes)>, Failure> {
    let made = arguments::clock(args.now.as_deref(), environment.source_date_epoch.as_deref())?;
    let Configuration { config, notices, .. } = Configuration::read(&args.config, environment, args.strict)?;
    outcome.diagnostics.extend(notices);
    if let Some(reports) = desk::asked(&args.report)? {
        if !is_for_workbook {
            desk::report(args, &reports, &config, (made, environment), outcome)?;
        }
        return Ok(None);
    }
    if is_for_workbook {
        as_the_night(args, &config);
    }
    *args = completed(args, &config)?;
    let args = &*args;
    let jobs = arguments::jobs(args, &config, made, &mut outcome.diagnostics)?;
    jobs.iter().try_for_each(sides::demand_managers)?;
    demand_archive(args, &jobs)?;
    if let Some(job) = jobs.first() {
        outcome.diagnostics.extend(arguments::unknown_codes(&job.spec.selection, &config.tables, args.strict));
    }
    let mut reports = match &args.archive {
        Some(archive) => match jobs.first().and_then(|job| job.spec.selection.one_institution()) {
            Some(one) => out_of_archive(archive, &jobs, &arguments::archive_query(args, one, &config)?, &config)?,
            None => out_of_archives(archive, &jobs, arguments::as_of(args)?, &config)?,
        },
        None => from_files(args, &jobs, &config, outcome)?,
    };
    for notice in reports.iter().flat_map(|report| &report.notices) {
        if !outcome.diagnostics.contains(notice) {
            outcome.diagnostics.push(notice.clone());
        }
    }
    for document in reports.iter().map(|report| &report.document).filter(|document| !document.has_total_lines) {
        let what = format!("{} has no total lines: --totals adds nothing to it", document.report);
        outcome.diagnostics.extend(args.totals.then(|| Diagnostic::notice(what)));
    }
    tell_findings(&reports, args.strict, outcome)?;
    lead_to_bookings(&mut reports);
    Ok(Some((reports, config.run.modes)))
}

/// What was not typed as the nightly run has it: its archive, the reports of the library, the only library there is.
fn as_the_night(args: &mut ReportArgs, config: &Config) {
    let run = &config.run;
    if args.input.is_empty() && args.archive.is_none() && config.report.inputs.is_empty() && !run.libraries.is_empty() {
        args.archive = Some(run.archive.clone());
    }
    if let ([only], true, true) = (&run.libraries[..], args.archive.is_some(), args.institution.is_empty()) {
        args.institution = vec![only.institution.to_string()];
    }
    let library = run.libraries.iter().find(|library| args.institution == [library.institution.to_string()]);
    if let (Some(library), true) = (library, args.report.is_empty()) {
        args.report.clone_from(&library.reports);
        args.report.retain(|report| DeskReport::of_name(report).is_none());
    }
}

/// Demands an archive for a report of changes: nothing else knows what was reported.
fn demand_archive(args: &ReportArgs, jobs: &[ReportJob]) -> Result<(), Diagnostic> {
    match jobs.iter().find(|job| job.spec.template.is_of_changes() && args.archive.is_none()) {
        None => Ok(()),
        Some(job) => {
            let what =
                format!("{} tells what became of issued reports: it is made out of an archive", job.spec.template.id);
            Err(Diagnostic::usage(what).hinted("name the archive with --archive, and with --institution whose, or all"))
        }
    }
}

/// Reads the export files once, and makes all reports of them.
fn from_files(
    args: &ReportArgs,
    jobs: &[ReportJob],
    config: &Config,
    outcome: &mut Outcome,
) -> Result<Vec<FinishedReport>, Failure> {
    let needs = |job: &ReportJob| if job.compares() { job.needs().with_earlier() } else { job.needs() };
    let needs = |job: &ReportJob| needs(job).of_any_library();
    let is_hashed = |job: &ReportJob| !job.outputs.are_lines_alone() || job.draws_sample();
    let needs: Vec<_> = jobs.iter().map(needs).collect();
    let Some(first) = jobs.first() else { return Ok(Vec::new()) };
    let directory = config.run.directory(&first.spec.selection.institutions);
    let from = ReadFrom { config, directory, today: first.spec.made.date_naive(), shows: None };
    let counted = CountFiles::of(args, jobs, config)?;
    let exports = counted.as_ref().map_or(&args.input, |counted| &counted.exports);
    let lines = FileLines::read(exports, &needs, jobs.iter().any(is_hashed), &from)?;
    refuse_rejects(args, &lines.intake, config.run.modes, outcome)?;
    let is_sound = |name: &str| {
        let mut named = lines.intake.files.iter().filter(|file| listed_name(file_alone(&file.name)) == name).peekable();
        named.peek().is_some() && named.all(|file| !file.is_refused())
    };
    outcome.diagnostics.extend(remove_outdated(args.folder(), |names| names.into_iter().any(is_sound)));
    let intake = Arc::clone(&lines.intake);
    let back_dated = late_stornos::in_files(jobs, &intake, &from)?;
    let mut told = Vec::new();
    let finish = |((job, mut source), back_dated): ((&ReportJob, LineSource<'_, '_>), BackDated)| {
        if let LineSource::Files { confirmed, sums, .. } = &mut source {
            if sides::is_between_libraries(job) {
                *confirmed = sides::of_files(job, &intake, &from)?;
            }
            sums.back_dated = back_dated;
        }
        let counts = counted.as_ref().map(|counted| counted.shown(job, config, &mut told, args.strict));
        let mut job = job.clone().with_counts(counts.unwrap_or_default());
        // Only now it is known which day is the first that any of the files tells of.
        let (libraries, first_told) = (job.spec.selection.institutions.clone(), source.coverage(&job).first());
        let is_closed = |day: &NaiveDate, library: Institution| {
            config.run.library(library).is_some_and(|library| library.is_known_closed(*day, first_told))
        };
        job.closed.retain(|day| libraries.iter().all(|library| is_closed(day, *library)));
        Ok(FinishedReport { document: make(&job, source)?, form: job.form, notices: Vec::new() })
    };
    let finished = jobs.iter().zip(lines.into_sources()).zip(back_dated).map(finish).collect();
    outcome.diagnostics.extend(told);
    finished
}

/// Makes each report as the archive has it, all of them of the same night.
fn out_of_archive(
    archive: &Path,
    jobs: &[ReportJob],
    query: &ArchiveQuery,
    config: &Config,
) -> Result<Vec<FinishedReport>, Failure> {
    tracing::debug!(archive = %archive.display(), "opening");
    let mut tries = 0;
    loop {
        let register = archived::open(archive, query.institution)?;
        let archive = register.folder().parent().unwrap_or(archive);
        let keys = CustomerKeys::to_read(config, archive, query.institution);
        let desk = config.control.get(&query.institution).map(ControlSettings::recipe);
        let finish = |job: &ReportJob| {
            let mut view = HistoryView::of(&register)?;
            let Resolved { mut job, after, marks, notices } =
                archived::resolve(&register, &mut view, job.clone(), query, &keys, desk.as_ref())?;
            if sides::is_between_libraries(&job) && job.spec.issue.is_none() {
                let libraries = several::open_all(archive, &[], config)?;
                let home = (query.institution, &register);
                job.confirmed = archived_part::told_by_others(&job, home, &libraries, query.as_of, config)?;
            }
            let mut document = make(&job, LineSource::Archive { view: &mut view, after })?;
            document.marks.extend(marks);
            Ok(FinishedReport { document, form: job.form, notices })
        };
        let made: Result<Vec<_>, Failure> = jobs.iter().map(finish).collect();
        tries += 1;
        // A run may have replaced files of lines meanwhile: that is no damage.
        if made.is_ok() || tries == TRIES || !register.is_outdated() {
            return made;
        }
    }
}

/// Makes each report over several libraries as their archives have it.
fn out_of_archives(
    archive: &Path,
    jobs: &[ReportJob],
    as_of: AsOf,
    config: &Config,
) -> Result<Vec<FinishedReport>, Failure> {
    let Some(first) = jobs.first() else { return Ok(Vec::new()) };
    let mut tries = 0;
    loop {
        let libraries = several::open_all(archive, &first.spec.selection.institutions, config)?;
        let finish = |job: &ReportJob| {
            let (document, notices) = several::make_of_several(job, &libraries, as_of, config)?;
            Ok(FinishedReport { document, form: job.form, notices })
        };
        let made: Result<Vec<_>, Failure> = jobs.iter().map(finish).collect();
        tries += 1;
        // A run may have replaced files of lines meanwhile: that is no damage.
        if made.is_ok() || tries == TRIES || !libraries.iter().any(LibraryArchive::is_outdated) {
            return made;
        }
    }
}

/// Tells what was found, each once; where something of it is an error, nothing is published.
pub(super) fn tell_findings(reports: &[FinishedReport], strict: bool, outcome: &mut Outcome) -> Result<(), Failure> {
    let mut findings: Vec<&Finding> = Vec::new();
    for report in reports {
        let new = report.document.findings.iter().filter(|finding| !findings.contains(finding));
        findings.extend(new.collect::<Vec<_>>());
    }
    outcome.diagnostics.extend(findings.iter().map(|finding| diagnostic::of_finding(finding, strict)));
    if outcome.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
        let hint = "without --strict these are warnings";
        return Err(Diagnostic::error(ExitStatus::Refused, "nothing was published").hinted(hint).into());
    }
    Ok(())
}

/// Writes what was refused to files of its own, and tells it; over the limit that is the end.
fn refuse_rejects(args: &ReportArgs, intake: &Intake, modes: Modes, outcome: &mut Outcome) -> Result<(), Failure> {
    if intake.rejected() == 0 && !intake.has_unusable_file() {
        return Ok(());
    }
    let is_too_much = intake.rejected() > args.allow_rejected || intake.has_unusable_file();
    let faults = diagnostic::of_files(&intake.files).into_iter().map(|fault| {
        if is_too_much { fault } else { Diagnostic { severity: Severity::Warning, status: ExitStatus::Done, ..fault } }
    });
    outcome.diagnostics.extend(faults);
    let files = reject_files(&intake.files, arguments::form(args).or(arguments::USUAL_FORM).dialect);
    publish(args.folder(), &files, modes)?.iter().for_each(|path| outcome.wrote(path));
    if !is_too_much {
        return Ok(());
    }
    let read: u64 = intake.files.iter().map(|file| file.accepted).sum::<u64>() + intake.rejected();
    let mut what = format!("{} of {} refused", intake.rejected(), Count(read, "record"));
    let unusable = intake.files.iter().filter(|file| !file.faults.is_empty()).count() as u64;
    if unusable > 0 {
        what += &format!(", {} could not be used", Count(unusable, "file"));
    }
    let folder = args.folder().join("rejects");
    let hint = format!("nothing was published; all faults are listed in {}", folder.display());
    Err(Diagnostic::error(ExitStatus::Refused, what).hinted(hint).into())
}

/// Writes a report into files that appear when all reports are written.
/// Makes the pages of reports lead to that of the bookings behind their lines, where that is made with them. What comes
/// again as it was issued leads where it led.
fn lead_to_bookings(reports: &mut [FinishedReport]) {
    let bookings = reports.iter().find(|report| report.document.report == BOOKINGS);
    let Some(page) = bookings.map(|report| format!("{}.{}", report.document.plain_stem(), FileFormat::Html.name()))
    else {
        return;
    };
    for report in reports.iter_mut().filter(|report| report.document.title.number.is_none()) {
        report.document.provenance.lines_page = Some(page.clone());
    }
}

fn stage(args: &ReportArgs, publication: &mut Publication<'_>, report: &FinishedReport) -> Result<(), Failure> {
    let FinishedReport { document, form, .. } = report;
    let formats = arguments::outputs(args).files;
    let rendering = Rendering::new(document, *form, &formats)?;
    for format in formats {
        // A restated report of the archive has the name that was asked for, whatever its version.
        let name = PathBuf::from(format!("{}.{}", document.plain_stem(), format.name()));
        publication.stage(&name, |out| rendering.write(format, processors(), out))??;
    }
    Ok(())
}
