//! What the command line means: every argument checked, all mistakes told at once.

use std::sync::Arc;

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, TimeZone, Utc};
use chrono_tz::Europe::Brussels;
use chrono_tz::Tz;

use super::cli::ReportArgs;
use crate::config::Config;
use crate::config::libraries::LibrarySettings;
use crate::diagnostic::{self, Diagnostic};
use crate::domain::{Branch, CodeTables, Institution, Moment, Period, Severity};
use crate::render::csv::Dialect;
use crate::render::form::{FileFormat, Form, OutputFormat, PageBound};
use crate::render::pdf::level::Level;
use crate::report::ReportSpec;
use crate::report::listing::Customers;
use crate::report::selection::{BookingCodes, Daybooks, Selection};
use crate::report::settlement::Confirmed;
use crate::report::side_by_side::SideBySide;
use crate::report::template::{Grouping, Kind, Template, WriteOffs};
use crate::reporting::archived::{ArchiveQuery, AsOf};
use crate::reporting::job::{Outputs, ReportJob, WantedForm, closed_days};
use crate::reporting::shown_counts::ShownCounts;
use crate::reporting::templates;

/// How reports are written unless somebody says otherwise.
pub const USUAL_FORM: Form =
    Form { dialect: Dialect::ExcelBe, totals: false, level: Level::A3a, page_bound: Some(PageBound::USUAL) };

/// What stands for every library.
pub(super) const ALL: &str = "all";

/// The time to work with: `--now`, else `SOURCE_DATE_EPOCH`, else the system's clock.
///
/// # Errors
/// When `--now` is no timestamp with an offset, or `SOURCE_DATE_EPOCH` no number of seconds.
pub fn clock(now: Option<&str>, source_date_epoch: Option<&str>) -> Result<DateTime<Tz>, Diagnostic> {
    if let Some(text) = now {
        let time: DateTime<FixedOffset> = DateTime::parse_from_rfc3339(text).map_err(|_| {
            Diagnostic::usage(format!("--now `{text}` is no timestamp with an offset"))
                .hinted("write it like 2026-11-24T08:00:00+01:00")
        })?;
        return in_belgium(time.to_utc(), &format!("--now `{text}`"));
    }
    if let Some(text) = source_date_epoch {
        let time = text.parse().ok().and_then(|seconds| Utc.timestamp_opt(seconds, 0).single());
        let time = time.ok_or_else(|| {
            Diagnostic::usage(format!("SOURCE_DATE_EPOCH is `{text}`, not a number of seconds since 1970"))
        })?;
        return in_belgium(time, &format!("SOURCE_DATE_EPOCH `{text}`"));
    }
    in_belgium(Utc::now(), "the clock")
}

/// A time in Belgium. Beyond the years that days of a report have, days before and after can't be counted.
fn in_belgium(time: DateTime<Utc>, name: &str) -> Result<DateTime<Tz>, Diagnostic> {
    let (first, last) = (Moment::YEARS.start() + 1, Moment::YEARS.end() - 1);
    if (first..=last).contains(&time.year()) {
        return Ok(time.with_timezone(&Brussels));
    }
    Err(Diagnostic::usage(format!("{name} is in the year {}, not in one from {first} to {last}", time.year())))
}

/// The libraries that are asked for, each once and in order; none for all.
fn institutions(args: &ReportArgs, mistakes: &mut Vec<Diagnostic>) -> Vec<Institution> {
    if args.institution.iter().any(|text| text == ALL) {
        if args.institution.iter().any(|text| text != ALL) {
            let what = "--institution names libraries beside `all`";
            mistakes.push(Diagnostic::usage(what).hinted("name the libraries, or all"));
        }
        return Vec::new();
    }
    let form = "`I` and three digits, such as I355";
    let mut institutions = each(&args.institution, |text| Institution::parse(text), "--institution", form, mistakes);
    institutions.sort_unstable();
    institutions.dedup();
    institutions
}

