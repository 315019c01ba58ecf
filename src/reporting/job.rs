//! All that decides a report's bytes, whoever asks for it, but for the lines that it is made of.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;
use chrono_tz::Europe::Brussels;

use super::file_not_taken_in::FileNotTakenIn;
use super::recipe::Recipe;
use super::shown_counts::ShownCounts;
use crate::archive::ReportRecord;
use crate::config::libraries::LibrarySettings;
use crate::domain::{Coverage, FeedDays, Institution, KnownDays, Period, last_day_over};
use crate::render::csv::Dialect;
use crate::render::form::{FileFormat, Form};
use crate::render::pdf::level::Level;
use crate::report::compare::Compare;
use crate::report::dimension::Dimension;
use crate::report::earlier;
use crate::report::filter::Filter;
use crate::report::listing::Customers;
use crate::report::needs::Needs;
use crate::report::selection::Selection;
use crate::report::settlement::Confirmed;
use crate::report::{Issue, ReportSpec};

/// A report to make: on demand, due, issued again or looked at once more.
#[derive(Clone, Debug)]
pub struct ReportJob {
    /// What it shows.
    pub spec: ReportSpec,
    /// How customers are shown.
    pub customers: Customers,
    /// The days, of its period and those before it, on which the library is closed and no export needs to come.
    pub closed: BTreeSet<NaiveDate>,
    /// The feeds that are expected to tell of its days; none where each that tells of any is.
    pub feeds: Vec<FeedDays>,
    /// What it says of counted drawers.
    pub counts: ShownCounts,
    /// What those say whose costs others received, where it is between libraries and their archives were asked.
    pub confirmed: Confirmed,
    /// Files that were there when it was made, and of which no line came in.
    pub not_taken_in: Vec<FileNotTakenIn>,
    /// What it becomes.
    pub outputs: Outputs,
    /// How those are written.
    pub form: Form,
}

/// What a report becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outputs {
    /// The kinds of files.
    pub files: BTreeSet<FileFormat>,
    /// Whether it is shown on the terminal.
    pub on_terminal: bool,
}

/// How a report is to be written, as far as anyone says so.
#[derive(Clone, Copy, Debug)]
pub struct WantedForm {
    /// How the CSV is written; `None` for the usual way.
    pub dialect: Option<Dialect>,
    /// Whether files with lines have total lines.
    pub totals: bool,
    /// The standard that the PDF keeps to; `None` for the usual one.
    pub level: Option<Level>,
}

/// The days, of a report's period and of those before it, on which the library is closed; `first_told` is the first day that
/// any export tells about.
#[must_use]
pub fn closed_days(
    library: &LibrarySettings,
    selection: &Selection,
    first_told: Option<NaiveDate>,
) -> BTreeSet<NaiveDate> {
    let periods = earlier::periods(selection).into_iter().chain(selection.about());
    periods.flat_map(Period::days).filter(|day| library.is_known_closed(*day, first_told)).collect()
}

impl Outputs {
    /// Nothing but the lines, as a CSV tells them: neither where they come from nor what stands beside them.
    #[must_use]
    pub fn of_lines_alone() -> Self {
        Self { files: BTreeSet::from([FileFormat::Csv]), on_terminal: false }
    }

    /// Whether nothing but the lines is asked for.
    #[must_use]
    pub fn are_lines_alone(&self) -> bool {
        !self.on_terminal && self.files.iter().all(|format| *format == FileFormat::Csv)
    }

    /// Whether there are pages. Only these set figures beside those of earlier periods.
    #[must_use]
    pub fn have_pages(&self) -> bool {
        self.files.contains(&FileFormat::Pdf) || self.files.contains(&FileFormat::Html)
    }
}

impl WantedForm {
    /// The form of a report that is usually written in another.
    #[must_use]
    pub fn or(self, usual: Form) -> Form {
        Form {
            dialect: self.dialect.unwrap_or(usual.dialect),
            totals: self.totals,
            level: self.level.unwrap_or(usual.level),
            page_bound: usual.page_bound,
        }
    }
}

impl ReportJob {
    /// An issued report, to be made again by what it was made by.
    #[must_use]
    pub fn reissued(
        institution: Institution,
        record: &ReportRecord,
        recipe: &Recipe,
        customers: Customers,
        outputs: Outputs,
    ) -> Self {
        let Recipe { template, tables, parameters, presentation } = recipe;
        let selection = Selection::of_library(template, tables, institution, record.period, parameters.write_offs);
        let spec = ReportSpec {
            template: Arc::clone(template),
            grouping: template.groupings[0].clone(),
            selection,
            tables: Arc::clone(tables),
            language: parameters.language,
            presentation: Arc::clone(presentation),
            made: record.issued.with_timezone(&Brussels),
            lines_page: parameters.lines_page(record.period),
            issue: None,
        };
        Self {
            spec,
            customers,
            closed: parameters.closed.clone(),
            feeds: parameters.feeds.clone(),
            confirmed: Confirmed::new(),
            counts: ShownCounts::default(),
            not_taken_in: parameters.not_taken_in.clone(),
            outputs,
            form: parameters.form(),
        }
    }

    /// The same as an issued report, with what others said of its lines then.
    #[must_use]
    pub fn of_issue(mut self, issue: Issue, recipe: &Recipe) -> Self {
        self.spec.issue = Some(issue);
        self.confirmed = recipe.parameters.confirmed();
        self
    }

    /// The same with what it says of counted drawers.
    #[must_use]
    pub fn with_counts(self, counts: ShownCounts) -> Self {
        Self { counts, ..self }
    }

    /// Whether it shows what was counted: where its template does, and it is about all money of one library.
    #[must_use]
    pub fn shows_counts(&self) -> bool {
        let selection = &self.spec.selection;
        let is_whole = selection.one_institution().is_some() && Filter::of(selection).is_empty();
        self.spec.template.cash_counts && is_whole && selection.period.is_some()
    }

    /// What is known of its days where the exports cover these.
    #[must_use]
    pub fn known_days(&self, covered: Coverage) -> KnownDays {
        KnownDays::new(covered, self.closed.clone(), last_day_over(self.spec.made))
    }

    /// Whether it is set beside earlier periods: on pages, or in its lines.
    #[must_use]
    pub fn compares(&self) -> bool {
        self.outputs.have_pages() || self.spec.template.compare != Compare::default()
    }

    /// Whether its lines have codes of earlier periods, which need their texts where there is no table of them.
    #[must_use]
    pub fn describes_earlier(&self) -> bool {
        self.spec.grouping.across == Some(Dimension::Earlier) && self.spec.tables.booking_codes.is_empty()
    }

    /// Whether its lines are drawn by a hash of what is known.
    #[must_use]
    pub fn draws_sample(&self) -> bool {
        self.spec.template.sample.is_some()
    }

    /// What it needs of the lines.
    #[must_use]
    pub fn needs(&self) -> Needs {
        let ReportSpec { template, grouping, selection, issue, .. } = &self.spec;
        let needs = Needs::of_report(template, grouping, selection).of_issue(issue.as_ref());
        if self.outputs.are_lines_alone() { needs.of_lines_alone() } else { needs }
    }
}
