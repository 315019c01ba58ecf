//! Issues the control desk's reports that are due, and new versions of those whose lines a later witness or line changes.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::chain::Chain;
use super::counted::DeskTonight;
use super::due;
use super::first_night;
use super::issue::{Issuer, REPORTS_PER_COMMIT};
use super::news::{ToldFindings, news_of};
use super::restatement::{received, rows};
use super::settings;
use super::staged::{StagedEntry, prove_staged};
use super::summary::LibrarySummary;
use crate::archive::ReportRecord;
use crate::archive::history::HistoryView;
use crate::config::control::ControlSettings;
use crate::control::desk_report::DeskReport;
use crate::control::desk_revision::DeskChange;
use crate::control::document::DeskIssue;
use crate::diagnostic::{self, Diagnostic};
use crate::domain::{Finding, NotTakenIn, Period};
use crate::failure::Failure;
use crate::publish::outbox;
use crate::reporting::desk::{DeskJob, MadeBy, before};
use crate::reporting::file_not_taken_in::FileNotTakenIn;
use crate::reporting::parameters::{DeskParameters, Parameters};

/// What the control desk issues unless the library's `reports` name some of its reports.
const USUAL: [DeskReport; 2] = [DeskReport::CashBook, DeskReport::Matching];

/// The reports of the control desk that a library wants.
///
/// # Errors
/// When it names some and has no channels.
pub(super) fn wanted(reports: &[String], settings: Option<&ControlSettings>) -> Result<Vec<DeskReport>, Diagnostic> {
    let named: Vec<DeskReport> = reports.iter().filter_map(|report| DeskReport::of_name(report)).collect();
    let has_channels = settings.is_some_and(|settings| !settings.channels.is_empty());
    match (named.first(), has_channels) {
        (Some(first), false) => {
            let what = format!("reports: `{}` is made of channels, and the library has none", first.name());
            Err(Diagnostic::usage(what).hinted("add a [[library.channel]] for each way on which its money comes in"))
        }
        (None, true) => Ok(USUAL.to_vec()),
        _ => Ok(named),
    }
}

