//! Exports of a kind that come day after day beside those of another, and of which some are missing, where nobody has
//! named the feeds that they are of.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::export_series::ExportSeries;
use crate::domain::known_days::DayRun;
use crate::domain::{Coverage, Finding};

/// How far back a series is looked at to tell whether it is regular.
const DAYS_LOOKED_BACK: u64 = 14;

/// Of how many days that exports told of before, a series must have told half to be expected.
const DAYS_BEFORE: usize = 7;

/// How many of the last steps from one export to the next tell when another is due.
const STEPS_LOOKED_AT: usize = 3;

/// An export whose name tells its days.
#[derive(Clone, Copy, Debug)]
pub struct NamedExport<'e> {
    /// Its name.
    pub name: &'e str,
    /// The days that it tells all of; `None` when none of them was over.
    pub days: Option<DayRun>,
    /// Whether it had lines that were there already.
    pub repeats: bool,
}

/// Exports that should have come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissedExports {
    /// The newest of their kind.
    pub like: String,
    /// One of another kind that tells of the last of those days.
    pub beside: String,
    /// The days of which they would tell.
    pub days: Vec<NaiveDate>,
}

impl MissedExports {
    /// What to tell about them.
    #[must_use]
    pub fn finding(&self) -> Finding {
        let days = Coverage::of(self.days.iter().map(|day| (*day, *day))).runs().to_vec();
        Finding::MissedExports { like: self.like.clone(), beside: self.beside.clone(), days }
    }
}

/// What a series of exports tells about.
struct ToldDays<'e> {
    newest: &'e NamedExport<'e>,
    /// The place of that among all.
    place: usize,
    days: Coverage,
    last: NaiveDate,
    /// How many days go by until the next of its exports is due.
    step: u64,
}

impl<'e> ToldDays<'e> {
    /// That of exports in the order in which they came; `None` where they tell of no days, or the first of them had
    /// lines that were there already: those are other exports of the same under another name.
    fn of(exports: &[(usize, &'e NamedExport<'e>)]) -> Option<Self> {
        let ((_, first), (place, newest)) = (exports.first()?, exports.last()?);
        let runs: Vec<_> = exports.iter().filter_map(|(_, export)| export.days).collect();
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
        (!first.repeats).then_some(Self { newest, place: *place, days, last, step })
    }

    /// Whether the export of a day should have come by the end of another day.
    fn is_due(&self, day: NaiveDate, date: NaiveDate) -> bool {
        day < self.last || self.last + Days::new(self.step) <= date
    }
}

/// The exports of a feed, in the order in which they came, that came day after day beside others and are missing on some
/// of these days, by the end of `date`. Names alone tell such exports apart.
#[must_use]
#[expect(clippy::needless_pass_by_value, reason = "an iterator that begins anew for each series")]
pub fn missed_exports(
    exports: &[NamedExport<'_>],
    days: impl Iterator<Item = NaiveDate> + Clone,
    date: NaiveDate,
    is_closed: impl Fn(NaiveDate) -> bool,
) -> Vec<MissedExports> {
    let mut series: BTreeMap<ExportSeries, Vec<(usize, &NamedExport<'_>)>> = BTreeMap::new();
    for (place, export) in exports.iter().enumerate() {
        series.entry(ExportSeries::of(export.name)).or_default().push((place, export));
    }
    if series.len() < 2 {
        return Vec::new();
    }
    let told: Vec<ToldDays<'_>> = series.values().filter_map(|exports| ToldDays::of(exports)).collect();
    let of_series = |one: &ToldDays<'_>| {
        let is_told = |day: &NaiveDate| *day <= date && !is_closed(*day) && is_lacking(one, &told, *day, date);
        let lacking: Vec<NaiveDate> = days.clone().filter(is_told).collect();
        let other = told.iter().filter(|other| lacking.last().is_some_and(|day| other.days.has(*day)));
        let other = other.max_by_key(|other| other.place)?;
        Some(MissedExports { like: one.newest.name.to_owned(), beside: other.newest.name.to_owned(), days: lacking })
    };
    told.iter().filter_map(of_series).collect()
}

/// Whether others told of a day and a series didn't, though it did on most days before.
fn is_lacking(one: &ToldDays<'_>, all: &[ToldDays<'_>], day: NaiveDate, date: NaiveDate) -> bool {
    let others_told = |day: NaiveDate| all.iter().any(|other| !std::ptr::eq(other, one) && other.days.has(day));
    let lacks = |day: NaiveDate| others_told(day) && !one.days.has(day);
    let is_regular = || {
        let back = (1..=DAYS_LOOKED_BACK).filter_map(|days| day.checked_sub_days(Days::new(days)));
        let before: Vec<NaiveDate> =
            back.filter(|day| others_told(*day) || one.days.has(*day)).take(DAYS_BEFORE).collect();
        let together = before.iter().filter(|day| others_told(**day) && one.days.has(**day)).count();
        together > 0 && together * 2 >= before.len()
    };
    // What sends nothing on Sundays lacks each Sunday.
    let is_of_week = || {
        let week = Days::new(7);
        let is_lacking = |other: Option<NaiveDate>| other.is_some_and(|other| other <= date && lacks(other));
        let began_before =
            day.checked_sub_days(week).filter(|before| one.days.first().is_some_and(|first| first < *before));
        is_lacking(began_before) || is_lacking(day.checked_add_days(week))
    };
    lacks(day) && one.is_due(day, date) && is_regular() && !is_of_week()
}
