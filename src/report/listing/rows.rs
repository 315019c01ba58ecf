//! Makes the lines of a listing: one transaction each, in blocks by booking code.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use chrono::NaiveDate;
use polars::prelude::*;

use super::columns::{ListingColumn, ListingColumns};
use super::shown_customers::ShownCustomers;
use crate::domain::transactions::{TransactionRow, TransactionRows, column};
use crate::domain::{BookingCode, Cents, Daybook, LineSum, Money, TextColumn, Transactions, on_this_thread};
use crate::report::context::{Context, part_cell};
use crate::report::describe::Description;
use crate::report::document::{Block, Cell, Section};
use crate::report::figures::Means;
use crate::report::key::Key;
use crate::report::row::{Row, RowKind, Rows};
use crate::report::template::{Field, Template};
use crate::report::words::Words;

/// How a listing shows customers.
#[derive(Clone, Debug)]
pub enum Customers {
    /// By the ids that the export has.
    Shown,
    /// Not at all.
    Hidden,
    /// By numbers with a mark in front (`#1`), in the order in which they first appear in the listing.
    Numbered,
    /// By pseudonyms made with a key: the same customer, the same pseudonym.
    Pseudonyms {
        /// The key.
        key: Vec<u8>,
    },
}

/// How many lines are sorted sooner than another thread is awake.
const ROWS_FOR_ONE_THREAD: usize = 16_384;

/// Where the selected transactions stand, in the order of a listing: by booking code, settlement, id; open items last
/// in their code. The transactions themselves stay where they are: there may be millions.
pub(super) fn in_order(selected: &Transactions) -> PolarsResult<Vec<IdxSize>> {
    let column = |name: &str| selected.frame().column(name);
    let later = [column(column::SETTLED_AT)?.clone(), column(column::ID)?.clone()];
    let codes = column(column::BOOKING_CODE)?;
    let options =
        SortMultipleOptions::default().with_order_descending_multi([false; 3]).with_nulls_last_multi([false; 3]);
    let sort = || codes.arg_sort_multiple(&later, &options);
    let sorted = if selected.len() < ROWS_FOR_ONE_THREAD { on_this_thread(sort) } else { sort() }?;
    Ok(sorted.into_no_null_iter().collect())
}

/// The one section of a listing of transactions, and the sum of what was received.
///
/// # Errors
/// Never for transactions of the fixed schema; what polars says otherwise.
pub fn section(context: &Context<'_>, listed: &Transactions, customers: &Customers) -> PolarsResult<(Section, Money)> {
    let rows = listed.rows()?;
    let mut customers = ShownCustomers::of(customers);
    let customer_ids = customer_ids(context.template, &rows)?;
    let mut received = Money::ZERO;
    let mut columns: Vec<Listing<'_>> = context
        .template
        .columns
        .iter()
        .map(|column| {
            let texts = text_column(column.field).map(|name| rows.text(name)).transpose()?;
            Ok(Listing { field: column.field, texts, values: Values::of(column.field) })
        })
        .collect::<PolarsResult<_>>()?;
    // The booking codes, and the lines that have them.
    let mut codes: Vec<(BookingCode, Range<usize>, [LineSum; 2])> = Vec::new();
    for (index, place) in in_order(listed)?.into_iter().enumerate() {
        let place = place as usize;
        let row = rows.get(place);
        let is_received = row.daybook.is_some_and(|daybook| daybook.kind().is_received());
        if is_received {
            received = received + Money::from_cents(row.cents);
        }
        for column in &mut columns {
            let customer = customer_ids.and_then(|ids| ids.get(place)).unwrap_or_default();
            let said = column.free_text(place).and_then(|text| customers.without_customer(text, customer));
            match said {
                Some(said) => column.push_by_itself(Cell::text(&said)),
                None => column.push(place, &row, |field, text| cell(context, field, &row, text, &mut customers)),
            }
        }
        match codes.last_mut() {
            Some((code, lines, _)) if *code == row.booking_code => lines.end = index + 1,
            _ => codes.push((row.booking_code, index..index + 1, [LineSum::ZERO; 2])),
        }
        if let Some((_, _, sums)) = codes.last_mut() {
            sums[usize::from(!is_received)].add(row.cents);
        }
    }
    let columns: Arc<[ListingColumn]> = columns.into_iter().map(Listing::finish).collect();
    let blocks = codes.into_iter().map(|(code, lines, sums)| Block {
        sums: sums_in_words(context.words, sums),
        key: code.to_string(),
        title: context.titled(Key::BookingCode(Some(code)), context.words),
        rows: Rows::ListingColumns(ListingColumns::new(Arc::clone(&columns), lines)),
    });
    let blocks = blocks.collect();
    Ok((
        Section { title: String::new(), note: None, kinds: Vec::new(), blocks, pages: Vec::new(), total: None },
        received,
    ))
}

