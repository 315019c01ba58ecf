//! What a line of a daybook has.

use serde::Deserialize;

use super::transactions::TEXTS;

/// What a line of a daybook has, and what columns of exports tell of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum LineField {
    TransactionId,
    Posted,
    Settled,
    Daybook,
    Institution,
    Branch,
    BookingGroup,
    BookingCode,
    Amount,
    AmountPosted,
    Description,
    Source,
    SettlementSource,
    Customer,
    Item,
    Invoice,
    Drawer,
    Staff,
    /// The time of posting, where it stands beside the day.
    PostedTime,
    /// The time of settlement, where it stands beside the day.
    SettledTime,
    /// A word that tells the sign of the amount.
    Sign,
    /// The amount of a line that brings money in, where such lines have a column of their own.
    AmountIn,
    /// The amount of a line that takes money out.
    AmountOut,
}

impl LineField {
    /// How many there are.
    pub const COUNT: usize = 23;

    /// Every field, in the order in which messages name them.
    pub const ALL: [Self; Self::COUNT] = [
        Self::TransactionId,
        Self::Posted,
        Self::Settled,
        Self::Daybook,
        Self::Institution,
        Self::Branch,
        Self::BookingGroup,
        Self::BookingCode,
        Self::Amount,
        Self::AmountPosted,
        Self::Description,
        Self::Source,
        Self::SettlementSource,
        Self::Customer,
        Self::Item,
        Self::Invoice,
        Self::Drawer,
        Self::Staff,
        Self::PostedTime,
        Self::SettledTime,
        Self::Sign,
        Self::AmountIn,
        Self::AmountOut,
    ];

    /// Those that hold free texts or ids, in the order of [`TEXTS`].
    pub const TEXTS: [Self; TEXTS.len()] = [
        Self::TransactionId,
        Self::Description,
        Self::Source,
        Self::SettlementSource,
        Self::Customer,
        Self::Item,
        Self::Invoice,
        Self::Drawer,
        Self::Staff,
    ];

    /// The name by which a profile in the configuration maps a header to this field.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::TransactionId => "transaction_id",
            Self::Posted => "posted",
            Self::Settled => "settled",
            Self::Daybook => "daybook",
            Self::Institution => "institution",
            Self::Branch => "branch",
            Self::BookingGroup => "booking_group",
            Self::BookingCode => "booking_code",
            Self::Amount => "amount",
            Self::AmountPosted => "amount_posted",
            Self::Description => "description",
            Self::Source => "source",
            Self::SettlementSource => "settlement_source",
            Self::Customer => "customer",
            Self::Item => "item",
            Self::Invoice => "invoice",
            Self::Drawer => "drawer",
            Self::Staff => "staff",
            Self::PostedTime => "posted_time",
            Self::SettledTime => "settled_time",
            Self::Sign => "sign",
            Self::AmountIn => "amount_in",
            Self::AmountOut => "amount_out",
        }
    }

    /// The field of that name in a profile.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }

    /// The field that a column of texts holds.
    #[must_use]
    pub fn of_text(column: &str) -> Option<Self> {
        Self::TEXTS.into_iter().zip(TEXTS).find(|(_, name)| *name == column).map(|(field, _)| field)
    }
}
