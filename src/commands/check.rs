//! `kasverslag check`: reads exports and witnesses and tells every fault; writes nothing.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate};
use chrono_tz::Tz;

use super::arguments;
use super::cli::CheckArgs;
use super::configuration::{Configuration, Environment};
use super::desk_input::configured;
use super::outcome::Outcome;
use crate::config::Config;
use crate::config::control::of_no_channel;
use crate::control::channel::Channel;
use crate::control::witness_findings::of_no_channel_has;
use crate::diagnostic::{self, Diagnostic};
use crate::domain::{Daybook, DeskFinding, DeskMatter, Finding, Institution, Money, last_day_over};
use crate::failure::Failure;
use crate::ingest::{Intake, Profile};
use crate::report::needs::Needs;
use crate::report::selection::Selection;
use crate::reporting::source::{FileLines, ReadFrom};
use crate::witness::Fault;
use crate::witness::file::{Paths, WitnessPath, read};
use crate::witness::gathered::{Gathered, WitnessFile};
use crate::witness::payments::Payment;
use crate::witness::reading::{self, WitnessReading};

/// Reads exports and witnesses and tells every fault; writes nothing.
#[must_use]
pub fn check(args: &CheckArgs, environment: &Environment) -> Outcome {
    let now = match arguments::clock(args.now.as_deref(), environment.source_date_epoch.as_deref()) {
        Ok(now) => now,
        Err(error) => return Outcome::of_errors(vec![error]),
    };
    let configuration = match Configuration::read(&args.config, environment, false) {
        Ok(configuration) => configuration,
        Err(failure) => return Outcome::of_errors(failure.diagnostics),
    };
    let config = &configuration.config;
    let Paths { witnesses, others, passed_over } =
        Paths::told_apart(&args.paths, args.kind, !config.profiles.is_empty(), &config.payment_profiles);
    let passed_over = passed_over.into_iter().map(|file| Finding::PassedOver { file });
    let mut diagnostics: Vec<Diagnostic> = passed_over.map(|finding| diagnostic::of_finding(&finding, false)).collect();
    if !others.is_empty() {
        match exports(&others, config, now.date_naive()) {
            Ok(told) => diagnostics.extend(told),
            Err(failure) => diagnostics.extend(failure.diagnostics),
        }
    }
    diagnostics.extend(diagnostic::bounded(faults(&witnesses, config, now)));
    Outcome::of_errors(configuration.told_with(diagnostics))
}

/// What there is to tell of exports.
fn exports(paths: &[PathBuf], config: &Config, today: NaiveDate) -> Result<Vec<Diagnostic>, Failure> {
    look(paths, config, today).map(|(_, told)| told)
}

/// What exports are, and what there is to tell of them.
///
/// # Errors
/// When none can be found.
pub(super) fn look(
    paths: &[PathBuf],
    config: &Config,
    today: NaiveDate,
) -> Result<(Arc<Intake>, Vec<Diagnostic>), Failure> {
    let needs = [Needs::of_sums(&Selection::everything())];
    let is_own = |institution: &Institution| config.libraries.is_empty() || config.libraries.contains(institution);
    let shows =
        |institution, manager: Option<Institution>| is_own(&institution) || manager.as_ref().is_some_and(is_own);
    let from = ReadFrom { config, directory: config.run.directory(&[]), today, shows: Some(&shows) };
    let FileLines { intake, sums } = FileLines::read(paths, &needs, false, &from)?;
    let mut diagnostics = diagnostic::of_files(&intake.files);
    let found = sums.iter().flat_map(|sums| sums.tally.findings());
    let is_unused = |profile: &&Profile| intake.files.iter().all(|file| !profile.is_for(&file.name));
    let unused = config.profiles.iter().filter(|profile| !profile.files.is_empty()).filter(is_unused);
    let unused = unused.map(|profile| Finding::UnusedProfile { profile: profile.name.clone() });
    let findings = intake.findings.iter().cloned().chain(found).chain(unused);
    diagnostics.extend(findings.map(|finding| diagnostic::of_finding(&finding, false)));
    Ok((intake, diagnostics))
}

