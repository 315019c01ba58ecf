//! What a PDF says of itself to programs: attached as `manifest.json`, so that the file can be checked by itself.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::bridge_entry::BridgeEntry;
use super::csv::Dialect;
pub use super::lines_form::LinesForm;
use super::lines_form::{is_one, one};
pub use super::manifest_column::{ColumnKind, ManifestColumn};
pub use super::manifest_table::{LeftOut, ManifestTable};
use super::manifest_version::moment;
pub use super::manifest_version::{MarkEntry, ReplacesEntry, VersionTotalsEntry};
use crate::domain::steering::escaped_in_json;
use crate::report::dimension::kind_name;
use crate::report::document::{Cell, Document, Value};
use crate::report::finding_words::in_words;
use crate::report::provenance::{SourceFile, hex};
use crate::report::row::{Row, RowKind};
use crate::report::template::Field;

/// The name of the attachment.
pub const MANIFEST: &str = "manifest.json";
/// The form of the manifest. The code at the foot of the pages covers every byte of a file that has it.
pub const FORM: &str = "kasverslag-manifest/2";
/// The form before: there the code is that of the manifest alone.
pub const FORMER_FORM: &str = "kasverslag-manifest/1";
/// The program and its version, as files name what made them.
pub(super) const PROGRAM: &str = concat!("kasverslag ", env!("CARGO_PKG_VERSION"));

/// The report's CSV, as it goes into its PDF.
#[derive(Clone, Copy, Debug)]
pub struct Enclosure<'a> {
    /// Its bytes, as they are issued.
    pub bytes: &'a Arc<Vec<u8>>,
    /// How it is written.
    pub dialect: Dialect,
    /// Whether it has total lines, and a last column that tells them apart.
    pub totals: bool,
}

/// What a PDF says of itself. Amounts are decimal numbers of euro with two places.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The form of this text.
    pub form: String,
    /// The program and its version.
    pub program: String,
    /// The report's id.
    pub report: String,
    /// The title at its head.
    pub title: String,
    /// The number of an issued report.
    pub number: Option<String>,
    /// The version of an issued report, from 1.
    pub version: Option<u32>,
    /// The hash of the record before it in the chain of the library's reports; nothing for the first, and for a report
    /// that was not issued.
    #[serde(default)]
    pub previous: Option<String>,
    /// The version that it takes the place of; nothing for a first version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<ReplacesEntry>,
    /// When it was made.
    pub made: String,
    /// The library; nothing for all.
    pub institution: Option<String>,
    /// The days of settlement.
    pub period: Option<String>,
    /// The days on which costs arose.
    pub posted_in: Option<String>,
    /// What else was asked for.
    pub parameters: BTreeMap<String, String>,
    /// Why the report is not whole; nothing for a whole one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<MarkEntry>,
    /// The SHA-256 of the template's text.
    pub template: String,
    /// Where the figures come from.
    pub sources: Vec<ManifestSource>,
    /// The columns of the report's lines.
    pub columns: Vec<ManifestColumn>,
    /// Words of the CSV that the page says in its own language.
    pub translated: BTreeMap<String, String>,
    /// How many lines there are.
    pub lines: u64,
    /// The totals of the report's sections, in their order.
    pub sections: Vec<SectionTotal>,
    /// The tables on the pages; nothing in files that were made before they told it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tables: Vec<ManifestTable>,
    /// The total of what was received, by column.
    pub received: BTreeMap<String, String>,
    /// The way from what came in to the lines of the report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bridge: Option<BridgeEntry>,
    /// What the reader was told about the figures.
    pub findings: Vec<String>,
    /// The CSV.
    pub csv: Attachment,
    /// The pages.
    pub pages: Pages,
}

/// A file that figures come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct ManifestSource {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    pub sha256: String,
    pub accepted: u64,
    pub rejected: u64,
    pub blank: u64,
    pub overlap: u64,
    pub replaced: u64,
    pub amount_accepted: String,
    pub amount_rejected: String,
    /// The records that the profile leaves out; nothing where it leaves out none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_out: Option<u64>,
    /// The sum of those as far as it can be read; nothing where of none it can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount_left_out: Option<String>,
}

/// The total of a section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SectionTotal {
    /// Its heading.
    pub title: String,
    /// The kinds of daybooks in it.
    pub daybooks: Vec<String>,
    /// How many lines there are.
    pub lines: u64,
    /// How pages show them; nothing where they do as the CSV does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<LinesForm>,
    /// In how many tables pages show them.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub tables: u64,
    /// The total, by column.
    pub total: BTreeMap<String, String>,
}

/// An attached file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    /// Its name.
    pub name: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// The SHA-256 of its bytes.
    pub sha256: String,
    /// How it is written: `excel-be` or `rfc4180`.
    pub dialect: String,
    /// Whether it has total lines.
    pub totals: bool,
}

/// The room in which a role signs, by hand or electronically.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignatureRoom {
    /// The role.
    pub role: String,
    /// The page, from 1.
    pub page: u64,
    /// Left, bottom, right and top, in points from the lower left corner of the page.
    pub frame: [f64; 4],
    /// The empty field in it for an electronic signature, likewise; `None` where there is no such field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<[f64; 4]>,
}

/// The name of the field for an electronic signature of a role, from 0: the one that PDF readers would give it.
#[must_use]
pub fn signature_field_name(index: usize) -> String {
    format!("Signature{}", index + 1)
}

