//! Reports out of the archive: as they are now, as they stood, as they were issued.

use std::path::Path;

use chrono::{DateTime, FixedOffset, NaiveDate};
use chrono_tz::Europe::Brussels;

use super::before::before;
use super::counts;
use super::customer_keys::CustomerKeys;
use super::desk::DeskState;
use super::issued_copy;
use super::job::{ReportJob, WantedForm};
use super::recipe::{Recipe, recipe};
use super::shown_counts::{ShownCounts, lines_hash};
use crate::archive::history::HistoryView;
use crate::archive::{ArchiveError, REGISTER, Register, ReportRecord, WitnessRecord};
use crate::control::count_lines::CountLine;
use crate::control::recipe::DeskRecipe;
use crate::diagnostic::{Diagnostic, ExitStatus, runs_in_english};
use crate::domain::transactions::TEXTS;
use crate::domain::{Institution, last_day_over};
use crate::failure::Failure;
use crate::ingest::LineSink;
use crate::report::Issue;
use crate::report::accumulator::Accumulator;
use crate::report::earlier;
use crate::report::language::Language;
use crate::report::listing::Customers;
use crate::report::mark::ReportMark;
use crate::report::selection::Selection;
use crate::report::template::Kind;

/// As of what a report is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsOf {
    /// As the archive is.
    Now,
    /// As a version was issued.
    Version(u32),
    /// As the archive stood at a time.
    Time(DateTime<FixedOffset>),
}

/// What is asked of the archive beside the report itself.
#[derive(Clone, Copy, Debug)]
pub struct ArchiveQuery {
    /// The library.
    pub institution: Institution,
    /// The first day that the library is reported on, where somebody said so.
    pub first_day: Option<NaiveDate>,
    /// As of what.
    pub as_of: AsOf,
    /// The language of pages; `None` for whichever the report was issued in.
    pub language: Option<Language>,
    /// How it is written, as far as that was asked for.
    pub form: WantedForm,
}

/// A state of the archive, and the report that was the last one issued in it.
struct ArchivedReportState {
    /// The number of the last export that had come in.
    after: u32,
    record: Option<ReportRecord>,
}

impl AsOf {
    /// Whether what came in at a time counts, whatever version is asked for.
    #[must_use]
    pub fn has(self, taken_in: DateTime<FixedOffset>) -> bool {
        match self {
            Self::Time(time) => taken_in <= time,
            Self::Now | Self::Version(_) => true,
        }
    }

    /// Reads a version, such as `1`, or a timestamp with an offset.
    ///
    /// # Errors
    /// When it is neither.
    pub fn parse(text: &str) -> Result<Self, Diagnostic> {
        if let Ok(version) = text.parse() {
            return Ok(Self::Version(version));
        }
        DateTime::parse_from_rfc3339(text).map(Self::Time).map_err(|_| {
            Diagnostic::usage(format!("--as-of `{text}` is neither a version nor a timestamp with an offset"))
                .hinted("write 1, or 2026-11-24T08:00:00+01:00")
        })
    }
}

/// Opens the register of a library in an archive, or in the folder that holds an archive.
///
/// # Errors
/// When there is none.
pub fn open(archive: &Path, institution: Institution) -> Result<Register, ArchiveError> {
    let folders = [archive.join("archive"), archive.to_owned()];
    let own = folders.map(|folder| folder.join(institution.to_string()));
    let found = own.iter().find(|folder| folder.join(REGISTER).is_file());
    Register::open_to_read(found.unwrap_or(&own[1]))
}

/// A report as the archive has it.
#[derive(Debug)]
pub struct Resolved {
    /// Where what was asked for is what was issued, the issued one, made again by what that was made by.
    pub job: ReportJob,
    /// The number of the last export that counts.
    pub after: u32,
    /// What its pages say of an issued one beside what they said then.
    pub marks: Vec<ReportMark>,
    /// What its pages can't say: that an issued one has been replaced since, and by which; that no key of customers could
    /// be read.
    pub notices: Vec<Diagnostic>,
}

