//! A place in a text.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A place in a text: its line and its column in characters, both from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl Position {
    /// The place of a byte of a text; its end when there is no such byte.
    #[must_use]
    pub fn of(text: &str, byte: usize) -> Self {
        let before = text.get(..byte).unwrap_or(text);
        let line = before.rsplit('\n').next().unwrap_or_default();
        Self { line: before.matches('\n').count() + 1, column: line.chars().count() + 1 }
    }

    /// The line of the text that it is on, without blanks around it.
    #[must_use]
    pub fn line_of(self, text: &str) -> &str {
        text.lines().nth(self.line - 1).unwrap_or_default().trim()
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_are_counted_from_one() {
        let text = "é = 1\n  b\n";
        let told = |byte| Position::of(text, byte).to_string();
        assert_eq!([told(0), told(2), told(9)], ["line 1, column 1", "line 1, column 2", "line 2, column 3"]);
        assert_eq!([told(7), told(10), told(99)], ["line 2, column 1", "line 2, column 4", "line 3, column 1"]);
        assert_eq!(Position::of(text, 9).line_of(text), "b");
        assert_eq!(Position::of(text, 99).line_of(text), "");
    }
}
