//! Turns one record's cells into a transaction, or names everything that is wrong with them.

use std::borrow::Cow;

use super::amount::{amount_of_number, parse_amount, plain_euro};
use super::cell::{Cell, trimmed};
use super::csv::field_index::PlainLine;
use super::date::{DateError, MomentReader};
use super::defect::{CodeForm, Defect, Reason};
use super::field::Field;
use super::header::Layout;
use super::limits::LONGEST_FIELD;
use super::profile::{ExpenseSign, Profile};
use crate::domain::transactions::TEXTS;
use crate::domain::{BookingCode, BookingGroup, Branch, Cents, Daybook, Institution, Moment, Settlement, Transaction};

/// Reads records of one file.
#[derive(Clone, Debug)]
pub struct RowReader<'a> {
    layout: &'a Layout,
    profile: &'a Profile,
    moments: MomentReader<'a>,
    /// Where the texts of plain lines stand, as far as anyone wants them, in the order of [`TEXTS`].
    texts: [Option<usize>; TEXTS.len()],
}

/// The faults found so far in one record.
struct RowDefects<'a> {
    layout: &'a Layout,
    line: u64,
    found: Vec<Defect>,
}

impl RowDefects<'_> {
    fn add(&mut self, field: Field, cell: &Cell<'_>, reason: Reason) {
        self.found.push(Defect {
            line: Some(self.line),
            column: self.layout.header(field).to_owned(),
            // Who a customer is, is nobody's business but the list of refused records'.
            value: if field == Field::Customer { String::new() } else { cell.shown() },
            reason,
        });
    }
}

const EMPTY: Cell<'static> = Cell::Text(Cow::Borrowed(""));

