//! What the columns of an export hold, and what their headers are called.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::cell::is_invisible;

/// What a column of an export holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Field {
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

impl Field {
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

    /// The headers that every profile accepts for this field, Dutch first; none where only a profile can name one.
    #[must_use]
    pub fn headers(self) -> &'static [&'static str] {
        match self {
            Self::TransactionId => &["Adm Id", "Boekingsnummer", "Transaction id"],
            Self::Posted => &["Datum boeking", "Opboekdatum", "Opboek datum", "Date posted"],
            Self::Settled => &["Datum afhandeling", "Afboekdatum", "Afboek datum", "Date settled"],
            Self::Daybook => &["Dagboek", "Dagboekcode", "Journal", "Daybook"],
            Self::Institution => &["Instantie", "Institution"],
            Self::Branch => &["Vestiging", "Vestigingscode", "Branch", "Location"],
            Self::BookingGroup => &["Boekingsgroep", "Booking group"],
            Self::BookingCode => &["Boekingscode", "Booking code"],
            Self::Amount => &["Bedrag afgehandeld", "Bedrag", "Amount"],
            Self::AmountPosted => &["Bedrag boeking", "Amount posted"],
            Self::Description => &["Omschrijving", "Description"],
            Self::Source => &["Bron", "Source"],
            Self::SettlementSource => &["Afboek bron", "Settlement source"],
            Self::Customer => &["Actor Id", "Klant", "Customer"],
            Self::Item => &["ExemplaarId", "Exemplaar", "Item"],
            Self::Invoice => &["Factuurnummer", "Invoice"],
            Self::Drawer => &["Kasnummer", "Drawer"],
            Self::Staff => &["Medewerker", "Staff"],
            Self::PostedTime | Self::SettledTime | Self::Sign | Self::AmountIn | Self::AmountOut => &[],
        }
    }

    /// Its usual header; its name in profiles where it has none.
    #[must_use]
    pub fn usual_header(self) -> &'static str {
        self.headers().first().copied().unwrap_or(self.name())
    }

    /// Whether an export must have a column for it.
    #[must_use]
    pub fn is_required(self) -> bool {
        matches!(
            self,
            Self::TransactionId
                | Self::Posted
                | Self::Settled
                | Self::Daybook
                | Self::Institution
                | Self::Branch
                | Self::BookingCode
                | Self::Amount
        )
    }
}

/// A header without what does not matter: letter case, accents, blanks, `_`, `-`, and what nobody sees.
#[must_use]
pub fn normalise(header: &str) -> String {
    header
        .nfd()
        .filter(|c| !is_combining_mark(*c) && !c.is_whitespace() && !is_invisible(*c) && !matches!(c, '_' | '-'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// The field that a header, normalised, means in every profile.
#[must_use]
pub fn usual_field(normal: &str) -> Option<Field> {
    static USUAL: LazyLock<BTreeMap<String, Field>> = LazyLock::new(|| {
        let headers = |field: Field| field.headers().iter().map(move |header| (normalise(header), field));
        Field::ALL.into_iter().flat_map(headers).collect()
    });
    USUAL.get(normal).copied()
}
