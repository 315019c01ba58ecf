//! Forms to be filled in with a spreadsheet: rows of cells, some of them to write in.

use crate::domain::Money;

/// A workbook to be filled in.
#[derive(Debug)]
pub struct FormBook {
    /// What it is called.
    pub title: String,
    /// When it was made, in UTC as XML writes it.
    pub made: String,
    /// Its sheets.
    pub sheets: Vec<FormSheet>,
}

/// A sheet to be filled in.
#[derive(Debug)]
pub struct FormSheet {
    /// Its name.
    pub name: String,
    /// The widths of its columns, in characters.
    pub widths: Vec<f32>,
    /// Its rows, from the first on.
    pub rows: Vec<Vec<FormCell>>,
}

/// A cell of a form.
#[derive(Clone, Debug)]
pub enum FormCell {
    /// Nothing.
    Nothing,
    /// The title.
    Title(String),
    /// A text.
    Text(String),
    /// A text that names what is beside or below it.
    Label(String),
    /// An amount that is fixed.
    Amount(Money),
    /// An amount that the spreadsheet computes.
    Computed(String),
    /// A text to be written.
    AskedText,
    /// A day to be written, or the one that is known.
    AskedDay(Option<chrono::NaiveDate>),
    /// A number of pieces to be written.
    AskedCount,
    /// An amount to be written.
    AskedAmount,
    /// One of some texts to be chosen.
    AskedChoice(Vec<String>),
}
