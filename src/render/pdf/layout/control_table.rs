//! A table of the control as pages show it: narrow, tight, and without columns in which nothing is to be read.

use super::columns::{Columns, blanks, face_of, needed_widths, place};
use super::density::Density;
use super::parts::{heading, heading_height};
use super::sheet::Sheet;
use super::table::{About, TableWriter};
use super::table_line::under_width;
use crate::domain::Money;
use crate::render::pdf::page::font::{Face, drawable};
use crate::render::pdf::page::{in_mm, mm};
use crate::report::document::{Column, Document, Section, Table, Value};
use crate::report::row::Row;
use crate::report::template::Format;
use crate::report::words::Words;

/// The size of its texts, in points.
const SIZE: f32 = 6.8;
/// The sizes of texts whose words would be broken else, in points.
const SMALLER: [f32; 3] = [6.5, 6.2, 5.9];
/// The size of its heading, in points.
const HEADING: f32 = 8.0;
/// The widths of figures, in millimetres; columns grow where theirs need more.
const COUNT: f32 = 9.0;
const AMOUNT: f32 = 14.0;
/// What adding up widths may lose, in millimetres.
const ROUNDING: f32 = 0.01;

/// A table of the control.
pub(super) struct ControlTable {
    title: String,
    note: Option<String>,
    columns: Vec<Column>,
    rows: Vec<Row>,
    /// What stands under the names of rows.
    under: Vec<String>,
    /// The size of its texts, in points.
    size: f32,
    /// Whether no word is broken.
    pub(super) has_whole_words: bool,
    /// The width without which texts get smaller or words are broken, in points.
    least: f32,
    /// The width with which no text is broken, in points.
    whole: f32,
}

impl ControlTable {
    /// A table that fits a width in points. Fingerprints stand under what they are of; a column of noughts is left out.
    #[must_use]
    pub(super) fn new(table: &Table, document: &Document, width: f32, density: Density) -> Self {
        let words = document.words;
        let Table { title, note, columns, rows } = table;
        let is_shown = |place: usize| {
            let column = &columns[place];
            let is_nought = |row: &Row| match row.cells[place].value() {
                Value::Count(count) => count == 0,
                Value::Money(money) => money == Money::ZERO,
                Value::Empty => true,
                _ => false,
            };
            column.format != Format::Hash
                && !column.label.is_empty()
                && !(column.format.is_right_aligned() && rows.iter().all(is_nought))
        };
        // A column without a header says the same in all lines: it stands beside the title.
        let unnamed = columns.iter().position(|column| column.label.is_empty());
        let said = unnamed.and_then(|place| rows.first().map(|row| row.cells[place].value()));
        let title = match said {
            Some(Value::Text(said)) => format!("{title}: {said}"),
            _ => title.clone(),
        };
        let shown_places: Vec<usize> = (0..columns.len()).filter(|place| is_shown(*place)).collect();
        let hash = columns.iter().position(|column| column.format == Format::Hash);
        let under = hash.map_or_else(Vec::new, |place| {
            rows.iter()
                .map(
                    |row| {
                        if let Value::Text(text) = row.cells[place].value() { text.to_owned() } else { String::new() }
                    },
                )
                .collect()
        });
        let narrow = |column: &Column| Column {
            width: match column.format {
                Format::Count => COUNT,
                Format::Amount => AMOUNT,
                _ => column.width,
            },
            ..column.clone()
        };
        let mut columns: Vec<Column> = shown_places.iter().map(|place| narrow(&columns[*place])).collect();
        let row = |row: &Row| Row {
            kind: row.kind,
            cells: shown_places.iter().map(|place| row.cells[*place].clone()).collect(),
        };
        let rows: Vec<Row> = rows.iter().map(row).collect();
        let under_width = under.iter().map(|text| under_width(text)).fold(0.0, f32::max);
        let mut rows = rows;
        let is_matrix = |section: &Section| section.pages.iter().any(|outline| outline.is_matrix);
        let are_said = !document.sections.iter().any(is_matrix);
        if are_said && ColumnNeeds::of(&columns, &rows, words, SIZE).whole() > in_mm(width) {
            // The lines say names, too; codes tell them.
            leave_names_out(&mut columns, &mut rows);
        }
        if density.is_compact() {
            keep_headers_whole(&mut columns, &rows, words, in_mm(width));
        }
        if ColumnNeeds::of(&columns, &rows, words, SIZE).least() > in_mm(width) {
            // Rather than that words are broken, figures have no more room than they need.
            columns.iter_mut().filter(|column| column.format.is_right_aligned()).for_each(|column| column.width = 0.0);
        }
        let needs = ColumnNeeds::of(&columns, &rows, words, SIZE);
        let [least, whole] = [needs.least(), needs.whole()].map(|needed| mm(needed).max(under_width));
        let (size, has_whole_words) = fit(&mut columns, &rows, words, in_mm(width));
        // What a table is about is told by its title too.
        let note = note.clone().filter(|_| !density.is_tight());
        Self { title, note, columns, rows, under, size, has_whole_words, least, whole }
    }

