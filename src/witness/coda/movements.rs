//! Movements, each put together from its records 2 and 3.

use super::communication::{Communication, FreeText, Joined};
use super::fault::{CodaFault, FaultKind};
use super::line::{CodaLine, FieldReader, digits};
use super::statement::{Denomination, Movement, Return, TransactionCode};
use super::totals::{AMOUNT, euro};
use chrono::NaiveDate;

/// How many characters of a communication stand on the records 2.1 and 2.2 together.
const BEFORE_LAST_PART: usize = 106;

/// A movement while its records come in. What of others it holds ends with it.
#[derive(Debug)]
pub(super) struct Draft {
    line: u64,
    pub(super) sequence: Option<u16>,
    pub(super) detail: Option<u16>,
    pub(super) code: Option<TransactionCode>,
    pub(super) cents: Option<i64>,
    /// The number of the statement that it says it is of; `None` where that is no number.
    pub(super) statement: Option<u64>,
    #[expect(clippy::option_option, reason = "a date that is not told is no fault")]
    value_day: Option<Option<NaiveDate>>,
    entry_day: Option<NaiveDate>,
    is_structured: Option<bool>,
    communication: Joined,
    account: String,
    returned: Option<Return>,
    cash: Vec<Denomination>,
    /// Whether all that is told of notes and coins could be read.
    is_cash_read: bool,
    /// The numbers of the record 3.1 that came last, as they are written.
    information: String,
}

/// Where the numbers of a movement stand on each of its records.
const NUMBERS: (u8, u8) = (3, 10);

impl Draft {
    /// Reads a record 2.1.
    pub(super) fn of(line: &CodaLine, faults: &mut Vec<CodaFault>) -> Self {
        let mut fields = FieldReader { line, faults };
        let small = |number: Option<u64>| number.and_then(|number| u16::try_from(number).ok());
        let (sequence, detail) = (small(fields.number(3, 6)), small(fields.number(7, 10)));
        let cents = fields.signed(32);
        let value_day = fields.date_if_any(48);
        let code = code(&mut fields);
        let is_structured = fields.flag(62);
        let entry_day = fields.date(116);
        fields.one_of(125, "0123456789 ");
        let mut communication = Joined::default();
        communication.add(line, 63, 115);
        Self {
            line: line.number,
            sequence,
            detail,
            code,
            cents,
            statement: digits(&line.text(122, 124)),
            value_day,
            entry_day,
            is_structured,
            communication,
            account: String::new(),
            returned: None,
            cash: Vec::new(),
            is_cash_read: true,
            information: String::new(),
        }
    }

    fn demand_numbers(line: &CodaLine, wanted: &str, faults: &mut Vec<CodaFault>) {
        let (from, to) = NUMBERS;
        let text = line.text(from, to);
        if text != wanted {
            let mut fields = FieldReader { line, faults };
            fields.refuse(from, to, FaultKind::OtherMovement, format!("`{text}`, not `{wanted}`"));
        }
    }

    /// The numbers that stand on its record 2.1.
    fn numbers(&self) -> Option<String> {
        Some(format!("{:04}{:04}", self.sequence?, self.detail?))
    }

    /// Reads a record 2.2 or 2.3.
    pub(super) fn go_on(&mut self, line: &CodaLine, faults: &mut Vec<CodaFault>) {
        if let Some(numbers) = self.numbers() {
            Self::demand_numbers(line, &numbers, faults);
        }
        if line.at(2) == '2' {
            self.communication.add(line, 11, 63);
            self.returned = returned(line);
        } else {
            self.communication.pad(BEFORE_LAST_PART);
            self.communication.add(line, 83, 125);
            line.text(11, 47).split_whitespace().next().unwrap_or_default().clone_into(&mut self.account);
        }
    }

    /// Reads a record 3.1, 3.2 or 3.3; of a 3.1, its number below the movement.
    pub(super) fn inform(&mut self, line: &CodaLine, faults: &mut Vec<CodaFault>) -> Option<u16> {
        if line.at(2) != '1' {
            Self::demand_numbers(line, &self.information, faults);
            return None;
        }
        self.information = line.text(NUMBERS.0, NUMBERS.1);
        let mut fields = FieldReader { line, faults };
        let number = fields.number(7, 10).and_then(|number| u16::try_from(number).ok());
        let sequence = fields.number(3, 6);
        if let (Some(wanted), Some(found)) = (self.sequence, sequence)
            && u64::from(wanted) != found
        {
            fields.refuse(3, 6, FaultKind::OtherMovement, format!("`{found:04}`, not `{wanted:04}`"));
        }
        if fields.flag(40) == Some(true) && line.text(41, 43) == "007" {
            let denomination = denomination(&mut fields);
            self.is_cash_read &= denomination.is_some();
            self.cash.extend(denomination);
        }
        number
    }

