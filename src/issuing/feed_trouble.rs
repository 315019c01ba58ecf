//! What is wrong with exports whose lines another feed has, as the user is told.

use crate::archive::archived_export::told_by_intake;
use crate::archive::{ArchivedExport, Clash, Feeds, SharedIds};
use crate::config::libraries::LibrarySettings;
use crate::diagnostic::{Count, Diagnostic, ExitStatus, differences_in_english};
use crate::domain::Money;
use crate::ingest::export_series::ExportSeries;
use crate::ingest::profile::{self, Profile};

/// How many ids of an export another feed has for the same money, out of how many that it has.
fn told_shared(SharedIds { feed, ids, alike, id }: &SharedIds) -> String {
    let id = id.as_deref().unwrap_or_default();
    format!("the feed `{feed}` has {alike} of {ids} shared ids for the same money, such as {id}")
}

/// Why an export is refused whose lines are in the archive under another feed, and what to do.
pub(super) fn of_other_feed(library: &LibrarySettings, name: &str, feed: &str, other: &str, why: &str) -> Diagnostic {
    let what = format!("{name} was not taken in: {why}; in the feed `{feed}` that would count twice");
    let name_back = if !library.feeds.is_empty() {
        format!("give the [[library.feed]] `{feed}` the name `{other}`, which its lines have there")
    } else if feed == profile::BUILT_IN {
        format!("a feed is the name of the profile that a file is read by: give this file its profile `{other}` back")
    } else {
        format!(
            "a feed is the name of the profile that a file is read by: give the profile `{feed}` the name `{other}`"
        )
    };
    Diagnostic::error(ExitStatus::Refused, what)
        .hinted(format!("{name_back}, or remove the file; exports behind it wait until then"))
}

/// What to tell about feeds with lines that nothing in the configuration is for any more: a renamed one would bring the
/// same lines anew.
pub(super) fn unnamed_feeds(library: &LibrarySettings, feeds: &Feeds, profiles: &[Profile]) -> Vec<Diagnostic> {
    let is_there = |feed: &&str| {
        if library.feeds.is_empty() {
            *feed == profile::BUILT_IN || profiles.iter().any(|profile| profile.name == *feed)
        } else {
            library.feeds.iter().any(|named| named.feed.name == *feed)
        }
    };
    let warning = |feed: &str| {
        if library.feeds.is_empty() {
            Diagnostic::warning(format!(
                "the archive has lines of the feed `{feed}`, and the configuration no such profile"
            ))
            .hinted("was the profile renamed? Give it that name back: under another its lines would come in anew")
        } else {
            Diagnostic::warning(format!("the archive has lines of the feed `{feed}`, and the library no such feed"))
                .hinted(format!(
                    "was it renamed? Give it that name back: under another its lines would come in anew. If it has \
                     ended, say so: [[library.feed]] name = \"{feed}\", last_day = \"…\""
                ))
        }
    };
    feeds.names().filter(|feed| !is_there(feed)).map(warning).collect()
}

/// Why a snapshot is refused that would take the lines of an export of another name away, and what to do.
fn of_other_series(
    library: &LibrarySettings,
    name: &str,
    feed: &str,
    other: &str,
    lines: u64,
    cents: i64,
) -> Diagnostic {
    let what = format!(
        "{name} was not taken in, and no report is issued: it and {other} tell of the same days under names that differ in \
         more than days, and as a newer snapshot one would take {} adding up to {} of the other away",
        Count(lines, "line"),
        Money::from_cents(cents)
    );
    Diagnostic::error(ExitStatus::Refused, what).hinted(format!(
        "are they two kinds of exports? Then say so: {}. If one is a newer state of the other, give both the same name \
         but for the days",
        feeds_to_name(library, feed, other, name)
    ))
}

/// The feeds that a configuration should name for exports of two names, of which the first keeps the name that lines have
/// in the archive.
pub(super) fn feeds_to_name(library: &LibrarySettings, feed: &str, first: &str, second: &str) -> String {
    let mut new = ExportSeries::of(second).name_beside(&ExportSeries::of(first));
    if new == feed {
        new.push_str("-2");
    }
    let table = |name: &str, file: &str| {
        format!("[[library.feed]] name = \"{name}\", files = \"{}\"", library.exports.pattern_like(file))
    };
    format!("{} and {}", table(feed, first), table(&new, second))
}

/// Why an export that could be read was not taken in, and what to do.
pub(super) fn of_clash(
    library: &LibrarySettings,
    name: &str,
    feed: &str,
    clash: &Clash,
    exports: &[ArchivedExport],
) -> Diagnostic {
    match clash {
        Clash::OtherFeed(shared) => of_other_feed(library, name, feed, &shared.feed, &told_shared(shared)),
        Clash::OtherSeries { other, lost: (lines, cents) } => {
            of_other_series(library, name, feed, other, *lines, *cents)
        }
        Clash::Noughts { line, ids: [held, id], brought_by, differences, plain } => {
            let what = format!(
                "{name} was not taken in: {} that the archive has under ids with other noughts in front, and otherwise, \
                 such as {id} (line {line}), which {} has as {held}: {}",
                Count(plain.len() as u64, "record"),
                told_by_intake(*brought_by, exports),
                differences_in_english(differences)
            );
            Diagnostic::error(ExitStatus::Refused, what).hinted(
                "if it is the same transaction, give this export once more with its ids as they stand there, exported \
                 without a spreadsheet or saved by one, as that file was: what the two then say alike decides, and exports \
                 behind it wait until then. If it is another one, of a system that numbers alike, give the files of each \
                 system a `[[library.feed]]` of their own",
            )
        }
    }
}