/// How many lines there are and what they come to: what was received, and never in one sum with it what was not.
fn sums_in_words(words: &Words, [received, apart]: [LineSum; 2]) -> String {
    let say = |mark: &str, sum: LineSum| {
        let form = if sum.count == 1 { &words.lines.sums_one } else { &words.lines.sums_many };
        let form = form.replace("{count}", &words.count(sum.count)).replace("{amount}", &words.amount(sum.money()));
        format!("{mark}{form}")
    };
    let parts = [("", received), ("° ", apart)].into_iter().filter(|(_, sum)| sum.count > 0);
    parts.map(|(mark, sum)| say(mark, sum)).collect::<Vec<_>>().join(" · ")
}

/// A column of a listing in the making.
struct Listing<'a> {
    field: Field,
    /// The texts that the export has.
    texts: Option<&'a StringChunked>,
    values: Values<'a>,
}

/// The values of a column in the making, and what those of a line are made of.
enum Values<'a> {
    Texts(TextColumn),
    Days(fn(&TransactionRow) -> Option<NaiveDate>, Vec<Option<NaiveDate>>),
    Amounts(fn(&TransactionRow) -> Option<Cents>, Vec<Option<Cents>>),
    Choices {
        /// What the value of a line depends on.
        of: fn(&TransactionRow, &'a str) -> Choice<'a>,
        choices: Vec<Cell>,
        lines: Vec<u32>,
        /// Where the choices stand that were met.
        met: HashMap<Choice<'a>, u32>,
        /// The choice of the line before: mostly the next has the same.
        last: Option<(Choice<'a>, u32)>,
    },
}

/// What a value of which there are few depends on: a code, a day, a text. Nothing where there is no text: to find two
/// empty ones equal takes some processors longer than all else that is done for a line.
type Choice<'a> = (Option<u32>, Option<NaiveDate>, Option<&'a str>);

impl<'a> Values<'a> {
    fn choices(of: fn(&TransactionRow, &'a str) -> Choice<'a>) -> Self {
        Self::Choices { of, choices: Vec::new(), lines: Vec::new(), met: HashMap::new(), last: None }
    }

    fn of(field: Field) -> Self {
        match field {
            Field::TransactionId | Field::Item | Field::Invoice => Self::Texts(TextColumn::default()),
            Field::Posted => Self::Days(|row| Some(row.posted), Vec::new()),
            Field::Settled | Field::Day => Self::Days(|row| row.settled, Vec::new()),
            Field::Amount => Self::Amounts(|row| Some(row.cents), Vec::new()),
            Field::AmountPosted | Field::AmountBefore => Self::Amounts(|row| row.cents_posted, Vec::new()),
            Field::Daybook => Self::choices(|row, _| (row.daybook.map(Daybook::number), None, None)),
            Field::DaybookDescription | Field::WayOfPayment | Field::IsReceived => {
                Self::choices(|row, _| (row.daybook.map(Daybook::number), row.settled, None))
            }
            Field::Institution | Field::InstitutionName => {
                Self::choices(|row, _| (Some(row.institution.number()), None, None))
            }
            Field::Branch => Self::choices(|row, _| (Some(row.branch.number()), None, None)),
            Field::BranchName => {
                Self::choices(|row, _| (Some(row.branch.number()), Some(row.settled.unwrap_or(row.posted)), None))
            }
            Field::BookingGroup | Field::BookingCode => {
                Self::choices(|row, _| (Some(row.booking_code.number()), None, None))
            }
            Field::Description => Self::choices(|row, text| match text {
                "" => (Some(row.booking_code.number()), None, None),
                text => (None, None, Some(text)),
            }),
            _ if text_column(field).is_some() => {
                Self::choices(|_, text| (None, None, Some(text).filter(|text| !text.is_empty())))
            }
            _ => unreachable!("a template of a listing has no figures of groups"),
        }
    }
}

impl Listing<'_> {
    /// Adds the value of a line; `cell` makes one that was not met before.
    fn push(&mut self, index: usize, row: &TransactionRow, cell: impl FnOnce(Field, &str) -> Cell) {
        let text = self.texts.and_then(|texts| texts.get(index)).unwrap_or_default();
        match &mut self.values {
            Values::Texts(texts) => texts.push(text),
            Values::Days(day, days) => days.push(day(row)),
            Values::Amounts(amount, amounts) => amounts.push(amount(row)),
            Values::Choices { of, choices, lines, met, last } => {
                let choice = of(row, text);
                let place = match *last {
                    Some((last, place)) if last == choice => place,
                    _ => *met.entry(choice).or_insert_with(|| {
                        choices.push(cell(self.field, text));
                        let place = u32::try_from(choices.len() - 1);
                        place.unwrap_or_else(|_| unreachable!("a value has a code of 32 bits"))
                    }),
                };
                *last = Some((choice, place));
                lines.push(place);
            }
        }
    }

