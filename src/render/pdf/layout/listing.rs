//! Draws lines that stand one by one, in groups whose headings say what they share.

use std::collections::BTreeSet;

use super::apart::{is_apart, is_received};
use super::columns::{Columns, blanks, face_of, needed_widths, place, place_exactly};
use super::density::Density;
use super::group_names::{WHOLE, name_widths};
use super::parts::{heading, untitled};
use super::reference::ReferenceTarget;
use super::sheet::{Sheet, Style};
use super::table::{About, LineGroup, TableWriter};
use crate::render::number;
use crate::render::pdf::page::font::drawable;
use crate::report::document::{Block, Cell, Column, Document, Section, Value};
use crate::report::row::{Row, RowKind, RowView, Rows, ShownColumns};
use crate::report::template::{Field, Format, Orientation};

/// The size of lines on a page that stands where it would usually lie, and what a description has there at least, in points.
const UPRIGHT: f32 = 7.5;
const LEAST_DESCRIPTION: f32 = 80.0;
/// The same of the names of groups that stand before their lines.
const LEAST_NAMES: f32 = 90.0;

/// What is shown of the lines of a section.
struct ListingView {
    columns: Vec<Column>,
    /// For each block.
    blocks: Vec<ShownColumns>,
    /// What is said once for all lines, and what signs mean.
    note: Vec<String>,
    /// The column whose daybooks bear a sign where their money was not received.
    marked: Option<usize>,
}

/// Draws the lines of a section under its heading.
pub(super) fn listing(sheet: &mut Sheet<'_>, section: &Section) {
    let Document { words, page, received, .. } = sheet.document;
    // The lines of a listing have no total but that of what was received.
    let total = section.total.as_ref().unwrap_or(received);
    let shown = ListingView::of(sheet.document, section, sheet.density.orientation(page.orientation));
    let total = shown.total(total);
    let rows_of = |index| rows_of(section, &shown, &total, index);
    let all = (0..section.blocks.len()).flat_map(rows_of).chain(section.blocks.is_empty().then(|| total.view()));
    let is_grouped = section.blocks.first().is_some_and(|block| !block.title.is_empty());
    let mut table = if sheet.density == Density::Upright {
        let names: Vec<&Block> = section.blocks.iter().filter(|_| is_grouped).collect();
        let (room, columns) = upright(sheet, &shown.columns, &all.collect::<Vec<_>>(), &names);
        let table = TableWriter::new(columns, About::Lines);
        let label = document_label(sheet.document, Field::BookingCode);
        if room > 0.0 { table.beside(room, label) } else { table.closer() }
    } else {
        let columns = place(&shown.columns, all, words, sheet.geometry.left, page.font_size);
        TableWriter::new(columns, About::Lines)
    };
    table = table.marking(shown.marked);
    let is_description = |column: &Column| column.field == Some(Field::Description);
    table = table.quoting(shown.columns.iter().position(is_description));
    let least = match section.blocks.first() {
        None => 0.0,
        Some(_) if is_grouped => table.least_height_of_group(sheet, rows_of(0)),
        Some(_) => table.least_height(sheet, rows_of(0)),
    };
    let note: Vec<&str> = section.note.iter().chain(&shown.note).map(String::as_str).collect();
    let note = (!note.is_empty()).then(|| note.join(" · "));
    let level = u8::from(!section.title.is_empty());
    if section.title.is_empty() {
        untitled(sheet, note.as_deref(), least);
    } else {
        heading(sheet, &section.title, note.as_deref(), 11.0, least, 0);
    }
    let is_apart = is_apart(sheet.document, section);
    if is_apart {
        sheet.place(ReferenceTarget::NotReceived);
    }
    table.begin(sheet);
    for (index, block) in section.blocks.iter().enumerate() {
        if block.title.is_empty() {
            table.rows(sheet, rows_of(index));
        } else {
            let group = LineGroup { title: &block.title, sums: &block.sums, level };
            table.group(sheet, group, || rows_of(index));
        }
    }
    table.end(sheet);
    if is_apart {
        sheet.place(ReferenceTarget::NotReceived);
    }
}