    fn writer(&self, sheet: &Sheet<'_>, tail: f32) -> TableWriter {
        let rows = self.rows.iter().map(Row::view);
        let columns: Columns = place(&self.columns, rows, sheet.document.words, sheet.geometry.left, self.size);
        let writer = TableWriter::new(columns, About::Others).tight(self.under.clone(), tail);
        if sheet.density.is_tight() { writer.closer() } else { writer }
    }

    /// The width without which texts get smaller or words are broken, in points.
    #[must_use]
    pub(super) fn least_width(&self) -> f32 {
        self.least
    }

    /// The width with which no text is broken, in points.
    #[must_use]
    pub(super) fn whole_width(&self) -> f32 {
        self.whole
    }

    /// Its height with its heading, in points.
    #[must_use]
    pub(super) fn height(&self, sheet: &Sheet<'_>) -> f32 {
        let width: f32 = self.columns.iter().map(|column| mm(column.width)).sum();
        let table = self.writer(sheet, 0.0).height(sheet, self.rows.iter().map(Row::view));
        heading_height(&self.title, self.note.as_deref(), HEADING, width) + table
    }

    /// Draws it; `tail` must follow its last line on the page.
    pub(super) fn draw(&self, sheet: &mut Sheet<'_>, tail: f32) {
        let mut writer = self.writer(sheet, tail);
        let rows = || self.rows.iter().map(Row::view);
        let least = writer.least_height(sheet, rows());
        heading(sheet, &self.title, self.note.as_deref(), HEADING, least, 1);
        writer.begin(sheet);
        writer.rows(sheet, rows());
        writer.end(sheet);
    }
}

/// Leaves names out that stand behind their codes.
fn leave_names_out(columns: &mut Vec<Column>, rows: &mut [Row]) {
    let is_text = |column: &Column| column.format == Format::Text;
    let is_code = |row: &Row| matches!(row.cells[0].value(), Value::Text(code) if !code.contains(' '));
    if columns.len() > 2 && columns[..2].iter().all(is_text) && rows.iter().all(is_code) {
        columns.remove(1);
        for row in rows {
            row.cells.remove(1);
        }
    }
}

/// Makes columns of figures as wide as their headers, where texts have no need of the room.
fn keep_headers_whole(columns: &mut [Column], rows: &[Row], words: &Words, width: f32) {
    let blanks = blanks(columns);
    for place in (0..columns.len()).filter(|place| columns[*place].format.is_right_aligned()).collect::<Vec<_>>() {
        let spare = width - ColumnNeeds::of(columns, rows, words, SIZE).whole();
        let whole = in_mm(Face::Bold.width(&drawable(&columns[place].label), SIZE) + blanks[place]);
        let own = ColumnNeeds::of(columns, rows, words, SIZE).figures[place];
        if whole > own && whole - own <= spare {
            columns[place].width = whole;
        }
    }
}

/// What columns need at a size of their texts, in millimetres.
struct ColumnNeeds {
    /// The widths of figures, which are never broken; nought for texts.
    figures: Vec<f32>,
    texts: Vec<TextNeeds>,
}

