//! The lines of a listing under headings: what the heading says of all of them, and what all lines share, stands in no cell.

use std::collections::BTreeMap;

use super::figures::of_page;
use super::lines::{CsvLine, PageLine};
use super::words::Synonyms;
use crate::render::manifest::{ColumnKind, LinesForm, Manifest};
use crate::report::template::Field;

/// Where one is in the lines of a listing.
#[derive(Clone, Debug, Default)]
pub(super) struct Grouped {
    /// The labels of the last header.
    header: Vec<String>,
    /// The column of the CSV that each cell shows.
    pub(super) columns: Vec<usize>,
    /// The code of the last heading.
    code: String,
    /// What each heading calls its code.
    descriptions: BTreeMap<String, String>,
}

impl Grouped {
    /// That of a report whose pages show its lines so; `None` for one that shows them as its CSV does.
    pub(super) fn of(manifest: &Manifest) -> Option<Self> {
        let is_so = manifest.sections.iter().any(|section| section.form == Some(LinesForm::Listing));
        is_so.then(Self::default)
    }

    /// Takes a line of a page; of one that is of the report's lines its cells, by column of the CSV.
    pub(super) fn page_line(&mut self, line: &PageLine, manifest: &Manifest) -> Option<BTreeMap<usize, String>> {
        match line.tag {
            "Header" => self.header.clone_from(&line.cells),
            "Group" => {
                self.read_header(manifest);
                // Behind the name stand the number of lines and what they come to.
                let text = line.cells.first().map_or("", String::as_str);
                let name = text.rsplit_once(" — ").map_or(text, |(name, _)| name);
                let name = of_page(name, ColumnKind::Text);
                let (code, description) = name.split_once(' ').unwrap_or((&name, ""));
                code.clone_into(&mut self.code);
                self.descriptions.insert(code.to_owned(), of_page(description, ColumnKind::Text));
            }
            "Total" => self.read_header(manifest),
            "Line" => {
                self.read_header(manifest);
                let mut cells = BTreeMap::new();
                for (place, cell) in line.cells.iter().enumerate() {
                    // A cell too many is of no column.
                    let column = self.columns.get(place).copied().unwrap_or(usize::MAX - place);
                    let is_daybook = manifest.column_of(Field::Daybook) == Some(column);
                    // A sign tells daybooks whose money was not received.
                    let cell = if is_daybook { cell.trim_end_matches('°').trim_end() } else { cell };
                    cells.insert(column, cell.to_owned());
                }
                if let Some(code) = manifest.column_of(Field::BookingCode) {
                    cells.entry(code).or_insert_with(|| self.code.clone());
                }
                if let Some(description) = manifest.column_of(Field::Description) {
                    cells.entry(description).or_default();
                }
                return Some(cells);
            }
            _ => {}
        }
        None
    }

    fn read_header(&mut self, manifest: &Manifest) {
        let header = std::mem::take(&mut self.header);
        if header.is_empty() {
            return;
        }
        let letters = |text: &str| text.chars().filter(|sign| sign.is_alphanumeric()).collect::<String>();
        let mut free = 0;
        let columns = header.iter().map(|label| {
            let is_meant = |at: &usize| letters(manifest.columns[*at].label()) == letters(label);
            let found = (free..manifest.columns.len()).find(is_meant);
            free = found.map_or(free, |at| at + 1);
            found.unwrap_or(usize::MAX)
        });
        self.columns = columns.collect();
    }

    /// Whether lines show a column, in their cells or in the heading above them.
    pub(super) fn shows(&self, column: usize, manifest: &Manifest) -> bool {
        let is_said = matches!(manifest.columns[column].field, Some(Field::BookingCode | Field::Description));
        is_said || self.columns.contains(&column)
    }

    /// Whether a line may go without its description: the heading says it, or there is none.
    pub(super) fn is_said(&self, line: &CsvLine, description: &str, words: &Synonyms, manifest: &Manifest) -> bool {
        let same = |text| words.same(text, ColumnKind::Text).to_owned();
        let code = manifest.column_of(Field::BookingCode).map_or("", |at| line.cells[at].as_str());
        let said = self.descriptions.get(&of_page(code, ColumnKind::Text));
        description.is_empty() || said.is_some_and(|said| same(said) == same(description))
    }
}
