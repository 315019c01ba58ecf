//! Forms to be filled in by hand: what stands on them, before they are pages.

use std::sync::Arc;

use chrono::DateTime;
use chrono_tz::Tz;

use super::document::Logo;

/// A form: one page for each thing that it is about.
#[derive(Debug)]
pub struct PaperForm {
    /// What it is called.
    pub title: String,
    /// What it is for, in a sentence.
    pub subtitle: String,
    /// The library that it is of.
    pub library: String,
    /// The language that it is in, such as `nl-BE`.
    pub language: String,
    /// When it was made.
    pub made: DateTime<Tz>,
    /// Red, green and blue of headings and rules; black without.
    pub accent: Option<[u8; 3]>,
    /// The library's mark.
    pub logo: Option<Arc<Logo>>,
    /// A line at the foot of every page.
    pub footer: Option<String>,
    /// The pages.
    pub pages: Vec<FormPage>,
}

/// A page of a form.
#[derive(Clone, Debug)]
pub struct FormPage {
    /// What it is about, as the outline names it.
    pub about: String,
    /// What stands on it, from the top.
    pub blocks: Vec<FormBlock>,
}

/// A part of a page.
#[derive(Clone, Debug)]
pub enum FormBlock {
    /// What is known or to be written down, each behind its label, two beside each other.
    Fields(Vec<FormField>),
    /// Tables beside each other.
    Grids(Vec<FormGrid>),
    /// One of several to be ticked.
    Choice {
        /// What is asked.
        label: String,
        /// What it may be.
        choices: Vec<String>,
    },
    /// Rooms to sign in, beside each other.
    Signatures(Vec<String>),
    /// A sentence.
    Note(String),
    /// A text that must catch the eye, behind its label.
    Large {
        /// What it is.
        label: String,
        /// The text.
        text: String,
    },
}

/// Something with a label.
#[derive(Clone, Debug)]
pub struct FormField {
    /// What it is.
    pub label: String,
    /// What is known of it; a rule to write on where nothing is.
    pub value: Option<String>,
}

/// A table of boxes.
#[derive(Clone, Debug)]
pub struct FormGrid {
    /// What stands above it.
    pub title: String,
    /// The headers; the first column is that of labels.
    pub columns: Vec<String>,
    /// The rows: a text for each column, or nothing where something is to be written.
    pub rows: Vec<FormRow>,
}

/// A row of boxes.
#[derive(Clone, Debug)]
pub struct FormRow {
    /// The cells; `None` is a box to write in.
    pub cells: Vec<Option<String>>,
    /// Whether it is a sum.
    pub is_total: bool,
}

impl FormField {
    /// What is known.
    #[must_use]
    pub fn known(label: &str, value: impl Into<String>) -> Self {
        Self { label: label.to_owned(), value: Some(value.into()) }
    }

    /// What is to be written.
    #[must_use]
    pub fn asked(label: &str) -> Self {
        Self { label: label.to_owned(), value: None }
    }
}

impl FormRow {
    /// A row that begins with a label and has so many boxes behind it.
    #[must_use]
    pub fn asked(label: &str, boxes: usize) -> Self {
        Self {
            cells: std::iter::once(Some(label.to_owned())).chain((0..boxes).map(|_| None)).collect(),
            is_total: false,
        }
    }

    /// The same as a sum.
    #[must_use]
    pub fn total(self) -> Self {
        Self { is_total: true, ..self }
    }
}