/// What a column of texts needs, in millimetres.
struct TextNeeds {
    /// Its place among the columns.
    place: usize,
    /// For its longest word.
    word: f32,
    /// For its longest text.
    text: f32,
}

impl ColumnNeeds {
    fn of(columns: &[Column], rows: &[Row], words: &Words, size: f32) -> Self {
        let needed = needed_widths(columns, rows.iter().map(Row::view), words, size);
        let blanks = blanks(columns);
        let is_text = |place: usize| columns[place].format == Format::Text;
        let figure = |place: usize| if is_text(place) { 0.0 } else { columns[place].width.max(in_mm(needed[place])) };
        let figures = (0..columns.len()).map(figure).collect();
        let text = |place: usize| {
            let texts = rows.iter().filter_map(|row| match row.cells[place].value() {
                Value::Text(text) => Some((face_of(row.kind), text)),
                Value::Said(said) => Some((face_of(row.kind), &*said.page)),
                _ => None,
            });
            let mut needs = TextNeeds { place, word: 0.0, text: 0.0 };
            for (face, text) in texts.chain([(Face::Bold, columns[place].label.as_str())]) {
                let text = drawable(text);
                let width = |text: &str| in_mm(face.width(text, size) + blanks[place]);
                needs.text = needs.text.max(width(&text));
                needs.word = text.split(' ').map(width).fold(needs.word, f32::max);
            }
            needs
        };
        Self { figures, texts: (0..columns.len()).filter(|place| is_text(*place)).map(text).collect() }
    }

    /// The width with which no text is broken.
    fn whole(&self) -> f32 {
        self.figures.iter().sum::<f32>() + self.texts.iter().map(|needs| needs.text).sum::<f32>()
    }

    /// The width without which a figure or a word would be broken.
    fn least(&self) -> f32 {
        self.figures.iter().sum::<f32>() + self.texts.iter().map(|needs| needs.word).sum::<f32>()
    }
}

/// Makes columns as wide as the table may be, and tells the size of their texts, and whether words are whole: figures and
/// words are not broken where smaller texts help, texts get what they need, the widest of them what is left.
fn fit(columns: &mut [Column], rows: &[Row], words: &Words, width: f32) -> (f32, bool) {
    let (mut size, mut needs) = (SIZE, ColumnNeeds::of(columns, rows, words, SIZE));
    for smaller in SMALLER {
        if needs.least() > width {
            (size, needs) = (smaller, ColumnNeeds::of(columns, rows, words, smaller));
        }
    }
    let least = needs.least();
    let are_words_whole = least <= width + ROUNDING;
    columns.iter_mut().zip(&needs.figures).for_each(|(column, width)| column.width = *width);
    let room = width - needs.figures.iter().sum::<f32>();
    let mut texts = needs.texts;
    if least > width {
        // The longest words are broken: the others keep their widths.
        texts.sort_by(|a, b| a.word.total_cmp(&b.word).then(a.place.cmp(&b.place)));
        let mut left = room;
        let counts = (1..=texts.len()).rev();
        for (needs, count) in texts.iter_mut().zip(counts) {
            #[allow(clippy::cast_precision_loss)]
            let share = left / count as f32;
            needs.word = needs.word.min(share).max(0.0);
            left -= needs.word;
        }
    }
    texts.sort_by(|a, b| a.text.total_cmp(&b.text).then(a.place.cmp(&b.place)));
    let mut left = room;
    for (index, TextNeeds { place, word, text }) in texts.iter().enumerate() {
        let others = &texts[index + 1..];
        let most = left - others.iter().map(|other| other.word).sum::<f32>();
        columns[*place].width = if others.is_empty() { left.max(*word) } else { text.min(most).max(*word) };
        left -= columns[*place].width;
    }
    let all: f32 = columns.iter().map(|column| column.width).sum();
    if all > width {
        for column in columns.iter_mut() {
            column.width *= width / all;
        }
    }
    (size, are_words_whole)
}
