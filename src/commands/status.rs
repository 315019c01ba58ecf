//! `kasverslag status`: whether last night ran, and what is known of each library.

use std::path::Path;

use chrono::{DateTime, TimeZone};
use chrono_tz::Europe::Brussels;
use chrono_tz::Tz;
use serde::Serialize;

use super::arguments;
use super::cli::{StatusArgs, StatusFormat};
use super::configuration::{Configuration, Environment};
use super::nightly::chosen;
use super::outcome::Outcome;
use crate::archive::{REGISTER, Register};
use crate::config::libraries::LibrarySettings;
use crate::delivery::waiting::{WaitingParcel, waiting};
use crate::diagnostic::{Count, ExitStatus, messages, said};
use crate::domain::steering::{escaped_in_json, visible};
use crate::failure::Failure;
use crate::issuing::nights::{NightOfLibrary, NightRecord};
use crate::report::language::Language;

/// A night is missed when the last one ended so long ago, in hours.
const MOST_HOURS: i64 = 36;

/// A delivery is late when it waits so long, in days.
const MOST_DAYS_UNDELIVERED: i64 = 7;

/// How a library is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
enum Health {
    /// Last night ran, and all was well.
    Fresh,
    /// Last night told of something, or nothing ran.
    Stale,
    /// Its register can't be read.
    Unreadable,
}

/// What is known of a library.
#[derive(Clone, Debug, Serialize)]
struct LibraryStatus {
    library: String,
    health: Health,
    /// Why it is not fresh.
    why: Vec<String>,
    /// When its last night ended.
    last_night: Option<String>,
    /// How that ended, as an exit status.
    last_status: Option<u8>,
    last_covered_day: Option<String>,
    missing_days: usize,
    waiting_exports: usize,
    refused_exports: usize,
    refused_witnesses: usize,
    desk_matters: usize,
    /// Issued reports that no longer hold and can't be replaced.
    unreplaced_reports: Vec<String>,
    last_number: Option<String>,
    /// How many deliveries about it wait.
    undelivered: usize,
    /// Since when the oldest of them waits.
    undelivered_since: Option<String>,
    /// Why it did not arrive.
    undelivered_error: Option<String>,
    chain: Option<String>,
}

/// Tells how the libraries are; 1 when one is stale, 3 when one can't be looked at.
#[must_use]
pub fn status(args: &StatusArgs, environment: &Environment, language: Language) -> Outcome {
    let told = look(args, environment);
    match (told, args.format) {
        (Ok(libraries), StatusFormat::Text) => outcome(&libraries, text(&libraries, language)),
        (Ok(libraries), StatusFormat::Json) => {
            let json = serde_json::to_string_pretty(&libraries).unwrap_or_default();
            outcome(&libraries, format!("{}\n", escaped_in_json(&json)))
        }
        (Ok(libraries), StatusFormat::Nagios) => nagios(&libraries),
        // Whatever else goes wrong, a monitor reads one line.
        (Err(failure), StatusFormat::Nagios) => {
            let first = messages(&failure.diagnostics).pop().map(|message| message.line()).unwrap_or_default();
            Outcome { output: format!("KASVERSLAG UNKNOWN - {first}\n"), exit: Some(3), ..Outcome::default() }
        }
        (Err(failure), _) => Outcome::of_errors(failure.diagnostics),
    }
}

fn look(args: &StatusArgs, environment: &Environment) -> Result<Vec<LibraryStatus>, Failure> {
    let now = arguments::clock(args.now.as_deref(), environment.source_date_epoch.as_deref())?;
    let Configuration { config, path, .. } = Configuration::read(&args.config, environment, false)?;
    let place = path.ok_or_else(|| {
        let what = "`status` needs a configuration, and there is none";
        Failure::from(Configuration::lacking(what, &args.config, environment))
    })?;
    let libraries = chosen(&args.library, &config.run, &place)?;
    let nights = NightRecord::read(&config.run.archive);
    let waiting = waiting(&config.run)?;
    let of = |library| of_library(library, &config.run.archive, &nights, &waiting, now);
    Ok(libraries.iter().map(of).collect())
}

