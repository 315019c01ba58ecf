//! What a column of a report shows, and how it is written.

use serde::{Deserialize, Serialize};

use super::dimension::Dimension;

/// What a line of a report is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A group of transactions with their number and sums.
    Summary,
    /// One transaction.
    Listing,
}

/// What stands for the code in the header of a column that stands side by side with others.
pub const CODE: &str = "{}";

/// What a column shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Field {
    Daybook,
    DaybookDescription,
    Institution,
    InstitutionName,
    Branch,
    BranchName,
    BookingGroup,
    BookingCode,
    Description,
    LedgerAccount,
    Category,
    Age,
    #[serde(rename = "receiving-institution")]
    Receiver,
    #[serde(rename = "receiving-institution-name")]
    ReceiverName,
    Day,
    Weekday,
    Week,
    Month,
    Year,
    Count,
    Receipts,
    Expenses,
    Balance,
    Side,
    Difference,
    DifferencePercent,
    WayOfPayment,
    IsReceived,
    TransactionId,
    Posted,
    Settled,
    Source,
    SettlementSource,
    Amount,
    AmountPosted,
    Customer,
    Item,
    Invoice,
    Drawer,
    Staff,
    Original,
    OriginalSettled,
    DaysBetween,
    Relation,
    Cumulative,
    Points,
    ToFillIn,
    Change,
    AmountBefore,
    FirstReport,
    Export,
    CameIn,
    EntryNumber,
    EntryDate,
    FiscalYear,
    BudgetEntity,
    EntryAccount,
    PolicyField,
    EconomicSector,
    Action,
    Project,
    EntryText,
    Debit,
    Credit,
    Voucher,
    EntryPeriod,
    EntrySource,
}

impl Field {
    /// The dimension that a summary must group by to show this field; `None` for figures.
    #[must_use]
    pub fn dimension(self) -> Option<Dimension> {
        Some(match self {
            Self::Daybook | Self::DaybookDescription => Dimension::Daybook,
            Self::Institution | Self::InstitutionName => Dimension::Institution,
            Self::Branch | Self::BranchName => Dimension::Branch,
            Self::BookingGroup => Dimension::BookingGroup,
            Self::BookingCode | Self::Description => Dimension::BookingCode,
            Self::LedgerAccount => Dimension::LedgerAccount,
            Self::Category => Dimension::Category,
            Self::Age => Dimension::Age,
            Self::Receiver | Self::ReceiverName => Dimension::Receiver,
            Self::Day => Dimension::Day,
            Self::Weekday => Dimension::Weekday,
            Self::Week => Dimension::Week,
            Self::Month => Dimension::Month,
            Self::Year => Dimension::Year,
            Self::Source => Dimension::Source,
            Self::Drawer => Dimension::Drawer,
            _ => return None,
        })
    }

    /// Whether only a report of stornos has it.
    #[must_use]
    pub fn is_of_pairs(self) -> bool {
        matches!(self, Self::Original | Self::OriginalSettled | Self::DaysBetween)
    }

    /// Whether only a sample has it.
    #[must_use]
    pub fn is_of_sample(self) -> bool {
        matches!(self, Self::Cumulative | Self::Points | Self::ToFillIn)
    }

    /// Whether only a report of changes has it.
    #[must_use]
    pub fn is_of_changes(self) -> bool {
        matches!(self, Self::Change | Self::AmountBefore | Self::FirstReport | Self::Export | Self::CameIn)
    }

    /// Whether only entries of a ledger have it.
    #[must_use]
    pub fn is_of_entries(self) -> bool {
        matches!(
            self,
            Self::EntryNumber
                | Self::EntryDate
                | Self::FiscalYear
                | Self::BudgetEntity
                | Self::EntryAccount
                | Self::PolicyField
                | Self::EconomicSector
                | Self::Action
                | Self::Project
                | Self::EntryText
                | Self::Debit
                | Self::Credit
                | Self::Voucher
                | Self::EntryPeriod
                | Self::EntrySource
        )
    }

    /// Whether it is a description, which carries the words of total rows.
    #[must_use]
    pub fn is_description(self) -> bool {
        matches!(self, Self::Description | Self::DaybookDescription | Self::EntryText)
    }

    /// Whether only files for programs show it, unless it has a width: what a page says by the parts that its lines stand in, or
    /// by words.
    #[must_use]
    pub fn is_for_files_alone(self) -> bool {
        matches!(self, Self::WayOfPayment | Self::IsReceived | Self::CameIn)
    }

