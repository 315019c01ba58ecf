//! The cells of records.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};

/// One cell of a record, as its file types it. A CSV file only has texts.
#[derive(Clone, Debug, PartialEq)]
pub enum RawCell<'a> {
    /// A text; empty when there is nothing.
    Text(Cow<'a, str>),
    /// A binary number.
    Number(f64),
    /// A date without a time, which is the same in every zone.
    Day(NaiveDate),
    /// A date with a time, in the zone of the profile.
    DateTime(NaiveDateTime),
    /// A point in time.
    Instant(DateTime<Utc>),
    /// A time without a day.
    Time(NaiveTime),
    /// An error of the spreadsheet, such as `#N/A`.
    Error(String),
    /// Something that no column of an export holds, such as a truth value.
    Other(String),
}

/// A cell with nothing in it.
pub(super) const EMPTY_CELL: RawCell<'static> = RawCell::Text(Cow::Borrowed(""));

impl RawCell<'_> {
    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Text(text) if trimmed(text).is_empty())
    }

    /// The cell as a message shows it.
    #[must_use]
    pub fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.clone().into_owned(),
            Self::Number(number) => number.to_string(),
            Self::Day(day) => day.to_string(),
            Self::DateTime(time) => time.to_string(),
            Self::Instant(time) => time.to_rfc3339(),
            Self::Time(time) => time.to_string(),
            Self::Error(text) | Self::Other(text) => text.clone(),
        }
    }
}

/// The text without blanks around it, those among them that nobody sees; most have none.
#[inline]
#[must_use]
pub fn trimmed(text: &str) -> &str {
    match text.as_bytes() {
        [] => text,
        [only] if only.is_ascii_graphic() => text,
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        _ => text.trim_matches(|c: char| c.is_whitespace() || is_invisible(c)),
    }
}

/// Whether a character takes no room and says nothing: a text copied out of a web page brings such along.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}