fn of_library(
    settings: &LibrarySettings,
    archive: &Path,
    nights: &[NightRecord],
    waiting: &[WaitingParcel],
    now: DateTime<Tz>,
) -> LibraryStatus {
    let library = settings.institution.to_string();
    let waiting: Vec<&WaitingParcel> = waiting.iter().filter(|parcel| parcel.libraries.contains(&library)).collect();
    let last = nights.iter().rev().find_map(|night| {
        let own = night.libraries.iter().find(|own| own.library == library)?;
        Some((night.ended, own))
    });
    let ended = last.and_then(|(ended, _)| Brussels.timestamp_opt(ended, 0).single());
    let mut told = LibraryStatus {
        health: Health::Fresh,
        why: Vec::new(),
        last_night: ended.map(|ended| ended.to_rfc3339()),
        last_status: last.map(|(_, night)| night.status),
        last_covered_day: None,
        missing_days: last.map_or(0, |(_, night)| night.missing),
        waiting_exports: last.map_or(0, |(_, night)| night.waiting),
        refused_exports: last.map_or(0, |(_, night)| night.refused),
        refused_witnesses: last.map_or(0, |(_, night)| night.refused_witnesses),
        desk_matters: last.map_or(0, |(_, night)| night.desk_matters),
        unreplaced_reports: Vec::new(),
        last_number: None,
        undelivered: waiting.len(),
        undelivered_since: waiting.first().map(|parcel| parcel.since.clone()),
        undelivered_error: waiting
            .iter()
            .find_map(|parcel| Some(format!("{}: {}", parcel.target, parcel.error.as_ref()?))),
        chain: None,
        library,
    };
    told.why.extend(why(last.map(|(_, night)| night), ended, now));
    told.why.extend(waiting.first().and_then(|oldest| late(oldest, now)));
    let folder = archive.join(&told.library);
    if folder.join(REGISTER).exists()
        && let Err(failure) = told.read_register(settings, &folder)
    {
        told.health = Health::Unreadable;
        told.why.extend(messages(&failure.diagnostics).iter().map(crate::diagnostic::Message::line));
        return told;
    }
    told.health = if told.why.is_empty() { Health::Fresh } else { Health::Stale };
    told
}

/// Why a library is not fresh, by its last night.
fn why(night: Option<&NightOfLibrary>, ended: Option<DateTime<Tz>>, now: DateTime<Tz>) -> Vec<String> {
    let (Some(night), Some(ended)) = (night, ended) else { return vec!["no night has been recorded".to_owned()] };
    let mut why = Vec::new();
    let hours = now.signed_duration_since(ended).num_hours();
    if hours > MOST_HOURS {
        why.push(format!("nothing has run for {}", Count(hours.unsigned_abs() / 24, "day")));
    }
    if night.refused > 0 {
        why.push(format!("{} refused", Count(night.refused as u64, "export")));
    }
    if night.refused_witnesses > 0 {
        why.push(format!("{} refused", Count(night.refused_witnesses as u64, "witness file")));
    }
    if night.status != 0 && night.refused == 0 && night.refused_witnesses == 0 {
        why.push(format!("the last night ended with status {}", night.status));
    }
    why
}

/// Why somebody has to look at a delivery that waits.
fn late(parcel: &WaitingParcel, now: DateTime<Tz>) -> Option<String> {
    let since = DateTime::parse_from_rfc3339(&parcel.since).ok()?;
    let days = now.signed_duration_since(since).num_days();
    (days >= MOST_DAYS_UNDELIVERED)
        .then(|| format!("a delivery to `{}` has waited for {}", parcel.target, Count(days.unsigned_abs(), "day")))
}

impl LibraryStatus {
    /// What somebody has to look at; nothing when all is well.
    fn troubles(&self) -> Vec<&str> {
        let waits = (self.health == Health::Fresh && self.undelivered_error.is_some()).then_some(NOT_ARRIVED);
        self.why.iter().map(String::as_str).chain(waits).collect()
    }

    fn read_register(&mut self, settings: &LibrarySettings, folder: &Path) -> Result<(), Failure> {
        let register = Register::open_to_read(folder)?;
        let coverage = register.coverage()?.of_all(&settings.feed_days());
        self.last_covered_day = coverage.last().map(|day| day.to_string());
        self.unreplaced_reports = register.unreplaced()?.into_keys().collect();
        if !self.unreplaced_reports.is_empty() {
            let count = Count(self.unreplaced_reports.len() as u64, "issued report");
            self.why.push(format!("{count} without a new version that is due: {}", self.unreplaced_reports.join(", ")));
        }
        let last = register.reports()?.pop();
        self.chain = last.as_ref().map(|report| report.record.clone());
        self.last_number = last.map(|report| report.number);
        Ok(())
    }
}

