//! Reads a finished page back: it has every line of the report, and they add up to the same.

use rust_decimal::Decimal;

use crate::render::error::RenderError;
use crate::render::lines::{FactSums, agree, is_amount};
use crate::report::document::Document;

/// What a line begins with; no text of a report can hold it.
const LINE: &str = "<tr class=\"line\"";
/// What the sums of many lines begin with, and how many they are.
const SUM: &str = "<tr class=\"sum\" data-lines=\"";
/// What stands before and behind an amount as a number.
const VALUE: (&str, &str) = ("<data value=\"", "\"");

/// Checks a finished page against the report.
///
/// # Errors
/// What differs: a fault of the program, or of whoever changed the page.
pub fn verify(document: &Document, bytes: &[u8]) -> Result<(), RenderError> {
    let page = std::str::from_utf8(bytes).map_err(|_| "the page is no UTF-8".to_owned())?;
    let columns = document.page_columns().len();
    let mut sums = FactSums::none(document);
    for line in page.split(LINE).skip(1) {
        let line = line.split("</tr>").next().unwrap_or_default();
        sums.count();
        let cells = line.match_indices("<td").chain(line.match_indices("<th")).map(|(start, _)| start);
        let mut starts: Vec<usize> = cells.collect();
        starts.sort_unstable();
        if starts.len() != columns {
            return Err(format!("a line of the page has {} cells, the report {columns} columns", starts.len()).into());
        }
        let ends = starts.iter().skip(1).copied().chain([line.len()]);
        for (column, (start, end)) in
            starts.iter().zip(ends).enumerate().filter(|(column, _)| is_amount(document, *column))
        {
            let Some((_, rest)) = line[*start..end].split_once(VALUE.0) else { continue };
            let text = rest.split(VALUE.1).next().unwrap_or_default();
            sums.add(column, amount(text)?);
        }
    }
    let amounts: Vec<usize> = (0..columns).filter(|column| is_amount(document, *column)).collect();
    for sum in page.split(SUM).skip(1) {
        let sum = sum.split("</tr>").next().unwrap_or_default();
        let (lines, rest) = sum.split_once('"').unwrap_or_default();
        let lines = lines.parse().map_err(|_| format!("`{lines}` on the page is no number of lines"))?;
        sums.count_all(lines);
        let values: Vec<&str> =
            rest.split(VALUE.0).skip(1).map(|rest| rest.split(VALUE.1).next().unwrap_or("")).collect();
        if values.len() != amounts.len() {
            return Err(format!("a sum of the page has {} amounts, the report {}", values.len(), amounts.len()).into());
        }
        for (column, text) in amounts.iter().zip(values) {
            sums.add(*column, amount(text)?);
        }
    }
    agree(document, "page", &sums)
}

fn amount(text: &str) -> Result<Decimal, RenderError> {
    text.parse().map_err(|_| format!("`{text}` on the page is no amount").into())
}