    /// What a line says in words of its own, in which a customer may be told.
    fn free_text(&self, index: usize) -> Option<&str> {
        self.texts.filter(|_| is_free_text(self.field)).and_then(|texts| texts.get(index))
    }

    /// Adds a value that only one line has, where lines have texts.
    fn push_by_itself(&mut self, cell: Cell) {
        if let Values::Choices { choices, lines, .. } = &mut self.values {
            let place = u32::try_from(choices.len());
            lines.push(place.unwrap_or_else(|_| unreachable!("a value has a code of 32 bits")));
            choices.push(cell);
        }
    }

    fn finish(self) -> ListingColumn {
        match self.values {
            Values::Texts(texts) => ListingColumn::Texts(texts),
            Values::Days(_, days) => ListingColumn::Days(days),
            Values::Amounts(_, amounts) => ListingColumn::Amounts(amounts),
            Values::Choices { choices, lines, .. } => ListingColumn::Choices { choices, lines },
        }
    }
}

/// The text columns that the listing of a template shows, and those that order it.
#[must_use]
pub fn texts(template: &Template) -> Vec<&'static str> {
    let shown = template.columns.iter().filter_map(|column| text_column(column.field));
    let mut texts: Vec<&'static str> = shown.chain([column::ID]).collect();
    texts.sort_unstable();
    texts.dedup();
    texts
}

fn text_column(field: Field) -> Option<&'static str> {
    Some(match field {
        Field::TransactionId => column::ID,
        Field::Description => column::DESCRIPTION,
        // Of changes: see `reporting::changes`.
        Field::Source | Field::Change => column::SOURCE,
        Field::SettlementSource => column::SETTLEMENT_SOURCE,
        Field::Customer => column::CUSTOMER,
        Field::Item => column::ITEM,
        Field::Invoice | Field::FirstReport => column::INVOICE,
        Field::Drawer | Field::Export => column::DRAWER,
        Field::Staff | Field::CameIn => column::STAFF,
        _ => return None,
    })
}

/// Whether people write what stands there.
fn is_free_text(field: Field) -> bool {
    matches!(field, Field::Description | Field::Source | Field::SettlementSource)
}

/// The ids of the customers of lines, where a listing shows customers.
fn customer_ids<'a>(template: &Template, rows: &TransactionRows<'a>) -> PolarsResult<Option<&'a StringChunked>> {
    if template.shows_customers() { rows.text(column::CUSTOMER).map(Some) } else { Ok(None) }
}

/// Makes the cells of lines that stand one by one, as a listing of all transactions would.
pub(super) struct LineCells<'a> {
    context: &'a Context<'a>,
    /// The texts that the exports have, column by column.
    texts: Vec<Option<&'a StringChunked>>,
    customer_ids: Option<&'a StringChunked>,
    customers: ShownCustomers<'a>,
}

