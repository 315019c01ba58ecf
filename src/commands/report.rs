//! `kasverslag report`: the reports that are asked for, from export files or out of the archive.

use std::path::PathBuf;

use chrono::{DateTime, NaiveDate};
use chrono_tz::Tz;
use sha2::{Digest, Sha256};

use super::Outcome;
use super::arguments;
use super::cli::{CsvDialect, OutputFormat, PdfLevel, ReportArgs};
use crate::config::Config;
use crate::diagnostic::{self, Diagnostic, ExitStatus, counted};
use crate::domain::{Finding, Severity, processors};
use crate::ingest::{InputFile, Intake, Reader};
use crate::publish::modes::Modes;
use crate::publish::{Publication, publish};
use crate::render::csv::Dialect;
use crate::render::form::{Form, RenderError};
use crate::render::pdf::level::Level;
use crate::render::rendering::Rendering;
use crate::render::{pdf, table};
use crate::report::document::Document;
use crate::report::gathering::{Accumulator, Needs, ReportSums};
use crate::report::listing::Customers;
use crate::report::selection::Selection;
use crate::report::template::{Grouping, Kind, Template};
use crate::report::words::Words;
use crate::report::{self, Issue, ReportError, Request};
use crate::reporting::reissue;
use crate::reporting::reissue::{ArchivedReport, ReportQuery};
use crate::reporting::rejects::reject_files;
use crate::reporting::templates;

/// Reads exports, hashing them if anyone wants that, and gathers what is wished for.
pub(super) fn read(
    paths: &[PathBuf],
    needs: &[Needs],
    is_hashed: bool,
    config: &Config,
) -> Result<(Intake, Vec<ReportSums>), Vec<Diagnostic>> {
    let make = || Accumulator::new(needs, &config.tables);
    let reader = Reader { profiles: &config.profiles, is_hashed, make: &make };
    let (intake, gathering) = Intake::read(paths, &reader).map_err(|error| diagnostic::of_intake_error(&error))?;
    let gathered = gathering.finish().map_err(|error| vec![diagnostic::of_report_error(&error.into())])?;
    Ok((intake, gathered))
}

/// Makes reports: all that are asked for, or none.
#[must_use]
pub fn report(args: &ReportArgs, source_date_epoch: Option<&str>) -> Outcome {
    let mut outcome = Outcome::default();
    if let Err(diagnostics) = try_report(args, source_date_epoch, &mut outcome) {
        outcome.diagnostics.extend(diagnostics);
    }
    outcome
}

fn try_report(
    args: &ReportArgs,
    source_date_epoch: Option<&str>,
    outcome: &mut Outcome,
) -> Result<(), Vec<Diagnostic>> {
    let one = |diagnostic| vec![diagnostic];
    let made = arguments::clock(args.now.as_deref(), source_date_epoch).map_err(one)?;
    let config = arguments::read_config(args.config.as_deref())?;
    let plans = plans(args, &config, made.date_naive())?;
    if let Some(plan) = plans.first() {
        outcome.diagnostics.extend(arguments::unknown_codes(&plan.selection, &config.tables, args.strict));
    }
    for plan in plans.iter().filter(|plan| plan.template.kind == Kind::Listing && !args.show_customers) {
        if let Some(file) = plan.selection.institution.and_then(|institution| config.keys.lost.get(&institution)) {
            return Err(one(diagnostic::of_lost_key(file)));
        }
    }
    let (sources, gathered) = sources(args, &config, &plans, made)?;
    let mut gathered = gathered.into_iter();
    if let Sources::Files(intake) = &sources {
        refuse_rejects(args, intake, config.run.modes, outcome)?;
    }

    let mut documents = Vec::new();
    let mut findings: Vec<Finding> = Vec::new();
    let mut tables = String::new();
    for (index, Plan { template, selection, grouping }) in plans.iter().enumerate() {
        let (intake, recalled) = match &sources {
            Sources::Files(intake) => (intake, None),
            Sources::Archive(recalled) => (&recalled[index].archived_lines.intake, Some(&recalled[index])),
        };
        let issued = recalled.and_then(|recalled| recalled.issued.as_ref());
        let recipe = issued.map(|issued| &issued.recipe);
        let look = config.looks.of(selection.institution);
        let (language, presentation) = match recipe {
            Some(recipe) => (recipe.parameters.language, &recipe.presentation),
            None => (args.lang.unwrap_or(look.language), &look.presentation),
        };
        let issue = issued.map(|issued| Issue {
            number: issued.record.number.clone(),
            version: issued.record.version,
            before: issued.before.as_ref(),
        });
        let customers = customers(args, &config, selection, intake, recalled);
        let code_tables = recipe.map_or(&config.tables, |recipe| &recipe.tables);
        let template = recipe.map_or(template, |recipe| &recipe.template);
        let grouping = recipe.map_or(grouping, |recipe| &recipe.template.groupings[0]);
        let (earlier, gathered) = match (recalled, gathered.next()) {
            (None, Some(gathered)) => (gathered.known_earlier(intake.rejected()), gathered),
            (None, None) => unreachable!("something was gathered for each report"),
            (Some(recalled), _) => {
                let needs = Needs::of_report(template, grouping, selection).of_issue(issue.as_ref());
                let gathered = reissue::gathered(&recalled.archived_lines, needs, code_tables)
                    .map_err(|error| one(diagnostic::of_report_error(&error)))?;
                (recalled.earlier.clone(), gathered)
            }
        };
        let request = Request {
            template,
            grouping,
            selection,
            tables: code_tables,
            customers: &customers,
            words: Words::of(language),
            presentation,
            made: recalled.and_then(|recalled| recalled.made).unwrap_or(made),
            earlier: &earlier,
            issue: issue.as_ref(),
        };
        let document =
            make(args, &request, intake, gathered).map_err(|error| one(diagnostic::of_report_error(&error)))?;
        if args.format.contains(&OutputFormat::Table) {
            tables += &table::render(&document);
        }
        let new = document.findings.iter().filter(|finding| !findings.contains(finding)).cloned();
        findings.extend(new.collect::<Vec<_>>());
        documents.push(Made { document, form: form(args, issued.map(|issued| issued.form)) });
    }
    outcome.diagnostics.extend(findings.iter().map(|finding| diagnostic::of_finding(finding, args.strict)));
    if outcome.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
        let hint = "without --strict these are warnings";
        return Err(one(Diagnostic::error(ExitStatus::Refused, "nothing was published").hinted(hint)));
    }
    let mut publication = Publication::new(&args.out, config.run.modes);
    for made in documents {
        stage(args, &mut publication, &made)?;
    }
    let paths = publication.finish().map_err(|error| one(diagnostic::of_publish_error(&error)))?;
    tell(&paths, outcome);
    outcome.output += &tables;
    Ok(())
}

