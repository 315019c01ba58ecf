//! Which transactions a report is about: once for polars, once for a plain check of each row.

use chrono::NaiveDate;
use polars::prelude::*;

pub use super::code_runs::{BookingCodes, Daybooks};
use super::compare::Compare;
use super::line_scope::{self, Items, LineScope};
use super::template::{InstitutionScope, Template, WriteOffs};
use crate::domain::transactions::{NO_CODE, Row, column, day_number};
use crate::domain::{Branch, Daybook, DaybookKind, Institution, Period};

/// What was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// The days of settlement; `None` for all, which needs `posted_in`.
    pub period: Option<Period>,
    /// The days on which costs arose; `None` for all.
    pub posted_in: Option<Period>,
    /// The library; `None` for all.
    pub institution: Option<Institution>,
    /// What is own to a library.
    pub scope: InstitutionScope,
    /// The branches where costs arose; none for all.
    pub branches: Vec<Branch>,
    /// The booking codes; none for all.
    pub booking_codes: Vec<BookingCodes>,
    /// The letters of daybooks; none for all.
    pub daybook_letters: Vec<char>,
    /// The daybooks; none for all.
    pub daybooks: Vec<Daybooks>,
    /// Where costs were posted (*bron*); none for all.
    pub sources: Vec<String>,
    /// The lines that the report is about by its template, whatever is filtered; none for all.
    pub lines: Vec<LineScope>,
    /// Whether it is about what was settled or about what was open.
    pub items: Items,
    /// The earlier periods that it compares with, beside the usual ones.
    pub compare: Compare,
    /// Whether write-offs are in.
    pub write_offs: bool,
    /// Whether items that are still open are in.
    pub open_items: bool,
}

/// Which rows of a frame a condition holds for.
type Mask = BooleanChunked;

/// The rows that any condition holds for; `None`, which is all, when there is no condition.
fn any(conditions: impl IntoIterator<Item = PolarsResult<Mask>>) -> PolarsResult<Option<Mask>> {
    conditions.into_iter().reduce(|one, other| Ok(one? | other?)).transpose()
}

fn codes<'a>(frame: &'a DataFrame, name: &str) -> PolarsResult<&'a UInt32Chunked> {
    frame.column(name)?.as_materialized_series().u32()
}

fn is_within(frame: &DataFrame, name: &str, first: u32, last: u32) -> PolarsResult<Mask> {
    let codes = codes(frame, name)?;
    Ok(codes.gt_eq(first) & codes.lt_eq(last))
}

fn is_in_period(frame: &DataFrame, name: &str, period: Period) -> PolarsResult<Mask> {
    let days = frame.column(name)?.as_materialized_series().date()?.physical();
    Ok(days.gt_eq(day_number(period.first())) & days.lt_eq(day_number(period.last())))
}

impl Selection {
    /// All that came in, open items too.
    #[must_use]
    pub fn everything() -> Self {
        Self {
            period: None,
            posted_in: None,
            institution: None,
            scope: InstitutionScope::OwnCosts,
            branches: Vec::new(),
            booking_codes: Vec::new(),
            daybook_letters: Vec::new(),
            daybooks: Vec::new(),
            sources: Vec::new(),
            lines: Vec::new(),
            items: Items::Settled,
            compare: Compare::default(),
            write_offs: true,
            open_items: true,
        }
    }

    /// All of a period that a library's report is about by its template.
    #[must_use]
    pub fn of_library(template: &Template, institution: Institution, period: Period, write_offs: bool) -> Self {
        Self {
            period: Some(period),
            institution: Some(institution),
            scope: template.scope.institution,
            lines: template.scope.lines.clone(),
            items: template.scope.items,
            compare: template.compare,
            write_offs: write_offs || template.scope.write_offs == WriteOffs::Always,
            open_items: template.scope.items == Items::Open,
            ..Self::everything()
        }
    }

