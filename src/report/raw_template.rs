//! A template file as it is written.

use std::collections::BTreeMap;

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::dimension::Dimension;
use super::language::Language;
use super::template::{
    ColumnTemplate, Field, Format, Grouping, Kind, Page, RecapTemplate, Scope, SectionTemplate, Template,
    TemplateError, parse_kinds,
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
    scope: Scope,
    #[serde(default)]
    grouping: Vec<Grouping>,
    #[serde(default)]
    column: Vec<RawColumn>,
    #[serde(default)]
    section: Vec<RawSection>,
    #[serde(default)]
    recap: Vec<RawRecap>,
    page: Page,
    signature: RawSignature,
    #[serde(default)]
    language: BTreeMap<Language, BTreeMap<String, String>>,
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
    kinds: Vec<String>,
    total: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRecap {
    title: String,
    note: Option<String>,
    by: Dimension,
    kinds: Option<Vec<String>>,
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
            let kinds = parse_kinds(&section.kinds)?;
            Ok(SectionTemplate { title: section.title, note: section.note, kinds, total: section.total })
        });
        let recaps = self.recap.into_iter().map(|recap| {
            let kinds = recap.kinds.map_or_else(|| Ok(DaybookKind::ALL.to_vec()), |names| parse_kinds(&names))?;
            Ok(RecapTemplate { title: recap.title, note: recap.note, by: recap.by, kinds })
        });
        Ok(Template {
            sections: sections.collect::<Result<_, _>>()?,
            recaps: recaps.collect::<Result<_, _>>()?,
            id: self.id,
            title: self.title,
            subtitle: self.subtitle,
            kind: self.kind,
            scope: self.scope,
            groupings: self.grouping,
            columns: self
                .column
                .into_iter()
                .map(|column| {
                    ColumnTemplate::new(column.field, column.header, column.width.unwrap_or_default(), column.format)
                })
                .collect(),
            page: self.page,
            roles: self.signature.roles,
            languages: self.language,
            sha256: hex(&Sha256::digest(text)),
        })
    }
}
