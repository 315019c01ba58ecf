//! Reports of the control desk out of the archive: as they are due, and as they were issued.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate};
use chrono_tz::Europe::Brussels;
use chrono_tz::Tz;
use sha2::{Digest, Sha256};

use super::file_not_taken_in::FileNotTakenIn;
use super::make::with_missing_characters;
use super::parameters::Parameters;
use super::source::accepted_by_archive;
use crate::archive::history::HistoryView;
use crate::archive::{ArchiveError, REGISTER, Register, ReportRecord, WitnessRecord};
use crate::config;
use crate::control::booked::{Booked, BookedLines};
use crate::control::count_lines::{CountLine, count_lines};
use crate::control::desk_bridge::CameIn;
use crate::control::desk_report::DeskReport;
use crate::control::desk_revision::{DeskBefore, DeskRows};
use crate::control::document::{DeskIssue, DeskSheet, document, source};
use crate::control::drawer::drawers;
use crate::control::recipe::DeskRecipe;
use crate::control::reports::{AllDays, Desk};
use crate::control::running_sums::RunningSums;
use crate::diagnostic::{Diagnostic, ExitStatus};
use crate::domain::bank_days::bank_day_after;
use crate::domain::{
    BookingCode, CodeTables, Coverage, DeskDay, DeskFinding, FeedDays, Institution, KnownDays, Period, last_day_over,
};
use crate::failure::Failure;
use crate::ingest::source::hex;
use crate::render::csv::Dialect;
use crate::render::form::FileFormat;
use crate::render::plain;
use crate::report::bridge::{Accepted, Origin};
use crate::report::document::{Document, Presentation};
use crate::report::language::Language;
use crate::report::provenance::SourceFile;
use crate::report::words::Words;
use crate::witness::WitnessKind;
use crate::witness::gathered::{Gathered, WitnessFile};
use crate::witness::kept;

/// How many bank working days after a period its money may come in: witnesses of those are its sources too.
const LONGEST: u32 = 10;

/// What a library's archive knew at some time, as far as the control desk looks at it.
#[derive(Debug)]
pub struct DeskState {
    /// The number of the last export that counts.
    pub after: u32,
    /// The number of the last witness that counts.
    pub witnesses: u32,
    /// The library; `None` where nothing came in yet.
    library: Option<Institution>,
    booked: Booked,
    accepted: Accepted,
    coverage: Coverage,
    gathered: Gathered,
    files: Vec<Arc<(WitnessRecord, WitnessFile)>>,
}

/// A report of the control desk to make.
#[derive(Clone, Debug)]
pub struct DeskJob {
    /// The library.
    pub institution: Institution,
    /// Which report.
    pub report: DeskReport,
    /// The days.
    pub period: Period,
    /// When it is made.
    pub made: DateTime<Tz>,
    /// The language of its pages.
    pub language: Language,
    /// How the library wants it to look.
    pub presentation: Arc<Presentation>,
    /// The code tables.
    pub tables: Arc<CodeTables>,
    /// The channels.
    pub recipe: Arc<DeskRecipe>,
    /// The days on which the library is closed and no export needs to come.
    pub closed: BTreeSet<NaiveDate>,
    /// Files of exports that were there when it was made, and of which no line came in.
    pub not_taken_in: Vec<FileNotTakenIn>,
}

/// What the control desk says by a state of the archive, by some channels and tables, on a day. What is the same whatever
/// days are asked for is worked out once.
#[derive(Debug)]
pub struct DeskView<'s> {
    state: &'s DeskState,
    institution: Institution,
    tables: Arc<CodeTables>,
    recipe: Arc<DeskRecipe>,
    handed_over: Vec<BookingCode>,
    today: NaiveDate,
    all_days: AllDays,
}

