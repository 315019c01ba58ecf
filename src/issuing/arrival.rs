//! A library's new exports: found, read, and taken into its archive.

use std::collections::{BTreeSet, HashSet};

use chrono::Days;

use super::feed_trouble::{of_clash, of_other_feed, unnamed_feeds};
use super::found_exports::{found, read_one};
use super::night::Nightly;
use super::own_exports::{OwnExports, finders};
use super::summary::{ExportSummary, LibrarySummary};
use crate::archive::take_in::AcceptedExport;
use crate::archive::{ArchiveError, Clash, Feeds, LineSpool, Register, WaitingLines};
use crate::config::Config;
use crate::config::libraries::{LibrarySettings, ReportedDays};
use crate::diagnostic::{self, Count, Diagnostic, ExitStatus};
use crate::domain::known_days::DayRun;
use crate::domain::{Finding, Institution, NotTakenIn};
use crate::ingest::file_reading::FileReading;
use crate::ingest::name_days::NameDays;
use crate::ingest::source::{ExportPath, SourceError, sha256_of};
use crate::ingest::{InputFile, NotOfOneFeed};
use crate::publish;
use crate::report::template::InstitutionScope;
use crate::reporting::rejects::reject_files;
use crate::reporting::strays::World;
use crate::reporting::templates;

/// What became of the files that were there.
pub(super) struct Arrivals {
    /// Whether an export was refused.
    pub(super) is_any_refused: bool,
    /// The files of which no line came in.
    pub(super) not_taken_in: Vec<Finding>,
}

