//! What a bank says, from whatever kind of file.

use chrono::NaiveDate;

use super::coda::{self, Communication, Denomination, Ogm, Return, ShortLines, Tickets};
use super::fault::{Fault, Place};
use super::payout::Payout;
use crate::domain::{Cents, Money};

/// What happened on an account, from one balance to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankStatement {
    /// The line on which it begins.
    pub line: u64,
    /// The account: an IBAN, or the number that the bank writes.
    pub account: String,
    /// Its number in its year, where the bank numbers them.
    pub number: Option<u32>,
    /// What was there before and what is there now; `None` where the file does not tell, so that nothing proves it whole.
    pub balances: Option<Balances>,
    /// What came and went.
    pub entries: Vec<BankEntry>,
}

/// What was on an account before, and what is there now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Balances {
    /// Before, in cents.
    pub opening: Cents,
    /// Now, in cents.
    pub closing: Cents,
    /// On which day that is.
    pub day: NaiveDate,
}

/// Money that came to the account or went from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankEntry {
    /// The line on which it begins.
    pub line: u64,
    /// The statement that it is on and its number there, as the bank numbers them.
    pub number: (u32, u32),
    /// The day on which it was booked.
    pub day: NaiveDate,
    /// The day from which on it bears interest, where that is told.
    pub value_day: Option<NaiveDate>,
    /// In cents; below zero it went out.
    pub cents: Cents,
    /// What the bank says that it is.
    pub kind: EntryKind,
    /// What it refers to.
    pub reference: Reference,
    /// How it was sent back, if it was.
    pub returned: Option<Return>,
    /// The notes and coins of a deposit, where the bank tells them.
    pub cash: Vec<Denomination>,
}

/// What the bank says that an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryKind {
    /// A transfer.
    Transfer,
    /// Payments at a terminal.
    Terminal,
    /// Cash put into a machine, given in at a counter or into a night safe.
    Deposit,
    /// What the bank found too much or too little in a deposit.
    Recount,
    /// Costs of the bank or of terminals.
    Cost,
    /// Money that is nobody's payment: between accounts of the holder, of securities or loans.
    Own,
    /// Anything else, or not told.
    Other,
}

impl EntryKind {
    /// By the family and the transaction of the Belgian code (Febelfin, CODA 2.6, annex II).
    #[must_use]
    pub fn of_code(family: u8, transaction: u8) -> Self {
        match (family, transaction) {
            // A third party's deposit is a code of transfers.
            (1 | 2, 52) | (4, 53) | (9, 50 | 52 | 58) => Self::Deposit,
            (9, 19 | 68) => Self::Recount,
            (4, 50 | 55) => Self::Terminal,
            (4, 37 | 87) | (35 | 80, _) => Self::Cost,
            (1 | 2, 50 | 51) => Self::Transfer,
            // From and to accounts of one's own, drawn together on one of them; securities; loans.
            (1 | 2, 13 | 17 | 64 | 66) | (11 | 13, _) => Self::Own,
            _ => Self::Other,
        }
    }
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

impl Reference {
    /// What is kept of a free communication.
    #[must_use]
    pub fn of_text(text: &str, booked: NaiveDate) -> Self {
        if let Some(payout) = Payout::of_text(text, booked) {
            return Self::Payout(payout);
        }
        // `+++260/0000/12395+++`, or with `***`.
        let parts = text.split(['+', '*']).map(str::trim);
        parts.filter(|part| part.len() == 14).find_map(Ogm::parse).map_or(Self::None, Self::Ogm)
    }
}

impl BankStatement {
    /// The statements of a CODA file, and what is wrong with what they say. Separate applications tell of money that
    /// other statements hold.
    #[must_use]
    pub fn of_coda(bytes: &[u8], short: ShortLines) -> (Vec<Self>, Vec<Fault>) {
        let file = coda::read(bytes, short, &|text| Reference::of_text(text.text, text.entry_day));
        let mut faults: Vec<Fault> = file.faults.into_iter().map(Fault::from).collect();
        let whole = file.statements.into_iter().filter(|statement| !statement.is_separate);
        let statements = whole.map(|statement| {
            let number = statement.sequence.into();
            // Of a day after the one on which it was made it knows nothing but what it lists.
            let booked = statement.movements.iter().map(|movement| movement.entry_day).max();
            let day = statement.new.day.min(statement.created.max(statement.old.day)).max(booked.unwrap_or_default());
            let balances = Balances { opening: statement.old.cents, closing: statement.new.cents, day };
            let entries = statement.movements.into_iter().map(|movement| BankEntry::of_coda(movement, number));
            Self {
                line: statement.line,
                account: statement.account.number,
                number: Some(number),
                balances: Some(balances),
                entries: entries.collect(),
            }
        });
        let statements: Vec<Self> = statements.collect();
        faults.extend(statements.iter().flat_map(|statement| &statement.entries).filter_map(BankEntry::judge));
        (statements, faults)
    }
}

impl BankEntry {
    fn of_coda(movement: coda::Movement<Reference>, statement: u32) -> Self {
        let reference = match movement.communication {
            Communication::Ogm(ogm) | Communication::Deposit { ogm: Some(ogm), .. } => Reference::Ogm(ogm),
            Communication::Tickets(tickets) => Reference::Terminal(tickets),
            Communication::Free(reference) => reference,
            Communication::Deposit { ogm: None, .. } | Communication::Structured(_) => Reference::None,
        };
        Self {
            line: movement.line,
            number: (statement, movement.sequence.into()),
            day: movement.entry_day,
            value_day: movement.value_day,
            cents: movement.cents,
            kind: EntryKind::of_code(movement.code.family, movement.code.transaction),
            reference,
            returned: movement.returned,
            cash: movement.cash,
        }
    }

    /// Demands that gross amount and commission of a payout make what the bank paid.
    pub(super) fn judge(&self) -> Option<Fault> {
        let Reference::Payout(Payout::Cards(payout)) = &self.reference else { return None };
        let net = payout.gross - payout.commission;
        (net != self.cents.abs()).then(|| {
            let [gross, commission, paid] = [payout.gross, payout.commission, self.cents.abs()].map(Money::from_cents);
            let what = "the gross amount and the commission of a payout don't make what was paid";
            Fault::at(Place::Line(self.line), what)
                .with(format!("{gross} - {commission} is not {paid}"))
                .hinted("ask the provider: both stand in the text that it sent with the money")
        })
    }
}