impl DeskView<'_> {
    fn desk(&self, period: Period) -> Desk<'_> {
        let DeskState { booked, coverage, gathered, .. } = self.state;
        Desk {
            institution: self.institution,
            tables: &self.tables,
            channels: &self.recipe.channels,
            handed_over: &self.handed_over,
            others: &self.recipe.others,
            lines: &booked.lines,
            statements: &gathered.statements,
            known: coverage,
            payments: &gathered.payments,
            counts: &gathered.counts,
            slips: &gathered.slips,
            manual: &gathered.manual,
            disagreements: &gathered.disagreements,
            period,
            today: self.today,
            all_days: &self.all_days,
        }
    }

    /// The lines of a report.
    #[must_use]
    pub fn rows(&self, report: DeskReport, period: Period) -> DeskRows {
        self.desk(period).table(report).rows
    }

    /// What must be looked at, by a report.
    #[must_use]
    pub fn findings(&self, report: DeskReport, period: Period) -> Vec<DeskFinding> {
        self.desk(period).findings(report)
    }

    /// What is said of each day until the one on which it is looked at.
    #[must_use]
    pub fn days(&self) -> BTreeMap<NaiveDate, DeskDay> {
        self.desk(Period::Day(self.today)).days()
    }

    /// A hash over the lines of a report: when it is another, the report is.
    #[must_use]
    pub fn lines_hash(&self, report: DeskReport, period: Period) -> String {
        hex(&Sha256::digest(plain::csv(&self.desk(period).table(report), Dialect::Rfc4180)))
    }
}

/// The witnesses of a register, as files that were read.
///
/// # Errors
/// When one is not what an archive keeps.
pub fn witness_files(register: &Register, records: &[WitnessRecord]) -> Result<Vec<WitnessFile>, ArchiveError> {
    let file = |record: &WitnessRecord| {
        let reading = kept::from_text(&record.kept)?;
        let kind = WitnessKind::of_name(&record.kind)?;
        let over = last_day_over(record.taken_in.with_timezone(&Brussels));
        Some(WitnessFile { name: record.name.clone(), kind, file: record.file.clone(), reading, over })
    };
    let altered = || ArchiveError::Altered(register.folder().join(REGISTER));
    records.iter().map(|record| file(record).ok_or_else(altered)).collect()
}

impl DeskState {
    /// What was known once an export and a witness with these numbers had come in, where these feeds are expected.
    ///
    /// # Errors
    /// When the archive can't be read.
    pub fn of(
        register: &Register,
        view: &mut HistoryView<'_>,
        (after, witnesses): (u32, u32),
        feeds: &[FeedDays],
    ) -> Result<Self, Failure> {
        tracing::debug!(witnesses, "witnesses-read");
        let mut records = register.witnesses()?;
        records.retain(|record| record.number <= witnesses);
        let files = witness_files(register, &records)?;
        let files = records.into_iter().zip(files).map(Arc::new).collect();
        Self::made_of(files, register, view, (after, witnesses), feeds)
    }

    /// What was known at an earlier time than this, which has read its witnesses already.
    fn earlier(
        &self,
        register: &Register,
        view: &mut HistoryView<'_>,
        (after, witnesses): (u32, u32),
        feeds: &[FeedDays],
    ) -> Result<Self, Failure> {
        if witnesses > self.witnesses {
            return Self::of(register, view, (after, witnesses), feeds);
        }
        let files = self.files.iter().filter(|file| file.0.number <= witnesses).cloned().collect();
        Self::made_of(files, register, view, (after, witnesses), feeds)
    }

    fn made_of(
        files: Vec<Arc<(WitnessRecord, WitnessFile)>>,
        register: &Register,
        view: &mut HistoryView<'_>,
        (after, witnesses): (u32, u32),
        feeds: &[FeedDays],
    ) -> Result<Self, Failure> {
        tracing::debug!(after, witnesses, "desk-read");
        let mut lines = view.lines_after(None, after)?;
        let accepted = accepted_by_archive(&mut lines, view, Origin::Archive)?;
        let booked = lines.gather(BookedLines::default)?.sorted();
        let coverage = view.coverage(after).of_all(feeds);
        // What is wrong between them was told when they came in.
        let (gathered, _) = Gathered::of(&files.iter().map(|file| &file.1).collect::<Vec<_>>());
        let library = register.institution()?;
        Ok(Self { after, witnesses, library, booked, accepted, coverage, gathered, files })
    }