/// The lines of a block as they are shown; behind the last block the total.
fn rows_of<'s>(
    section: &'s Section,
    shown: &'s ListingView,
    total: &'s Row,
    index: usize,
) -> impl Iterator<Item = RowView<'s>> + Clone {
    let is_last = index + 1 == section.blocks.len();
    let rows = section.blocks[index].rows.iter().map(move |row| row.showing(&shown.blocks[index]));
    rows.chain(is_last.then(|| total.view()))
}

impl ListingView {
    fn of(document: &Document, section: &Section, orientation: Orientation) -> Self {
        let all = document.page_columns();
        let mut shown = Self { columns: all.to_vec(), blocks: Vec::new(), note: Vec::new(), marked: None };
        let grouped = section.blocks.first().filter(|block| !block.title.is_empty());
        let mut places: Vec<usize> = (0..all.len()).collect();
        let place_of = |field| all.iter().position(|column| column.field == Some(field));
        let Some(Rows::ListingColumns(listed)) = grouped.map(|block| &block.rows) else {
            shown.blocks = section.blocks.iter().map(|_| ShownColumns { places: places.clone(), said: None }).collect();
            return shown;
        };
        let mut letters = BTreeSet::new();
        places.retain(|place| {
            let column = &all[*place];
            if column.field == Some(Field::BookingCode) {
                // The headings say it.
                return false;
            }
            if let Some(day) = listed.only_day(*place) {
                let day = number::shown(Value::Day(day), column.format, document.words);
                shown.note.push(format!("{} {day}", column.label));
                return false;
            }
            let Some(choices) = listed.choices(*place) else { return true };
            let texts = || choices.iter().filter_map(|cell| text_of(cell.value()));
            if matches!(column.field, Some(Field::Source | Field::SettlementSource)) {
                letters.extend(texts().map(str::to_owned));
            }
            let is_said = matches!(
                column.field,
                Some(
                    Field::Institution
                        | Field::Branch
                        | Field::Source
                        | Field::SettlementSource
                        | Field::Drawer
                        | Field::Staff
                )
            );
            match choices {
                [] | [Cell::Empty] => false,
                [one] if is_said => {
                    let said = text_of(one.value()).unwrap_or_default();
                    shown.note.push(format!("{} {said}", column.label));
                    false
                }
                _ => true,
            }
        });
        let description = place_of(Field::Description);
        let said = |block: &Block| {
            let name = block.title.strip_prefix(block.key.as_str()).unwrap_or_default().trim().to_owned();
            // A name that may be cut off in the heading stands whole in the lines.
            description.filter(|_| block.title.chars().count() <= WHOLE).map(|place| (place, name))
        };
        let is_news = |place: usize| {
            let of_block = |block: &Block| {
                let said = said(block).map(|(_, said)| said).unwrap_or_default();
                block.rows.iter().any(|row| row.cell(place).and_then(text_of).unwrap_or_default() != said)
            };
            section.blocks.iter().any(of_block)
        };
        places.retain(|place| Some(*place) != description || is_news(*place));
        let known = letters
            .iter()
            .filter_map(|letter| document.words.lines.sources.get(letter).map(|word| format!("{letter} {word}")));
        let known: Vec<String> = known.collect();
        if let (Some(place), false) = (place_of(Field::Source).or(place_of(Field::SettlementSource)), known.is_empty())
        {
            shown.note.push(format!("{}: {}", all[place].label, known.join(", ")));
        }
        let daybook = place_of(Field::Daybook);
        let has_apart = daybook.and_then(|place| listed.choices(place)).is_some_and(|daybooks| {
            daybooks.iter().any(|daybook| !is_received(text_of(daybook.value()).unwrap_or_default()))
        });
        shown.marked = places.iter().position(|place| has_apart && Some(*place) == daybook);
        if has_apart {
            shown.note.push(format!("° {}", document.words.lines.not_received));
        }
        shown.columns = places.iter().map(|place| all[*place].clone()).collect();
        widen(&mut shown.columns, orientation.text_width());
        shown.blocks =
            section.blocks.iter().map(|block| ShownColumns { places: places.clone(), said: said(block) }).collect();
        shown
    }

