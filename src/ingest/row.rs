//! Turns one record's cells into a transaction, or names everything that is wrong with them.

use std::borrow::Cow;

use chrono::NaiveDate;

use super::amount::{AmountError, plain_euro};
use super::cell::{EMPTY_CELL, RawCell, is_invisible, trimmed};
use super::cell_text::code_text;
use super::csv::field_index::PlainLine;
use super::date::{DateError, MomentReader};
use super::defect::{CodeForm, Defect, Reason};
use super::header::Layout;
use super::id_text::{id_fault, is_empty_mark, is_null, is_spreadsheet_error};
use super::limits::LONGEST_FIELD;
use super::mapping::Mapping;
use super::profile::{ExpenseSign, Profile};
use super::row_amounts::{AmountReader, RecordAmounts};
use crate::domain::transactions::TEXTS;
use crate::domain::{
    BookingCode, Branch, Cents, Daybook, Institution, LineCore, LineField, Moment, Settlement, Transaction,
};

/// Reads records of one file.
#[derive(Clone, Debug)]
pub struct RowReader<'a> {
    /// Where fields stand, and what the profile makes of them.
    pub mapping: Mapping<'a>,
    /// Reads its amounts.
    pub amounts: AmountReader<'a>,
    layout: &'a Layout,
    profile: &'a Profile,
    moments: MomentReader<'a>,
    /// Where the texts of plain lines stand, as far as anyone wants them, in the order of [`TEXTS`].
    texts: [Option<usize>; TEXTS.len()],
    /// The columns with ids of others than the transaction, for lines that are plain.
    others: Vec<usize>,
}

/// A transaction, and the amounts that its record has, as they are written.
#[derive(Clone, Copy, Debug)]
pub struct ReadRecord<'c> {
    /// The transaction.
    pub transaction: Transaction<'c>,
    /// The sum of the amounts in its columns of amounts, in cents, with the signs that they bear there.
    pub written: i128,
}

/// An amount that can't be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreadable;

/// The faults found so far in one record.
struct RowDefects<'a> {
    layout: &'a Layout,
    line: u64,
    found: Vec<Defect>,
}

impl RowDefects<'_> {
    fn add(&mut self, field: LineField, cell: &RawCell<'_>, reason: Reason) {
        // Who a customer is, is nobody's business but the list of refused records'.
        let is_untold = field == LineField::Customer && reason != Reason::EmptyMark;
        let value = if is_untold { String::new() } else { cell.shown() };
        let column = self.layout.header(field).to_owned();
        self.found.push(Defect { column, value, ..Defect::of_record(self.line, reason) });
    }
}

impl<'a> RowReader<'a> {
    /// A reader of records whose fields stand as `layout` says and are written as `profile` says.
    #[must_use]
    pub fn new(layout: &'a Layout, profile: &'a Profile) -> Self {
        let texts = LineField::TEXTS.map(|field| layout.index(field));
        let others = [LineField::Customer, LineField::Item, LineField::Invoice];
        let mapping = Mapping::new(layout, profile);
        let moments = MomentReader::new(&profile.dates);
        let others = others.into_iter().filter_map(|field| layout.index(field)).collect();
        let amounts = AmountReader::new(mapping, profile);
        Self { mapping, amounts, layout, profile, moments, texts, others }
    }

    /// The same, leaving texts of plain lines empty that are of none of these columns; ids are read always.
    #[must_use]
    pub fn with_texts(mut self, wanted: &[&str]) -> Self {
        for (column, text) in TEXTS.iter().zip(&mut self.texts).skip(1) {
            *text = text.filter(|_| wanted.contains(column));
        }
        self
    }

    /// How many fields a record has.
    #[must_use]
    pub fn width(&self) -> usize {
        self.layout.width()
    }

    /// The header of a field, as the file writes it.
    #[must_use]
    pub fn header(&self, field: LineField) -> &str {
        self.layout.header(field)
    }

    /// Whether lines of the file may be read by [`RowReader::read_plain`].
    #[must_use]
    pub fn has_plain_lines(&self) -> bool {
        self.mapping.is_direct() && !self.layout.has_filters() && self.layout.index(LineField::BookingGroup).is_none()
    }

