//! A library's new exports: found, read, and taken into its archive.

use chrono::{Days, NaiveDate};

use super::night::Nightly;
use super::summary::{ExportSummary, LibrarySummary};
use crate::archive::take_in::{AcceptedExport, TakenIn};
use crate::archive::{ArchiveError, ArchivedExport, Clash, Feeds, OtherNoughts, PutAside, Register, SharedIds};
use crate::config::Config;
use crate::config::libraries::LibrarySettings;
use crate::diagnostic::{self, Count, Diagnostic, ExitStatus, differences_in_english};
use crate::domain::known_days::DayRun;
use crate::domain::{Finding, Institution, Money};
use crate::ingest::columns::Columns;
use crate::ingest::export_name::ExportOrder;
use crate::ingest::file_reading::FileReading;
use crate::ingest::format::Format;
use crate::ingest::intake::told_by_hash;
use crate::ingest::line_days::{Gaps, LineDays};
use crate::ingest::name_days::NameDays;
use crate::ingest::profile::{self, Profile};
use crate::ingest::source::{ExportPath, SourceError, sha256_of};
use crate::ingest::{InputFile, Reader};
use crate::publish;
use crate::report::template::InstitutionScope;
use crate::reporting::rejects::reject_files;
use crate::reporting::strays::World;
use crate::reporting::templates;

/// How many days without a line an export whose name tells no days may have between its first and its last line: more,
/// and nobody can know whether it tells all of them.
const MOST_EMPTY_DAYS: usize = 10;