impl<'a> RowReader<'a> {
    /// A reader of records whose fields stand as `layout` says and are written as `profile` says.
    #[must_use]
    pub fn new(layout: &'a Layout, profile: &'a Profile) -> Self {
        let texts = TEXT_FIELDS.map(|field| layout.index(field));
        Self { layout, profile, moments: MomentReader::new(&profile.dates), texts }
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
    pub fn header(&self, field: Field) -> &str {
        self.layout.header(field)
    }

    /// What the file's sign of expenses makes of an amount, and back.
    #[must_use]
    pub fn signed(&self, cents: Cents, code: BookingCode) -> Cents {
        match self.profile.expenses {
            ExpenseSign::Positive if code.group() == BookingGroup::EXPENSES => -cents,
            _ => cents,
        }
    }

    /// Reads the transaction of a line whose fields are all written as they mostly are; `None` when any takes a closer
    /// look, which [`RowReader::read`] has.
    #[inline]
    pub fn read_plain<'c>(&mut self, line: &PlainLine<'c>) -> Option<Transaction<'c>> {
        let layout = self.layout;
        let text = |index: Option<usize>| index.map_or("", |index| line.field(index));
        let bytes = |field| layout.index(field).map_or(&b""[..], |index| line.bytes(index));
        let amount = |text: &[u8]| plain_euro(text, self.profile);
        let [id, description, source, settlement_source, customer, item, invoice, drawer, staff] = self.texts;
        let id = trimmed(text(id));
        if id.is_empty() || layout.index(Field::BookingGroup).is_some() {
            return None;
        }
        let booking_code = BookingCode::parse(bytes(Field::BookingCode))?;
        let cents = self.signed(amount(bytes(Field::Amount))?, booking_code);
        let cents_posted = match bytes(Field::AmountPosted) {
            b"" => None,
            written => Some(self.signed(amount(written)?, booking_code)),
        };
        let settlement = match (bytes(Field::Settled), bytes(Field::Daybook)) {
            (b"", b"") => None,
            (settled, daybook) => {
                let settled = self.moments.remembered(settled)?;
                Some(Settlement { daybook: Daybook::parse(daybook)?, settled })
            }
        };
        let description = match text(description) {
            blank if trimmed(blank).is_empty() => "",
            description => description,
        };
        Some(Transaction {
            feed: "",
            id,
            posted: self.moments.remembered(bytes(Field::Posted))?,
            settlement,
            institution: Institution::parse(bytes(Field::Institution))?,
            branch: Branch::parse(bytes(Field::Branch))?,
            booking_code,
            cents,
            cents_posted,
            description,
            source: trimmed(text(source)),
            settlement_source: trimmed(text(settlement_source)),
            customer: trimmed(text(customer)),
            item: trimmed(text(item)),
            invoice: trimmed(text(invoice)),
            drawer: trimmed(text(drawer)),
            staff: trimmed(text(staff)),
        })
    }

    /// Reads the transaction of a record that starts on `line`.
    ///
    /// # Errors
    /// Everything that is wrong with the record.
    pub fn read<'c>(&mut self, line: u64, cells: &'c [Cell<'c>]) -> Result<Transaction<'c>, Vec<Defect>> {
        let layout = self.layout;
        let mut faults = RowDefects { layout, line, found: Vec::new() };
        let cell = |field| layout.index(field).and_then(|index| cells.get(index)).unwrap_or(&EMPTY);
        let [id, description, source, settlement_source, customer, item, invoice, drawer, staff] =
            TEXT_FIELDS.map(|field| text(field, cell(field), &mut faults));
        if id.is_empty() && cell(Field::TransactionId).is_empty() {
            faults.add(Field::TransactionId, cell(Field::TransactionId), Reason::EmptyId);
        }
        let posted = self.moment(Field::Posted, cell(Field::Posted), &mut faults);
        let settlement = self.settlement(cell(Field::Settled), cell(Field::Daybook), &mut faults);
        let institution = self.code(
            Field::Institution,
            cell(Field::Institution),
            CodeForm::Institution,
            |text| Institution::parse(text),
            &mut faults,
        );
        let branch =
            self.code(Field::Branch, cell(Field::Branch), CodeForm::Branch, |text| Branch::parse(text), &mut faults);
        let booking_code = self.booking_code(cell(Field::BookingGroup), cell(Field::BookingCode), &mut faults);
        let cents = self.amount(Field::Amount, cell(Field::Amount), &mut faults);
        let posted_cell = cell(Field::AmountPosted);
        let cents_posted =
            if posted_cell.is_empty() { None } else { self.amount(Field::AmountPosted, posted_cell, &mut faults) };

        let (Some(posted), Some(settlement), Some(institution), Some(branch), Some(booking_code), Some(cents), true) =
            (posted, settlement, institution, branch, booking_code, cents, faults.found.is_empty())
        else {
            return Err(faults.found);
        };
        let signed = |cents| self.signed(cents, booking_code);
        Ok(Transaction {
            feed: "",
            id,
            posted,
            settlement,
            institution,
            branch,
            booking_code,
            cents: signed(cents),
            cents_posted: cents_posted.map(signed),
            description,
            source,
            settlement_source,
            customer,
            item,
            invoice,
            drawer,
            staff,
        })
    }

    /// The transaction id of a record; empty when it has none.
    #[must_use]
    pub fn id<'c>(&self, cells: &'c [Cell<'_>]) -> &'c str {
        match self.layout.index(Field::TransactionId).and_then(|index| cells.get(index)) {
            Some(Cell::Text(text)) => trimmed(text),
            _ => "",
        }
    }

    /// The amount of a record as far as it can be read, for the sum of what was refused.
    #[must_use]
    pub fn readable_amount(&self, cells: &[Cell<'_>]) -> Option<Cents> {
        let cell = cells.get(self.layout.index(Field::Amount)?)?;
        self.cents(cell).ok()
    }

    fn cents(&self, cell: &Cell<'_>) -> Result<Cents, Reason> {
        match cell {
            Cell::Text(text) => parse_amount(text, self.profile).map_err(Reason::Amount),
            Cell::Number(number) => amount_of_number(*number, self.profile.unit).map_err(Reason::Amount),
            Cell::Error(_) => Err(Reason::ErrorCell),
            Cell::DateTime(_) | Cell::Instant(_) | Cell::Other(_) => Err(Reason::CellType { expected: "an amount" }),
        }
    }

    fn amount(&self, field: Field, cell: &Cell<'_>, faults: &mut RowDefects<'_>) -> Option<Cents> {
        self.cents(cell).map_err(|reason| faults.add(field, cell, reason)).ok()
    }

    fn moment(&mut self, field: Field, cell: &Cell<'_>, faults: &mut RowDefects<'_>) -> Option<Moment> {
        let moment = match cell {
            Cell::Text(text) => self.moments.read(text).map_err(Reason::Date),
            Cell::DateTime(time) => Moment::from_local(*time).ok_or(Reason::Date(DateError::Year)),
            Cell::Instant(time) => Moment::from_instant(*time).ok_or(Reason::Date(DateError::Year)),
            Cell::Error(_) => Err(Reason::ErrorCell),
            Cell::Number(_) | Cell::Other(_) => Err(Reason::CellType { expected: "a date" }),
        };
        moment.map_err(|reason| faults.add(field, cell, reason)).ok()
    }

    /// Both the day and the daybook, or neither. The outer `None` is a fault.
    #[allow(clippy::option_option)]
    fn settlement(
        &mut self,
        settled: &Cell<'_>,
        daybook: &Cell<'_>,
        faults: &mut RowDefects<'_>,
    ) -> Option<Option<Settlement>> {
        match (settled.is_empty(), daybook.is_empty()) {
            (true, true) => Some(None),
            (false, true) => {
                faults.add(Field::Daybook, daybook, Reason::SettledWithoutDaybook);
                None
            }
            (true, false) => {
                faults.add(Field::Settled, settled, Reason::DaybookWithoutSettlement);
                None
            }
            (false, false) => {
                let settled = self.moment(Field::Settled, settled, faults);
                let daybook =
                    self.code(Field::Daybook, daybook, CodeForm::Daybook, |text| Daybook::parse(text), faults);
                Some(Some(Settlement { settled: settled?, daybook: daybook? }))
            }
        }
    }

    fn code<T>(
        &self,
        field: Field,
        cell: &Cell<'_>,
        form: CodeForm,
        parse: fn(&str) -> Option<T>,
        faults: &mut RowDefects<'_>,
    ) -> Option<T> {
        let digits = if form == CodeForm::Branch || form == CodeForm::BookingCode { 4 } else { 0 };
        let code = code_text(cell, digits).and_then(|text| parse(&text).ok_or(Reason::Code(form)));
        code.map_err(|reason| faults.add(field, cell, reason)).ok()
    }

    /// One code of four digits; or, where the export has a column for the group, a code of three beside it. A full
    /// code beside a group is taken when the two agree.
    fn booking_code(&self, group: &Cell<'_>, code: &Cell<'_>, faults: &mut RowDefects<'_>) -> Option<BookingCode> {
        if self.layout.index(Field::BookingGroup).is_none() {
            return self.code(Field::BookingCode, code, CodeForm::BookingCode, |text| BookingCode::parse(text), faults);
        }
        let parsed = code_text(group, 1).and_then(|group| {
            let text = code_text(code, 3)?;
            let whole = BookingCode::parse(&*text).filter(|whole| whole.group().to_string() == group);
            whole.or_else(|| BookingCode::from_parts(&group, &text)).ok_or(Reason::Code(CodeForm::GroupAndCode))
        });
        let shown = Cell::Text(Cow::Owned(format!("{} + {}", group.shown(), code.shown())));
        parsed.map_err(|reason| faults.add(Field::BookingCode, &shown, reason)).ok()
    }
}

/// The text of a cell; empty, with a fault, when it holds something else. Only a description keeps the blanks
/// around it, as the details show the export's own text.
fn text<'c>(field: Field, cell: &'c Cell<'_>, faults: &mut RowDefects<'_>) -> &'c str {
    match cell {
        Cell::Text(text) if text.len() > LONGEST_FIELD => faults.add(field, cell, Reason::LongField),
        Cell::Text(text) if field == Field::Description && !cell.is_empty() => return text,
        Cell::Text(text) => return trimmed(text),
        Cell::Error(_) => faults.add(field, cell, Reason::ErrorCell),
        Cell::Number(_) | Cell::DateTime(_) | Cell::Instant(_) | Cell::Other(_) => {
            faults.add(field, cell, Reason::CellType { expected: "a text" });
        }
    }
    ""
}

