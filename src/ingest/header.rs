//! Which column of an export holds what.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::defect::{Defect, Reason};
use super::limits::MOST_COLUMNS;
use super::profile::Profile;

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
}

impl Field {
    /// Every field, in the order in which messages name them.
    pub const ALL: [Self; 18] = [
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
        }
    }

    /// The field of that name in a profile.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }

    /// The headers that every profile accepts for this field, Dutch first.
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
        }
    }

    fn is_required(self) -> bool {
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

/// A header without what does not matter: letter case, accents, blanks, `_` and `-`.
#[must_use]
pub fn normalise(header: &str) -> String {
    header
        .nfd()
        .filter(|c| !is_combining_mark(*c) && !c.is_whitespace() && !matches!(c, '_' | '-'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// Where each field stands in the records of one export.
#[derive(Clone, Debug)]
pub struct Layout {
    headers: Vec<String>,
    columns: [Option<usize>; Field::ALL.len()],
    ignored: Vec<String>,
}

impl Layout {
    /// Finds the fields in a header row.
    ///
    /// # Errors
    /// Every header that is there twice or means the same as another, and every needed column that is missing.
    pub fn of_headers(headers: &[&str], profile: &Profile) -> Result<Self, Vec<Defect>> {
        if headers.len() > MOST_COLUMNS {
            return Err(vec![Defect::of_record(1, Reason::TooManyColumns { found: headers.len() })]);
        }
        let headers: Vec<String> = headers.iter().map(|header| header.trim().to_owned()).collect();
        let normal: Vec<String> = headers.iter().map(|header| normalise(header)).collect();
        // What the profile says of a header of this file goes before what headers usually mean.
        let mapped: Vec<Field> = normal.iter().filter_map(|name| profile.headers.get(name)).copied().collect();
        let is_column = |field: &Field, name| profile.headers.contains_key(name) || !mapped.contains(field);
        let mut faults = Vec::new();
        let mut columns: [Option<usize>; Field::ALL.len()] = [None; Field::ALL.len()];
        let mut ignored = Vec::new();
        for (index, name) in normal.iter().enumerate() {
            if name.is_empty() {
                ignored.push(format!("({})", index + 1));
                continue;
            }
            if let Some(first) = normal[..index].iter().position(|other| other == name) {
                faults.push(Defect::of_header(
                    &headers[index],
                    Reason::DuplicateHeader { first: first + 1, second: index + 1 },
                ));
                continue;
            }
            let Some(field) = field_of(name, profile).filter(|field| is_column(field, name)) else {
                ignored.push(headers[index].clone());
                continue;
            };
            let column = &mut columns[field as usize];
            if let Some(first) = *column {
                faults.push(Defect::of_header(
                    &headers[index],
                    Reason::SameMeaning { field, other: headers[first].clone() },
                ));
            } else {
                *column = Some(index);
            }
        }
        for field in Field::ALL {
            if field.is_required() && columns[field as usize].is_none() {
                faults.push(Defect::of_header("", Reason::MissingColumn { field, found: headers.clone() }));
            }
        }
        if faults.is_empty() { Ok(Self { headers, columns, ignored }) } else { Err(faults) }
    }

    /// How many fields each record has.
    #[must_use]
    pub fn width(&self) -> usize {
        self.headers.len()
    }

    /// The index of a field in each record, if the export has it.
    #[must_use]
    pub fn index(&self, field: Field) -> Option<usize> {
        self.columns[field as usize]
    }

    /// The header of a field as the file writes it; its usual name when the export doesn't have it.
    #[must_use]
    pub fn header(&self, field: Field) -> &str {
        self.index(field).map_or(field.headers()[0], |index| &self.headers[index])
    }

    /// The headers of columns that no report uses; a column without a header by its number.
    #[must_use]
    pub fn ignored(&self) -> &[String] {
        &self.ignored
    }

    /// How many of these headers are known.
    #[must_use]
    pub fn known(headers: &[&str], profile: &Profile) -> usize {
        headers.iter().filter(|header| field_of(&normalise(header), profile).is_some()).count()
    }
}

fn field_of(normal: &str, profile: &Profile) -> Option<Field> {
    if let Some(field) = profile.headers.get(normal) {
        return Some(*field);
    }
    Field::ALL.into_iter().find(|field| field.headers().iter().any(|header| normalise(header) == normal))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: [&str; 8] =
        ["Adm Id", "Datum boeking", "Datum afhandeling", "Dagboek", "Instantie", "Vestiging", "Boekingscode", "Bedrag"];

    #[test]
    fn spelling_and_order_do_not_matter() {
        let headers = [
            " BEDRAG_afgehandeld ",
            "booking-code",
            "LOCATION",
            "instantie",
            "dagboekcode",
            "afboek datum",
            "Öpboekdatum",
            "adm_id",
        ];
        let layout = Layout::of_headers(&headers, &Profile::default()).expect("a layout");
        assert_eq!(layout.index(Field::Amount), Some(0));
        assert_eq!(layout.index(Field::TransactionId), Some(7));
        assert_eq!(layout.header(Field::Posted), "Öpboekdatum");
    }

    #[test]
    fn all_faults_are_named() {
        let headers = ["Adm Id", "adm-id", "Bedrag", "Amount", "Dagboek", "Opmerking"];
        let faults = Layout::of_headers(&headers, &Profile::default()).expect_err("faults");
        assert_eq!(faults.len(), 7);
    }

    #[test]
    fn a_profile_goes_before_what_headers_usually_mean() {
        let headers: Vec<&str> = GOOD.into_iter().chain(["Bedrag afgehandeld"]).collect();
        for (header, index) in [("bedrag", 7), ("bedragafgehandeld", 8)] {
            let headers_of = [(header.to_owned(), Field::Amount)].into();
            let profile = Profile { headers: headers_of, ..Profile::default() };
            let layout = Layout::of_headers(&headers, &profile).expect("a layout");
            assert_eq!((layout.index(Field::Amount), layout.ignored().len()), (Some(index), 1));
        }
    }

    #[test]
    fn what_no_report_uses_is_told() {
        let headers: Vec<&str> = GOOD.into_iter().chain(["Opmerking", ""]).collect();
        let layout = Layout::of_headers(&headers, &Profile::default()).expect("a layout");
        assert_eq!(layout.ignored(), ["Opmerking", "(10)"]);
    }
}
