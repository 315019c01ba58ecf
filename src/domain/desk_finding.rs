//! What the control desk finds: counts that differ, money that is not where it should be.

use chrono::NaiveDate;

use super::{Cents, Money};

/// Something at the control desk that somebody must look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskFinding {
    /// What is the matter.
    pub matter: DeskMatter,
    /// The drawer or the channel.
    pub of: String,
    /// The day, where it is about one.
    pub day: Option<NaiveDate>,
    /// How much it is about, where it is about an amount: below zero money is missing.
    pub amount: Option<Money>,
}

const TOO_MUCH: &str = "overschot";
const TOO_LITTLE: &str = "tekort";

/// The word for a difference: counted less expected.
#[must_use]
pub fn verdict(difference: Cents) -> &'static str {
    match difference {
        0 => "klopt",
        difference if difference > 0 => TOO_MUCH,
        _ => TOO_LITTLE,
    }
}

impl DeskFinding {
    /// The word that an amount never stands without: of a count, whether there was too much or too little.
    #[must_use]
    pub fn word(&self) -> Option<&'static str> {
        let is_of_count = matches!(self.matter, DeskMatter::Differs | DeskMatter::Unexplained);
        self.amount.filter(|_| is_of_count).map(|amount| if amount.is_negative() { TOO_LITTLE } else { TOO_MUCH })
    }
}

/// What is the matter at the control desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DeskMatter {
    /// A count differs from what had to be there.
    Differs,
    /// The same, and nobody says why.
    Unexplained,
    /// Money is at the bank that no booking tells of.
    Unbooked,
    /// The bank found another sum in a deposit when it counted again.
    Recounted,
    /// What the bank paid is not what was booked.
    Unequal,
    /// What the provider says was paid is not what was booked.
    ProviderDiffers,
    /// Of a contract or a slip the bank paid another sum than the provider or the slip says.
    PaidOtherwise,
    /// Of a contract the bank kept another commission than the provider says.
    KeptOtherwise,
    /// No file of the provider tells of days of which it should.
    NoProvider,
    /// Money is not at the bank within its days.
    Late,
    /// Money came to the bank, but not within its days.
    CameLate,
    /// The bank sent money back.
    Returned,
    /// Bank or provider tell of days of which no export does.
    NoExport,
    /// No statement tells of the days on which money should have come.
    NoStatement,
    /// A match by hand does not hold.
    NotByHand,
    /// Money was booked on a daybook that no channel names.
    NoChannel,
    /// A drawer was counted, or cash was carried from one, that no channel names.
    NoDrawer,
    /// A count is of a day that is still to come.
    DayToCome,
    /// A count tells that another sum was carried to the bank than was booked.
    CountedHandOver,
    /// A deposit slip tells that another sum was carried to the bank than was booked.
    SlipHandOver,
    /// A deposit slip tells another sum than the count, and nobody knows what was booked.
    SlipNotCounted,
    /// A sum alone looks like the money of days, nobody confirmed it, and its days are over.
    Unconfirmed,
    /// Two witnesses of an account tell different things of a day.
    BankDiffers,
    /// A later file of a provider tells other payments than an earlier one did.
    ProviderChanged,
    /// A later file of a provider lacks payments of days that it tells of and an earlier one told.
    ProviderLacks,
    /// A provider tells of payments at a terminal or of a contract that no channel has.
    NoContract,
    /// An online payment is still in process, and its money should have come.
    InProcess,
    /// Money is on an account that libraries share, and nothing tells whose it is.
    Shared,
}

impl DeskMatter {
    /// All of them.
    pub const ALL: [Self; 28] = [
        Self::Differs,
        Self::Unexplained,
        Self::Unbooked,
        Self::Recounted,
        Self::Unequal,
        Self::ProviderDiffers,
        Self::PaidOtherwise,
        Self::KeptOtherwise,
        Self::NoProvider,
        Self::Late,
        Self::CameLate,
        Self::Returned,
        Self::NoExport,
        Self::NoStatement,
        Self::NotByHand,
        Self::NoChannel,
        Self::NoDrawer,
        Self::DayToCome,
        Self::CountedHandOver,
        Self::SlipHandOver,
        Self::SlipNotCounted,
        Self::Unconfirmed,
        Self::BankDiffers,
        Self::ProviderChanged,
        Self::ProviderLacks,
        Self::NoContract,
        Self::InProcess,
        Self::Shared,
    ];

    /// The name by which tables of words have it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Differs => "differs",
            Self::Unexplained => "unexplained",
            Self::Unbooked => "unbooked",
            Self::Recounted => "recounted",
            Self::Unequal => "unequal",
            Self::ProviderDiffers => "provider_differs",
            Self::PaidOtherwise => "paid_otherwise",
            Self::KeptOtherwise => "kept_otherwise",
            Self::NoProvider => "no_provider",
            Self::Late => "late",
            Self::CameLate => "came_late",
            Self::Returned => "returned",
            Self::NoExport => "no_export",
            Self::NoStatement => "no_statement",
            Self::NotByHand => "not_by_hand",
            Self::NoChannel => "no_channel",
            Self::NoDrawer => "no_drawer",
            Self::DayToCome => "day_to_come",
            Self::CountedHandOver => "counted_hand_over",
            Self::SlipHandOver => "slip_hand_over",
            Self::SlipNotCounted => "slip_not_counted",
            Self::Unconfirmed => "unconfirmed",
            Self::BankDiffers => "bank_differs",
            Self::ProviderChanged => "provider_changed",
            Self::ProviderLacks => "provider_lacks",
            Self::NoContract => "no_contract",
            Self::InProcess => "in_process",
            Self::Shared => "shared",
        }
    }
}
