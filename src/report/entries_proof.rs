//! The proof that entries are balanced, of nothing but the cells of the finished report.

use std::collections::BTreeMap;

use super::document::{Column, Document, Value};
use super::error::ReportError;
use super::row::RowKind;
use super::template::Field;
use crate::domain::Money;

/// What the daybooks' lines of a finished report of entries debit less what they credit, once it is proven of the cells
/// themselves that each entry is balanced and that its lines of codes say the same.
///
/// # Errors
/// The first entry that is not: a fault of the program.
pub(super) fn proven(document: &Document) -> Result<Money, ReportError> {
    let place = |field: Field| {
        let found = document.columns.iter().position(|column: &Column| column.field == Some(field));
        found.ok_or_else(|| format!("entries have no column for {field:?}"))
    };
    let (number, daybook, source) = (place(Field::EntryNumber)?, place(Field::Daybook)?, place(Field::EntrySource)?);
    let (debit, credit) = (place(Field::Debit)?, place(Field::Credit)?);
    let mut entries: BTreeMap<u64, [Money; 2]> = BTreeMap::new();
    for row in document.rows().filter(|row| row.kind == RowKind::Detail) {
        let cells = [number, daybook, source, debit, credit].map(|place| row.cell(place));
        let [Some(Value::Count(number)), Some(Value::Text(daybook)), Some(Value::Text(source)), sides @ ..] = cells
        else {
            return Err(format!("{row:?} is no line of an entry").into());
        };
        let [Some(Value::Money(debit)), Some(Value::Money(credit))] = sides else {
            return Err(format!("a line of entry {number} has no two sides").into());
        };
        if debit != Money::ZERO && credit != Money::ZERO {
            return Err(format!("a line of entry {number} both debits {debit} and credits {credit}").into());
        }
        let sums = entries.entry(number).or_insert([Money::ZERO; 2]);
        let side = usize::from(source != daybook);
        sums[side] = sums[side] + debit - credit;
    }
    for (number, [of_daybook, of_codes]) in &entries {
        if *of_daybook + *of_codes != Money::ZERO {
            return Err(format!("entry {number} debits {of_daybook} on its daybook and {of_codes} on its codes").into());
        }
    }
    Ok(entries.values().map(|[of_daybook, _]| *of_daybook).sum())
}
