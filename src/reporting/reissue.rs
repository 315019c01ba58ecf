//! Reports from the archive: as they are now, as they stood, as they were issued.

use std::collections::BTreeSet;
use std::path::Path;
use std::slice;

use chrono::{DateTime, FixedOffset};
use chrono_tz::Europe::Brussels;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::archive::history::{ArchivedLines, HistoryView};
use crate::archive::{ArchiveError, ArchivedExport, Register, ReportRecord};
use crate::config;
use crate::diagnostic::{self, Diagnostic, ExitStatus};
use crate::domain::transactions::TEXTS;
use crate::domain::{CodeTables, Finding, Institution, Period};
use crate::ingest::LineSink;
use crate::render::csv::Dialect;
use crate::render::form::{FileFormat, Form};
use crate::render::pdf;
use crate::render::pdf::level::Level;
use crate::report::document::{Document, Presentation};
use crate::report::earlier::{Earlier, EarlierSum};
use crate::report::gathering::{Accumulator, Needs, ReportSums};
use crate::report::language::Language;
use crate::report::listing::Customers;
use crate::report::selection::Selection;
use crate::report::template::Template;
use crate::report::words::Words;
use crate::report::{self, Before, Fate, Issue, ReportError, Request, revision};

/// How an issued report was made, beside what its record says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Parameters {
    /// Whether write-offs are shown on overviews.
    pub write_offs: bool,
    /// Whether there is a PDF.
    pub pdf: bool,
    /// Whether there is a CSV.
    pub csv: bool,
    /// Whether the CSV is for programs (`rfc4180`) rather than for a Belgian spreadsheet.
    pub rfc4180: bool,
    /// What else there is.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub other: BTreeSet<FileFormat>,
    /// Whether customers' pseudonyms come from a configured key.
    pub configured_key: bool,
    /// Whether the PDF is accessible (PDF/A-3a) rather than small (PDF/A-3b).
    pub accessible: bool,
    /// The language of its pages.
    #[serde(default)]
    pub language: Language,
    /// The hash of how the library wanted it to look, which the register keeps as a text; `None` for the plain look.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub presentation: Option<String>,
}

impl Parameters {
    /// How the CSV is written.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        if self.rfc4180 { Dialect::Rfc4180 } else { Dialect::ExcelBe }
    }

    /// How the report is written.
    #[must_use]
    pub fn form(&self) -> Form {
        let level = if self.accessible { Level::A3a } else { Level::A3b };
        Form { dialect: self.dialect(), totals: false, level }
    }

    /// The parameters of an issued report.
    ///
    /// # Errors
    /// When the register holds something else.
    pub fn of(record: &ReportRecord) -> Result<Self, String> {
        serde_json::from_str(&record.parameters).map_err(|error| format!("its parameters can't be read: {error}"))
    }
}

/// Makes the document of a library's report.
#[derive(Debug)]
pub struct ReportMaker<'a> {
    /// What it looks like.
    pub template: &'a Template,
    /// The code tables.
    pub tables: &'a CodeTables,
    /// The library.
    pub institution: Institution,
    /// Whether write-offs are shown on overviews.
    pub write_offs: bool,
    /// How customers are shown.
    pub customers: &'a Customers,
    /// The language of its pages.
    pub language: Language,
    /// How the library wants it to look.
    pub presentation: &'a Presentation,
    /// When the report is made.
    pub made: DateTime<Tz>,
}

