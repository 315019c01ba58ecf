//! The code of a line in one dimension, and how it is found.

use std::sync::Arc;

use chrono::{Datelike, Months, NaiveDate, TimeDelta};

use super::age::Age;
use super::category::{Category, of};
use super::dimension::{Dimension, kind_name};
use super::figures::Means;
use super::lines::GroupTotals;
use crate::domain::{BookingCode, BookingGroup, Branch, CodeTables, Daybook, DaybookKind, Institution, Period};

/// The days of the week as files say them, which speak Dutch.
const WEEKDAYS: [&str; 7] = ["ma", "di", "wo", "do", "vr", "za", "zo"];

/// The code of a line in one dimension; ordered as its text is, but for parts, which have the order of a report.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// What the letter of the daybook says; `None` for open items, which come last.
    DaybookKind(OpenLast<DaybookKind>),
    /// How it was settled; `None` for open items, which come last.
    Daybook(OpenLast<Daybook>),
    /// The way in which the money came in, or why it did not.
    WayOfPayment(Means),
    /// The library.
    Institution(Option<Institution>),
    /// The branch.
    Branch(Option<Branch>),
    /// The group of what was paid.
    BookingGroup(Option<BookingGroup>),
    /// What was paid.
    BookingCode(Option<BookingCode>),
    /// The ledger account; codes without one come last.
    LedgerAccount(OpenLast<Arc<str>>),
    /// The day of settlement.
    Day(OpenLast<NaiveDate>),
    /// The day of the week, from 0 for Monday.
    Weekday(OpenLast<u8>),
    /// The week of settlement, by its Monday.
    Week(OpenLast<NaiveDate>),
    /// The month of settlement, by its first day.
    Month(OpenLast<NaiveDate>),
    /// The year of settlement.
    Year(OpenLast<i32>),
    /// Where the cost was posted.
    Source(Arc<str>),
    /// The drawer.
    Drawer(Arc<str>),
    /// The category of the template, by its place there.
    Category(u16, Arc<str>),
    /// How old it is.
    Age(Age),
    /// The library on whose daybook it was settled; `None` for daybooks of all, which come last.
    Receiver(OpenLast<Institution>),
    /// An earlier period that is compared with, by its last day.
    Earlier(NaiveDate, Period),
}

/// What tells the codes of lines that a line does not bear itself.
#[derive(Clone, Copy, Debug)]
pub struct Codes<'a> {
    /// The code tables, which are dated.
    pub tables: &'a CodeTables,
    /// The categories of the template.
    pub categories: &'a [Category],
    /// The day on which ages are told.
    pub day: NaiveDate,
}

/// A value that open items don't have; they come last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OpenLast<T> {
    /// The value.
    Settled(T),
    /// An open item's.
    Open,
}

impl<T> OpenLast<T> {
    /// A value, if there is one.
    #[must_use]
    pub fn of(value: Option<T>) -> Self {
        value.map_or(Self::Open, Self::Settled)
    }

    fn map<U>(self, change: impl FnOnce(T) -> U) -> OpenLast<U> {
        match self {
            Self::Settled(value) => OpenLast::Settled(change(value)),
            Self::Open => OpenLast::Open,
        }
    }
}

impl Key {
    /// The code of a group of transactions.
    #[must_use]
    pub fn of(line: &GroupTotals, dimension: Dimension, codes: Codes<'_>) -> Self {
        let tables = codes.tables;
        let day = || OpenLast::of(line.day);
        match dimension {
            Dimension::DaybookKind => Self::DaybookKind(OpenLast::of(line.daybook.map(Daybook::kind))),
            Dimension::Daybook => Self::Daybook(OpenLast::of(line.daybook)),
            Dimension::WayOfPayment => Self::WayOfPayment(Means::of_line(line.daybook.zip(line.day), tables)),
            Dimension::Institution => Self::Institution(line.institution),
            Dimension::Branch => Self::Branch(line.branch),
            Dimension::BookingGroup => Self::BookingGroup(line.booking_code.map(BookingCode::group)),
            Dimension::BookingCode => Self::BookingCode(line.booking_code),
            Dimension::LedgerAccount => {
                let at = line.booking_code.zip(line.daybook.zip(line.day));
                let account = if let Some((code, (daybook, day))) = at {
                    tables.account_of_booking_code(code, daybook, day).map(|found| Arc::from(found.account))
                } else {
                    // What is open is on no daybook yet.
                    let entry = line.booking_code.and_then(|code| tables.booking_codes.get(&code));
                    entry.and_then(|entry| entry.ledger_account.as_deref()).map(Arc::from)
                };
                Self::LedgerAccount(OpenLast::of(account))
            }
            Dimension::Day => Self::Day(day()),
            Dimension::Weekday => {
                Self::Weekday(day().map(|day| u8::try_from(day.weekday().num_days_from_monday()).unwrap_or_default()))
            }
            Dimension::Week => Self::Week(day().map(monday)),
            Dimension::Month => Self::Month(day().map(first_of_month)),
            Dimension::Year => Self::Year(day().map(|day| day.year())),
            Dimension::Source => Self::Source(line.source.clone().unwrap_or_default()),
            Dimension::Drawer => Self::Drawer(line.drawer.clone().unwrap_or_default()),
            Dimension::Category => {
                let category = |code| of(codes.categories, line.daybook, code, line.day, &tables.handed_over);
                let found = line.booking_code.and_then(category);
                found.map_or(Self::Category(u16::MAX, Arc::default()), |(place, category)| {
                    Self::Category(place, Arc::clone(&category.name))
                })
            }
            Dimension::Age => Self::Age(Age::on(codes.day, line.posted.unwrap_or(codes.day))),
            Dimension::Receiver => {
                let manager =
                    line.daybook.zip(line.day).and_then(|(daybook, day)| tables.managing_institution(daybook, day));
                Self::Receiver(OpenLast::of(manager))
            }
            Dimension::Earlier => unreachable!("no line of the period itself is of an earlier one"),
        }
    }

