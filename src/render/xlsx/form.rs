//! Forms as workbooks: cells to be filled in have frames, a list where they have one, and sums are computed by the
//! spreadsheet.

use super::book::{Book, Freeze, Properties, Setup};
use super::cell_text;
use super::style::FORM_STYLES;
use crate::render::error::RenderError;
use crate::report::form_sheet::{FormBook, FormCell, FormSheet};

/// The places of the styles of forms.
const TITLE: usize = 1;
const TEXT: usize = 2;
const LABEL: usize = 3;
const AMOUNT: usize = 4;
const COMPUTED: usize = 5;
const ASKED_TEXT: usize = 6;
const ASKED_DAY: usize = 7;
const ASKED_COUNT: usize = 8;
const ASKED_AMOUNT: usize = 9;

/// The bytes of a workbook to be filled in.
///
/// # Errors
/// A fault of the program.
pub fn render_form(form: &FormBook) -> Result<Vec<u8>, RenderError> {
    let properties = Properties { title: form.title.clone(), made: form.made.clone(), ..Properties::default() };
    let mut book = Book::new(&properties, FORM_STYLES)?;
    for sheet in &form.sheets {
        add(&mut book, sheet)?;
    }
    book.finish()
}

fn add(book: &mut Book, sheet: &FormSheet) -> Result<(), RenderError> {
    book.sheet(&Setup {
        name: sheet.name.clone(),
        widths: sheet.widths.clone(),
        freeze: Freeze::Nothing,
        depth: 0,
        is_upright: false,
        head: String::new(),
        foot: String::new(),
    })?;
    let mut lists = Vec::new();
    for (row, cells) in (1..).zip(&sheet.rows) {
        let mut xml = String::new();
        for (column, cell) in cells.iter().enumerate() {
            match cell {
                FormCell::Nothing => {}
                FormCell::Title(text) => cell_text::text(&mut xml, column, row, TITLE, text),
                FormCell::Text(text) => cell_text::text(&mut xml, column, row, TEXT, text),
                FormCell::Label(text) => cell_text::text(&mut xml, column, row, LABEL, text),
                FormCell::Amount(money) => cell_text::number(&mut xml, column, row, AMOUNT, &money.to_string()),
                FormCell::Computed(formula) => cell_text::formula(&mut xml, column, row, COMPUTED, formula),
                FormCell::AskedText => cell_text::blank(&mut xml, column, row, ASKED_TEXT),
                FormCell::AskedDay(None) => cell_text::blank(&mut xml, column, row, ASKED_DAY),
                FormCell::AskedDay(Some(day)) => {
                    let number = super::style::date(*day).to_string();
                    cell_text::number(&mut xml, column, row, ASKED_DAY, &number);
                }
                FormCell::AskedCount => cell_text::blank(&mut xml, column, row, ASKED_COUNT),
                FormCell::AskedAmount => cell_text::blank(&mut xml, column, row, ASKED_AMOUNT),
                FormCell::AskedChoice(choices) => {
                    cell_text::blank(&mut xml, column, row, ASKED_TEXT);
                    lists.push((cell_text::place(column, row), choices.join(",")));
                }
            }
        }
        book.row(row, 0, &xml)?;
    }
    book.end_form(&lists)
}
