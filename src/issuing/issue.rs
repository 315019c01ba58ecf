//! Issues a library's due reports, and new versions of those whose figures have changed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use chrono::Datelike;
use sha2::{Digest, Sha256};

use super::chain::Chain;
use super::customers::NightCustomers;
use super::news::{Change, Known, restated};
use super::night::Nightly;
use super::state;
use super::summary::{IssuedSummary, LibrarySummary};
use crate::archive::history::HistoryView;
use crate::archive::{IssuedFile, Register, ReportRecord};
use crate::config;
use crate::config::libraries::LibrarySettings;
use crate::config::look::Look;
use crate::diagnostic::{self, Diagnostic, Message};
use crate::domain::{Coverage, Period};
use crate::failure::Failure;
use crate::ingest::source::hex;
use crate::publish::OutputFile;
use crate::publish::modes::Modes;
use crate::publish::outbox::{self, Move};
use crate::render::bridge_entry::BridgeEntry;
use crate::render::csv::Dialect;
use crate::render::form::FileFormat;
use crate::render::manifest::figures;
use crate::render::pdf::level::Level;
use crate::render::rendering::Rendering;
use crate::render::{csv, journal};
use crate::report::document::{Document, Section};
use crate::report::listing::Customers;
use crate::report::selection::Selection;
use crate::report::template::Template;
use crate::report::{Before, Issue, ReportSpec};
use crate::reporting::before::before;
use crate::reporting::job::{Outputs, ReportJob, closed_days};
use crate::reporting::make::make;
use crate::reporting::parameters::Parameters;
use crate::reporting::source::LineSource;
use crate::reporting::templates;

/// How many reports are entered in the register in one step.
const STEP: usize = 32;

/// Issues the reports of one library.
#[derive(Debug)]
pub struct Issuer<'a> {
    nightly: &'a Nightly<'a>,
    library: &'a LibrarySettings,
    register: &'a Register,
    output: &'a Path,
    templates: Vec<Arc<Template>>,
    /// The texts of templates, code tables and the look, by their hashes.
    texts: BTreeMap<String, String>,
    tables: String,
    parameters: Parameters,
    look: &'a Look,
    customers: Customers,
    exports: String,
    coverage: Coverage,
    newest: u32,
}

/// A report that is made and not yet entered.
struct Made {
    record: ReportRecord,
    files: Vec<OutputFile>,
    findings: Vec<Diagnostic>,
    bridge: Option<BridgeEntry>,
}

