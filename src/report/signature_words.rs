//! The words over the rooms for signatures.

use serde::Deserialize;

/// The words over the rooms for signatures.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct SignatureWords {
    pub title: String,
    pub name: String,
    pub date: String,
}
