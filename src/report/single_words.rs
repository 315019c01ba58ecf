//! The words that one kind of report has alone.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The words that one kind of report has alone.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct SingleWords {
    pub sample: SampleWords,
    /// What became of lines after they had been reported, by its name.
    pub change: BTreeMap<String, String>,
    pub settlement: SettlementWords,
}

/// The words of a settlement between libraries.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct SettlementWords {
    pub pairs: String,
    pub pairs_note: String,
    pub one: String,
    pub other: String,
    pub one_for_other: String,
    pub other_for_one: String,
    pub pays: String,
    pub net: String,
    pub agreement: String,
    pub no_agreement: String,
    pub institutions: String,
    pub institutions_note: String,
    pub for_others: String,
    pub by_others: String,
    pub to_come: String,
    pub sides: String,
    pub sides_note: String,
    pub by_receiver: String,
    pub by_owner: String,
    pub outcome: String,
    pub agrees: String,
    pub one_side: String,
}

/// The words of a sample.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct SampleWords {
    pub title: String,
    /// How it was drawn, with names in braces where figures go.
    pub note: String,
    pub tolerable_amount: String,
    pub tolerable_part: String,
    pub stratum: String,
    pub positive: String,
    pub negative: String,
    pub nought: String,
    pub lines: String,
    pub amount: String,
    pub interval: String,
    pub start: String,
    pub points: String,
    pub drawn_lines: String,
    pub drawn_amount: String,
    /// Why a line is in it: it is as large as the interval, or a point fell on it.
    pub certain: String,
    pub drawn: String,
}

/// How a storno stands to the line that it takes back.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct RelationWords {
    pub same_day: String,
    pub other_day: String,
    pub back_dated: String,
    pub not_found: String,
    pub refund: String,
}
