//! The records around movements: 0, 1, 8 and 9.

use chrono::NaiveDate;

use super::account::Account;
use super::fault::{CodaFault, FaultKind};
use super::line::{CodaLine, FieldReader};
use super::statement::Balance;

/// Record 0: what kind of file it is.
#[derive(Debug)]
pub(super) struct Header {
    pub(super) created: Option<NaiveDate>,
    pub(super) is_duplicate: bool,
    pub(super) is_separate: bool,
}

impl Header {
    pub(super) fn of(line: &CodaLine, faults: &mut Vec<CodaFault>) -> Self {
        let mut fields = FieldReader { line, faults };
        fields.demand(2, 5, "0000");
        let created = fields.date(6);
        // 05, but for files whose bank was made unknown.
        if line.text(15, 16) != "00" {
            fields.demand(15, 16, "05");
        }
        let is_duplicate = fields.one_of(17, " D") == Some('D');
        let application = line.text(84, 88);
        let is_separate = !application.trim().is_empty() && fields.number(84, 88).is_some_and(|number| number > 0);
        if line.at(128) != '2' {
            fields.refuse(128, 128, FaultKind::OldVersion, format!("`{}`", line.at(128)));
        }
        Self { created, is_duplicate, is_separate }
    }
}

/// A balance with the account and the statement that it is of: record 1 or 8.
#[derive(Debug)]
pub(super) struct AccountBalance {
    pub(super) line: u64,
    pub(super) structure: char,
    pub(super) account: Account,
    pub(super) number: Option<u16>,
    pub(super) balance: Option<Balance>,
    /// The number of the file, on record 1 alone.
    pub(super) sequence: Option<u16>,
}

/// Where the balance stands on record 8.
pub(super) const NEW_BALANCE: (u8, u8) = (43, 57);
/// Where the number of the statement stands on record 8.
pub(super) const NEW_NUMBER: (u8, u8) = (2, 4);
/// Where the account stands on record 8.
pub(super) const NEW_ACCOUNT: (u8, u8) = (5, 41);

impl AccountBalance {
    /// Reads a record 1.
    pub(super) fn old(line: &CodaLine, faults: &mut Vec<CodaFault>) -> Self {
        let mut fields = FieldReader { line, faults };
        let structure = fields.one_of(2, "0123").unwrap_or('2');
        let number = small(fields.number(3, 5));
        let account = Account::of(structure, &line.text(6, 42));
        let (from, to) = if structure == '0' { (19, 21) } else { (40, 42) };
        if account.currency != "EUR" {
            fields.refuse(from, to, FaultKind::Currency, format!("`{}`", line.text(from, to)));
        }
        let balance = balance(&mut fields, 43, 59);
        let sequence = small(fields.number(126, 128));
        Self { line: line.number, structure, account, number, balance, sequence }
    }

    /// Reads the record 8 that belongs to a record 1, whose account is written alike.
    pub(super) fn new(line: &CodaLine, structure: char, faults: &mut Vec<CodaFault>) -> Self {
        let mut fields = FieldReader { line, faults };
        let number = small(fields.number(NEW_NUMBER.0, NEW_NUMBER.1));
        let account = Account::of(structure, &line.text(NEW_ACCOUNT.0, NEW_ACCOUNT.1));
        let balance = balance(&mut fields, 42, 58);
        Self { line: line.number, structure, account, number, balance, sequence: None }
    }
}

fn balance(fields: &mut FieldReader<'_>, amount: u8, day: u8) -> Option<Balance> {
    let (cents, day) = (fields.signed(amount), fields.date(day));
    Some(Balance { cents: cents?, day: day? })
}

fn small(number: Option<u64>) -> Option<u16> {
    number.and_then(|number| u16::try_from(number).ok())
}

/// Record 9: what the bank counted.
#[derive(Debug)]
pub(super) struct Trailer {
    pub(super) line: u64,
    pub(super) count: Option<u64>,
    pub(super) debit: Option<i64>,
    pub(super) credit: Option<i64>,
    /// Whether it says that another file follows in the same one.
    pub(super) is_followed: Option<bool>,
}

/// Where the number of records stands on record 9.
pub(super) const COUNT: (u8, u8) = (17, 22);
/// Where the sum of debits stands on record 9.
pub(super) const DEBIT: (u8, u8) = (23, 37);
/// Where the sum of credits stands on record 9.
pub(super) const CREDIT: (u8, u8) = (38, 52);

/// Where record 9 says whether another file follows.
pub(super) const FOLLOWED: (u8, u8) = (128, 128);

impl Trailer {
    pub(super) fn of(line: &CodaLine, faults: &mut Vec<CodaFault>) -> Self {
        let mut fields = FieldReader { line, faults };
        let count = fields.number(COUNT.0, COUNT.1);
        let (debit, credit) = (fields.amount(DEBIT.0), fields.amount(CREDIT.0));
        // 1 when another file follows in the same one, 2 when none does; banks that send files one by one leave the 1.
        let is_followed = fields.one_of(FOLLOWED.0, "12").map(|mark| mark == '1');
        Self { line: line.number, count, debit, credit, is_followed }
    }
}
