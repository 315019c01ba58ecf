//! The code of a message, by which a helpdesk can name it and `kasverslag explain` tells more. Blocks: 1 file, 2 header,
//! 3 record, 4 configuration, template and what was typed, 5 archive, 6 environment, 7 finding, 9 program. A number is
//! never used again for something else.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::entry::ExitStatus;
use crate::domain::{Finding, Severity};
use crate::ingest::Reason;

/// The code of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Code(u16);

impl Code {
    /// A mistake in what was typed, or that no other code tells.
    pub const USAGE: Self = Self(400);
    /// A mistake in a configuration or a code table.
    pub const CONFIGURATION: Self = Self(401);
    /// A configuration or code table that can't be read.
    pub const UNREADABLE_CONFIGURATION: Self = Self(402);
    /// A key file that is gone.
    pub const LOST_KEY: Self = Self(403);
    /// A template that makes no report.
    pub const TEMPLATE: Self = Self(404);
    /// A translation that a template loses.
    pub const LOST_TRANSLATION: Self = Self(405);
    /// A path that leads to no export.
    pub const NO_EXPORT: Self = Self(120);
    /// Data that was refused, where no other code tells.
    pub const REFUSED: Self = Self(500);
    /// A register or its lines that can't be used.
    pub const REGISTER: Self = Self(501);
    /// An archive of an older layout.
    pub const OLDER_LAYOUT: Self = Self(502);
    /// No library in the archive.
    pub const NO_LIBRARY: Self = Self(503);
    /// Something of the machine: a disk, a permission.
    pub const ENVIRONMENT: Self = Self(600);
    /// A lock that can't be had.
    pub const LOCK: Self = Self(601);
    /// Something to look at that no other code tells.
    pub const WARNING: Self = Self(700);
    /// Something that is good to know.
    pub const NOTICE: Self = Self(799);
    /// A fault of the program.
    pub const FAULT: Self = Self(900);

