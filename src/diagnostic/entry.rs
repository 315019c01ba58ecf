//! One thing that the user is told, and how the program ends because of it.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::code::Code;
use crate::domain::Severity;
use crate::domain::position::Position;

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ExitStatus {
    /// Done.
    Done = 0,
    /// Data was refused, or a finding is an error.
    Refused = 1,
    /// Wrong usage, configuration or template.
    Usage = 2,
    /// The environment failed: disk, permissions.
    Environment = 3,
    /// A fault of the program.
    Fault = 70,
}

/// One thing that the user is told. Those that have severity, status, `what` and `hint` in common are of one kind and
/// become one [`super::Message`]; so what is particular to one belongs into `text` and `place`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// How much it matters.
    pub severity: Severity,
    /// What is the matter.
    pub what: String,
    /// The text itself.
    pub text: Option<String>,
    /// Where: file, line, column.
    pub place: Option<String>,
    /// The line of a configuration that is wrong.
    pub snippet: Option<Snippet>,
    /// The place in parts, for programs.
    pub spot: Option<Spot>,
    /// What it is, where more is known than how it ends.
    pub code: Option<Code>,
    /// How to mend it.
    pub hint: Option<String>,
    /// How the program ends because of it.
    pub status: ExitStatus,
    /// How many times it is the matter: 1, or more where the others are only counted.
    pub times: u64,
}

/// A place in parts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spot {
    /// The file.
    pub file: String,
    /// The line, or the row.
    pub line: Option<u64>,
    /// The column: of a table its header, of a text its number.
    pub column: Option<String>,
    /// The value that stands there, unless it is a customer's.
    pub value: Option<String>,
    /// Whether what stands there is a customer's: programs are told neither the value nor a text that may quote it.
    pub is_customers: bool,
}

/// A line of a file, with the part of it that is meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snippet {
    /// The line.
    pub line: String,
    /// Where the part begins.
    pub position: Position,
    /// How many characters it has.
    pub width: usize,
}

impl Diagnostic {
    /// An error with its exit status.
    #[must_use]
    pub fn error(status: ExitStatus, what: impl Into<String>) -> Self {
        let (severity, what) = (Severity::Error, what.into());
        Self {
            severity,
            what,
            text: None,
            place: None,
            snippet: None,
            spot: None,
            code: None,
            hint: None,
            status,
            times: 1,
        }
    }

    /// A mistake in how the program is used.
    #[must_use]
    pub fn usage(what: impl Into<String>) -> Self {
        Self::error(ExitStatus::Usage, what)
    }

    /// Something to be looked at.
    #[must_use]
    pub fn warning(what: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(ExitStatus::Done, what) }
    }

    /// Something that is good to know.
    #[must_use]
    pub fn notice(what: impl Into<String>) -> Self {
        Self { severity: Severity::Notice, ..Self::error(ExitStatus::Done, what) }
    }

    /// The same with its code.
    #[must_use]
    pub fn coded(self, code: Code) -> Self {
        Self { code: Some(code), ..self }
    }

    /// Its code.
    #[must_use]
    pub fn code(&self) -> Code {
        self.code.unwrap_or_else(|| Code::of_status(self.severity, self.status))
    }

    /// The same with the text itself.
    #[must_use]
    pub fn with(self, text: impl Into<String>) -> Self {
        Self { text: Some(text.into()), ..self }
    }

    /// The same with a way to mend it.
    #[must_use]
    pub fn hinted(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// The same about a file or folder, which is its place.
    #[must_use]
    pub fn in_file(self, file: impl AsRef<Path>) -> Self {
        let place = file.as_ref().display().to_string();
        self.about(file).at(place)
    }

    /// The same about a file or folder that its words name.
    #[must_use]
    pub fn about(self, file: impl AsRef<Path>) -> Self {
        let file = file.as_ref().display().to_string();
        Self { spot: Some(Spot { file, ..Spot::default() }), ..self }
    }

    /// The same with its place, where that is no file alone.
    #[must_use]
    pub fn at(self, place: impl Into<String>) -> Self {
        Self { place: Some(place.into()), ..self }
    }
}
