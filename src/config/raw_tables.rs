//! Code tables as they are written: in the configuration, in files beside it, and as the archive keeps them.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Code tables as the archive keeps them beside the reports that were made by them.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StoredTables {
    pub(super) institution: Vec<RawInstitution>,
    pub(super) branch: Vec<RawBranch>,
    pub(super) daybook: Vec<RawDaybook>,
    pub(super) booking_code: Vec<RawBookingCode>,
    /// Only where there are any, so that tables without are kept as before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) handed_over: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) agreement: Vec<RawAgreement>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) bookkeeping: Option<RawBookkeeping>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) ledger: Vec<RawLedgerMapping>,
}

/// CSV files with code tables, beside the configuration.
#[expect(clippy::doc_markdown, reason = "the schema shows these lines as they stand")]
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTables {
    /// code;name;financial_organisation;cooperation_group
    #[schemars(extend("examples" = ["codes/institutions.csv"]))]
    pub(super) institutions: Option<PathBuf>,
    /// code;institution;name;valid_from;valid_to
    #[schemars(extend("examples" = ["codes/branches.csv"]))]
    pub(super) branches: Option<PathBuf>,
    /// code;description;institution;ledger_account;valid_from;valid_to
    #[schemars(extend("examples" = ["codes/daybooks.csv"]))]
    pub(super) daybooks: Option<PathBuf>,
    /// code;description;ledger_account
    #[schemars(extend("examples" = ["codes/booking-codes.csv"]))]
    pub(super) booking_codes: Option<PathBuf>,
    /// booking_codes;daybooks;account;budget_entity;policy_field;economic_sector;action;project;valid_from;valid_to
    #[schemars(extend("examples" = ["codes/ledger.csv"]))]
    pub(super) ledger: Option<PathBuf>,
    /// Booking codes by which cash is carried to the bank, beside 5990; no file, but the codes themselves.
    #[serde(default)]
    #[schemars(extend("examples" = [["4980"]]))]
    pub(super) handed_over: Vec<String>,
}

#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAgreement {
    /// What libraries have agreed on receiving money for each other: what it is called, and where to find it.
    #[schemars(extend("examples" = ["Samenwerkingsovereenkomst van 12 maart 2026, artikel 7"]))]
    pub(super) name: String,
    /// The libraries that agreed.
    #[schemars(extend("examples" = [["I355", "I356"]]))]
    pub(super) institutions: Vec<String>,
    /// The first day on which it holds; left out: always before.
    #[schemars(extend("examples" = ["2026-01-01"]))]
    pub(super) valid_from: Option<String>,
    /// The last day on which it holds; left out: always after.
    #[schemars(extend("examples" = ["2026-12-31"]))]
    pub(super) valid_to: Option<String>,
}

#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawInstitution {
    /// The code of the library.
    #[schemars(extend("examples" = ["I355"]))]
    pub(super) code: String,
    /// Its name.
    #[schemars(extend("examples" = ["Bibliotheek Zonnedorp"]))]
    pub(super) name: String,
    /// The number of the financial organisation that it belongs to.
    #[schemars(extend("examples" = [301]))]
    pub(super) financial_organisation: Option<u32>,
    /// The cooperation group: 1, 2, 3, 3a.
    #[schemars(extend("examples" = ["1"]))]
    pub(super) cooperation_group: Option<String>,
}

#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawBranch {
    /// The code of the branch.
    #[schemars(extend("examples" = ["3550"]))]
    pub(super) code: String,
    /// The library that it belongs to.
    #[schemars(extend("examples" = ["I355"]))]
    pub(super) institution: String,
    /// Its name.
    #[schemars(extend("examples" = ["Hoofdbibliotheek"]))]
    pub(super) name: String,
    /// The first day on which this entry holds.
    #[schemars(extend("examples" = ["2026-01-01"]))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) valid_from: Option<String>,
    /// The last day on which it holds.
    #[schemars(extend("examples" = ["2026-12-31"]))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) valid_to: Option<String>,
}

#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawDaybook {
    /// The code of the daybook.
    #[schemars(extend("examples" = ["K001"]))]
    pub(super) code: String,
    /// Which desk, terminal or account it is; one that takes online payments has the word `online` in it.
    #[schemars(extend("examples" = ["Kas balie"]))]
    pub(super) description: String,
    /// The library that manages it; left out: it is every library's own.
    #[schemars(extend("examples" = ["I355"]))]
    pub(super) institution: Option<String>,
    /// The ledger account that it is booked on.
    #[schemars(extend("examples" = ["570000"]))]
    pub(super) ledger_account: Option<String>,
    /// The first day on which this entry holds.
    #[schemars(extend("examples" = ["2026-01-01"]))]
    pub(super) valid_from: Option<String>,
    /// The last day on which it holds.
    #[schemars(extend("examples" = ["2026-12-31"]))]
    pub(super) valid_to: Option<String>,
}

#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawBookingCode {
    /// The booking code.
    #[schemars(extend("examples" = ["2110"]))]
    pub(super) code: String,
    /// What was paid.
    #[schemars(extend("examples" = ["Telaatgeld boeken"]))]
    pub(super) description: String,
    /// The ledger account that it is booked on.
    #[schemars(extend("examples" = ["702110"]))]
    pub(super) ledger_account: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawBookkeeping {
    /// The budgetary entity of all entries.
    #[schemars(extend("examples" = ["0001"]))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) budget_entity: Option<String>,
    /// The policy field of receipts and expenses; 0703 unless something else stands here.
    #[schemars(extend("examples" = ["0703"]))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) policy_field: Option<String>,
    /// The economic sector of receipts and expenses.
    #[schemars(extend("examples" = ["1"]))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) economic_sector: Option<String>,
    /// The action of receipts and expenses.
    #[schemars(extend("examples" = ["GBB-BIB"]))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) action: Option<String>,
    /// The investment project of receipts and expenses.
    #[schemars(extend("examples" = ["IP-GEEN"]))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) project: Option<String>,
    /// The most characters that a ledger account may have; longer ones are refused.
    #[schemars(extend("examples" = [8]))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) longest_account: Option<usize>,
}

#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLedgerMapping {
    /// The booking codes that are booked on the account: one, a run or a beginning; left out: it is the account of the
    /// daybooks themselves.
    #[schemars(extend("examples" = ["2110..2199"]))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) booking_codes: Option<String>,
    /// The daybooks that it is for: one or a run, with the letter; left out: all.
    #[schemars(extend("examples" = ["K001..K099"]))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) daybooks: Option<String>,
    /// The ledger account.
    #[schemars(extend("examples" = ["7020100"]))]
    pub(super) account: String,
    /// The budgetary entity, where it is not that of `[bookkeeping]`.
    #[schemars(extend("examples" = ["0001"]))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) budget_entity: Option<String>,
    /// The policy field, likewise.
    #[schemars(extend("examples" = ["0703"]))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) policy_field: Option<String>,
    /// The economic sector, likewise.
    #[schemars(extend("examples" = ["1"]))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) economic_sector: Option<String>,
    /// The action, likewise.
    #[schemars(extend("examples" = ["GBB-BIB"]))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) action: Option<String>,
    /// The investment project, likewise.
    #[schemars(extend("examples" = ["IP-GEEN"]))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) project: Option<String>,
    /// The first day on which it holds.
    #[schemars(extend("examples" = ["2026-01-01"]))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) valid_from: Option<String>,
    /// The last day on which it holds.
    #[schemars(extend("examples" = ["2026-12-31"]))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) valid_to: Option<String>,
}
