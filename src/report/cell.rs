//! A value in a line, before an output gives it a form.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::domain::{Money, Percent};

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// A text.
    Text(Arc<str>),
    /// A text that pages say in their language, and files in Dutch.
    Said(Box<Localised>),
    /// A whole number.
    Count(u64),
    /// An amount.
    Money(Money),
    /// How much more something is.
    Percent(Percent),
    /// A day.
    Day(NaiveDate),
}

/// A text that pages say in their language, and files in Dutch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Localised {
    /// What files say.
    pub file: Arc<str>,
    /// What pages say.
    pub page: Arc<str>,
}

/// A value as an output sees it: a [`Cell`], or what would be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Value<'a> {
    Empty,
    Text(&'a str),
    Said(&'a Localised),
    Count(u64),
    Money(Money),
    Percent(Percent),
    Day(NaiveDate),
}

impl Cell {
    /// The value.
    #[must_use]
    pub fn value(&self) -> Value<'_> {
        match self {
            Self::Empty => Value::Empty,
            Self::Text(text) => Value::Text(text),
            Self::Said(said) => Value::Said(said),
            Self::Count(count) => Value::Count(*count),
            Self::Money(money) => Value::Money(*money),
            Self::Percent(percent) => Value::Percent(*percent),
            Self::Day(day) => Value::Day(*day),
        }
    }

    /// A text, or nothing when it is empty.
    #[must_use]
    pub fn text(text: &str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text.into()) }
    }
}
