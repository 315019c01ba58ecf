//! Makes the lines of a listing: one transaction each, in blocks by booking code.

use hmac::{Hmac, KeyInit, Mac};
use polars::prelude::*;
use sha2::Sha256;

use super::context::Context;
use super::describe::Description;
use super::document::{Block, Cell, Row, RowKind, Section};
use super::lines::Key;
use super::template::{Field, Template};
use crate::domain::transactions::{Row as TransactionRow, column};
use crate::domain::{Money, Transactions};

/// How a listing shows customers.
#[derive(Clone, Debug)]
pub enum Customers {
    /// By the ids that the export has.
    Shown,
    /// By pseudonyms made with a key: the same customer, the same pseudonym.
    Pseudonyms {
        /// The key.
        key: Vec<u8>,
    },
}

impl Customers {
    fn shown(&self, customer: &str) -> String {
        match self {
            Self::Pseudonyms { key } if !customer.is_empty() => pseudonym(key, customer),
            _ => customer.to_owned(),
        }
    }
}

/// Ten letters and digits that stand for a customer: 50 bits of an HMAC-SHA-256, without letters that look alike.
fn pseudonym(key: &[u8], customer: &str) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { unreachable!("an HMAC takes a key of any length") };
    mac.update(customer.as_bytes());
    let digest = mac.finalize().into_bytes();
    digest.iter().take(10).map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect()
}

/// The selected transactions in the order of a listing: by booking code, settlement, id; open items last in their
/// code.
///
/// # Errors
/// Never for transactions of the fixed schema; what polars says otherwise.
pub fn in_order(selected: DataFrame) -> PolarsResult<Transactions> {
    let by = [col(column::BOOKING_CODE), col(column::SETTLED_AT), col(column::ID)];
    let options = SortMultipleOptions::default().with_nulls_last(true);
    Ok(Transactions::with_frame(selected.lazy().sort_by_exprs(by, options).collect()?))
}

/// The one section of a listing, and the sum of what was received.
///
/// # Errors
/// Never for transactions of the fixed schema; what polars says otherwise.
pub fn section(context: &Context<'_>, listed: &Transactions, customers: &Customers) -> PolarsResult<(Section, Money)> {
    let rows = listed.rows()?;
    let mut blocks: Vec<Block> = Vec::new();
    let mut received = Money::ZERO;
    let texts: Vec<Option<&StringChunked>> = context
        .template
        .columns
        .iter()
        .map(|column| text_column(column.field).map(|name| rows.text(name)).transpose())
        .collect::<PolarsResult<_>>()?;
    let mut block_code = None;
    for (index, row) in rows.iter().enumerate() {
        if row.daybook.is_some_and(|daybook| daybook.kind().is_received()) {
            received = received + Money::from_cents(row.cents);
        }
        let columns = context.template.columns.iter().zip(&texts);
        let cells = columns.map(|(column, texts)| {
            let text = texts.and_then(|texts| texts.get(index)).unwrap_or_default();
            cell(context, column.field, &row, text, customers)
        });
        let row = (row.booking_code, Row::detail(cells.collect()));
        if block_code != Some(row.0) {
            block_code = Some(row.0);
            let title = context.titled(Key::BookingCode(block_code), context.words);
            blocks.push(Block { key: row.0.to_string(), title, rows: Vec::new() });
        }
        if let Some(block) = blocks.last_mut() {
            block.rows.push(row.1);
        }
    }
    Ok((Section { title: String::new(), note: None, kinds: Vec::new(), blocks, total: None }, received))
}

/// The line with the sum of what was received.
#[must_use]
pub fn total_row(context: &Context<'_>, words: &Cell, received: Money) -> Row {
    let cells = context.template.columns.iter().map(|column| match column.field {
        Field::Amount => Cell::Money(received),
        field if field.is_description() => words.clone(),
        _ => Cell::Empty,
    });
    Row { kind: RowKind::Total, cells: cells.collect() }
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
        Field::Source => column::SOURCE,
        Field::SettlementSource => column::SETTLEMENT_SOURCE,
        Field::Customer => column::CUSTOMER,
        Field::Item => column::ITEM,
        Field::Invoice => column::INVOICE,
        Field::Drawer => column::DRAWER,
        Field::Staff => column::STAFF,
        _ => return None,
    })
}

fn cell(context: &Context<'_>, field: Field, row: &TransactionRow, text: &str, customers: &Customers) -> Cell {
    let described = |description: Description| context.description_cell(description);
    match field {
        // The export's own text, if there is one.
        Field::Description if text.is_empty() => described(context.descriptions.booking_code(row.booking_code)),
        Field::Customer => Cell::text(&customers.shown(text)),
        Field::Daybook => row.daybook.map_or(Cell::Empty, |daybook| Cell::text(&daybook.to_string())),
        Field::DaybookDescription => match row.daybook.zip(row.settled) {
            Some((daybook, day)) => described(context.descriptions.daybook(daybook, day)),
            None => Cell::Empty,
        },
        Field::Institution => Cell::text(&row.institution.to_string()),
        Field::InstitutionName => described(context.descriptions.institution(row.institution)),
        Field::Branch => Cell::text(&row.branch.to_string()),
        Field::BranchName => described(context.descriptions.branch(row.branch)),
        Field::BookingGroup => Cell::text(&row.booking_code.group().to_string()),
        Field::BookingCode => Cell::text(&row.booking_code.to_string()),
        Field::Posted => Cell::Day(row.posted),
        Field::Settled | Field::Day => row.settled.map_or(Cell::Empty, Cell::Day),
        Field::Amount => Cell::Money(Money::from_cents(row.cents)),
        Field::AmountPosted => row.cents_posted.map_or(Cell::Empty, |cents| Cell::Money(Money::from_cents(cents))),
        _ => Cell::text(text),
    }
}
