//! What is wrong with a file or a record, as data; `defect_words` has the words.

use super::amount::AmountError;
use super::date::DateError;
use super::field::Field;
use super::limits::Bomb;

/// One thing that is wrong with a file or with one record of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defect {
    /// The physical line on which the record starts, the header being line 1; `None` when the whole file is meant.
    pub line: Option<u64>,
    /// The header of the column, as the file writes it; empty when no single column is meant.
    pub column: String,
    /// The text that is wrong; empty when no single text is meant.
    pub value: String,
    /// What is wrong with it.
    pub reason: Reason,
}

/// A code that has a fixed form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeForm {
    /// One capital letter and three digits.
    Daybook,
    /// `I` and three digits.
    Institution,
    /// Four digits.
    Branch,
    /// Four digits.
    BookingCode,
    /// A group of one digit beside a code of three.
    GroupAndCode,
}

/// Why a file or a record can't be used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Reason {
    // The whole file.
    EmptyFile,
    CarriageReturnLines,
    EmptyHeader,
    DuplicateHeader { first: usize, second: usize },
    SameMeaning { field: Field, other: String },
    MissingColumn { field: Field, found: Vec<String> },
    UnclosedQuote,
    QuoteOverLines,
    LongRecord,
    LongHeader,
    TooLarge,
    Unpacked(Bomb),
    TooManyColumns { found: usize },
    TooManyRows,
    LargeRowGroup { rows: usize },
    TooManyIds,
    Compression(String),
    BrokenUtf16,
    BrokenUtf8,
    UnmarkedUtf16,
    CutInCharacter,
    Workbook(String),
    Parquet(String),
    ColumnType { field: Field, found: String },
    SheetChoice { sheets: Vec<String> },
    NoSuchSheet { sheets: Vec<String> },
    // One record.
    TooFewFields { expected: usize, found: usize },
    TooManyFields { expected: usize, found: usize },
    CutShort { expected: usize, found: usize },
    TextAfterQuote,
    StrayQuote,
    StrayCarriageReturn,
    ControlCharacter(u8),
    // One field.
    LongField,
    EmptyId,
    DuplicateId { first_line: u64 },
    Amount(AmountError),
    Date(DateError),
    Code(CodeForm),
    SettledWithoutDaybook,
    DaybookWithoutSettlement,
    ErrorCell,
    CellType { expected: &'static str },
}

impl Defect {
    /// A fault of the whole file.
    #[must_use]
    pub fn of_file(reason: Reason) -> Self {
        Self { line: None, column: String::new(), value: String::new(), reason }
    }

    /// A fault of the header row.
    #[must_use]
    pub fn of_header(header: &str, reason: Reason) -> Self {
        Self { line: Some(1), column: header.to_owned(), value: String::new(), reason }
    }

    /// A fault of a record as a whole.
    #[must_use]
    pub fn of_record(line: u64, reason: Reason) -> Self {
        Self { line: Some(line), column: String::new(), value: String::new(), reason }
    }
}

impl Reason {
    /// Whether it makes the file as a whole unusable, so that no number of allowed rejects can cover it.
    ///
    /// A quote that runs over line ends hides an unknown number of records, so it counts here too.
    #[must_use]
    pub fn is_of_file(&self) -> bool {
        matches!(
            self,
            Self::EmptyFile
                | Self::CarriageReturnLines
                | Self::EmptyHeader
                | Self::DuplicateHeader { .. }
                | Self::SameMeaning { .. }
                | Self::MissingColumn { .. }
                | Self::UnclosedQuote
                | Self::QuoteOverLines
                | Self::LongRecord
                | Self::LongHeader
                | Self::TooLarge
                | Self::Unpacked(_)
                | Self::TooManyColumns { .. }
                | Self::TooManyRows
                | Self::LargeRowGroup { .. }
                | Self::TooManyIds
                | Self::Compression(_)
                | Self::BrokenUtf16
                | Self::BrokenUtf8
                | Self::UnmarkedUtf16
                | Self::CutInCharacter
                | Self::Workbook(_)
                | Self::Parquet(_)
                | Self::ColumnType { .. }
                | Self::SheetChoice { .. }
                | Self::NoSuchSheet { .. }
        )
    }
}