/// A report whose files are staged, with what its reader is told.
struct Entry {
    record: ReportRecord,
    findings: Vec<Diagnostic>,
    bridge: Option<BridgeEntry>,
    change: Option<Change>,
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
    ) -> Result<Self, Failure> {
        let mut texts = BTreeMap::new();
        let mut keep = |text: String| {
            let sha256 = hex(&Sha256::digest(text.as_bytes()));
            texts.insert(sha256.clone(), text);
            sha256
        };
        let (mut templates, mut mistakes) = (Vec::new(), Vec::new());
        for report in &library.reports {
            match templates::template(report, nightly.config)
                .and_then(|template| Ok((template, templates::template_text(report, nightly.config)?.0)))
            {
                Ok((template, text)) => {
                    keep(text);
                    templates.push(Arc::new(template));
                }
                Err(mistake) => mistakes.push(mistake),
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
        let tables = keep(config::serialise_tables(&nightly.config.tables));
        let look = nightly.config.looks.of(Some(library.institution));
        let presentation = config::serialise_look(&look.presentation).map(&mut keep);
        let newest = register.newest_intake()?;
        let NightCustomers { customers, configured_key, made_key } =
            NightCustomers::of(nightly, library, register, &templates, told)?;
        let parameters = Parameters {
            write_offs: library.write_offs,
            pdf: library.formats.contains(&FileFormat::Pdf),
            csv: library.formats.contains(&FileFormat::Csv),
            other: library.formats.iter().copied().filter(|format| !is_noted_apart(*format)).collect(),
            rfc4180: library.dialect == Dialect::Rfc4180,
            configured_key,
            made_key,
            accessible: library.pdf_level == Level::A3a,
            language: look.language,
            closed: BTreeSet::new(),
            feeds: library.feed_days(),
            presentation,
        };
        let exports = register.exports_hash(newest)?;
        Ok(Self {
            nightly,
            library,
            register,
            output,
            templates,
            texts,
            tables,
            parameters,
            look,
            customers,
            exports,
            coverage: register.coverage()?.of_all(&library.feed_days()),
            newest,
        })
    }

    /// Issues what is due and not issued yet, and new versions of issued reports whose figures differ.
    ///
    /// # Errors
    /// When something can't be made, read or written. What was entered until then is issued.
    pub fn issue(
        &self,
        due: &[Period],
        summary: &mut LibrarySummary,
        told: &mut Vec<Diagnostic>,
    ) -> Result<(), Failure> {
        if self.newest == 0 {
            return Ok(());
        }
        let records = self.register.reports()?;
        let mut chain = Chain::of(&records, &self.series());
        let mut latest: BTreeMap<(String, String), &ReportRecord> = BTreeMap::new();
        for record in &records {
            latest.insert((record.report.clone(), record.period.to_string()), record);
        }
        let touched = self.register.touched()?;
        let checked = self.register.checked()?;
        let mut proven = BTreeSet::new();
        let mut view = HistoryView::of(self.register)?;
        let (mut made, mut unchanged): (Vec<Entry>, _) = (Vec::new(), Vec::new());
        let mut known = Known::default();
        for (period, template) in self.candidates(due, &records) {
            let key = (template.id.clone(), period.to_string());
            let earlier = latest.get(&key).copied();
            let mut change = None;
            if let Some(earlier) = earlier {
                let seen = earlier.intake.max(checked.get(&key).copied().unwrap_or(0));
                let newest = touched.range(period.first()..=period.last()).map(|(_, intake)| *intake).max();
                if newest.is_none_or(|newest| newest <= seen) {
                    continue;
                }
            }
            view.demand_sums(period, &mut proven)?;
            if let Some(earlier) = earlier {
                change = self.change(&mut view, template, earlier)?;
                if change.is_none() {
                    unchanged.push((template.id.clone(), period));
                    continue;
                }
            }
            let report = self.make(&mut view, template, period, earlier, &chain)?;
            chain = chain.with(&report.record);
            outbox::stage_report(self.output, &report.record.folder, &report.files, self.modes())?;
            prove_staged(self.output, &report.record.folder, &report.files)?;
            made.push(Entry { record: report.record, findings: report.findings, bridge: report.bridge, change });
            if made.len() >= STEP {
                self.enter(&mut made, &mut known, summary, told)?;
            }
        }
        self.enter(&mut made, &mut known, summary, told)?;
        summary.unchanged = unchanged.len();
        if unchanged.is_empty() {
            return Ok(());
        }
        Ok(self.register.mark_checked(&unchanged, self.newest)?)
    }

    fn series(&self) -> String {
        format!("{}-{}-", self.library.institution, self.nightly.made.year())
    }

    /// Every report that is due or was issued, in the order of the last days of their periods.
    fn candidates(&self, due: &[Period], records: &[ReportRecord]) -> Vec<(Period, &Arc<Template>)> {
        let of_report = |(index, template): (usize, &Arc<Template>)| {
            let issued = records.iter().filter(|record| record.report == template.id).map(|record| record.period);
            issued.chain(due.iter().copied()).map(|period| (order(period), index)).collect::<Vec<_>>()
        };
        let pairs: BTreeSet<((String, u8, String), usize)> =
            self.templates.iter().enumerate().flat_map(of_report).collect();
        let read = |((_, _, text), index): ((String, u8, String), usize)| {
            let period = Period::parse(&text, self.nightly.date).ok()?;
            Some((period, &self.templates[index]))
        };
        pairs.into_iter().filter_map(read).collect()
    }

    fn modes(&self) -> Modes {
        self.nightly.config.run.modes
    }

    /// The report of a period as it is made tonight.
    fn job(&self, template: &Arc<Template>, period: Period, outputs: Outputs, issue: Option<Issue>) -> ReportJob {
        let LibrarySettings { institution, write_offs, .. } = *self.library;
        let spec = ReportSpec {
            template: Arc::clone(template),
            grouping: template.groupings[0].clone(),
            selection: Selection::of_library(template, institution, period, write_offs),
            tables: Arc::clone(&self.nightly.config.tables),
            language: self.look.language,
            presentation: Arc::clone(&self.look.presentation),
            made: self.nightly.made,
            issue,
        };
        let customers = self.customers.clone();
        // That a closed day is known needs to be remembered only where no export tells so.
        let mut closed = closed_days(self.library, &spec.selection);
        closed.retain(|day| !self.coverage.has(*day));
        ReportJob { spec, customers, closed, feeds: self.library.feed_days(), outputs, form: self.parameters.form() }
    }

    /// How an issued report would have other lines today; `None` when it would not.
    fn change(
        &self,
        view: &mut HistoryView<'_>,
        template: &Arc<Template>,
        earlier: &ReportRecord,
    ) -> Result<Option<Change>, Failure> {
        let job = self.job(template, earlier.period, Outputs::of_lines_alone(), None);
        let mut lines = |after| {
            let document = make(&job, LineSource::Archive { view, after })?;
            Ok::<_, Failure>(csv::render(&document, Dialect::Rfc4180, false))
        };
        let (then, now) = (lines(earlier.intake)?, lines(self.newest)?);
        Ok(Change::between(&then, &now, template))
    }

    fn make(
        &self,
        view: &mut HistoryView<'_>,
        template: &Arc<Template>,
        period: Period,
        earlier: Option<&ReportRecord>,
        chain: &Chain,
    ) -> Result<Made, Failure> {
        let tables = &self.nightly.config.tables;
        let before: Option<Before> = earlier.map(|earlier| before(view, earlier, self.newest, tables)).transpose()?;
        let version = earlier.map_or(1, |earlier| earlier.version + 1);
        let number = format!("{}{:05}", self.series(), chain.ordinal + 1);
        let issue = Issue { number: number.clone(), version, previous: chain.record.clone(), before };
        let outputs = Outputs { files: self.library.formats.clone(), on_terminal: false };
        let job = self.job(template, period, outputs, Some(issue));
        let document = make(&job, LineSource::Archive { view, after: self.newest })?;
        let made_key = self.parameters.made_key.clone().filter(|_| template.shows_customers());
        let parameters = Parameters { closed: job.closed, made_key, ..self.parameters.clone() };
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
            exports: self.exports.clone(),
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
        let bridge = document.bridge.as_ref().map(BridgeEntry::of);
        Ok(Made { record, files, findings, bridge })
    }

    fn files(&self, document: &Document) -> Result<(Vec<IssuedFile>, Vec<OutputFile>), Failure> {
        let mut formats = self.library.formats.clone();
        if !journal::is_possible(document) {
            formats.remove(&FileFormat::Journal);
        }
        let rendering = Rendering::new(document, self.parameters.form(), &formats)?;
        let file = |format: FileFormat| {
            let mut bytes = Vec::new();
            // The cores are busy with other libraries.
            let code = rendering.write_with_code(format, 1, &mut bytes)?;
            let name = format!("{}.{}", document.file_stem(), format.name());
            let (length, sha256) = (bytes.len() as u64, hex(&Sha256::digest(&bytes)));
            Ok((
                IssuedFile { name: name.clone(), bytes: length, sha256, code },
                OutputFile { name: name.into(), bytes },
            ))
        };
        formats.into_iter().map(file).collect()
    }

    /// Enters reports whose files are staged, then moves the files into their place. From the moment they are entered
    /// they are issued: a run that dies before the move leaves it to the next.
    fn enter(
        &self,
        made: &mut Vec<Entry>,
        known: &mut Known,
        summary: &mut LibrarySummary,
        told: &mut Vec<Diagnostic>,
    ) -> Result<(), Failure> {
        if made.is_empty() {
            return Ok(());
        }
        let records: Vec<ReportRecord> = made.iter().map(|entry| entry.record.clone()).collect();
        state::demand_free_places(&records, self.output)?;
        outbox::settle(self.output, records.iter().map(|record| &*record.folder))?;
        self.register.enter(&records, &self.texts)?;
        let folders = records.iter().map(|record| &*record.folder);
        outbox::move_reports(self.output, folders, Move::Fresh, self.modes())?;
        for Entry { record, findings, bridge, change } in made.iter() {
            told.extend(restated(record, *change));
            told.extend(known.news(record, findings));
            summary.issued.push(IssuedSummary {
                number: record.number.clone(),
                report: record.report.clone(),
                period: record.period.to_string(),
                version: record.version,
                findings: diagnostic::messages(findings).iter().map(Message::line).collect(),
                bridge: bridge.clone(),
                paths: super::summary::paths(record, &self.library.output),
            });
        }
        let sequences: Vec<u32> = made.drain(..).map(|entry| entry.record.sequence).collect();
        Ok(self.register.mark_published(&sequences)?)
    }
}

/// Demands that a report's staged files read back from the disk as they were meant.
///
/// # Errors
/// When one does not, which is a fault of the program; or it can't be read.
pub fn prove_staged(output: &Path, folder: &str, files: &[OutputFile]) -> Result<(), Diagnostic> {
    for OutputFile { name, bytes } in files {
        let read = outbox::staged_bytes(output, folder, name).map_err(|error| diagnostic::of_publish_error(&error))?;
        if read != *bytes {
            return Err(diagnostic::of_miswritten(&Path::new(folder).join(name)));
        }
    }
    Ok(())
}

/// Whether the parameters of a report have a field for the format.
fn is_noted_apart(format: FileFormat) -> bool {
    matches!(format, FileFormat::Pdf | FileFormat::Csv)
}

/// Where a period stands among others: by its last day, shorter ones first.
fn order(period: Period) -> (String, u8, String) {
    let rank = match period {
        Period::Day(_) => 0,
        Period::Week(_) => 1,
        Period::Month { .. } => 2,
        Period::Year(_) => 3,
        Period::Range { .. } => 4,
    };
    (period.last().to_string(), rank, period.to_string())
}

/// How many rows the CSV of a report has.
#[must_use]
pub fn rows(document: &Document) -> u64 {
    document.sections.iter().map(Section::facts).sum::<usize>() as u64
}

/// The total of what was received, as JSON by column.
#[must_use]
pub fn received(document: &Document) -> String {
    serde_json::to_string(&figures(document, &document.received)).unwrap_or_default()
}
