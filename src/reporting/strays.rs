//! Lines of files that may be where nobody looks for them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Months, NaiveDate};

use crate::config::libraries::ReportedDays;
use crate::domain::finding::FindingLines;
use crate::domain::known_days::DayRun;
use crate::domain::{CodeTables, Finding, Institution, LineSum, Stray};
use crate::ingest::InputFile;
use crate::ingest::file_use::FileUse;
use crate::ingest::survey::SurveyKey;

/// How long lines may lie before all others of their file without being worth a word: two years.
const LONG: Months = Months::new(24);
/// Of so many lines one may be open without being worth a word.
const FEW_OPEN: u64 = 3;

/// What is known of the world that files come into.
pub struct World<'a> {
    /// The code tables: they tell who manages a daybook.
    pub tables: &'a CodeTables,
    /// The libraries that are configured; none without a configuration.
    pub libraries: &'a BTreeSet<Institution>,
    /// The first and the last day that libraries are reported on, where they are told.
    pub reported: &'a BTreeMap<Institution, ReportedDays>,
    /// The day on which the files came in, or are read.
    pub today: NaiveDate,
    /// Whether any report shows costs of a library on a daybook of a library; `None` where the reports themselves tell.
    pub shows: Option<&'a dyn Fn(Institution, Option<Institution>) -> bool>,
}

/// Why a library is not reported on a day.
fn why_not_reported(reported: ReportedDays, day: NaiveDate) -> Option<Stray> {
    let early = reported.first.filter(|first| day < *first).map(Stray::BeforeFirstDay);
    early.or_else(|| reported.last.filter(|last| *last < day).map(Stray::AfterLastDay))
}

/// Lines of a kind, while they are counted.
#[derive(Clone, Copy, Debug, Default)]
struct StrayCount {
    sum: LineSum,
    days: Option<DayRun>,
}

impl StrayCount {
    fn add(&mut self, day: Option<NaiveDate>, sum: LineSum) {
        self.sum.merge(sum);
        if let Some(day) = day {
            self.days = Some(self.days.map_or((day, day), |(first, last)| (first.min(day), last.max(day))));
        }
    }
}

impl World<'_> {
    /// What there is to tell of a file's lines; each is told for one reason. `days` are those that it tells by its name.
    #[must_use]
    pub fn strays(&self, file: &InputFile, days: Option<DayRun>) -> Vec<Finding> {
        let mut places: Vec<(SurveyKey, LineSum)> = file.survey.places().collect();
        places.sort_by_key(|(place, _)| (place.settled.map(|(daybook, day)| (day, daybook)), place.institution));
        let is_late = |day: NaiveDate| day > self.today;
        let long_before = start_of_others(
            places.iter().filter_map(|(place, _)| place.settled).map(|(_, day)| day).filter(|day| !is_late(*day)),
        );
        let (first_of_feed, last_of_feed) = file.feed.days;
        let [mut late, mut old, mut outside, mut before_feed, mut after_feed] = [StrayCount::default(); 5];
        let [mut early, mut ended] = [const { BTreeMap::<NaiveDate, StrayCount>::new() }; 2];
        let (mut others, mut open, mut all, mut unseen) =
            (BTreeMap::<Institution, StrayCount>::new(), StrayCount::default(), StrayCount::default(), LineSum::ZERO);
        for (place, sum) in places {
            let day = place.settled.map(|(_, day)| day);
            all.add(day, sum);
            let manager = place.settled.and_then(|(daybook, day)| self.tables.managing_institution(daybook, day));
            let reported = self.reported.get(&place.institution).copied().unwrap_or_default();
            let unreported = day.and_then(|day| why_not_reported(reported, day));
            if unreported.is_some() || self.shows.is_some_and(|shows| !shows(place.institution, manager)) {
                unseen.merge(sum);
            }
            if self.are_of_others(place.institution) {
                others.entry(place.institution).or_default().add(day, sum);
                // What they are worth on a daybook of one's own is looked at like all else there.
                if !manager.is_some_and(|manager| self.libraries.contains(&manager)) {
                    continue;
                }
            }
            match day {
                None => open.add(None, sum),
                Some(at) if is_late(at) => late.add(day, sum),
                Some(at) => match unreported {
                    Some(Stray::BeforeFirstDay(first)) => early.entry(first).or_default().add(day, sum),
                    Some(Stray::AfterLastDay(last)) => ended.entry(last).or_default().add(day, sum),
                    _ if first_of_feed.is_some_and(|first| at < first) => before_feed.add(day, sum),
                    _ if last_of_feed.is_some_and(|last| last < at) => after_feed.add(day, sum),
                    _ if long_before.is_some_and(|start| at < start) => old.add(day, sum),
                    _ if days.is_some_and(|(first, last)| at < first || last < at) => outside.add(day, sum),
                    _ => {}
                },
            }
        }
        let mut found: Vec<(Stray, StrayCount)> = Vec::new();
        let unseen = (unseen.count == all.sum.count).then_some(FileUse::NotShown);
        match self.shows.map_or(file.use_of_lines, |_| unseen) {
            Some(FileUse::NotShown) => found.push((Stray::NotShown, all)),
            Some(FileUse::OtherDays) => found.push((Stray::OtherDays, all)),
            Some(FileUse::Shown) | None => {}
        }
        found.extend(others.into_iter().map(|(institution, lines)| (Stray::NotConfigured(institution), lines)));
        found.push((Stray::AfterReceipt(self.today), late));
        found.extend(early.into_iter().map(|(first, lines)| (Stray::BeforeFirstDay(first), lines)));
        found.extend(ended.into_iter().map(|(last, lines)| (Stray::AfterLastDay(last), lines)));
        found.extend(first_of_feed.map(|first| (Stray::BeforeFeed(first), before_feed)));
        found.extend(last_of_feed.map(|last| (Stray::AfterFeed(last), after_feed)));
        found.push((Stray::LongBefore, old));
        found.extend(days.map(|days| (Stray::OutsideName(days), outside)));
        // A file of nothing but open items is a list of these.
        if all.days.is_some() && open.sum.count > 1 && open.sum.count * FEW_OPEN >= all.sum.count {
            found.push((Stray::Open(all.sum.count), open));
        }
        let told = found.into_iter().filter(|(_, lines)| lines.sum.count > 0);
        let finding = |(why, StrayCount { sum, days }): (Stray, StrayCount)| Finding::StrayLines {
            file: file.name.clone(),
            why,
            lines: FindingLines { count: sum.count, amount: sum.money() },
            days,
        };
        told.map(finding).collect()
    }

    /// Whether lines are of a library that is not configured, where any is.
    fn are_of_others(&self, institution: Institution) -> bool {
        !self.libraries.is_empty() && !self.libraries.contains(&institution)
    }
}

/// The first of the days, in their order, that have no other more than two years behind any of those before them.
fn start_of_others(days: impl Iterator<Item = NaiveDate>) -> Option<NaiveDate> {
    let (mut before, mut start) = (None::<NaiveDate>, None);
    for day in days {
        if before.and_then(|before| before.checked_add_months(LONG)).is_some_and(|until| until < day) {
            start = Some(day);
        }
        before = Some(day);
    }
    start
}
