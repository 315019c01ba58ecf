//! What became of days and money that are set beside each other, and by what rule they were linked.

/// What became of a day, or of money at the bank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Linked, and equal to the cent.
    Matched,
    /// A sum that fits nothing else: somebody must agree.
    Proposed,
    /// Not linked, or linked and not equal.
    Open,
    /// Not at the bank within its days.
    Late,
    /// The bank sent it back.
    Refused,
    /// No statement of the bank tells of the days on which it should have come.
    NotReceived,
}

impl Status {
    /// The word for it.
    #[must_use]
    pub fn dutch(self) -> &'static str {
        match self {
            Self::Matched => "afgepunt",
            Self::Proposed => "voorstel",
            Self::Open => "open",
            Self::Late => "te laat",
            Self::Refused => "geweigerd",
            Self::NotReceived => "niet ontvangen",
        }
    }
}

/// By what rule a link was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// A reference that only one payout has.
    Reference,
    /// The structured communication of a deposit slip.
    SlipReference,
    /// The contract or terminal and the days.
    ContractAndDay,
    /// The only such sum within the days of the channel, on both sides.
    UniqueSum,
    /// The only run of days that makes the sum.
    RunOfDays,
    /// A day has what the one beside it lacks, booked around the end of the first of them.
    DayEnd,
    /// Somebody says so, in the entry of that number.
    ByHand(u32),
}

impl Rule {
    /// How a report says it.
    #[must_use]
    pub fn dutch(self) -> &'static str {
        match self {
            Self::Reference => "referentie van de uitbetaling",
            Self::SlipReference => "gestructureerde mededeling van het borderel",
            Self::ContractAndDay => "contract en dag",
            Self::UniqueSum => "enige gelijke bedrag binnen de termijn",
            Self::RunOfDays => "enige reeks dagen met dat bedrag",
            Self::DayEnd => "daggrens: samen met de dag ernaast gelijk",
            Self::ByHand(_) => "met de hand",
        }
    }
}
