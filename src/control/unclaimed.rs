//! What witnesses say that no channel has: money of terminals and providers, costs that were charged apart, what libraries
//! that share an account can't tell apart, and all else on an account. Each entry of a statement stands on a row.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::cells::{money, money_if, text};
use super::count_form::euro;
use super::match_rows::RECOUNTED;
use super::matching::{AccountEntry, Match, Status};
use super::other_desks::Whose;
use super::provider_days::is_own;
use super::reports::Desk;
use crate::domain::{Cents, DeskFinding, DeskMatter, Institution, Money};
use crate::report::document::Cell;
use crate::witness::bank::{BankEntry, EntryKind, Reference};
use crate::witness::payments::{Payment, PaymentKind};
use crate::witness::payout::Payout;

/// What money that no channel has says that it is of.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Unclaimed<'e> {
    /// A contract or a settlement that nobody knows, or of days that it doesn't tell.
    Contract(&'e str),
    /// Costs of the bank, of terminals or of a provider, charged apart from what was paid.
    Costs,
    /// Money on an account that libraries share, of which nothing tells whose it is: what it is of, and who it may be of.
    Shared(&'e str, Vec<Institution>),
    /// Anything else on an account: not of these reports.
    Other,
}

/// Entries of which there is nothing to say but how many there are.
#[derive(Default)]
struct OtherEntries<'e> {
    /// How many.
    count: u64,
    /// What came, and what went.
    cents: [Cents; 2],
    /// Their numbers.
    numbers: Vec<(u32, u32)>,
    /// The last day on which one was booked.
    last: NaiveDate,
    account: &'e str,
}

impl Desk<'_> {
    /// All of the period on accounts that no channel has: what it is of, and its place among all.
    fn of_nobody<'e, 'm>(
        &'e self,
        entries: &'e [AccountEntry],
        matches: impl Iterator<Item = &'m Match>,
    ) -> Vec<(Unclaimed<'e>, usize)> {
        let taken: BTreeSet<usize> = matches.flat_map(|one| one.entries.iter().copied()).collect();
        let own = entries.iter().enumerate();
        let own = own.filter(|(at, one)| !taken.contains(at) && self.period.contains(one.entry.day));
        own.map(|(at, one)| (self.unclaimed(one), at)).collect()
    }

    /// What an entry is of that no channel has.
    fn unclaimed<'e>(&self, AccountEntry { account, entry }: &'e AccountEntry) -> Unclaimed<'e> {
        let of = match &entry.reference {
            Reference::Terminal(tickets) => Some(&*tickets.terminal),
            Reference::Payout(Payout::Cards(payout)) => Some(&*payout.contract),
            Reference::Payout(Payout::Bulk(payout)) => Some(&*payout.merchant),
            Reference::Payout(Payout::Settlement(settlement)) => Some(&**settlement),
            Reference::Ogm(_) | Reference::None => None,
        };
        if !self.has_account(account) {
            return Unclaimed::Other;
        }
        match (self.others.whose((self.institution, self.channels), account, entry), of, entry.kind) {
            (Whose::Ours, Some(of), _) => Unclaimed::Contract(of),
            (Whose::Ours, None, EntryKind::Cost) => Unclaimed::Costs,
            (Whose::Shared(with), Some(of), _) => Unclaimed::Shared(of, with),
            (Whose::Shared(with), None, EntryKind::Cost) => Unclaimed::Shared(CHARGED_APART, with),
            (Whose::Shared(with), None, EntryKind::Deposit) => Unclaimed::Shared(WITHOUT_SLIP, with),
            (Whose::Shared(with), None, EntryKind::Recount) => Unclaimed::Shared(RECOUNTED, with),
            _ => Unclaimed::Other,
        }
    }

    fn has_account(&self, account: &str) -> bool {
        self.channels.iter().any(|channel| channel.has_account(account))
    }

    /// The same as findings: of each contract, settlement or shared account what came on a day.
    pub(super) fn of_no_contract<'m>(
        &self,
        entries: &[AccountEntry],
        matches: impl Iterator<Item = &'m Match>,
    ) -> Vec<DeskFinding> {
        let mut sums: BTreeMap<(DeskMatter, &str, NaiveDate), Cents> = BTreeMap::new();
        for (of, at) in self.of_nobody(entries, matches) {
            let AccountEntry { account, entry } = &entries[at];
            let (matter, of) = match of {
                Unclaimed::Contract(of) => (DeskMatter::Unbooked, of),
                // That costs are charged is no news, nor what is of no report.
                Unclaimed::Shared(of, _) if of != CHARGED_APART => (DeskMatter::Shared, &**account),
                _ => continue,
            };
            *sums.entry((matter, of, entry.day)).or_default() += entry.cents;
        }
        let finding = |((matter, of, day), cents): ((DeskMatter, &str, NaiveDate), Cents)| DeskFinding {
            matter,
            of: of.to_owned(),
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
                    && !self.others.has_contract(&payment.contract)
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

    /// The rows of what no channel has: what providers say by contract and day, then what came to the bank; what nothing tells
    /// whose it is; and by account and day all else, so that each entry of a statement is somewhere.
    pub(super) fn rows_of_nobody<'m>(
        &self,
        entries: &[AccountEntry],
        matches: impl Iterator<Item = &'m Match>,
    ) -> Vec<Vec<Cell>> {
        let mut rows: Vec<Vec<Cell>> =
            self.payments_of_nobody().into_iter().map(|((of, day), sums)| told_row(of, day, sums)).collect();
        let mut shared = Vec::new();
        let mut others: BTreeMap<(&str, Option<NaiveDate>), OtherEntries<'_>> = BTreeMap::new();
        for (of, at) in self.of_nobody(entries, matches) {
            let AccountEntry { account, entry } = &entries[at];
            match of {
                Unclaimed::Contract(of) => rows.push(came_row(NO_CHANNEL, format!("{OF_NOBODY} ({of})"), entry)),
                Unclaimed::Costs => rows.push(came_row(NO_CHANNEL, CHARGED_APART.to_owned(), entry)),
                Unclaimed::Shared(of, with) => shared.push(came_row(SHARED_ACCOUNT, shared_with(of, &with), entry)),
                Unclaimed::Other => {
                    // Of accounts that no channel has a period is enough.
                    let day = Some(entry.day).filter(|_| self.has_account(account));
                    others.entry((account, day)).or_default().add(account, entry);
                }
            }
        }
        rows.into_iter().chain(shared).chain(others.values().map(OtherEntries::row)).collect()
    }
}