/// A finished report, and how it is written.
struct Made {
    document: Document,
    form: Form,
}

/// Where a report's lines come from.
enum Sources {
    /// Export files, for all reports.
    Files(Intake),
    /// The archive, for each report as it is asked for.
    Archive(Vec<ArchivedReport>),
}

/// Where the lines come from; and where that is export files, what was gathered of them for each report.
fn sources(
    args: &ReportArgs,
    config: &Config,
    plans: &[Plan],
    made: DateTime<Tz>,
) -> Result<(Sources, Vec<ReportSums>), Vec<Diagnostic>> {
    let Some(archive) = &args.archive else {
        let lines_alone = args.wants_lines_alone();
        let needs = |plan: &Plan| {
            let needs = Needs::of_report(&plan.template, &plan.grouping, &plan.selection);
            if lines_alone { needs.of_lines_alone() } else { needs.with_earlier() }
        };
        // Without a key of its own, a library's pseudonyms are made with the hashes.
        let is_hashed = !lines_alone || plans.iter().any(|plan| plan.template.kind == Kind::Listing);
        let (intake, gathered) = read(&args.input, &plans.iter().map(needs).collect::<Vec<_>>(), is_hashed, config)?;
        return Ok((Sources::Files(intake), gathered));
    };
    tracing::debug!(archive = %archive.display(), made = %made, "recalling");
    let recall = |plan: &Plan| {
        let institution = plan
            .selection
            .institution
            .ok_or_else(|| vec![Diagnostic::usage("a report from the archive needs --institution")])?;
        let as_of = args.as_of.as_deref();
        let (report, selection, language) = (&plan.template.id, &plan.selection, args.lang);
        let is_compared = !args.wants_lines_alone();
        let is_summary = plan.template.kind == Kind::Summary;
        let question = ReportQuery { institution, report, selection, as_of, is_summary, is_compared, language };
        reissue::open(archive, &question, &config.tables)
    };
    Ok((Sources::Archive(plans.iter().map(recall).collect::<Result<_, _>>()?), Vec::new()))
}

/// One report to make: what it looks like, what it is about, how it is ordered.
struct Plan {
    template: Template,
    selection: Selection,
    grouping: Grouping,
}

fn plans(args: &ReportArgs, config: &Config, today: NaiveDate) -> Result<Vec<Plan>, Vec<Diagnostic>> {
    let mut plans: Vec<Plan> = Vec::new();
    for report in &args.report {
        let template = templates::template(report, config).map_err(|diagnostic| vec![diagnostic])?;
        if plans.iter().any(|plan| plan.template.id == template.id) {
            return Err(vec![Diagnostic::usage(format!("the report `{}` is asked for twice", template.id))]);
        }
        if args.format.contains(&OutputFormat::Journal) {
            templates::demand_transactions(&template).map_err(|diagnostic| vec![diagnostic])?;
        }
        let (selection, grouping) = arguments::selection(args, &template, today)?;
        plans.push(Plan { template, selection, grouping });
    }
    Ok(plans)
}

