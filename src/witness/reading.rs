//! One witness read and judged, whatever its kind.

use chrono::{NaiveDate, NaiveDateTime};

use super::bank::BankStatement;
use super::bank_csv::read_belfius;
use super::camt053::read_camt053;
use super::coda::ShortLines;
use super::count::{CashCount, read_counts};
use super::count_form::{is_workbook, read_count_form};
use super::deposit_slip::{DepositSlip, read_slips};
use super::fault::{Fault, Place};
use super::kind::WitnessKind;
use super::manual::{ManualMatch, read_manual};
use super::mollie::{begins_as_mollie, read_mollie};
use super::online::{begins_as_online, read_online};
use super::other_file::other_file;
use super::payment_profile::{PaymentProfile, no_profile, read_by_profile};
use super::payments::Payment;
use super::worldline::{begins_as_worldline, read_worldline};
use crate::domain::Institution;
use crate::witness::mending;

/// What a witness says, and what is wrong with it.
#[derive(Debug, Default)]
pub struct WitnessReading {
    /// Statements of bank accounts.
    pub statements: Vec<BankStatement>,
    /// Payments, as a provider or the online payments tell them.
    pub payments: Vec<Payment>,
    /// Counts of drawers.
    pub counts: Vec<CashCount>,
    /// Deposit slips.
    pub slips: Vec<DepositSlip>,
    /// What was matched by hand.
    pub manual: Vec<ManualMatch>,
    /// The libraries whose forms are in it, each with the place where it says so.
    pub libraries: Vec<(Institution, Place)>,
    /// All that is wrong; where anything is, nothing that it says counts.
    pub faults: Vec<Fault>,
}

/// Reads a witness; payments by the first of some profiles that they are written by, else as the built-in ones are.
#[must_use]
pub fn read(kind: WitnessKind, bytes: &[u8], profiles: &[PaymentProfile]) -> WitnessReading {
    let mut reading = WitnessReading::default();
    let WitnessReading { statements, payments, counts, slips, manual, libraries, faults } = &mut reading;
    match kind {
        WitnessKind::Coda => (*statements, *faults) = BankStatement::of_coda(bytes, ShortLines::Refused),
        WitnessKind::Camt053 => *statements = read_camt053(bytes, faults),
        WitnessKind::BankCsv => *statements = read_belfius(bytes, faults),
        WitnessKind::Provider | WitnessKind::MijnBib => *payments = read_payments(kind, bytes, profiles, faults),
        WitnessKind::Count if is_workbook(bytes) => (*counts, *libraries) = read_count_form(bytes, faults),
        WitnessKind::Count => *counts = read_counts(bytes, faults),
        WitnessKind::Manual => *manual = read_manual(bytes, faults),
        WitnessKind::Slip => *slips = read_slips(bytes, faults),
    }
    if !faults.is_empty()
        && let Some(other) = other_file(kind, bytes, !profiles.is_empty())
    {
        return WitnessReading { faults: vec![other], ..WitnessReading::default() };
    }
    faults.sort_by(|one, other| one.place.cmp(&other.place));
    reading
}

impl WitnessReading {
    /// The first and the last day that it tells of; `None` when it tells of none.
    #[must_use]
    pub fn days(&self) -> Option<(NaiveDate, NaiveDate)> {
        let of_statement = |one: &BankStatement| {
            let own = one.balances.map(|balances| balances.day);
            own.into_iter().chain(one.entries.iter().map(|entry| entry.day)).collect::<Vec<_>>()
        };
        let mut days: Vec<NaiveDate> = self.statements.iter().flat_map(of_statement).collect();
        days.extend(self.payments.iter().map(|payment| payment.day));
        days.extend(self.counts.iter().map(|count| count.day));
        days.extend(self.manual.iter().flat_map(|one| one.days.keys()));
        days.extend(self.slips.iter().flat_map(|slip| &slip.hand_overs).map(|one| one.day));
        Some((days.iter().min().copied()?, days.iter().max().copied()?))
    }

    /// What is wrong with it as a witness of some libraries: forms of others.
    #[must_use]
    pub fn of_other_libraries(&self, own: impl Fn(Institution) -> bool) -> Vec<Fault> {
        let others = self.libraries.iter().filter(|(library, _)| !own(*library));
        others
            .map(|(library, place)| Fault::at(place.clone(), mending::OTHER_LIBRARY).with(library.to_string()))
            .collect()
    }
}

impl WitnessReading {
    /// What is wrong with it at a time: matches by hand that were said later. They would hold in a report of before, and lock
    /// out all that are said until then.
    #[must_use]
    pub fn of_times_to_come(&self, now: NaiveDateTime) -> Vec<Fault> {
        let later = self.manual.iter().filter(|one| one.time > now);
        later.map(|one| Fault::at(Place::Line(one.line), mending::TO_COME).with(one.time.to_string())).collect()
    }
}

fn read_payments(
    kind: WitnessKind,
    bytes: &[u8],
    profiles: &[PaymentProfile],
    faults: &mut Vec<Fault>,
) -> Vec<Payment> {
    if let Some(payments) = read_by_profile(profiles, bytes, faults) {
        return payments;
    }
    let is_built_in = match kind {
        WitnessKind::Provider => begins_as_mollie(bytes) || begins_as_worldline(bytes),
        _ => begins_as_online(bytes),
    };
    if !is_built_in && !profiles.is_empty() {
        faults.push(no_profile(profiles));
        return Vec::new();
    }
    match kind {
        WitnessKind::Provider if begins_as_mollie(bytes) => read_mollie(bytes, faults),
        WitnessKind::Provider => read_worldline(bytes, faults),
        _ => read_online(bytes, faults),
    }
}
