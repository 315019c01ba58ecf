//! Where the lines of reports come from, and what is known there.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use super::archived_stornos;
use super::changes;
use super::earlier_lines::EarlierLines;
use super::file_not_taken_in::FileNotTakenIn;
use super::job::ReportJob;
use super::strays::World;
use super::templates::own_output;
use crate::archive::ArchiveError;
use crate::archive::history::{ArchivedLines, HistoryView};
use crate::archive::source_sums::SourceSums;
use crate::config::Config;
use crate::domain::finding_list::FindingList;
use crate::domain::{CodeTables, Coverage, Finding, Institution, KnownDays, Stray, last_day_over};
use crate::failure::Failure;
use crate::ingest::file_use::FileUse;
use crate::ingest::regular_series::{NamedExport, missed_exports};
use crate::ingest::source::hex;
use crate::ingest::{ExportReader, FeedDirectory, Intake, LineSink};
use crate::report::accumulator::Accumulator;
use crate::report::bridge::{Accepted, Origin};
use crate::report::describe::TextCounts;
use crate::report::earlier::{self, Earlier};
use crate::report::gathering::ReportSums;
use crate::report::needs::Needs;
use crate::report::settlement::Confirmed;
use crate::report::{ReportError, ReportInput};

/// Where the lines of one report come from.
#[derive(Debug)]
#[allow(clippy::large_enum_variant)] // There is one for each report.
pub enum LineSource<'a, 'r> {
    /// Export files, which were read once for all reports.
    Files {
        /// The files, and what was found in them.
        intake: Arc<Intake>,
        /// What was gathered for this report.
        sums: ReportSums,
        /// What the other side says, where it is between libraries.
        confirmed: Confirmed,
    },
    /// The archive of a library.
    Archive {
        /// Its lines, as they stood after any export.
        view: &'a mut HistoryView<'r>,
        /// The number of the last export that counts.
        after: u32,
    },
}

/// Export files that were read, with what was gathered of them for each report.
#[derive(Debug)]
pub struct FileLines {
    /// The files, and what was found in them.
    pub intake: Arc<Intake>,
    /// What was gathered, need by need.
    pub sums: Vec<ReportSums>,
}

/// What files are read by, and what is known where they come in.
#[derive(Clone, Copy)]
pub struct ReadFrom<'a> {
    /// The configuration.
    pub config: &'a Config,
    /// Whose the files are, and of which feeds.
    pub directory: FeedDirectory<'a>,
    /// The day on which they are read.
    pub today: NaiveDate,
    /// Whether any report shows costs of a library on a daybook of a library; `None` where the needs are those of reports.
    pub shows: Option<&'a dyn Fn(Institution, Option<Institution>) -> bool>,
}

impl FileLines {
    /// Reads exports, which may be of some feeds, hashing them if anyone wants that, and gathers what is needed.
    ///
    /// # Errors
    /// When a path leads to no export, or a proof fails.
    pub fn read(paths: &[PathBuf], needs: &[Needs], is_hashed: bool, from: &ReadFrom<'_>) -> Result<Self, Failure> {
        let ReadFrom { config, directory, today, .. } = *from;
        let make = || Accumulator::new(needs, &config.tables);
        let own = own_output(config);
        let reader = ExportReader {
            profiles: &config.profiles,
            directory,
            tables: &config.tables,
            own: &own,
            is_hashed,
            last_over: today.pred_opt().unwrap_or(today),
            make: &make,
        };
        let (mut intake, gathering) = Intake::read(paths, &reader)?;
        let (reported, libraries) = (&config.run.reported, &config.libraries);
        let world = World { tables: &config.tables, libraries, reported, today, shows: from.shows };
        let strays = intake.files.iter().flat_map(|file| world.strays(file, file.named_days));
        // That others have lines of other days is as it should be where one has lines of these.
        let is_any_shown = intake.files.iter().any(|file| file.use_of_lines == Some(FileUse::Shown));
        let is_told = |of: &Finding| !is_any_shown || !matches!(of, Finding::StrayLines { why: Stray::OtherDays, .. });
        let strays: FindingList = strays.filter(is_told).collect();
        intake.findings.extend(strays.into_findings());
        Ok(Self { intake: Arc::new(intake), sums: gathering.finish().map_err(ReportError::from)? })
    }

    /// The source of each report, in the order of what they needed.
    pub fn into_sources(self) -> impl Iterator<Item = LineSource<'static, 'static>> {
        let Self { intake, sums } = self;
        sums.into_iter().map(move |sums| LineSource::Files {
            intake: intake.clone(),
            sums,
            confirmed: Confirmed::new(),
        })
    }
}

impl LineSource<'_, '_> {
    /// The days that exports tell about which the report is made of.
    #[must_use]
    pub fn coverage(&self, job: &ReportJob) -> Coverage {
        match self {
            Self::Files { intake, .. } => {
                intake.coverage(&job.spec.selection.institutions, &job.feeds, &job.spec.tables)
            }
            Self::Archive { view, after } => view.coverage(*after).of_all(&job.feeds),
        }
    }