/// Finds what a report on demand is in the archive.
///
/// # Errors
/// When the archive can't be read, there is no such version, or it knows nothing of the report's period.
pub fn resolve(
    register: &Register,
    view: &mut HistoryView<'_>,
    mut job: ReportJob,
    query: &ArchiveQuery,
    keys: &CustomerKeys,
    desk: Option<&DeskRecipe>,
) -> Result<Resolved, Failure> {
    let shows_customers = job.spec.template.shows_customers();
    if let (Customers::Numbered, Some(key)) = (&job.customers, keys.now()) {
        job.customers = Customers::Pseudonyms { key };
    }
    let records = register.reports()?;
    let ArchivedReportState { after, record } = state(query.as_of, &records, &job, view)?;
    let counts = counts_at(register, view, query.as_of, after, record.as_ref(), &job, desk)?;
    if let Some(record) = record {
        let recipe = recipe(register, &record).map_err(|what| damaged(&record, &what))?;
        let key = keys.of_issued(&recipe.parameters, view.exports());
        let customers = match key {
            Some(key) => Some(Customers::Pseudonyms { key }),
            None => Some(Customers::Hidden).filter(|_| !shows_customers),
        };
        if let Some(customers) = customers.filter(|_| !matches!(job.customers, Customers::Shown))
            && is_as_issued(register, &record, &recipe, after, &job, query)?
            && (query.as_of != AsOf::Now || has_counts_of(&recipe, &counts) || desk.is_none())
        {
            let version_before =
                records.iter().find(|other| is_same(other, &record) && other.version + 1 == record.version);
            let before = version_before.map(|other| {
                let of_other = self::recipe(register, other).map_err(|what| damaged(other, &what))?;
                before(view, query.institution, other, &of_other, &recipe.parameters, record.intake)
            });
            let before = before.transpose()?;
            let issue = Issue {
                number: record.number.clone(),
                version: record.version,
                previous: record.previous.clone(),
                before,
            };
            let outputs = job.outputs;
            let mut again =
                ReportJob::reissued(query.institution, &record, &recipe, customers, outputs).of_issue(issue, &recipe);
            again.counts = counts::of_issued(register, view, &records, &record)?;
            let issued_form = again.form;
            again.form = query.form.or(issued_form);
            let marks = issued_copy::marks(&record, &records, again.form, issued_form);
            let replaced =
                records.iter().rfind(|other| is_same(other, &record)).filter(|last| last.version > record.version);
            let replaced = replaced.map(|last| replaced_by(&record, last));
            return Ok(Resolved { job: again, after: record.intake, marks, notices: replaced.into_iter().collect() });
        }
    }
    if let AsOf::Time(time) = query.as_of {
        job.spec.made = time.with_timezone(&Brussels);
    }
    job.feeds = view.expected_feeds()?;
    let first = query.first_day.or(view.coverage(after).of_all(&job.feeds).first());
    job.closed.retain(|day| first.is_some_and(|first| first <= *day));
    job.counts = ShownCounts::of(counts);
    demand_known(view, after, &job)?;
    want_figures(view, &job);
    let is_numbered = shows_customers && matches!(job.customers, Customers::Numbered);
    Ok(Resolved { job, after, marks: Vec::new(), notices: is_numbered.then(of_no_key).into_iter().collect() })
}

/// What a report says of drawers in a state of the archive.
fn counts_at(
    register: &Register,
    view: &mut HistoryView<'_>,
    as_of: AsOf,
    after: u32,
    record: Option<&ReportRecord>,
    job: &ReportJob,
    desk: Option<&DeskRecipe>,
) -> Result<Vec<CountLine>, Failure> {
    let (Some(recipe), Some(period)) = (desk, job.spec.selection.period.filter(|_| job.shows_counts())) else {
        return Ok(Vec::new());
    };
    if !counts::has_counts(register)? {
        return Ok(Vec::new());
    }
    let witnesses = register.witnesses()?;
    let is_known = |witness: &&WitnessRecord| match as_of {
        AsOf::Now => true,
        AsOf::Time(time) => witness.taken_in <= time,
        AsOf::Version(_) => record.is_some_and(|record| witness.taken_in <= record.issued),
    };
    let newest = witnesses.iter().rfind(is_known).map_or(0, |witness| witness.number);
    let feeds = view.expected_feeds()?;
    let state = DeskState::of(register, view, (after, newest), &feeds)?;
    let sums = state.running_sums(recipe, &job.spec.tables);
    Ok(state.count_lines(sums.as_ref(), &job.spec.tables, period))
}

/// Whether an issued report says that of drawers.
fn has_counts_of(recipe: &Recipe, lines: &[CountLine]) -> bool {
    let said = recipe.parameters.counts.as_ref().map(|said| said.lines.clone());
    said == (!lines.is_empty()).then(|| lines_hash(lines))
}

/// Has no more read of the lines than the report needs.
pub(super) fn want_figures(view: &mut HistoryView<'_>, job: &ReportJob) {
    if job.spec.template.kind == Kind::Summary {
        let texts = Accumulator::of_one(&job.needs(), &job.spec.tables).texts();
        view.want_figures(texts.into_iter().filter(|column| TEXTS.contains(column)).collect());
    }
}

