//! Which transactions a report is about, as polars chooses them; `matcher` does it a second time in plain code.

use chrono::NaiveDate;
use polars::prelude::*;

use super::compare::Compare;
use super::departure::Departure;
use super::line_scope::{self, AmountSign, Items, LineScope};
use super::pairing::days_of_originals;
use super::template::{InstitutionScope, Template, WriteOffs};
use crate::domain::transactions::{NO_CODE, column, day_number};
use crate::domain::{BookingCode, Branch, CodeTables, Daybook, Institution, Period};
pub use crate::domain::{BookingCodes, Daybooks};

/// A library whose archive tells of lines, beside others that tell of theirs. What is neither its cost nor on its daybook, but
/// another's through and through, is told by that one alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Teller {
    /// The library.
    pub home: Institution,
    /// The others.
    pub others: Vec<Institution>,
}

impl Teller {
    /// Whether a cost of a library, on a daybook that one manages, is for another to tell.
    #[must_use]
    pub fn leaves_to_others(&self, institution: Institution, manager: Option<Institution>) -> bool {
        let is_party = institution == self.home || manager == Some(self.home);
        !is_party && self.others.contains(&manager.unwrap_or(institution))
    }
}

/// What was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// The days of settlement; `None` for all, which needs `posted_in`.
    pub period: Option<Period>,
    /// The days on which costs arose; `None` for all.
    pub posted_in: Option<Period>,
    /// The libraries, each once and in order; none for all.
    pub institutions: Vec<Institution>,
    /// What is own to a library, by the code tables.
    pub scope: InstitutionScope,
    /// Who tells the lines, out of the archive of one of several libraries.
    pub told_by: Option<Teller>,
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
    /// Booking codes of what was received that the report is not about by its template.
    pub left_out: Vec<BookingCode>,
    /// Whether it is about what was settled or about what was open.
    pub items: Items,
    /// The earlier periods that it compares with, beside the usual ones.
    pub compare: Compare,
    /// Whether it is about stornos, whose originals may lie before its period.
    pub pairs: bool,
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

fn days_of<'f>(frame: &'f DataFrame, name: &str) -> PolarsResult<&'f Int32Chunked> {
    Ok(frame.column(name)?.as_materialized_series().date()?.physical())
}

fn is_in_period(frame: &DataFrame, name: &str, period: Period) -> PolarsResult<Mask> {
    let days = days_of(frame, name)?;
    Ok(days.gt_eq(day_number(period.first())) & days.lt_eq(day_number(period.last())))
}

impl Selection {
    /// All that came in, open items too.
    #[must_use]
    pub fn everything() -> Self {
        Self {
            period: None,
            posted_in: None,
            institutions: Vec::new(),
            scope: InstitutionScope::OwnCosts,
            told_by: None,
            branches: Vec::new(),
            booking_codes: Vec::new(),
            daybook_letters: Vec::new(),
            daybooks: Vec::new(),
            sources: Vec::new(),
            lines: Vec::new(),
            left_out: Vec::new(),
            items: Items::Settled,
            compare: Compare::default(),
            pairs: false,
            write_offs: true,
            open_items: true,
        }
    }

    /// The lines that a report by a template is about. In one of stornos and refunds, cash that was carried to the bank is
    /// neither, whatever code the tables have for it and whatever its sign. (Templates up to 0.1.0 had what turns such a
    /// line back by itself, among stornos.)
    #[must_use]
    pub fn lines_of(template: &Template, tables: &CodeTables) -> Vec<LineScope> {
        let lines = template.scope.lines.iter().cloned();
        let is_money_out = |scope: &LineScope| template.pairs && scope.amounts != AmountSign::Positive;
        lines.map(|scope| if is_money_out(&scope) { scope.without(&tables.handed_over) } else { scope }).collect()
    }

    /// The booking codes of what a report by a template is not about.
    #[must_use]
    pub fn codes_left_out(template: &Template, tables: &CodeTables) -> Vec<BookingCode> {
        let mut codes: Vec<BookingCode> =
            template.scope.leaves_out.iter().flat_map(|item| item.codes(&tables.handed_over)).collect();
        codes.sort_unstable();
        codes
    }

