//! The templates by which reports were issued.

use std::collections::BTreeMap;

use crate::archive::{ArchiveError, Register, ReportRecord};
use crate::report::template::Template;

/// Templates by the hashes of their texts; of one that can't be read any more there is none.
#[derive(Debug, Default)]
pub struct IssuedTemplates(BTreeMap<String, Template>);

impl IssuedTemplates {
    /// Those of some reports, from texts by their hashes.
    #[must_use]
    pub fn of_texts(texts: &BTreeMap<String, String>) -> Self {
        let read = |(hash, text): (&String, &String)| Some((hash.clone(), Template::parse_issued(text).ok()?));
        Self(texts.iter().filter_map(read).collect())
    }

    /// That by which a report was made.
    #[must_use]
    pub fn of(&self, record: &ReportRecord) -> Option<&Template> {
        self.0.get(&record.template)
    }

    /// What a report is called.
    #[must_use]
    pub fn title<'t>(&'t self, record: &'t ReportRecord) -> &'t str {
        self.of(record).map_or(&*record.report, |template| &*template.title)
    }
}

/// The texts of the templates of some reports, by their hashes.
///
/// # Errors
/// When the register can't be read.
pub fn template_texts<'r>(
    register: &Register,
    records: impl IntoIterator<Item = &'r ReportRecord>,
) -> Result<BTreeMap<String, String>, ArchiveError> {
    let mut texts = BTreeMap::new();
    for record in records {
        if !texts.contains_key(&record.template)
            && let Some(text) = register.text(&record.template)?
        {
            texts.insert(record.template.clone(), text);
        }
    }
    Ok(texts)
}