/// What a report is about and how it is ordered.
///
/// # Errors
/// Every argument that is wrong.
pub fn selection(
    args: &ReportArgs,
    template: &Template,
    tables: &CodeTables,
    today: NaiveDate,
) -> Result<(Selection, Grouping), Vec<Diagnostic>> {
    let mut mistakes = Vec::new();
    let mut period = |name: &str, text: Option<&String>| {
        let text = text?;
        let parsed = Period::parse(text, today);
        parsed.map_err(|error| mistakes.push(Diagnostic::usage(format!("{name} `{text}`: {error}")))).ok()
    };
    let settled = period("--period", args.period.as_ref());
    let posted_in = period("--posted-in", args.posted_in.as_ref());
    if args.period.is_none() && args.posted_in.is_none() {
        mistakes.push(
            Diagnostic::usage("a report needs a period")
                .hinted("add --period with a day, week, month or year, such as --period 2026-11"),
        );
    }
    let institutions = institutions(args, &mut mistakes);
    let branches =
        each(&args.branch, |text| Branch::parse(text), "--branch", "four digits, such as 3550", &mut mistakes);
    let booking_codes = each(
        &args.booking_code,
        BookingCodes::parse,
        "--booking-code",
        "a code, a run or a beginning, such as 2110, 2110..2199 or 2*",
        &mut mistakes,
    );
    let letter =
        |text: &str| Some(text).filter(|text| text.len() == 1)?.chars().next().filter(char::is_ascii_uppercase);
    let daybook_letters =
        each(&args.daybook_type, letter, "--daybook-type", "one capital letter, such as K", &mut mistakes);
    let daybooks = each(
        &args.daybook,
        Daybooks::parse,
        "--daybook",
        "three digits or a run of them, such as 001 or 001..099",
        &mut mistakes,
    );
    let grouping = template.grouping(args.grouping.as_deref());
    if grouping.is_none() {
        let names: Vec<&str> = template.groupings.iter().map(|grouping| grouping.name.as_str()).collect();
        mistakes.push(
            Diagnostic::usage(format!(
                "{} has no grouping `{}`",
                template.id,
                args.grouping.as_deref().unwrap_or_default()
            ))
            .hinted(format!("it has {}", names.join(", "))),
        );
    }
    let a_is_chosen = daybook_letters.contains(&'A') || daybooks.iter().any(|daybooks| daybooks.letter() == Some('A'));
    let write_offs = match template.scope.write_offs {
        WriteOffs::Always => true,
        WriteOffs::OnRequest => args.with_write_offs,
        WriteOffs::OnRequestOrChosen => args.with_write_offs || a_is_chosen,
    };
    let (Some(grouping), true) = (grouping, mistakes.is_empty()) else {
        return Err(mistakes);
    };
    let selection = Selection {
        period: settled,
        posted_in,
        institutions,
        scope: template.scope.institution.by(tables),
        told_by: None,
        lines: Selection::lines_of(template, tables),
        left_out: Selection::codes_left_out(template, tables),
        items: template.scope.items,
        compare: template.compare,
        pairs: template.pairs,
        branches,
        booking_codes,
        daybook_letters,
        daybooks,
        sources: args.source.clone(),
        write_offs,
        open_items: template.scope.items.are_open() || (template.kind == Kind::Listing && settled.is_none()),
    };
    Ok((selection, grouping.clone()))
}

/// What is asked for by a code that the code tables don't know: such a report is mostly empty, and nobody would notice.
#[must_use]
pub fn unknown_codes(selection: &Selection, tables: &CodeTables, strict: bool) -> Vec<Diagnostic> {
    let institutions = selection.institutions.iter().filter(|institution| tables.lacks_institution(**institution));
    let branches = selection
        .branches
        .iter()
        .filter(|branch| !tables.branches.is_empty() && !tables.branches.contains_key(*branch));
    let asked = institutions.map(|institution| format!("--institution `{institution}` is no institution"));
    let asked = asked.chain(branches.map(|branch| format!("--branch `{branch}` is no branch")));
    let told = asked.map(|what| diagnostic::judged(Severity::Warning, strict, format!("{what} of the code tables")));
    told.map(|told| told.hinted("is it a slip of the pen? If not, add it to the tables of the configuration")).collect()
}

/// What the reports become.
#[must_use]
pub fn outputs(args: &ReportArgs) -> Outputs {
    let file = |format: &OutputFormat| match format {
        OutputFormat::File(format) => Some(*format),
        OutputFormat::Table => None,
    };
    let files = args.format.iter().filter_map(file).collect();
    Outputs { files, on_terminal: args.format.contains(&OutputFormat::Table) }
}

/// How the reports are written, as far as that was asked for.
#[must_use]
pub fn form(args: &ReportArgs) -> WantedForm {
    WantedForm { dialect: args.csv_dialect, totals: args.totals, level: args.pdf_level }
}

/// As of what the archive is asked.
///
/// # Errors
/// When that is neither a version nor a time.
pub fn as_of(args: &ReportArgs) -> Result<AsOf, Diagnostic> {
    args.as_of.as_deref().map_or(Ok(AsOf::Now), AsOf::parse)
}