impl<'a> LineCells<'a> {
    pub(super) fn of(context: &'a Context<'a>, rows: &TransactionRows<'a>, how: &'a Customers) -> PolarsResult<Self> {
        let columns = context.template.columns.iter();
        let texts = columns.map(|column| text_column(column.field).map(|name| rows.text(name)).transpose());
        let customers = ShownCustomers::of(how);
        let customer_ids = customer_ids(context.template, rows)?;
        Ok(Self { context, texts: texts.collect::<PolarsResult<_>>()?, customer_ids, customers })
    }

    /// The cells of a line; `own` makes those that a listing of all transactions has not.
    pub(super) fn line(
        &mut self,
        place: usize,
        row: &TransactionRow,
        own: impl Fn(Field) -> Option<Cell>,
    ) -> Vec<Cell> {
        let Self { context, texts, customer_ids, customers } = self;
        let customer = customer_ids.and_then(|ids| ids.get(place)).unwrap_or_default();
        let columns = context.template.columns.iter().zip(texts);
        let cells = columns.map(|(column, texts)| {
            let text = texts.and_then(|texts| texts.get(place)).unwrap_or_default();
            own(column.field).unwrap_or_else(|| {
                let said = is_free_text(column.field).then(|| customers.without_customer(text, customer)).flatten();
                said.map_or_else(|| cell(context, column.field, row, text, customers), |said| Cell::text(&said))
            })
        });
        cells.collect()
    }
}

/// A value that a listing of all transactions keeps in a column of its own: a day or an amount.
pub(super) fn kept_cell(field: Field, row: &TransactionRow) -> Option<Cell> {
    Some(match field {
        Field::Posted => Cell::Day(row.posted),
        Field::Settled | Field::Day => row.settled.map_or(Cell::Empty, Cell::Day),
        Field::Amount => Cell::Money(Money::from_cents(row.cents)),
        Field::AmountPosted => row.cents_posted.map_or(Cell::Empty, |cents| Cell::Money(Money::from_cents(cents))),
        _ => return None,
    })
}

/// The line of a sum, with its words in the place of a description.
pub(super) fn sum_row(context: &Context<'_>, words: &Cell, sum: Money) -> Row {
    let columns = &context.template.columns;
    let words_at = columns.iter().position(|column| column.field.is_description()).unwrap_or_default();
    let cells = columns.iter().enumerate().map(|(index, column)| match column.field {
        Field::Amount => Cell::Money(sum),
        _ if index == words_at => words.clone(),
        _ => Cell::Empty,
    });
    Row { kind: RowKind::Total, cells: cells.collect() }
}

/// A value that neither every line has for itself nor is a day or an amount.
fn cell(
    context: &Context<'_>,
    field: Field,
    row: &TransactionRow,
    text: &str,
    customers: &mut ShownCustomers<'_>,
) -> Cell {
    let described = |description: Description| context.description_cell(description);
    match field {
        // The export's own text, if there is one.
        Field::Description if text.is_empty() => described(context.descriptions.booking_code(row.booking_code)),
        Field::Customer => Cell::text(&customers.shown(text)),
        Field::Change => context.said(|words| words.single.change.get(text).cloned().unwrap_or_default()),
        Field::CameIn => text.parse().map_or(Cell::Empty, Cell::Day),
        Field::Daybook => row.daybook.map_or(Cell::Empty, |daybook| Cell::text(&daybook.to_string())),
        Field::DaybookDescription => match row.daybook.zip(row.settled) {
            Some((daybook, day)) => described(context.descriptions.daybook(daybook, day)),
            None => Cell::Empty,
        },
        Field::WayOfPayment | Field::IsReceived => {
            part_cell(field, Means::of_line(row.daybook.zip(row.settled), context.tables))
        }
        Field::Institution => Cell::text(&row.institution.to_string()),
        Field::InstitutionName => described(context.descriptions.institution(row.institution)),
        Field::Branch => Cell::text(&row.branch.to_string()),
        Field::BranchName => described(context.descriptions.branch(row.branch, row.settled.unwrap_or(row.posted))),
        Field::BookingGroup => Cell::text(&row.booking_code.group().to_string()),
        Field::BookingCode => Cell::text(&row.booking_code.to_string()),
        _ => Cell::text(text),
    }
}