    /// The code in another dimension that this one leaves no choice in: of a booking code its group.
    #[must_use]
    pub fn within(&self, dimension: Dimension) -> Option<Self> {
        Some(match (self, dimension) {
            (Self::BookingCode(code), Dimension::BookingGroup) => Self::BookingGroup(code.map(BookingCode::group)),
            (Self::Daybook(daybook), Dimension::DaybookKind) => Self::DaybookKind(daybook.map(Daybook::kind)),
            _ => return None,
        })
    }

    /// The first and the last day of a week, month or year.
    #[must_use]
    pub fn days(&self) -> Option<(NaiveDate, NaiveDate)> {
        let (first, next) = match self {
            Self::Week(OpenLast::Settled(monday)) => (*monday, *monday + TimeDelta::days(7)),
            Self::Month(OpenLast::Settled(first)) => (*first, *first + Months::new(1)),
            Self::Year(OpenLast::Settled(year)) => {
                (NaiveDate::from_ymd_opt(*year, 1, 1)?, NaiveDate::from_ymd_opt(year.checked_add(1)?, 1, 1)?)
            }
            _ => return None,
        };
        Some((first, next.pred_opt()?))
    }

    /// A text in whose order lines come: the code, or where there is none its place.
    #[must_use]
    pub fn sort_text(&self) -> String {
        match self {
            Self::Category(place, _) => format!("{place:05}"),
            Self::Age(age) => (*age as u8).to_string(),
            Self::WayOfPayment(part) => part.place().to_string(),
            Self::Weekday(OpenLast::Settled(day)) => day.to_string(),
            _ => self.text(),
        }
    }

    /// The code as text; empty for open items, and where there is none.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::DaybookKind(OpenLast::Settled(kind)) => kind_name(*kind).to_owned(),
            Self::Daybook(OpenLast::Settled(daybook)) => daybook.to_string(),
            Self::WayOfPayment(part) => part.name().to_owned(),
            Self::Institution(Some(institution)) | Self::Receiver(OpenLast::Settled(institution)) => {
                institution.to_string()
            }
            Self::Branch(Some(branch)) => branch.to_string(),
            Self::BookingGroup(Some(group)) => group.to_string(),
            Self::BookingCode(Some(code)) => code.to_string(),
            Self::LedgerAccount(OpenLast::Settled(text)) | Self::Source(text) | Self::Drawer(text) => {
                text.as_ref().to_owned()
            }
            Self::Day(OpenLast::Settled(day)) => day.to_string(),
            Self::Weekday(OpenLast::Settled(day)) => WEEKDAYS[usize::from(*day) % 7].to_owned(),
            Self::Week(OpenLast::Settled(monday)) => monday.format("%G-W%V").to_string(),
            Self::Month(OpenLast::Settled(first)) => first.format("%Y-%m").to_string(),
            Self::Year(OpenLast::Settled(year)) => year.to_string(),
            Self::Category(_, name) => name.as_ref().to_owned(),
            Self::Age(age) => age.name().to_owned(),
            Self::Earlier(_, period) => period.to_string(),
            _ => String::new(),
        }
    }
}

/// The Monday of a day's ISO week.
fn monday(day: NaiveDate) -> NaiveDate {
    day - TimeDelta::days(day.weekday().num_days_from_monday().into())
}

fn first_of_month(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_and_months_are_written_as_periods_are() {
        let day = |text: &str| text.parse().expect("a day");
        let text = |dimension, text: &str| {
            let line = GroupTotals { day: Some(day(text)), ..GroupTotals::default() };
            let codes = Codes { tables: &CodeTables::default(), categories: &[], day: NaiveDate::MIN };
            Key::of(&line, dimension, codes).text()
        };
        assert_eq!(text(Dimension::Week, "2027-01-03"), "2026-W53");
        assert_eq!(text(Dimension::Week, "2027-01-04"), "2027-W01");
        assert_eq!(text(Dimension::Month, "2026-02-28"), "2026-02");
        assert_eq!(text(Dimension::Year, "2026-12-31"), "2026");
        assert_eq!(Key::Week(OpenLast::Open).text(), "");
    }
}
