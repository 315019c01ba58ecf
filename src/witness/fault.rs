//! What is wrong with a witness, and where.

use std::fmt;

use super::coda;

/// What is wrong with a witness, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub place: Place,
    /// What is wrong: the same text for all faults of a kind.
    pub what: &'static str,
    /// The text itself, as far as it may be told: never a name, an account of others or a card.
    pub text: Option<String>,
    /// How to mend it.
    pub hint: Option<&'static str>,
}

/// What is wrong with all faults of a kind, and how all of them are mended, where what is wrong does not say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WitnessDefect {
    /// What is wrong.
    pub what: &'static str,
    /// The way to mend it.
    pub way: Option<&'static str>,
}

impl From<&'static str> for WitnessDefect {
    fn from(what: &'static str) -> Self {
        Self { what, way: None }
    }
}

/// Where in a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The file as a whole.
    File,
    /// A line, from 1.
    Line(u64),
    /// Positions on a line, from 1, both ends among them.
    Positions(u64, u8, u8),
    /// A column on a line of a table.
    Column(u64, String),
    /// A sheet of a workbook, a row from 1, and a cell as spreadsheets name it.
    Cell(String, u32, String),
}

impl Fault {
    /// A fault at a place.
    #[must_use]
    pub fn at(place: Place, defect: impl Into<WitnessDefect>) -> Self {
        let WitnessDefect { what, way } = defect.into();
        Self { place, what, text: None, hint: way }
    }

    /// The same with the text itself.
    #[must_use]
    pub fn with(self, text: impl Into<String>) -> Self {
        Self { text: Some(text.into()), ..self }
    }

    /// The same with a way to mend it.
    #[must_use]
    pub fn hinted(self, hint: &'static str) -> Self {
        Self { hint: Some(hint), ..self }
    }
}

impl From<coda::CodaFault> for Fault {
    fn from(fault: coda::CodaFault) -> Self {
        let place = match (fault.line, fault.positions) {
            (None, _) => Place::File,
            (Some(line), None) => Place::Line(line),
            (Some(line), Some((from, to))) => Place::Positions(line, from, to),
        };
        Self { place, what: fault.kind.english(), text: fault.detail, hint: Some(fault.kind.hint()) }
    }
}

impl fmt::Display for Place {
    /// Writes it as it stands behind the name of a file; nothing for the file itself.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File => Ok(()),
            Self::Line(line) => write!(f, ", line {line}"),
            Self::Positions(line, from, to) if from == to => write!(f, ", line {line}, position {from}"),
            Self::Positions(line, from, to) => write!(f, ", line {line}, positions {from}-{to}"),
            Self::Column(line, column) => write!(f, ", line {line}, column `{column}`"),
            Self::Cell(sheet, _, cell) => write!(f, ", sheet `{sheet}`, cell {cell}"),
        }
    }
}