    /// What the report needs of the lines, with the files that they come from and the earlier periods that are known.
    ///
    /// # Errors
    /// When the archive can't be read.
    pub fn gather(self, job: &ReportJob, known: KnownDays) -> Result<ReportInput, Failure> {
        // What is not known whole is set beside nothing that is.
        let is_whole = job.spec.selection.period.is_some_and(|period| known.has_all(period));
        let tells_origin = !job.outputs.are_lines_alone();
        match self {
            Self::Files { intake, sums, confirmed } => {
                // Nobody knows what refused records are missing where.
                let is_compared = is_whole && intake.rejected() == 0;
                let earlier = if is_compared { sums.known_earlier(&known) } else { Vec::new() };
                let accepted = tells_origin.then(|| Accepted::of_files(&intake.files));
                let state = job.draws_sample().then(|| state_of_files(&intake));
                Ok(ReportInput { intake, sums, earlier, known, state, confirmed, accepted })
            }
            Self::Archive { view, after } => {
                if job.spec.template.is_of_changes() {
                    let sums = changes::gather(view, job, after, &job.spec.tables)?.finish_one();
                    let sums = sums.map_err(ReportError::from)?;
                    let mut told = view.lines_after(job.spec.selection.period, after)?;
                    view.source_sums(&mut told)?;
                    told.intake.findings.extend(job.not_taken_in.iter().map(FileNotTakenIn::finding));
                    let intake = Arc::new(told.intake);
                    let (earlier, state, confirmed) = (Vec::new(), None, Confirmed::new());
                    return Ok(ReportInput { intake, sums, earlier, known, state, confirmed, accepted: None });
                }
                let mut lines = view.lines_after(job.spec.selection.days_to_read(), after)?;
                lines.intake.findings.extend(missed_in_archive(job, view, after));
                lines.intake.findings.extend(job.not_taken_in.iter().map(FileNotTakenIn::finding));
                let (earlier, texts) = if job.compares() && is_whole {
                    earlier_in_archive(job, view, after, &known)?
                } else {
                    <_>::default()
                };
                let accepted =
                    tells_origin.then(|| accepted_by_archive(&mut lines, view, Origin::Sources)).transpose()?;
                let mut sums = gathered(&lines, &job.needs(), &job.spec.tables)?;
                sums.describe_rest(&texts);
                sums.back_dated = archived_stornos::in_archive(&lines, view.exports(), job)?;
                let about = job.spec.selection.about();
                let state = job.draws_sample().then(|| view.state_of(about, after)).transpose()?;
                let confirmed = job.confirmed.clone();
                let intake = Arc::new(lines.intake);
                Ok(ReportInput { intake, sums, earlier, known, state, confirmed, accepted })
            }
        }
    }
}

/// A hash of what is known from export files: SHA-256 over their own, as hexadecimal text in ascending order, each with a
/// line end behind it.
fn state_of_files(intake: &Intake) -> String {
    let mut hashes: Vec<&str> = intake.files.iter().filter_map(|file| file.sha256.as_deref()).collect();
    hashes.sort_unstable();
    let lines: String = hashes.iter().flat_map(|hash| [hash, "\n"]).collect();
    hex(&Sha256::digest(lines))
}

/// What the lines of an archive give for some needs.
///
/// # Errors
/// When the archive can't be read.
pub(super) fn gathered(lines: &ArchivedLines, needs: &Needs, tables: &CodeTables) -> Result<ReportSums, Failure> {
    let gathered = lines.gather(|| Accumulator::of_one(needs, tables))?;
    Ok(gathered.finish_one().map_err(ReportError::from)?)
}

/// What the exports brought that a report names as its sources. Without a period all lines are looked at one by one, open
/// ones too.
pub(super) fn accepted_by_archive(
    lines: &mut ArchivedLines,
    view: &mut HistoryView<'_>,
    from: Origin,
) -> Result<Accepted, ArchiveError> {
    let SourceSums { accepted: all, overlap, replaced, earlier, later, open } = view.source_sums(lines)?;
    Ok(Accepted { all, overlap, replaced, other_days: [earlier, later], open, ..Accepted::nothing(from) })
}

/// Exports of a report's days that came day after day beside others, and are missing in the archive.
fn missed_in_archive(job: &ReportJob, view: &HistoryView<'_>, after: u32) -> Vec<Finding> {
    let Some(period) = job.spec.selection.about().filter(|_| job.feeds.is_empty()) else { return Vec::new() };
    let mut feeds: BTreeMap<&str, Vec<NamedExport<'_>>> = BTreeMap::new();
    for export in view.exports().iter().filter(|export| export.intake <= after) {
        feeds.entry(&export.feed).or_default().extend(export.named(true));
    }
    let over = last_day_over(job.spec.made);
    let of_feed =
        |exports: Vec<NamedExport<'_>>| missed_exports(&exports, period.days(), over, |day| job.closed.contains(&day));
    feeds.into_values().flat_map(of_feed).map(|missed| missed.finding()).collect()
}

/// What the archive tells of the earlier periods that a report is set beside, as far as those are known, and the texts of
/// their codes where lines of them are shown.
fn earlier_in_archive(
    job: &ReportJob,
    view: &mut HistoryView<'_>,
    after: u32,
    known: &KnownDays,
) -> Result<(Vec<Earlier>, TextCounts), ArchiveError> {
    let (mut compared, mut texts) = (Vec::new(), TextCounts::default());
    for period in earlier::periods(&job.spec.selection).into_iter().filter(|period| known.has_all(*period)) {
        let mut lines = EarlierLines::new(job, period, &job.spec.tables);
        view.each_line(period, after, |line| lines.take(0, line))?;
        texts.merge(lines.texts);
        compared.push(lines.sum.finish(&job.spec.tables));
    }
    Ok((compared, texts))
}
