//! What the headers of exports are called.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::cell::is_invisible;
use crate::domain::LineField;

impl LineField {
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
pub fn usual_field(normal: &str) -> Option<LineField> {
    static USUAL: LazyLock<BTreeMap<String, LineField>> = LazyLock::new(|| {
        let headers = |field: LineField| field.headers().iter().map(move |header| (normalise(header), field));
        LineField::ALL.into_iter().flat_map(headers).collect()
    });
    USUAL.get(normal).copied()
}