/// Makes the document of a report; where it becomes a PDF, characters that the typeface lacks are findings.
fn make(
    args: &ReportArgs,
    request: &Request<'_>,
    intake: &Intake,
    gathered: ReportSums,
) -> Result<Document, ReportError> {
    let mut document = report::make(request, intake, gathered)?;
    if args.format.contains(&OutputFormat::Pdf) {
        let characters = pdf::missing_characters(&document);
        if !characters.is_empty() {
            document.findings.push(Finding::MissingCharacters { characters });
        }
    }
    Ok(document)
}

fn tell(paths: &[PathBuf], outcome: &mut Outcome) {
    for path in paths {
        outcome.output += &format!("{}\n", path.display());
    }
}

/// Writes what was refused to files of its own, and tells it; over the limit that is the end.
fn refuse_rejects(
    args: &ReportArgs,
    intake: &Intake,
    modes: Modes,
    outcome: &mut Outcome,
) -> Result<(), Vec<Diagnostic>> {
    if intake.rejected() == 0 && !intake.has_unusable_file() {
        return Ok(());
    }
    let is_too_much = intake.rejected() > args.allow_rejected || intake.has_unusable_file();
    let faults = intake.files.iter().flat_map(diagnostic::of_file).map(|fault| {
        if is_too_much { fault } else { Diagnostic { severity: Severity::Warning, status: ExitStatus::Done, ..fault } }
    });
    outcome.diagnostics.extend(faults);
    let files = reject_files(&intake.files, form(args, None).dialect);
    let paths = publish(&args.out, &files, modes).map_err(|error| vec![diagnostic::of_publish_error(&error)])?;
    tell(&paths, outcome);
    if !is_too_much {
        return Ok(());
    }
    let read: u64 = intake.files.iter().map(|file| file.accepted).sum::<u64>() + intake.rejected();
    let mut what = format!("{} of {} refused", intake.rejected(), counted(read, "record"));
    let unusable = intake.files.iter().filter(|file| !file.faults.is_empty()).count() as u64;
    if unusable > 0 {
        what += &format!(", {} could not be used", counted(unusable, "file"));
    }
    let folder = args.out.join("rejects");
    let hint = format!("nothing was published; all faults are listed in {}", folder.display());
    Err(vec![Diagnostic::error(ExitStatus::Refused, what).hinted(hint)])
}

fn customers(
    args: &ReportArgs,
    config: &Config,
    selection: &Selection,
    intake: &Intake,
    recalled: Option<&ArchivedReport>,
) -> Customers {
    if args.show_customers {
        return Customers::Shown;
    }
    let configured = selection.institution.and_then(|institution| config.keys.known.get(&institution));
    let key = configured.map_or_else(
        || recalled.map_or_else(|| input_hash(&intake.files), |recalled| Some(recalled.key.clone())),
        |key| Some(key.clone().into_bytes()),
    );
    key.map_or(Customers::Hidden, |key| Customers::Pseudonyms { key })
}

/// A hash over all input files, whatever their order; `None` where they were not hashed.
fn input_hash(files: &[InputFile]) -> Option<Vec<u8>> {
    let mut hashes = files.iter().map(|file| file.sha256.as_deref()).collect::<Option<Vec<&str>>>()?;
    hashes.sort_unstable();
    Some(Sha256::digest(hashes.join("\n")).to_vec())
}

/// How the report is written: as asked for, else as it was issued, else as usual.
fn form(args: &ReportArgs, issued: Option<Form>) -> Form {
    let dialect = args.csv_dialect.map(|dialect| match dialect {
        CsvDialect::ExcelBe => Dialect::ExcelBe,
        CsvDialect::Rfc4180 => Dialect::Rfc4180,
    });
    let level = args.pdf_level.map(|level| match level {
        PdfLevel::A3a => Level::A3a,
        PdfLevel::A3b => Level::A3b,
    });
    let usual = issued.unwrap_or(Form { dialect: Dialect::ExcelBe, totals: false, level: Level::A3a });
    Form { dialect: dialect.unwrap_or(usual.dialect), totals: args.totals, level: level.unwrap_or(usual.level) }
}

/// Writes a report into files that appear when all reports are written.
fn stage(args: &ReportArgs, publication: &mut Publication<'_>, made: &Made) -> Result<(), Vec<Diagnostic>> {
    let Made { document, form } = made;
    let failed = |error: RenderError| vec![diagnostic::of_render_error(&error)];
    let formats = arguments::file_formats(args);
    let rendering = Rendering::new(document, *form, &formats).map_err(failed)?;
    for format in formats {
        // A restated report of the archive has the name that was asked for, whatever its version.
        let name = PathBuf::from(format!("{}.{}", document.plain_stem(), format.name()));
        publication
            .stage(&name, |out| rendering.write(format, processors(), out))
            .map_err(|error| vec![diagnostic::of_publish_error(&error)])?
            .map_err(failed)?;
    }
    Ok(())
}