/// Takes in new exports in their order, those of each feed up to the first that is refused: the feed's others behind it
/// wait, since it may hold what they change.
///
/// # Errors
/// When something can't be read or written.
#[expect(clippy::too_many_lines, reason = "an export from what it is to what came of it")]
pub(super) fn take_in(
    nightly: &Nightly<'_>,
    library: &LibrarySettings,
    register: &mut Register,
    summary: &mut LibrarySummary,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Arrivals, Vec<Diagnostic>> {
    let archived = |error: ArchiveError| diagnostic::of_archive_error(&error);
    let mut known = register.exports().map_err(archived)?;
    let mut feeds = Feeds::of(&known);
    let (files, profiles) = (library.files(), &nightly.config.profiles);
    diagnostics.extend(unnamed_feeds(library, &feeds, profiles));
    let mut blocked: BTreeSet<String> = BTreeSet::new();
    let (mut not_taken_in, mut beside) = (Vec::new(), Vec::new());
    let waiting = found(nightly, library, &mut beside, diagnostics);
    let mut own = OwnExports::of(nightly, library, register.folder(), &known);
    for export in &waiting {
        let unreadable = |error| archived(ArchiveError::Source(error));
        if nightly.own.has(export) {
            diagnostics.push(diagnostic::of_finding(&Finding::OwnOutput { file: export.name.clone() }, false));
            continue;
        }
        let days_in_name = NameDays::of(&export.name).told(library.day_in_name);
        let not_taken = |why, days| Finding::NotTakenIn { file: export.name.clone(), why, days };
        let of = match files.feed_of(&export.path, profiles) {
            Ok(of) => of,
            Err(NotOfOneFeed::NoFeed) => {
                let finding = not_taken(NotTakenIn::NoFeed, days_in_name);
                diagnostics.push(diagnostic::of_finding(&finding, nightly.strict));
                not_taken_in.push(finding);
                continue;
            }
            Err(NotOfOneFeed::SeveralFeeds(several)) => {
                summary.refused.push(export.name.clone());
                not_taken_in.push(not_taken(NotTakenIn::SeveralFeeds, days_in_name));
                blocked.extend(several.iter().cloned());
                diagnostics.push(diagnostic::of_several_feeds(&export.name, &several));
                continue;
            }
        };
        let feed = of.name.as_str();
        let sha256 = sha256_of(export).map_err(unreadable)?;
        if feeds.know(feed, &export.name, &sha256) {
            summary.known_exports += 1;
            continue;
        }
        if blocked.contains(feed) {
            not_taken_in.push(not_taken(NotTakenIn::Waits, days_in_name));
            continue;
        }
        let mut refused = |diagnostic: Diagnostic, summary: &mut LibrarySummary, diagnostics: &mut Vec<Diagnostic>| {
            summary.refused.push(export.name.clone());
            blocked.insert(feed.to_owned());
            diagnostics.push(diagnostic);
        };
        if let Some(other) = feeds.other_with(feed, &sha256) {
            let why = format!("its bytes came in before, as an export of the feed `{other}`");
            not_taken_in.push(not_taken(NotTakenIn::Clash, days_in_name));
            refused(of_other_feed(library, &export.name, feed, other, &why), summary, diagnostics);
            continue;
        }
        let reading = read_one(export, library, profiles, register.folder())?;
        if reading.file.sha256.as_ref() != Some(&sha256) {
            return Err(unreadable(SourceError::Changed(export.path.clone())));
        }
        // What lies wholly behind the last complete day is not there yet: `--date` works as on that night.
        let first = days_in_name.map(|(first, _)| first).or_else(|| reading.days.settled().next());
        if !reading.file.is_refused() && first.is_some_and(|first| first > nightly.date) {
            summary.waiting_exports += 1;
            let of_lines = reading.days.settled().next().zip(reading.days.settled().last());
            let is_to_come = first.is_some_and(|first| first > nightly.made.date_naive());
            let why = if is_to_come { NotTakenIn::DayToCome } else { NotTakenIn::LaterDay };
            // A wrong day in its name hides lines of other days.
            let finding = not_taken(why, of_lines.or(days_in_name));
            diagnostics.push(diagnostic::of_finding(&finding, nightly.strict));
            not_taken_in.extend(is_to_come.then_some(finding));
            continue;
        }
        if reading.file.is_refused() {
            let why = match reading.file.rejects.count() {
                0 => NotTakenIn::Unusable,
                records => NotTakenIn::Records(records),
            };
            not_taken_in.push(not_taken(why, days_in_name));
            let told = of_refused(nightly, library, reading, diagnostics);
            refused(told, summary, diagnostics);
            continue;
        }
        let days = days_in_name.map_or_else(|| library.files().days_of_lines(&reading.days), |days| Ok(Some(days)));
        let mut found = reading.findings.clone();
        let days = days.unwrap_or_else(|untold| {
            found.push(untold.finding(export.name.clone()));
            None
        });
        // Another library's file never makes a day known.
        let days = if own.tells(export, &of, &reading.file, &waiting)? { days } else { None };
        found.extend(strays(nightly, library, &reading.file, days_in_name));
        diagnostics.extend(found.iter().map(|finding| told(finding, nightly.strict)));
        let none_beside = WaitingLines::default();
        let accepted = AcceptedExport {
            feed,
            profile: reading.file.profile.as_deref().unwrap_or_default(),
            name: &export.name,
            sha256: &sha256,
            bytes: reading.bytes,
            is_configured: of.is_configured,
            mode: of.mode.unwrap_or(library.mode),
            days,
            last_told: reading.days.last(nightly.made.date_naive()),
            blank: reading.file.blank,
            lines: &reading.gathered,
            findings: &found,
            beside: &none_beside,
        };
        // Today is not over, whatever `--date` says.
        let complete_to = nightly.made.date_naive() - Days::new(1);
        let made = nightly.made.fixed_offset();
        let mut taken = register.take_in(accepted, &mut feeds, made, complete_to).map_err(archived)?;
        if let Err(Clash::Noughts { plain, .. }) = &taken {
            let is_beside = |other: &&ExportPath| other.path != export.path;
            let others = waiting.iter().filter(is_beside);
            let mut beside = lines_beside(nightly, library, register, &feeds, (feed, plain), others)?;
            beside.note(feed, &reading.gathered, plain).map_err(archived)?;
            let accepted = AcceptedExport { beside: &beside, ..accepted };
            taken = register.take_in(accepted, &mut feeds, made, complete_to).map_err(archived)?;
        }
        let taken = match taken {
            Ok(taken) => taken,
            Err(clash @ Clash::OtherSeries { .. }) => {
                // What came in of the same days is not all of them: no report may say so.
                summary.refused.push(export.name.clone());
                return Err(vec![of_clash(library, &export.name, feed, &clash, &known)]);
            }
            Err(clash) => {
                not_taken_in.push(not_taken(NotTakenIn::Clash, days_in_name));
                refused(of_clash(library, &export.name, feed, &clash, &known), summary, diagnostics);
                continue;
            }
        };
        known.push(taken.export.clone());
        diagnostics.extend(taken.findings.iter().map(|finding| told(finding, nightly.strict)));
        summary.exports.push(ExportSummary::of(&taken.export));
    }
    not_taken_in.extend(beside);
    Ok(Arrivals { is_any_refused: !blocked.is_empty(), not_taken_in })
}

/// The lines that other exports of a feed, which are there and not in its archive, have with ids in doubt. Those that can't
/// be read are told in their turn.
fn lines_beside<'e>(
    nightly: &Nightly<'_>,
    library: &LibrarySettings,
    register: &Register,
    feeds: &Feeds,
    (feed, plain): (&str, &HashSet<String>),
    exports: impl Iterator<Item = &'e ExportPath>,
) -> Result<WaitingLines, Vec<Diagnostic>> {
    let (files, profiles) = (library.files(), &nightly.config.profiles);
    let mut lines = WaitingLines::default();
    for export in exports.filter(|export| !nightly.own.has(export)) {
        let is_of_feed = files.feed_of(&export.path, profiles).is_ok_and(|of| of.name == feed);
        let is_known = |sha256: &String| feeds.know(feed, &export.name, sha256);
        if !is_of_feed || sha256_of(export).as_ref().map_or(true, is_known) {
            continue;
        }
        let Ok(reading) = read_one(export, library, profiles, register.folder()) else { continue };
        let first = NameDays::of(&export.name).told(library.day_in_name).map(|(first, _)| first);
        let is_to_come = first.or_else(|| reading.days.settled().next()).is_some_and(|first| first > nightly.date);
        if !reading.file.is_refused() && !is_to_come {
            let noted = lines.note(feed, &reading.gathered, plain);
            noted.map_err(|error| diagnostic::of_archive_error(&error))?;
        }
    }
    Ok(lines)
}

