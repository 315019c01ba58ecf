//! A template file as it is written.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};
use sha2::{Digest, Sha256};

use super::category::Category;
use super::compare::Compare;
use super::dimension::Dimension;
use super::first_page::FirstPage;
use super::further_pages::FurtherPages;
use super::language::Language;
use super::line_scope::{AmountSign, Items, LineScope};
use super::sampling::Sample;
use super::template::{
    Against, ColumnTemplate, Field, Format, Grouping, InstitutionScope, Kind, KindName, OnFirstPage, RecapTemplate,
    Relation, Scope, SectionTemplate, Template, TemplatePage, WriteOffs,
};
use crate::domain::BookingCodes;
use crate::domain::{DaybookKind, SeparateItem};
use crate::ingest::source::hex;

/// A template file as it is written; unknown keys are refused.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTemplate {
    id: String,
    title: String,
    subtitle: String,
    kind: Kind,
    scope: RawScope,
    #[serde(default)]
    grouping: Vec<Grouping>,
    #[serde(default)]
    column: Vec<RawColumn>,
    #[serde(default)]
    section: Vec<RawSection>,
    #[serde(default)]
    recap: Vec<RawRecap>,
    #[serde(default)]
    pairs: bool,
    #[serde(default)]
    entries: bool,
    #[serde(default)]
    cash_counts: bool,
    sample: Option<Sample>,
    #[serde(default)]
    category: Vec<Category>,
    #[serde(default)]
    compare: Compare,
    #[serde(default)]
    first_page: FirstPage,
    #[serde(default)]
    further_pages: FurtherPages,
    page: TemplatePage,
    signature: RawSignature,
    #[serde(default)]
    language: BTreeMap<Language, BTreeMap<String, String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawScope {
    institution: InstitutionScope,
    write_offs: WriteOffs,
    #[serde(default)]
    lines: Vec<RawLineScope>,
    #[serde(default)]
    items: Items,
    #[serde(default)]
    leaves_out: Vec<SeparateItem>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLineScope {
    kinds: Vec<KindName>,
    #[serde(default)]
    booking_codes: Vec<BookingCodes>,
    #[serde(default)]
    amounts: AmountSign,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawColumn {
    field: Field,
    header: String,
    width: Option<f32>,
    format: Option<Format>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSection {
    title: String,
    note: Option<String>,
    #[serde(default)]
    kinds: Vec<SectionKind>,
    relation: Option<Relation>,
    total: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRecap {
    title: String,
    note: Option<String>,
    by: Dimension,
    across: Option<Dimension>,
    kinds: Option<Vec<KindName>>,
    against: Option<Against>,
    income: Option<bool>,
    #[serde(default)]
    at_least_days: u16,
    first_page: Option<OnFirstPage>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSignature {
    roles: Vec<String>,
}

/// What a section holds: a kind of daybooks, or what is still open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SectionKind {
    Settled(DaybookKind),
    Open,
}

impl<'de> Deserialize<'de> for SectionKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        if name == "open" { Ok(Self::Open) } else { Ok(Self::Settled(KindName::of(&name)?)) }
    }
}

impl RawTemplate {
    /// The template that was meant; `text` is what it was read from.
    pub(super) fn into_template(self, text: &str) -> Template {
        let sections = self.section.into_iter().map(|section| {
            let is_open = section.kinds.contains(&SectionKind::Open);
            let settled = section.kinds.iter().filter_map(|kind| match kind {
                SectionKind::Settled(kind) => Some(*kind),
                SectionKind::Open => None,
            });
            let kinds = settled.collect();
            let RawSection { title, note, relation, total, .. } = section;
            SectionTemplate { title, note, kinds, is_open, relation, total }
        });
        let recaps = self.recap.into_iter().map(|recap| {
            let kinds = recap.kinds.map_or_else(|| DaybookKind::ALL.to_vec(), KindName::all);
            let RawRecap { title, note, by, across, against, income, at_least_days, first_page, .. } = recap;
            RecapTemplate { title, note, by, across, kinds, against, income, at_least_days, first_page }
        });
        let lines = self.scope.lines.into_iter().map(|lines| LineScope {
            kinds: KindName::all(lines.kinds),
            booking_codes: lines.booking_codes,
            amounts: lines.amounts,
        });
        let scope = Scope {
            institution: self.scope.institution,
            write_offs: self.scope.write_offs,
            lines: lines.collect(),
            items: self.scope.items,
            leaves_out: self.scope.leaves_out,
        };
        Template {
            sections: sections.collect(),
            recaps: recaps.collect(),
            id: self.id,
            title: self.title,
            subtitle: self.subtitle,
            kind: self.kind,
            scope,
            pairs: self.pairs,
            entries: self.entries,
            cash_counts: self.cash_counts,
            sample: self.sample,
            categories: self.category,
            compare: self.compare,
            groupings: self.grouping,
            columns: self
                .column
                .into_iter()
                .map(|column| {
                    ColumnTemplate::new(column.field, column.header, column.width.unwrap_or_default(), column.format)
                })
                .collect(),
            first_page: self.first_page,
            further_pages: self.further_pages,
            page: self.page,
            roles: self.signature.roles,
            languages: self.language,
            lost_translations: Vec::new(),
            sha256: hex(&Sha256::digest(text)),
        }
    }
}