/// The text of a code. A number in a workbook has lost the zeros in front; they are put back up to `digits`, the
/// width that the code always has.
fn code_text<'c>(cell: &'c Cell<'_>, digits: usize) -> Result<Cow<'c, str>, Reason> {
    match cell {
        Cell::Text(text) => Ok(Cow::Borrowed(trimmed(text))),
        Cell::Number(number) => whole_number(*number)
            .map(|number| Cow::Owned(format!("{number:0digits$}")))
            .ok_or(Reason::CellType { expected: "a code" }),
        Cell::Error(_) => Err(Reason::ErrorCell),
        Cell::DateTime(_) | Cell::Instant(_) | Cell::Other(_) => Err(Reason::CellType { expected: "a code" }),
    }
}

/// A binary number that is a whole one, not negative, and small enough to be exact.
fn whole_number(number: f64) -> Option<u64> {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    (number.fract() == 0.0 && (0.0..1e15).contains(&number)).then_some(number as u64)
}

/// The fields that hold free texts or ids, in the order of [`TEXTS`].
pub(super) const TEXT_FIELDS: [Field; TEXTS.len()] = [
    Field::TransactionId,
    Field::Description,
    Field::Source,
    Field::SettlementSource,
    Field::Customer,
    Field::Item,
    Field::Invoice,
    Field::Drawer,
    Field::Staff,
];

/// Turns the numbers in text columns of a workbook's or Parquet file's row into texts: an id typed as a number is an id still.
pub fn texts_of_numbers(cells: &mut [Cell<'_>], layout: &Layout) {
    for field in TEXT_FIELDS {
        if let Some(cell) = layout.index(field).and_then(|index| cells.get_mut(index))
            && let Cell::Number(number) = cell
        {
            let text = whole_number(*number).map_or_else(|| number.to_string(), |whole| whole.to_string());
            *cell = Cell::Text(Cow::Owned(text));
        }
    }
}