impl Issuer<'_> {
    /// Issues what is due of the control desk and not issued yet, and new versions of what has other lines now.
    ///
    /// # Errors
    /// When something can't be made, read or written. What was entered until then is issued.
    #[allow(clippy::too_many_lines)] // One step after the other.
    pub(super) fn issue_desk(
        &self,
        reports: &[DeskReport],
        due: &[Period],
        known: &mut ToldFindings,
        summary: &mut LibrarySummary,
        told: &mut Vec<Diagnostic>,
    ) -> Result<(), Failure> {
        let Some(recipe) = self.desk.clone().filter(|_| self.newest > 0 && !reports.is_empty()) else {
            return Ok(());
        };
        let records = self.register.reports()?;
        let mut chain = Chain::of(&records, &self.series());
        let latest = ReportRecord::newest(&records);
        let mut view = HistoryView::of(self.register)?;
        let DeskTonight { state, exports, .. } = self.tonight(&mut view, &recipe)?;
        let first_told = self.coverage.first();
        let is_closed = |day| self.library.is_known_closed(day, first_told) && !self.coverage.has(day);
        let refused = summary.refused_witnesses.iter().map(|file| Finding::NotTakenIn {
            file: file.clone(),
            why: NotTakenIn::Witness,
            days: None,
        });
        let not_taken_in: Vec<Finding> = self.not_taken_in.iter().cloned().chain(refused).collect();
        let job = |report: DeskReport, period: Period| DeskJob {
            institution: self.library.institution,
            report,
            period,
            made: self.nightly.made,
            language: self.look.language,
            presentation: Arc::clone(&self.look.presentation),
            tables: Arc::clone(&self.nightly.config.tables),
            recipe: Arc::clone(&recipe),
            closed: period.days().filter(|day| is_closed(*day)).collect(),
            not_taken_in: FileNotTakenIn::concerning(period, &not_taken_in),
        };
        let mut pairs: BTreeSet<((String, u8, String), usize)> = BTreeSet::new();
        for (place, report) in reports.iter().enumerate() {
            let issued = records.iter().filter(|record| record.report == report.name()).map(|record| record.period);
            pairs.extend(issued.chain(due.iter().copied()).map(|period| (due::order(period), place)));
        }
        let today = Period::Day(self.nightly.date);
        let by = state.view(&job(DeskReport::Outstanding, today));
        summary.desk_matters = by.findings(DeskReport::Outstanding, today).len();
        summary.desk_days = Some(by.days());
        let (mut wanted, mut new) = (Vec::new(), Vec::new());
        for ((_, _, text), place) in pairs {
            let Ok(period) = Period::parse(&text, self.nightly.date) else { continue };
            let job = job(reports[place], period);
            let lines = by.lines_hash(job.report, job.period);
            let earlier = latest.get(&(job.report.name().to_owned(), text)).copied();
            let is_same = |earlier: &ReportRecord| {
                Parameters::of(earlier).is_ok_and(|made| made.desk.is_some_and(|desk| desk.lines == lines))
            };
            // A day on which nobody counted has no count to report on.
            let is_empty = || job.report == DeskReport::Counts && by.rows(job.report, job.period).is_empty();
            match earlier {
                Some(earlier) if is_same(earlier) => {}
                None if is_empty() => {}
                earlier => {
                    new.extend(earlier.is_none().then_some(period));
                    wanted.push((job, lines, earlier));
                }
            }
        }
        first_night::demand_first_day(self.library, &records, &new)?;
        let sha256 = recipe.sha256();
        let feeds = self.library.feed_days();
        let made_by = MadeBy { template: &sha256, tables: &self.tables, feeds: &feeds, made: self.nightly.made };
        let mut due = Vec::new();
        for (job, lines, earlier) in wanted {
            let before = earlier
                .map(|earlier| before(self.register, job.institution, &mut view, earlier, (state, made_by)))
                .transpose()?;
            let change = before.as_ref().map(|before| before.change(&by.rows(job.report, job.period)));
            due.push((job, lines, earlier, before, change));
        }
        let is_by_settings = |change: &Option<DeskChange>| change.is_some_and(|change| change.settings);
        let by_settings = due.iter().filter(|(.., change)| is_by_settings(change));
        let by_settings: Vec<&ReportRecord> = by_settings.filter_map(|(_, _, earlier, ..)| *earlier).collect();
        settings::demand_accepted(&by_settings, self.nightly.accepts_restatements)?;
        let mut made = Vec::new();
        for (job, lines, earlier, before, change) in due {
            let version = earlier.map_or(1, |earlier| earlier.version + 1);
            let number = format!("{}{:05}", self.series(), chain.ordinal + 1);
            let issue = DeskIssue { number: number.clone(), version, previous: chain.record.clone(), before };
            let document = state.document((&job, &by), &mut view, Some(issue), &self.library.formats)?;
            let parameters = Parameters {
                closed: job.closed.clone(),
                not_taken_in: job.not_taken_in.clone(),
                made_key: None,
                desk: Some(DeskParameters { witnesses: state.witnesses, lines }),
                ..self.parameters.clone()
            };
            let (issued_files, files) = self.files(&document)?;
            let mark = if version > 1 { format!("_v{version}") } else { String::new() };
            let (report, period) = (job.report.name(), job.period);
            let mut record = ReportRecord {
                sequence: chain.sequence + 1,
                folder: format!("{}/{number}_{report}_{}{mark}", self.year(), period.file_part()),
                number,
                report: report.to_owned(),
                period,
                version,
                issued: self.nightly.made.fixed_offset(),
                intake: self.newest,
                exports: exports.clone(),
                parameters: serde_json::to_string(&parameters).unwrap_or_default(),
                files: issued_files,
                rows: rows(&document),
                received: received(&document),
                template: sha256.clone(),
                tables: self.tables.clone(),
                previous: chain.record.clone(),
                record: String::new(),
            };
            record.record = record.hash();
            chain = chain.with(&record);
            outbox::stage_report(self.output, &record.folder, &files, self.modes())?;
            prove_staged(self.output, &record.folder, &files)?;
            let findings: Vec<Diagnostic> =
                document.findings.iter().map(|finding| diagnostic::of_finding(finding, false)).collect();
            told.extend(change.map(|change| completed(&record, change)));
            let news = news_of(&document.findings, self.nightly.strict);
            made.push(StagedEntry { record, news, findings, bridge: None, change: None });
            if made.len() >= REPORTS_PER_COMMIT {
                self.enter(&mut made, known, summary, told)?;
            }
        }
        self.enter(&mut made, known, summary, told)
    }
}

/// That a report takes the place of another, and why. That the bank tells of a day days later is how it goes at the control
/// desk; that channels or tables are others is not.
fn completed(record: &ReportRecord, change: DeskChange) -> Diagnostic {
    let told = match change {
        DeskChange { settings: false, days: true, .. } => {
            Diagnostic::notice("a report of the control desk has other lines than before, as days went by")
        }
        DeskChange { settings: false, .. } => {
            Diagnostic::notice("a report of the control desk has other lines than before, by later witnesses or lines")
        }
        DeskChange { settings: true, arrivals: false, .. } => Diagnostic::warning(
            "a report of the control desk has other lines than before, as channels, tables or feeds are others",
        ),
        DeskChange { settings: true, arrivals: true, .. } => Diagnostic::warning(
            "a report of the control desk has other lines than before, by later witnesses or lines, and as channels, \
             tables or feeds are others",
        ),
    };
    told.with(format!("version {} is {}", record.version, record.number)).at(super::news::name(record))
}
