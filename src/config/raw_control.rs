//! Channels and witnesses as they are written in the configuration.

use schemars::JsonSchema;
use serde::Deserialize;

use super::raw_profile::OneOrMore;

#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawChannel {
    /// Its name.
    #[schemars(extend("examples" = ["balie"]))]
    pub(super) name: String,
    /// What kind of way it is: kas, terminal, payconiq, kredietkaart, online.
    #[schemars(extend("examples" = ["terminal"]))]
    pub(super) kind: String,
    /// The daybooks that its money is booked on.
    #[schemars(extend("examples" = [["B492"]]))]
    pub(super) daybooks: Vec<String>,
    /// The account that it comes to, an IBAN; left out: any, and then no sum alone links anything.
    #[schemars(extend("examples" = ["BE68 5390 0754 7034"]))]
    pub(super) account: Option<String>,
    /// The witness (aanbieder or mijnbib) that tells what its customers paid, by its name.
    #[schemars(extend("examples" = ["worldline"]))]
    pub(super) provider: Option<String>,
    /// The numbers of its terminals, contracts or merchants, as the bank and providers write them.
    #[serde(default)]
    #[schemars(extend("examples" = [["602398"]]))]
    pub(super) contracts: Vec<String>,
    /// Within how many bank working days its money is at the bank; left out: 3, of cash 5, of credit cards and online 10.
    #[schemars(extend("examples" = [3]))]
    pub(super) bank_days: Option<u16>,
    /// The time at which the day of its terminals ends; left out: midnight. An hour of the morning is that of the next day.
    #[schemars(extend("examples" = ["02:00"]))]
    pub(super) day_ends: Option<String>,
    /// The day at whose start it is known what lay in each drawer; of cash alone.
    #[schemars(extend("examples" = ["2026-10-01"]))]
    pub(super) opening_day: Option<String>,
    /// What lay in each drawer then, in euro with two decimals.
    #[schemars(extend("examples" = ["75,00"]))]
    pub(super) opening: Option<String>,
    /// Booking codes by which cash is carried to the bank, beside 5990.
    #[serde(default)]
    #[schemars(extend("examples" = [["4980"]]))]
    pub(super) handed_over: Vec<String>,
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawWitness {
    /// Its name.
    #[schemars(extend("examples" = ["bank"]))]
    pub(super) name: String,
    /// What it is: coda, camt053, bankcsv, aanbieder, mijnbib, telling, borderel, afpunting.
    #[schemars(extend("examples" = ["coda"]))]
    pub(super) kind: String,
    /// Of an aanbieder or mijnbib: the [[`payment_profile`]] that its files are written by; left out: whichever fits.
    #[schemars(extend("examples" = ["ccv"]))]
    pub(super) profile: Option<String>,
    /// The patterns of its files: one, or a list.
    #[schemars(extend("examples" = ["bank/*.cod"]))]
    pub(super) files: OneOrMore,
}