/// Counts of days to come; and counts and slips of drawers that no channel of the configuration has, where it has any.
fn strays<'r>(
    reading: &'r WitnessReading,
    config: &Config,
    today: NaiveDate,
) -> impl Iterator<Item = Finding> + use<'r> {
    let channels: Vec<_> = config.control.values().flat_map(|desk| &desk.channels).collect();
    let known: BTreeSet<Daybook> = channels.iter().flat_map(|channel| &channel.daybooks).copied().collect();
    let has_channels = !channels.is_empty();
    let counts = reading.counts.iter().map(|count| (count.drawer, count.day, count.counted()));
    let slips = reading.slips.iter().flat_map(|slip| &slip.hand_overs);
    let carried = slips.map(|one| (one.drawer, one.day, one.cents));
    counts.map(move |count| (count, true)).chain(carried.map(|carried| (carried, false))).filter_map(
        move |((drawer, day, cents), is_count)| {
            let matter = if is_count && day > today {
                DeskMatter::DayToCome
            } else if has_channels && !known.contains(&drawer) {
                DeskMatter::NoDrawer
            } else {
                return None;
            };
            let amount = Some(Money::from_cents(cents));
            Some(Finding::Desk(DeskFinding { matter, of: drawer.to_string(), day: Some(day), amount }))
        },
    )
}

/// What is wrong with witnesses, and between them: statements of an account, slips, counts, what was matched by hand.
fn faults(witnesses: &[WitnessPath], config: &Config, now: DateTime<Tz>) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let over = last_day_over(now);
    let mut files: Vec<WitnessFile> = Vec::new();
    let named: Vec<(String, WitnessPath)> =
        config.control.values().flat_map(|desk| configured(desk).unwrap_or_default()).collect();
    for WitnessPath { path, kind } in witnesses {
        let bytes = match read(path) {
            Ok(file) => file.bytes,
            Err(error) => {
                diagnostics.push(diagnostic::of_unreadable_witness(path, &error));
                continue;
            }
        };
        let mut reading = reading::read(*kind, &bytes, &config.payment_profiles);
        let channels = config.control.values().flat_map(|desk| &desk.channels);
        reading.faults.extend(of_no_channel(channels, &reading.statements));
        let is_own = |library| config.control.is_empty() || config.control.contains_key(&library);
        reading.faults.extend(reading.of_other_libraries(is_own));
        reading.faults.extend(reading.of_times_to_come(now.naive_local()));
        diagnostics.extend(reading.faults.iter().map(|fault| diagnostic::of_witness_fault(path, fault)));
        let is_this = |other: &&(String, WitnessPath)| other.1.path.canonicalize().ok() == path.canonicalize().ok();
        let name = named.iter().find(is_this).map(|(name, _)| name.clone());
        let strays = strays(&reading, config, now.date_naive());
        let strays = strays.chain(of_no_contract(name.as_deref().unwrap_or(kind.name()), &reading, config));
        diagnostics.extend(strays.map(|stray| diagnostic::of_finding(&stray, false).in_file(path)));
        if reading.faults.is_empty() {
            let file = path.display().to_string();
            // Of files that no configuration names nobody knows whether one provider made them.
            let name = name.unwrap_or_else(|| file.clone());
            files.push(WitnessFile { name, kind: *kind, file, reading, over });
        }
    }
    let (gathered, between) = Gathered::of(&files);
    let told = |(at, fault): &(usize, Fault)| diagnostic::of_witness_fault(Path::new(&files[*at].file), fault);
    diagnostics.extend(between.iter().map(told));
    let apart = gathered.disagreements.into_iter().map(Finding::Desk);
    diagnostics.extend(apart.map(|finding| diagnostic::of_finding(&finding, false)));
    diagnostics
}

/// Payments at terminals, or of contracts, that no channel of the configuration has, where it has any.
fn of_no_contract(name: &str, reading: &WitnessReading, config: &Config) -> Vec<Finding> {
    let channels: Vec<&Channel> = config.control.values().flat_map(|desk| &desk.channels).collect();
    if channels.is_empty() {
        return Vec::new();
    }
    let payments: Vec<&Payment> = reading.payments.iter().collect();
    let is_own = |contract: &str| channels.iter().any(|channel| channel.has_contract(contract));
    of_no_channel_has(name, &payments, is_own).into_iter().map(Finding::Desk).collect()
}