impl ReportMaker<'_> {
    /// What a report of a period is about.
    #[must_use]
    pub fn selection(&self, period: Period) -> Selection {
        Selection::of_library(self.template, self.institution, period, self.write_offs)
    }

    /// The finished document.
    ///
    /// # Errors
    /// When a proof fails.
    pub fn document(
        &self,
        archived_lines: &ArchivedLines,
        period: Period,
        earlier: &[Earlier],
        issue: Option<&Issue<'_>>,
        is_for_pdf: bool,
    ) -> Result<Document, Vec<Diagnostic>> {
        let selection = &self.selection(period);
        let grouping = &self.template.groupings[0];
        let Self { template, tables, customers, presentation, made, .. } = *self;
        let words = Words::of(self.language);
        let request =
            Request { template, grouping, selection, tables, customers, words, presentation, made, earlier, issue };
        let needs = Needs::of_report(template, grouping, selection).of_issue(issue);
        let failed = |error: &ReportError| vec![diagnostic::of_report_error(error)];
        let gathered = gathered(archived_lines, needs, tables).map_err(|error| failed(&error))?;
        let mut document = report::make(&request, &archived_lines.intake, gathered).map_err(|error| failed(&error))?;
        if is_for_pdf {
            let characters = pdf::missing_characters(&document);
            if !characters.is_empty() {
                document.findings.push(Finding::MissingCharacters { characters });
            }
        }
        Ok(document)
    }
}

/// What a report needs of the lines that held.
///
/// # Errors
/// Never for lines that the archive holds; what polars says otherwise.
pub fn gathered(archived_lines: &ArchivedLines, needs: Needs, tables: &CodeTables) -> Result<ReportSums, ReportError> {
    let gathering = archived_lines.gather(|| Accumulator::new(slice::from_ref(&needs), tables));
    match gathering.finish()?.pop() {
        Some(gathered) => Ok(gathered),
        None => unreachable!("one needs was made"),
    }
}

/// The key of a library that has none in the configuration: from its first export, so that a customer keeps the
/// pseudonym.
#[must_use]
pub fn derived_key(exports: &[ArchivedExport]) -> Vec<u8> {
    exports.first().map(|export| Sha256::digest(&export.sha256).to_vec()).unwrap_or_default()
}

/// What the version before an issued one was made from.
///
/// # Errors
/// When the archive can't be read.
pub fn before(
    memory: &mut HistoryView<'_>,
    earlier: &ReportRecord,
    after: u32,
    tables: &CodeTables,
) -> Result<Before, Vec<Diagnostic>> {
    let archived_lines = memory
        .lines_after(Some(earlier.period), earlier.intake)
        .map_err(|error| diagnostic::of_archive_error(&error))?;
    let versions =
        memory.versions(Some(earlier.period), after).map_err(|error| diagnostic::of_archive_error(&error))?;
    let fates = versions.into_iter().map(|(id, versions)| {
        let row = |intake| versions.after(intake).map(|line| line.transaction().row(tables));
        let had_vanished = versions.had_vanished(earlier.intake);
        (id, Fate { then: row(earlier.intake), now: row(after), had_vanished })
    });
    let needs = Needs::of_sums(&Selection::everything()).with_rows(&revision::COLUMNS);
    let failed = |error: ReportError| vec![diagnostic::of_report_error(&error)];
    let gathered = gathered(&archived_lines, needs, tables).map_err(failed)?;
    Ok(Before { version: earlier.version, rows: gathered.rows().clone(), fates: fates.collect() })
}

/// What the archive tells of the earlier periods that a report is set beside: those of which the exports up to one
/// tell every day.
///
/// # Errors
/// When the archive can't be read.
pub fn compared(
    memory: &mut HistoryView<'_>,
    selection: &Selection,
    after: u32,
    tables: &CodeTables,
) -> Result<Vec<Earlier>, ArchiveError> {
    let mut known = Vec::new();
    for period in report::earlier::periods(selection) {
        if memory.covers(period, after) {
            let mut sum = EarlierSum::new(selection, period);
            memory.each_row(period, after, tables, |row, source| sum.add(row, source))?;
            known.push(sum.finish(tables));
        }
    }
    Ok(known)
}

/// What a report from the archive is asked to be.
#[derive(Debug)]
pub struct ReportQuery<'a> {
    /// The library.
    pub institution: Institution,
    /// The id of the report.
    pub report: &'a str,
    /// What it is about.
    pub selection: &'a Selection,
    /// The version or the time that it is as of; `None` for now.
    pub as_of: Option<&'a str>,
    /// Whether its lines are sums.
    pub is_summary: bool,
    /// Whether it is to be set beside earlier periods.
    pub is_compared: bool,
    /// The language of its pages; `None` for whichever it was issued in.
    pub language: Option<Language>,
}