    /// What the control desk says by a job, of whatever report and days.
    #[must_use]
    pub fn view(&self, job: &DeskJob) -> DeskView<'_> {
        let (tables, recipe) = (Arc::clone(&job.tables), Arc::clone(&job.recipe));
        let handed_over = recipe.hand_overs(&tables);
        let (institution, today) = (job.institution, job.made.date_naive());
        DeskView { state: self, institution, tables, recipe, handed_over, today, all_days: AllDays::default() }
    }

    /// What happened in the drawers of some channels; none where nothing came in yet.
    #[must_use]
    pub fn running_sums(&self, recipe: &DeskRecipe, tables: &CodeTables) -> Option<RunningSums> {
        let of = (tables, self.library?);
        Some(RunningSums::of(&recipe.channels, of, (&self.coverage, &self.booked.lines), &recipe.hand_overs(tables)))
    }

    /// What a report of receipts over some days says of drawers, of whose channels these are the sums.
    #[must_use]
    pub fn count_lines(&self, sums: Option<&RunningSums>, tables: &CodeTables, period: Period) -> Vec<CountLine> {
        let Some((library, sums)) = self.library.zip(sums) else { return Vec::new() };
        count_lines(drawers((tables, library), (&self.coverage, &self.gathered.counts), sums), period)
    }

    /// Makes a report, by what the control desk says by its job, or by one of another report or other days.
    ///
    /// # Errors
    /// When the archive can't be read, or the bridge can't be proven.
    pub fn document(
        &self,
        (job, by): (&DeskJob, &DeskView<'_>),
        view: &mut HistoryView<'_>,
        issue: Option<DeskIssue>,
        formats: &BTreeSet<FileFormat>,
    ) -> Result<Document, Failure> {
        let mut of_period = view.lines_after(Some(job.period), self.after)?;
        view.source_sums(&mut of_period)?;
        let mut of_period = of_period.intake;
        of_period.findings.extend(job.not_taken_in.iter().map(FileNotTakenIn::finding));
        let known = KnownDays::new(self.coverage.clone(), job.closed.clone(), last_day_over(job.made));
        let own = self.files.iter().filter(|file| tells_of(file.0.days, job.period));
        let witnesses = own.map(|file| source(file.0.file.clone(), file.0.sha256.clone(), &file.1.reading));
        let sheet = DeskSheet {
            institution: job.institution,
            made: job.made,
            words: Words::of(job.language),
            presentation: &job.presentation,
            tables: &job.tables,
            known: &known,
            recipe: job.recipe.sha256(),
            sources: of_period.files.iter().map(SourceFile::of).chain(witnesses).collect(),
            came_in: CameIn { accepted: self.accepted, open: self.booked.open },
            findings: of_period.findings,
            issue,
        };
        let document = document(&by.desk(job.period), job.report, sheet)?;
        Ok(with_missing_characters(document, formats))
    }
}

impl DeskJob {
    /// An issued report, to be made again by what it was made by; the state of the archive then.
    ///
    /// # Errors
    /// When the register lacks something of it.
    pub fn reissued(
        register: &Register,
        institution: Institution,
        record: &ReportRecord,
        parameters: &Parameters,
    ) -> Result<(Self, (u32, u32)), String> {
        let text = |sha256: &str, what: &str| {
            let text = register.text(sha256).map_err(|error| format!("{error:?}"))?;
            text.ok_or_else(|| format!("the register lacks its {what}"))
        };
        let report = DeskReport::of_name(&record.report);
        let (Some(report), Some(desk)) = (report, &parameters.desk) else {
            return Err("it is no report of the control desk".to_owned());
        };
        let recipe = DeskRecipe::of_text(&text(&record.template, "channels")?)
            .ok_or_else(|| "its channels in the register can't be read".to_owned())?;
        let presentation = match &parameters.presentation {
            Some(sha256) => config::parse_look(&text(sha256, "presentation")?)?,
            None => Presentation::default(),
        };
        let job = Self {
            institution,
            report,
            period: record.period,
            made: record.issued.with_timezone(&Brussels),
            language: parameters.language,
            presentation: Arc::new(presentation),
            tables: Arc::new(config::parse_tables(&text(&record.tables, "code tables")?)?),
            recipe: Arc::new(recipe),
            closed: parameters.closed.clone(),
            not_taken_in: parameters.not_taken_in.clone(),
        };
        Ok((job, (record.intake, desk.witnesses)))
    }
}

/// Whether a witness that tells of some days is a source of a report over others: its own, and those on which its money may
/// come in.
#[must_use]
pub fn tells_of(days: Option<(NaiveDate, NaiveDate)>, period: Period) -> bool {
    let latest = bank_day_after(period.last(), LONGEST);
    days.is_some_and(|(first, last)| first <= latest && period.first() <= last)
}

