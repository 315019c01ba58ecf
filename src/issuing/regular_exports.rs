//! Exports that come day after day beside others, and of which one is missing, where the library names no feeds.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::feed_trouble::feeds_to_name;
use crate::archive::ArchivedExport;
use crate::config::libraries::LibrarySettings;
use crate::diagnostic::Diagnostic;
use crate::domain::Coverage;
use crate::ingest::export_series::ExportSeries;
use crate::ingest::name_days::NameDays;

/// How many days up to the last are looked at.
const DAYS_LOOKED_AT: u64 = 14;

/// Of how many days that exports told of before, a series must have told half to be expected.
const DAYS_BEFORE: usize = 7;

/// How many of the last steps from one export to the next tell when another is due.
const STEPS_LOOKED_AT: usize = 3;

/// What a series of exports tells about.
struct Told<'e> {
    newest: &'e ArchivedExport,
    days: Coverage,
    last: NaiveDate,
    /// How many days go by until the next of its exports is due.
    step: u64,
}

impl<'e> Told<'e> {
    /// That of exports in the order in which they came in; `None` where they tell of no days, or the first of them had
    /// lines that were there already: those are other exports of the same under another name.
    fn of(exports: &[&'e ArchivedExport]) -> Option<Self> {
        let (first, newest) = (exports.first()?, exports.last()?);
        let runs: Vec<_> = exports.iter().filter_map(|export| export.known_days()).collect();
        let days = Coverage::of(runs.iter().copied());
        let mut ends: Vec<NaiveDate> = runs.iter().map(|(_, last)| *last).collect();
        ends.sort_unstable();
        ends.dedup();
        let last = *ends.last()?;
        // Where there is one alone, the days that it tells about; over a Sunday it may take longer.
        let before = if ends.len() == 1 { days.first()?.pred_opt() } else { None };
        let ends: Vec<NaiveDate> = before.into_iter().chain(ends).collect();
        let steps = ends.windows(2).rev().take(STEPS_LOOKED_AT).map(|pair| (pair[1] - pair[0]).num_days());
        let step = steps.min().and_then(|step| u64::try_from(step).ok()).unwrap_or(1).max(1);
        (first.overlap + first.changed == 0).then_some(Self { newest, days, last, step })
    }

    /// Whether the export of a day should have come by the end of another day.
    fn is_due(&self, day: NaiveDate, date: NaiveDate) -> bool {
        day < self.last || self.last + Days::new(self.step) <= date
    }
}

/// What to tell about exports that came day after day beside others and don't come now: reports of their days lack what
/// they would bring. Names alone tell such exports apart, so this is no more than a warning.
pub(super) fn missing(exports: &[ArchivedExport], library: &LibrarySettings, date: NaiveDate) -> Vec<Diagnostic> {
    if !library.feeds.is_empty() {
        return Vec::new();
    }
    let mut feeds: BTreeMap<&str, BTreeMap<ExportSeries, Vec<&ArchivedExport>>> = BTreeMap::new();
    for export in exports {
        if NameDays::of(&export.name).told(library.day_in_name).is_some() {
            let series = feeds.entry(&export.feed).or_default();
            series.entry(ExportSeries::of(&export.name)).or_default().push(export);
        }
    }
    let of_feed = |(feed, series): (&str, BTreeMap<ExportSeries, Vec<&ArchivedExport>>)| {
        let told: Vec<Told<'_>> = series.values().filter_map(|exports| Told::of(exports)).collect();
        let lacks = |one: &Told<'_>| {
            let days = lacking(one, &told, library, date);
            let other = told.iter().filter(|other| days.last().is_some_and(|day| other.days.has(*day)));
            let other = other.max_by_key(|other| other.newest.intake)?;
            Some(of_series(feed, one, other, &days, date))
        };
        told.iter().filter_map(lacks).collect::<Vec<_>>()
    };
    feeds.into_iter().flat_map(of_feed).collect()
}

/// The days of which others told and a series didn't, though it did on most days before.
fn lacking(one: &Told<'_>, all: &[Told<'_>], library: &LibrarySettings, date: NaiveDate) -> Vec<NaiveDate> {
    let others_told = |day: NaiveDate| all.iter().any(|other| !std::ptr::eq(other, one) && other.days.has(day));
    let lacks = |day: NaiveDate| others_told(day) && !one.days.has(day);
    let is_regular = |day: NaiveDate| {
        let back = (1..=DAYS_LOOKED_AT).filter_map(|days| day.checked_sub_days(Days::new(days)));
        let before: Vec<NaiveDate> =
            back.filter(|day| others_told(*day) || one.days.has(*day)).take(DAYS_BEFORE).collect();
        let together = before.iter().filter(|day| others_told(**day) && one.days.has(**day)).count();
        together > 0 && together * 2 >= before.len()
    };
    // What sends nothing on Sundays lacks each Sunday.
    let is_of_week = |day: NaiveDate| {
        let week = Days::new(7);
        let is_lacking = |other: Option<NaiveDate>| other.is_some_and(|other| other <= date && lacks(other));
        let began_before =
            day.checked_sub_days(week).filter(|before| one.days.first().is_some_and(|first| first < *before));
        is_lacking(began_before) || is_lacking(day.checked_add_days(week))
    };
    let looked_at = (0..DAYS_LOOKED_AT).rev().filter_map(|back| date.checked_sub_days(Days::new(back)));
    let is_told = |day: &NaiveDate| {
        lacks(*day) && !library.is_closed(*day) && one.is_due(*day, date) && is_regular(*day) && !is_of_week(*day)
    };
    looked_at.filter(is_told).collect()
}

fn of_series(feed: &str, one: &Told<'_>, other: &Told<'_>, days: &[NaiveDate], date: NaiveDate) -> Diagnostic {
    let from = date.succ_opt().unwrap_or(date);
    let days: Vec<String> = days.iter().map(ToString::to_string).collect();
    let what = format!(
        "an export that came day after day has not come: one like {}, of {}. Reports have what {} tells of that",
        one.newest.name,
        days.join(", "),
        other.newest.name
    );
    Diagnostic::warning(what).hinted(format!(
        "add it when it comes. Where the library names its feeds, a day gets no report before all of them have come, and \
         closed and last_day say when one sends nothing: {}, first_day = \"{from}\". Take files of the second that came in before away then: their \
         lines stay in `{feed}`",
        feeds_to_name(feed, &other.newest.name, &one.newest.name)
    ))
}
