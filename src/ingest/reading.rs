//! What came of reading records of one file: each is accepted, refused or blank.

use super::cell::Cell;
use super::defect::{Defect, Reason};
use super::field::Field;
use super::gather::LineSink;
use super::ids::IdList;
use super::line_days::LineDays;
use super::rejects::{Reject, Rejects};
use super::row::RowReader;
use super::verdict::{Verdict, Verdicts};
use crate::domain::Transaction;

/// Records of one file, as far as they were read.
#[derive(Debug)]
pub struct Reading<G> {
    /// What became of the accepted ones.
    pub gathered: G,
    /// How many were accepted.
    pub accepted: u64,
    /// The sum of the accepted ones, in cents.
    pub cents: i128,
    /// The same with the signs that the file gives them.
    pub cents_as_written: i128,
    /// The sum of what was gathered, all amounts taken as positive.
    pub turnover: i128,
    /// The days of the accepted ones.
    pub days: LineDays,
    /// The refused ones.
    pub rejects: Rejects,
    /// How many are blank.
    pub blank: u64,
    /// How many of the refused ones hold nothing but blanks: a second count, which doesn't judge their form, takes
    /// them for blank.
    pub refused_blank: u64,
    /// How many physical lines were read, the header among them; 0 where the file has none.
    pub lines: u64,
    /// The ids of all records whose form is sound, while nobody knows yet which stand twice.
    pub ids: Option<IdList>,
    /// For each record since the last chunk that is not blank, in the order of the file, whether it was accepted.
    pub is_accepted: Vec<bool>,
}

impl<G: LineSink> Reading<G> {
    /// Nothing read yet.
    #[must_use]
    pub fn new(gathered: G, verdicts: Option<&Verdicts>) -> Self {
        Self {
            gathered,
            accepted: 0,
            cents: 0,
            cents_as_written: 0,
            turnover: 0,
            days: LineDays::default(),
            rejects: Rejects::default(),
            blank: 0,
            refused_blank: 0,
            lines: 0,
            ids: verdicts.is_none().then(IdList::default),
            is_accepted: Vec::new(),
        }
    }

    /// Takes in a record whose form is sound; `verdict` is what is known of its id.
    pub fn take(
        &mut self,
        reader: &mut RowReader<'_>,
        line: u64,
        cells: &[Cell<'_>],
        verdict: Option<Verdict>,
        raw: impl FnOnce() -> String,
    ) {
        let mut result = reader.read(line, cells);
        let id = reader.id(cells);
        if let (Ok(transaction), None) = (&result, verdict) {
            self.accept(reader, line, transaction);
            return;
        }
        if let Some(ids) = self.ids.as_mut().filter(|_| !id.is_empty()) {
            ids.push(id);
        }
        if let Some(Verdict::Duplicate { first_line }) = verdict {
            let fault = Defect {
                line: Some(line),
                column: reader.header(Field::TransactionId).to_owned(),
                value: id.to_owned(),
                reason: Reason::DuplicateId { first_line },
            };
            let mut faults = vec![fault];
            faults.extend(result.err().into_iter().flatten());
            result = Err(faults);
        }
        self.is_accepted.push(result.is_ok());
        match result {
            Ok(transaction) => self.count(reader, &transaction),
            Err(faults) => {
                if !id.is_empty() {
                    self.gathered.pass_over(line, id);
                }
                self.rejects.push(Reject { line, raw: raw(), faults, cents: reader.readable_amount(cells) });
            }
        }
    }

    /// Takes in a record that counts.
    #[inline]
    pub fn accept(&mut self, reader: &RowReader<'_>, line: u64, transaction: &Transaction<'_>) {
        if let Some(ids) = &mut self.ids {
            ids.push(transaction.id);
        }
        self.is_accepted.push(true);
        self.count(reader, transaction);
        self.turnover += i128::from(transaction.cents).abs();
        self.gathered.take(line, transaction);
    }

    fn count(&mut self, reader: &RowReader<'_>, transaction: &Transaction<'_>) {
        self.accepted += 1;
        self.cents += i128::from(transaction.cents);
        self.days.add(transaction);
        self.cents_as_written += i128::from(reader.signed(transaction.cents, transaction.booking_code));
    }

    /// Refuses a record whose form is broken; `is_blank` tells whether it holds nothing but blanks.
    pub fn refuse(&mut self, line: u64, raw: String, reason: Reason, is_blank: bool) {
        if is_blank {
            self.refused_blank += 1;
        } else {
            self.is_accepted.push(false);
        }
        self.rejects.push(Reject { line, raw, faults: vec![Defect::of_record(line, reason)], cents: None });
    }

    /// Takes over what was read of other chunks.
    pub fn merge(&mut self, other: Self) {
        self.gathered.merge(other.gathered);
        self.accepted += other.accepted;
        self.cents += other.cents;
        self.cents_as_written += other.cents_as_written;
        self.turnover += other.turnover;
        self.days.merge(&other.days);
        self.rejects.merge(other.rejects);
        self.blank += other.blank;
        self.refused_blank += other.refused_blank;
        self.lines += other.lines;
    }
}
