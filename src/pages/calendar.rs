//! What is known of each day of a year, as a calendar shows it.

use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use super::library::LibraryShelf;
use crate::domain::steering::visible;
use crate::report::archive_words::ArchiveWords;
use crate::report::words::Words;

/// What a calendar says of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CalendarDay {
    /// An export tells of it, with bookings.
    Received,
    /// An export tells that there were none.
    Nothing,
    /// The library was closed, and no export tells of it.
    Closed,
    /// An export that may tell of it was refused.
    Refused,
    /// No export tells of it.
    NoExport,
    /// It was not over.
    NotYet,
}

impl CalendarDay {
    const ALL: [Self; 6] = [Self::Received, Self::Nothing, Self::Closed, Self::NoExport, Self::Refused, Self::NotYet];

    /// The name of its style.
    fn style(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Nothing => "nothing",
            Self::Closed => "closed",
            Self::Refused => "refused",
            Self::NoExport => "no-export",
            Self::NotYet => "not-yet",
        }
    }

    /// A sign for those who don't see colours.
    fn sign(self) -> &'static str {
        match self {
            Self::Received => "●",
            Self::Nothing => "○",
            Self::Closed => "–",
            Self::Refused => "✕",
            Self::NoExport => "!",
            Self::NotYet => "·",
        }
    }

    fn words(self, words: &ArchiveWords) -> &str {
        match self {
            Self::Received => &words.received,
            Self::Nothing => &words.nothing,
            Self::Closed => &words.closed,
            Self::Refused => &words.refused,
            Self::NoExport => &words.no_export,
            Self::NotYet => &words.not_yet,
        }
    }
}

/// A kind of day, as the legend explains it.
#[derive(Debug, Serialize)]
pub(super) struct Legend {
    style: &'static str,
    sign: &'static str,
    words: &'static str,
}

/// A month of a calendar.
#[derive(Debug, Serialize)]
pub(super) struct MonthTable {
    name: String,
    /// Seven cells each; nothing where the month has no day.
    weeks: Vec<Vec<Option<DayCell>>>,
}

/// A day of a calendar.
#[derive(Debug, Serialize)]
pub(super) struct DayCell {
    number: u32,
    date: String,
    style: &'static str,
    sign: &'static str,
    words: String,
    /// A sign where witnesses of the control desk tell of it.
    witnessed: &'static str,
    link: Option<String>,
}

/// What stands behind the sign of a day of which witnesses of the control desk tell.
const WITNESSED: &str = "✓";

/// What the signs mean; that of witnesses where the library has any.
pub(super) fn legend(words: &'static ArchiveWords, has_witnesses: bool) -> Vec<Legend> {
    let entry = |day: CalendarDay| Legend { style: day.style(), sign: day.sign(), words: day.words(words) };
    let witnessed = Legend { style: "before", sign: WITNESSED, words: &words.witnesses };
    CalendarDay::ALL.into_iter().map(entry).chain(has_witnesses.then_some(witnessed)).collect()
}

/// The months of a year, from the library's first one on.
pub(super) fn months(shelf: &LibraryShelf, year: i32, words: &'static Words) -> Vec<MonthTable> {
    let months = (1..=12).filter_map(|month| NaiveDate::from_ymd_opt(year, month, 1));
    months.map(|first| month(shelf, first, words)).collect()
}

fn month(shelf: &LibraryShelf, first: NaiveDate, words: &'static Words) -> MonthTable {
    let mut weeks: Vec<Vec<Option<DayCell>>> = Vec::new();
    let mut week: Vec<Option<DayCell>> = (0..first.weekday().num_days_from_monday()).map(|_| None).collect();
    for day in first.iter_days().take_while(|day| day.month() == first.month() && day.year() == first.year()) {
        week.push(Some(cell(shelf, day, words)));
        if week.len() == 7 {
            weeks.push(std::mem::take(&mut week));
        }
    }
    if !week.is_empty() {
        week.resize_with(7, || None);
        weeks.push(week);
    }
    MonthTable { name: words.month(first), weeks }
}

fn cell(shelf: &LibraryShelf, day: NaiveDate, words: &'static Words) -> DayCell {
    let state = shelf.state(day);
    let (style, sign, said) = match state {
        Some(state) => (state.style(), state.sign(), state.words(&words.archive)),
        // Before the library began: nothing is to be said of it.
        None => ("before", "", ""),
    };
    let link = shelf.report_of_day(day).map(|path| format!("../{path}"));
    let told_by = shelf.facts.witnesses_of(day);
    let (witnessed, said) = match told_by.as_slice() {
        [] => ("", said.to_owned()),
        some => (WITNESSED, format!("{said}; {}: {}", words.archive.witnesses, some.join(", "))),
    };
    let said = visible(said.trim_start_matches("; ")).into_owned();
    DayCell { number: day.day(), date: words.day(day), style, sign, words: said, witnessed, link }
}
