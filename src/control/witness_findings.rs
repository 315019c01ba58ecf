//! What must be looked at of witnesses themselves: where they tell different things, and what no channel has.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::reports::Desk;
use crate::domain::bank_days::bank_day_after;
use crate::domain::{Cents, DeskFinding, DeskMatter, Money};
use crate::witness::payments::{Payment, PaymentKind};

impl Desk<'_> {
    /// What must be looked at of witnesses in the period.
    pub(super) fn of_witnesses(&self) -> Vec<DeskFinding> {
        let own = |one: &&DeskFinding| one.day.is_none_or(|day| self.period.contains(day));
        let mut findings: Vec<DeskFinding> = self.disagreements.iter().filter(own).cloned().collect();
        for (name, payments) in self.payments {
            let of_period: Vec<&Payment> = payments.each.iter().filter(|one| self.period.contains(one.day)).collect();
            findings.extend(self.in_process(name, &of_period));
        }
        findings
    }

    /// Payments that are still in process on the day on which it is looked at, and whose money should be at the bank by then.
    fn in_process(&self, name: &str, payments: &[&Payment]) -> Vec<DeskFinding> {
        let days = self.channels.iter().filter(|channel| channel.provider == name).map(|channel| channel.bank_days);
        let Some(days) = days.max() else { return Vec::new() };
        let mut sums: BTreeMap<NaiveDate, Cents> = BTreeMap::new();
        for payment in payments.iter().filter(|payment| payment.kind == PaymentKind::Pending) {
            if bank_day_after(payment.day, days) < self.today {
                *sums.entry(payment.day).or_default() += payment.gross;
            }
        }
        let finding = |(day, cents)| DeskFinding {
            matter: DeskMatter::InProcess,
            of: name.to_owned(),
            day: Some(day),
            amount: Some(Money::from_cents(cents)),
        };
        sums.into_iter().map(finding).collect()
    }
}

/// Payments of a witness at terminals, or of contracts, that no channel has: of each the first day and the sum.
pub fn of_no_channel_has(name: &str, payments: &[&Payment], has: impl Fn(&str) -> bool) -> Vec<DeskFinding> {
    let mut sums: BTreeMap<&str, (NaiveDate, Cents)> = BTreeMap::new();
    let is_paid = |payment: &&&Payment| payment.kind == PaymentKind::Payment && !payment.contract.is_empty();
    for payment in payments.iter().filter(is_paid) {
        if !has(&payment.contract) {
            let (first, sum) = sums.entry(&payment.contract).or_insert((payment.day, 0));
            *first = payment.day.min(*first);
            *sum += payment.gross;
        }
    }
    let finding = |(contract, (day, cents)): (&str, (NaiveDate, Cents))| DeskFinding {
        matter: DeskMatter::NoContract,
        of: format!("{name}, {contract}"),
        day: Some(day),
        amount: Some(Money::from_cents(cents)),
    };
    sums.into_iter().map(finding).collect()
}
