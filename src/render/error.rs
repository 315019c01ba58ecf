//! Why a report may not be written in a form.

use std::io;

/// Why a report can't be written in a form.
#[derive(Debug)]
pub enum RenderError {
    /// What was written is not what was meant: a fault of the program.
    Fault(String),
    /// A text is longer than the cell of a workbook may be.
    TooLong {
        /// The header of its column.
        column: String,
        /// How long it is, in UTF-16 units.
        length: usize,
        /// How long it may be.
        most: usize,
    },
    /// More columns stand side by side than can be read on a page.
    TooWide {
        /// How many there are.
        count: usize,
        /// About how many there is room for.
        most: usize,
    },
    /// A PDF is larger than its table of contents can tell, which is 4 GiB.
    TooLarge,
    /// The file can't be written.
    Unwritable(io::Error),
}

impl RenderError {
    /// A fault of the program, told by whatever found it.
    #[expect(clippy::needless_pass_by_value, reason = "as map_err hands it over")]
    pub fn fault(what: impl ToString) -> Self {
        Self::Fault(what.to_string())
    }

    /// What it is, to be told of a file that was written before.
    #[must_use]
    pub fn told(self) -> String {
        match self {
            Self::Fault(what) => what,
            other => format!("{other:?}"),
        }
    }
}

impl From<String> for RenderError {
    fn from(what: String) -> Self {
        Self::Fault(what)
    }
}

impl From<&str> for RenderError {
    fn from(what: &str) -> Self {
        Self::fault(what)
    }
}