/// A report's source in the archive.
#[derive(Debug)]
pub struct ArchivedReport {
    /// What had come in.
    pub archived_lines: ArchivedLines,
    /// The earlier periods that the report is set beside.
    pub earlier: Vec<Earlier>,
    /// The issued report that this is, with what it was made by; `None` when it was never issued so.
    pub issued: Option<Issued>,
    /// The key for pseudonyms when none is configured.
    pub key: Vec<u8>,
    /// The time that it is made as of; `None` for now.
    pub made: Option<DateTime<Tz>>,
}

/// An issued report, ready to be made again.
#[derive(Debug)]
pub struct Issued {
    /// What the register knows of it.
    pub record: ReportRecord,
    /// What it was made by.
    pub recipe: Recipe,
    /// What the version before was made from.
    pub before: Option<Before>,
    /// How it was written.
    pub form: Form,
}

/// Finds what a report in the archive is made from.
///
/// # Errors
/// When the archive can't be read, or there is no such version.
pub fn open(
    archive: &Path,
    question: &ReportQuery<'_>,
    tables: &CodeTables,
) -> Result<ArchivedReport, Vec<Diagnostic>> {
    let ReportQuery { institution, report, selection, as_of, .. } = *question;
    let failed = |error: ArchiveError| diagnostic::of_archive_error(&error);
    let folder = [archive.join("archive"), archive.to_owned()]
        .into_iter()
        .map(|folder| folder.join(institution.to_string()))
        .find(|folder| folder.join(crate::archive::REGISTER).is_file())
        .unwrap_or_else(|| archive.join(institution.to_string()));
    let register = Register::open_to_read(&folder).map_err(failed)?;
    let mut memory = HistoryView::of(&register).map_err(failed)?;
    let key = derived_key(memory.exports());
    let records = register.reports().map_err(failed)?;
    let of_this = |record: &&ReportRecord| record.report == report && Some(record.period) == selection.period;
    let asked = as_of.map(|text| asked(text, &records, of_this, &memory)).transpose()?;
    let newest = register.newest_intake().map_err(failed)?;
    let after = asked.as_ref().map_or(newest, |asked| asked.after);
    let made = asked.as_ref().and_then(|asked| asked.time).map(|time| time.with_timezone(&Brussels));
    let record = match asked.and_then(|asked| asked.record) {
        Some(record) if is_as_issued(&register, &record, after, question).map_err(|what| one(&what))? => Some(record),
        _ => None,
    };
    let Some(record) = record else {
        let period = selection.period;
        if question.is_summary {
            let texts = Accumulator::new(&[Needs::of_sums(selection)], tables).texts();
            memory = memory.of_figures(texts.into_iter().filter(|column| TEXTS.contains(column)).collect());
        }
        let archived_lines = memory.lines_after(period, after).map_err(failed)?;
        let earlier = if question.is_compared {
            compared(&mut memory, selection, after, tables).map_err(failed)?
        } else {
            Vec::new()
        };
        return Ok(ArchivedReport { archived_lines, earlier, issued: None, key, made });
    };
    let recipe = recipe(&register, &record).map_err(|what| vec![damaged(&record, &what)])?;
    let tables = &recipe.tables;
    let version_before = records.iter().find(|other| {
        other.report == record.report && other.period == record.period && other.version + 1 == record.version
    });
    let before = version_before.map(|other| before(&mut memory, other, record.intake, tables)).transpose()?;
    let archived_lines = memory.lines_after(Some(record.period), record.intake).map_err(failed)?;
    let earlier = if question.is_compared {
        compared(&mut memory, selection, record.intake, tables).map_err(failed)?
    } else {
        Vec::new()
    };
    let made = Some(record.issued.with_timezone(&Brussels));
    let form = recipe.parameters.form();
    Ok(ArchivedReport { archived_lines, earlier, issued: Some(Issued { record, recipe, before, form }), key, made })
}

