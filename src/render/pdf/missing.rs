//! Which characters of a report its typeface lacks.

use std::collections::BTreeSet;

use super::page::font;
use crate::report::document::{Document, Table, Value};
use crate::report::finding_words::in_words;
use crate::report::outline::Outline;
use crate::report::row::{Row, RowView};

/// The characters of the report that its typeface lacks; each shows as a visible mark.
#[must_use]
pub fn missing_characters(document: &Document) -> String {
    let mut search = Search::default();
    let Document { title, presentation, .. } = document;
    for text in [&title.title, &title.subtitle, &title.library, &title.period] {
        search.text(text);
    }
    for (label, value) in &title.selection {
        search.text(label);
        search.text(value);
    }
    for text in document.roles.iter().chain(&presentation.notes).chain(&presentation.footer) {
        search.text(text);
    }
    for finding in &document.findings {
        search.text(&in_words(finding, document.words));
    }
    if let Some(figures) = &document.key_figures {
        for headline in &figures.headlines {
            search.text(&headline.label);
            headline.note.iter().for_each(|note| search.text(&note.text));
        }
        search.table(&figures.table);
    }
    for section in &document.sections {
        search.text(&section.title);
        section.note.iter().for_each(|note| search.text(note));
        for row in section.pages.iter().flat_map(Outline::all) {
            search.text(&row.code);
            search.row(&row.row.view());
        }
        for block in &section.blocks {
            search.text(&block.title);
            search.text(&block.sums);
            block.rows.iter().for_each(|row| search.row(&row));
        }
    }
    for table in document.recaps.iter().chain(&document.revision).chain(&document.control) {
        search.table(table);
    }
    search.lacking.into_iter().collect()
}

/// The characters found so far.
#[derive(Default)]
struct Search {
    lacking: BTreeSet<char>,
}

impl Search {
    fn text(&mut self, text: &str) {
        self.lacking.extend(font::missing(text));
    }

    fn table(&mut self, table: &Table) {
        self.text(&table.title);
        table.note.iter().for_each(|note| self.text(note));
        table.rows.iter().map(Row::view).for_each(|row| self.row(&row));
    }

    fn row(&mut self, row: &RowView<'_>) {
        for cell in row.cells() {
            match cell {
                Value::Text(text) => self.text(text),
                Value::Said(said) => self.text(&said.page),
                _ => {}
            }
        }
    }
}
