//! Reads the amounts of a record: in one column, beside a word that tells the sign, or in one of two columns.

use super::amount::{AmountError, amount_of_number, parse_amount};
use super::cell::{EMPTY_CELL, RawCell, trimmed};
use super::defect::Reason;
use super::id_text::is_empty_mark;
use super::mapping::Mapping;
use super::profile::{ExpenseSign, Profile};
use crate::domain::{BookingCode, BookingGroup, Cents, LineField};

/// Reads the amounts of one file's records.
#[derive(Clone, Debug)]
pub struct AmountReader<'a> {
    mapping: Mapping<'a>,
    profile: &'a Profile,
    /// Whether an amount was written with decimals.
    pub has_decimals: bool,
    /// The largest amount that was written without.
    pub largest_whole: Cents,
}

/// The amounts of one record.
#[derive(Clone, Copy, Debug)]
pub(super) struct RecordAmounts {
    /// What they mean together.
    pub(super) meant: Cents,
    /// The sum of them as they are written.
    pub(super) written: i128,
    /// Whether something beside the amount says that it is a minus.
    pub(super) is_minus: bool,
}

impl RecordAmounts {
    /// One that means what it says.
    pub(super) fn of(cents: Cents) -> Self {
        Self { meant: cents, written: cents.into(), is_minus: false }
    }

    /// The same, where something beside it says that it is a minus.
    fn taken_away(self) -> Self {
        Self { meant: -self.meant, is_minus: true, ..self }
    }
}

impl<'a> AmountReader<'a> {
    pub(super) fn new(mapping: Mapping<'a>, profile: &'a Profile) -> Self {
        Self { mapping, profile, has_decimals: false, largest_whole: 0 }
    }

    /// An amount as it is meant, of one as it is written.
    pub(super) fn signed(&self, cents: Cents, code: BookingCode) -> Cents {
        let is_expense = self.profile.expenses == ExpenseSign::Positive && code.group() == BookingGroup::EXPENSES;
        if is_expense == self.profile.is_reversed { cents } else { -cents }
    }

    /// The amount of a record before the sign of expenses: in one column, beside a word that tells its sign, or in one of
    /// two columns.
    pub(super) fn money(&mut self, cells: &[RawCell<'_>]) -> Result<RecordAmounts, (LineField, Reason)> {
        let mapping = self.mapping;
        let cell = |field| mapping.index(field).and_then(|index| cells.get(index)).unwrap_or(&EMPTY_CELL);
        let has = |field| mapping.index(field).is_some();
        if has(LineField::AmountIn) || has(LineField::AmountOut) {
            let mut part = |field: LineField| match cell(field) {
                cell if cell.is_empty() => Ok(None),
                cell => self.cents(cell).map(Some).map_err(|reason| (field, reason)),
            };
            return match (part(LineField::AmountIn)?, part(LineField::AmountOut)?) {
                (None, None) => Err((LineField::AmountIn, Reason::Amount(AmountError::Empty))),
                (Some(came), None | Some(0)) => Ok(RecordAmounts::of(came)),
                // Money that went out, or that came back? Systems write either.
                (None | Some(0), Some(went)) if went < 0 => Err((LineField::AmountOut, Reason::MinusGoingOut)),
                (None | Some(0), Some(went)) => Ok(RecordAmounts::of(went).taken_away()),
                (Some(_), Some(_)) => Err((LineField::AmountOut, Reason::TwoAmounts)),
            };
        }
        let written = self.cents(cell(LineField::Amount)).map_err(|reason| (LineField::Amount, reason))?;
        let plain = RecordAmounts::of(written);
        if !has(LineField::Sign) {
            return Ok(plain);
        }
        let word = cell(LineField::Sign).shown();
        let is_one = |words: &[String]| words.iter().any(|known| known.eq_ignore_ascii_case(trimmed(&word)));
        let signs = &self.profile.signs;
        if is_one(&signs.plus) {
            Ok(plain)
        } else if !is_one(&signs.minus) {
            let words = signs.minus.iter().chain(&signs.plus).cloned().collect();
            Err((LineField::Sign, Reason::SignWord { words }))
        } else if written < 0 {
            Err((LineField::Amount, Reason::TwoSigns))
        } else {
            Ok(plain.taken_away())
        }
    }

    pub(super) fn cents(&mut self, cell: &RawCell<'_>) -> Result<Cents, Reason> {
        let cents = match cell {
            RawCell::Text(text) if is_empty_mark(trimmed(text)) && trimmed(text) != "-" => {
                return Err(Reason::EmptyMark);
            }
            RawCell::Text(text) => parse_amount(text, self.profile).map_err(Reason::Amount)?,
            RawCell::Number(number) => amount_of_number(*number, self.profile.unit).map_err(Reason::Amount)?,
            RawCell::Error(_) => return Err(Reason::ErrorCell),
            _ => return Err(Reason::CellType { expected: "an amount" }),
        };
        let has_decimals = match cell {
            RawCell::Text(text) => text.contains(self.profile.decimal_mark.character()),
            _ => cents % 100 != 0,
        };
        self.has_decimals |= has_decimals;
        self.largest_whole = self.largest_whole.max(cents.abs());
        Ok(cents)
    }
}
