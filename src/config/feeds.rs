//! The feeds of a library, as the configuration has them.

use chrono::{Datelike, NaiveDate};

use super::choice;
use super::raw_feed::RawFeed;
use super::raw_profile::OneOrMore;
use crate::domain::{ClosedDays, FeedDays, Institution, Moment};
use crate::ingest::{ExportMode, Feed, FilePattern, profile};

/// A feed of a library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedSettings {
    /// Its name, its files, how they are read and what they mean.
    pub feed: Feed,
    /// The days that it tells of.
    pub days: FeedDays,
}

/// Checks the feeds of a library, whose exports mean `mode` unless a feed says otherwise; what is wrong goes to
/// `mistakes`.
pub(super) fn read(
    raw: &[RawFeed],
    institution: Institution,
    mode: ExportMode,
    profiles: &[&str],
    mistakes: &mut Vec<String>,
) -> Vec<FeedSettings> {
    let mut feeds: Vec<FeedSettings> = Vec::new();
    for raw in raw {
        let mut own = Vec::new();
        if raw.name.trim().is_empty() || raw.name.trim() != raw.name {
            own.push("a name is needed, without blanks around it".to_owned());
        }
        if feeds.iter().any(|feed| feed.feed.name == raw.name) {
            own.push("another feed of the library has this name: ids, order and days are of a feed".to_owned());
        }
        let files = patterns("files", raw.files.as_ref(), institution, &mut own);
        if let Some((pattern, other)) = files.iter().find_map(|pattern| {
            let other = feeds.iter().find(|other| other.feed.files.contains(pattern))?;
            Some((pattern.text(), &other.feed.name))
        }) {
            own.push(format!("files: `{pattern}` is a pattern of the feed `{other}` too; a file is of one feed"));
        }
        let last_day = day("last_day", raw.last_day.as_ref(), &mut own);
        if raw.files.as_ref().is_none_or(|files| files.texts().is_empty()) && raw.last_day.is_none() {
            own.push("files is missing: the pattern of its files, such as \"dagboek_*.csv\"".to_owned());
        }
        let first_day = day("first_day", raw.first_day.as_ref(), &mut own);
        if first_day.zip(last_day).is_some_and(|(first, last)| last < first) {
            own.push("last_day is before first_day".to_owned());
        }
        let is_profile = |name: &String| name == profile::BUILT_IN || profiles.contains(&name.as_str());
        if let Some(name) = raw.profile.as_ref().filter(|name| !is_profile(name)) {
            let there_are: Vec<String> =
                [profile::BUILT_IN].iter().chain(profiles).map(|name| format!("`{name}`")).collect();
            own.push(format!("there is no profile `{name}`; there are {}", there_are.join(", ")));
        }
        let mode = choice::one("mode", raw.mode.as_ref(), ExportMode::ALL, mode, &mut own);
        let closed = closed_days(raw.closed.as_ref(), &mut own);
        mistakes.extend(own.into_iter().map(|what| format!("[[library.feed]] `{}`: {what}", raw.name)));
        feeds.push(FeedSettings {
            feed: Feed {
                name: raw.name.clone(),
                files,
                profile: raw.profile.clone(),
                mode,
                days: (first_day, last_day),
            },
            days: FeedDays { name: raw.name.clone(), closed, first_day, last_day },
        });
    }
    feeds
}

/// Patterns with the library's code in the place of `{institution}`.
pub(super) fn patterns(
    key: &str,
    texts: Option<&OneOrMore>,
    institution: Institution,
    mistakes: &mut Vec<String>,
) -> Vec<FilePattern> {
    let mut patterns = Vec::new();
    for text in texts.map_or(&[][..], OneOrMore::texts) {
        match FilePattern::parse(&text.replace("{institution}", &institution.to_string())) {
            Ok(pattern) => patterns.push(pattern),
            Err(what) => mistakes.push(format!("{key}: {what}")),
        }
    }
    patterns
}

/// Days on which nothing is expected.
pub(super) fn closed_days(texts: Option<&Vec<String>>, mistakes: &mut Vec<String>) -> ClosedDays {
    ClosedDays::parse(texts.into_iter().flatten()).unwrap_or_else(|wrong| {
        mistakes.extend(wrong.iter().map(|text| {
            format!("closed: `{text}` is neither a day of the week nor a day, such as \"sunday\" or \"2026-12-25\"")
        }));
        ClosedDays::default()
    })
}

/// A day.
pub(super) fn day(key: &str, text: Option<&String>, mistakes: &mut Vec<String>) -> Option<NaiveDate> {
    let text = text?;
    let day: Option<NaiveDate> = text.parse().ok();
    let day_of_exports = day.filter(|day| Moment::YEARS.contains(&day.year()));
    match (day, day_of_exports) {
        (None, _) => mistakes.push(format!("{key}: `{text}` is no day like \"2026-01-01\"")),
        (Some(_), None) => mistakes.push(format!(
            "{key}: `{text}` is not in the years that exports may hold, {} to {}",
            Moment::YEARS.start(),
            Moment::YEARS.end()
        )),
        (Some(_), Some(_)) => {}
    }
    day_of_exports
}
