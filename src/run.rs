//! The control flow of each command.

use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate};
use chrono_tz::Tz;
use sha2::{Digest, Sha256};

use crate::batch;
use crate::batch::recall::{Question, Recalled, recall};
use crate::cli::{CheckArgs, CsvDialect, OutputFormat, PdfLevel, ReportArgs};
use crate::config::Config;
use crate::diagnostic::{self, Diagnostic, ExitStatus, counted};
use crate::domain::{Finding, Severity, processors};
use crate::ingest::{FileIntake, Intake, Reader};
use crate::publish::modes::Modes;
use crate::publish::{OutputFile, Publication, publish};
use crate::render::csv::{Dialect, Writer};
use crate::render::pdf::Level;
use crate::render::rendering::{Form, RenderError, Rendering};
use crate::render::{pdf, table};
use crate::report::document::Document;
use crate::report::gathering::{Gathered, Gathering, Wish};
use crate::report::listing::Customers;
use crate::report::selection::Selection;
use crate::report::template::{Grouping, Kind, Template};
use crate::report::words::Words;
use crate::report::{self, Issue, ReportError, Request};
use crate::settings;

/// What a command leaves for the user: lines for stdout, diagnostics for stderr, and how it ends.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Text for stdout.
    pub output: String,
    /// What the user is told, in order.
    pub diagnostics: Vec<Diagnostic>,
}

impl Outcome {
    /// How the program ends: by the worst that happened.
    #[must_use]
    pub fn status(&self) -> ExitStatus {
        self.diagnostics.iter().map(|diagnostic| diagnostic.status).max().unwrap_or(ExitStatus::Done)
    }

    fn of_errors(diagnostics: Vec<Diagnostic>) -> Self {
        Self { output: String::new(), diagnostics }
    }
}

/// The configuration, or an empty one.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read_config(path: Option<&Path>) -> Result<Config, Vec<Diagnostic>> {
    path.map_or_else(
        || Ok(Config::default()),
        |path| Config::read(path).map_err(|errors| errors.iter().map(diagnostic::of_config_error).collect()),
    )
}

/// Reads exports and tells every fault; writes nothing.
#[must_use]
pub fn check(args: &CheckArgs) -> Outcome {
    let config = match read_config(args.config.as_deref()) {
        Ok(config) => config,
        Err(diagnostics) => return Outcome::of_errors(diagnostics),
    };
    let (intake, gathered) = match read(&args.paths, &[Wish::of_sums(&Selection::everything())], false, &config) {
        Ok(read) => read,
        Err(diagnostics) => return Outcome::of_errors(diagnostics),
    };
    let mut diagnostics: Vec<Diagnostic> = intake.files.iter().flat_map(diagnostic::of_file).collect();
    let found = gathered.iter().flat_map(|gathered| gathered.tally.findings());
    let findings = intake.findings.iter().cloned().chain(found);
    diagnostics.extend(findings.map(|finding| diagnostic::of_finding(&finding, false)));
    Outcome::of_errors(diagnostics)
}

/// Reads exports, hashing them if anyone wants that, and gathers what is wished for.
fn read(
    paths: &[PathBuf],
    wishes: &[Wish],
    is_hashed: bool,
    config: &Config,
) -> Result<(Intake, Vec<Gathered>), Vec<Diagnostic>> {
    let make = || Gathering::new(wishes, &config.tables);
    let reader = Reader { profiles: &config.profiles, is_hashed, make: &make };
    let (intake, gathering) = Intake::read(paths, &reader).map_err(|error| diagnostic::of_intake_error(&error))?;
    let gathered = gathering.finish().map_err(|error| vec![diagnostic::of_report_error(&error.into())])?;
    Ok((intake, gathered))
}

