//! Which periods are complete, and which days are not known.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{Datelike, Days, NaiveDate, Weekday};

use crate::archive::ReportRecord;
use crate::config::libraries::{LibrarySettings, PeriodKind};
use crate::domain::known_days::DayState;
use crate::domain::{Coverage, Period};
use crate::report::template::Template;

/// What is known of a library's days.
#[derive(Debug)]
pub struct Calendar<'a> {
    /// The days that the exports of every feed tell about.
    pub coverage: &'a Coverage,
    /// The first day that any export tells about.
    pub first_told: Option<NaiveDate>,
    /// When the library is closed, and its first day.
    pub library: &'a LibrarySettings,
    /// The last complete day.
    pub date: NaiveDate,
}

impl Calendar<'_> {
    /// Whether it is known what happened on a day.
    #[must_use]
    pub fn is_known(&self, day: NaiveDate) -> bool {
        DayState::of(day, self.coverage, self.library.is_closed(day), self.date).is_known()
    }

    /// The first day to report on.
    #[must_use]
    pub fn first(&self) -> Option<NaiveDate> {
        self.library.first_day.or(self.first_told)
    }

    fn days(&self) -> impl Iterator<Item = NaiveDate> + use<> {
        let date = self.date;
        self.first().into_iter().flat_map(|first| first.iter_days()).take_while(move |day| *day <= date)
    }

    /// Every period of the library's kinds that is complete and known, in the order of their last days, shorter ones
    /// first. Periods that began before the library's first day are nobody's, and nothing is due before anything is told.
    #[must_use]
    pub fn due(&self) -> Vec<Period> {
        if self.coverage.first().is_none() {
            return Vec::new();
        }
        let kinds: &BTreeSet<PeriodKind> = &self.library.periods;
        let mut due = Vec::new();
        // The first day since which every day is known: a period is, when it begins no earlier.
        let mut known_since = None;
        for day in self.days() {
            if !self.is_known(day) {
                known_since = None;
                continue;
            }
            let since = *known_since.get_or_insert(day);
            let next = day + Days::new(1);
            let ending = [
                Some(Period::Day(day)).filter(|_| kinds.contains(&PeriodKind::Day)),
                (kinds.contains(&PeriodKind::Week) && day.weekday() == Weekday::Sun)
                    .then(|| Period::Week(day.iso_week())),
                (kinds.contains(&PeriodKind::Month) && next.day() == 1)
                    .then(|| Period::Month { first: day - Days::new(u64::from(day.day0())) }),
                (kinds.contains(&PeriodKind::Year) && next.ordinal() == 1).then(|| Period::Year(day.year())),
            ];
            due.extend(ending.into_iter().flatten().filter(|period| period.first() >= since));
        }
        due
    }

    /// The weeks, months and years that ended after a day, or ever, and of which no report is issued since exports tell
    /// only of their end; shorter ones first.
    #[must_use]
    pub fn cut_off(&self, since: Option<NaiveDate>) -> Vec<Period> {
        let Some(first) = self.first() else { return Vec::new() };
        let around = [
            (PeriodKind::Week, Period::Week(first.iso_week())),
            (PeriodKind::Month, Period::Month { first: first - Days::new(u64::from(first.day0())) }),
            (PeriodKind::Year, Period::Year(first.year())),
        ];
        let is_over = |period: &Period| period.last() <= self.date && since.is_none_or(|day| period.last() > day);
        let wanted = around.into_iter().filter(|(kind, _)| self.library.periods.contains(kind));
        wanted.map(|(_, period)| period).filter(|period| period.first() < first && is_over(period)).collect()
    }

    /// The days that no export tells about though it should have come, and whether the newest exports are missing.
    ///
    /// A closed day is missed by nobody.
    #[must_use]
    pub fn missing(&self) -> (Vec<NaiveDate>, bool) {
        let Some(expected) = self.library.rhythm.expected(self.date) else { return (Vec::new(), false) };
        let is_missing = |day: &NaiveDate| *day <= expected && !self.is_known(*day);
        let missing: Vec<NaiveDate> = self.days().filter(is_missing).collect();
        let last = self.coverage.last();
        let is_stale = missing.last().is_some_and(|day| last.is_none_or(|last| *day > last));
        let is_not_yet = self.library.first_day.is_some_and(|first| first > expected);
        (missing, is_stale || last.is_none() && !is_not_yet)
    }
}

/// Where a period stands among others: by its last day, shorter ones first.
pub(super) fn order(period: Period) -> (String, u8, String) {
    let rank = match period {
        Period::Day(_) => 0,
        Period::Week(_) => 1,
        Period::Month { .. } => 2,
        Period::Year(_) => 3,
        Period::Range { .. } => 4,
    };
    (period.last().to_string(), rank, period.to_string())
}

/// Every report that is due or was issued, in the order of the last days of their periods.
pub(super) fn candidates<'t>(
    templates: &'t [Arc<Template>],
    due: &[Period],
    records: &[ReportRecord],
    date: NaiveDate,
) -> Vec<(Period, &'t Arc<Template>)> {
    let of_report = |(index, template): (usize, &Arc<Template>)| {
        let issued = records.iter().filter(|record| record.report == template.id).map(|record| record.period);
        issued.chain(due.iter().copied()).map(|period| (order(period), index)).collect::<Vec<_>>()
    };
    let pairs: BTreeSet<((String, u8, String), usize)> = templates.iter().enumerate().flat_map(of_report).collect();
    let read = |((_, _, text), index): ((String, u8, String), usize)| {
        Some((Period::parse(&text, date).ok()?, &templates[index]))
    };
    pairs.into_iter().filter_map(read).collect()
}