    /// The total with the columns that are shown: its words stand in the first.
    fn total(&self, total: &Row) -> Row {
        let Some(first) = self.blocks.first() else { return total.clone() };
        let words = total.cells.iter().find(|cell| matches!(cell, Cell::Text(_) | Cell::Said(_)));
        let mut cells: Vec<Cell> = first.places.iter().map(|place| total.cells[*place].clone()).collect();
        if let (Some(words), false) = (words, cells.iter().any(|cell| matches!(cell, Cell::Text(_) | Cell::Said(_)))) {
            cells[0] = words.clone();
        }
        Row { kind: RowKind::Total, cells }
    }
}

/// Columns as wide as what stands in them, on a page that stands where it would usually lie, and the room of the names of
/// groups before them: none where they have none. A report whose columns have no room so lies as usual.
fn upright(sheet: &mut Sheet<'_>, columns: &[Column], rows: &[RowView<'_>], groups: &[&Block]) -> (f32, Columns) {
    let mut needed = needed_widths(columns, rows.iter().copied(), sheet.document.words, UPRIGHT);
    let blanks = blanks(columns);
    let is_description = |column: &Column| column.field == Some(Field::Description);
    for (place, column) in columns.iter().enumerate().filter(|(_, column)| column.format == Format::Text) {
        let widths = rows.iter().filter_map(|row| {
            let text = row.cell(place).and_then(text_of)?;
            Some(Style { face: face_of(row.kind), ..Style::regular(UPRIGHT) }.width(&drawable(text)))
        });
        let most = if is_description(column) { LEAST_DESCRIPTION } else { f32::MAX };
        needed[place] = needed[place].max((widths.fold(0.0, f32::max) + blanks[place]).min(most));
    }
    let spare = sheet.width() - needed.iter().sum::<f32>();
    let widths = groups.iter().map(|block| name_widths(&block.title, &block.sums, UPRIGHT));
    let [names, least] = widths.fold([0.0, 0.0], |most: [f32; 2], own| [most[0].max(own[0]), most[1].max(own[1])]);
    if spare < 0.0 {
        sheet.smallest = 0.0;
    }
    let has_room = spare >= names.min(LEAST_NAMES).max(least);
    let described = columns.iter().position(is_description);
    // Names have what they need, descriptions what is left; without any, names have all.
    let room = match described {
        _ if groups.is_empty() || !has_room => 0.0,
        Some(_) => spare.min(names),
        None => spare,
    };
    needed[described.unwrap_or(0)] += (spare - room).max(0.0);
    (room, place_exactly(columns, &needed, sheet.geometry.left + room, UPRIGHT))
}

/// What pages call a field.
fn document_label(document: &Document, field: Field) -> &str {
    document.columns.iter().find(|column| column.field == Some(field)).map_or("", |column| &column.label)
}

/// Gives the columns of texts the room that is left.
fn widen(columns: &mut [Column], room: f32) {
    let all: f32 = columns.iter().map(|column| column.width).sum();
    let is_text = |column: &Column| column.format == Format::Text;
    let texts: f32 = columns.iter().filter(|column| is_text(column)).map(|column| column.width).sum();
    if texts > 0.0 && all < room {
        let scale = (texts + room - all) / texts;
        columns.iter_mut().filter(|column| is_text(column)).for_each(|column| column.width *= scale);
    }
}

fn text_of(value: Value<'_>) -> Option<&str> {
    match value {
        Value::Text(text) => Some(text),
        Value::Said(said) => Some(&said.page),
        _ => None,
    }
}
