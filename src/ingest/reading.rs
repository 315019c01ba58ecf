//! What came of reading records of one file: each is accepted, refused or blank.

use super::cell::RawCell;
use super::constant_use::ConstantUse;
use super::defect::{Defect, Reason};
use super::filter_use::FilterUse;
use super::gather::LineSink;
use super::id_text::id_fault;
use super::ids::IdList;
use super::line_days::LineDays;
use super::oddity::oddity;
use super::rejects::{Reject, Rejects};
use super::row::{ReadRecord, RowReader, Unreadable};
use super::survey::Survey;
use super::verdict::{RecordVerdict, Verdicts};
use crate::domain::finding::FindingLines;
use crate::domain::{Cents, LineField, Money};

/// Records of one file, as far as they were read.
#[derive(Debug)]
pub struct RecordsReading<G> {
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
    /// Where they were settled.
    pub survey: Survey,
    /// The refused ones.
    pub rejects: Rejects,
    /// How many are blank.
    pub blank: u64,
    /// How many are the header or a title again.
    pub repeated: u64,
    /// Those that the profile leaves out, and their sum as far as it can be read.
    pub left_out: FindingLines,
    /// How many of them have an amount that can't be read.
    pub left_out_unread: u64,
    /// What records have in the columns by which the profile leaves some out.
    pub filter_use: FilterUse,
    /// What records have where the profile says that a field is the same in all.
    pub constant_use: ConstantUse,
    /// Whether an amount was written with decimals.
    pub has_decimals: bool,
    /// The largest amount that was written without, in cents.
    pub largest_whole: Cents,
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

impl<G: LineSink> RecordsReading<G> {
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
            survey: Survey::default(),
            rejects: Rejects::default(),
            blank: 0,
            repeated: 0,
            left_out: FindingLines::NONE,
            left_out_unread: 0,
            filter_use: FilterUse::default(),
            constant_use: ConstantUse::default(),
            has_decimals: false,
            largest_whole: 0,
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
        cells: &[RawCell<'_>],
        verdict: Option<RecordVerdict>,
        raw: impl FnOnce() -> String,
    ) {
        let mapping = reader.mapping;
        let layout = mapping.layout;
        let fields = mapping.fields(cells);
        if layout.has_filters() && !layout.is_header(cells) && layout.leaves_out(cells, &mut self.filter_use) {
            let [settled, posted] = reader.readable_days(&fields);
            self.days.leave_out(settled, posted);
            self.leave_out(line, reader.id(&fields), reader.readable_amount(&fields));
            return;
        }
        if !layout.replaced().is_empty() && !layout.is_header(cells) {
            self.constant_use.note(layout, mapping.profile, cells);
        }
        let mut result = reader.read(line, &fields);
        let mut id = reader.id(&fields);
        if let (Ok(record), None) = (&result, &verdict) {
            self.accept(line, record);
            return;
        }
        if let Err(faults) = &mut result {
            let header = layout.header(LineField::TransactionId);
            if faults.iter().any(|fault| fault.column == header && fault.reason.is_no_id()) {
                id = "";
            }
            match oddity(layout, cells, faults) {
                _ if layout.is_header(cells) => {
                    self.meet_header(line, cells, raw());
                    return;
                }
                Some(reason) => *faults = vec![Defect::of_record(line, reason)],
                None => {}
            }
        }
        let reason = match verdict {
            Some(RecordVerdict::Duplicate { first_line }) => Some(Reason::DuplicateId { first_line }),
            Some(RecordVerdict::OtherNoughts { id, file, line }) => Some(Reason::OtherNoughts { id, file, line }),
            Some(RecordVerdict::Superseded) | None => None,
        };
        let raw = if result.is_err() || reason.is_some() { raw() } else { String::new() };
        if result.is_err() && layout.is_title(&raw) {
            self.pass_over();
            return;
        }
        if let Some(ids) = self.ids.as_mut().filter(|_| !id.is_empty()) {
            ids.push(id);
        }
        if let Some(reason) = reason {
            let column = reader.header(LineField::TransactionId).to_owned();
            let mut faults = vec![Defect { column, value: id.to_owned(), ..Defect::of_record(line, reason) }];
            faults.extend(result.err().into_iter().flatten());
            result = Err(faults);
        }
        self.is_accepted.push(result.is_ok());
        match result {
            Ok(record) => self.count(&record),
            Err(faults) => {
                if !id.is_empty() {
                    self.gathered.pass_over(line, id);
                }
                self.rejects.push(Reject { line, raw, faults, cents: reader.readable_amount(&fields).ok().flatten() });
            }
        }
    }

    /// Takes in a record that counts.
    #[inline]
    pub fn accept(&mut self, line: u64, record: &ReadRecord<'_>) {
        if let Some(ids) = &mut self.ids {
            ids.push(record.transaction.id);
        }
        self.is_accepted.push(true);
        self.count(record);
        self.turnover += i128::from(record.transaction.cents).abs();
        self.gathered.take(line, &record.transaction);
    }

    fn count(&mut self, record: &ReadRecord<'_>) {
        self.accepted += 1;
        self.cents += i128::from(record.transaction.cents);
        self.days.add(&record.transaction);
        self.survey.add(&record.transaction);
        self.cents_as_written += record.written;
    }

    /// Takes note of a record that the profile leaves out. Its id may be that of a line of an earlier file, which is gone
    /// by this.
    fn leave_out(&mut self, line: u64, id: &str, cents: Result<Option<Cents>, Unreadable>) {
        self.is_accepted.push(false);
        if !id.is_empty() && id_fault(id).is_none() {
            if let Some(ids) = &mut self.ids {
                ids.push(id);
            }
            self.gathered.leave_out(line, id);
        }
        self.left_out.count += 1;
        match cents {
            Ok(cents) => self.left_out.amount = self.left_out.amount + cents.map_or(Money::ZERO, Money::from_cents),
            Err(Unreadable) => self.left_out_unread += 1,
        }
    }

    /// Passes over a row that is the header or a title again.
    pub fn pass_over(&mut self) {
        self.is_accepted.push(false);
        self.repeated += 1;
    }

    /// Meets the header again: passed over, unless it bears the mark with which a file starts.
    fn meet_header(&mut self, line: u64, cells: &[RawCell<'_>], raw: String) {
        if matches!(cells.first(), Some(RawCell::Text(text)) if text.starts_with('\u{feff}')) {
            self.refuse(line, raw, Reason::PastedFile, false);
        } else {
            self.pass_over();
        }
    }

    /// Takes over what the reader of records noticed of all amounts.
    pub fn end(&mut self, reader: &RowReader<'_>) {
        self.has_decimals |= reader.amounts.has_decimals;
        self.largest_whole = self.largest_whole.max(reader.amounts.largest_whole);
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
        self.survey.merge(other.survey);
        self.rejects.merge(other.rejects);
        self.blank += other.blank;
        self.repeated += other.repeated;
        self.left_out.count += other.left_out.count;
        self.left_out_unread += other.left_out_unread;
        self.filter_use.merge(other.filter_use);
        self.constant_use.merge(other.constant_use);
        self.left_out.amount = self.left_out.amount + other.left_out.amount;
        self.has_decimals |= other.has_decimals;
        self.largest_whole = self.largest_whole.max(other.largest_whole);
        self.refused_blank += other.refused_blank;
        self.lines += other.lines;
    }
}