/// Lists the built-in templates, or prints one.
#[must_use]
pub fn templates(name: Option<&str>) -> Outcome {
    let Some(name) = name else {
        let names = report::catalog::BUILT_IN.iter().map(|(name, _)| format!("{name}\n"));
        return Outcome { output: names.collect(), diagnostics: Vec::new() };
    };
    match report::catalog::built_in(name) {
        Some(text) => Outcome { output: text.to_owned(), diagnostics: Vec::new() },
        None => match settings::template(name, &Config::default()) {
            Ok(_) => Outcome::of_errors(vec![Diagnostic::usage(format!("`{name}` is not built in"))]),
            Err(diagnostic) => Outcome::of_errors(vec![diagnostic]),
        },
    }
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
    let made = settings::clock(args.now.as_deref(), source_date_epoch).map_err(one)?;
    let config = read_config(args.config.as_deref())?;
    let plans = plans(args, &config, made.date_naive())?;
    if let Some(plan) = plans.first() {
        outcome.diagnostics.extend(settings::unknown_codes(&plan.selection, &config.tables, args.strict));
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
            Sources::Archive(recalled) => (&recalled[index].recollection.intake, Some(&recalled[index])),
        };
        let issued = recalled.and_then(|recalled| recalled.issued.as_ref());
        let made_by = issued.map(|issued| &issued.made_by);
        let look = config.looks.of(selection.institution);
        let (language, presentation) = match made_by {
            Some(made_by) => (made_by.parameters.language, &made_by.presentation),
            None => (args.lang.unwrap_or(look.language), &look.presentation),
        };
        let issue = issued.map(|issued| Issue {
            number: issued.record.number.clone(),
            version: issued.record.version,
            before: issued.before.as_ref(),
        });
        let customers = customers(args, &config, selection, intake, recalled);
        let code_tables = made_by.map_or(&config.tables, |made_by| &made_by.tables);
        let template = made_by.map_or(template, |made_by| &made_by.template);
        let grouping = made_by.map_or(grouping, |made_by| &made_by.template.groupings[0]);
        let (earlier, gathered) = match (recalled, gathered.next()) {
            (None, Some(gathered)) => (gathered.known_earlier(intake.rejected()), gathered),
            (None, None) => unreachable!("something was gathered for each report"),
            (Some(recalled), _) => {
                let wish = Wish::of_report(template, grouping, selection).of_issue(issue.as_ref());
                let gathered = batch::recall::gathered(&recalled.recollection, wish, code_tables)
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
    Archive(Vec<Recalled>),
}

/// Where the lines come from; and where that is export files, what was gathered of them for each report.
fn sources(
    args: &ReportArgs,
    config: &Config,
    plans: &[Plan],
    made: DateTime<Tz>,
) -> Result<(Sources, Vec<Gathered>), Vec<Diagnostic>> {
    let Some(archive) = &args.archive else {
        let lines_alone = args.wants_lines_alone();
        let wish = |plan: &Plan| {
            let wish = Wish::of_report(&plan.template, &plan.grouping, &plan.selection);
            if lines_alone { wish.of_lines_alone() } else { wish.with_earlier() }
        };
        // Without a key of its own, a library's pseudonyms are made with the hashes.
        let is_hashed = !lines_alone || plans.iter().any(|plan| plan.template.kind == Kind::Listing);
        let (intake, gathered) = read(&args.input, &plans.iter().map(wish).collect::<Vec<_>>(), is_hashed, config)?;
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
        let question = Question { institution, report, selection, as_of, is_summary, is_compared, language };
        recall(archive, &question, &config.tables)
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
        let template = settings::template(report, config).map_err(|diagnostic| vec![diagnostic])?;
        if plans.iter().any(|plan| plan.template.id == template.id) {
            return Err(vec![Diagnostic::usage(format!("the report `{}` is asked for twice", template.id))]);
        }
        if args.format.contains(&OutputFormat::Journal) {
            settings::demand_transactions(&template).map_err(|diagnostic| vec![diagnostic])?;
        }
        let (selection, grouping) = settings::selection(args, &template, today)?;
        plans.push(Plan { template, selection, grouping });
    }
    Ok(plans)
}

/// Makes the document of a report; where it becomes a PDF, characters that the typeface lacks are findings.
fn make(
    args: &ReportArgs,
    request: &Request<'_>,
    intake: &Intake,
    gathered: Gathered,
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

/// One list of refused records for each file that has any. Files of one name are told apart by their hash.
#[must_use]
pub fn reject_files(files: &[FileIntake], dialect: Dialect) -> Vec<OutputFile> {
    let refused: Vec<&FileIntake> = files.iter().filter(|file| file.is_refused()).collect();
    let output = |file: &&FileIntake| {
        let is_alone = refused.iter().filter(|other| other.name == file.name).count() == 1;
        let hash = file.sha256.as_deref().filter(|_| !is_alone);
        let mark = hash.map(|hash| format!(".{}", &hash[..8])).unwrap_or_default();
        let mut writer = Writer::new(dialect);
        writer.record(["Bestand", "Regel", "Kolom", "Waarde", "Reden", "Record"]);
        let of_file = file.faults.iter().map(|fault| (fault, ""));
        let of_records =
            file.rejects.iter().flat_map(|reject| reject.faults.iter().map(|fault| (fault, reject.raw.as_str())));
        for (fault, raw) in of_file.chain(of_records) {
            let line = fault.line.map(|line| line.to_string()).unwrap_or_default();
            writer.record([&file.name, &line, &fault.column, &fault.value, &fault.reason.dutch(), raw]);
        }
        if file.rejects.left_out() > 0 {
            let what = format!("nog {} geweigerde records staan niet in deze lijst", file.rejects.left_out());
            writer.record([&file.name, "", "", "", &what, ""]);
        }
        OutputFile {
            name: PathBuf::from("rejects").join(format!("{}{mark}.rejects.csv", file.name)),
            bytes: writer.finish(),
        }
    };
    refused.iter().map(output).collect()
}

fn customers(
    args: &ReportArgs,
    config: &Config,
    selection: &Selection,
    intake: &Intake,
    recalled: Option<&Recalled>,
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
fn input_hash(files: &[FileIntake]) -> Option<Vec<u8>> {
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
    let formats = settings::file_formats(args);
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
