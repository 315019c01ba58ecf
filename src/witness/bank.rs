//! What a bank says, from whatever kind of file.

use chrono::NaiveDate;

use super::coda::{self, Communication, Denomination, Ogm, Return, Tickets};
use super::fault::{Fault, Place};
use super::payout::{CardPayout, Payout};
use crate::domain::{Cents, Money};

/// What happened on an account, from one balance to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankStatement {
    /// The line on which it begins.
    pub line: u64,
    /// The account: an IBAN, or the number that the bank writes.
    pub account: String,
    /// Its number in its year.
    pub number: u32,
    /// What was there before, and on which day.
    pub opening: (Cents, NaiveDate),
    /// What is there now, and on which day.
    pub closing: (Cents, NaiveDate),
    /// What came and went.
    pub entries: Vec<BankEntry>,
}

/// Money that came to the account or went from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankEntry {
    /// The line on which it begins.
    pub line: u64,
    /// Its number on the statement.
    pub number: u32,
    /// The day on which it was booked.
    pub day: NaiveDate,
    /// The day from which on it bears interest, where that is told.
    pub value_day: Option<NaiveDate>,
    /// In cents; below zero it went out.
    pub cents: Cents,
    /// The family and the transaction of the bank's code, such as 4 and 50: what came from a terminal.
    pub code: Option<(u8, u8)>,
    /// What it refers to.
    pub reference: Reference,
    /// How it was sent back, if it was.
    pub returned: Option<Return>,
    /// The notes and coins of a deposit, where the bank tells them.
    pub cash: Vec<Denomination>,
}

/// What an entry refers to: all that is kept of what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reference {
    /// Nothing that helps to match it.
    None,
    /// A structured communication.
    Ogm(Ogm),
    /// Payments at a terminal.
    Terminal(Tickets),
    /// A provider's payout.
    Payout(Payout),
}

impl BankStatement {
    /// The statements of a CODA file, and what is wrong with what they say. Separate applications tell of money that
    /// other statements hold.
    #[must_use]
    pub fn of_coda(statements: Vec<coda::Statement<Option<Payout>>>) -> (Vec<Self>, Vec<Fault>) {
        let mut faults = Vec::new();
        let whole = statements.into_iter().filter(|statement| !statement.is_separate);
        let statements = whole.map(|statement| Self {
            line: statement.line,
            account: statement.account.number,
            number: statement.sequence.into(),
            opening: (statement.old.cents, statement.old.day),
            closing: (statement.new.cents, statement.new.day),
            entries: statement
                .movements
                .into_iter()
                .map(|movement| BankEntry::of_coda(movement, &mut faults))
                .collect(),
        });
        let statements = statements.collect();
        (statements, faults)
    }
}

impl BankEntry {
    fn of_coda(movement: coda::Movement<Option<Payout>>, faults: &mut Vec<Fault>) -> Self {
        let reference = match movement.communication {
            Communication::Ogm(ogm) | Communication::Deposit { ogm: Some(ogm), .. } => Reference::Ogm(ogm),
            Communication::Tickets(tickets) => Reference::Terminal(tickets),
            Communication::Free(Some(payout)) => Reference::Payout(payout),
            Communication::Deposit { ogm: None, .. } | Communication::Structured(_) | Communication::Free(None) => {
                Reference::None
            }
        };
        if let Reference::Payout(Payout::Cards(payout)) = &reference {
            faults.extend(judge_payout(payout, movement.cents, Place::Line(movement.line)));
        }
        Self {
            line: movement.line,
            number: movement.sequence.into(),
            day: movement.entry_day,
            value_day: movement.value_day,
            cents: movement.cents,
            code: Some((movement.code.family, movement.code.transaction)),
            reference,
            returned: movement.returned,
            cash: movement.cash,
        }
    }
}

/// Demands that gross and commission make what the bank paid.
fn judge_payout(payout: &CardPayout, cents: Cents, place: Place) -> Option<Fault> {
    let net = payout.gross - payout.commission;
    (net != cents.abs()).then(|| {
        let [gross, commission, paid] = [payout.gross, payout.commission, cents.abs()].map(Money::from_cents);
        Fault::at(place, "the gross amount and the commission of a payout don't make what was paid")
            .with(format!("{gross} - {commission} is not {paid}"))
            .hinted("ask the provider: both stand in the text that it sent with the money")
    })
}