    /// The days that it is about: those of settlement, else those on which costs arose.
    #[must_use]
    pub fn about(&self) -> Option<Period> {
        self.period.or(self.posted_in)
    }

    /// The days whose lines must be looked at; `None` for all lines, open ones too.
    #[must_use]
    pub fn days_to_read(&self) -> Option<Period> {
        self.period.filter(|_| self.items == Items::Settled)
    }

    /// Which of some transactions are selected; `None` for all.
    ///
    /// # Errors
    /// Never for transactions of the fixed schema; what polars says otherwise.
    pub fn mask(&self, frame: &DataFrame) -> PolarsResult<Option<BooleanChunked>> {
        let of_letter = |letter| {
            let (first, last) = letter_numbers(letter);
            is_within(frame, column::DAYBOOK, first, last)
        };
        let of_codes =
            |codes: &BookingCodes| is_within(frame, column::BOOKING_CODE, codes.first.number(), codes.last.number());
        let of_daybooks = |daybooks: &Daybooks| {
            let (number_first, number_last) = (u32::from(daybooks.first), u32::from(daybooks.last));
            let letters = daybooks.letter().map_or(('A'..='Z').collect(), |letter| vec![letter]);
            let starts: Vec<u32> = letters.into_iter().map(|letter| letter_numbers(letter).0).collect();
            starts
                .into_iter()
                .map(move |start| is_within(frame, column::DAYBOOK, start + number_first, start + number_last))
        };
        let of_branch = |branch: &Branch| Ok(codes(frame, column::BRANCH)?.equal(branch.number()));
        let of_source =
            |source: &String| Ok(frame.column(column::SOURCE)?.as_materialized_series().str()?.equal(source.as_str()));
        let conditions = [
            (!self.open_items)
                .then(|| codes(frame, column::DAYBOOK).map(|codes| codes.not_equal(NO_CODE)))
                .transpose()?,
            match (self.items, self.period) {
                (Items::Settled, Some(period)) => Some(is_in_period(frame, column::SETTLED_DAY, period)?),
                (Items::Settled, None) => None,
                (Items::Open, period) => Some(line_scope::open_mask(frame, period)?),
            },
            line_scope::mask(&self.lines, frame)?,
            self.posted_in.map(|period| is_in_period(frame, column::POSTED_DAY, period)).transpose()?,
            (!self.write_offs).then(|| Ok::<_, PolarsError>(!of_letter('A')?)).transpose()?,
            any(self.branches.iter().map(of_branch))?,
            any(self.booking_codes.iter().map(of_codes))?,
            any(self.daybook_letters.iter().copied().map(of_letter))?,
            any(self.daybooks.iter().flat_map(of_daybooks))?,
            any(self.sources.iter().map(of_source))?,
            self.ownership(frame).transpose()?,
        ];
        Ok(conditions.into_iter().flatten().reduce(|one, other| one & other))
    }

    /// The columns that the filter reads, beside those that all transactions have.
    #[must_use]
    pub fn columns(&self) -> Vec<&'static str> {
        let has_institutions = self.institution.is_some() || self.scope == InstitutionScope::OwnDaybooksAndCosts;
        let columns = [
            (self.posted_in.is_some() || self.items == Items::Open).then_some(column::POSTED_DAY),
            (!self.branches.is_empty()).then_some(column::BRANCH),
            (!self.sources.is_empty()).then_some(column::SOURCE),
            has_institutions.then_some(column::INSTITUTION),
            has_institutions.then_some(column::MANAGER),
        ];
        columns.into_iter().flatten().collect()
    }

    fn ownership(&self, frame: &DataFrame) -> Option<PolarsResult<Mask>> {
        let institution = self.institution.map(Institution::number);
        let managers = || codes(frame, column::MANAGER);
        let costs = |institution: u32| Ok::<_, PolarsError>(codes(frame, column::INSTITUTION)?.equal(institution));
        match (self.scope, institution) {
            (InstitutionScope::OwnCosts | InstitutionScope::OwnDaybooks, None) => None,
            (InstitutionScope::OwnCosts, Some(institution)) => Some(costs(institution)),
            (InstitutionScope::OwnDaybooks, Some(institution)) => {
                let own = || Ok(managers()?.equal(NO_CODE) | managers()?.equal(institution));
                Some(own())
            }
            (InstitutionScope::OwnDaybooksAndCosts, institution) => {
                let own = || Ok(managers()?.equal(NO_CODE) | managers()?.equal(codes(frame, column::INSTITUTION)?));
                Some(own().and_then(|own: Mask| match institution {
                    Some(institution) => Ok(own & costs(institution)?),
                    None => Ok(own),
                }))
            }
        }
    }

    /// The same rules a second time, in plain code that the filter shares nothing with.
    #[must_use]
    pub fn matcher(&self) -> Matcher {
        let days = |period: Period| (period.first(), period.last());
        Matcher { settled: self.period.map(days), posted: self.posted_in.map(days), selection: self.clone() }
    }
}

