//! What a provider says of each day and of each payout of a channel: added up once.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::channel::{Channel, plain_number};
use crate::domain::Cents;
use crate::witness::payments::{Payment, PaymentKind, Payments};

/// What a provider says of the payments of a channel's customers.
#[derive(Debug, Default)]
pub struct ProviderDays {
    /// What was paid on each day, and what the provider keeps of it.
    days: BTreeMap<NaiveDate, (Cents, Cents)>,
    /// The same of each contract, without noughts in front; what is kept is `None` where it doesn't tell of all payments.
    contracts: BTreeMap<(NaiveDate, String), (Cents, Option<Cents>)>,
    /// All that it says of each payout.
    payouts: BTreeMap<String, ProviderPayout>,
}

/// What a provider says of a payout.
#[derive(Debug, Default)]
pub struct ProviderPayout {
    /// The days on which customers paid.
    pub days: BTreeSet<NaiveDate>,
    /// What they paid.
    pub gross: Cents,
    /// What the provider keeps of it.
    pub commission: Cents,
}

impl ProviderDays {
    /// What is said of a channel; of payouts whatever they are of.
    #[must_use]
    pub fn of(payments: Option<&Payments>, channel: &Channel) -> Self {
        let mut told = Self::default();
        for payment in payments.into_iter().flat_map(|payments| &payments.each) {
            if is_own(payment, channel) {
                let (gross, commission) = told.days.entry(payment.day).or_default();
                *gross += payment.gross;
                *commission += payment.commission.unwrap_or_default();
                let key = (payment.day, plain_number(&payment.contract).to_owned());
                let (gross, commission) = told.contracts.entry(key).or_insert((0, Some(0)));
                *gross += payment.gross;
                *commission = commission.zip(payment.commission).map(|(sum, kept)| sum + kept);
            }
            if payment.payout.is_empty() || !payment.is_carried_out() {
                continue;
            }
            let payout = told.payouts.entry(payment.payout.clone()).or_default();
            payout.gross += payment.gross;
            payout.commission += payment.commission.unwrap_or_default();
            payout.days.extend(Some(payment.day).filter(|_| payment.kind == PaymentKind::Payment));
        }
        told
    }

    /// The days on which customers paid.
    pub fn days(&self) -> impl Iterator<Item = NaiveDate> {
        self.days.keys().copied()
    }

    /// What was paid on days; a day without a payment is not among them.
    #[must_use]
    pub fn gross_of(&self, days: &[NaiveDate]) -> BTreeMap<NaiveDate, Cents> {
        days.iter().filter_map(|day| Some((*day, self.days.get(day)?.0))).collect()
    }

    /// What was paid on days by each contract, and what the provider keeps of it where it tells so.
    pub fn contracts_on(&self, days: &[NaiveDate]) -> impl Iterator<Item = (NaiveDate, &str, Cents, Option<Cents>)> {
        let of_day = |day: &NaiveDate| {
            let day = *day;
            let from = self.contracts.range((day, String::new())..);
            from.take_while(move |((of, _), _)| *of == day)
        };
        let all = days.iter().flat_map(of_day);
        all.map(|((day, contract), (gross, commission))| (*day, contract.as_str(), *gross, *commission))
    }

    /// What the provider keeps of what was paid on days.
    #[must_use]
    pub fn commission_on(&self, days: &[NaiveDate]) -> Cents {
        days.iter().filter_map(|day| self.days.get(day)).map(|(_, commission)| commission).sum()
    }

    /// A payout by its reference.
    #[must_use]
    pub fn payout(&self, reference: &str) -> Option<&ProviderPayout> {
        self.payouts.get(reference)
    }
}

/// Whether a customer's payment is the channel's: of one of its contracts, where the witness tells any.
pub(super) fn is_own(payment: &Payment, channel: &Channel) -> bool {
    let is_of = payment.contract.is_empty() || channel.has_contract(&payment.contract);
    payment.kind == PaymentKind::Payment && is_of
}
