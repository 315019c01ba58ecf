//! What a file holds once it is read. `T` is what whoever reads keeps of a free communication.

use chrono::NaiveDate;

use super::account::Account;
use super::communication::Communication;
use super::fault::CodaFault;

/// A file that was read. Statements are only worth anything when there are no faults.
#[derive(Debug)]
pub struct CodaFile<T> {
    /// Its statements, in their order.
    pub statements: Vec<Statement<T>>,
    /// All that is wrong with it.
    pub faults: Vec<CodaFault>,
}

/// What happened on one account: the records from 0 to 9.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement<T> {
    /// The line of its record 1.
    pub line: u64,
    /// The day on which the bank made it.
    pub created: NaiveDate,
    /// Whether the bank says that it sends it once more.
    pub is_duplicate: bool,
    /// Whether it is a separate application: details alone, whose balances mean nothing.
    pub is_separate: bool,
    /// The account.
    pub account: Account,
    /// The number of the file: 1 at the start of each year, and one more each time.
    pub sequence: u16,
    /// The number of the statement on paper; 0 where there is none.
    pub number: u16,
    /// What was there before.
    pub old: Balance,
    /// What is there now.
    pub new: Balance,
    /// What came and went. Their amounts and the old balance make the new one.
    pub movements: Vec<Movement<T>>,
}

/// How much stands on an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Balance {
    /// In cents.
    pub cents: i64,
    /// On which day.
    pub day: NaiveDate,
}

/// Money that came or went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Movement<T> {
    /// The line of its record 2.1.
    pub line: u64,
    /// Its number in the statement.
    pub sequence: u16,
    /// Its number below that: 0, or which detail it is.
    pub detail: u16,
    /// In cents; below zero it went out.
    pub cents: i64,
    /// From which day on it bears interest; `None` where the bank does not tell.
    pub value_day: Option<NaiveDate>,
    /// The day on which it was booked.
    pub entry_day: NaiveDate,
    /// What it was.
    pub code: TransactionCode,
    /// Whether it was sent back, and how.
    pub returned: Option<Return>,
    /// What it says.
    pub communication: Communication<T>,
    /// The notes and coins of a deposit, where the bank tells them.
    pub cash: Vec<Denomination>,
    /// The parts of a total: they never add to anything.
    pub details: Vec<Movement<T>>,
}

/// What a movement was, in the bank's code of eight digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TransactionCode {
    /// 0 simple, 1 to 3 a total, 5 to 9 a detail of one.
    pub kind: u8,
    /// The family, such as 4: cards.
    pub family: u8,
    /// The transaction in its family.
    pub transaction: u8,
    /// The category, such as 6: costs.
    pub category: u16,
}

impl TransactionCode {
    /// Whether it is what the bank found too much or too little in a deposit that it counted again.
    #[must_use]
    pub fn is_recount(self) -> bool {
        matches!((self.family, self.transaction), (9, 19 | 68))
    }
}

/// How a movement was sent back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Return {
    /// It was never carried out.
    Reject,
    /// The bank of whom it was for sent it back.
    Return,
    /// Whoever paid asked for it back.
    Refund,
    /// It was turned round.
    Reversal,
    /// It was called off.
    Cancellation,
}

/// Notes or coins of a kind in a deposit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Denomination {
    /// How many.
    pub pieces: u32,
    /// What one is worth, in cents.
    pub cents: u32,
}
