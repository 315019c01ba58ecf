//! The report for a terminal.

use super::number::{one_line, shown};
use crate::report::document::{Column, Document, Table, Value};
use crate::report::finding_words::in_words;
use crate::report::row::{Row, RowKind, RowView};
use crate::report::words::Words;

/// How many characters of a text a column shows: a long one would push all that follows off the screen.
const WIDEST: usize = 80;

/// The report as text with aligned columns. Long texts are cut; figures never are, as none is that long.
#[must_use]
pub fn render(document: &Document) -> String {
    let title = &document.title;
    let words = document.words;
    let mut text = format!("{}\n{}\n\n", one_line(&title.title), one_line(&title.subtitle));
    let mut facts =
        vec![(words.title.library.clone(), title.library.clone()), (words.title.period.clone(), title.period.clone())];
    facts.extend(title.selection.iter().cloned());
    for (label, value) in facts {
        text += one_line(&format!("{label}: {value}")).trim_end_matches([':', ' ']);
        text += "\n";
    }
    for mark in document.marks_in_words() {
        text += &format!("\n*** {mark} ***\n");
    }
    if document.is_empty() {
        text += &format!("\n{}\n", document.no_lines());
    }
    if let Some(figures) = document.key_figures.as_ref().filter(|_| !document.is_empty()) {
        for table in std::iter::once(&figures.table).chain(&figures.not_received_table(words)) {
            let Table { title, note, columns, rows } = table;
            add_table(&mut text, title, note.as_deref(), columns, rows.iter().map(Row::view), words);
        }
    }
    for section in &document.sections {
        let rows = section
            .rows()
            .filter(|row| !matches!(row.kind, RowKind::Subtotal { repeats: true, .. }))
            .chain(section.total.iter().map(Row::view));
        add_table(&mut text, &section.title, section.note.as_deref(), document.page_columns(), rows, words);
    }
    if document.sections.iter().all(|section| section.total.is_none()) && !document.is_empty() {
        add_table(&mut text, "", None, document.page_columns(), std::iter::once(document.received.view()), words);
    }
    for table in document.recaps.iter().chain(&document.revision).chain(&document.control) {
        let Table { title, note, columns, rows } = table;
        add_table(&mut text, title, note.as_deref(), columns, rows.iter().map(Row::view), words);
    }
    text += &format!("\n{}\n", words.control.findings);
    if document.findings.is_empty() {
        text += &format!("{}\n", words.control.no_findings);
    }
    for finding in &document.findings {
        text += &format!("- {}\n", one_line(&in_words(finding, words)));
    }
    text
}

fn cut(text: String) -> String {
    match text.char_indices().nth(WIDEST) {
        Some(_) => text.chars().take(WIDEST - 1).chain(['…']).collect(),
        None => text,
    }
}

fn add_table<'r>(
    text: &mut String,
    title: &str,
    note: Option<&str>,
    columns: &[Column],
    rows: impl Iterator<Item = RowView<'r>> + Clone,
    words: &Words,
) {
    *text += "\n";
    for line in [Some(title), note].into_iter().flatten().filter(|line| !line.is_empty()) {
        *text += &one_line(line);
        *text += "\n";
    }
    if rows.clone().next().is_none() {
        return;
    }
    let cells = |row: &RowView<'_>| -> Vec<String> {
        row.cells().zip(columns).map(|(cell, column)| cut(shown(cell, column.format, words))).collect()
    };
    let headers: Vec<String> = columns.iter().map(|column| cut(one_line(&column.label))).collect();
    let mut widths: Vec<usize> = headers.iter().map(|header| header.chars().count()).collect();
    for row in rows.clone() {
        for (width, cell) in widths.iter_mut().zip(cells(&row)) {
            *width = cell.chars().count().max(*width);
        }
    }
    let line = |cells: &[String]| {
        let padded = cells.iter().zip(columns.iter().zip(&widths)).map(|(cell, (column, width))| {
            let blanks = " ".repeat(width.saturating_sub(cell.chars().count()));
            if column.format.is_right_aligned() { blanks + cell } else { cell.clone() + &blanks }
        });
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned() + "\n"
    };
    let rule = "-".repeat(widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1)) + "\n";
    *text += &line(&headers);
    *text += &rule;
    for row in rows {
        if row.kind == RowKind::Total && row.cells().any(|cell| cell != Value::Empty) {
            *text += &rule;
        }
        *text += &line(&cells(&row));
    }
}
