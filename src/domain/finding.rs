//! What an auditor should know about the figures.

use std::mem::{Discriminant, discriminant};

use super::{BookingCode, Branch, Daybook, Difference, Institution, Money, UnknownDays};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Good to know; never an error.
    Notice,
    /// To be looked at; an error under `--strict`.
    Warning,
    /// Nothing is published.
    Error,
}

/// Lines that share something worth a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lines {
    /// How many.
    pub count: u64,
    /// Their sum.
    pub amount: Money,
}

/// A code that the code tables don't have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnknownCode {
    /// A daybook that is not in the table, or not on that day.
    Daybook(Daybook),
    /// An institution that is not in the table.
    Institution(Institution),
    /// A branch that is not in the table.
    Branch(Branch),
    /// A booking code that is not in the table.
    BookingCode(BookingCode),
}

/// Something about the input or the figures that a reader of the report should know, as data; the words are made
/// by whoever shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// A file is neither UTF-8 nor UTF-16 and was read as Windows-1252.
    EncodingFallback {
        /// The file.
        file: String,
    },
    /// A file has columns that no report uses.
    IgnoredColumns {
        /// The file.
        file: String,
        /// Their headers.
        columns: Vec<String>,
    },
    /// A file in an input folder is no export, by its name, and was not read.
    PassedOver {
        /// The file.
        file: String,
    },
    /// The name of a file seems to tell days, and nobody can be sure which.
    UnclearName {
        /// The file.
        file: String,
    },
    /// Lines of a file that an earlier file had already, alike.
    Overlap {
        /// The later file.
        file: String,
        /// How many lines were there already.
        lines: u64,
    },
    /// A line that an earlier file had with other content; the later one holds.
    ChangedLine {
        /// The transaction's id.
        id: String,
        /// The file and line that hold.
        later: (String, u64),
        /// The file and line that were replaced.
        earlier: (String, u64),
        /// What differs between them.
        differences: Vec<Difference>,
    },
    /// A line that a later export has with other content, as the archive remembers it.
    RememberedChange {
        /// The transaction's id.
        id: String,
        /// The export that holds.
        file: String,
        /// What differs from the version that it replaced.
        differences: Vec<Difference>,
    },
    /// A line that a later export of its day no longer has, and none behind that has it again: a *herstel* leaves no
    /// other trace.
    VanishedLine {
        /// The transaction's id.
        id: String,
        /// The export that lacks it.
        file: String,
        /// The amount that is gone.
        amount: Money,
    },
    /// Records that were refused and let through by the user; the figures lack them.
    Incomplete {
        /// How many.
        records: u64,
    },
    /// Days of the report of which is not known what happened.
    UnknownDays(UnknownDays),
    /// Lines on a daybook that Wise uses when no code is known, such as `K000`.
    FallbackDaybook {
        /// The daybook.
        daybook: Daybook,
        /// Its lines.
        lines: Lines,
    },
    /// Lines on `B990`, where online payments stood before the library's own online daybook was set up.
    FormerOnlineDaybook {
        /// Its lines.
        lines: Lines,
    },
    /// Lines on a daybook whose letter has no known meaning.
    OtherKind {
        /// The daybook.
        daybook: Daybook,
        /// Its lines.
        lines: Lines,
    },
    /// Lines with a code that the code tables don't have.
    UnknownCode {
        /// The code.
        code: UnknownCode,
        /// Its lines.
        lines: Lines,
    },
    /// Stornos that were dated back: settled on a day before they were posted.
    BackDatedStorno {
        /// The daybook.
        daybook: Daybook,
        /// The stornos.
        lines: Lines,
    },
    /// Characters that the report's font lacks, shown as a visible mark.
    MissingCharacters {
        /// The characters, each once.
        characters: String,
    },
    /// More findings of a kind, which are counted and not told one by one.
    More {
        /// One of them.
        like: Box<Finding>,
        /// How many.
        count: u64,
    },
}

/// What findings have in common that are told under one heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FindingKind(Discriminant<Finding>, Option<Discriminant<UnknownCode>>);

impl Finding {
    /// What it has in common with others.
    #[must_use]
    pub fn kind(&self) -> FindingKind {
        match self {
            Self::More { like, .. } => like.kind(),
            Self::UnknownCode { code, .. } => FindingKind(discriminant(self), Some(discriminant(code))),
            _ => FindingKind(discriminant(self), None),
        }
    }

    /// How much it matters by itself, before `--strict`.
    #[must_use]
    pub fn severity(&self) -> Severity {
        match self {
            Self::More { like, .. } => like.severity(),
            Self::IgnoredColumns { .. } | Self::PassedOver { .. } | Self::FormerOnlineDaybook { .. } => {
                Severity::Notice
            }
            _ => Severity::Warning,
        }
    }
}