    /// All of a period that a library's report is about by its template.
    #[must_use]
    pub fn of_library(
        template: &Template,
        tables: &CodeTables,
        institution: Institution,
        period: Period,
        write_offs: bool,
    ) -> Self {
        Self {
            period: Some(period),
            institutions: vec![institution],
            scope: template.scope.institution.by(tables),
            lines: Self::lines_of(template, tables),
            left_out: Self::codes_left_out(template, tables),
            items: template.scope.items,
            compare: template.compare,
            pairs: template.pairs,
            write_offs: write_offs || template.scope.write_offs == WriteOffs::Always,
            open_items: template.scope.items.are_open(),
            ..Self::everything()
        }
    }

    /// The library, where it is about one.
    #[must_use]
    pub fn one_institution(&self) -> Option<Institution> {
        <[Institution; 1]>::try_from(self.institutions.as_slice()).ok().map(|[institution]| institution)
    }

    /// The days that it is about: those of settlement, else those on which costs arose.
    #[must_use]
    pub fn about(&self) -> Option<Period> {
        self.period.or(self.posted_in)
    }

    /// The days whose lines must be looked at; `None` for all lines, open ones too.
    #[must_use]
    pub fn days_to_read(&self) -> Option<Period> {
        let period = self.period.filter(|_| !self.items.are_open())?;
        Some(if self.pairs { days_of_originals(period) } else { period })
    }

    /// The day at whose end items were open that it is about, whatever became of them since.
    #[must_use]
    pub fn open_at_end(&self) -> Option<NaiveDate> {
        self.period.filter(|_| self.items == Items::OpenAtEnd).map(Period::last)
    }

    /// Which of some transactions each condition lets through, with what becomes of a line that fails it. Of several that
    /// a line fails the first counts.
    ///
    /// # Errors
    /// Never for transactions of the fixed schema; what polars says otherwise.
    pub fn conditions(&self, frame: &DataFrame) -> PolarsResult<Vec<(Departure, BooleanChunked)>> {
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
        let is_settled = || codes(frame, column::DAYBOOK).map(|codes| codes.not_equal(NO_CODE));
        let filters = [
            self.posted_in.map(|period| is_in_period(frame, column::POSTED_DAY, period)).transpose()?,
            any(self.branches.iter().map(of_branch))?,
            any(self.booking_codes.iter().map(of_codes))?,
            any(self.daybook_letters.iter().copied().map(of_letter))?,
            any(self.daybooks.iter().flat_map(of_daybooks))?,
            any(self.sources.iter().map(of_source))?,
        ];
        let takes_open = self.open_items && self.days_to_read().is_none();
        let mut conditions = vec![(Departure::Open, (!takes_open).then(is_settled).transpose()?)];
        if self.items.are_open() {
            conditions.push((Departure::Settled, Some(!is_settled()?)));
            if let Some(period) = self.period {
                let posted = days_of(frame, column::POSTED_DAY)?;
                conditions.push((Departure::LaterDays, Some(posted.lt_eq(day_number(period.last())))));
            }
        } else if let Some(period) = self.period {
            let days = days_of(frame, column::SETTLED_DAY)?;
            conditions.push((Departure::EarlierDays, Some(days.gt_eq(day_number(period.first())))));
            conditions.push((Departure::LaterDays, Some(days.lt_eq(day_number(period.last())))));
        }
        if let Some(Teller { home, others }) = &self.told_by {
            let (costs, managers) = (codes(frame, column::INSTITUTION)?, codes(frame, column::MANAGER)?);
            let is_any = |codes: &UInt32Chunked| any(others.iter().map(|other| Ok(codes.equal(other.number()))));
            let is_party = costs.equal(home.number()) | managers.equal(home.number());
            let of_others = is_any(managers)?.zip(is_any(costs)?);
            let left = of_others.map(|(managed, owned)| managed | (managers.equal(NO_CODE) & owned));
            conditions.push((Departure::OtherInstitutions, left.map(|left| is_party | !left)));
        }
        conditions.extend(self.ownership(frame)?.into_iter().map(|(departure, mask)| (departure, Some(mask))));
        conditions.push((Departure::NotAskedFor, line_scope::mask(&self.lines, frame)?));
        if self.scope == InstitutionScope::BetweenInstitutions {
            let is_managed = codes(frame, column::MANAGER)?.not_equal(NO_CODE);
            conditions.push((Departure::NobodysDaybook, Some(is_managed)));
        }
        let of_code = |code: &BookingCode| Ok(codes(frame, column::BOOKING_CODE)?.equal(code.number()));
        if let Some(left_out) = any(self.left_out.iter().map(of_code))? {
            let received = any(['K', 'B', 'G'].map(of_letter))?;
            conditions.push((Departure::Separate, received.map(|received| !(received & left_out))));
        }
        conditions.push((Departure::Filtered, filters.into_iter().flatten().reduce(|one, other| one & other)));
        let not_waived = (!self.write_offs).then(|| Ok::<_, PolarsError>(!of_letter('A')?)).transpose()?;
        conditions.push((Departure::WrittenOff, not_waived));
        Ok(conditions.into_iter().filter_map(|(departure, mask)| Some((departure, mask?))).collect())
    }