    /// The movement; `None` when something of it can't be read.
    pub(super) fn finish<T>(
        self,
        keep: &dyn Fn(&FreeText<'_>) -> T,
        faults: &mut Vec<CodaFault>,
    ) -> Option<Movement<T>> {
        let structured = self.is_structured?.then(|| self.communication.structured(faults));
        let (code, cents, entry_day) = (self.code?, self.cents?, self.entry_day?);
        let communication = structured.unwrap_or_else(|| {
            let text = self.communication.whole();
            Communication::Free(keep(&FreeText { text: &text, account: &self.account, code, cents, entry_day }))
        });
        if self.is_cash_read && !code.is_recount() {
            judge_cash((self.line, cents), &self.cash, &communication, faults);
        }
        Some(Movement {
            line: self.line,
            sequence: self.sequence?,
            detail: self.detail?,
            cents,
            value_day: self.value_day?,
            entry_day,
            code,
            returned: self.returned,
            communication,
            cash: self.cash,
            details: Vec::new(),
        })
    }
}

/// Demands that notes and coins, where the bank tells them, make what was deposited, or what whoever put it into a machine
/// told: what the bank found otherwise stands on a movement of its own.
fn judge_cash<T>(
    (line, amount): (u64, i64),
    cash: &[Denomination],
    communication: &Communication<T>,
    faults: &mut Vec<CodaFault>,
) {
    let made: i128 = cash.iter().map(|one| i128::from(one.pieces) * i128::from(one.cents)).sum();
    let told = if let Communication::Deposit { told, .. } = communication { *told } else { None };
    let deposited = i128::from(amount.unsigned_abs());
    if !cash.is_empty() && made != deposited && told.map(i128::from) != Some(made) {
        let detail = Some(format!("{}, and they make {}", euro(deposited), euro(made)));
        faults.push(CodaFault { line: Some(line), positions: Some(AMOUNT), kind: FaultKind::Cash, detail });
    }
}

fn code(fields: &mut FieldReader<'_>) -> Option<TransactionCode> {
    let number = fields.number(54, 61)?;
    let part = |by: u64, of: u64| u8::try_from(number / by % of).ok();
    let kind = part(10_000_000, 10)?;
    if kind == 4 {
        fields.refuse(54, 54, FaultKind::Code, "`4`");
        return None;
    }
    let category = u16::try_from(number % 1000).ok()?;
    Some(TransactionCode { kind, family: part(100_000, 100)?, transaction: part(1000, 100)?, category })
}

/// How a movement was sent back. Files of before 2013 have something else there: then no reason stands behind it.
fn returned(line: &CodaLine) -> Option<Return> {
    let reason = line.text(114, 117);
    let is_reason =
        reason.chars().zip(0..).all(|(c, at)| if at < 2 { c.is_ascii_uppercase() } else { c.is_ascii_digit() });
    if !is_reason && !reason.trim().is_empty() {
        return None;
    }
    match line.at(113) {
        '1' => Some(Return::Reject),
        '2' => Some(Return::Return),
        '3' => Some(Return::Refund),
        '4' => Some(Return::Reversal),
        '5' => Some(Return::Cancellation),
        _ => None,
    }
}

/// Notes or coins of a kind: how many, of what value, and what that makes.
fn denomination(fields: &mut FieldReader<'_>) -> Option<Denomination> {
    let (pieces, thousandths, total) = (fields.number(44, 50), fields.number(51, 56), fields.amount(57));
    let (pieces, thousandths, total) = (pieces?, thousandths?, total?);
    if thousandths % 10 != 0 || i128::from(pieces * (thousandths / 10)) != i128::from(total) {
        let (euro, cents) = (thousandths / 1000, thousandths % 1000);
        let detail = format!("{pieces} x {euro}.{cents:03} is not {}.{:02}", total / 100, total % 100);
        fields.refuse(44, 71, FaultKind::Denomination, detail);
        return None;
    }
    Some(Denomination { pieces: u32::try_from(pieces).ok()?, cents: u32::try_from(thousandths / 10).ok()? })
}