/// What is asked of the archive of a library beside the reports themselves.
///
/// # Errors
/// Every argument that is wrong.
pub fn archive_query(args: &ReportArgs, institution: Institution, config: &Config) -> Result<ArchiveQuery, Diagnostic> {
    let first_day = config.run.reported.get(&institution).and_then(|days| days.first);
    Ok(ArchiveQuery { institution, first_day, as_of: as_of(args)?, language: args.lang, form: form(args) })
}

/// Demands that what stands side by side has room on a page, where pages are asked for.
fn demand_room(
    args: &ReportArgs,
    template: &Template,
    grouping: &Grouping,
    period: Option<Period>,
) -> Result<(), Diagnostic> {
    const MOST: usize = 31;
    let count = SideBySide::count(grouping, period);
    if count <= MOST || !args.format.contains(&OutputFormat::File(FileFormat::Pdf)) {
        return Ok(());
    }
    let what = format!("{} would have {count} columns side by side, and a page has room for {MOST}", template.id);
    Err(Diagnostic::usage(what).hinted("ask for a shorter period, or for --format csv"))
}

/// The reports that are asked for, in that order; what there is to say of their templates goes to `told`.
///
/// # Errors
/// Every argument that is wrong, or a template that is unknown or unsound.
pub fn jobs(
    args: &ReportArgs,
    config: &Config,
    made: DateTime<Tz>,
    told: &mut Vec<Diagnostic>,
) -> Result<Vec<ReportJob>, Vec<Diagnostic>> {
    let mut jobs: Vec<ReportJob> = Vec::new();
    for report in &args.report {
        let found = templates::template(report, config)?;
        told.extend(found.warnings(args.strict));
        let template = found.template;
        if jobs.iter().any(|job| job.spec.template.id == template.id) {
            return Err(vec![Diagnostic::usage(format!("the report `{}` is asked for twice", template.id))]);
        }
        if args.format.contains(&OutputFormat::File(FileFormat::Journal)) {
            templates::demand_transactions(&template).map_err(|mistake| vec![mistake])?;
        }
        let (selection, grouping) = selection(args, &template, &config.tables, made.date_naive())?;
        demand_room(args, &template, &grouping, selection.period).map_err(|mistake| vec![mistake])?;
        let look = config.looks.of(selection.one_institution());
        let spec = ReportSpec {
            template: Arc::new(template),
            grouping,
            tables: Arc::clone(&config.tables),
            language: args.lang.unwrap_or(look.language),
            presentation: Arc::clone(&look.presentation),
            made,
            lines_page: None,
            issue: None,
            selection,
        };
        let customers = customers(args, config, spec.selection.one_institution());
        let libraries = spec.selection.institutions.iter().filter_map(|institution| config.run.library(*institution));
        let libraries: Vec<&LibrarySettings> = libraries.collect();
        // Several libraries are closed when all of them are.
        // Which exports there are nobody knows yet; whoever opens them keeps the days of which they tell.
        let closed = libraries.iter().map(|library| closed_days(library, &spec.selection, Some(NaiveDate::MIN)));
        let closed =
            closed.reduce(|one, other| &one & &other).filter(|_| libraries.len() == spec.selection.institutions.len());
        let closed = closed.unwrap_or_default();
        let feeds = libraries.iter().flat_map(|library| library.feed_days_in_library()).collect();
        let (outputs, form) = (outputs(args), form(args).or(USUAL_FORM));
        let (counts, confirmed, not_taken_in) = (ShownCounts::default(), Confirmed::new(), Vec::new());
        jobs.push(ReportJob { spec, customers, closed, feeds, counts, confirmed, not_taken_in, outputs, form });
    }
    let needs_key = |job: &ReportJob| job.spec.template.kind == Kind::Listing && !args.show_customers;
    for institution in jobs.iter().filter(|job| needs_key(job)).filter_map(|job| job.spec.selection.one_institution()) {
        if let Some(file) = config.keys.lost.get(&institution) {
            return Err(vec![diagnostic::of_lost_key(file)]);
        }
    }
    Ok(jobs)
}

fn customers(args: &ReportArgs, config: &Config, institution: Option<Institution>) -> Customers {
    if args.show_customers {
        return Customers::Shown;
    }
    let configured = institution.and_then(|institution| config.keys.known.get(&institution));
    configured.map_or(Customers::Numbered, |key| Customers::Pseudonyms { key: key.clone().into_bytes() })
}

fn each<T>(
    texts: &[String],
    parse: impl Fn(&str) -> Option<T>,
    name: &str,
    form: &str,
    mistakes: &mut Vec<Diagnostic>,
) -> Vec<T> {
    let mut values = Vec::new();
    for text in texts {
        match parse(text) {
            Some(value) => values.push(value),
            None => mistakes.push(Diagnostic::usage(format!("{name} `{text}` is not {form}"))),
        }
    }
    values
}
