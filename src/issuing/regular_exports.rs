//! Exports that come day after day beside others, and of which one is missing, where the library names no feeds.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::feed_trouble::feeds_to_name;
use crate::archive::ArchivedExport;
use crate::config::libraries::LibrarySettings;
use crate::diagnostic::{self, Diagnostic};
use crate::ingest::regular_series::{MissedExports, missed_exports};

/// How many days up to the last are looked at: what was missing before was told then, and stands on the reports of its
/// days.
const DAYS_LOOKED_AT: u64 = 14;

/// What to tell about exports that came day after day beside others and don't come now: reports of their days lack what
/// they would bring. Names alone tell such exports apart, so this is a warning, and an error where these are.
pub(super) fn missing(
    exports: &[ArchivedExport],
    library: &LibrarySettings,
    date: NaiveDate,
    strict: bool,
) -> Vec<Diagnostic> {
    if !library.feeds.is_empty() {
        return Vec::new();
    }
    let mut feeds: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for export in exports {
        let named = export.named(library.day_in_name);
        feeds.entry(&export.feed).or_default().extend(named);
    }
    let looked_at = (0..DAYS_LOOKED_AT).rev().filter_map(|back| date.checked_sub_days(Days::new(back)));
    let of_feed = |(feed, exports): (&str, Vec<_>)| {
        let missed = missed_exports(&exports, looked_at.clone(), date, |day| library.is_closed(day));
        missed.iter().map(|missed| of_series(library, feed, missed, date, strict)).collect::<Vec<_>>()
    };
    feeds.into_iter().flat_map(of_feed).collect()
}

fn of_series(
    library: &LibrarySettings,
    feed: &str,
    missed: &MissedExports,
    date: NaiveDate,
    strict: bool,
) -> Diagnostic {
    let from = date.succ_opt().unwrap_or(date);
    diagnostic::of_finding(&missed.finding(), strict).hinted(format!(
        "add it when it comes. Where the library names its feeds, a day gets no report before all of them have come, and \
         closed and last_day say when one sends nothing: {}, first_day = \"{from}\". Take files of the second that came in before away then: their \
         lines stay in `{feed}`",
        feeds_to_name(library, feed, &missed.beside, &missed.like)
    ))
}
