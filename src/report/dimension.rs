//! What lines are grouped by.

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
    /// Where the cost arose: the library.
    Institution,
    /// Where the cost arose: the branch.
    Branch,
    /// The first digit of the booking code.
    BookingGroup,
    /// What was paid.
    BookingCode,
    /// The civil day of settlement.
    Day,
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
            Self::Day => "subtotaal-dag",
        }
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