/// A finding of an export, as the user is told.
fn told(finding: &Finding, strict: bool) -> Diagnostic {
    let told = diagnostic::of_finding(finding, strict);
    match finding {
        Finding::DatedBackAlone { .. } => told.hinted(
            "a name that tells its days, such as dagboek_2026-11-01_2026-11-30.csv, says so: the same bytes under such a \
             name come in anew",
        ),
        Finding::DaysNotTold { .. } => told.hinted(
            "is a day wrong in it? If not, give it a name that tells its days, such as \
             dagboek_2026-11-01_2026-11-30.csv: the same bytes under such a name come in anew",
        ),
        _ => told,
    }
}

/// What there is to tell of lines of an export that may be where nobody looks for them.
fn strays(
    nightly: &Nightly<'_>,
    library: &LibrarySettings,
    file: &InputFile,
    days_in_name: Option<DayRun>,
) -> Vec<Finding> {
    let Config { tables, libraries, .. } = nightly.config;
    let own = library.institution;
    let templates = library.reports.iter().filter_map(|report| templates::template(report, nightly.config).ok());
    let takes_all =
        templates.into_iter().any(|found| found.template.scope.institution.by(tables) == InstitutionScope::OwnDaybooks);
    // What lies where other libraries look too is shown by them.
    let others: BTreeSet<Institution> = finders(nightly, library, &file.path).map(|other| other.institution).collect();
    let is_shown_by = |library| library == own || others.contains(&library);
    let shows = |institution, manager: Option<Institution>| {
        is_shown_by(institution) || manager.is_some_and(is_shown_by) || (takes_all && manager.is_none())
    };
    let reported = [(own, ReportedDays { first: library.first_day, last: library.last_day })].into();
    let today = nightly.made.date_naive();
    World { tables, libraries, reported: &reported, today, shows: Some(&shows) }.strays(file, days_in_name)
}

/// Why an export is refused as a whole, with what is wrong in it before.
fn of_refused(
    nightly: &Nightly<'_>,
    library: &LibrarySettings,
    reading: FileReading<LineSpool>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Diagnostic {
    let name = reading.file.name.clone();
    let refused = reading.file.rejects.count();
    diagnostics.extend(diagnostic::of_files([&reading.file]));
    let why =
        if refused == 0 { "it can't be used".to_owned() } else { format!("{} refused", Count(refused, "record")) };
    let what = format!("{name} was not taken in: {why}");
    let mut hint = "mend or remove it; exports behind it wait until then".to_owned();
    if nightly.shadow.is_none() {
        let files = reject_files(&[reading.file], library.dialect);
        match publish::publish(&library.output, &files, nightly.config.run.modes) {
            Ok(paths) => hint = format!("{hint}. All faults are listed in {}", paths[0].display()),
            Err(error) => diagnostics.push(diagnostic::of_publish_error(&error)),
        }
    }
    Diagnostic::error(ExitStatus::Refused, what).hinted(hint)
}
