//! What is wrong with a file or a record, as data; `defect_words` has the words.

use super::amount::AmountError;
use super::content::Content;
use super::date::DateError;
use super::limits::Bomb;
use crate::domain::{LineField, Money};

/// One thing that is wrong with a file or with one record of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defect {
    /// The sheet of a workbook that has several; empty when the line tells it, or there is none.
    pub sheet: String,
    /// The physical line on which the record starts, line 1 being the first of the file; `None` when the whole file is
    /// meant.
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
    /// Its first bytes say that it is something else than its name does.
    OtherContent(Content),
    CarriageReturnLines,
    EmptyHeader,
    NoHeader {
        missing: Vec<LineField>,
        found: Vec<String>,
    },
    RecordAboveHeader {
        header: u64,
    },
    /// Rows of a sheet without a header that may be records, and their sum where all amounts can be read.
    RecordsWithoutHeader {
        count: u64,
        amount: Option<Money>,
    },
    DuplicateHeader {
        first: usize,
        second: usize,
    },
    SameMeaning {
        field: LineField,
        other: String,
    },
    MissingColumn {
        field: LineField,
        found: Vec<String>,
    },
    MissingFilterColumn {
        found: Vec<String>,
    },
    UnclosedQuote,
    QuoteOverLines,
    LongRecord,
    LongHeader,
    TooLarge,
    Unpacked(Bomb),
    TooManyColumns {
        found: usize,
    },
    TooManyRows,
    LargeRowGroup {
        rows: usize,
    },
    TooManyIds,
    Compression(String),
    BrokenUtf16,
    BrokenUtf8,
    /// Bytes that are no UTF-8, on these lines, the first of all, beside text that is.
    MixedUtf8 {
        lines: Vec<u64>,
        count: u64,
    },
    UnmarkedUtf16,
    Utf32,
    /// A first line says that another character separates fields than does in the header row.
    OtherSeparator {
        told: char,
        found: char,
    },
    /// A byte that is no character of Windows-1252, on these lines, the first of all, in a text that is no UTF-8 either.
    NoCharacter {
        byte: u8,
        lines: Vec<u64>,
        count: u64,
    },
    CutInCharacter,
    Workbook(String),
    Parquet(String),
    ColumnType {
        field: LineField,
        found: String,
    },
    /// Of a column by which the profile keeps or leaves out records.
    FilterColumnType {
        found: String,
    },
    SheetChoice {
        sheets: Vec<String>,
    },
    NoSuchSheet {
        sheets: Vec<String>,
    },
    MergedCells {
        cells: Vec<String>,
        count: u64,
    },
    FormulasWithoutResult {
        cells: Vec<String>,
        count: u64,
    },
    // One record.
    TotalRow,
    /// The same with a daybook, whose total it may be.
    DaybookTotal,
    /// A row that is called a total where records have their ids.
    NamedTotal,
    LoneText,
    NoRecord,
    PastedHeader,
    /// The header again, with the mark with which a file starts: a second file was pasted behind the first.
    PastedFile,
    /// All that lacks are the separators of the last columns, which are empty.
    MissingSeparators {
        expected: usize,
        found: usize,
    },
    TooFewFields {
        expected: usize,
        found: usize,
    },
    TooManyFields {
        expected: usize,
        found: usize,
    },
    CutShort {
        expected: usize,
        found: usize,
    },
    TextAfterQuote,
    StrayQuote,
    StrayCarriageReturn,
    ControlCharacter(u8),
    // One field.
    LongField,
    EmptyId,
    DuplicateId {
        first_line: u64,
    },
    OtherNoughts {
        id: String,
        file: Option<String>,
        line: u64,
    },
    ScientificId,
    DecimalId,
    LongNumber,
    EmptyMark,
    Invisible(char),
    UnmappedValue {
        field: LineField,
    },
    SignWord {
        words: Vec<String>,
    },
    TwoSigns,
    TwoAmounts,
    /// In the column of amounts that go out.
    MinusGoingOut,
    Amount(AmountError),
    Date(DateError),
    Code(CodeForm),
    SettledWithoutDaybook,
    TimeWithoutDay,
    DaybookWithoutSettlement,
    ErrorCell,
    CellType {
        expected: &'static str,
    },
}

impl Defect {
    /// A fault of the whole file.
    #[must_use]
    pub fn of_file(reason: Reason) -> Self {
        Self { sheet: String::new(), line: None, column: String::new(), value: String::new(), reason }
    }

    /// A fault of the header row, which stands on a line.
    #[must_use]
    pub fn of_header(line: u64, header: &str, reason: Reason) -> Self {
        Self { sheet: String::new(), line: Some(line), column: header.to_owned(), value: String::new(), reason }
    }

    /// A fault of a record as a whole.
    #[must_use]
    pub fn of_record(line: u64, reason: Reason) -> Self {
        Self { sheet: String::new(), line: Some(line), column: String::new(), value: String::new(), reason }
    }
}

impl Reason {
    /// Whether what stands there is no id at all, so that two records that have it need not be the same.
    #[must_use]
    pub fn is_no_id(&self) -> bool {
        matches!(self, Self::ScientificId | Self::EmptyMark)
    }

    /// Whether it makes the file as a whole unusable, so that no number of allowed rejects can cover it.
    ///
    /// A quote that runs over line ends hides an unknown number of records, so it counts here too.
    #[must_use]
    pub fn is_of_file(&self) -> bool {
        matches!(
            self,
            Self::EmptyFile
                | Self::OtherContent(_)
                | Self::CarriageReturnLines
                | Self::EmptyHeader
                | Self::NoHeader { .. }
                | Self::RecordAboveHeader { .. }
                | Self::RecordsWithoutHeader { .. }
                | Self::DuplicateHeader { .. }
                | Self::SameMeaning { .. }
                | Self::MissingColumn { .. }
                | Self::MissingFilterColumn { .. }
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
                | Self::MixedUtf8 { .. }
                | Self::UnmarkedUtf16
                | Self::Utf32
                | Self::OtherSeparator { .. }
                | Self::NoCharacter { .. }
                | Self::CutInCharacter
                | Self::Workbook(_)
                | Self::Parquet(_)
                | Self::ColumnType { .. }
                | Self::FilterColumnType { .. }
                | Self::SheetChoice { .. }
                | Self::NoSuchSheet { .. }
                | Self::MergedCells { .. }
                | Self::FormulasWithoutResult { .. }
        )
    }
}
