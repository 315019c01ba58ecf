//! What is known of each day of a year, as a calendar shows it.

use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use super::facts::PageFacts;
use super::library::LibraryShelf;
use crate::domain::steering::visible;
use crate::domain::{Cents, DeskDay, DeskDayState, Money};
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
    /// A sign where witnesses of the control desk tell of it, and one of what the desk says.
    witnessed: String,
    link: Option<String>,
}

/// What stands behind the sign of a day of which witnesses of the control desk tell.
const WITNESSED: &str = "✓";

/// What stands behind it of what the control desk says.
fn desk_sign(state: DeskDayState) -> &'static str {
    match state {
        DeskDayState::Agrees => "=",
        DeskDayState::Differs => "≠",
        DeskDayState::Open => "…",
        DeskDayState::NoWitness => "?",
    }
}

fn desk_words(state: DeskDayState, words: &ArchiveWords) -> &str {
    match state {
        DeskDayState::Agrees => &words.desk_agrees,
        DeskDayState::Differs => &words.desk_differs,
        DeskDayState::Open => &words.desk_open,
        DeskDayState::NoWitness => &words.desk_missing,
    }
}

/// What the control desk says of a day, in words: what differs by how much, what is open, what nobody tells of; or that all
/// agree.
fn desk_said(day: &DeskDay, words: &Words) -> String {
    let amount = |(name, cents): &(String, Option<Cents>)| match cents {
        Some(cents) => format!("{name} {}", words.amount(Money::from_cents(*cents))),
        None => name.clone(),
    };
    let named = |state, names: Vec<String>| {
        let said = desk_words(state, &words.archive);
        (!names.is_empty()).then(|| format!("{said} ({})", names.join(", ")))
    };
    let agrees = (day.state() == DeskDayState::Agrees).then(|| words.archive.desk_agrees.clone());
    let parts = [
        agrees,
        named(DeskDayState::Differs, day.differs.iter().map(amount).collect()),
        named(DeskDayState::Open, day.open.clone()),
        named(DeskDayState::NoWitness, day.missing.clone()),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// A day that is not settled at the control desk.
#[derive(Debug, Serialize)]
pub(super) struct UnsettledDay {
    date: String,
    words: String,
    link: Option<String>,
}

/// The days of a year that differ, or on which something is open.
pub(super) fn unsettled(shelf: &LibraryShelf, year: i32, words: &'static Words) -> Vec<UnsettledDay> {
    let first = NaiveDate::from_ymd_opt(year, 1, 1);
    let days = first.into_iter().flat_map(|first| first.iter_days().take_while(move |day| day.year() == year));
    let of_desk = days.filter_map(|day| Some((day, shelf.facts.desk_of(day)?)));
    let unsettled = of_desk.filter(|(_, said)| matches!(said.state(), DeskDayState::Differs | DeskDayState::Open));
    let entry = |(day, said): (NaiveDate, &DeskDay)| UnsettledDay {
        date: words.day(day),
        words: visible(&desk_said(said, words)).into_owned(),
        link: shelf.report_of_day(day).map(|path| format!("../{path}")),
    };
    unsettled.map(entry).collect()
}

/// What the signs mean; that of witnesses where the library has any.
pub(super) fn legend(words: &'static ArchiveWords, facts: &PageFacts) -> Vec<Legend> {
    let entry = |day: CalendarDay| Legend { style: day.style(), sign: day.sign(), words: day.words(words) };
    let witnessed = Legend { style: "before", sign: WITNESSED, words: &words.witnesses };
    let of_desk = |state| Legend { style: "before", sign: desk_sign(state), words: desk_words(state, words) };
    let desk = DeskDayState::ALL.into_iter().map(of_desk).filter(|_| !facts.desk.is_empty());
    let witnessed = (!facts.witnesses.is_empty()).then_some(witnessed);
    CalendarDay::ALL.into_iter().map(entry).chain(witnessed).chain(desk).collect()
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
        [] => (String::new(), said.to_owned()),
        some => (WITNESSED.to_owned(), format!("{said}; {}: {}", words.archive.witnesses, some.join(", "))),
    };
    let (witnessed, said) = match shelf.facts.desk_of(day) {
        None => (witnessed, said),
        Some(desk) => {
            (witnessed + desk_sign(desk.state()), format!("{said}; {}: {}", words.archive.desk, desk_said(desk, words)))
        }
    };
    let said = visible(said.trim_start_matches("; ")).into_owned();
    DayCell { number: day.day(), date: words.day(day), style, sign, words: said, witnessed, link }
}
