//! Issues a library's due reports, and new versions of those whose figures have changed.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate};
use sha2::{Digest, Sha256};

use super::bookings_pages::BookingsPages;
use super::chain::Chain;
use super::counted::DeskTonight;
use super::customers::NightCustomers;
use super::due;
use super::first_night;
use super::news::{ToldFindings, news_of};
use super::night::Nightly;
use super::open_items::OpenItems;
use super::refused::Refusals;
use super::restatement::{Restatement, knows_more_periods, received, restatement, rows};
use super::settings;
use super::staged::{StagedEntry, prove_staged};
use super::summary::LibrarySummary;
use super::turn::Turn;
use crate::archive::history::HistoryView;
use crate::archive::{Register, ReportRecord};
use crate::config;
use crate::config::libraries::LibrarySettings;
use crate::config::look::Look;
use crate::control::desk_report::DeskReport;
use crate::control::recipe::DeskRecipe;
use crate::diagnostic::{self, Diagnostic, ExitStatus};
use crate::domain::{Coverage, Finding, Period, last_day_over};
use crate::failure::Failure;
use crate::ingest::source::hex;
use crate::publish::OutputFile;
use crate::publish::modes::Modes;
use crate::publish::outbox;
use crate::render::bridge_entry::BridgeEntry;
use crate::render::csv::Dialect;
use crate::render::form::{FileFormat, PageBound};
use crate::render::pdf::level::Level;
use crate::report::compare::Compare;
use crate::report::earlier;
use crate::report::listing::Customers;
use crate::report::selection::Selection;
use crate::report::settlement::Confirmed;
use crate::report::template::Template;
use crate::report::{Issue, ReportSpec};
use crate::reporting::before::before;
use crate::reporting::file_not_taken_in::FileNotTakenIn;
use crate::reporting::job::{Outputs, ReportJob, closed_days};
use crate::reporting::make::make;
use crate::reporting::parameters::{BOOKINGS, Parameters};
use crate::reporting::recipe::{Recipe, recipe};
use crate::reporting::shown_counts::ShownCounts;
use crate::reporting::source::LineSource;
use crate::reporting::templates;

/// How many reports are entered in the register in one step.
pub(super) const REPORTS_PER_COMMIT: usize = 32;
/// Issues the reports of one library.
#[derive(Debug)]
pub struct Issuer<'a> {
    pub(super) nightly: &'a Nightly<'a>,
    pub(super) library: &'a LibrarySettings,
    pub(super) register: &'a Register,
    pub(super) output: &'a Path,
    pub(super) turn: Turn,
    /// Whether there are reports that come in the other turn, between libraries.
    pub(super) has_reports_between: bool,
    templates: Vec<Arc<Template>>,
    /// The texts of templates, code tables and the look, by their hashes.
    pub(super) texts: BTreeMap<String, String>,
    pub(super) tables: String,
    pub(super) parameters: Parameters,
    pub(super) look: &'a Look,
    customers: Customers,
    pub(super) exports: String,
    pub(super) coverage: Coverage,
    pub(super) newest: u32,
    /// Files that are there tonight, and of which no line came in.
    pub(super) not_taken_in: &'a [Finding],
    /// What its control desk is made by; `None` where it has none.
    pub(super) desk: Option<Arc<DeskRecipe>>,
    /// When lines of each day came into the archive of any other library last, once that is read.
    pub(super) elsewhere: OnceCell<BTreeMap<NaiveDate, DateTime<FixedOffset>>>,
    /// What it knows tonight, once that is read.
    pub(super) tonight: OnceCell<DeskTonight>,
}

/// A report that is made and not yet entered.
struct FinishedIssue {
    record: ReportRecord,
    files: Vec<OutputFile>,
    findings: Vec<Diagnostic>,
    /// What of that nobody was told before.
    news: Vec<Diagnostic>,
    bridge: Option<BridgeEntry>,
}