/// The pages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pages {
    /// How many there are.
    pub count: u64,
    /// The SHA-256 of their text: each run of it that belongs to the report, and not to the margins or to a picture,
    /// with a line end behind it; a form feed behind each page.
    pub text_sha256: String,
    /// The SHA-256 of the content of each page, unpacked; of the former form of its first content. Nothing in files of the
    /// present form that were made before they told it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drawing_sha256: Option<String>,
    /// Where one signs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signatures: Vec<SignatureRoom>,
    /// The fonts that the text is drawn in.
    pub fonts: Vec<FontProgram>,
    /// The SHA-256 of the dots of the library's mark.
    pub logo_sha256: Option<String>,
}

/// A font that text is drawn in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FontProgram {
    /// Its name.
    pub name: String,
    /// The SHA-256 of its program.
    pub sha256: String,
}

impl Manifest {
    /// What a report's PDF says of itself.
    #[must_use]
    pub fn of(document: &Document, enclosure: Enclosure<'_>, pages: Pages, left_out: &LeftOut) -> Self {
        let provenance = &document.provenance;
        let sections = document.sections.iter().map(|section| SectionTotal {
            title: section.title.clone(),
            daybooks: section.kinds.iter().map(|kind| kind_name(*kind).to_owned()).collect(),
            lines: section.facts() as u64,
            form: LinesForm::of(section),
            tables: section.pages.len().max(1) as u64,
            total: section.total.as_ref().map(|total| figures(document, total)).unwrap_or_default(),
        });
        let sections: Vec<SectionTotal> = sections.collect();
        Self {
            form: FORM.to_owned(),
            program: PROGRAM.to_owned(),
            report: document.report.clone(),
            title: document.title.title.clone(),
            number: document.title.number.clone(),
            version: document.title.version,
            previous: document.provenance.previous.clone(),
            replaces: document.replaced.as_ref().map(ReplacesEntry::of),
            made: made(document),
            institution: provenance.institution.map(|institution| institution.to_string()),
            period: provenance.period.map(|period| period.to_string()),
            posted_in: provenance.posted_in.map(|period| period.to_string()),
            parameters: provenance.parameters.clone(),
            marks: document.marks.iter().map(|mark| MarkEntry::of(mark, document.words)).collect(),
            template: provenance.template.clone(),
            sources: provenance.sources.iter().map(ManifestSource::of).collect(),
            columns: document.columns.iter().map(ManifestColumn::of).collect(),
            translated: translated(document),
            lines: sections.iter().map(|section| section.lines).sum(),
            sections,
            tables: ManifestTable::all_of(document, left_out),
            received: figures(document, &document.received),
            bridge: document.bridge.as_ref().map(BridgeEntry::of),
            findings: document.findings.iter().map(|finding| in_words(finding, document.words)).collect(),
            csv: Attachment {
                name: format!("{}.csv", document.file_stem()),
                bytes: enclosure.bytes.len() as u64,
                sha256: sha256(enclosure.bytes),
                dialect: enclosure.dialect.name().to_owned(),
                totals: enclosure.totals,
            },
            pages,
        }
    }

    /// The place of the column that shows a field.
    #[must_use]
    pub fn column_of(&self, field: Field) -> Option<usize> {
        self.columns.iter().position(|column| column.field == Some(field))
    }

    /// The text that is attached; the same report always gives the same.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        let text = serde_json::to_string_pretty(self)
            .unwrap_or_else(|error| unreachable!("texts and numbers become JSON: {error}"));
        format!("{}\n", escaped_in_json(&text)).into_bytes()
    }
}

impl ManifestSource {
    /// What is told of a file.
    pub(super) fn of(file: &SourceFile) -> Self {
        let [accepted, rejected, blank, overlap, replaced] = file.counts;
        let [amount_accepted, amount_rejected] = file.amounts.map(|amount| amount.to_string());
        let (name, profile, sha256) = (file.name.clone(), file.profile.clone(), file.hash().to_owned());
        Self {
            name,
            profile,
            sha256,
            accepted,
            rejected,
            blank,
            overlap,
            replaced,
            amount_accepted,
            amount_rejected,
            left_out: Some(file.left_out).filter(|records| *records > 0),
            amount_left_out: file.amount_left_out.map(|amount| amount.to_string()),
        }
    }
}

/// When a report was made, as files tell it.
pub(super) fn made(document: &Document) -> String {
    moment(document.title.made)
}

/// The words of the report's lines that are others in the CSV.
fn translated(document: &Document) -> BTreeMap<String, String> {
    let mut translated = BTreeMap::new();
    for row in document.rows().filter(|row| row.kind == RowKind::Detail) {
        for cell in row.cells() {
            if let Value::Said(said) = cell
                && !translated.contains_key(&*said.file)
            {
                translated.insert(said.file.to_string(), said.page.to_string());
            }
        }
    }
    translated
}

/// The figures of a line of the report, by column.
#[must_use]
pub fn figures(document: &Document, row: &Row) -> BTreeMap<String, String> {
    let cells = document.columns.iter().zip(&row.cells).filter_map(|(column, cell)| {
        let text = match cell {
            Cell::Count(count) => count.to_string(),
            Cell::Money(money) => money.to_string(),
            _ => return None,
        };
        Some((column.header.clone(), text))
    });
    cells.collect()
}

/// A SHA-256 in hexadecimal.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}
