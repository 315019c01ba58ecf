//! `kasverslag deliver`: brings issued reports to those who want them, and tries again what did not arrive.

use super::Outcome;
use super::arguments::clock;
use super::cli::DeliverArgs;
use super::configuration::{Configuration, Environment};
use crate::archive::deliveries::FOLDER;
use crate::archive::lock::Lock;
use crate::config::Config;
use crate::control::desk_report::DeskReport;
use crate::delivery::Pass;
use crate::diagnostic::{Count, Diagnostic, ExitStatus, said};
use crate::domain::Severity;
use crate::domain::steering::visible;
use crate::failure::Failure;
use crate::issuing::metrics;
use crate::issuing::summary::{FILE as RUN_SUMMARY, RunSummary};
use crate::publish::make_folder;
use crate::report::language::Language;
use crate::reporting::templates;

/// Delivers what is new and what waits.
#[must_use]
pub fn deliver(args: &DeliverArgs, environment: &Environment, language: Language) -> Outcome {
    try_deliver(args, environment, language).unwrap_or_else(|failure| Outcome::of_errors(failure.diagnostics))
}

fn try_deliver(args: &DeliverArgs, environment: &Environment, language: Language) -> Result<Outcome, Failure> {
    let made = clock(args.now.as_deref(), environment.source_date_epoch.as_deref())?;
    let mut configuration = Configuration::read(&args.config, environment, false)?;
    let mut told = name_reports(&mut configuration.config);
    let config = &configuration.config;
    if config.delivery.targets.is_empty() {
        let what = "nobody is configured to whom reports go";
        return Err(Diagnostic::usage(what).hinted("write a [[deliver]] for each, with `to` or `folder`").into());
    }
    let last = RunSummary::read(&config.run.output).unwrap_or_else(|what| {
        let place = config.run.output.join(RUN_SUMMARY);
        told.push(
            Diagnostic::warning(format!(
                "what the last run ended with is not known, as its summary can't be read: {what}"
            ))
            .in_file(place),
        );
        None
    });
    let pass = Pass { config, made, last: last.as_ref() };
    let mut outcome = Outcome::default();
    if args.dry_run {
        let (lines, notices) = pass.plan()?;
        outcome.output = lines.iter().map(|line| visible(&said(line, language)).into_owned() + "\n").collect();
        told.extend(notices);
    } else {
        let folder = config.run.archive.join(FOLDER);
        make_folder(&folder, config.run.modes)?;
        let holder = format!("process {}, which delivers", std::process::id());
        let _lock = Lock::take(&folder, &holder, config.run.modes)?;
        let done = pass.deliver()?;
        done.files.iter().for_each(|path| outcome.wrote(path));
        if let Some(path) = &config.run.metrics {
            metrics::publish_deliveries(path, done.waiting)?;
        }
        told.extend(done.diagnostics);
        let mails = format!("{} handed over", Count(done.mails, "mail"));
        let files = format!("{} put into folders", Count(done.files.len() as u64, "file"));
        let mut parts = vec![mails, files];
        if done.waiting > 0 {
            parts.push(format!("{} waiting", Count(done.waiting, "delivery")));
        }
        let is_news = done.mails + done.waiting > 0 || !done.files.is_empty();
        outcome.summary = is_news.then(|| parts.join(", "));
    }
    outcome.diagnostics = configuration.told_with(told);
    Ok(outcome)
}

/// Writes the names of the reports that targets want in the place of their titles; told is what is none, and what nobody
/// will ever get.
fn name_reports(config: &mut Config) -> Vec<Diagnostic> {
    let mut targets = std::mem::take(&mut config.delivery.targets);
    let mut told = Vec::new();
    for report in targets.iter_mut().flat_map(|target| &mut target.reports) {
        match templates::named(report, config) {
            Some(name) => *report = name,
            None if DeskReport::of_name(report).is_some() => {}
            None => told.extend(templates::template_text(report, config).err()),
        }
    }
    config.delivery.targets = targets;
    // The others get theirs nonetheless.
    let warned = |mistake: Diagnostic| Diagnostic { severity: Severity::Warning, status: ExitStatus::Done, ..mistake };
    told.into_iter().map(warned).collect()
}
