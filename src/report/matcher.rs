//! Which transactions a report is about, a second time: row by row, in plain code that shares nothing with the masks of
//! polars.

use chrono::NaiveDate;

use super::as_it_stood;
use super::departure::Departure;
use super::line_scope;
use super::selection::Selection;
use super::template::InstitutionScope;
use crate::domain::transactions::TransactionRow;
use crate::domain::{Daybook, DaybookKind, Institution, Period};

/// Tells row by row what is selected, and what becomes of all else.
#[derive(Clone, Debug)]
pub struct Matcher {
    selection: Selection,
    /// The first and the last day of settlement, and of when the cost arose.
    settled: Option<(NaiveDate, NaiveDate)>,
    posted: Option<(NaiveDate, NaiveDate)>,
}

impl Matcher {
    /// Tells what a selection selects.
    #[must_use]
    pub fn of(selection: &Selection) -> Self {
        let days = |period: Period| (period.first(), period.last());
        Self {
            settled: selection.period.map(days),
            posted: selection.posted_in.map(days),
            selection: selection.clone(),
        }
    }

    /// A row as it stood at the end of the period, where it is told so and is another now.
    #[inline]
    #[must_use]
    pub fn as_it_stood(&self, row: &TransactionRow) -> Option<TransactionRow> {
        self.selection.open_at_end().and_then(|last| as_it_stood::row(row, last))
    }

    /// Whether a row is selected.
    #[inline]
    #[must_use]
    pub fn matches(&self, row: &TransactionRow, source: &str) -> bool {
        self.departure(row, source).is_none()
    }

    /// Why a row is not selected; `None` for one that is.
    #[inline]
    #[must_use]
    pub fn departure(&self, row: &TransactionRow, source: &str) -> Option<Departure> {
        let is_within = |day: NaiveDate, (first, last): (NaiveDate, NaiveDate)| first <= day && day <= last;
        match (row.settled, self.settled) {
            _ if self.selection.items.are_open() => {}
            (Some(day), Some((first, _))) if day < first => return Some(Departure::EarlierDays),
            (Some(day), Some((_, last))) if last < day => return Some(Departure::LaterDays),
            (None, days) if !self.selection.open_items || days.is_some() => return Some(Departure::Open),
            _ => {}
        }
        if let Some(other) = self.elsewhere(row) {
            return Some(other);
        }
        let teller = self.selection.told_by.as_ref();
        if teller.is_some_and(|teller| teller.leaves_to_others(row.institution, row.manager)) {
            return Some(Departure::OtherInstitutions);
        }
        if let Some(other) = self.owner(row) {
            return Some(other);
        }
        if !line_scope::has(&self.selection.lines, row) {
            return Some(Departure::NotAskedFor);
        }
        if self.selection.scope == InstitutionScope::BetweenInstitutions && row.manager.is_none() {
            return Some(Departure::NobodysDaybook);
        }
        let is_received = row.daybook.is_some_and(|daybook| daybook.kind().is_received());
        if is_received && self.selection.left_out.contains(&row.booking_code) {
            return Some(Departure::Separate);
        }
        let is_posted = self.posted.is_none_or(|days| is_within(row.posted, days));
        if !is_posted || !self.has_codes(row, source) {
            return Some(Departure::Filtered);
        }
        let is_waived = !self.selection.write_offs && row.daybook.map(Daybook::kind) == Some(DaybookKind::WriteOff);
        is_waived.then_some(Departure::WrittenOff)
    }

    /// Why a row is not what a report of open items is about.
    #[inline]
    fn elsewhere(&self, row: &TransactionRow) -> Option<Departure> {
        if !self.selection.items.are_open() {
            return None;
        }
        let is_later = self.settled.is_some_and(|(_, last)| row.posted > last);
        if row.settled.is_some() { Some(Departure::Settled) } else { is_later.then_some(Departure::LaterDays) }
    }

    /// Whose a row is, if not the library's own.
    #[inline]
    fn owner(&self, row: &TransactionRow) -> Option<Departure> {
        let Selection { institutions, scope, .. } = &self.selection;
        let is_asked_for = |institution: Institution| institutions.is_empty() || institutions.contains(&institution);
        if *scope == InstitutionScope::BetweenInstitutions {
            // Of what stands on a daybook of nobody it is not known who received it.
            let manager = row.manager?;
            return if !is_asked_for(manager) && !is_asked_for(row.institution) {
                Some(Departure::OtherInstitutions)
            } else {
                (manager == row.institution).then_some(Departure::NotAskedFor)
            };
        }
        let is_by_origin = match scope {
            InstitutionScope::OwnDaybooks => false,
            InstitutionScope::OwnShare => row.manager.is_none(),
            InstitutionScope::OwnCosts
            | InstitutionScope::OwnDaybooksAndCosts
            | InstitutionScope::BetweenInstitutions => true,
        };
        let is_other = is_by_origin && !is_asked_for(row.institution);
        let is_on_others = match scope {
            InstitutionScope::OwnCosts | InstitutionScope::BetweenInstitutions => false,
            InstitutionScope::OwnDaybooks | InstitutionScope::OwnShare => !row.manager.is_none_or(is_asked_for),
            InstitutionScope::OwnDaybooksAndCosts => row.manager.is_some_and(|manager| manager != row.institution),
        };
        if is_other { Some(Departure::OtherInstitutions) } else { is_on_others.then_some(Departure::OthersDaybooks) }
    }

    #[inline]
    fn has_codes(&self, row: &TransactionRow, source: &str) -> bool {
        let Selection { branches, booking_codes, daybook_letters, daybooks, sources, .. } = &self.selection;
        (branches.is_empty() || branches.contains(&row.branch))
            && (booking_codes.is_empty() || booking_codes.iter().any(|codes| codes.have(row.booking_code)))
            && (daybook_letters.is_empty()
                || row.daybook.is_some_and(|daybook| daybook_letters.contains(&daybook.letter())))
            && (daybooks.is_empty()
                || row.daybook.is_some_and(|daybook| daybooks.iter().any(|daybooks| daybooks.have(daybook))))
            && (sources.is_empty() || sources.iter().any(|wanted| wanted == source))
    }
}