    /// Reads the transaction of a line whose fields are all written as they mostly are; `None` when any takes a closer
    /// look, which [`RowReader::read`] has.
    #[inline]
    pub fn read_plain<'c>(&mut self, line: &PlainLine<'c>) -> Option<ReadRecord<'c>> {
        let layout = self.layout;
        let text = |index: Option<usize>| index.map_or("", |index| line.field(index));
        let bytes = |field| layout.index(field).map_or(&b""[..], |index| line.bytes(index));
        let amount = |text: &[u8]| plain_euro(text, self.profile);
        let mut texts = self.texts.map(|index| trimmed(text(index)));
        let [id, description, ..] = &mut texts;
        let is_mark = |index: &usize| is_empty_mark(trimmed(line.field(*index)));
        if id.is_empty() || id_fault(id).is_some() || self.others.iter().any(is_mark) {
            return None;
        }
        let is_error = |index: &Option<usize>| is_spreadsheet_error(trimmed(text(*index)));
        if self.texts.iter().skip(1).any(is_error) {
            return None;
        }
        let booking_code = BookingCode::parse(bytes(LineField::BookingCode))?;
        let written = amount(bytes(LineField::Amount))?;
        let cents = self.amounts.signed(written, booking_code);
        let cents_posted = match bytes(LineField::AmountPosted) {
            b"" => None,
            written => Some(self.amounts.signed(amount(written)?, booking_code)),
        };
        let settlement = match (bytes(LineField::Settled), bytes(LineField::Daybook)) {
            (b"", b"") => None,
            (settled, daybook) => {
                let settled = self.moments.remembered(settled)?;
                Some(Settlement { daybook: Daybook::parse(daybook)?, settled })
            }
        };
        // Only a description keeps the blanks around it.
        if !description.is_empty() {
            *description = text(self.texts[1]);
        }
        let core = LineCore {
            posted: self.moments.remembered(bytes(LineField::Posted))?,
            settlement,
            institution: Institution::parse(bytes(LineField::Institution))?,
            branch: Branch::parse(bytes(LineField::Branch))?,
            booking_code,
            cents,
            cents_posted,
        };
        self.amounts.has_decimals = true;
        Some(ReadRecord { transaction: Transaction::new("", core, texts), written: written.into() })
    }

    /// Reads the transaction of a record that starts on `line`, whose fields are those that the mapping gives.
    ///
    /// # Errors
    /// Everything that is wrong with the record.
    pub fn read<'c>(&mut self, line: u64, cells: &'c [RawCell<'c>]) -> Result<ReadRecord<'c>, Vec<Defect>> {
        let (layout, mapping) = (self.layout, self.mapping);
        let mut faults = RowDefects { layout, line, found: Vec::new() };
        let cell = |field| mapping.index(field).and_then(|index| cells.get(index)).unwrap_or(&EMPTY_CELL);
        let texts = LineField::TEXTS.map(|field| text(field, cell(field), &mut faults));
        if texts[0].is_empty() && cell(LineField::TransactionId).is_empty() {
            faults.add(LineField::TransactionId, cell(LineField::TransactionId), Reason::EmptyId);
        }
        let posted = self.moment(LineField::Posted, cell(LineField::Posted), &mut faults);
        let settlement = self.settlement(cell(LineField::Settled), cell(LineField::Daybook), &mut faults);
        if cell(LineField::Settled).is_empty() && !cell(LineField::SettledTime).is_empty() {
            faults.add(LineField::SettledTime, cell(LineField::SettledTime), Reason::TimeWithoutDay);
        }
        let at = |field| (field, cell(field));
        let institution = self.code(at(LineField::Institution), CodeForm::Institution, Institution::parse, &mut faults);
        let branch = self.code(at(LineField::Branch), CodeForm::Branch, Branch::parse, &mut faults);
        let booking_code = self.booking_code(cell(LineField::BookingGroup), cell(LineField::BookingCode), &mut faults);
        let posted_cell = cell(LineField::AmountPosted);
        let cents_posted =
            if posted_cell.is_empty() { None } else { self.amount(LineField::AmountPosted, posted_cell, &mut faults) };
        // Of an item that is open nothing was settled yet: some systems say so by an empty amount.
        let is_open = settlement == Some(None) && cents_posted.is_some();
        let money = match self.amounts.money(cells) {
            Err((_, Reason::Amount(AmountError::Empty))) if is_open => Some(RecordAmounts::of(0)),
            money => money.map_err(|(field, reason)| faults.add(field, cell(field), reason)).ok(),
        };
        let (Some(posted), Some(settlement), Some(institution), Some(branch), Some(booking_code), Some(money), true) =
            (posted, settlement, institution, branch, booking_code, money, faults.found.is_empty())
        else {
            return Err(faults.found);
        };
        let signed = |cents| self.amounts.signed(cents, booking_code);
        let cents_posted = cents_posted.map(|cents| if money.is_minus { -cents } else { cents });
        let core = LineCore {
            posted,
            settlement,
            institution,
            branch,
            booking_code,
            cents: signed(money.meant),
            cents_posted: cents_posted.map(signed),
        };
        Ok(ReadRecord { transaction: Transaction::new("", core, texts), written: money.written })
    }

    /// The transaction id of a record, whose fields are those that the mapping gives; empty when it has none.
    #[must_use]
    pub fn id<'c>(&self, cells: &'c [RawCell<'_>]) -> &'c str {
        match self.mapping.index(LineField::TransactionId).and_then(|index| cells.get(index)) {
            Some(RawCell::Text(text)) => trimmed(text),
            _ => "",
        }
    }

    /// The amount of a record that does not count as far as it can be read, for the sum of what was refused or left out,
    /// as it is meant: `Ok(None)` where there is none.
    ///
    /// # Errors
    /// Where it can't be read, or nobody knows its sign.
    pub fn readable_amount(&mut self, cells: &[RawCell<'_>]) -> Result<Option<Cents>, Unreadable> {
        let meant = match self.amounts.money(cells) {
            Ok(money) => money.meant,
            Err((_, Reason::Amount(AmountError::Empty))) => return Ok(None),
            Err(_) => return Err(Unreadable),
        };
        if self.profile.expenses == ExpenseSign::Negative {
            return Ok(Some(if self.profile.is_reversed { -meant } else { meant }));
        }
        let cell = |field| self.mapping.index(field).and_then(|index| cells.get(index)).unwrap_or(&EMPTY_CELL);
        let mut faults = RowDefects { layout: self.layout, line: 0, found: Vec::new() };
        let code = self.booking_code(cell(LineField::BookingGroup), cell(LineField::BookingCode), &mut faults);
        code.map(|code| Some(self.amounts.signed(meant, code))).ok_or(Unreadable)
    }

    /// The days on which a record that does not count was settled and its cost arose, as far as they can be read.
    #[must_use]
    pub fn readable_days(&mut self, cells: &[RawCell<'_>]) -> [Option<NaiveDate>; 2] {
        [LineField::Settled, LineField::Posted].map(|field| {
            let cell = self.mapping.index(field).and_then(|index| cells.get(index)).unwrap_or(&EMPTY_CELL);
            let mut faults = RowDefects { layout: self.layout, line: 0, found: Vec::new() };
            self.moment(field, cell, &mut faults).map(Moment::day)
        })
    }

    fn amount(&mut self, field: LineField, cell: &RawCell<'_>, faults: &mut RowDefects<'_>) -> Option<Cents> {
        self.amounts.cents(cell).map_err(|reason| faults.add(field, cell, reason)).ok()
    }

    fn moment(&mut self, field: LineField, cell: &RawCell<'_>, faults: &mut RowDefects<'_>) -> Option<Moment> {
        let moment = match cell {
            RawCell::Text(text) if is_empty_mark(trimmed(text)) => Err(Reason::EmptyMark),
            RawCell::Text(text) => self.moments.read(text).map_err(Reason::Date),
            RawCell::Day(day) => Moment::from_day(*day).ok_or(Reason::Date(DateError::Year)),
            RawCell::DateTime(time) => self.profile.dates.moment(*time).ok_or(Reason::Date(DateError::Year)),
            RawCell::Instant(time) => Moment::from_instant(*time).ok_or(Reason::Date(DateError::Year)),
            RawCell::Error(_) => Err(Reason::ErrorCell),
            RawCell::Number(number) if let Some(digits) = self.profile.dates.digits(*number) => {
                self.moments.read(&digits).map_err(Reason::Date)
            }
            RawCell::Number(_) | RawCell::Time(_) | RawCell::Other(_) => Err(Reason::CellType { expected: "a date" }),
        };
        moment.map_err(|reason| faults.add(field, cell, reason)).ok()
    }

    /// Both the day and the daybook, or neither. The outer `None` is a fault.
    #[allow(clippy::option_option)]
    fn settlement(
        &mut self,
        settled: &RawCell<'_>,
        daybook: &RawCell<'_>,
        faults: &mut RowDefects<'_>,
    ) -> Option<Option<Settlement>> {
        match (settled.is_empty(), daybook.is_empty()) {
            (true, true) => Some(None),
            (false, true) => {
                faults.add(LineField::Daybook, daybook, Reason::SettledWithoutDaybook);
                None
            }
            (true, false) => {
                faults.add(LineField::Settled, settled, Reason::DaybookWithoutSettlement);
                None
            }
            (false, false) => {
                let settled = self.moment(LineField::Settled, settled, faults);
                let daybook = self.code((LineField::Daybook, daybook), CodeForm::Daybook, Daybook::parse, faults);
                Some(Some(Settlement { settled: settled?, daybook: daybook? }))
            }
        }
    }

    fn code<T>(
        &self,
        (field, cell): (LineField, &RawCell<'_>),
        form: CodeForm,
        parse: fn(String) -> Option<T>,
        faults: &mut RowDefects<'_>,
    ) -> Option<T> {
        // A branch that a spreadsheet took for a number may have lost noughts in front. A booking code has none: its first
        // digit is its group, so a shorter number is a code whose group is missing.
        let digits = if form == CodeForm::Branch { 4 } else { 0 };
        let code = code_text(cell, digits)
            .and_then(|text| parse(text.to_string()).ok_or_else(|| self.no_code(field, &text, Reason::Code(form))));
        code.map_err(|reason| faults.add(field, cell, reason)).ok()
    }

    /// Why a text is no code.
    fn no_code(&self, field: LineField, text: &str, usual: Reason) -> Reason {
        if self.profile.values.contains_key(&field) {
            Reason::UnmappedValue { field }
        } else if is_empty_mark(text) {
            Reason::EmptyMark
        } else {
            text.chars().find(|c| is_invisible(*c)).map_or(usual, Reason::Invisible)
        }
    }

    /// One code of four digits; or, where the export has a column for the group, a code of three beside it, which may
    /// have lost noughts in front. A full code beside a group is taken when the two agree.
    fn booking_code(
        &self,
        group: &RawCell<'_>,
        code: &RawCell<'_>,
        faults: &mut RowDefects<'_>,
    ) -> Option<BookingCode> {
        if self.mapping.index(LineField::BookingGroup).is_none() {
            return self.code((LineField::BookingCode, code), CodeForm::BookingCode, BookingCode::parse, faults);
        }
        let parsed = code_text(group, 1).and_then(|group| {
            let text = code_text(code, 3)?;
            let whole = BookingCode::parse(&*text).filter(|whole| whole.group().to_string() == group);
            let padded =
                || if text.is_empty() { None } else { BookingCode::from_parts(&group, &format!("{text:0>3}")) };
            whole.or_else(padded).ok_or(Reason::Code(CodeForm::GroupAndCode))
        });
        let shown = RawCell::Text(Cow::Owned(format!("{} + {}", group.shown(), code.shown())));
        parsed.map_err(|reason| faults.add(LineField::BookingCode, &shown, reason)).ok()
    }
}

/// The text of a cell; empty, with a fault, when it holds something else, or something that can't be an id where one
/// should be. Only a description keeps the blanks around it, as the details show the export's own text.
fn text<'c>(field: LineField, cell: &'c RawCell<'_>, faults: &mut RowDefects<'_>) -> &'c str {
    let reason = match cell {
        RawCell::Text(text) if text.len() > LONGEST_FIELD => Reason::LongField,
        RawCell::Text(text) => {
            let plain = trimmed(text);
            let fault = match field {
                LineField::TransactionId => id_fault(plain),
                LineField::Customer | LineField::Item | LineField::Invoice => {
                    is_empty_mark(plain).then_some(Reason::EmptyMark)
                }
                _ => is_null(plain).then_some(Reason::EmptyMark),
            };
            match fault.or_else(|| is_spreadsheet_error(plain).then_some(Reason::ErrorCell)) {
                None if field == LineField::Description && !plain.is_empty() => return text,
                None => return plain,
                Some(reason) => reason,
            }
        }
        RawCell::Error(_) => Reason::ErrorCell,
        RawCell::Number(number) if number.fract() == 0.0 => Reason::LongNumber,
        RawCell::Number(_) => Reason::DecimalId,
        RawCell::Day(_) | RawCell::DateTime(_) | RawCell::Instant(_) | RawCell::Time(_) | RawCell::Other(_) => {
            Reason::CellType { expected: "a text" }
        }
    };
    faults.add(field, cell, reason);
    ""
}
