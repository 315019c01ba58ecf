//! Profiles of payment providers as they are written in the configuration.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::raw_profile::{OneOrMore, RawForm, has_form};

/// How a provider, or Mijn Bibliotheek, writes its payments.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPaymentProfile {
    /// Its name, by which a [[library.witness]] names it.
    #[schemars(extend("examples" = ["ccv"]))]
    pub(super) name: String,
    /// What stands between fields: `;` `,` `|` or a tab; left out: found from the header row.
    #[schemars(extend("examples" = [";"]))]
    pub(super) separator: Option<String>,
    /// What stands before decimals: `,` or `.`.
    #[schemars(extend("default" = ","))]
    pub(super) decimal_mark: Option<String>,
    /// What amounts are in: `euro` or `cents`.
    #[schemars(extend("default" = "euro"))]
    pub(super) unit: Option<String>,
    /// Where a minus may stand: `front`, `behind` or `brackets`.
    #[schemars(extend("default" = "front"))]
    pub(super) minus: Option<String>,
    /// The forms of days.
    #[schemars(extend("examples" = [["dd/mm/yyyy"]]))]
    pub(super) dates: Option<Vec<String>>,
    /// The sign of what the provider keeps: `positive`, or `negative` where gross amount and commission add up to the net.
    #[schemars(extend("default" = "positive"))]
    pub(super) commissions: Option<String>,
    /// Which column says what.
    pub(super) columns: RawPaymentColumns,
    /// What the words of the state say.
    #[serde(default)]
    pub(super) states: RawStates,
    /// Rows that give money back, by the value of a column: their amounts bear no sign of their own.
    #[serde(default)]
    #[schemars(extend("examples" = [{"Soort": ["Terugbetaling"]}]))]
    pub(super) refunds: BTreeMap<String, OneOrMore>,
    /// Rows of the provider's own costs, which no customer paid.
    #[serde(default)]
    #[schemars(extend("examples" = [{"Soort": ["Abonnement"]}]))]
    pub(super) costs: BTreeMap<String, OneOrMore>,
    /// Rows of totals: each is the sum of the payments since the one before.
    #[serde(default)]
    #[schemars(extend("examples" = [{"Soort": ["Totaal"]}]))]
    pub(super) totals: BTreeMap<String, OneOrMore>,
    /// Rows that are kept, by the value of a column; all others are left out.
    #[serde(default)]
    #[schemars(extend("examples" = [{"Soort": ["Betaling"]}]))]
    pub(super) keep: BTreeMap<String, OneOrMore>,
    /// Rows that are left out, by the value of a column.
    #[serde(default)]
    #[schemars(extend("examples" = [{"Soort": ["Info"]}]))]
    pub(super) leave_out: BTreeMap<String, OneOrMore>,
}

has_form!(RawPaymentProfile);

/// Which column of a provider's file says what.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPaymentColumns {
    /// The day of the payment.
    #[schemars(extend("examples" = ["Datum"]))]
    pub(super) day: String,
    /// What the customer paid; left out: net amount and commission.
    #[schemars(extend("examples" = ["Bedrag"]))]
    pub(super) gross: Option<String>,
    /// What the provider keeps; left out: nothing, or gross amount less net amount.
    #[schemars(extend("examples" = ["Kosten"]))]
    pub(super) commission: Option<String>,
    /// What reaches the bank.
    #[schemars(extend("examples" = ["Netto"]))]
    pub(super) net: Option<String>,
    /// The terminal, contract or merchant.
    #[schemars(extend("examples" = ["Terminal"]))]
    pub(super) contract: Option<String>,
    /// The card or way of payment.
    #[schemars(extend("examples" = ["Kaart"]))]
    pub(super) brand: Option<String>,
    /// The payout that it is in.
    #[schemars(extend("examples" = ["Uitbetaling"]))]
    pub(super) payout: Option<String>,
    /// The number of the payment, which no other has.
    #[schemars(extend("examples" = ["Transactie"]))]
    pub(super) id: Option<String>,
    /// Whether it was carried out: words of `states`.
    #[schemars(extend("examples" = ["Status"]))]
    pub(super) state: Option<String>,
    /// The currency, which must be EUR.
    #[schemars(extend("examples" = ["Munt"]))]
    pub(super) currency: Option<String>,
}

/// The words of a state.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawStates {
    /// Carried out.
    #[serde(default)]
    #[schemars(extend("examples" = [["betaald en afgehandeld", "geslaagd"]]))]
    pub(super) paid: Vec<String>,
    /// Not carried out yet.
    #[serde(default)]
    #[schemars(extend("examples" = [["in verwerking"]]))]
    pub(super) pending: Vec<String>,
    /// Never carried out.
    #[serde(default)]
    #[schemars(extend("examples" = [["geannuleerd"]]))]
    pub(super) void: Vec<String>,
}