/// That customers are told apart and nothing more.
fn of_no_key() -> Diagnostic {
    Diagnostic::notice(
        "there is no key for customers' pseudonyms that can be read here: customers are numbered, for this report alone",
    )
}

/// Whether records are of versions of one report.
fn is_same(one: &ReportRecord, other: &ReportRecord) -> bool {
    one.report == other.report && one.period == other.period
}

/// That an issued report has been replaced since.
#[must_use]
pub fn replaced_by(record: &ReportRecord, last: &ReportRecord) -> Diagnostic {
    let (number, version) = (&record.number, record.version);
    let what = format!("{number}, version {version}, was replaced by version {}: {}", last.version, last.number);
    Diagnostic::notice(what)
}

/// Demands that the archive knew at least one day of the report's period. Out of export files such a report is made, and
/// marked: they may be all there is. An archive knows that it lacks something.
fn demand_known(view: &HistoryView<'_>, after: u32, job: &ReportJob) -> Result<(), Diagnostic> {
    let Some(period) = job.spec.selection.period else { return Ok(()) };
    let covered = view.coverage(after).of_all(&job.feeds);
    if job.known_days(covered.clone()).has_any(period) {
        return Ok(());
    }
    let hint = match (view.exports().first(), covered.runs()) {
        (None, _) => "no export has come in yet; `kasverslag run` takes exports in".to_owned(),
        (Some(first), _) if after == 0 => {
            format!("nothing had come in then: the first export, {}, came in on {}", first.name, first.taken_in)
        }
        (Some(_), []) => "its exports tell by themselves of no day whole; `kasverslag run` says why".to_owned(),
        (Some(_), runs) => {
            let over = last_day_over(job.spec.made);
            let is_over =
                if period.last() > over { format!(", and {over} is the last day that is over") } else { String::new() };
            format!("its exports tell of {}{is_over}", runs_in_english(runs))
        }
    };
    let what = format!("geen export ontvangen: the archive has no export that tells all of {period}");
    Err(Diagnostic::error(ExitStatus::Refused, what).hinted(hint))
}

fn damaged(record: &ReportRecord, what: &str) -> Diagnostic {
    Diagnostic::error(ExitStatus::Refused, format!("report {} can't be made again: {what}", record.number))
}

fn state(
    as_of: AsOf,
    records: &[ReportRecord],
    job: &ReportJob,
    view: &HistoryView<'_>,
) -> Result<ArchivedReportState, Failure> {
    let of_this = |record: &&ReportRecord| {
        record.report == job.spec.template.id && Some(record.period) == job.spec.selection.period
    };
    match as_of {
        AsOf::Now => Ok(ArchivedReportState {
            after: view.exports().last().map_or(0, |export| export.intake),
            record: records.iter().rfind(of_this).cloned(),
        }),
        AsOf::Version(version) => {
            let versions: Vec<&ReportRecord> = records.iter().filter(of_this).collect();
            match versions.iter().find(|record| record.version == version) {
                Some(record) => Ok(ArchivedReportState { after: record.intake, record: Some((*record).clone()) }),
                None => Err(Diagnostic::usage(format!("--as-of {version}: no such version was issued"))
                    .hinted(format!("versions of this report for this period: {}", versions.len()))
                    .into()),
            }
        }
        AsOf::Time(time) => {
            let issued = records.iter().filter(of_this).filter(|record| record.issued <= time);
            Ok(ArchivedReportState {
                after: view.last_export(|came_in| came_in <= time),
                record: issued.max_by_key(|record| record.version).cloned(),
            })
        }
    }
}

/// Whether what is asked for is an issued report: the same selection, order and language, and nothing of its days has
/// changed since.
fn is_as_issued(
    register: &Register,
    record: &ReportRecord,
    recipe: &Recipe,
    after: u32,
    job: &ReportJob,
    query: &ArchiveQuery,
) -> Result<bool, ArchiveError> {
    let Recipe { template, tables, parameters, .. } = recipe;
    let mut is_untouched = true;
    for period in earlier::shown_by(template, record.period) {
        // What was put aside has changed no figure, and is to be told.
        let touched = register.intakes_of(period)?.into_iter().chain(register.put_aside_in(period)?);
        is_untouched &= !touched.into_iter().any(|intake| record.intake < intake && intake <= after);
    }
    let plain = Selection::of_library(template, tables, query.institution, record.period, parameters.write_offs);
    let is_in_its_order = job.spec.grouping.name == template.groupings[0].name;
    let is_in_its_language = query.language.is_none_or(|language| language == parameters.language);
    Ok(is_untouched && is_in_its_order && is_in_its_language && job.spec.selection == plain)
}
