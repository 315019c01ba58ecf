//! What lines are grouped by.

use std::fmt;

use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::StrDeserializer;

use crate::domain::DaybookKind;

/// Something that a line can be grouped by. The names are those of templates and of `--grouping`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dimension {
    /// What the letter of the daybook says.
    DaybookKind,
    /// How it was settled.
    Daybook,
    /// The way in which the money came in: cash, bank, online; or why it did not.
    WayOfPayment,
    /// Where the cost arose: the library.
    Institution,
    /// Where the cost arose: the branch.
    Branch,
    /// The first digit of the booking code.
    BookingGroup,
    /// What was paid.
    BookingCode,
    /// The ledger account of what was paid.
    LedgerAccount,
    /// The civil day of settlement.
    Day,
    /// The day of the week of settlement, Monday first.
    Weekday,
    /// The ISO week of settlement.
    Week,
    /// The month of settlement.
    Month,
    /// The year of settlement.
    Year,
    /// Where the cost was posted (*bron*).
    Source,
    /// The drawer (*kas*).
    Drawer,
    /// The category that the template puts it into.
    Category,
    /// How long ago an open item was posted.
    Age,
    /// The library that manages the daybook on which it was settled.
    #[serde(rename = "receiving-institution")]
    Receiver,
    /// The earlier periods that a report compares with; only side by side.
    Earlier,
}

impl Dimension {
    /// The dimension that templates call by a name.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let name: StrDeserializer<'_, serde::de::value::Error> = name.into_deserializer();
        Self::deserialize(name).ok()
    }

    /// The word for subtotals over this dimension in the CSV's column `Rijtype`.
    #[must_use]
    pub fn row_type(self) -> &'static str {
        match self {
            Self::DaybookKind => "subtotaal-dagboeksoort",
            Self::Daybook => "subtotaal-dagboek",
            Self::Institution => "subtotaal-instantie",
            Self::Branch => "subtotaal-vestiging",
            Self::BookingGroup => "subtotaal-boekingsgroep",
            Self::BookingCode => "subtotaal-boekingscode",
            Self::LedgerAccount => "subtotaal-grootboek",
            Self::WayOfPayment => "subtotaal-soort",
            Self::Day => "subtotaal-dag",
            Self::Weekday => "subtotaal-weekdag",
            Self::Week => "subtotaal-week",
            Self::Month => "subtotaal-maand",
            Self::Year => "subtotaal-jaar",
            Self::Source => "subtotaal-bron",
            Self::Drawer => "subtotaal-kas",
            Self::Category => "subtotaal-categorie",
            Self::Age => "subtotaal-ouderdom",
            Self::Receiver => "subtotaal-ontvanger",
            Self::Earlier => "subtotaal-periode",
        }
    }

    /// Whether it depends on the day of settlement: as a run of days, or as what daybooks are changes with the day.
    #[must_use]
    pub fn is_of_days(self) -> bool {
        self.is_time()
            || matches!(
                self,
                Self::Weekday | Self::WayOfPayment | Self::Category | Self::LedgerAccount | Self::Receiver
            )
    }

    /// Whether its codes are runs of days.
    #[must_use]
    pub fn is_time(self) -> bool {
        matches!(self, Self::Day | Self::Week | Self::Month | Self::Year)
    }

    /// Whether it tells what was received from what was not.
    #[must_use]
    pub fn tells_received(self) -> bool {
        matches!(self, Self::DaybookKind | Self::Daybook | Self::WayOfPayment)
    }
}

impl fmt::Display for Dimension {
    /// As templates write it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DaybookKind => "daybook-kind",
            Self::Daybook => "daybook",
            Self::WayOfPayment => "way-of-payment",
            Self::Institution => "institution",
            Self::Branch => "branch",
            Self::BookingGroup => "booking-group",
            Self::BookingCode => "booking-code",
            Self::LedgerAccount => "ledger-account",
            Self::Day => "day",
            Self::Weekday => "weekday",
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
            Self::Source => "source",
            Self::Drawer => "drawer",
            Self::Category => "category",
            Self::Age => "age",
            Self::Receiver => "receiving-institution",
            Self::Earlier => "earlier",
        })
    }
}

/// A kind of daybook as templates write it: its letter, or `other`.
#[must_use]
pub fn kind_of_name(name: &str) -> Option<DaybookKind> {
    DaybookKind::ALL.into_iter().find(|kind| kind_name(*kind) == name)
}

/// How templates write a kind of daybook.
#[must_use]
pub fn kind_name(kind: DaybookKind) -> &'static str {
    match kind {
        DaybookKind::Cash => "K",
        DaybookKind::Bank => "B",
        DaybookKind::SecondBank => "G",
        DaybookKind::Deposit => "R",
        DaybookKind::Offset => "V",
        DaybookKind::Points => "S",
        DaybookKind::Voucher => "T",
        DaybookKind::WriteOff => "A",
        DaybookKind::Other => "other",
    }
}
