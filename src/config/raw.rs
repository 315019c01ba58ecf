//! The configuration as it is written.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;

/// The configuration file as it is written; unknown keys are refused.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawConfig {
    #[serde(default)]
    pub(super) tables: RawTables,
    #[serde(default)]
    pub(super) institution: Vec<RawInstitution>,
    #[serde(default)]
    pub(super) branch: Vec<RawBranch>,
    #[serde(default)]
    pub(super) daybook: Vec<RawDaybook>,
    #[serde(default)]
    pub(super) booking_code: Vec<RawBookingCode>,
    #[serde(default)]
    pub(super) library: Vec<RawLibrary>,
    #[serde(default)]
    pub(super) profile: Vec<RawProfile>,
    pub(super) templates: Option<PathBuf>,
}

/// CSV files with code tables, beside the configuration.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTables {
    pub(super) institutions: Option<PathBuf>,
    pub(super) branches: Option<PathBuf>,
    pub(super) daybooks: Option<PathBuf>,
    pub(super) booking_codes: Option<PathBuf>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawInstitution {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) financial_organisation: Option<u32>,
    pub(super) cooperation_group: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawBranch {
    pub(super) code: String,
    pub(super) institution: String,
    pub(super) name: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawDaybook {
    pub(super) code: String,
    pub(super) description: String,
    pub(super) institution: Option<String>,
    pub(super) ledger_account: Option<String>,
    pub(super) valid_from: Option<String>,
    pub(super) valid_to: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawBookingCode {
    pub(super) code: String,
    pub(super) description: String,
    pub(super) ledger_account: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLibrary {
    pub(super) institution: String,
    pub(super) pseudonym_key: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawProfile {
    pub(super) name: String,
    pub(super) files: Option<String>,
    pub(super) separator: Option<String>,
    pub(super) decimal_mark: Option<String>,
    pub(super) unit: Option<String>,
    pub(super) expenses: Option<String>,
    pub(super) dates: Option<Vec<String>>,
    pub(super) sheet: Option<String>,
    #[serde(default)]
    pub(super) columns: BTreeMap<String, String>,
}