/// Tells row by row what is selected.
#[derive(Clone, Debug)]
pub struct Matcher {
    selection: Selection,
    /// The first and the last day of settlement, and of when the cost arose.
    settled: Option<(NaiveDate, NaiveDate)>,
    posted: Option<(NaiveDate, NaiveDate)>,
}

impl Matcher {
    /// Whether a row is selected.
    #[inline]
    #[must_use]
    pub fn matches(&self, row: &Row, source: &str) -> bool {
        let is_within = |day: NaiveDate, (first, last): (NaiveDate, NaiveDate)| first <= day && day <= last;
        if self.selection.items == Items::Open {
            let was_posted = self.settled.is_none_or(|(_, last)| row.posted <= last);
            let is_open = row.settled.is_none() && was_posted;
            return is_open && self.posted.is_none_or(|days| is_within(row.posted, days)) && self.has_codes(row, source);
        }
        let settled = match (row.settled, self.settled) {
            (Some(day), Some(days)) => is_within(day, days),
            (Some(_), None) => true,
            (None, days) => self.selection.open_items && days.is_none(),
        };
        settled && self.posted.is_none_or(|days| is_within(row.posted, days)) && self.has_codes(row, source)
    }

    #[inline]
    fn has_codes(&self, row: &Row, source: &str) -> bool {
        let Selection { institution, scope, branches, booking_codes, daybook_letters, daybooks, sources, .. } =
            &self.selection;
        let kind = row.daybook.map(Daybook::kind);
        let letter = row.daybook.map(Daybook::letter);
        let code = row.booking_code;
        let daybook_is_own = |institution| row.manager.is_none_or(|manager| manager == institution);
        let own = match scope {
            InstitutionScope::OwnCosts => institution.is_none_or(|institution| institution == row.institution),
            InstitutionScope::OwnDaybooks => institution.is_none_or(daybook_is_own),
            InstitutionScope::OwnDaybooksAndCosts => {
                daybook_is_own(row.institution) && institution.is_none_or(|institution| institution == row.institution)
            }
        };
        own && line_scope::has(&self.selection.lines, row)
            && (self.selection.write_offs || kind != Some(DaybookKind::WriteOff))
            && (branches.is_empty() || branches.contains(&row.branch))
            && (booking_codes.is_empty()
                || booking_codes.iter().any(|codes| codes.have(code)))
            && (daybook_letters.is_empty() || letter.is_some_and(|letter| daybook_letters.contains(&letter)))
            && (daybooks.is_empty()
                || row.daybook.is_some_and(|daybook| daybooks.iter().any(|daybooks| daybooks.have(daybook))))
            && (sources.is_empty() || sources.iter().any(|wanted| wanted == source))
    }
}

/// The numbers of the first and last daybook with a letter, as columns hold them.
fn letter_numbers(letter: char) -> (u32, u32) {
    let number = |digits: &str| Daybook::parse(format!("{letter}{digits}")).map_or(0, Daybook::number);
    (number("000"), number("999"))
}