    /// The columns that the filter reads, beside those that all transactions have.
    #[must_use]
    pub fn columns(&self) -> Vec<&'static str> {
        let needs_both = [InstitutionScope::OwnDaybooksAndCosts, InstitutionScope::BetweenInstitutions];
        let has_institutions =
            !self.institutions.is_empty() || self.told_by.is_some() || needs_both.contains(&self.scope);
        let columns = [
            (self.posted_in.is_some() || self.items.are_open()).then_some(column::POSTED_DAY),
            (!self.branches.is_empty()).then_some(column::BRANCH),
            (!self.sources.is_empty()).then_some(column::SOURCE),
            has_institutions.then_some(column::INSTITUTION),
            has_institutions.then_some(column::MANAGER),
        ];
        columns.into_iter().flatten().collect()
    }

    /// The lines that are a library's own: of its costs, on its daybooks.
    fn ownership(&self, frame: &DataFrame) -> PolarsResult<Vec<(Departure, Mask)>> {
        let managers = || codes(frame, column::MANAGER);
        let costs = || codes(frame, column::INSTITUTION);
        let is_asked_for = |name: &str| {
            any(self.institutions.iter().map(|institution| Ok(codes(frame, name)?.equal(institution.number()))))
        };
        let of_costs =
            || Ok::<_, PolarsError>(is_asked_for(column::INSTITUTION)?.map(|own| (Departure::OtherInstitutions, own)));
        let on_daybooks =
            |own: Mask| Ok::<_, PolarsError>((Departure::OthersDaybooks, own | managers()?.equal(NO_CODE)));
        match self.scope {
            InstitutionScope::OwnCosts => Ok(of_costs()?.into_iter().collect()),
            InstitutionScope::OwnDaybooks => {
                Ok(is_asked_for(column::MANAGER)?.map(on_daybooks).transpose()?.into_iter().collect())
            }
            // Of no library in particular it is the share of all.
            InstitutionScope::OwnShare if self.institutions.is_empty() => Ok(Vec::new()),
            InstitutionScope::OwnShare => {
                let is_managed = managers()?.not_equal(NO_CODE);
                let of_costs = of_costs()?.map(|(departure, own)| (departure, own | is_managed));
                let on_daybooks = is_asked_for(column::MANAGER)?.map(on_daybooks).transpose()?;
                Ok(of_costs.into_iter().chain(on_daybooks).collect())
            }
            InstitutionScope::BetweenInstitutions => {
                let (received, owned) = (is_asked_for(column::MANAGER)?, is_asked_for(column::INSTITUTION)?);
                // Of what stands on a daybook of nobody it is not known who received it.
                let is_nobodys = managers()?.equal(NO_CODE);
                let involved = received.zip(owned).map(|(received, owned)| received | owned | is_nobodys.clone());
                let crosses = is_nobodys | managers()?.not_equal(costs()?);
                let whose = involved.map(|involved| (Departure::OtherInstitutions, involved));
                Ok(whose.into_iter().chain([(Departure::NotAskedFor, crosses)]).collect())
            }
            InstitutionScope::OwnDaybooksAndCosts => {
                let on_daybooks = on_daybooks(managers()?.equal(costs()?))?;
                Ok(of_costs()?.into_iter().chain([on_daybooks]).collect())
            }
        }
    }
}

/// The numbers of the first and last daybook with a letter, as columns hold them.
fn letter_numbers(letter: char) -> (u32, u32) {
    let number = |digits: &str| Daybook::parse(format!("{letter}{digits}")).map_or(0, Daybook::number);
    (number("000"), number("999"))
}
