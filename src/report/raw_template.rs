//! A template file as it is written.

use std::collections::BTreeMap;

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::category::Category;
use super::code_runs::BookingCodes;
use super::compare::Compare;
use super::dimension::Dimension;
use super::first_page::FirstPage;
use super::language::Language;
use super::line_scope::{Amounts, Items, LineScope};
use super::sampling::Sample;
use super::template::{
    Against, ColumnTemplate, Field, Format, Grouping, InstitutionScope, Kind, OnFirstPage, Page, RecapTemplate,
    Relation, Scope, SectionTemplate, Template, TemplateError, WriteOffs, parse_kinds,
};
use crate::domain::DaybookKind;
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
    cash_counts: bool,
    sample: Option<Sample>,
    #[serde(default)]
    category: Vec<Category>,
    #[serde(default)]
    compare: Compare,
    #[serde(default)]
    first_page: FirstPage,
    page: Page,
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
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLineScope {
    kinds: Vec<String>,
    #[serde(default)]
    booking_codes: Vec<BookingCodes>,
    #[serde(default)]
    amounts: Amounts,
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
    kinds: Vec<String>,
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
    kinds: Option<Vec<String>>,
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

impl RawTemplate {
    /// The template that was meant; `text` is what it was read from.
    pub(super) fn into_template(self, text: &str) -> Result<Template, TemplateError> {
        let sections = self.section.into_iter().map(|section| {
            let (open, kinds): (Vec<String>, Vec<String>) =
                section.kinds.iter().cloned().partition(|kind| kind == "open");
            let (kinds, is_open) = (parse_kinds(&kinds)?, !open.is_empty());
            let RawSection { title, note, relation, total, .. } = section;
            Ok(SectionTemplate { title, note, kinds, is_open, relation, total })
        });
        let recaps = self.recap.into_iter().map(|recap| {
            let kinds =
                recap.kinds.as_ref().map_or_else(|| Ok(DaybookKind::ALL.to_vec()), |names| parse_kinds(names))?;
            let RawRecap { title, note, by, across, against, income, at_least_days, first_page, .. } = recap;
            Ok(RecapTemplate { title, note, by, across, kinds, against, income, at_least_days, first_page })
        });
        let lines = self.scope.lines.into_iter().map(|lines| {
            Ok(LineScope {
                kinds: parse_kinds(&lines.kinds)?,
                booking_codes: lines.booking_codes,
                amounts: lines.amounts,
            })
        });
        let scope = Scope {
            institution: self.scope.institution,
            write_offs: self.scope.write_offs,
            lines: lines.collect::<Result<_, TemplateError>>()?,
            items: self.scope.items,
        };
        Ok(Template {
            sections: sections.collect::<Result<_, _>>()?,
            recaps: recaps.collect::<Result<_, _>>()?,
            id: self.id,
            title: self.title,
            subtitle: self.subtitle,
            kind: self.kind,
            scope,
            pairs: self.pairs,
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
            page: self.page,
            roles: self.signature.roles,
            languages: self.language,
            sha256: hex(&Sha256::digest(text)),
        })
    }
}
