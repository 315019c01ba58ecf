//! Plain tables as CSV, JSON and text.

use serde_json::{Map, Value as Json};

use super::csv::{Dialect, Writer};
use super::number::{one_line, shown};
use crate::report::document::{Cell, Value};
use crate::report::plain_table::PlainTable;
use crate::report::template::Format;
use crate::report::words::Words;

/// The table as CSV.
#[must_use]
pub fn csv(table: &PlainTable, dialect: Dialect) -> Vec<u8> {
    let mut writer = Writer::new(dialect);
    writer.record(table.columns.iter().copied());
    for row in &table.rows {
        writer.values(row.iter().map(Cell::value));
    }
    writer.finish()
}

/// The table as JSON: an object for each row. Amounts are texts with a decimal point, days are ISO, and what is not known
/// is null.
#[must_use]
pub fn json(table: &PlainTable) -> Vec<u8> {
    let value = |cell: &Cell| match cell.value() {
        Value::Empty => Json::Null,
        Value::Text(text) => text.into(),
        Value::Said(said) => said.file.as_ref().into(),
        Value::Count(count) => count.into(),
        Value::Money(money) => money.to_string().into(),
        Value::Percent(percent) => percent.to_string().into(),
        Value::Day(day) => day.to_string().into(),
    };
    let object = |row: &Vec<Cell>| {
        let pairs = table.columns.iter().zip(row).map(|(column, cell)| ((*column).to_owned(), value(cell)));
        Json::Object(pairs.collect::<Map<_, _>>())
    };
    let whole = serde_json::json!({
        "report": table.id,
        "title": table.title,
        "rows": table.rows.iter().map(object).collect::<Vec<_>>(),
    });
    let mut bytes = serde_json::to_vec_pretty(&whole).unwrap_or_else(|_| unreachable!("texts make JSON"));
    bytes.push(b'\n');
    bytes
}

/// The table for a terminal.
#[must_use]
pub fn text(table: &PlainTable, words: &Words) -> String {
    let texts: Vec<Vec<String>> = table
        .rows
        .iter()
        .map(|row| row.iter().map(|cell| one_line(&shown(cell.value(), Format::Text, words))).collect())
        .collect();
    let width = |column: usize| {
        let cells = texts.iter().map(|row| row[column].chars().count());
        cells.chain([table.columns[column].chars().count()]).max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..table.columns.len()).map(width).collect();
    let is_number =
        |column: usize| table.rows.iter().any(|row| matches!(row[column].value(), Value::Money(_) | Value::Count(_)));
    let line = |cells: Vec<&str>| {
        let padded = cells.iter().enumerate().map(|(at, text)| match widths[at] {
            width if is_number(at) => format!("{text:>width$}"),
            width => format!("{text:<width$}"),
        });
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned() + "\n"
    };
    let mut text = format!("{}\n\n{}", table.title, line(table.columns.to_vec()));
    for row in &texts {
        text += &line(row.iter().map(String::as_str).collect());
    }
    text
}
