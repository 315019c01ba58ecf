//! What a provider says of each day and of each payout of a channel: added up once.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::channel::Channel;
use crate::domain::Cents;
use crate::witness::payments::{Payment, PaymentKind, Payments};

/// What a provider says of the payments of a channel's customers.
#[derive(Debug, Default)]
pub struct ProviderDays {
    /// What was paid on each day, and what the provider keeps of it.
    days: BTreeMap<NaiveDate, (Cents, Cents)>,
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
                *commission += payment.commission;
            }
            if payment.payout.is_empty() {
                continue;
            }
            let payout = told.payouts.entry(payment.payout.clone()).or_default();
            payout.gross += payment.gross;
            payout.commission += payment.commission;
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
fn is_own(payment: &Payment, channel: &Channel) -> bool {
    let is_of = payment.contract.is_empty() || channel.has_contract(&payment.contract);
    payment.kind == PaymentKind::Payment && is_of
}