impl<'a> Issuer<'a> {
    /// Gets ready: templates, code tables and keys are read.
    ///
    /// # Errors
    /// When a template is unknown or unsound.
    pub fn new(
        nightly: &'a Nightly<'a>,
        library: &'a LibrarySettings,
        register: &'a Register,
        output: &'a Path,
        told: &mut Vec<Diagnostic>,
        (turn, not_taken_in): (Turn, &'a [Finding]),
    ) -> Result<Self, Failure> {
        let mut texts = BTreeMap::new();
        let mut keep = |text: String| {
            let sha256 = hex(&Sha256::digest(text.as_bytes()));
            texts.insert(sha256.clone(), text);
            sha256
        };
        let (mut templates, mut mistakes) = (Vec::new(), Vec::new());
        for report in library.reports.iter().filter(|report| DeskReport::of_name(report).is_none()) {
            match templates::template(report, nightly.config) {
                Ok(found) => {
                    told.extend(found.warnings(false));
                    keep(found.text);
                    templates.push(Arc::new(found.template));
                }
                Err(more) => mistakes.extend(more),
            }
        }
        if library.formats.contains(&FileFormat::Journal) {
            // Whichever reports can be a journal are; when none can, the configuration asks for what there is not.
            let refused = templates.iter().map(|template| templates::demand_transactions(template)).collect::<Vec<_>>();
            if !refused.iter().any(Result::is_ok) {
                mistakes.extend(refused.into_iter().filter_map(Result::err));
            }
        }
        if !mistakes.is_empty() {
            return Err(mistakes.into());
        }
        let has_reports_between = templates.iter().any(|template| Turn::of(template) == Turn::Between);
        templates.retain(|template| Turn::of(template) == turn);
        // What pages lead to comes first.
        templates.sort_by_key(|template| library.formats.contains(&FileFormat::Html) && template.id != BOOKINGS);
        let tables = keep(config::serialise_tables(&nightly.config.tables));
        let look = nightly.config.looks.of(Some(library.institution));
        let presentation = config::serialise_look(&look.presentation).map(&mut keep);
        let desk = nightly.config.control.get(&library.institution).map(|settings| Arc::new(settings.recipe()));
        if let Some(recipe) = &desk {
            keep(recipe.to_text());
        }
        let newest = register.newest_intake()?;
        let NightCustomers { customers, configured_key, made_key } =
            NightCustomers::of(nightly, library, register, &templates, told)?;
        let parameters = Parameters {
            write_offs: library.write_offs,
            pdf: library.formats.contains(&FileFormat::Pdf),
            csv: library.formats.contains(&FileFormat::Csv),
            other: library.formats.iter().copied().filter(|format| !Parameters::has_field_for(*format)).collect(),
            leads_to_bookings: false,
            bookings_page: None,
            page_bound: library.formats.contains(&FileFormat::Html).then_some(PageBound::USUAL),
            rfc4180: library.dialect == Dialect::Rfc4180,
            configured_key,
            made_key,
            accessible: library.pdf_level == Level::A3a,
            language: look.language,
            closed: BTreeSet::new(),
            feeds: library.feed_days(),
            presentation,
            desk: None,
            counts: None,
            confirmed: Vec::new(),
            not_taken_in: Vec::new(),
        };
        let exports = register.exports_hash(newest)?;
        Ok(Self {
            nightly,
            library,
            register,
            output,
            turn,
            has_reports_between,
            templates,
            texts,
            tables,
            parameters,
            look,
            customers,
            exports,
            coverage: register.coverage()?.of_all(&library.feed_days()),
            newest,
            not_taken_in,
            desk,
            elsewhere: OnceCell::new(),
            tonight: OnceCell::new(),
        })
    }

    /// Issues what is due and not issued yet, and new versions of issued reports whose figures differ.
    ///
    /// # Errors
    /// When something can't be made, read or written. What was entered until then is issued.
    pub(super) fn issue(
        &self,
        due: &[Period],
        known: &mut ToldFindings,
        summary: &mut LibrarySummary,
        told: &mut Vec<Diagnostic>,
    ) -> Result<(), Failure> {
        if self.newest == 0 {
            return Ok(());
        }
        let mut refusals = Refusals::new(told);
        let records = self.register.reports()?;
        let mut chain = Chain::of(&records, &self.series());
        let mut pages = BookingsPages::of(&records, &self.library.formats);
        let latest = ReportRecord::newest(&records);
        let is_new =
            |period: Period, template: &Template| !latest.contains_key(&(template.id.clone(), period.to_string()));
        let pairs = due.iter().flat_map(|period| self.templates.iter().map(|template| (*period, &**template)));
        let new: Vec<Period> = pairs.filter(|(period, of)| is_new(*period, of)).map(|(period, _)| period).collect();
        first_night::demand_first_day(self.library, &records, &new)?;
        let touched = self.register.touched()?;
        let checked = self.register.checked()?;
        let mut proven = BTreeSet::new();
        let mut view = HistoryView::of(self.register)?;
        let (mut due_reports, mut unchanged, mut looked_at) = (Vec::new(), Vec::new(), Vec::new());
        let settings = settings::of(&self.templates, &self.nightly.config.tables, self.library.write_offs);
        let are_compared = self.register.note(self.turn.note())?.as_deref() == Some(&settings);
        let open_items = OpenItems::of(&mut view, &self.templates, &latest, &checked)?;
        for (period, template) in due::candidates(&self.templates, due, &records, self.nightly.date) {
            let key = (template.id.clone(), period.to_string());
            let Some(earlier) = latest.get(&key).copied() else {
                due_reports.push((period, template, None));
                continue;
            };
            let seen = earlier.intake.max(checked.get(&key).copied().unwrap_or(0));
            let days = earlier::shown_by(template, period);
            let is_newer = |days: &Period| touched.range(days.first()..=days.last()).any(|(_, intake)| *intake > seen);
            let is_touched = days.iter().any(is_newer)
                || self.knows_more(&view, template, period, seen)
                || open_items.concern(template, period, seen);
            let has_scope = || Parameters::of(earlier).is_ok_and(|made| made.write_offs == self.library.write_offs);
            let has_these_settings = || template.sha256 == earlier.template && self.tables == earlier.tables;
            if self.is_touched_elsewhere(template, &days, earlier)? {
                let told_by_both = self.told_by_both(self.job(template, period, Outputs::of_lines_alone(), None));
                if refusals.or_refused(told_by_both, (template, period, Some(earlier)))?.is_none() {
                    continue;
                }
            }
            let counts = self.count_change(&mut view, template, earlier)?;
            if !is_touched && (are_compared || has_these_settings() && has_scope()) {
                let restatement = Restatement { counts, ..Restatement::default() };
                due_reports.extend(counts.map(|_| (period, template, Some((earlier, restatement)))));
                let is_looked_at = template.scope.items.are_open() && seen < self.newest;
                looked_at.extend(is_looked_at.then(|| (template.id.clone(), period)));
                continue;
            }
            days.iter().try_for_each(|days| view.demand_sums(*days, &mut proven))?;
            let today = self.job(template, period, Outputs::of_lines_alone(), None);
            let recipe = self.recipe(earlier)?;
            let restatement = restatement(&mut view, self.library.institution, earlier, &recipe, &today, self.newest);
            let Some(restatement) = refusals.or_refused(restatement, (template, period, Some(earlier)))? else {
                pages.refused(&template.id, period);
                continue;
            };
            let restatement = Restatement { counts, ..restatement };
            if restatement.is_due() {
                due_reports.push((period, template, Some((earlier, restatement))));
            } else if is_touched {
                unchanged.push((template.id.clone(), period));
            }
        }
        let restatements = due_reports.iter().filter_map(|(_, _, earlier)| earlier.as_ref());
        let by_settings = restatements.filter(|(_, restatement)| restatement.is_by_settings());
        let by_settings: Vec<_> = by_settings.map(|(earlier, _)| *earlier).collect();
        settings::demand_accepted(&by_settings, self.nightly.accepts_restatements)?;
        let mut made: Vec<StagedEntry> = Vec::new();
        for (period, template, earlier) in due_reports {
            view.demand_sums(period, &mut proven)?;
            let page = pages.of_period(period).filter(|_| template.id != BOOKINGS);
            let before = earlier.map(|(earlier, _)| earlier);
            let report = self.make(&mut view, template, period, before, &chain, page);
            let Some(report) = refusals.or_refused(report, (template, period, before))? else {
                pages.refused(&template.id, period);
                continue;
            };
            pages.issued(&report.record);
            chain = chain.with(&report.record);
            outbox::stage_report(self.output, &report.record.folder, &report.files, self.modes())?;
            prove_staged(self.output, &report.record.folder, &report.files)?;
            let FinishedIssue { record, findings, news, bridge, .. } = report;
            made.push(StagedEntry { record, findings, news, bridge, change: earlier.map(|(_, change)| change) });
            if made.len() >= REPORTS_PER_COMMIT {
                self.enter(&mut made, known, summary, refusals.told)?;
            }
        }
        self.enter(&mut made, known, summary, refusals.told)?;
        self.register.set_unreplaced(self.turn == Turn::Between, &refusals.unreplaced)?;
        self.register.set_note(self.turn.note(), &settings)?;
        summary.unchanged = unchanged.len();
        unchanged.extend(looked_at);
        if unchanged.is_empty() {
            return Ok(());
        }
        Ok(self.register.mark_checked(&unchanged, self.newest)?)
    }

    /// Whether an earlier period that a report shows is known since an export, or no longer.
    fn knows_more(&self, view: &HistoryView<'_>, template: &Template, period: Period, since: u32) -> bool {
        if template.compare == Compare::default() {
            return false;
        }
        let then = view.coverage(since).of_all(&self.library.feed_days());
        let over = last_day_over(self.nightly.made);
        knows_more_periods(self.library, template, period, [&then, &self.coverage], over)
    }

    fn recipe(&self, earlier: &ReportRecord) -> Result<Recipe, Diagnostic> {
        recipe(self.register, earlier).map_err(|what| {
            let what = format!("report {} can't be replaced: {what}", earlier.number);
            Diagnostic::error(ExitStatus::Refused, what)
        })
    }

    /// How reports of a template are made tonight.
    fn parameters_of(&self, template: &Template) -> Parameters {
        let made_key = self.parameters.made_key.clone().filter(|_| template.shows_customers());
        Parameters { made_key, ..self.parameters.clone() }
    }

    pub(super) fn series(&self) -> String {
        format!("{}-{}-", self.library.institution, self.year())
    }

    pub(super) fn year(&self) -> i32 {
        self.nightly.made.year()
    }

    pub(super) fn modes(&self) -> Modes {
        self.nightly.config.run.modes
    }

    /// The report of a period as it is made tonight.
    fn job(&self, template: &Arc<Template>, period: Period, outputs: Outputs, issue: Option<Issue>) -> ReportJob {
        let LibrarySettings { institution, write_offs, .. } = *self.library;
        let counts = ShownCounts::default();
        let spec = ReportSpec {
            template: Arc::clone(template),
            grouping: template.groupings[0].clone(),
            selection: Selection::of_library(template, &self.nightly.config.tables, institution, period, write_offs),
            tables: Arc::clone(&self.nightly.config.tables),
            language: self.look.language,
            presentation: Arc::clone(&self.look.presentation),
            made: self.nightly.made,
            lines_page: None,
            issue,
        };
        let customers = self.customers.clone();
        let mut closed = closed_days(self.library, &spec.selection, self.coverage.first());
        // That a closed day is known needs to be remembered only where no export tells so, or one may be missed on it.
        if !self.library.feeds.is_empty() {
            closed.retain(|day| !self.coverage.has(*day));
        }
        let (feeds, form) = (self.library.feed_days(), self.parameters.form());
        let (confirmed, not_taken_in) = (Confirmed::new(), FileNotTakenIn::concerning(period, self.not_taken_in));
        ReportJob { spec, customers, closed, feeds, counts, confirmed, not_taken_in, outputs, form }
    }

    fn make(
        &self,
        view: &mut HistoryView<'_>,
        template: &Arc<Template>,
        period: Period,
        earlier: Option<&ReportRecord>,
        chain: &Chain,
        bookings_page: Option<String>,
    ) -> Result<FinishedIssue, Failure> {
        let before = earlier.map(|earlier| {
            let recipe = self.recipe(earlier)?;
            before(view, self.library.institution, earlier, &recipe, &self.parameters_of(template), self.newest)
        });
        let before = before.transpose()?;
        let version = earlier.map_or(1, |earlier| earlier.version + 1);
        let number = format!("{}{:05}", self.series(), chain.ordinal + 1);
        let issue = Issue { number: number.clone(), version, previous: chain.record.clone(), before };
        let outputs = Outputs { files: self.library.formats.clone(), on_terminal: false };
        let (counts, exports) = self.shown_counts(view, template, period, earlier)?;
        let mut job = self.job(template, period, outputs, Some(issue)).with_counts(counts.shown);
        job.spec.lines_page.clone_from(&bookings_page);
        let job = self.told_by_both(job)?;
        let document = make(&job, LineSource::Archive { view, after: self.newest })?;
        let confirmed = Parameters::confirmed_sums(&job.confirmed);
        let (closed, not_taken_in, counts) = (job.closed, job.not_taken_in, counts.parameters);
        let parameters =
            Parameters { bookings_page, closed, counts, confirmed, not_taken_in, ..self.parameters_of(template) };
        let (issued_files, files) = self.files(&document)?;
        let mark = if version > 1 { format!("_v{version}") } else { String::new() };
        let mut record = ReportRecord {
            sequence: chain.sequence + 1,
            folder: format!("{}/{number}_{}_{}{mark}", self.nightly.made.year(), template.id, period.file_part()),
            number,
            report: template.id.clone(),
            period,
            version,
            issued: self.nightly.made.fixed_offset(),
            intake: self.newest,
            exports,
            parameters: serde_json::to_string(&parameters).unwrap_or_default(),
            files: issued_files,
            rows: rows(&document),
            received: received(&document),
            template: template.sha256.clone(),
            tables: self.tables.clone(),
            previous: chain.record.clone(),
            record: String::new(),
        };
        record.record = record.hash();
        let findings = document.findings.iter().map(|finding| diagnostic::of_finding(finding, false)).collect();
        let news = news_of(&document.findings, self.nightly.strict);
        let bridge = document.bridge.as_ref().map(BridgeEntry::of);
        Ok(FinishedIssue { record, files, findings, news, bridge })
    }
}