    /// Reads a code as it is written, `KV312`, in whatever capitals.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.to_uppercase().strip_prefix("KV")?.to_owned();
        let is_code = digits.len() == 3 && digits.bytes().all(|digit| digit.is_ascii_digit());
        digits.parse().ok().filter(|_| is_code).map(Self)
    }

    /// The code of what nothing more is known of than how it ends.
    #[must_use]
    pub fn of_status(severity: Severity, status: ExitStatus) -> Self {
        match (severity, status) {
            (_, ExitStatus::Usage) => Self::USAGE,
            (_, ExitStatus::Environment) => Self::ENVIRONMENT,
            (_, ExitStatus::Fault) => Self::FAULT,
            (Severity::Error, _) => Self::REFUSED,
            (Severity::Warning, _) => Self::WARNING,
            (Severity::Notice, _) => Self::NOTICE,
        }
    }

    /// The code of a defect of a file or record.
    #[must_use]
    pub fn of_reason(reason: &Reason) -> Self {
        Self(match reason {
            Reason::EmptyFile => 101,
            Reason::OtherContent(_) => 102,
            Reason::CarriageReturnLines => 103,
            Reason::Compression(_) | Reason::Unpacked(_) => 104,
            Reason::BrokenUtf16
            | Reason::BrokenUtf8
            | Reason::MixedUtf8 { .. }
            | Reason::UnmarkedUtf16
            | Reason::Utf32
            | Reason::NoCharacter { .. }
            | Reason::CutInCharacter => 105,
            Reason::UnclosedQuote | Reason::QuoteOverLines => 106,
            Reason::LongRecord
            | Reason::LongHeader
            | Reason::TooLarge
            | Reason::TooManyColumns { .. }
            | Reason::TooManyRows
            | Reason::LargeRowGroup { .. }
            | Reason::TooManyIds
            | Reason::LongField => 107,
            Reason::Workbook(_) | Reason::Parquet(_) | Reason::ColumnType { .. } | Reason::FilterColumnType { .. } => {
                108
            }
            Reason::SheetChoice { .. } | Reason::NoSuchSheet { .. } | Reason::MergedCells { .. } => 109,
            Reason::EmptyHeader | Reason::NoHeader { .. } | Reason::OtherSeparator { .. } => 201,
            Reason::RecordAboveHeader { .. } | Reason::RecordsWithoutHeader { .. } => 202,
            Reason::DuplicateHeader { .. } => 203,
            Reason::SameMeaning { .. } => 204,
            Reason::MissingColumn { .. } | Reason::MissingFilterColumn { .. } => 205,
            Reason::TotalRow | Reason::DaybookTotal | Reason::NamedTotal | Reason::LoneText | Reason::NoRecord => 301,
            Reason::PastedHeader | Reason::PastedFile => 302,
            Reason::MissingSeparators { .. } | Reason::TooFewFields { .. } | Reason::TooManyFields { .. } => 303,
            Reason::CutShort { .. } => 304,
            Reason::TextAfterQuote | Reason::StrayQuote => 305,
            Reason::StrayCarriageReturn | Reason::ControlCharacter(_) | Reason::Invisible(_) => 306,
            Reason::EmptyId => 310,
            Reason::DuplicateId { .. } | Reason::OtherNoughts { .. } => 311,
            Reason::Amount(_) => 312,
            Reason::Date(_) => 313,
            Reason::Code(_) => 314,
            Reason::SettledWithoutDaybook | Reason::DaybookWithoutSettlement | Reason::TimeWithoutDay => 315,
            Reason::ScientificId | Reason::DecimalId | Reason::LongNumber => 316,
            Reason::EmptyMark => 317,
            Reason::UnmappedValue { .. }
            | Reason::SignWord { .. }
            | Reason::TwoSigns
            | Reason::TwoAmounts
            | Reason::MinusGoingOut => 318,
            Reason::ErrorCell | Reason::CellType { .. } | Reason::FormulasWithoutResult { .. } => 319,
        })
    }

    /// The code of a finding.
    #[must_use]
    pub fn of_finding(finding: &Finding) -> Self {
        Self(match finding {
            Finding::EncodingFallback { .. } => 701,
            Finding::IgnoredColumns { .. } => 702,
            Finding::UnknownCode { .. } | Finding::BranchOfAnother { .. } => 703,
            Finding::ChangedLine { .. }
            | Finding::ToldOtherwise { .. }
            | Finding::RememberedChange { .. }
            | Finding::VanishedLine { .. }
            | Finding::GoneOpenItems { .. }
            | Finding::WithdrawnLine { .. } => 704,
            Finding::BackDatedStorno { .. } => 705,
            Finding::Overlap { .. } | Finding::SharedLines { .. } | Finding::OtherNoughts { .. } => 706,
            Finding::FallbackDaybook { .. }
            | Finding::FormerOnlineDaybook { .. }
            | Finding::UnmanagedDaybook { .. }
            | Finding::OtherKind { .. } => 707,
            Finding::UnknownDays { .. } => 708,
            Finding::StrayLines { .. } => 709,
            Finding::NothingOf { .. } => 710,
            Finding::SameIds { .. } | Finding::TwoKinds { .. } | Finding::AlikeInFeeds { .. } => 711,
            Finding::MissedExports { .. } => 712,
            Finding::UnclearName { .. } | Finding::DaysNotTold { .. } | Finding::DatedBackAlone { .. } => 713,
            Finding::NoProfile { .. }
            | Finding::UnusedProfile { .. }
            | Finding::UnusedHeaders { .. }
            | Finding::NearlyNamed { .. }
            | Finding::ReplacedByConstant { .. } => 714,
            Finding::NoDecimals { .. } => 715,
            Finding::SheetsNotRead { .. } | Finding::HiddenRows { .. } => 716,
            Finding::Incomplete { .. } => 717,
            Finding::MissingCharacters { .. } => 718,
            Finding::Desk(_) => 719,
            Finding::LateLine { .. } => 720,
            Finding::PassedOver { .. }
            | Finding::FolderNotSearched { .. }
            | Finding::OwnOutput { .. }
            | Finding::NotTakenIn { .. } => 721,
            Finding::Titles { .. } | Finding::RepeatedHeader { .. } | Finding::LeftOut { .. } => 722,
            Finding::More { like, .. } => return Self::of_finding(like),
        })
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KV{:03}", self.0)
    }
}
