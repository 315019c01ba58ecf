//! What came of reading one file: every record is accepted, refused or blank.

use std::collections::HashMap;

use super::columns::Columns;
use super::fault::{Fault, Reason};
use super::header::Field;
use super::profile::ExpenseSign;
use super::row::{Cell, RowReader};
use crate::domain::{BookingGroup, Cents};

/// A record that was refused.
#[derive(Clone, Debug)]
pub struct Reject {
    /// The physical line on which it starts.
    pub line: u64,
    /// The record as it stands in the file.
    pub raw: String,
    /// Everything that is wrong with it.
    pub faults: Vec<Fault>,
    /// Its amount in cents, where it can be read.
    pub cents: Option<Cents>,
}

/// The records of one file, as far as they were read.
#[derive(Debug, Default)]
pub struct Reading {
    /// The accepted ones.
    pub columns: Columns,
    /// The refused ones, in the order of the file.
    pub rejects: Vec<Reject>,
    /// How many are blank.
    pub blank: u64,
    /// How many of the refused ones hold nothing but blanks: a second count, which doesn't judge their form, takes
    /// them for blank.
    pub refused_blank: u64,
    /// How many physical lines were read, the header among them; 0 where the file has none.
    pub lines: u64,
    /// For each record that is not blank, in the order of the file, whether it was accepted.
    pub accepted: Vec<bool>,
    /// The line on which each transaction id stands first.
    first_lines: HashMap<Box<str>, u64>,
}

impl Reading {
    /// Takes in a record whose form is sound.
    pub fn take(&mut self, reader: RowReader<'_>, line: u64, cells: &[Cell<'_>], raw: impl FnOnce() -> String) {
        let mut result = reader.read(line, cells);
        let id = reader.id(cells);
        if !id.is_empty() {
            if let Some(first_line) = self.first_lines.get(id) {
                let fault = Fault {
                    line: Some(line),
                    column: reader.layout.header(Field::TransactionId).to_owned(),
                    value: id.to_owned(),
                    reason: Reason::DuplicateId { first_line: *first_line },
                };
                let mut faults = vec![fault];
                faults.extend(result.err().into_iter().flatten());
                result = Err(faults);
            } else {
                self.first_lines.insert(id.into(), line);
            }
        }
        self.accepted.push(result.is_ok());
        match result {
            Ok(transaction) => self.columns.push(line, &transaction),
            Err(faults) => {
                self.rejects.push(Reject { line, raw: raw(), faults, cents: reader.readable_amount(cells) });
            }
        }
    }

    /// Refuses a record whose form is broken; `is_blank` tells whether it holds nothing but blanks.
    pub fn refuse(&mut self, line: u64, raw: String, reason: Reason, is_blank: bool) {
        if is_blank {
            self.refused_blank += 1;
        } else {
            self.accepted.push(false);
        }
        self.rejects.push(Reject { line, raw, faults: vec![Fault::of_record(line, reason)], cents: None });
    }

    /// The sum of the accepted amounts with the signs that the file gives them.
    #[must_use]
    pub fn accepted_cents(&self, expenses: ExpenseSign) -> i128 {
        let as_written = |cents: Cents, group| match expenses {
            ExpenseSign::Positive if group == BookingGroup::EXPENSES => -i128::from(cents),
            _ => i128::from(cents),
        };
        self.columns.iter().map(|line| as_written(line.cents, line.booking_code.group())).sum()
    }
}
