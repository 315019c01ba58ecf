//! Which lines of a report are others than in the version before, where these are no bookings of its own days: as they were,
//! and as they are.

use super::document::{Cell, Column, Document, Table, Value};
use super::revision_words::RevisionWords;
use super::row::{Row, RowKind, RowView};
use super::shown_lines::ShownLines;
use super::template::{Field, Format};

/// How the lines of two versions differ.
#[derive(Debug)]
pub(super) struct LineDifferences {
    /// The lines that were and are.
    pub(super) table: Table,
    /// How many lines differ.
    pub(super) lines: u64,
    /// How many of them are others because tables, template or settings are.
    pub(super) by_settings: u64,
}

/// The columns of a document that are compared, with their places. Pseudonyms of customers and the number of the report are
/// no part of what its lines say: those may be others in each version.
fn compared(document: &Document) -> impl Iterator<Item = (usize, &Column)> {
    let is_compared =
        |column: &Column| column.is_on_pages() && !matches!(column.field, Some(Field::Customer | Field::Voucher));
    document.columns.iter().enumerate().filter(move |(_, column)| is_compared(column))
}

/// The columns of a document's lines that are compared.
#[must_use]
pub fn columns(document: &Document) -> Vec<Column> {
    compared(document).map(|(_, column)| column.clone()).collect()
}

/// The lines of a document as it shows them.
#[must_use]
pub fn shown(document: &Document) -> ShownLines {
    let places: Vec<usize> = compared(document).map(|(place, _)| place).collect();
    let cells = |row: RowView<'_>| places.iter().map(|place| row.cell(*place).map_or(Cell::Empty, kept)).collect();
    let rows = document.blocks_in_order().into_iter().flat_map(|block| block.rows.iter());
    ShownLines {
        headers: compared(document).map(|(_, column)| column.header.clone()).collect(),
        rows: rows.filter(|row| row.kind == RowKind::Detail).map(cells).collect(),
    }
}

fn kept(value: Value<'_>) -> Cell {
    match value {
        Value::Empty => Cell::Empty,
        Value::Text(text) => Cell::text(text),
        Value::Said(said) => Cell::Said(Box::new(said.clone())),
        Value::Count(count) => Cell::Count(count),
        Value::Money(money) => Cell::Money(money),
        Value::Percent(percent) => Cell::Percent(percent),
        Value::Day(day) => Cell::Day(day),
    }
}

/// Which lines differ: those before are those of the version before, and what that would say today, by what it was made by.
/// What was and these differences are together what is.
pub(super) fn differences(
    [then, by_exports]: &[ShownLines; 2],
    (columns, now): (Vec<Column>, &ShownLines),
    words: &RevisionWords,
    version: u32,
) -> LineDifferences {
    let steps = [then.under(&now.headers), by_exports.under(&now.headers), now.rows.clone()];
    let mut rows = Vec::new();
    let mut counts = [0, 0];
    for (step, why) in ["", words.settings.as_str()].into_iter().enumerate() {
        let (was, is) = (left(&steps[step], &steps[step + 1]), left(&steps[step + 1], &steps[step]));
        counts[step] = was.len().max(is.len()) as u64;
        for (lines, word) in [(was, &words.line_was), (is, &words.line_is)] {
            let word = if why.is_empty() { word.clone() } else { format!("{why}, {word}") };
            rows.extend(lines.into_iter().map(|line| [vec![Cell::text(&word)], line].concat()));
        }
    }
    let what = Column::new(&words.what, 32.0, Format::Text);
    let title = format!("{}: {}", words.title.replace("{}", &version.to_string()), words.report_lines);
    let settings = (counts[1] > 0).then_some(&words.settings_note);
    let note = std::iter::once(&words.report_lines_note).chain(settings).cloned().collect::<Vec<_>>().join(" ");
    let columns = std::iter::once(what).chain(columns).collect();
    let table = Table { title, note: Some(note), columns, rows: rows.into_iter().map(Row::detail).collect() };
    LineDifferences { table, lines: counts.iter().sum(), by_settings: counts[1] }
}

/// The lines of one that another does not have, each as often as it has it more often.
fn left(lines: &[Vec<Cell>], others: &[Vec<Cell>]) -> Vec<Vec<Cell>> {
    let mut others: Vec<(String, bool)> = others.iter().map(|line| (format!("{line:?}"), true)).collect();
    others.sort_unstable();
    let mut left = Vec::new();
    for line in lines {
        let text = format!("{line:?}");
        let start = others.partition_point(|(other, _)| *other < text);
        match others[start..].iter_mut().take_while(|(other, _)| *other == text).find(|(_, is_free)| *is_free) {
            Some((_, is_free)) => *is_free = false,
            None => left.push(line.clone()),
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::language::Language;
    use crate::report::words::Words;

    fn lines(headers: &[&str], rows: &[&[&str]]) -> ShownLines {
        ShownLines {
            headers: headers.iter().map(|header| (*header).to_owned()).collect(),
            rows: rows.iter().map(|row| row.iter().map(|text| Cell::text(text)).collect()).collect(),
        }
    }

    /// What was, less what is told to be gone, and what is told to have come, is what is.
    #[test]
    fn what_was_and_the_differences_are_what_is() {
        let then = lines(&["a", "b"], &[&["1", "x"], &["1", "x"], &["2", "y"], &["3", "z"]]);
        let by_exports = lines(&["a", "b"], &[&["1", "x"], &["2", "q"], &["3", "z"]]);
        let mut now = lines(&["a", "b", "c"], &[&["1", "x"], &["2", "q"], &["4", "z", "7"]]);
        for row in &mut now.rows {
            row.resize(3, Cell::Empty);
        }
        let words = &Words::of(Language::Dutch).revision;
        let columns = now.headers.iter().map(|header| Column::new(header, 20.0, Format::Text)).collect();
        let found = differences(&[then.clone(), by_exports], (columns, &now), words, 1);
        let mut held = then.under(&now.headers);
        for row in &found.table.rows {
            let (Cell::Text(word), line) = (&row.cells[0], row.cells[1..].to_vec()) else { panic!("no word") };
            if word.ends_with(&*words.line_was) {
                let at = held.iter().position(|other| *other == line).expect("what is gone was there");
                held.swap_remove(at);
            } else {
                held.push(line);
            }
        }
        let sorted = |mut lines: Vec<Vec<Cell>>| {
            lines.sort_by_key(|line| format!("{line:?}"));
            lines
        };
        assert_eq!(sorted(held), sorted(now.rows.clone()));
        assert_eq!((found.lines, found.by_settings), (3, 1));
    }
}