/// The outcome by the worst of the libraries.
fn outcome(libraries: &[LibraryStatus], output: String) -> Outcome {
    let worst = libraries.iter().map(|library| library.health).max();
    let exit = match worst {
        Some(Health::Stale) => Some(ExitStatus::Refused as u8),
        Some(Health::Unreadable) => Some(ExitStatus::Environment as u8),
        Some(Health::Fresh) | None => None,
    };
    Outcome { output, exit, ..Outcome::default() }
}

/// What is told while a delivery was tried and did not arrive, until it is late.
const NOT_ARRIVED: &str = "all is well, but a delivery has not arrived";

/// How wide the names of figures are.
const NAME_WIDTH: usize = 24;

fn text(libraries: &[LibraryStatus], language: Language) -> String {
    let or_none = |text: &Option<String>| text.clone().unwrap_or_else(|| said("none", language));
    let mut told = String::new();
    for library in libraries {
        let troubles = library.troubles();
        let health: Vec<String> = match troubles[..] {
            [] => vec![said("all is well", language)],
            _ => troubles.iter().map(|trouble| said(trouble, language)).collect(),
        };
        told += &format!("{}: {}\n", library.library, visible(&health.join("; ")));
        let night = match (&library.last_night, library.last_status) {
            (Some(night), Some(status)) => said(&format!("{night}, status {status}"), language),
            (night, _) => or_none(night),
        };
        let exports = format!("{} refused, {} waiting", library.refused_exports, library.waiting_exports);
        let figures = [
            ("last night", night),
            ("last covered day", or_none(&library.last_covered_day)),
            ("missing days", library.missing_days.to_string()),
            ("exports", said(&exports, language)),
            ("open at the desk", library.desk_matters.to_string()),
            ("last number", or_none(&library.last_number)),
            ("chain", or_none(&library.chain)),
            ("deliveries", deliveries(library, language)),
        ];
        for (name, figure) in figures {
            told += &format!("  {:<NAME_WIDTH$}{figure}\n", said(name, language));
        }
    }
    told
}

/// What waits to be delivered, since when and why.
fn deliveries(library: &LibraryStatus, language: Language) -> String {
    let Some(since) = &library.undelivered_since else { return said("none waiting", language) };
    let error = library.undelivered_error.iter().map(|error| format!("; {}", visible(&said(error, language))));
    said(&format!("{} waiting since {since}", library.undelivered), language) + &error.collect::<String>()
}

/// One line as monitors want it, and their exit status: 0 well, 1 warning, 2 critical, 3 unknown.
fn nagios(libraries: &[LibraryStatus]) -> Outcome {
    let worst = libraries.iter().map(|library| library.health).max();
    let of = |library: &LibraryStatus| {
        let troubles = library.troubles();
        (!troubles.is_empty()).then(|| format!("{}: {}", library.library, troubles.join(", ")))
    };
    let troubles: Vec<String> = libraries.iter().filter_map(of).collect();
    let (word, exit) = match worst {
        Some(Health::Fresh) if !troubles.is_empty() => ("WARNING", 1),
        Some(Health::Fresh) => ("OK", 0),
        Some(Health::Stale) => ("CRITICAL", 2),
        Some(Health::Unreadable) | None => ("UNKNOWN", 3),
    };
    let told =
        if troubles.is_empty() { Count(libraries.len() as u64, "library").to_string() } else { troubles.join("; ") };
    let sum = |of: fn(&LibraryStatus) -> usize| libraries.iter().map(of).sum::<usize>();
    let (missing, refused) = (sum(|library| library.missing_days), sum(|library| library.refused_exports));
    // A bar begins the figures, so that no text may hold one.
    let told = visible(&told).replace('|', "/");
    let output = format!("KASVERSLAG {word} - {told} | missing_days={missing} exports_refused={refused}\n");
    Outcome { output, exit: Some(exit), ..Outcome::default() }
}
