//! What reports on demand say of counted drawers: counts are read from their files, what had to be there from exports.

use std::path::{Path, PathBuf};

use super::cli::ReportArgs;
use super::desk_input::{booked, configured, covered};
use crate::config::Config;
use crate::config::control::ControlSettings;
use crate::control::channel::ChannelKind;
use crate::control::count_lines::count_lines;
use crate::control::drawer::drawers;
use crate::control::running_sums::RunningSums;
use crate::diagnostic::{self, Diagnostic, ExitStatus};
use crate::domain::{Institution, Severity, last_day_over};
use crate::failure::Failure;
use crate::reporting::job::ReportJob;
use crate::reporting::shown_counts::ShownCounts;
use crate::witness::WitnessKind;
use crate::witness::file::{Paths, WitnessPath, read};
use crate::witness::gathered::{Gathered, WitnessFile};
use crate::witness::reading;

/// The files of counts beside exports, and the exports.
#[derive(Debug)]
pub(super) struct CountFiles<'c> {
    institution: Institution,
    settings: &'c ControlSettings,
    counts: Vec<(String, WitnessPath)>,
    /// The exports.
    pub(super) exports: Vec<PathBuf>,
}

impl<'c> CountFiles<'c> {
    /// The counts that the configuration names and those that are given beside exports; `None` where the library of the
    /// reports counts no drawers, or no report shows counts.
    ///
    /// # Errors
    /// When a pattern can't be looked for.
    pub(super) fn of(args: &ReportArgs, jobs: &[ReportJob], config: &'c Config) -> Result<Option<Self>, Failure> {
        let job = jobs.iter().find(|job| job.shows_counts());
        let Some(institution) = job.and_then(|job| job.spec.selection.one_institution()) else { return Ok(None) };
        let is_cash =
            |settings: &&ControlSettings| settings.channels.iter().any(|channel| channel.kind == ChannelKind::Cash);
        let Some(settings) = config.control.get(&institution).filter(is_cash) else { return Ok(None) };
        let Paths { witnesses, others, .. } =
            Paths::told_apart(&args.input, None, !config.profiles.is_empty(), &config.payment_profiles);
        let mut counts = configured(settings)?;
        counts.extend(witnesses.into_iter().map(|given| (given.kind.name().to_owned(), given)));
        counts.retain(|(_, given)| given.kind == WitnessKind::Count);
        let exports = if others.is_empty() { args.input.clone() } else { others };
        Ok((!counts.is_empty()).then_some(Self { institution, settings, counts, exports }))
    }

    /// What a report says of the drawers. A count that can't be read is told, and the others hold.
    #[must_use]
    pub(super) fn shown(
        &self,
        job: &ReportJob,
        config: &Config,
        told: &mut Vec<Diagnostic>,
        is_strict: bool,
    ) -> ShownCounts {
        let Some(period) = job.spec.selection.period.filter(|_| job.shows_counts()) else {
            return ShownCounts::default();
        };
        let mut wrong = Vec::new();
        let mut files = Vec::new();
        for (name, WitnessPath { path, kind }) in &self.counts {
            match read(path) {
                Ok(file) => {
                    let reading = reading::read(*kind, &file.bytes, &[]);
                    wrong.extend(reading.faults.iter().map(|fault| diagnostic::of_witness_fault(path, fault)));
                    let file = path.display().to_string();
                    let over = last_day_over(job.spec.made);
                    files.push(WitnessFile { name: name.clone(), kind: *kind, file, reading, over });
                }
                Err(error) => wrong.push(diagnostic::of_unreadable_witness(path, &error)),
            }
        }
        files.retain(|file| file.reading.faults.is_empty());
        let (gathered, faults) = Gathered::of(&files);
        let of_fault = |(at, fault): &(usize, crate::witness::Fault)| {
            diagnostic::of_witness_fault(Path::new(&files[*at].file), fault)
        };
        wrong.extend(faults.iter().map(of_fault));
        let judged = |fault: Diagnostic| {
            if is_strict {
                return fault;
            }
            Diagnostic { severity: Severity::Warning, status: ExitStatus::Done, ..fault }
        };
        told.extend(diagnostic::bounded(wrong).into_iter().map(judged));
        // What refused records leave out can't be computed: then nobody knows what had to be there.
        let (known, booked) = match booked(&self.exports, (self.institution, last_day_over(job.spec.made)), config) {
            Ok((intake, booked)) => (covered(&intake, config.run.library(self.institution), &config.tables), booked),
            Err(_) => Default::default(),
        };
        let handed_over = self.settings.recipe().hand_overs(&config.tables);
        let of = (&*config.tables, self.institution);
        let sums = RunningSums::of(&self.settings.channels, of, (&known, &booked.lines), &handed_over);
        ShownCounts::of(count_lines(drawers(of, (&known, &gathered.counts), &sums), period))
    }
}
