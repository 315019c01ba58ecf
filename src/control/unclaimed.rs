//! Money of terminals and providers that no channel has, and costs that were charged apart: on rows of their own, so that all
//! that witnesses say is somewhere.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::cells::{money, money_if, text};
use super::channel::plain_number;
use super::matching::{AccountEntry, Match, Status};
use super::provider_days::is_own;
use super::reports::Desk;
use crate::domain::{Cents, DeskFinding, DeskMatter, Money};
use crate::report::document::Cell;
use crate::witness::bank::{EntryKind, Reference};
use crate::witness::payments::{Payment, PaymentKind};
use crate::witness::payout::Payout;

/// What money of no channel says that it is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unclaimed<'e> {
    /// A contract or a settlement that nobody knows, or of days that it doesn't tell.
    Contract(&'e str),
    /// Costs of the bank, of terminals or of a provider, charged apart from what was paid.
    Costs,
}

impl Desk<'_> {
    /// Money of the period on an account of a channel that a terminal or a provider paid, or that is costs, and that no
    /// channel has. What it is of, and its place among all.
    fn of_nobody<'e, 'm>(
        &'e self,
        entries: &'e [AccountEntry],
        matches: impl Iterator<Item = &'m Match>,
    ) -> Vec<(Unclaimed<'e>, usize)> {
        let taken: BTreeSet<usize> = matches.flat_map(|one| one.entries.iter().copied()).collect();
        let has_account = |account: &str| self.channels.iter().any(|channel| channel.has_account(account));
        let of_nobody = entries.iter().enumerate().filter_map(|(at, AccountEntry { account, entry })| {
            let of: &str = match &entry.reference {
                Reference::Terminal(tickets) => &tickets.terminal,
                Reference::Payout(Payout::Cards(payout)) => &payout.contract,
                Reference::Payout(Payout::Bulk(payout)) => &payout.merchant,
                Reference::Payout(Payout::Settlement(settlement)) => settlement,
                _ if entry.kind == EntryKind::Cost => "",
                _ => return None,
            };
            let is_ours = !taken.contains(&at) && self.period.contains(entry.day) && has_account(account);
            let is_ours = is_ours && !self.is_elsewhere(of);
            let of = if of.is_empty() { Unclaimed::Costs } else { Unclaimed::Contract(of) };
            is_ours.then_some((of, at))
        });
        of_nobody.collect()
    }

    /// Whether a contract is another library's: money on an account that libraries share stands with the one whose it is.
    fn is_elsewhere(&self, contract: &str) -> bool {
        self.elsewhere.iter().any(|other| plain_number(other) == plain_number(contract))
    }

    /// The same as findings: of each contract or settlement what came on a day.
    pub(super) fn of_no_contract<'m>(
        &self,
        entries: &[AccountEntry],
        matches: impl Iterator<Item = &'m Match>,
    ) -> Vec<DeskFinding> {
        let mut sums: BTreeMap<(&str, NaiveDate), Cents> = BTreeMap::new();
        for (of, at) in self.of_nobody(entries, matches) {
            // That costs are charged is no news.
            let Unclaimed::Contract(of) = of else { continue };
            let entry = &entries[at].entry;
            *sums.entry((of, entry.day)).or_default() += entry.cents;
        }
        let finding = |((contract, day), cents): ((&str, NaiveDate), Cents)| DeskFinding {
            matter: DeskMatter::Unbooked,
            of: contract.to_owned(),
            day: Some(day),
            amount: Some(Money::from_cents(cents)),
        };
        let mut findings: Vec<DeskFinding> = sums.into_iter().map(finding).collect();
        findings.extend(self.payments_of_nobody().into_iter().map(|((of, day), (gross, _))| DeskFinding {
            matter: DeskMatter::NoContract,
            of: of.to_owned(),
            day: Some(day),
            amount: Some(Money::from_cents(gross)),
        }));
        findings
    }

    /// What providers say that customers paid in the period on contracts that no channel of theirs has, by contract (by witness
    /// where they tell none) and day: the sum, and what they keep of it.
    fn payments_of_nobody(&self) -> BTreeMap<(&str, NaiveDate), (Cents, Option<Cents>)> {
        let mut sums: BTreeMap<(&str, NaiveDate), (Cents, Option<Cents>)> = BTreeMap::new();
        for (name, payments) in self.payments {
            let channels: Vec<_> = self.channels.iter().filter(|channel| channel.provider == *name).collect();
            let is_of_nobody = |payment: &&Payment| {
                payment.kind == PaymentKind::Payment
                    && self.period.contains(payment.day)
                    && !self.is_elsewhere(&payment.contract)
                    && !channels.iter().any(|channel| is_own(payment, channel))
            };
            for payment in payments.each.iter().filter(is_of_nobody) {
                let of = if payment.contract.is_empty() { name } else { &payment.contract };
                let (gross, commission) = sums.entry((of, payment.day)).or_insert((0, Some(0)));
                *gross += payment.gross;
                *commission = commission.zip(payment.commission).map(|(sum, kept)| sum + kept);
            }
        }
        sums
    }

    /// The rows of what no channel has: what providers say by contract and day, then what came to the bank.
    pub(super) fn rows_of_nobody<'m>(
        &self,
        entries: &[AccountEntry],
        matches: impl Iterator<Item = &'m Match>,
    ) -> Vec<Vec<Cell>> {
        let told = self.payments_of_nobody().into_iter().map(|((of, day), sums)| told_row(of, day, sums));
        let came = self.of_nobody(entries, matches).into_iter().map(|(of, at)| came_row(of, &entries[at]));
        told.chain(came).collect()
    }
}

/// The channel of money that no channel has.
pub(super) const NO_CHANNEL: &str = "geen kanaal";

/// What is said of money of a contract or a settlement that no channel has.
pub(super) const OF_NOBODY: &str = "van een contract of afrekening zonder kanaal";

/// What is said of costs that were charged apart.
pub(super) const CHARGED_APART: &str = "kosten, apart aangerekend";

/// The row of what a provider says that was paid on a day.
fn told_row(of: &str, day: NaiveDate, (gross, commission): (Cents, Option<Cents>)) -> Vec<Cell> {
    let mut row = vec![text(NO_CHANNEL), Cell::Day(day), Cell::Day(day), Cell::Empty, money(gross), Cell::Empty];
    row.extend([money_if(commission), Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty]);
    row.extend([text(Status::Open.dutch()), text(format!("{OF_NOBODY} ({of})"))]);
    row
}

/// The row of money that no channel has.
fn came_row(of: Unclaimed<'_>, AccountEntry { entry, .. }: &AccountEntry) -> Vec<Cell> {
    let of = match of {
        Unclaimed::Contract(of) => format!("{OF_NOBODY} ({of})"),
        Unclaimed::Costs => CHARGED_APART.to_owned(),
    };
    let (bank, status) = (money(entry.cents), if entry.returned.is_some() { Status::Refused } else { Status::Open });
    vec![
        text(NO_CHANNEL),
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        bank.clone(),
        bank,
        text(format!("{}/{}", entry.number.0, entry.number.1)),
        Cell::Day(entry.day),
        entry.value_day.map_or(Cell::Empty, Cell::Day),
        text(status.dutch()),
        text(of),
    ]
}