/// Whether a report is one of the control desk.
#[must_use]
pub fn is_of_desk(record: &ReportRecord) -> bool {
    DeskReport::of_name(&record.report).is_some() && Parameters::of(record).is_ok_and(|made| made.desk.is_some())
}

/// An issued report of the control desk, made again, and how it was made.
///
/// # Errors
/// When it can't be made again.
pub fn again(
    register: &Register,
    institution: Institution,
    view: &mut HistoryView<'_>,
    reports: &[ReportRecord],
    record: &ReportRecord,
    formats: &BTreeSet<FileFormat>,
) -> Result<(Document, Parameters), Failure> {
    let refused = |what: String| {
        let what = format!("{} can't be made again: {what}", record.number);
        Failure::from(Diagnostic::error(ExitStatus::Refused, what))
    };
    let parameters = Parameters::of(record).map_err(refused)?;
    let (job, state) = DeskJob::reissued(register, institution, record, &parameters).map_err(refused)?;
    let is_before = |other: &&ReportRecord| {
        (&other.report, other.period, other.version + 1) == (&record.report, record.period, record.version)
    };
    let state = DeskState::of(register, view, state, &parameters.feeds)?;
    let by = MadeBy { template: &record.template, tables: &record.tables, feeds: &parameters.feeds, made: job.made };
    let before =
        reports.iter().find(is_before).map(|earlier| before(register, institution, view, earlier, (&state, by)));
    let issue = DeskIssue {
        number: record.number.clone(),
        version: record.version,
        previous: record.previous.clone(),
        before: before.transpose()?,
    };
    let by = state.view(&job);
    Ok((state.document((&job, &by), view, Some(issue), formats)?, parameters))
}

/// What decides the lines of a report, beside what is known.
#[derive(Clone, Copy, Debug)]
pub struct MadeBy<'a> {
    /// The hash of the channels.
    pub template: &'a str,
    /// The hash of the code tables.
    pub tables: &'a str,
    /// The feeds that are expected.
    pub feeds: &'a [FeedDays],
    /// When it is made.
    pub made: DateTime<Tz>,
}

/// An issued report with its lines, made again, which must be those that were issued; and what they would be by what is
/// known when a later version is made, had nothing else changed.
///
/// # Errors
/// When they are not, or can't be made again.
pub fn before(
    register: &Register,
    institution: Institution,
    view: &mut HistoryView<'_>,
    record: &ReportRecord,
    (now, by): (&DeskState, MadeBy<'_>),
) -> Result<DeskBefore, Failure> {
    let refused = |what: String| {
        let hint = "the archive has been altered, or this program reckons otherwise; `kasverslag verify` tells more";
        let what = format!("report {} can't be replaced: {what}", record.number);
        Failure::from(Diagnostic::error(ExitStatus::Refused, what).hinted(hint))
    };
    let parameters = Parameters::of(record).map_err(refused)?;
    let (job, at) = DeskJob::reissued(register, institution, record, &parameters).map_err(refused)?;
    let state = now.earlier(register, view, at, &parameters.feeds)?;
    let (report, period) = (job.report, job.period);
    let then = state.view(&job);
    if parameters.desk.as_ref().is_none_or(|desk| desk.lines != then.lines_hash(report, period)) {
        return Err(refused("the lines of then no longer give what it says".to_owned()));
    }
    let rows = then.rows(report, period);
    let has_same_feeds = parameters.feeds == by.feeds;
    let is_by_the_same = has_same_feeds && record.template == by.template && record.tables == by.tables;
    let today = DeskJob { made: by.made, ..job };
    let waited = state.view(&today).rows(report, period);
    let held = match is_by_the_same {
        true => None,
        false if has_same_feeds => Some(now.view(&today).rows(report, period)),
        false => {
            let known = now.earlier(register, view, (now.after, now.witnesses), &parameters.feeds)?;
            Some(known.view(&today).rows(report, period))
        }
    };
    let issued = record.issued.with_timezone(&Brussels);
    Ok(DeskBefore { number: record.number.clone(), version: record.version, issued, rows, waited, held })
}

/// The name of a file as a register has it: from the folder of the configuration.
#[must_use]
pub fn name_from(folder: &Path, path: &Path) -> String {
    path.strip_prefix(folder).unwrap_or(path).display().to_string()
}
