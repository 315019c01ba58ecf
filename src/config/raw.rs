//! The configuration as it is written.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// The configuration file as it is written; unknown keys are refused.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawConfig {
    #[serde(default)]
    pub(super) run: RawRun,
    pub(super) report: Option<RawReport>,
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

/// What `report` takes for what was not typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawReport {
    pub(super) input: Option<OneOrMany<PathBuf>>,
    pub(super) reports: Option<Vec<String>>,
    pub(super) formats: Option<Vec<String>>,
    pub(super) out: Option<PathBuf>,
    pub(super) institution: Option<String>,
}

/// A value, or a list of them.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum OneOrMany<T> {
    One(T),
    Many(Vec<T>),
}

impl<T> OneOrMany<T> {
    pub(super) fn all(&self) -> &[T] {
        match self {
            Self::One(value) => std::slice::from_ref(value),
            Self::Many(values) => values,
        }
    }
}

/// Code tables as the archive keeps them beside the reports that were made by them.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StoredTables {
    pub(super) institution: Vec<RawInstitution>,
    pub(super) branch: Vec<RawBranch>,
    pub(super) daybook: Vec<RawDaybook>,
    pub(super) booking_code: Vec<RawBookingCode>,
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

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawInstitution {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) financial_organisation: Option<u32>,
    pub(super) cooperation_group: Option<String>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawBranch {
    pub(super) code: String,
    pub(super) institution: String,
    pub(super) name: String,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawDaybook {
    pub(super) code: String,
    pub(super) description: String,
    pub(super) institution: Option<String>,
    pub(super) ledger_account: Option<String>,
    pub(super) valid_from: Option<String>,
    pub(super) valid_to: Option<String>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawBookingCode {
    pub(super) code: String,
    pub(super) description: String,
    pub(super) ledger_account: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLibrary {
    pub(super) institution: String,
    pub(super) pseudonym_key: Option<String>,
    pub(super) pseudonym_key_file: Option<PathBuf>,
    pub(super) out: Option<PathBuf>,
    pub(super) exports: Option<String>,
    pub(super) mode: Option<String>,
    pub(super) day_in_name: Option<bool>,
    pub(super) reports: Option<Vec<String>>,
    pub(super) periods: Option<Vec<String>>,
    pub(super) formats: Option<Vec<String>>,
    pub(super) csv_dialect: Option<String>,
    pub(super) pdf_level: Option<String>,
    pub(super) closed: Option<Vec<String>>,
    pub(super) first_day: Option<String>,
    pub(super) with_write_offs: Option<bool>,
    pub(super) lang: Option<String>,
    pub(super) roles: Option<Vec<String>>,
    pub(super) footer: Option<String>,
    pub(super) notes: Option<Vec<String>>,
    pub(super) accent: Option<String>,
    pub(super) logo: Option<PathBuf>,
    pub(super) logo_alternative: Option<String>,
}

/// The nightly run: its folders, and what holds for every library that doesn't say otherwise.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRun {
    pub(super) archive: Option<PathBuf>,
    pub(super) keys: Option<PathBuf>,
    pub(super) file_mode: Option<String>,
    pub(super) folder_mode: Option<String>,
    pub(super) out: Option<PathBuf>,
    pub(super) exports: Option<String>,
    pub(super) mode: Option<String>,
    pub(super) day_in_name: Option<bool>,
    pub(super) reports: Option<Vec<String>>,
    pub(super) periods: Option<Vec<String>>,
    pub(super) formats: Option<Vec<String>>,
    pub(super) csv_dialect: Option<String>,
    pub(super) pdf_level: Option<String>,
    pub(super) closed: Option<Vec<String>>,
    pub(super) first_day: Option<String>,
    pub(super) with_write_offs: Option<bool>,
    pub(super) lang: Option<String>,
    pub(super) roles: Option<Vec<String>>,
    pub(super) footer: Option<String>,
    pub(super) notes: Option<Vec<String>>,
    pub(super) accent: Option<String>,
    pub(super) logo: Option<PathBuf>,
    pub(super) logo_alternative: Option<String>,
}

/// How reports look, as the run or a library says it.
#[derive(Debug)]
pub(super) struct RawLook<'a> {
    pub(super) lang: Option<&'a String>,
    pub(super) roles: Option<&'a Vec<String>>,
    pub(super) footer: Option<&'a String>,
    pub(super) notes: Option<&'a Vec<String>>,
    pub(super) accent: Option<&'a String>,
    pub(super) logo: Option<&'a PathBuf>,
    pub(super) logo_alternative: Option<&'a String>,
}

/// Gathers the keys about the look, which stand among others where they are written.
macro_rules! look_of {
    ($raw:expr) => {
        RawLook {
            lang: $raw.lang.as_ref(),
            roles: $raw.roles.as_ref(),
            footer: $raw.footer.as_ref(),
            notes: $raw.notes.as_ref(),
            accent: $raw.accent.as_ref(),
            logo: $raw.logo.as_ref(),
            logo_alternative: $raw.logo_alternative.as_ref(),
        }
    };
}

impl RawRun {
    pub(super) fn look(&self) -> RawLook<'_> {
        look_of!(self)
    }
}

impl RawLibrary {
    pub(super) fn look(&self) -> RawLook<'_> {
        look_of!(self)
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawProfile {
    pub(super) name: String,
    pub(super) files: Option<String>,
    pub(super) separator: Option<String>,
    pub(super) encoding: Option<String>,
    pub(super) decimal_mark: Option<String>,
    pub(super) unit: Option<String>,
    pub(super) minus: Option<String>,
    pub(super) amounts: Option<String>,
    pub(super) expenses: Option<String>,
    pub(super) dates: Option<Vec<String>>,
    pub(super) zone: Option<String>,
    pub(super) empty: Option<OneOrMore>,
    pub(super) sheet: Option<String>,
    #[serde(default)]
    pub(super) columns: BTreeMap<String, OneOrMore>,
    #[serde(default)]
    pub(super) constant: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) values: BTreeMap<String, BTreeMap<String, String>>,
    #[serde(default)]
    pub(super) sign: RawSigns,
    #[serde(default)]
    pub(super) keep: BTreeMap<String, OneOrMore>,
    #[serde(default)]
    pub(super) leave_out: BTreeMap<String, OneOrMore>,
}

/// The words that tell the sign of an amount.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSigns {
    #[serde(default)]
    pub(super) minus: Vec<String>,
    #[serde(default)]
    pub(super) plus: Vec<String>,
}

/// A text, or a list of them.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl OneOrMore {
    /// The texts.
    pub(super) fn texts(&self) -> &[String] {
        match self {
            Self::One(text) => std::slice::from_ref(text),
            Self::More(texts) => texts,
        }
    }
}