    /// Whether it is a text that no figure is made of and no line is told apart by.
    #[must_use]
    pub fn is_free_text(self) -> bool {
        self.is_description()
            || matches!(
                self,
                Self::InstitutionName
                    | Self::ReceiverName
                    | Self::BranchName
                    | Self::Source
                    | Self::SettlementSource
                    | Self::Customer
                    | Self::Item
                    | Self::Invoice
                    | Self::Drawer
                    | Self::Staff
                    | Self::Voucher
            )
    }

    /// Whether lines of a kind have it.
    #[must_use]
    pub fn is_of(self, kind: Kind) -> bool {
        match self {
            Self::Daybook
            | Self::DaybookDescription
            | Self::Institution
            | Self::InstitutionName
            | Self::Branch
            | Self::BranchName
            | Self::BookingGroup
            | Self::BookingCode
            | Self::Description
            | Self::Source
            | Self::Drawer
            | Self::Amount
            | Self::WayOfPayment
            | Self::IsReceived => true,
            Self::LedgerAccount
            | Self::Category
            | Self::Age
            | Self::Receiver
            | Self::ReceiverName
            | Self::Day
            | Self::Weekday
            | Self::Week
            | Self::Month
            | Self::Year
            | Self::Count
            | Self::Receipts
            | Self::Expenses
            | Self::Balance
            | Self::Side
            | Self::Difference
            | Self::DifferencePercent => kind == Kind::Summary,
            _ if self.is_of_entries() => kind == Kind::Summary,
            _ => kind == Kind::Listing,
        }
    }

    /// How its values are usually written.
    #[must_use]
    pub fn format(self) -> Format {
        match self {
            Self::Count | Self::DaysBetween | Self::Points | Self::EntryNumber => Format::Count,
            Self::Receipts
            | Self::Expenses
            | Self::Balance
            | Self::Side
            | Self::Difference
            | Self::Amount
            | Self::AmountPosted
            | Self::Cumulative
            | Self::AmountBefore
            | Self::Debit
            | Self::Credit => Format::Amount,
            Self::DifferencePercent => Format::Percent,
            Self::Day | Self::Posted | Self::Settled | Self::OriginalSettled | Self::CameIn | Self::EntryDate => {
                Format::Date
            }
            _ => Format::Text,
        }
    }
}

/// How templates write a figure that lines need.
#[must_use]
pub(super) fn name_of(figure: Field) -> &'static str {
    match figure {
        Field::Count => "count",
        Field::Receipts => "receipts",
        Field::Expenses => "expenses",
        Field::Daybook => "daybook",
        Field::EntryNumber => "entry-number",
        Field::EntrySource => "entry-source",
        Field::Debit => "debit",
        Field::Credit => "credit",
        _ => "amount",
    }
}

/// How a line of a report of stornos stands to others, or why a line is in a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// A storno whose original is there.
    Paired,
    /// A storno whose original is not there.
    Unpaired,
    /// Money that went back, which takes no line back.
    Refund,
    /// In a sample, a line that is as large as the interval.
    Certain,
    /// In a sample, a line that a point fell on.
    Drawn,
    /// In a sample, a line with a negative amount.
    Negative,
}

impl Relation {
    /// As templates write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Paired => "paired",
            Self::Unpaired => "unpaired",
            Self::Refund => "refund",
            Self::Certain => "certain",
            Self::Drawn => "drawn",
            Self::Negative => "negative",
        }
    }

    /// Those of stornos, in the order of a report.
    pub const OF_STORNOS: [Self; 3] = [Self::Paired, Self::Unpaired, Self::Refund];
    /// Those of a sample, in the order of a report.
    pub const OF_SAMPLE: [Self; 3] = [Self::Certain, Self::Drawn, Self::Negative];
}

/// How the values of a column are written on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// As it is, left-aligned.
    Text,
    /// A whole number, right-aligned.
    Count,
    /// An amount, right-aligned.
    Amount,
    /// So many percent, right-aligned.
    Percent,
    /// So many percent of a whole, with a bar, right-aligned; in tables that no template makes.
    #[serde(skip)]
    Share,
    /// A day: `22/11/2026`.
    Date,
    /// A day with its weekday: `zo 22/11/2026`.
    Weekday,
    /// A fingerprint, which pages show in one piece under the name of its line.
    #[serde(skip)]
    Hash,
}

impl Format {
    /// Whether values stand against the right edge of their column.
    #[must_use]
    pub fn is_right_aligned(self) -> bool {
        matches!(self, Self::Count | Self::Amount | Self::Percent | Self::Share)
    }
}
