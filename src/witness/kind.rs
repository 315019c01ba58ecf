//! The kinds of witnesses, and how a file is known as one.

use super::bank_csv::begins_as_belfius;
use super::camt053::begins_as_camt;
use super::coda::begins_as_coda;
use super::count::begins_as_count;
use super::deposit_slip::begins_as_slip;
use super::manual::begins_as_manual;
use super::mollie::begins_as_mollie;
use super::online::begins_as_online;
use super::worldline::begins_as_worldline;

/// A kind of witness.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WitnessKind {
    /// Bank statements in CODA 2.
    Coda,
    /// Bank statements in camt.053.
    Camt053,
    /// The CSV of a bank: Belfius.
    BankCsv,
    /// What a payment provider paid out: Worldline, Mollie.
    Provider,
    /// The online payments of Mijn Bibliotheek.
    MijnBib,
    /// Cash counts.
    Count,
    /// Deposit slips, as the program makes them.
    Slip,
    /// What was matched by hand.
    Manual,
}

impl WitnessKind {
    /// All kinds.
    pub const ALL: [Self; 8] = [
        Self::Coda,
        Self::Camt053,
        Self::BankCsv,
        Self::Provider,
        Self::MijnBib,
        Self::Count,
        Self::Slip,
        Self::Manual,
    ];

    /// Its name, as configurations and commands have it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Coda => "coda",
            Self::Camt053 => "camt053",
            Self::BankCsv => "bankcsv",
            Self::Provider => "aanbieder",
            Self::MijnBib => "mijnbib",
            Self::Count => "telling",
            Self::Slip => "borderel",
            Self::Manual => "afpunting",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The kind of a file that has that name and begins with these bytes; `None` when it is no witness.
    #[must_use]
    pub fn of_file(name: &str, start: &[u8]) -> Option<Self> {
        let name = name.to_lowercase();
        let is_called = [".cod", ".coda"].iter().any(|end| name.ends_with(end));
        let is_provider = begins_as_worldline(start) || begins_as_mollie(start);
        let kinds = [
            (is_called || begins_as_coda(start), Self::Coda),
            (begins_as_camt(start), Self::Camt053),
            (begins_as_belfius(start), Self::BankCsv),
            (is_provider, Self::Provider),
            (begins_as_slip(start), Self::Slip),
            (begins_as_manual(start), Self::Manual),
            (begins_as_count(start), Self::Count),
            (begins_as_online(start), Self::MijnBib),
        ];
        kinds.into_iter().find(|(is_one, _)| *is_one).map(|(_, kind)| kind)
    }
}