impl<'e> OtherEntries<'e> {
    fn add(&mut self, account: &'e str, entry: &BankEntry) {
        self.account = account;
        self.count += 1;
        self.cents[usize::from(entry.cents < 0)] += entry.cents;
        self.numbers.push(entry.number);
        self.last = self.last.max(entry.day);
    }

    fn row(&self) -> Vec<Cell> {
        let sum = money(self.cents.iter().sum());
        let numbers: Vec<String> = self.numbers.iter().take(MOST).map(|(one, two)| format!("{one}/{two}")).collect();
        let more = if self.numbers.len() > MOST { " …" } else { "" };
        let [came, went] = self.cents.map(euro);
        let mut row = vec![text(OTHER_MONEY), Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty];
        row.extend([Cell::Empty, sum.clone(), sum, text(format!("{}{more}", numbers.join(" "))), Cell::Day(self.last)]);
        let says = format!("{NOT_OF_THESE} ({}: {}, {came} / {went})", self.account, self.count);
        row.extend([Cell::Empty, Cell::Empty, text(says)]);
        row
    }
}

/// How many numbers of entries stand on a row.
const MOST: usize = 8;

/// The channel of money that no channel has.
pub(super) const NO_CHANNEL: &str = "geen kanaal";

/// The channel of money on an account that libraries share, of which nothing tells whose it is.
pub(super) const SHARED_ACCOUNT: &str = "gedeelde rekening";

/// The channel of all else on an account.
pub(super) const OTHER_MONEY: &str = "andere verrichtingen";

/// What is said of money of a contract or a settlement that no channel has.
pub(super) const OF_NOBODY: &str = "van een contract of afrekening zonder kanaal";

/// What is said of costs that were charged apart.
pub(super) const CHARGED_APART: &str = "kosten, apart aangerekend";

/// What is said of cash that no slip tells of, on an account that libraries share.
pub(super) const WITHOUT_SLIP: &str = "storting zonder borderel";

/// What is said of a settlement that may be of any of some libraries.
pub(super) const SETTLEMENT: &str = "afrekening die de aanbieder niet noemt";

/// What is said of all else on an account.
pub(super) const NOT_OF_THESE: &str = "niet van deze verslagen";

/// Whether rows of a channel are no part of what the report is about: they stand in no total.
pub(super) fn is_apart(channel: &Cell) -> bool {
    [SHARED_ACCOUNT, OTHER_MONEY].iter().any(|apart| *channel == Cell::text(apart))
}

/// What is said of money that may be of any of some libraries.
fn shared_with(of: &str, with: &[Institution]) -> String {
    let with: Vec<String> = with.iter().map(ToString::to_string).collect();
    let with = with.join(", ");
    if [CHARGED_APART, WITHOUT_SLIP, RECOUNTED].contains(&of) {
        format!("{of} ({with})")
    } else {
        format!("{SETTLEMENT} ({of}, {with})")
    }
}

/// The row of what a provider says that was paid on a day.
fn told_row(of: &str, day: NaiveDate, (gross, commission): (Cents, Option<Cents>)) -> Vec<Cell> {
    let mut row = vec![text(NO_CHANNEL), Cell::Day(day), Cell::Day(day), Cell::Empty, money(gross), Cell::Empty];
    row.extend([money_if(commission), Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty]);
    row.extend([text(Status::Open.dutch()), text(format!("{OF_NOBODY} ({of})"))]);
    row
}

/// The row of money that no channel has.
fn came_row(channel: &str, says: String, entry: &BankEntry) -> Vec<Cell> {
    let (bank, status) = (money(entry.cents), if entry.returned.is_some() { Status::Refused } else { Status::Open });
    let mut row = vec![text(channel), Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty];
    row.extend([bank.clone(), bank, text(format!("{}/{}", entry.number.0, entry.number.1)), Cell::Day(entry.day)]);
    row.extend([entry.value_day.map_or(Cell::Empty, Cell::Day), text(status.dutch()), text(says)]);
    row
}