/// Takes in new exports in their order, up to the first that is refused: those behind it wait, since it may hold what
/// they change. Tells whether one was.
///
/// # Errors
/// When something can't be read or written.
pub(super) fn take_in(
    nightly: &Nightly<'_>,
    library: &LibrarySettings,
    register: &mut Register,
    summary: &mut LibrarySummary,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<bool, Vec<Diagnostic>> {
    let archived = |error: ArchiveError| diagnostic::of_archive_error(&error);
    let mut known = register.exports().map_err(archived)?;
    let mut feeds = Feeds::of(&known);
    diagnostics.extend(without_profile(&feeds, &nightly.config.profiles));
    for export in exports(library, diagnostics) {
        let unreadable = |error| archived(ArchiveError::Source(error));
        let feed = Profile::of_file(&nightly.config.profiles, &export.name).map_or(profile::BUILT_IN, |of| &of.name);
        let sha256 = sha256_of(&export).map_err(unreadable)?;
        if feeds.know(feed, &export.name, &sha256) {
            summary.known_exports += 1;
            continue;
        }
        if let Some(other) = feeds.other_with(feed, &sha256) {
            summary.refused.push(export.name.clone());
            let why = format!("its bytes came in before, as an export of the feed `{other}`");
            diagnostics.push(of_other_feed(&export.name, feed, other, &why));
            return Ok(true);
        }
        let reading = read_one(&export, &nightly.config.profiles)?;
        if reading.file.sha256.as_ref() != Some(&sha256) {
            return Err(unreadable(SourceError::Changed(export.path)));
        }
        let days_in_name = NameDays::of(&export.name).told(library.day_in_name);
        // What lies wholly behind the last complete day is not there yet: `--date` works as on that night.
        let first = days_in_name.map(|(first, _)| first).or_else(|| reading.days.settled().next());
        if !reading.file.is_refused() && first.is_some_and(|first| first > nightly.date) {
            summary.waiting_exports += 1;
            continue;
        }
        if reading.file.is_refused() {
            summary.refused.push(export.name.clone());
            refuse(nightly, library, reading, diagnostics);
            return Ok(true);
        }
        diagnostics.extend(reading.findings.iter().map(|finding| diagnostic::of_finding(finding, false)));
        let days = days_in_name.map_or_else(|| days_of_lines(library, &reading.days), |days| Ok(Some(days)));
        let days = days.unwrap_or_else(|gaps| {
            diagnostics.push(no_days(&export.name, gaps));
            None
        });
        let strays = strays(nightly, library, &reading.file, days_in_name);
        diagnostics.extend(strays.iter().map(|finding| diagnostic::of_finding(finding, false)));
        let accepted = AcceptedExport {
            feed,
            profile: reading.file.profile.as_deref().unwrap_or_default(),
            name: &export.name,
            sha256: &sha256,
            bytes: reading.bytes,
            mode: library.mode,
            days,
            blank: reading.file.blank,
            lines: &reading.gathered,
            strays: &strays,
        };
        // Today is not over, whatever `--date` says.
        let complete_to = nightly.made.date_naive() - Days::new(1);
        let taken =
            register.take_in(accepted, &mut feeds, nightly.made.fixed_offset(), complete_to).map_err(archived)?;
        let taken = match taken {
            Ok(taken) => taken,
            Err(clash) => {
                summary.refused.push(export.name.clone());
                diagnostics.push(of_clash(&export.name, feed, &clash, &known));
                return Ok(true);
            }
        };
        known.push(taken.export.clone());
        diagnostics.extend(late(&taken, &known));
        diagnostics.extend(counted_once(&taken, &known));
        diagnostics.extend(taken.shared.iter().map(|shared| alike_elsewhere(&export.name, shared)));
        summary.exports.push(ExportSummary::of(&taken.export));
    }
    Ok(false)
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
    let takes_all = tables.daybooks.is_empty()
        && templates.into_iter().any(|template| template.scope.institution == InstitutionScope::OwnDaybooks);
    let shows = |institution, manager: Option<Institution>| takes_all || institution == own || manager == Some(own);
    let first_days = library.first_day.map(|first| (own, first)).into_iter().collect();
    let today = nightly.made.date_naive();
    World { tables, libraries, first_days, today, shows: Some(&shows) }.strays(file, days_in_name)
}

/// The days that an export tells all of whose name tells none.
fn days_of_lines(library: &LibrarySettings, days: &LineDays) -> Result<Option<(NaiveDate, NaiveDate)>, Gaps> {
    // Lines from before the library's first day are no reason to believe anything of the days until then.
    let from = library.first_day.unwrap_or(NaiveDate::MIN);
    days.span(from, MOST_EMPTY_DAYS, |day| library.is_closed(day))
}

fn no_days(name: &str, Gaps { first, last, empty }: Gaps) -> Diagnostic {
    let what = format!(
        "{name}: which days it tells all of is not known: its name tells none, and {} between its first line, of {first}, \
         and its last, of {last}, have no line. Its lines came in",
        Count(empty as u64, "day")
    );
    Diagnostic::warning(what).hinted(
        "is a day wrong in it? If not, give it a name that tells its days, such as dagboek_2026-11-01_2026-11-30.csv: the \
         same bytes under such a name come in anew",
    )
}

/// What to tell about lines that came in late.
fn late(taken: &TakenIn, exports: &[ArchivedExport]) -> Vec<Diagnostic> {
    let TakenIn { export, put_aside, .. } = taken;
    let name = told(export, exports);
    let late = || Diagnostic::warning("a line came in late and is put aside").at(name.clone());
    let line = |PutAside { id, cents, held }: &PutAside| {
        let why = match held {
            Some((newest, differences)) => {
                let later = told_by_intake(*newest, exports);
                format!("{later}, which is later, holds: {}", differences_in_english(differences))
            }
            None => "a later export of its day no longer has it".to_owned(),
        };
        late().with(format!("transaction {id} ({}): {why}", Money::from_cents(*cents)))
    };
    let mut all: Vec<Diagnostic> = put_aside.iter().map(line).collect();
    let more = export.outdated - put_aside.len() as u64;
    if more > 0 {
        all.push(Diagnostic { times: more, ..late() });
    }
    all
}

/// What to tell about lines that were there under ids with other noughts in front.
fn counted_once(taken: &TakenIn, exports: &[ArchivedExport]) -> Vec<Diagnostic> {
    let finding = |(brought_by, noughts): (&u32, &OtherNoughts)| Finding::OtherNoughts {
        file: taken.export.name.clone(),
        earlier: told_by_intake(*brought_by, exports),
        lines: noughts.lines,
        ids: noughts.ids.clone(),
    };
    taken.other_noughts.iter().map(finding).map(|finding| diagnostic::of_finding(&finding, false)).collect()
}

/// How many ids of an export another feed has for the same money, out of how many that it has.
fn told_shared(SharedIds { feed, ids, alike, id }: &SharedIds) -> String {
    let id = id.as_deref().unwrap_or_default();
    format!("the feed `{feed}` has {alike} of {ids} shared ids for the same money, such as {id}")
}

fn alike_elsewhere(name: &str, shared: &SharedIds) -> Diagnostic {
    let what = "lines are alike in two feeds, and counted in both";
    Diagnostic::warning(what).at(name.to_owned()).with(told_shared(shared))
}

/// Why an export is refused whose lines are in the archive under another feed, and what to do.
fn of_other_feed(name: &str, feed: &str, other: &str, why: &str) -> Diagnostic {
    let what = format!("{name} was not taken in: {why}; in the feed `{feed}` that would count twice");
    let name_back = if feed == profile::BUILT_IN {
        format!("a feed is the name of the profile that a file is read by: give this file its profile `{other}` back")
    } else {
        format!(
            "a feed is the name of the profile that a file is read by: give the profile `{feed}` the name `{other}`"
        )
    };
    Diagnostic::error(ExitStatus::Refused, what)
        .hinted(format!("{name_back}, or remove the file; exports behind it wait until then"))
}

/// What to tell about feeds with lines that no profile is for any more: a renamed one would bring the same lines anew.
fn without_profile(feeds: &Feeds, profiles: &[Profile]) -> Vec<Diagnostic> {
    let is_there = |feed: &str| feed == profile::BUILT_IN || profiles.iter().any(|profile| profile.name == feed);
    let warning = |feed: &str| {
        Diagnostic::warning(format!(
            "the archive has lines of the feed `{feed}`, and the configuration no such profile"
        ))
        .hinted("was the profile renamed? Give it that name back: under another its lines would come in anew")
    };
    feeds.names().filter(|feed| !is_there(feed)).map(warning).collect()
}

/// Why an export that could be read was not taken in, and what to do.
fn of_clash(name: &str, feed: &str, clash: &Clash, exports: &[ArchivedExport]) -> Diagnostic {
    match clash {
        Clash::OtherFeed(shared) => of_other_feed(name, feed, &shared.feed, &told_shared(shared)),
        Clash::Noughts { lines, line, ids: [held, id], brought_by, differences } => {
            let what = format!(
                "{name} was not taken in: {} that the archive has under ids with other noughts in front, and otherwise, \
                 such as {id} (line {line}), which {} has as {held}: {}",
                Count(*lines, "record"),
                told_by_intake(*brought_by, exports),
                differences_in_english(differences)
            );
            Diagnostic::error(ExitStatus::Refused, what).hinted(
                "are those the same transactions? A spreadsheet takes noughts in front away: export anew without it; \
                 exports behind it wait until then",
            )
        }
    }
}

/// The name of the export with a number.
fn told_by_intake(intake: u32, exports: &[ArchivedExport]) -> String {
    let export = exports.iter().find(|export| export.intake == intake);
    export.map(|export| told(export, exports)).unwrap_or_default()
}

/// The name of an export, with the start of its hash where another one is called the same.
fn told(export: &ArchivedExport, exports: &[ArchivedExport]) -> String {
    let is_alone = exports.iter().filter(|other| other.name == export.name).count() == 1;
    if is_alone { export.name.clone() } else { told_by_hash(&export.name, &export.sha256) }
}

/// The export files that fit the library's pattern, in the order in which they are read.
fn exports(library: &LibrarySettings, diagnostics: &mut Vec<Diagnostic>) -> Vec<ExportPath> {
    let mut found = Vec::new();
    let paths = glob::glob(&library.exports).into_iter().flatten();
    for path in paths {
        match path {
            Ok(path) => {
                let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
                if path.is_dir() || name.starts_with(['.', '~']) {
                    continue;
                }
                if Format::of_name(&name).is_some() {
                    found.push(ExportPath { name, path });
                } else {
                    diagnostics.push(diagnostic::of_finding(&Finding::PassedOver { file: name }, false));
                }
            }
            Err(error) => diagnostics.push(Diagnostic::error(
                ExitStatus::Environment,
                format!("`{}` can't be read: {}", error.path().display(), error.error()),
            )),
        }
    }
    found.sort_by_cached_key(|export| (ExportOrder::of(&export.name, None), export.path.clone()));
    found
}

/// Reads one export with all its lines, in the order of the file.
fn read_one(export: &ExportPath, profiles: &[Profile]) -> Result<FileReading<Columns>, Vec<Diagnostic>> {
    let reader = Reader { profiles, is_hashed: true, make: &Columns::default };
    let read = reader.read_all(std::slice::from_ref(export)).map_err(|error| diagnostic::of_intake_error(&error))?;
    let Some(mut reading) = read.0.into_iter().next() else { unreachable!("one export gives one reading") };
    reading.gathered = reading.gathered.in_order();
    Ok(reading)
}

fn refuse(
    nightly: &Nightly<'_>,
    library: &LibrarySettings,
    reading: FileReading<Columns>,
    diagnostics: &mut Vec<Diagnostic>,
) {
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
            Ok(paths) => hint += &format!(". All faults are listed in {}", paths[0].display()),
            Err(error) => diagnostics.push(diagnostic::of_publish_error(&error)),
        }
    }
    diagnostics.push(Diagnostic::error(ExitStatus::Refused, what).hinted(hint));
}
