//! The lines of a listing in compact columns: a line of values takes ten times the room, and there may be millions.

use std::ops::Range;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::domain::{Cents, Money, TextColumn};
use crate::report::document::{Cell, Value};

/// Some lines of a listing that follow each other.
#[derive(Clone, Debug)]
pub struct ListingColumns {
    columns: Arc<[ListingColumn]>,
    lines: Range<usize>,
}

/// A column of a listing, line by line.
#[derive(Debug)]
pub enum ListingColumn {
    /// Texts that are nearly all different.
    Texts(TextColumn),
    /// Values of which there are few.
    Choices {
        /// Those that there are.
        choices: Vec<Cell>,
        /// Which of them each line has.
        lines: Vec<u32>,
    },
    /// Days.
    Days(Vec<Option<NaiveDate>>),
    /// Amounts.
    Amounts(Vec<Option<Cents>>),
}

impl ListingColumn {
    fn value(&self, line: usize) -> Value<'_> {
        match self {
            Self::Texts(texts) => {
                let text = texts.get(line);
                if text.is_empty() { Value::Empty } else { Value::Text(text) }
            }
            Self::Choices { choices, lines } => choices[lines[line] as usize].value(),
            Self::Days(days) => days[line].map_or(Value::Empty, Value::Day),
            Self::Amounts(amounts) => {
                amounts[line].map_or(Value::Empty, |cents| Value::Money(Money::from_cents(cents)))
            }
        }
    }
}

impl ListingColumns {
    /// Lines of these columns, each of which has a value for every one of them.
    #[must_use]
    pub fn new(columns: Arc<[ListingColumn]>, lines: Range<usize>) -> Self {
        Self { columns, lines }
    }

    /// How many lines there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.lines.len()
    }

    /// How many columns there are.
    #[must_use]
    pub fn width(&self) -> usize {
        self.columns.len()
    }

    /// The values that a column has in all lines of the listing, where there are few; `None` where there may be many.
    #[must_use]
    pub fn choices(&self, column: usize) -> Option<&[Cell]> {
        match &self.columns[column] {
            ListingColumn::Choices { choices, .. } => Some(choices),
            ListingColumn::Texts(texts) if texts.is_blank() => Some(&[]),
            _ => None,
        }
    }

    /// The day that a column has in all lines of the listing; `None` where they differ or one has none.
    #[must_use]
    pub fn only_day(&self, column: usize) -> Option<NaiveDate> {
        let ListingColumn::Days(days) = &self.columns[column] else { return None };
        let first = *days.first()?;
        first.filter(|_| days.iter().all(|day| *day == first))
    }

    /// The value of a line in a column.
    ///
    /// # Panics
    /// When there is no such line or column.
    #[must_use]
    pub fn value(&self, line: usize, column: usize) -> Value<'_> {
        self.columns[column].value(self.lines.start + line)
    }
}