fn one(what: &str) -> Vec<Diagnostic> {
    vec![Diagnostic::error(ExitStatus::Refused, what)]
}

fn damaged(record: &ReportRecord, what: &str) -> Diagnostic {
    Diagnostic::error(ExitStatus::Refused, format!("report {} can't be made again: {what}", record.number))
}

/// What an issued report was made by, beside the lines.
#[derive(Debug)]
pub struct Recipe {
    /// The template.
    pub template: Template,
    /// The code tables.
    pub tables: CodeTables,
    /// How it was made.
    pub parameters: Parameters,
    /// How the library wanted it to look.
    pub presentation: Presentation,
}

/// What a report was made by.
///
/// # Errors
/// When the register lacks them, or they are unsound.
pub fn recipe(register: &Register, record: &ReportRecord) -> Result<Recipe, String> {
    let text = |sha256: &str, what: &str| {
        let text = register.text(sha256).map_err(|error| format!("{error:?}"))?;
        let text = text.ok_or_else(|| format!("the register lacks its {what}"))?;
        let is_it = crate::ingest::source::hex(&Sha256::digest(text.as_bytes())) == sha256;
        if is_it { Ok(text) } else { Err(format!("its {what} in the register has been altered")) }
    };
    let template = Template::parse(&text(&record.template, "template")?).map_err(|error| error.to_string())?;
    let tables = config::parse_tables(&text(&record.tables, "code tables")?)?;
    let parameters = Parameters::of(record)?;
    let presentation = match &parameters.presentation {
        Some(sha256) => config::parse_look(&text(sha256, "presentation")?)?,
        None => Presentation::default(),
    };
    Ok(Recipe { template, tables, parameters, presentation })
}

/// What `--as-of` asks for.
struct Asked {
    after: u32,
    record: Option<ReportRecord>,
    time: Option<DateTime<FixedOffset>>,
}

fn asked(
    text: &str,
    records: &[ReportRecord],
    of_this: impl Fn(&&ReportRecord) -> bool,
    memory: &HistoryView<'_>,
) -> Result<Asked, Vec<Diagnostic>> {
    if let Ok(version) = text.parse::<u32>() {
        let versions: Vec<&ReportRecord> = records.iter().filter(of_this).collect();
        return match versions.iter().find(|record| record.version == version) {
            Some(record) => Ok(Asked { after: record.intake, record: Some((*record).clone()), time: None }),
            None => Err(vec![
                Diagnostic::usage(format!("--as-of {version}: no such version was issued"))
                    .hinted(format!("versions of this report for this period: {}", versions.len())),
            ]),
        };
    }
    let time = DateTime::parse_from_rfc3339(text).map_err(|_| {
        vec![
            Diagnostic::usage(format!("--as-of `{text}` is neither a version nor a timestamp with an offset"))
                .hinted("write 1, or 2026-11-24T08:00:00+01:00"),
        ]
    })?;
    let came = memory.exports().iter().filter(|export| export.taken_in <= time);
    let after = came.map(|export| export.intake).max().unwrap_or(0);
    let issued = records.iter().filter(of_this).filter(|record| record.issued <= time);
    Ok(Asked { after, record: issued.max_by_key(|record| record.version).cloned(), time: Some(time) })
}

/// Whether what is asked for is an issued report: the same selection and language, and nothing of its days has changed since.
fn is_as_issued(
    register: &Register,
    record: &ReportRecord,
    after: u32,
    question: &ReportQuery<'_>,
) -> Result<bool, String> {
    let Recipe { template, parameters, .. } = recipe(register, record)?;
    let touched = register.intakes_of(record.period).map_err(|error| format!("{error:?}"))?;
    let is_untouched = !touched.iter().any(|intake| record.intake < *intake && *intake <= after);
    let plain = Selection::of_library(&template, question.institution, record.period, parameters.write_offs);
    let is_in_its_language = question.language.is_none_or(|language| language == parameters.language);
    Ok(is_untouched && is_in_its_language && *question.selection == plain)
}
